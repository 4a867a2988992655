"""Checks on the speed of the reps: each against its target, and one against the other."""

import math

from analyzer.model import Compare, EffortKind, Verdict
from analyzer.units import format_pace, format_time
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
EVEN, UNEVEN = 0.02, 0.04
"""Variation of the speeds of a set up to which it is even, and from which it is uneven (a judgement)."""
FADE = 0.01
"""Speed lost from rep to rep (a judgement)."""
LAST = 0.01
"""The last rep may take this much longer than the first (a judgement)."""
TOO_FAST = 0.005
"""A set may be so much faster than the fastest that it is for."""
LEFT = 0.02
"""A set this close to as many times its best rep was as fast as it could be: an even set (EVEN) is."""
FEWEST = 3
"""Reps that make a set whose evenness and fade are told."""


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
    return tuple(found)


def _by_time(count: int, one: Ran, held: Held) -> Verdict:
    fastest, slowest = round(held.distance / held.fastest, 3), round(held.distance / held.slowest, 3)
    asked = (fastest + slowest) / 2
    off = one.time - asked
    shown = f"{format_time(one.time)} for {format_time(asked)}"
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
        missed=f"{abs(off):.1f} s too {'slow' if off > 0 else 'fast'}: {shown}.",
    )


def _by_speed(count: int, one: Ran, held: Held) -> Verdict:
    middle = (held.slowest + held.fastest) / 2
    run, sd, note = _speed(one)
    shown = f"{format_pace(run)}/km for {format_pace(middle)}{note}"
    return verdict(
        "target",
        f"rep {count}",
        run,
        middle,
        max((held.fastest - held.slowest) / 2, ERRORS * sd),
        Compare.WITHIN,
        unit="m/s",
        sd=sd,
        effort=one.index,
        kept=f"On target: {shown}.",
        missed=f"{100 * abs(run / middle - 1):.0f} % too {'fast' if run > middle else 'slow'}: {shown}.",
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


def consistency(session: Session) -> tuple[Verdict, ...]:
    """Run the reps of a set alike: a variation of speed up to 2 % is even, above 4 % uneven."""
    even, uneven = session.limit("even", EVEN), session.limit("uneven", UNEVEN)
    found = []
    for group in sets.sets(session):
        if len(group) < FEWEST:
            continue
        varied = sets.variation([one.speed for one in group])
        said = f"the speeds of the reps vary by {100 * varied:.1f} %"
        found.append(
            verdict(
                "consistency",
                sets.name(group),
                varied,
                even,
                uneven - even,
                Compare.AT_MOST,
                sd=sets.mean_error(group) / math.sqrt(len(group) - 1),
                kept=f"{'Even' if varied <= even else 'Fairly even'}: {said}.",
                missed=f"Uneven: {said}; {100 * even:.0f} % is even. Start at the speed that you can hold to the last.",
            )
        )
    return tuple(found)


def fade(session: Session) -> tuple[Verdict, ...]:
    """Hold the speed to the last rep: less than 1 % lost from rep to rep."""
    found = []
    for group in sets.sets(session):
        if len(group) < FEWEST:
            continue
        mean = sets.mean_speed(group)
        each = sets.slope([one.speed for one in group]) / mean
        found.append(
            verdict(
                "fade",
                sets.name(group),
                each,
                0.0,
                session.limit("fade", FADE),
                Compare.AT_LEAST,
                sd=sets.slope_sd(sets.mean_error(group), len(group)),
                kept="No fade." if each > -FADE / 4 else f"Little fade: {-100 * each:.1f} % a rep.",
                missed=f"{-100 * each:.1f} % slower from rep to rep: start slower, or rest longer.",
            )
        )
    return tuple(found)


def first_last(session: Session) -> tuple[Verdict, ...]:
    """Run the last rep no slower than the first, 1 % allowed."""
    found = []
    for group in sets.sets(session):
        if len(group) < 2:
            continue
        first, last = group[0], group[-1]
        later = first.speed / last.speed - 1.0
        found.append(
            verdict(
                "first_last",
                sets.name(group),
                later,
                0.0,
                session.limit("first_last", LAST),
                Compare.AT_MOST,
                sd=math.hypot(first.error, last.error),
                kept="The last rep was as fast as the first." if later > -LAST else "The last rep was the faster one.",
                missed=f"The last rep was {100 * later:.1f} % slower than the first.",
            )
        )
    return tuple(found)


def best_possible(session: Session) -> tuple[Verdict, ...]:
    """See what an even set at the speed of its best rep would have taken, and what was left."""
    found = []
    for group in sets.sets(session):
        if len(group) < FEWEST or max(one.distance for one in group) > 1.02 * min(one.distance for one in group):
            continue
        total, best = sum(one.time for one in group), min(one.time for one in group)
        even = best * len(group)
        sd = math.sqrt(sum(_square(one.time_sd) for one in group) + _square(len(group) * group[0].time_sd))
        said = f"{format_time(total)} in all; {len(group)} times the best rep is {format_time(even)}"
        found.append(
            verdict(
                "best_possible",
                sets.name(group),
                total,
                even,
                session.limit("best_possible", LEFT) * even,
                Compare.AT_MOST,
                unit="s",
                sd=sd,
                kept=f"Near the best possible: {said}.",
                missed=f"{format_time(total - even)} s were left: {said}.",
            )
        )
    return tuple(found)


def _square(error: float) -> float:
    return error**2 if math.isfinite(error) else 0.0
