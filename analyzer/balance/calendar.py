"""The days and weeks of the training: what each day was, what each week held."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from analyzer.balance.runs import Flags, Runs, Whole
from analyzer.model import Day, DayKind, Floats, TrainingDay, TrainingWeek

HARD_TIME = 8 * 60.0
"""A day with so much hard running is a hard day. [s]"""
EASY_DAY = 0.75
"""A day is easy where so much of its running is, else moderate: the share that is asked of all weeks (J)."""
WEEK = 7
_ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Days:
    """Days one after another as columns. first : Of them, since 1970-01-01.   begins : Of the log; None without any.

    sessions : How many.   running, distance, easy, moderate, hard : As in Runs.
    is_hard, is_trial, is_long : Whether any was.   untold : Running on it, and how hard some of it was is not told.
    others : Another sport on it.
    """

    first: int
    begins: int | None
    sessions: Whole
    running: Floats
    distance: Floats
    easy: Floats
    moderate: Floats
    hard: Floats
    is_hard: Flags
    is_trial: Flags
    is_long: Flags
    untold: Flags
    others: Flags
    noted: dict[int, Day]

    def __len__(self) -> int:
        return len(self.sessions)


def number(day: date) -> int:
    """Count the days since 1970-01-01.

    >>> number(date(1970, 1, 8))
    7
    """
    return int(np.datetime64(day, "D").astype(np.int64))


def day_of(days: int) -> date:
    """Give the day that is so many days after 1970-01-01."""
    return date(1970, 1, 1) + timedelta(days=int(days))


def monday(day: date) -> date:
    """Give the Monday on or before a day: weeks are those of ISO 8601."""
    return day - timedelta(days=day.weekday())


def begins(found: Runs, noted: tuple[Day, ...]) -> int | None:
    """Give the first day of the log: of a session or of what was written."""
    logged = np.concatenate([found.day, found.others])
    known = [*([int(logged.min())] if len(logged) else []), *(number(day.day) for day in noted)]
    return min(known) if known else None


def days(found: Runs, noted: tuple[Day, ...], *, first: date, until: date) -> Days:
    """Gather the runs by day, from the first day until the last; noted : Those up to the last day."""
    start, count = number(first), (until - first).days + 1
    inside = found.day >= start
    place = found.day[inside] - start

    def total(values: Floats | Flags | Whole) -> Floats:
        return np.bincount(place, weights=np.nan_to_num(values[inside].astype(float)), minlength=count).astype(float)

    hard = total(found.hard)
    return Days(
        first=start,
        begins=begins(found, noted),
        sessions=np.bincount(place, minlength=count).astype(np.int64),
        running=total(found.running),
        distance=total(found.distance),
        easy=total(found.easy),
        moderate=total(found.moderate),
        hard=hard,
        is_hard=(total(found.hard_kind) > 0) | (hard >= HARD_TIME - _ROUNDING),
        is_trial=total(found.trial) > 0,
        is_long=total(found.long_run | found.longer) > 0,
        untold=total(~found.told & ~found.hard_kind & (found.running > 0)) > 0,
        others=np.bincount(found.others[found.others >= start] - start, minlength=count) > 0,
        noted={number(day.day): day for day in noted},
    )


def training_days(table: Days, *, first: date, until: date, today: date | None) -> tuple[TrainingDay, ...]:
    """Give the days of whole weeks; those before the log or still to come are outside.

    today : The day that is not over; None where the last day is.
    """
    last = until + timedelta(days=WEEK - 1 - until.weekday())
    made = []
    for day in range(number(first), number(last) + 1):
        at = day - table.first
        if table.begins is None or day < table.begins or day > number(until):
            made.append(TrainingDay(day_of(day), DayKind.OUTSIDE))
        elif not table.sessions[at]:
            kind = _without_run(table, day)
            pending = today is not None and day >= number(today)
            made.append(TrainingDay(day_of(day), DayKind.OUTSIDE if pending and kind is DayKind.NOTHING else kind))
        else:
            made.append(
                TrainingDay(
                    day=day_of(day),
                    kind=_kind(table, at),
                    hard=bool(table.is_hard[at]),
                    long=bool(table.is_long[at]),
                    sessions=int(table.sessions[at]),
                    running=float(table.running[at]),
                    distance=float(table.distance[at]),
                )
            )
    return tuple(made)


def _without_run(table: Days, day: int) -> DayKind:
    if table.others[day - table.first]:
        return DayKind.OTHER
    return DayKind.REST if day in table.noted else DayKind.NOTHING


def _kind(table: Days, at: int) -> DayKind:
    told = table.easy[at] + table.moderate[at] + table.hard[at]
    if table.is_hard[at]:
        return DayKind.HARD
    if table.is_trial[at]:
        return DayKind.TRIAL
    if table.is_long[at]:
        return DayKind.LONG
    if table.untold[at] or told <= 0:
        return DayKind.RUN
    return DayKind.EASY if table.easy[at] >= EASY_DAY * told - _ROUNDING else DayKind.MODERATE


def training_weeks(
    found: Runs, table: Days, *, first: date, until: date, today: date | None
) -> tuple[TrainingWeek, ...]:
    """Give the weeks that the log knows any of, the earliest first."""
    if table.begins is None:
        return ()
    begun = monday(max(first, monday(day_of(table.begins))))
    count = ((until - begun).days // WEEK + 1) if until >= begun else 0
    return tuple(_week(found, table, begun + timedelta(weeks=week), until=until, today=today) for week in range(count))


def is_whole(week: date, table: Days, *, until: date, today: date | None) -> bool:
    """Tell whether all of the week that begins on a Monday is in the log, and over."""
    sunday = week + timedelta(days=WEEK - 1)
    over = sunday <= until and (today is None or sunday < today)
    return over and table.begins is not None and table.begins <= number(week)


def _week(found: Runs, table: Days, week: date, *, until: date, today: date | None) -> TrainingWeek:
    at = number(week) - table.first
    here = slice(at, min(at + WEEK, len(table)))
    mine = (found.day >= number(week)) & (found.day < number(week) + WEEK)
    easy_runs = mine & found.easy_run
    long_runs = mine & (found.long_run | found.longer)
    noted = [table.noted[day] for day in range(number(week), number(week) + WEEK) if day in table.noted]
    sleep = [day.sleep for day in noted if day.sleep is not None]
    strength = [day.strength for day in noted if day.strength is not None]
    running, easy, moderate, hard = (
        float(values[here].sum()) for values in (table.running, table.easy, table.moderate, table.hard)
    )
    return TrainingWeek(
        monday=week,
        whole=is_whole(week, table, until=until, today=today),
        sessions=int(table.sessions[here].sum()),
        distance=float(table.distance[here].sum()),
        running=running,
        easy=easy,
        moderate=moderate,
        hard=hard,
        untold=float(found.running[mine & ~found.told].sum()),
        hard_days=int(table.is_hard[here].sum()),
        long_runs=int(long_runs.sum()),
        longest=float(found.running[long_runs].max()) if long_runs.any() else float("nan"),
        easy_runs=int(easy_runs.sum()),
        with_strides=int((easy_runs & (found.strides > 0)).sum()),
        sleep=float(np.mean(sleep)) if sleep else float("nan"),
        strength=float(sum(strength)) if strength else float("nan"),
    )
