"""Checks on the recoveries between the reps."""

import math

from analyzer.model import Compare, Verdict
from analyzer.units import format_time
from analyzer.workouts.ran import Held, Ran, Session
from analyzer.workouts.verdicts import verdict

ERRORS = 1.5
"""As for the reps: a rest is told with so many of its own standard errors."""
BETWEEN_SETS = 1.8
"""A rest longer than the usual one by this factor parts two sets; no template asks how long it is."""


def rest(session: Session) -> tuple[Verdict, ...]:
    """Keep each rest as long as planned, in time or distance; where the workout says so, no longer than the rep."""
    found = []
    resting = session.reps[:-1]
    known = sorted(one.recovery for one in resting if math.isfinite(one.recovery))
    usual = known[(len(known) - 1) // 2] if known else math.nan
    for count, (one, after) in enumerate(zip(resting, session.reps[1:], strict=True), 1):
        held = session.held.get(one.index, Held())
        if not held.planned_rest and one.recovery > BETWEEN_SETS * usual:
            continue
        if math.isfinite(held.rest[0]):
            sd = math.hypot(_known(one.end_sd), _known(after.start_sd))
            found.append(_held(count, one, held, held.rest, one.recovery, sd, unit="s"))
        elif math.isfinite(held.rest_metres[0]):
            found.append(_held(count, one, held, held.rest_metres, one.recovery_distance, math.nan, unit="m"))
    return tuple(found)


def _held(
    count: int, one: Ran, held: Held, asked: tuple[float, float], measured: float, sd: float, *, unit: str
) -> Verdict:
    """Hold one rest to the shortest and longest that is asked; a longest of infinity asks for the shortest only."""
    least, most = asked
    shown = _length(measured, unit)
    kind = ""
    if held.rest_kind is not None and one.recovery_kind is not None and one.recovery_kind is not held.rest_kind:
        kind = f" Planned: {held.rest_kind.value}; it was {one.recovery_kind.value}."
    if math.isinf(most):
        target, tolerance, compare = least, ERRORS * _known(sd), Compare.AT_LEAST
    else:
        target, tolerance, compare = (least + most) / 2, max((most - least) / 2, ERRORS * _known(sd)), Compare.WITHIN
    wrong = f"{shown}, too short: at least {_length(least, unit)}"
    if measured > target:
        wrong = f"{shown}, too long: at most {_length(most, unit)}"
    return verdict(
        "rest",
        f"after rep {count}",
        measured,
        target,
        tolerance,
        compare,
        unit=unit,
        sd=sd,
        effort=one.index,
        kept=f"Rest {shown}: kept.{kind}",
        missed=f"Rest {wrong}.{kind}",
        unknown="The rest was not seen well enough.",
    )


def _length(value: float, unit: str) -> str:
    return f"{value:.0f} m" if unit == "m" else format_time(value, decimals=0)


def _known(error: float) -> float:
    return error if math.isfinite(error) else 0.0
