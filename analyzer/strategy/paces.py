"""The runner's paces, from a 5K time and the mile that he wants to run."""

from analyzer.equivalents import equivalent
from analyzer.errors import OptionError
from analyzer.model import Paces, Range
from analyzer.strategy.plan import FIVE_K, FIVE_K_RANGE, PACE_RANGE
from analyzer.units import MILE, format_time

THRESHOLD: Range = (0.90, 0.96)
"""Threshold as shares of 5K speed (a judgement): 88 % of VO2max is .937 of the speed of a 20:00."""
EASY: Range = (0.66, 0.82)
"""Easy running as shares of 5K speed (a judgement)."""


def paces(
    *, five_k: float | None = None, goal: float | None = None, run: float | None = None, distance: float = MILE
) -> Paces:
    """Give the paces of a runner; what is missing is the equal performance by VDOT, and the paces say so.

    goal, run : The time that he wants, and the time that he ran, over `distance` [m]; the run only tells the 5K time
        where neither that nor a goal is given. [s]

    Raises OptionError for times that nobody runs, that do not belong together, or where none is given.

    >>> found = paces(five_k=1200.0)
    >>> round(MILE / found.mile, 1), found.estimated
    (351.0, ('goal',))
    """
    _check(five_k, goal, run, distance)
    estimated = tuple(name for name, value in (("five_k", five_k), ("goal", goal)) if value is None)
    known = goal if goal is not None else run
    if five_k is None:
        if known is None:
            raise OptionError("no 5K time and no goal; give at least one, such as 20:00 for 5 km or 5:40 for the mile")
        five_k = equivalent(distance, known, FIVE_K)
    if goal is None:
        mile = equivalent(FIVE_K, five_k, MILE)
    else:
        mile = goal if distance == MILE else equivalent(distance, goal, MILE)
    speed, fast = FIVE_K / five_k, MILE / mile
    if fast <= speed:
        raise OptionError(
            f"goal {format_time(mile)} for the mile is no faster than the pace of a "
            f"{format_time(five_k, decimals=0)} 5K, which takes {format_time(MILE / speed)}; "
            "give a faster goal or a newer 5K time"
        )
    return Paces(
        five_k=speed,
        mile=fast,
        threshold=(THRESHOLD[0] * speed, THRESHOLD[1] * speed),
        easy=(EASY[0] * speed, EASY[1] * speed),
        estimated=estimated,
    )


def _check(five_k: float | None, goal: float | None, run: float | None, distance: float) -> None:
    if five_k is not None and not FIVE_K_RANGE[0] <= five_k <= FIVE_K_RANGE[1]:
        raise OptionError(f"{format_time(five_k)} is no 5K time; write it as 20:00")
    for name, time in (("goal", goal), ("run", run)):
        if time is not None and not PACE_RANGE[0] <= time * MILE / distance <= PACE_RANGE[1]:
            raise OptionError(f"{name} {format_time(time)} is no time for {distance:.0f} m; write it as 5:40")
