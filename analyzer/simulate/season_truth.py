"""The exact truth of a season: what a log of its sessions should tell."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from analyzer.model import EffortKind, WorkoutKind
from analyzer.simulate.calendar import Flaw
from analyzer.simulate.worn import Simulated

RUNNING = 1.8
"""Slower is no running. [m/s]"""
EASY_UP_TO, HARD_FROM = 0.82, 0.88
"""Of the 5K speed."""
HARD_SECONDS = 8 * 60.0
"""So much hard running makes a day hard ..."""
HARD_KINDS = frozenset({WorkoutKind.INTERVALS, WorkoutKind.TEMPO, WorkoutKind.HILLS})
"""... and so does such a session."""
MONTH = 365.25 / 12
"""[d]"""
_FOUR_WEEKS, _THIRTY_DAYS = 4, timedelta(days=30)


@dataclass(frozen=True)
class TrueTrial:
    """A trial. form_s : What the runner was good for that day; `luck` : the share by which the day was slower."""

    nominal: str
    distance_m: float
    time_s: float
    form_s: float
    luck: float


@dataclass(frozen=True)
class TrueSession:
    """A session of the season.

    begin : Of the recording, in the runner's time zone; `day` is the day there.   five_k_s : The runner's on that day.
    duration_s : Of the recording.   running_s, distance_m : At 1.8 m/s or faster; of which easy_s up to 0.82 of the 5K
    speed and hard_s from 0.88 of it.   longest_before_m : Of the sessions in the 30 days before; None for the first.
    """

    number: int
    begin: datetime
    day: date
    kind: str
    workout: WorkoutKind
    five_k_s: float
    duration_s: float
    distance_m: float
    running_s: float
    easy_s: float
    hard_s: float
    strides: int
    longest_before_m: float | None
    trial: TrueTrial | None

    @property
    def hard(self) -> bool:
        """Tell whether it makes its day a hard one."""
        return self.workout in HARD_KINDS or self.hard_s >= HARD_SECONDS


@dataclass(frozen=True)
class TrueWeek:
    """A week of the season.

    flaw : What was wrong with it on purpose.   easy_share : Of the running; easy_share_4 : of it and the three before.
    hard_days : Of it; back_to_back : those of them after another hard day.   spike : The most that a
    session was of the longest of the 30 days before it; None as long as there are not so many.
    with_strides : How many of the easy runs (no long ones) had strides.
    """

    monday: date
    flaw: Flaw | None
    sessions: int
    distance_m: float
    running_s: float
    easy_share: float | None
    easy_share_4: float | None
    hard_days: tuple[date, ...]
    back_to_back: tuple[date, ...]
    long_run: bool
    easy_runs: int
    with_strides: int
    spike: float | None


@dataclass(frozen=True)
class SeasonTruth:
    """A season: its sessions and its weeks.

    improvement : Share by which the runner gets faster a month.   variation : Standard deviation of a day's luck.
    """

    timezone: str
    improvement: float
    variation: float
    sessions: tuple[TrueSession, ...]
    weeks: tuple[TrueWeek, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the truth as plain values for JSON."""
        values = {"schema": "season/1", **asdict(self)}
        for session in values["sessions"]:
            session["begin"] = session["begin"].isoformat()
            session["day"] = session["day"].isoformat()
        for week in values["weeks"]:
            week["monday"] = week["monday"].isoformat()
            for days in ("hard_days", "back_to_back"):
                week[days] = [day.isoformat() for day in week[days]]
        return values


def measured(made: Simulated, five_k: float) -> dict[str, float]:
    """Give the duration, distance and running of a session from its true motion, by the fields of TrueSession."""
    elapsed, speed = made.motion["elapsed"].to_numpy(), made.motion["speed"].to_numpy()
    lasts = np.diff(elapsed)
    mean = (speed[1:] + speed[:-1]) / 2
    running, share = mean >= RUNNING, mean * five_k / 5000.0
    return {
        "duration_s": float(elapsed[-1] - elapsed[0]),
        "distance_m": float((mean * lasts)[running].sum()),
        "running_s": float(lasts[running].sum()),
        "easy_s": float(lasts[running & (share <= EASY_UP_TO)].sum()),
        "hard_s": float(lasts[running & (share >= HARD_FROM)].sum()),
        "strides": sum(effort.kind is EffortKind.STRIDE for effort in made.truth.efforts),
    }


def longest_before(sessions: Iterable[TrueSession], begin: datetime) -> float | None:
    """Give the longest distance of the sessions in the 30 days before. [m]"""
    found = [session.distance_m for session in sessions if begin - _THIRTY_DAYS <= session.begin < begin]
    return max(found, default=None)


def weeks_of(sessions: Sequence[TrueSession], *, start: date, flaws: Sequence[Flaw | None]) -> tuple[TrueWeek, ...]:
    """Give the weeks of a season from its sessions; a week without any is one too."""
    hard = {session.day for session in sessions if session.hard}
    found: list[TrueWeek] = []
    for number, flaw in enumerate(flaws):
        monday = start + timedelta(weeks=number)
        last = monday + timedelta(days=6)
        own = [session for session in sessions if monday <= session.day <= last]
        since = monday - timedelta(weeks=_FOUR_WEEKS - 1)
        easy = [session for session in own if session.workout in {WorkoutKind.EASY, WorkoutKind.STRIDES}]
        days = tuple(sorted({session.day for session in own} & hard))
        spikes = [
            session.distance_m / session.longest_before_m
            for session in own
            if session.longest_before_m and session.day >= start + _THIRTY_DAYS
        ]
        found.append(
            TrueWeek(
                monday=monday,
                flaw=flaw,
                sessions=len(own),
                distance_m=sum(session.distance_m for session in own),
                running_s=sum(session.running_s for session in own),
                easy_share=_easy_share(own),
                easy_share_4=_easy_share([session for session in sessions if since <= session.day <= last]),
                hard_days=days,
                back_to_back=tuple(day for day in days if day - timedelta(days=1) in hard),
                long_run=any(session.workout is WorkoutKind.LONG for session in own),
                easy_runs=len(easy),
                with_strides=sum(session.strides > 0 for session in easy),
                spike=max(spikes, default=None),
            )
        )
    return tuple(found)


def _easy_share(sessions: Sequence[TrueSession]) -> float | None:
    running = sum(session.running_s for session in sessions)
    return sum(session.easy_s for session in sessions) / running if running else None
