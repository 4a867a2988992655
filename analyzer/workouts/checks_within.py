"""Checks within a rep: its second half against its first."""

import math

import numpy as np

from analyzer.model import Compare, Verdict
from analyzer.units import format_pace
from analyzer.workouts import sets
from analyzer.workouts.ran import Ran, Session
from analyzer.workouts.verdicts import verdict

DRIFT = 0.02
"""Change of speed within a rep. (a judgement)"""
SECOND_HALF = 0.98
"""The second half of a long rep over its first, in speed (a judgement)."""
FEWEST_SPLITS = 4
"""Splits that tell the halves of a rep."""
END = 2.0
"""The speed line may end so long before the rep: it has a sample each second or two. [s]"""


def drift(session: Session) -> tuple[Verdict, ...]:
    """Hold one speed through the rep: the second half within 2 % of the first."""
    most = session.limit("drift", DRIFT)
    found = []
    for count, one in enumerate(session.reps, 1):
        first, second, sd = halves(one, session)
        change = second / first - 1.0
        word = "faster" if change > 0 else "slower"
        found.append(
            verdict(
                "drift",
                f"rep {count}",
                change,
                0.0,
                most,
                Compare.WITHIN,
                sd=sd,
                effort=one.index,
                kept="One speed from start to end.",
                missed=f"The second half was {100 * abs(change):.1f} % {word} than the first.",
                unknown="The halves of this rep are not known well enough.",
            )
        )
    return tuple(found)


def second_half(session: Session) -> tuple[Verdict, ...]:
    """Keep the second half of a long rep at 98 % of the first half's speed or above."""
    found = []
    for count, one in enumerate(session.reps, 1):
        first, second, sd = halves(one, session)
        kept = second / first
        found.append(
            verdict(
                "second_half",
                f"rep {count}",
                kept,
                1.0,
                1.0 - session.limit("second_half", SECOND_HALF),
                Compare.AT_LEAST,
                sd=sd,
                effort=one.index,
                kept=f"The second half was held: {format_pace(second)} after {format_pace(first)}/km.",
                missed=f"The second half was {100 * (1 - kept):.1f} % slower: {format_pace(second)} after "
                f"{format_pace(first)}/km. Start slower.",
                unknown="The halves of this rep are not known well enough.",
            )
        )
    return tuple(found)


def halves(one: Ran, session: Session) -> tuple[float, float, float]:
    """Give the speeds of both halves of a rep [m/s] and the relative standard error of their ratio.

    By the splits, the half way point interpolated between two of them; without splits by the speed line.
    """
    if len(one.marks) > FEWEST_SPLITS:
        whole, took = one.marks[-1], one.times[-1]
        middle = float(np.interp(whole / 2, one.marks, one.times))
        crossing = one.split_sd / math.sqrt(2.0)
        ends = math.hypot(*(error if math.isfinite(error) else 0.0 for error in (one.start_sd, one.end_sd)))
        sd = math.hypot(ends, 2 * crossing) / (took / 2)
        return float(whole / 2 / middle), float(whole / 2 / (took - middle)), sd
    line = session.speed[["elapsed", "distance"]].dropna()
    known = len(line) > 1 and line["elapsed"].iloc[0] <= one.start and one.end <= line["elapsed"].iloc[-1] + END
    if not known:
        return math.nan, math.nan, math.nan
    moments = np.array([one.start, (one.start + one.end) / 2, one.end])
    near, middle, far = np.interp(moments, line["elapsed"], line["distance"])
    half = one.time / 2
    return float((middle - near) / half), float((far - middle) / half), sets.mean_error([one])
