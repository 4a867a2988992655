"""Where the track lies, and where on it the runner was."""

import math
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analyzer.model.names import Direction, FinishFrom
from analyzer.oval import Line, Oval
from analyzer.plane import to_geographic, to_plane

Floats = NDArray[np.float64]

DAY_OFFSET = 1.0
"""A watch is off by this on a day, all round the lap alike; the next day it is off another way. [m]"""


@dataclass(frozen=True)
class Sighting:
    """Where one session alone saw the track, before anything saved was believed.

    latitude, longitude : Its centre. [deg]
    bearing : Of a straight, in either direction. [deg]
    centre_sd, bearing_sd, straight_sd : Standard errors: of each axis of the centre, as the watch saw it that day [m],
        of the bearing [deg], of the length of a straight [m].
    offset_sd : How far off the watch was that day, all round the lap alike. [m]
    """

    oval: Oval
    latitude: float
    longitude: float
    bearing: float
    centre_sd: float
    bearing_sd: float
    straight_sd: float
    offset_sd: float = DAY_OFFSET


@dataclass(frozen=True)
class SavedTrack:
    """A track as it was kept after the sessions on it.

    latitude, longitude : Its centre. [deg]
    bearing : Of the home straight in the direction of running anticlockwise, whichever way was run. [deg]
    finish_from, finish_probability : Why this straight is the home straight, and how sure that is.
    centre_sd, bearing_sd, straight_sd : Standard errors: of each axis of the centre, the watch's offset of a day in it
        [m], of the bearing [deg], of the length of a straight [m].
    sessions : The SHA-256 of each recording that is in it; none is counted twice.
    """

    name: str
    oval: Oval
    latitude: float
    longitude: float
    bearing: float
    centre_sd: float
    bearing_sd: float
    straight_sd: float
    finish_from: FinishFrom = FinishFrom.ASSUMED
    finish_probability: float = 0.5
    sessions: tuple[str, ...] = ()


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
    name : Of the saved track that was used.
    seen : Where this session alone saw the track; None where it could not have found it without the saved track.
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
    seen: Sighting | None = None
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


@dataclass(frozen=True)
class Onset:
    """A start of running out of standing or walking: its moment [s], the speed before and after. [m/s]"""

    time: float
    speed_before: float
    speed_after: float


@dataclass(frozen=True)
class Stretch:
    """A stretch of about one speed [m/s], from start to end [s]; `onset` counts into Motion.onsets."""

    start: float
    end: float
    speed: float
    onset: int | None = None


class Covariance(Protocol):
    """Gives the covariance of arc positions [m] at elapsed times [s], the moments of some onsets [s] after them."""

    def __call__(self, times: Floats, onsets: tuple[int, ...] = ()) -> Floats:
        """Give the covariance, (times + onsets) squared."""


@dataclass(frozen=True, eq=False)
class Motion:
    """Where the runner was along the lane's line, one row a sample on the track.

    frame : frames.MOTION; the index is the position of the sample in the recording. A stay on the track that was left
        and taken up again goes on from an arc position of the same lap count or later.
    covariance : Gives the covariance of arc positions at elapsed times, and of onsets.
    onsets : The starts of running, in order.
    watch : What was learned of the watch: "speed_delay" [s], "position_lag" [s], "drift_sd" [m], "noise_sd" [m] ...
    """

    frame: pd.DataFrame
    covariance: Covariance
    watch: dict[str, float] = field(default_factory=dict)
    onsets: tuple[Onset, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    notes: tuple[str, ...] = ()

    def moved(self, by: float) -> "Motion":
        """Give the motion with its arc positions counted from another line. [m]"""
        return replace(self, frame=self.frame.assign(arc=self.frame["arc"] + by))
