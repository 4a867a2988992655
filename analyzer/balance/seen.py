"""What the rules look at: the runs and days of the last four weeks; and the words that they share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from analyzer.balance.calendar import Days, day_of, is_whole, monday, number
from analyzer.balance.runs import EASY_CEILING, Flags, Runs
from analyzer.model.balance import WEEKDAYS
from analyzer.model.balance import day_words as day_month
from analyzer.units import format_pace, format_time, pace_unit

WINDOW = 28
"""The rules look at four weeks. [d]"""
WEEKS = 4
LISTED = 4
"""Up to so many days are named one by one."""
NO_FIVE_K = "nothing tells your 5K time, so nothing tells easy from hard"
NO_SPEEDS = "the recordings hold no speeds"
TOO_SLOW = "what is easy at your 5K time is as slow as walking, so the clock cannot tell it"
TELL_FIVE_K = "Say it: analyzer log athlete set --five-k 20:00. Or log a trial, or give --five-k with a session."
NO_RUNS = "Log the runs of these weeks: what was not logged is not seen, which is not the same as not run."


@dataclass(frozen=True, eq=False)
class Seen:
    """The runs of a log, its days, and the last four weeks of it.

    until : The last day.   today : The day that is not over; None where the last day is.   inside : The runs judged.
    """

    runs: Runs
    days: Days
    until: date
    today: date | None
    inside: Flags

    @property
    def since(self) -> date:
        """Give the first day that is judged."""
        return self.until - timedelta(days=WINDOW - 1)

    @property
    def window(self) -> slice:
        """Give the places of the days that are judged."""
        last = number(self.until) - self.days.first
        return slice(last - WINDOW + 1, last + 1)

    @property
    def span(self) -> str:
        """Say how much of the four weeks is in the log, where it is not all; it begins with a comma."""
        begins = self.days.begins
        if begins is None or begins <= number(self.since):
            return ""
        known = number(self.until) - begins + 1
        return f", in {known} of {WINDOW} days: the log begins on {day_words(day_of(begins))}"

    @property
    def nothing(self) -> str:
        """Say that no running was logged; empty where some was."""
        return "" if self.inside.any() else f"no running was logged, {day_words(self.since)} to {day_words(self.until)}"

    @property
    def untold(self) -> int:
        """Count the runs that are judged of which nothing tells how hard they were."""
        return int((self.inside & ~self.runs.told).sum())

    def over(self) -> tuple[date, ...]:
        """Give the Mondays of the last four weeks that are over, the earliest first."""
        last = monday(self.until)
        sunday = last + timedelta(days=6)
        if sunday > self.until or (self.today is not None and sunday >= self.today):
            last -= timedelta(weeks=1)
        return tuple(last - timedelta(weeks=back) for back in range(WEEKS))[::-1]

    def whole(self, week: date) -> bool:
        """Tell whether all of a week is in the log, and over."""
        return is_whole(week, self.days, until=self.until, today=self.today)

    def in_week(self, week: date) -> Flags:
        """Tell which runs are of the week that begins on a Monday."""
        first = number(week)
        return (self.runs.day >= first) & (self.runs.day < first + 7)


def day_words(day: date) -> str:
    """Name a day as runners do.

    >>> day_words(date(2026, 5, 12))
    'Tue 12 May'
    """
    return f"{WEEKDAYS[day.weekday()]} {day_month(day)}"


def time_words(seconds: float) -> str:
    """Say how long was run.

    >>> time_words(45000.0), time_words(2700.0)
    ('12 h 30 min', '45 min')
    """
    hours, minutes = divmod(int(seconds / 60.0 + 0.5), 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def five_k_words(seconds: float) -> str:
    """Say a 5K time.

    >>> five_k_words(1200.0)
    '5K 20:00'
    """
    return f"5K {format_time(seconds, decimals=0)}"


def easy_pace(five_k: float) -> str:
    """Say how slow easy running is for who runs 5 km in so long. [s]

    >>> easy_pace(1200.0)
    '4:53 min/km or slower'
    """
    return f"{format_pace(EASY_CEILING * 5000.0 / five_k)} {pace_unit()} or slower"


def listed(texts: Iterable[str]) -> str:
    """Name a few things, and count the rest.

    >>> listed(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"])
    'Mon; Tue; Wed; Thu; and 2 more'
    """
    found = list(texts)
    return "; ".join([*found[:LISTED], *([f"and {len(found) - LISTED} more"] if len(found) > LISTED else [])])


def counted(count: int, one: str, many: str = "") -> str:
    """Count things.

    >>> counted(1, "run"), counted(3, "run")
    ('1 run', '3 runs')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"
