r"""Marks for zones and for changes of effort, from x = ln(speed / 5K speed); every number is a judgement, kept here.

mark    ______
       /      \         100 between the inner edges of a band, 0 beyond the outer ones
  ____/        \____    a zone within half its error of the inner edges counts as inside
"""

import math
from dataclasses import dataclass

import numpy as np

from analyzer.model import Floats, MilePlan, PlannedZone, Zone, ZoneEffort

NO_LIMIT = 9.0
"""No runner reaches exp(9) times 5K speed: there is no too fast."""
ALLOWANCE = 0.5
"""This share of its standard error may be what keeps a zone out of its band."""
WEIGHTS = {"C": 1.0, "S": 1.0, "D": 0.5, "F": 0.5, "A": 1.25}
KEY_WEIGHT = 1.5
"""For the first turn and the back straight of lap 3, the heart of the plan."""
SPREAD = 0.6
"""A change of effort is complete at this share of the planned surge."""
BASE, FOR_CONTRAST = 0.4, 0.6
"""The marks of the zones count in full only where surges and coasts differ."""

FIRST, BACK, SECOND, HOME = Zone
UP = (
    ((1, FIRST), (1, BACK)),
    ((1, HOME), (2, FIRST)),
    ((2, BACK), (2, SECOND)),
    ((2, HOME), (3, FIRST)),
    ((3, HOME), (4, FIRST)),
)
DOWN = (((1, BACK), (1, SECOND)), ((2, FIRST), (2, BACK)), ((2, SECOND), (2, HOME)))


@dataclass(frozen=True, eq=False)
class Rules:
    """What the plan asks, as arrays: one entry a zone, then one entry a change of effort.

    low, full_from, full_to, high : Edges of the bands of x.   weights : metres x importance.
    before, after, sign : The zones of each change, and whether it goes up (1) or down (-1).
    """

    surge: float
    low: Floats
    full_from: Floats
    full_to: Floats
    high: Floats
    weights: Floats
    before: np.ndarray[tuple[int], np.dtype[np.intp]]
    after: np.ndarray[tuple[int], np.dtype[np.intp]]
    sign: Floats

    @property
    def full_change(self) -> float:
        """Change of x that is complete."""
        return SPREAD * self.surge


def band(zone: PlannedZone, surge: float) -> tuple[float, float, float, float]:
    """Give where the mark is 0, 100 from, 100 to, and 0 again; `surge` is ln(1 + s)."""
    if zone.code == "C":
        return -0.12, -0.03, 0.03, 0.10 if zone.effort is ZoneEffort.SETTLE else max(0.06, surge)
    if zone.code == "S":
        return 0.0, 0.6 * surge, 1.4 * surge, 2.2 * surge
    if zone.code in "DF":
        return -0.12, -0.03, 1.4 * surge, 2.2 * surge
    if (zone.lap, zone.zone) == (4, Zone.BACK_STRAIGHT):
        return -0.03, 0.3 * surge, NO_LIMIT, NO_LIMIT + 1
    return 0.0, 0.6 * surge, NO_LIMIT, NO_LIMIT + 1


def weight(zone: PlannedZone) -> float:
    """Weigh a zone: its metres by what it asks for."""
    key = zone.lap == 3 and zone.code == "S"
    return (zone.to_m - zone.from_m) * (KEY_WEIGHT if key else WEIGHTS[zone.code])


def rules(plan: MilePlan) -> Rules:
    """Turn a plan into the bands, weights and changes that it is judged by."""
    surge = math.log1p(plan.surge)
    place = {(zone.lap, zone.zone): i for i, zone in enumerate(plan.zones) if not zone.run_off}
    changes = [(pair, 1.0) for pair in UP] + [(pair, -1.0) for pair in DOWN]
    known = [(place[a], place[b], sign) for (a, b), sign in changes if a in place and b in place]
    before, after, sign = (np.array(column) for column in zip(*known, strict=True))
    low, full_from, full_to, high = np.array([band(zone, surge) for zone in plan.zones]).T
    weights = np.array([weight(zone) for zone in plan.zones])
    return Rules(surge, low, full_from, full_to, high, weights, before, after, sign)


def zone_marks(x: Floats, errors: Floats, asked: Rules) -> Floats:
    """Mark zones 0-1; the last axis of x counts the zones.

    The allowance only decides whether a zone is inside its band. Farther out the fall is that of the speed itself,
    so that a poor recording never lifts a mark.
    """
    outside = np.maximum(asked.full_from - x, x - asked.full_to)
    rise = (x - asked.low) / (asked.full_from - asked.low)
    fall = (asked.high - x) / (asked.high - asked.full_to)
    return np.where(outside <= ALLOWANCE * errors, 1.0, np.clip(np.minimum(rise, fall), 0.0, 1.0))


def change_marks(x: Floats, covariance: Floats, asked: Rules) -> Floats:
    """Mark the changes of effort 0-1; a common error of all speeds cancels in them."""
    before, after = asked.before, asked.after
    change = asked.sign * (x[..., after] - x[..., before])
    errors = change_errors(covariance, asked)
    marks = np.clip(change / asked.full_change, 0.0, 1.0)
    return np.where(asked.full_change - change <= ALLOWANCE * errors, 1.0, marks)


def change_errors(covariance: Floats, asked: Rules) -> Floats:
    """Give the standard error of each change of effort."""
    own = np.diag(covariance)
    before, after = asked.before, asked.after
    errors: Floats = np.sqrt(np.maximum(own[before] + own[after] - 2 * covariance[before, after], 0.0))
    return errors


def weighted(marks: Floats, weights: Floats) -> Floats:
    """Give the weighted mean over the last axis, leaving out what is NaN; NaN where nothing is left."""
    known = np.isfinite(marks)
    total = np.where(known, weights, 0.0).sum(axis=-1)
    summed = np.where(known, marks * weights, 0.0).sum(axis=-1)
    return np.where(total > 0, summed / np.where(total > 0, total, 1.0), np.nan)


def whole(zones: Floats, changes: Floats, asked: Rules) -> Floats:
    """Give the score 0-1: the marks of the zones, worth 40 % without any contrast and 100 % with all of it."""
    contrast = weighted(changes, np.ones(changes.shape[-1]))
    return weighted(zones, asked.weights) * (BASE + FOR_CONTRAST * contrast)
