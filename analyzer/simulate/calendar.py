"""What a runner does on each day of a season: easy runs, a long run, two hard days a week, trials; and bad weeks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from numpy.random import Generator

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, SATURDAY, SUNDAY = 0, 1, 2, 3, 5, 6
"""Friday is a day of rest."""
EASY_MINUTES, LONG_MINUTES, LONGEST_MINUTES = 36.0, 70.0, 84.0
LONGER = 1.015
"""The long run grows by so much a week."""
SPIKE = 1.3
"""A spike is so much longer than the longest run of the weeks before."""
TRACK_DAYS = ("10x400", "ladder", "4x400", "pairs", "minutes", "6x800")
"""The sessions of Tuesdays, one a week, round and round."""
SATURDAYS = (("tempo", "hills"), ("1600", "3000", "1500", "5000"))
"""Of three Saturdays one is a mile, one is of the first of these rows and one of the second, in turn."""
TRIALS, RACE = ("mile", "1600", "3000", "1500", "5000"), "5000"
_EVENINGS = (time(18, 40), time(20, 55), time(22, 20))
"""A session on a working day begins at one of these: in the west of the world it is tomorrow already in UTC."""
_EARLY, _MORNING, _FORENOON = time(5, 50), time(7, 15), time(9, 30)
_ABOUT = 25.0
"""A session begins up to so much later. [min]"""


class Flaw(StrEnum):
    """What is wrong with a week."""

    BACK_TO_BACK = "hard days back to back"
    SPIKE = "spike"
    NO_LONG = "no long run"
    NO_STRIDES = "no strides"
    TOO_FAST = "easy runs too fast"


FLAWS = {
    3: Flaw.BACK_TO_BACK,
    5: Flaw.SPIKE,
    7: Flaw.NO_LONG,
    9: Flaw.NO_STRIDES,
    10: Flaw.TOO_FAST,
    11: Flaw.TOO_FAST,
}
"""The bad weeks of each twelve, counted from 0; the others keep the rules. One week of easy runs that are too fast does
not bring the easy share of four weeks below three quarters, two do."""
CYCLE = 12


@dataclass(frozen=True)
class Planned:
    """A session of the season. begin : Local time, with its zone.   minutes : Of the easy running, where it counts."""

    number: int
    week: int
    begin: datetime
    kind: str
    minutes: float | None = None
    too_fast: bool = False


def calendar(rng: Generator, *, weeks: int, start: date, timezone: str) -> tuple[Planned, ...]:
    """Give the sessions of a season in order; its first week begins on `start`, which is taken for a Monday."""
    zone = ZoneInfo(timezone)
    planned: list[Planned] = []
    for week in range(weeks):
        for weekday, session in sorted(_week(week), key=lambda found: found[0]):
            day = start + timedelta(weeks=week, days=weekday)
            begin = datetime.combine(day, _clock(rng, weekday, session.kind), zone)
            begin += timedelta(minutes=round(float(rng.uniform(0.0, _ABOUT))), seconds=int(rng.integers(0, 60)))
            planned.append(replace(session, number=len(planned) + 1, begin=begin))
    return tuple(planned)


def flaw_of(week: int) -> Flaw | None:
    """Tell what is wrong with a week, counted from 0.

    >>> [flaw_of(week) for week in (0, 7, 19)] == [None, Flaw.NO_LONG, Flaw.NO_LONG]
    True
    """
    return FLAWS.get(week % CYCLE)


def long_minutes(week: int) -> float:
    """Give how long the long run of a week lasts. [min]"""
    usual = [min(LONG_MINUTES * LONGER**number, LONGEST_MINUTES) for number in range(week + 1)]
    return SPIKE * usual[-2] if flaw_of(week) is Flaw.SPIKE else usual[-1]


def _week(week: int) -> Iterator[tuple[int, Planned]]:
    """Give the sessions of a week with their weekdays, in any order."""
    flaw = flaw_of(week)
    too_fast = flaw is Flaw.TOO_FAST
    strides = "easy" if flaw is Flaw.NO_STRIDES else "strides"

    def session(kind: str, minutes: float | None = None) -> Planned:
        easy = kind in {"easy", "long", "strides"}
        return Planned(0, week, datetime.min, kind, minutes, too_fast and easy)  # noqa: DTZ901 - the calendar dates it

    yield MONDAY, session(strides, EASY_MINUTES)
    yield TUESDAY, session(TRACK_DAYS[week % len(TRACK_DAYS)])
    if flaw is Flaw.BACK_TO_BACK:
        yield WEDNESDAY, session("tempo")
    elif week % 2 == 0:
        yield WEDNESDAY, session("easy", EASY_MINUTES)
    yield THURSDAY, session(strides, EASY_MINUTES)
    yield SATURDAY, session(_saturday(week))
    if flaw is not Flaw.NO_LONG:
        yield SUNDAY, session("long", long_minutes(week))


def _saturday(week: int) -> str:
    if week % 3 == 0:
        return "mile"
    row = SATURDAYS[week % 3 - 1]
    return row[week // 3 % len(row)]


def _clock(rng: Generator, weekday: int, kind: str) -> time:
    if weekday in {SATURDAY, SUNDAY}:
        return _FORENOON if kind in TRIALS or weekday == SUNDAY else _MORNING
    if kind == "easy":
        return _EARLY
    return _EVENINGS[int(rng.integers(0, len(_EVENINGS)))]
