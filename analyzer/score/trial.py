"""Score a mile: lay the run beside the plan, mark it, and resample it for the error of the score."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.model import Floats, MilePlan, PlannedZone, Score, Zone, ZoneScore
from analyzer.score import advice, cadence, marks
from analyzer.score.beside import Run, beside

LEAST_ASSESSED = 0.70
"""Of the weight, for a score of the whole."""
CLEAR_SURGE = 0.05
"""Surge over coast (ln of speed) from which it can be told how far a surge was held."""


def mile(
    plan: MilePlan,
    zones: pd.DataFrame,
    *,
    covariance: Floats | None = None,
    speed_at: Callable[[Floats], Floats] | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> Score:
    """Score how a mile was run against its plan.

    zones : frames.ZONES of the trial.
    covariance : Of the ln speeds of its rows; without it their errors are taken as independent.
    speed_at : Speed [m/s] at metres from the start; tells how far the surge was held into the back turn of lap 3.
    """
    zones = frames.conform(zones, frames.ZONES)
    run = beside(plan, zones, covariance)
    asked = marks.rules(plan)
    zone_marks = marks.zone_marks(run.x, run.errors, asked)
    zone_marks = np.where(np.isfinite(run.x), zone_marks, np.nan)
    changes = _changes(run.x, run, asked)
    assessed = asked.weights[np.isfinite(zone_marks)].sum() / asked.weights.sum()
    told = bool(assessed >= LEAST_ASSESSED) and bool(np.isfinite(changes).any())
    contrast = float(marks.weighted(changes, np.ones(len(changes))))
    shares = cadence.shares(plan, zones, asked, run.x, run.errors)
    return Score(
        zones=tuple(
            ZoneScore(zone.lap, zone.zone, zone.effort, zone.target, float(time), 100 * float(mark), float(weight), why)
            for zone, time, mark, weight, why in zip(
                plan.zones, run.time, zone_marks, asked.weights, run.unscored, strict=True
            )
        ),
        score=100 * float(marks.whole(zone_marks, changes, asked)) if told else math.nan,
        score_sd=_score_sd(run, asked, draws, seed) if told else math.nan,
        contrast=contrast,
        cadence_share=shares.share,
        laps=_lap_scores(plan, zone_marks, asked),
        held=_held(plan, run, speed_at),
        advice=advice.lines(run, asked, zone_marks, changes, assessed=float(assessed), told=told, shares=shares),
        cadence_share_sd=shares.share_sd,
        cadence_word=shares.word,
        cadence=shares.changes,
    )


def _changes(x: Floats, run: Run, asked: marks.Rules) -> Floats:
    changes = marks.change_marks(x, run.covariance, asked)
    known = np.isfinite(run.x[asked.before]) & np.isfinite(run.x[asked.after])
    return np.where(known, changes, np.nan)


def _score_sd(run: Run, asked: marks.Rules, draws: int, seed: int) -> float:
    """Run the same mile again with other errors of the watch, and see how the score spreads."""
    rng = np.random.default_rng(seed)
    errors = rng.multivariate_normal(np.zeros(len(run.x)), run.covariance, draws, check_valid="ignore", method="eigh")
    x = run.x + errors
    zone_marks = np.where(np.isfinite(x), marks.zone_marks(x, run.errors, asked), np.nan)
    return 100 * float(np.std(marks.whole(zone_marks, _changes(x, run, asked), asked)))


def _lap_scores(plan: MilePlan, zone_marks: Floats, asked: marks.Rules) -> tuple[float, ...]:
    laps = np.array([zone.lap for zone in plan.zones])
    scores = []
    for lap in np.unique(laps):
        inside = laps == lap
        known = asked.weights[inside & np.isfinite(zone_marks)].sum() / asked.weights[inside].sum()
        score = 100 * float(marks.weighted(zone_marks[inside], asked.weights[inside]))
        scores.append(score if known >= LEAST_ASSESSED else math.nan)
    return tuple(scores)


def _held(plan: MilePlan, run: Run, speed_at: Callable[[Floats], Floats] | None) -> float:
    """Measure how far into the back turn of lap 3 the speed stays above the middle of surge and coast. [m]

    The place is where a single step down fits the speeds best, so that one slow second does not end the hold.
    """
    place = {(zone.lap, zone.zone): i for i, zone in enumerate(plan.zones)}
    surge, coast = run.x[place[3, Zone.BACK_STRAIGHT]], run.x[place[3, Zone.HOME_STRAIGHT]]
    if speed_at is None or not surge - coast >= CLEAR_SURGE:
        return math.nan
    turn: PlannedZone = plan.zones[place[3, Zone.BACK_TURN]]
    metres = np.arange(turn.from_m + 0.5, turn.to_m)
    above = speed_at(metres) * plan.five_k / 5000.0 - 0.5 * (math.exp(surge) + math.exp(coast))
    gained = np.cumsum(above)
    if not np.isfinite(gained).all():
        return math.nan
    best = int(np.argmax(gained))
    if gained[best] <= 0:
        return 0.0
    return turn.to_m - turn.from_m if best == len(metres) - 1 else float(best + 1)
