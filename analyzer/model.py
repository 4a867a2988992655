"""The types that pass between the rooms: frozen, holding frames."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analyzer import frames
from analyzer.oval import Line, Oval
from analyzer.plane import to_geographic, to_plane

Floats = NDArray[np.float64]


class Zone(StrEnum):
    """A turn or a straight of a lap, in the order that they are run from the finish line."""

    FIRST_TURN = "first turn"
    BACK_STRAIGHT = "back straight"
    BACK_TURN = "back turn"
    HOME_STRAIGHT = "home straight"


class Direction(StrEnum):
    """Direction of running; anticlockwise is the rule."""

    ANTICLOCKWISE = "anticlockwise"
    CLOCKWISE = "clockwise"


class FinishFrom(StrEnum):
    """How it is known which straight is the home straight."""

    SAVED = "saved"
    STANDING_START = "standing start"
    LAP_PRESSES = "lap presses"
    REPS = "reps"
    RUNNER = "runner"
    ASSUMED = "assumed"


class Trigger(StrEnum):
    """What ended a lap of the watch."""

    MANUAL = "manual"
    DISTANCE = "distance"
    TIME = "time"
    POSITION = "position"
    SESSION_END = "session_end"
    OTHER = "other"


class PauseKind(StrEnum):
    """Why the recording stood still."""

    MANUAL = "manual"
    AUTO = "auto"
    SEGMENT = "segment"


class EffortKind(StrEnum):
    """What a piece of running was."""

    TRIAL = "trial"
    REP = "rep"
    STRIDE = "stride"
    HILL = "hill"
    TEMPO = "tempo"
    STEADY = "steady"


class Boundary(StrEnum):
    """How an end of an effort was found."""

    BUTTON = "button"
    START = "start"
    LINE = "line"
    INFERRED = "inferred"


class RecoveryKind(StrEnum):
    """How the runner recovered after an effort."""

    STAND = "stand"
    WALK = "walk"
    JOG = "jog"


class ZoneEffort(StrEnum):
    """What the mile plan asks for in a zone."""

    SETTLE = "settle"
    SURGE = "surge"
    COAST = "coast"
    HOLD = "hold"
    ALL_OUT = "all out"
    KICK = "kick"


class WorkoutKind(StrEnum):
    """The kinds of session."""

    MILE_TRIAL = "mile_trial"
    INTERVALS = "intervals"
    TEMPO = "tempo"
    HILLS = "hills"
    STRIDES = "strides"
    LEG_SPEED = "leg_speed"
    EASY = "easy"
    LONG = "long"
    OTHER = "other"


@dataclass(frozen=True)
class PlannedStep:
    """One step of a workout that the file carries.

    duration : [s], distance : [m]; NaN where the step does not end so. speed : lowest and highest target [m/s].
    repeat_from and repeats : for a step that repeats the steps from that index on.
    """

    name: str = ""
    intensity: str = ""
    duration: float = math.nan
    distance: float = math.nan
    speed: tuple[float, float] = (math.nan, math.nan)
    repeat_from: int | None = None
    repeats: int | None = None


@dataclass(frozen=True)
class PlannedWorkout:
    """The workout that the file carries."""

    name: str
    steps: tuple[PlannedStep, ...]


@dataclass(frozen=True, eq=False)
class Recording:
    """What a watch recorded, in house names and SI units.

    samples : frames.SAMPLES, index `time` (UTC).
    device_laps : frames.DEVICE_LAPS. pauses : frames.PAUSES.
    format : "fit", "gpx" or "tcx". sport, sub_sport : lower case, "" where the file does not say.
    notes : What was done to the data or is wrong with it, one sentence each.
    """

    samples: pd.DataFrame
    device_laps: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.DEVICE_LAPS))
    pauses: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.PAUSES))
    plan: PlannedWorkout | None = None
    device: str = ""
    sport: str = ""
    sub_sport: str = ""
    format: str = ""
    file: str = ""
    sha256: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Placement:
    """Where the track lies, how it is shaped, and how it was run.

    latitude, longitude : Its centre. [deg]
    bearing : Of the home straight in the direction of running, clockwise from north. [deg]
    lane, lane_probability : The likeliest lane and the probability of each.
    finish_from, finish_probability : Why this straight is the home straight, and how sure that is.
    residual : Median distance of the points from the runner's line. [m]
    covered : Share of the lap that has points.
    laps : Laps run on it.
    snapped : The watch put the runner on a mathematical oval; the cross-track position says nothing.
    intervals : (start, end) elapsed [s] of each stay on the track.
    offset_sd : How well the fit knows the place of the centre. [m]
    offset : Mean distance of the points outward from the line measured for the lane. [m]
    """

    oval: Oval
    latitude: float
    longitude: float
    bearing: float
    direction: Direction = Direction.ANTICLOCKWISE
    lane: int = 1
    lane_probability: dict[int, float] = field(default_factory=lambda: {1: 1.0})
    finish_from: FinishFrom = FinishFrom.ASSUMED
    finish_probability: float = 0.5
    residual: float = math.nan
    covered: float = math.nan
    laps: float = math.nan
    snapped: bool = False
    intervals: tuple[tuple[float, float], ...] = ()
    offset_sd: float = 1.0
    offset: float = 0.0
    name: str = ""
    notes: tuple[str, ...] = ()

    @property
    def line(self) -> Line:
        """The line measured for the runner's lane."""
        return self.oval.line(self.lane)

    @property
    def lap(self) -> float:
        """Length of a lap in the runner's lane. [m]"""
        return self.oval.lap(self.lane)

    def _axes(self) -> tuple[float, float, float]:
        angle = math.radians(self.bearing)
        side = -1.0 if self.direction is Direction.CLOCKWISE else 1.0
        return math.sin(angle), math.cos(angle), side

    def to_track(self, latitude: ArrayLike, longitude: ArrayLike) -> tuple[Floats, Floats]:
        """Give x and y [m] in the frame of the track (mirrored where the running is clockwise)."""
        east, north = to_plane(latitude, longitude, (self.latitude, self.longitude))
        sin, cos, side = self._axes()
        return east * sin + north * cos, side * (north * sin - east * cos)

    def to_geographic(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Give latitude and longitude [deg] of points in the frame of the track."""
        sin, cos, side = self._axes()
        ahead, left = np.asarray(x, dtype=float), side * np.asarray(y, dtype=float)
        return to_geographic(ahead * sin - left * cos, ahead * cos + left * sin, (self.latitude, self.longitude))


@dataclass(frozen=True, eq=False)
class Motion:
    """Where the runner was along the lane's line, one row a sample on the track.

    frame : frames.MOTION; the index is the position of the sample in the recording. A stay on the track that was left
        and taken up again goes on from an arc position of the same lap count or later.
    covariance : Gives the covariance of arc positions [m2] at elapsed times [s].
    watch : What was learned of the watch: "speed_delay" [s], "position_lag" [s], "drift_sd" [m], "noise_sd" [m] ...
    """

    frame: pd.DataFrame
    covariance: Callable[[Floats], Floats]
    watch: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Effort:
    """A timed piece of running.

    start, end : Elapsed. [s]   start_arc : Where on the lane's line it began, unwrapped as in Motion. [m]
    nominal : "1 mile", "400 m", "4 min", ...   distance : along the line. [m]
    splits, laps, zones : frames.SPLITS, frames.LAPS, frames.ZONES; laps are cut at the finish line.
    """

    kind: EffortKind
    nominal: str
    on_track: bool
    lane: int
    start: float
    start_sd: float
    end: float
    end_sd: float
    time_sd: float
    distance: float
    distance_sd: float = 0.0
    start_arc: float = math.nan
    boundary: tuple[Boundary, Boundary] = (Boundary.INFERRED, Boundary.INFERRED)
    recovery: float = math.nan
    recovery_distance: float = math.nan
    recovery_kind: RecoveryKind | None = None
    splits: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.SPLITS))
    laps: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.LAPS))
    zones: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.ZONES))
    notes: tuple[str, ...] = ()

    @property
    def time(self) -> float:
        """Time of the effort. [s]"""
        return self.end - self.start


@dataclass(frozen=True)
class PlannedZone:
    """One zone of the mile plan: from and to [m] from the start, what it asks for, and the target. [s, m/s]"""

    lap: int
    zone: Zone
    effort: ZoneEffort
    code: str
    from_m: float
    to_m: float
    target: float
    speed: float


@dataclass(frozen=True)
class MilePlan:
    """The zone targets of a mile from a 5K time and a goal.

    five_k, goal, start_loss : [s]   surge : speed above 5K speed as a share (0.17 = 17 %).
    estimated : The inputs that were not given, "five_k" or "goal". warning : one line, or "".
    attainable : The mile time with the largest surge that is still advised; NaN without a warning. [s]
    """

    lane: int
    five_k: float
    goal: float
    surge: float
    zones: tuple[PlannedZone, ...]
    estimated: tuple[str, ...] = ()
    warning: str = ""
    attainable: float = math.nan
    held: float = 1.0
    kick: float = 1.0
    start_loss: float = 0.0


@dataclass(frozen=True)
class ZoneScore:
    """How a zone was run against its plan; `score` (0-100) is NaN where it cannot be told."""

    lap: int
    zone: Zone
    effort: ZoneEffort
    target: float
    time: float
    score: float
    weight: float


@dataclass(frozen=True)
class Score:
    """How the plan was kept, 0-100; NaN where less than 70 % of the weight could be assessed.

    contrast : Share of the prescribed changes of effort that were made, 0-1.
    cadence_share : Median share of cadence in the changes of speed; NaN where it cannot be told.
    laps : Score of each lap. held : Metres held into the back turn of lap 3. [m]
    advice : One line each, most important first.
    """

    zones: tuple[ZoneScore, ...]
    score: float
    score_sd: float
    contrast: float
    cadence_share: float
    laps: tuple[float, ...]
    held: float = math.nan
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """A rule held against what was run; `passed` is None where it cannot be told."""

    rule: str
    where: str
    measured: float
    target: float
    tolerance: float
    passed: bool | None
    advice: str


@dataclass(frozen=True)
class Workout:
    """What the session was, and the checks on it."""

    kind: WorkoutKind
    title: str
    plan: str = ""
    plan_from: str = "detected"
    checks: tuple[Verdict, ...] = ()


@dataclass(frozen=True, eq=False)
class Analysis:
    """All that is known of a session; everything that people see is drawn from it.

    motion : None away from a track. strategy, score : None without a mile trial.
    """

    recording: Recording
    track: Placement | None = None
    motion: Motion | None = None
    efforts: tuple[Effort, ...] = ()
    workout: Workout | None = None
    strategy: MilePlan | None = None
    score: Score | None = None
    notes: tuple[str, ...] = ()

    @property
    def trial(self) -> Effort | None:
        """The timed trial, where there is one."""
        return next((effort for effort in self.efforts if effort.kind is EffortKind.TRIAL), None)
