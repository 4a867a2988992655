"""What a runner's log keeps: athletes, what they said of a session, diaries; its sessions and trials as columns."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.model.names import WorkoutKind
from analyzer.model.track import Floats

SPEED_STEP, SPEED_BINS = 0.1, 100
"""How the time of a session is counted by speed: bins of so many m/s, so many of them; faster is in the last."""


class Sex(StrEnum):
    """As the tables of age grades have it."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True)
class Form:
    """How fast an athlete was, and what for, from a day on. five_k : Time over 5 km; goal : For the mile. [s]"""

    since: date
    five_k: float | None = None
    goal: float | None = None


@dataclass(frozen=True)
class Athlete:
    """Whose sessions they are. timezone : An IANA name, "" for that of the machine; forms : The earliest first."""

    name: str
    birth_year: int | None = None
    sex: Sex | None = None
    timezone: str = ""
    forms: tuple[Form, ...] = ()
    id: int = 0

    def form(self, day: date) -> Form:
        """Give what was known on a day: the last form before it, or the first one there is.

        >>> Athlete("Jo", forms=(Form(date(2026, 3, 1), five_k=1200.0),)).form(date(2026, 4, 1)).five_k
        1200.0
        """
        before = [form for form in self.forms if form.since <= day]
        return before[-1] if before else self.forms[0] if self.forms else Form(day)

    def today(self) -> date:
        """Give the day that it is where the athlete lives."""
        zone = ZoneInfo(self.timezone) if self.timezone else datetime.now().astimezone().tzinfo
        return datetime.now(zone).date()


@dataclass(frozen=True)
class Said:
    """What the runner said of a session; it is kept, and holds whenever the session is analysed again.

    five_k, goal : [s]   shape : One of oval.SHAPES.   direction : A Direction.   finish : Latitude, longitude. [deg]
    plan : In the plan language.   workout : The name of a template.   corrections : Their TOML.
    """

    five_k: float | None = None
    goal: float | None = None
    lane: int | None = None
    shape: str | None = None
    direction: str | None = None
    finish: tuple[float, float] | None = None
    plan: str = ""
    workout: str = ""
    corrections: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give what was said, and nothing of what was not."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: list(value) if name == "finish" else value for name, value in values.items() if value}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Said":
        """Read what `to_dict` gave; what is not known to this version is left out."""
        known = {name: value for name, value in values.items() if name in cls.__dataclass_fields__}
        if known.get("finish") is not None:
            latitude, longitude = known["finish"]
            known["finish"] = (latitude, longitude)
        return cls(**known)


@dataclass(frozen=True)
class Diary:
    """What the runner wrote of a session. rpe : Rate of perceived exertion, 1 to 10."""

    notes: str = ""
    weather: str = ""
    shoes: str = ""
    rpe: int | None = None


@dataclass(frozen=True)
class Day:
    """What the runner wrote of a day. sleep : Of the night before it. [h]   strength : Training of it. [min]"""

    day: date
    sleep: float | None = None
    strength: float | None = None
    notes: str = ""


@dataclass(frozen=True, eq=False)
class Entry:
    """What the analysis of a session gives to the log: made new whenever it is analysed again.

    start : UTC.   duration : Of the recording; running : At 1.8 m/s or faster. [s]
    distance : Run, along the line on the track. [m]   latitude, longitude : Where it began; NaN without positions.
    headline : The number that stands for it, in words.   track : The name of the saved one.   lap : Of it. [m]
    strides : How many were run.   temperature : Mean at the watch. [degC]
    speeds : Seconds at each speed (SPEED_STEP, SPEED_BINS).   method : The version of the method.
    document : The JSON of the analysis.
    efforts, laps, zones : frames.LOGGED_EFFORTS of all efforts; frames.TRIAL_LAPS and TRIAL_ZONES of the trials.
    traces : Arrays by name, for pages and comparisons; "trial/<effort>/metre", ".../time" and ".../time_sd" of trials.
    """

    start: pd.Timestamp
    duration: float
    running: float
    distance: float
    kind: WorkoutKind
    title: str
    headline: str
    method: int
    speeds: Floats
    document: dict[str, Any]
    on_track: bool = False
    track: str = ""
    lap: float = float("nan")
    latitude: float = float("nan")
    longitude: float = float("nan")
    sport: str = ""
    device: str = ""
    strides: int = 0
    temperature: float = float("nan")
    efforts: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.LOGGED_EFFORTS))
    laps: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.TRIAL_LAPS))
    zones: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.TRIAL_ZONES))
    traces: dict[str, np.ndarray[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class TrainingLog:
    """The sessions of an athlete, for the balance of the training.

    sessions : frames.SESSIONS, index `start` (UTC), in order.   speeds : Seconds at each speed, (sessions, SPEED_BINS).
    days : What was written of days, the earliest first.
    """

    athlete: Athlete
    sessions: pd.DataFrame
    speeds: Floats
    days: tuple[Day, ...] = ()


@dataclass(frozen=True, eq=False)
class TrialLog:
    """The trials of an athlete, and the reps from which a trial can be told.

    trials : frames.TRIALS, index `start` (UTC), in order.   laps, zones : frames.TRIAL_LAPS and TRIAL_ZONES of them.
    reps : frames.LOGGED_EFFORTS, the reps of the sessions that are no trials.
    """

    athlete: Athlete
    trials: pd.DataFrame
    laps: pd.DataFrame
    zones: pd.DataFrame
    reps: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Trial:
    """One trial of the log, whole.

    row : Its row of frames.TRIALS.   laps, zones : Its rows of those frames.
    trace : frames.TRACE; empty where it was not timed on a track.
    """

    start: pd.Timestamp
    row: dict[str, Any]
    laps: pd.DataFrame
    zones: pd.DataFrame
    trace: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.TRACE))
