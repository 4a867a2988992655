"""Checks on the speed of the reps of a set, one against the other."""

import math

from analyzer.model import Compare, Verdict
from analyzer.units import format_time
from analyzer.workouts import sets
from analyzer.workouts.ran import Session
from analyzer.workouts.verdicts import verdict

EVEN, UNEVEN = 0.02, 0.04
"""Variation of the speeds of a set up to which it is even, and from which it is uneven (a judgement)."""
FADE = 0.01
"""Speed lost from rep to rep (a judgement)."""
LAST = 0.01
"""The last rep may take this much longer than the first (a judgement)."""
LEFT = 0.02
"""A set this close to as many times its best rep was as fast as it could be: an even set (EVEN) is."""
FEWEST = 3
"""Reps that make a set whose evenness and fade are told."""


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
                missed=f"The set could have been {_longer(total - even)} faster in all, had each rep been as fast "
                f"as the best, {format_time(best)}.",
            )
        )
    return tuple(found)


def _longer(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{format_time(seconds, decimals=0)} min"


def _square(error: float) -> float:
    return error**2 if math.isfinite(error) else 0.0
