"""Weeks of training against the rules of balance: the weeks, the days, and how each rule was kept."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from analyzer.model.document import number

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_words(day: date) -> str:
    """Name a day as runners do, whatever the language of the machine.

    >>> day_words(date(2026, 5, 12))
    '12 May'
    """
    return f"{day.day} {MONTHS[day.month - 1]}"


class Outcome(StrEnum):
    """How a rule of balance was kept."""

    KEPT = "kept"
    BETWEEN = "between"
    NOT_KEPT = "not kept"
    GUIDE = "a guide only"
    NOTED = "noted"
    UNKNOWN = "unknown"


class DayKind(StrEnum):
    """What a day was: the hardest thing that was run on it."""

    HARD = "hard"
    TRIAL = "trial"
    LONG = "long"
    MODERATE = "moderate"
    EASY = "easy"
    RUN = "run"
    OTHER = "another sport"
    REST = "rest"
    NOTHING = "nothing logged"
    OUTSIDE = "outside"


class FiveKFrom(StrEnum):
    """Where the 5K time of a session is from."""

    SESSION = "the session"
    ATHLETE = "what you said of yourself"
    TRIAL = "a trial"
    OTHER = "another session"
    NOTHING = "nothing"


@dataclass(frozen=True)
class BalanceCheck:
    """A rule of balance, and how it was kept.

    saw : What the log shows.   unseen : What it cannot show.   advice : One line.
    measured : The numbers behind it, by name and unit.   days : Those that it points at.
    """

    rule: str
    title: str
    outcome: Outcome
    saw: str
    unseen: str
    advice: str
    measured: dict[str, float]
    days: tuple[date, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the check for JSON."""
        return {
            "rule": self.rule,
            "title": self.title,
            "outcome": self.outcome.value,
            "saw": self.saw,
            "unseen": self.unseen,
            "advice": self.advice,
            "measured": {name: number(value, 4) for name, value in self.measured.items()},
            "days": [day.isoformat() for day in self.days],
        }


@dataclass(frozen=True)
class TrainingDay:
    """A day of the calendar.

    TRIAL : A trial too short to make it a hard day.   RUN : Run, nothing tells how hard.
    REST : No run, and the runner wrote of the day.   NOTHING : No run was logged, which is not the same as none run.
    OUTSIDE : Before the log began, or still to come.
    hard, long : Hard running, a long run on it; both can be.   running : [s]   distance : [m]
    """

    day: date
    kind: DayKind
    hard: bool = False
    long: bool = False
    sessions: int = 0
    running: float = 0.0
    distance: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Give the day for JSON."""
        return {
            "day": self.day.isoformat(),
            "kind": self.kind.value,
            "hard": self.hard,
            "long": self.long,
            "sessions": self.sessions,
            "running_s": number(self.running, 1),
            "distance_m": number(self.distance, 1),
        }


@dataclass(frozen=True)
class TrainingWeek:
    """A week, from Monday to Sunday. whole : All of it is in the log, and it is over.

    running, easy, moderate, hard, untold : Time of running: all; at or below easy, up to hard, above; not told. [s]
    distance : [m]   hard_days, long_runs, sessions : How many.   longest : The longest long run. [s]
    easy_runs, with_strides : Easy runs that were no long run; those of them with strides.
    sleep : Mean of the nights that were noted. [h]   strength : Noted. [min]   Both NaN where nothing was.
    """

    monday: date
    whole: bool
    sessions: int
    distance: float
    running: float
    easy: float
    moderate: float
    hard: float
    untold: float
    hard_days: int
    long_runs: int
    longest: float
    easy_runs: int
    with_strides: int
    sleep: float
    strength: float

    @property
    def easy_share(self) -> float:
        """Give the share of the running that was easy, of what can be told; NaN where nothing can."""
        told = self.easy + self.moderate + self.hard
        return self.easy / told if told > 0 else float("nan")

    def to_dict(self) -> dict[str, Any]:
        """Give the week for JSON."""
        year, week, _ = self.monday.isocalendar()
        return {
            "week": f"{year}-W{week:02d}",
            "monday": self.monday.isoformat(),
            "sunday": (self.monday + timedelta(days=6)).isoformat(),
            "whole": self.whole,
            "sessions": self.sessions,
            "distance_m": number(self.distance, 1),
            "running_s": number(self.running, 1),
            "easy_s": number(self.easy, 1),
            "moderate_s": number(self.moderate, 1),
            "hard_s": number(self.hard, 1),
            "untold_s": number(self.untold, 1),
            "easy_share": number(self.easy_share, 4),
            "hard_days": self.hard_days,
            "long_runs": self.long_runs,
            "longest_s": number(self.longest, 1),
            "easy_runs": self.easy_runs,
            "with_strides": self.with_strides,
            "sleep_h": number(self.sleep, 2),
            "strength_min": number(self.strength, 1),
        }


@dataclass(frozen=True)
class Balance:
    """The training of some weeks against the rules of balance.

    until : The last day that counts.   begins : The first day of the log; None where nothing is logged.
    judged : The first day that the rules look at, four weeks back at the most.
    five_k : The last 5K time that they were held against; NaN where nothing tells it. [s]   five_k_day : Its day.
    weeks, days : Those that were asked for and that the log knows, the earliest first.
    notes : What was done to the data, and what it leaves open.
    """

    athlete: str
    until: date
    begins: date | None
    judged: date
    five_k: float
    five_k_from: FiveKFrom
    five_k_day: date | None
    weeks: tuple[TrainingWeek, ...]
    days: tuple[TrainingDay, ...]
    checks: tuple[BalanceCheck, ...]
    notes: tuple[str, ...] = ()

    def check(self, rule: str) -> BalanceCheck:
        """Give the check of a rule."""
        return next(check for check in self.checks if check.rule == rule)

    def to_dict(self) -> dict[str, Any]:
        """Give the document `balance/1`; its schema is in the package."""
        return {
            "schema": "balance/1",
            "athlete": self.athlete,
            "until": self.until.isoformat(),
            "log_begins": None if self.begins is None else self.begins.isoformat(),
            "judged_from": self.judged.isoformat(),
            "five_k_s": number(self.five_k),
            "five_k_from": self.five_k_from.value,
            "five_k_day": None if self.five_k_day is None else self.five_k_day.isoformat(),
            "checks": [check.to_dict() for check in self.checks],
            "weeks": [week.to_dict() for week in self.weeks],
            "calendar": [day.to_dict() for day in self.days],
            "notes": list(self.notes),
        }
