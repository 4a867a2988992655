"""Weeks of training against the rules of balance: section 5 of the science, one function a rule."""

from datetime import date, timedelta

import numpy as np

from analyzer.balance.calendar import day_of, days, monday, number, training_days, training_weeks
from analyzer.balance.fitness import SOURCES
from analyzer.balance.intensity import easy_share, hard_days
from analyzer.balance.load import sleep, spike, strength
from analyzer.balance.runs import Runs, runs
from analyzer.balance.seen import WEEKS, WINDOW, Seen, counted
from analyzer.balance.sorts import easy_length, long_run, strides
from analyzer.errors import OptionError
from analyzer.model import Balance, FiveKFrom, TrainingLog, TrialLog

__all__ = ["RULES", "balance"]

RULES = (easy_share, hard_days, long_run, strides, easy_length, spike, strength, sleep)
"""The rules in the order of the report; a new one is a function from Seen to BalanceCheck, and its name here."""
CLOCK = "Weeks begin on Monday (ISO 8601); a session is of the day on which it began, where the runner lives."


def balance(
    log: TrainingLog, *, until: date, weeks: int = 12, today: date | None = None, trials: TrialLog | None = None
) -> Balance:
    """Hold the training up to a day against the rules of balance; the rules look at the last four weeks of it.

    weeks : So many are shown, the one of the last day being the last.
    today : The day that is not over yet, so that its week is not judged as a whole; None where the last day is over.
    trials : Of the same athlete; they tell the 5K time where neither a session nor the athlete does.

    Raises OptionError where no week is asked for.
    """
    if weeks < 1:
        raise OptionError(f"{weeks} weeks cannot be shown; ask for 1 or more")
    found = runs(log, until=until, trials=trials)
    noted = tuple(day for day in log.days if day.day <= until)
    first = monday(until) - timedelta(weeks=weeks - 1)
    table = days(found, noted, first=min(first, monday(until) - timedelta(weeks=WEEKS + 1)), until=until)
    since = until - timedelta(days=WINDOW - 1)
    seen = Seen(found, table, until, today, found.day >= number(since))
    shown = training_weeks(found, table, first=first, until=until, today=today)
    known = np.flatnonzero(np.isfinite(found.five_k.seconds))
    last = int(known[-1]) if len(known) else None
    return Balance(
        athlete=log.athlete.name,
        until=until,
        begins=None if table.begins is None else day_of(table.begins),
        judged=since,
        five_k=float("nan") if last is None else float(found.five_k.seconds[last]),
        five_k_from=FiveKFrom.NOTHING if last is None else SOURCES[int(found.five_k.source[last])],
        five_k_day=None if last is None else day_of(int(found.five_k.day[last])),
        weeks=shown,
        days=training_days(table, first=shown[0].monday, until=until, today=today) if shown else (),
        checks=tuple(rule(seen) for rule in RULES),
        notes=(CLOCK, *_notes(found, seen)),
    )


def _notes(found: Runs, seen: Seen) -> tuple[str, ...]:
    """Say what was done to the sessions, and what they leave open."""
    notes = []
    if found.twice:
        notes.append(f"{counted(found.twice, 'session')} overlapped another in time and was counted once with it.")
    others = int((found.others >= number(seen.since)).sum())
    if others:
        notes.append(f"{counted(others, 'session')} of the last four weeks were of other sports and are left out.")
    if seen.untold:
        notes.append(
            f"Of {counted(seen.untold, 'run')} of the last four weeks nothing tells how hard it was: "
            "no 5K time, or no speeds."
        )
    for source, words in ((FiveKFrom.TRIAL, "a trial"), (FiveKFrom.OTHER, "another session")):
        borrowed = int((seen.inside & (found.five_k.source == SOURCES.index(source))).sum())
        if borrowed:
            notes.append(f"{counted(borrowed, 'run')} of the last four weeks had the 5K time of {words}.")
    return tuple(notes)
