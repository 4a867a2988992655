"""The rules of how hard the running is: the share that is easy, and hard days back to back."""

import numpy as np

from analyzer.balance.calendar import HARD_TIME, day_of
from analyzer.balance.runs import EASY_CEILING, HARD_FLOOR, RUNNING
from analyzer.balance.seen import (
    NO_FIVE_K,
    NO_RUNS,
    NO_SPEEDS,
    TELL_FIVE_K,
    TOO_SLOW,
    Seen,
    counted,
    day_words,
    easy_pace,
    five_k_words,
    listed,
    time_words,
)
from analyzer.model import BalanceCheck, Outcome

EASY_KEPT, EASY_BROKEN = 0.75, 0.60
"""Of the running time: section 5 of the science (J). 77 and 40 % gained the same in recreational runners (Festa 2020,
PMC7739641): exactly 80 % is not preached."""
_ROUNDING = 1e-9


def easy_share(seen: Seen) -> BalanceCheck:
    """Three quarters of the running time or more are easy."""
    title = "Easy running"
    runs, mine = seen.runs, seen.inside & seen.runs.told
    easy, moderate, hard = (float(part[mine].sum()) for part in (runs.easy, runs.moderate, runs.hard))
    unseen = (
        "slopes, heat, wind and tired legs: only the speed over the ground is counted, which a watch may err in by 2 %"
    )
    if seen.untold:
        unseen += f"; {counted(seen.untold, 'run')} without a 5K time or speeds"
    total = easy + moderate + hard
    measured = {"easy_share": np.nan, "easy_s": easy, "moderate_s": moderate, "hard_s": hard}
    if total <= 0:
        saw, advice = _why(seen)
        return BalanceCheck("easy_share", title, Outcome.UNKNOWN, saw, unseen, advice, measured)
    share = easy / total
    five_k = float(runs.five_k.seconds[np.flatnonzero(mine)[-1]])
    pace = easy_pace(five_k)
    saw = (
        f"{100 * share:.0f} % of {time_words(total)} was at or below {100 * EASY_CEILING:.0f} % of 5K speed "
        f"({five_k_words(five_k)}: {pace}){seen.span}"
    )
    if share >= EASY_KEPT - _ROUNDING:
        outcome, advice = Outcome.KEPT, "Go on like this; there is nothing magic about exactly 80 %."
    elif share >= EASY_BROKEN - _ROUNDING:
        outcome = Outcome.BETWEEN
        advice = f"Most of it is easy, but less than three quarters: run easy days at {pace}."
    else:
        outcome = Outcome.NOT_KEPT
        advice = f"Slow down: run easy days at {pace}, and save the fast running for the hard days."
    return BalanceCheck("easy_share", title, outcome, saw, unseen, advice, {**measured, "easy_share": share})


def _why(seen: Seen) -> tuple[str, str]:
    """Say why the easy share cannot be told, and what would tell it."""
    if seen.nothing:
        return seen.nothing, NO_RUNS
    known = seen.inside & np.isfinite(seen.runs.five_k.seconds)
    if not known.any():
        return NO_FIVE_K, TELL_FIVE_K
    if (EASY_CEILING * 5000.0 / seen.runs.five_k.seconds[known] > RUNNING).any():
        return NO_SPEEDS, "Log recordings that hold speed or positions."
    return TOO_SLOW, "On easy days run so that you can talk in whole sentences; walk where that takes it."


def hard_days(seen: Seen) -> BalanceCheck:
    """No hard day follows another: after hard running a day is easy or free."""
    title = "No hard days back to back"
    days, at = seen.days, seen.window
    hard = days.is_hard
    open_ = days.untold & ~hard
    before = slice(at.start - 1, at.stop - 1)
    pairs = np.flatnonzero(hard[before] & hard[at]) + at.start
    perhaps = (hard | open_)[before] & (hard | open_)[at] & ~(hard[before] & hard[at])
    count = int(hard[at].sum())
    unseen = (
        "hard days with weights or in other sports, runs that were not recorded; near the limit a watch may err by 2 %"
    )
    asked = f"{HARD_TIME / 60:.0f} min above {100 * HARD_FLOOR:.0f} % of 5K speed, intervals, tempo or hills"
    measured = {"pairs": float(len(pairs)), "hard_days": float(count), "perhaps": float(perhaps.sum())}
    if seen.nothing:
        return BalanceCheck("hard_days", title, Outcome.UNKNOWN, seen.nothing, unseen, NO_RUNS, measured)
    told = f"{counted(count, 'hard day')} ({asked}){seen.span}"
    if len(pairs):
        named = [_pair(days.first + int(place)) for place in pairs]
        saw = f"{counted(len(pairs), 'time')} one after another: {listed(named)}. {told}"
        advice = "Put an easy day or a day of rest between two hard ones: the work pays when you have recovered."
        found = tuple(day_of(days.first + int(place)) for place in pairs)
        return BalanceCheck("hard_days", title, Outcome.NOT_KEPT, saw, unseen, advice, measured, found)
    if perhaps.any():
        may = f"{counted(int(perhaps.sum()), 'pair')} of days may be, as {NO_FIVE_K}"
        saw = f"none one after another that can be told; {may}. {told}"
        return BalanceCheck("hard_days", title, Outcome.UNKNOWN, saw, unseen, TELL_FIVE_K, measured)
    advice = "Go on like this: an easy day or rest after each hard one."
    return BalanceCheck("hard_days", title, Outcome.KEPT, f"none one after another. {told}", unseen, advice, measured)


def _pair(second: int) -> str:
    return f"{day_words(day_of(second - 1))} and {day_words(day_of(second))}"
