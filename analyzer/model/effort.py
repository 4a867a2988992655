"""A timed piece of running."""

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.model.names import Boundary, EffortKind, RecoveryKind


@dataclass(frozen=True)
class Bout:
    """A piece of running that was found, before it is timed.

    start, end : About when it began and ended. [s]   start_arc : The line that it began at, unwrapped as in Motion. [m]
    distance : Along the lane's line; NaN where nothing says how far it was meant to go. [m]
    onset : The standing start that it began with, counting into Motion.onsets.
    seen : About when the pace rose at its start, where no standing start tells it; NaN where it does. [s]
    resume, stop : When the watch was started again at its start, and stopped at its end; NaN where it went on. [s]
    by_watch : A workout in the watch began and ended it, at start and end.
    """

    kind: EffortKind
    nominal: str
    start: float
    end: float
    start_arc: float
    distance: float = math.nan
    onset: int | None = None
    seen: float = math.nan
    resume: float = math.nan
    stop: float = math.nan
    by_watch: bool = False


@dataclass(frozen=True, eq=False)
class Effort:
    """A timed piece of running.

    start, end : Elapsed. [s]   start_arc : Where on the lane's line it began, unwrapped as in Motion. [m]
    nominal : "1 mile", "400 m", "4 min", ...   distance : along the line. [m]
    recovery, recovery_distance, recovery_kind : After it, until the next. [s, m]
    heart_rate, cadence : Mean [1/min] and median [steps/min], the sensors' lag taken out; NaN where nothing tells it.
    rise, grade : From start to end, by the barometer; NaN without one. [m, 1]   graded_speed : The speed on the level
        that costs as much (Minetti). [m/s]
    splits, laps, zones : frames.SPLITS, frames.LAPS, frames.ZONES; laps are cut at the finish line.
    zone_covariance : Of the logarithms of the zones' speeds, (zones, zones).
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
    heart_rate: float = math.nan
    cadence: float = math.nan
    rise: float = math.nan
    grade: float = math.nan
    graded_speed: float = math.nan
    splits: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.SPLITS))
    laps: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.LAPS))
    zones: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.ZONES))
    zone_covariance: NDArray[np.float64] | None = None
    notes: tuple[str, ...] = ()

    @property
    def time(self) -> float:
        """Time of the effort. [s]"""
        return self.end - self.start

    @property
    def speed(self) -> float:
        """Distance over time. [m/s]"""
        return self.distance / self.time if self.time > 0 else math.nan
