"""The rules of what a body bears: jumps in length; and what only the runner can tell, strength and sleep."""

import numpy as np
import pandas as pd

from analyzer.balance.calendar import day_of, number
from analyzer.balance.seen import NO_RUNS, Seen, counted, day_words, listed
from analyzer.model import BalanceCheck, Day, Floats, Outcome

SPIKE = 1.10
"""A session longer than so many times the longest of the days before it is flagged."""
SPIKE_DAYS = 30
"""Frandsen 2025, 10.1136/bjsports-2024-109380."""
RISK = "Injuries were 1.64 times as frequent after sessions 10 to 30 % longer, and 2.28 times past 100 %"
"""The same: rates over those of sessions that were no longer."""
_ROUNDING = 1e-9


def spike(seen: Seen) -> BalanceCheck:
    """No session is more than a tenth longer than the longest of the 30 days before it."""
    title = "No jump in length"
    unseen = "distances that were not recorded; rates are of many runners, not of you"
    runs = seen.runs
    before = longest_before(runs.start, runs.distance)
    mine = seen.inside & np.isfinite(runs.distance) & (runs.distance > 0)
    begun = np.inf if seen.days.begins is None else seen.days.begins
    over = runs.distance > SPIKE * before + _ROUNDING
    untold = mine & (~np.isfinite(before) | (over & (runs.day - SPIKE_DAYS < begun)))
    flagged = np.flatnonzero(mine & over & ~untold)
    judged = int((mine & ~untold).sum())
    ratios = runs.distance[flagged] / before[flagged]
    measured = {
        "flagged": float(len(flagged)),
        "judged": float(judged),
        "untold": float(untold.sum()),
        "largest": float(ratios.max()) if len(flagged) else np.nan,
    }
    rest = f"; of {counted(int(untold.sum()), 'session')} it cannot be told{_why(seen)}" if untold.any() else ""
    if not mine.any():
        saw = seen.nothing or "no distance was logged"
        return BalanceCheck("spike", title, Outcome.UNKNOWN, saw, unseen, NO_RUNS, measured)
    if len(flagged):
        named = [
            f"{day_words(day_of(int(runs.day[at])))} {runs.distance[at] / 1000:.1f} km, "
            f"{100 * (ratio - 1):.0f} % more than {before[at] / 1000:.1f} km"
            for at, ratio in zip(flagged, ratios, strict=True)
        ]
        saw = f"{listed(named)}{rest}"
        advice = f"Let the longest run grow by a tenth at the most. {RISK}."
        found = tuple(dict.fromkeys(day_of(int(runs.day[at])) for at in flagged))
        return BalanceCheck("spike", title, Outcome.NOT_KEPT, saw, unseen, advice, measured, found)
    asked = f"more than 10 % longer than the longest of the {SPIKE_DAYS} days before it"
    if untold.any():
        saw = f"none of {counted(judged, 'session')} was {asked}{rest}"
        advice = "Let the longest run grow by a tenth at the most; a longer log will tell."
        return BalanceCheck("spike", title, Outcome.UNKNOWN, saw, unseen, advice, measured)
    saw = f"none of {counted(judged, 'session')} was {asked}"
    return BalanceCheck("spike", title, Outcome.KEPT, saw, unseen, "Go on like this: grow slowly.", measured)


def _why(seen: Seen) -> str:
    """Say why a session has nothing to be held against."""
    begins = seen.days.begins
    if begins is not None and begins > number(seen.since) - SPIKE_DAYS:
        return f", as the log begins on {day_words(day_of(begins))}"
    return f", as no run was logged in the {SPIKE_DAYS} days before"


def longest_before(start: "np.ndarray[tuple[int], np.dtype[np.datetime64]]", distance: Floats) -> Floats:
    """Give the longest of the 30 days before each session, in order; NaN where there is none. [m]"""
    if not len(start):
        return np.empty(0)
    known = pd.Series(distance, index=pd.DatetimeIndex(start))
    return known.rolling(f"{SPIKE_DAYS}D", closed="left", min_periods=1).max().to_numpy(dtype=float)


def strength(seen: Seen) -> BalanceCheck:
    """Tell what was written of strength training."""
    noted = [day.strength for day in _noted(seen) if day.strength is not None]
    unseen = "a watch tells nothing of it: what was not written down is not known"
    measured = {"days": float(len(noted)), "minutes": float(sum(noted)) if noted else np.nan}
    if not noted:
        advice = "Write it into the log: analyzer log edit DAY --strength 30, the minutes of a day."
        return BalanceCheck("strength", "Strength", Outcome.UNKNOWN, _none(seen), unseen, advice, measured)
    saw = f"{sum(noted):.0f} min, written of {counted(len(noted), 'day')}{seen.span}"
    advice = "Go on writing it down; no rule is held against it."
    return BalanceCheck("strength", "Strength", Outcome.NOTED, saw, unseen, advice, measured)


def sleep(seen: Seen) -> BalanceCheck:
    """Tell what was written of sleep."""
    noted = [day.sleep for day in _noted(seen) if day.sleep is not None]
    unseen = "how well you slept, and the nights that were not written down"
    measured = {"nights": float(len(noted)), "mean_h": float(np.mean(noted)) if noted else np.nan}
    if not noted:
        advice = "Write it into the log: analyzer log edit DAY --sleep 7:30, the night before a day."
        return BalanceCheck("sleep", "Sleep", Outcome.UNKNOWN, _none(seen), unseen, advice, measured)
    saw = f"{np.mean(noted):.1f} h on the mean of {counted(len(noted), 'night')}, {min(noted):.1f} at the least"
    advice = "Go on writing it down, and look at it when easy running feels hard; no rule is held against it."
    return BalanceCheck("sleep", "Sleep", Outcome.NOTED, saw, unseen, advice, measured)


def _noted(seen: Seen) -> list[Day]:
    return [seen.days.noted[day] for day in sorted(seen.days.noted) if day >= number(seen.since)]


def _none(seen: Seen) -> str:
    return f"nothing was written of it, {day_words(seen.since)} to {day_words(seen.until)}"
