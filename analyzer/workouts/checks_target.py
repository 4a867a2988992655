"""Checks on the speed of the reps against what was meant: the target of each, and too fast for the workout."""

import math

from analyzer.model import Compare, EffortKind, Verdict
from analyzer.units import KILOMETRE, format_pace, format_time
from analyzer.workouts import sets
from analyzer.workouts.ran import Held, Ran, Session
from analyzer.workouts.verdicts import CANNOT_TELL, verdict

ERRORS = 1.5
"""A rep is held to its target with so many of its own standard errors, where they are wider than the band."""
ONE_SIDED = 0.01
"""A target with one side only is met within this share of it (a judgement)."""
NO_GRADE = "The grade is not known: no altitude by a barometer, so uphill speed says nothing."
SAME_DISTANCE = 0.005
"""A rep that was this close to the planned distance is told by its time, any other by its speed."""
TOO_FAST = 0.005
"""A set may be so much faster than the fastest that it is for."""


def target(session: Session) -> tuple[Verdict, ...]:
    """Run each rep at its target: too fast misses it as much as too slow."""
    found = []
    for count, one in enumerate(session.reps, 1):
        held = session.held.get(one.index)
        if held is None or not (held.slowest > 0 or held.fastest < math.inf):
            continue
        bounded = held.slowest > 0 and held.fastest < math.inf
        by_time = held.distance > 0 and abs(one.distance / held.distance - 1.0) <= SAME_DISTANCE
        if not bounded:
            found.append(_one_sided(count, one, held))
        elif by_time and one.kind is not EffortKind.HILL:
            found.append(_by_time(count, one, held))
        else:
            found.append(_by_speed(count, one, held))
    if not found and session.reps and session.paces is None and session.template is not None:
        return _no_paces(session)
    return tuple(found)


def _no_paces(session: Session) -> tuple[Verdict, ...]:
    """Say that a target is not known, where the workout has one."""
    template = session.template
    if template is None or (template.slowest is None and template.fastest is None):
        return ()
    said = "The target is not known without your 5K time, or your goal for the mile."
    return (
        verdict(
            "target",
            sets.name(session.reps),
            sets.mean_speed(session.reps),
            math.nan,
            math.nan,
            Compare.WITHIN,
            unit="m/s",
            kept="",
            missed="",
            unknown=said,
        ),
    )


def _by_time(count: int, one: Ran, held: Held) -> Verdict:
    fastest, slowest = round(held.distance / held.fastest, 3), round(held.distance / held.slowest, 3)
    asked = (fastest + slowest) / 2
    off = one.time - asked
    shown = f"{format_time(one.time)} for {format_time(fastest)} to {format_time(slowest)}"
    return verdict(
        "target",
        f"rep {count}",
        one.time,
        asked,
        max((slowest - fastest) / 2, ERRORS * one.time_sd if math.isfinite(one.time_sd) else 0.0),
        Compare.WITHIN,
        unit="s",
        sd=one.time_sd,
        effort=one.index,
        kept=f"On target: {shown}.",
        missed=f"{abs(off) - (slowest - fastest) / 2:.1f} s too {'slow' if off > 0 else 'fast'}: {shown}.",
    )


def _by_speed(count: int, one: Ran, held: Held) -> Verdict:
    middle = (held.slowest + held.fastest) / 2
    run, sd, note = _speed(one)
    shown = f"{format_pace(run)}/km for {format_pace(held.fastest)} to {format_pace(held.slowest)}{note}"
    room = max((held.fastest - held.slowest) / 2, ERRORS * sd)
    beyond = abs(KILOMETRE / run - KILOMETRE / (middle + math.copysign(room, run - middle)))
    return verdict(
        "target",
        f"rep {count}",
        run,
        middle,
        room,
        Compare.WITHIN,
        unit="m/s",
        sd=sd,
        effort=one.index,
        kept=f"On target: {shown}.",
        missed=f"{beyond:.1f} s/km too {'fast' if run > middle else 'slow'}: {shown}.",
        unknown=NO_GRADE if note else CANNOT_TELL,
    )


def _one_sided(count: int, one: Ran, held: Held) -> Verdict:
    """Hold a rep to a target that has a slowest or a fastest speed only."""
    run, sd, note = _speed(one)
    least = not held.fastest < math.inf
    limit = held.slowest if least else held.fastest
    shown = f"{format_pace(run)}/km, {'at most' if least else 'at least'} {format_pace(limit)}{note}"
    return verdict(
        "target",
        f"rep {count}",
        run,
        limit,
        max(ONE_SIDED * limit, ERRORS * sd),
        Compare.AT_LEAST if least else Compare.AT_MOST,
        unit="m/s",
        sd=sd,
        effort=one.index,
        kept=f"On target: {shown}.",
        missed=f"Too {'slow' if least else 'fast'}: {shown}.",
        unknown=NO_GRADE if note else CANNOT_TELL,
    )


def _speed(one: Ran) -> tuple[float, float, str]:
    """Give the speed that a rep is held with, its standard error, and what to say of it: uphill that on the level."""
    run, note = (one.graded_speed, " on the level") if one.kind is EffortKind.HILL else (one.speed, "")
    return run, one.error * run if math.isfinite(run) else math.nan, note


def too_fast(session: Session) -> tuple[Verdict, ...]:
    """Keep the set no faster than it is meant to be: a set that is too fast trains something else."""
    found = []
    for group in sets.sets(session):
        fastest = session.held.get(group[0].index, Held()).too_fast
        if not math.isfinite(fastest):
            continue
        mean = sets.mean_speed(group)
        sd = mean * sets.mean_error(group) / math.sqrt(len(group))
        found.append(
            verdict(
                "too_fast",
                sets.name(group),
                mean,
                fastest,
                max(session.limit("too_fast", TOO_FAST) * fastest, ERRORS * sd),
                Compare.AT_MOST,
                unit="m/s",
                sd=sd,
                kept="Not too fast for this one.",
                missed=f"Too fast for this one: {format_pace(mean)}/km where {format_pace(fastest)} is the fastest "
                "that it is for.",
            )
        )
    return tuple(found)
