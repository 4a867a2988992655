"""The way that was run, thinned: what tells whether two recordings are of one session.

Two exports of a session are never alike byte for byte. They were run at the same time and, where both have positions,
at the same places. Some services write local time as if it were UTC: their clock is off by whole quarters of an hour,
and only a way that agrees to a few metres all along is taken for the same then.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import Floats
from analyzer.plane import to_plane

THIN = 5.0
"""Seconds between the places that are kept: in a turn the chord is 2 m inside it. [s]"""
MOSTLY = 0.5
"""Recordings of one session share so much of the shorter one's time."""
NEAR = 30.0
"""Two devices of one runner are nearer than this for half of the time, in a city too. Two runners anywhere on a track
are 75 m apart: 60 m would take them for one. [m]"""
CLOCK = 10
"""The clocks of a watch and a phone are off by so much at most. [s]"""
FEW = 4
"""Fewer common places say nothing."""
HOLE = 15.0
"""Between places so far apart nothing is known. [s]"""
ENDS, ALIKE, ABOUT = 0.05, 0.05, 100.0
"""Without positions: starts and ends within CLOCK and a share of the time, distances within a share or so much. [m]"""
QUARTER, WIDEST = 900.0, 14 * 3600.0
"""Time zones differ by quarters of an hour, and from UTC by 14 h at most. [s]"""
EXACT, EXACT_MOST, EXACT_SHARE = 5.0, 20.0, 0.9
"""With a shifted clock: at the same places within so much for half of the time, and for nine tenths of it. [m, m, 1]"""


@dataclass(frozen=True, eq=False)
class Way:
    """When and where a recording was, a place every five seconds.

    start : Since 1970. [s]   elapsed, latitude, longitude : Of the places, whose positions are known. [s, deg]
    duration, distance : Of the whole; distance by the watch, NaN without. [s, m]
    samples, positions, speeds : How many were recorded, before thinning.
    """

    start: float
    duration: float
    elapsed: Floats
    latitude: Floats
    longitude: Floats
    distance: float = math.nan
    samples: int = 0
    positions: int = 0
    speeds: int = 0

    def traces(self) -> dict[str, NDArray[Any]]:
        """Give it as arrays by name; `from_traces` reads them."""
        counts = [self.start, self.duration, self.distance, self.samples, self.positions, self.speeds]
        return {
            "way/elapsed": self.elapsed,
            "way/latitude": self.latitude,
            "way/longitude": self.longitude,
            "way/whole": np.array(counts, dtype=float),
        }


def way_of(samples: pd.DataFrame) -> Way:
    """Give the way of a recording. samples : frames.SAMPLES."""
    elapsed, latitude, longitude, distance, speed = (
        samples[name].to_numpy(dtype=float) for name in ("elapsed", "latitude", "longitude", "distance", "speed")
    )
    known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    # the first place of each five seconds
    _, first = np.unique(np.floor(elapsed[known] / THIN), return_index=True)
    thin = known[first]
    far = distance[np.isfinite(distance)]
    return Way(
        start=samples.index[0].timestamp(),
        duration=float(elapsed[-1]),
        elapsed=elapsed[thin],
        latitude=latitude[thin],
        longitude=longitude[thin],
        distance=float(far[-1] - far[0]) if len(far) else math.nan,
        samples=len(samples),
        positions=len(known),
        speeds=int(np.isfinite(speed).sum()),
    )


def from_traces(traces: Mapping[str, NDArray[Any]]) -> Way | None:
    """Give the way of a session in the log; None where it was not kept."""
    if "way/whole" not in traces:
        return None
    start, duration, distance, *counts = (float(value) for value in traces["way/whole"])
    samples, positions, speeds = (int(count) for count in counts)
    elapsed, latitude, longitude = (traces[f"way/{name}"] for name in ("elapsed", "latitude", "longitude"))
    return Way(start, duration, elapsed, latitude, longitude, distance, samples, positions, speeds)


def same(one: Way, other: Way) -> bool:
    """Tell whether two recordings by about the same clock are of one session."""
    shared = min(one.start + one.duration, other.start + other.duration) - max(one.start, other.start)
    if shared < MOSTLY * min(one.duration, other.duration):
        return False
    apart = [between(one, other, clock) for clock in range(-CLOCK, CLOCK + 1)]
    typical = [float(np.median(metres)) for metres in apart if len(metres) >= FEW]
    return min(typical) <= NEAR if typical else _alike_without_places(one, other)


def shifted(one: Way, other: Way) -> float:
    """Give how far ahead the clock of `one` is, in whole quarters of an hour; NaN where it is another session. [s]"""
    ahead = one.start - other.start
    quarters = round(ahead / QUARTER) * QUARTER
    off = ahead - quarters
    alike = abs(one.duration - other.duration) <= 2 * CLOCK
    if quarters == 0 or abs(quarters) > WIDEST or abs(off) > CLOCK or not alike:
        return math.nan
    for clock in range(-CLOCK, CLOCK + 1):
        metres = between(one, other, clock - quarters)
        enough = len(metres) >= max(FEW, EXACT_SHARE * max(len(one.elapsed), len(other.elapsed)))
        if enough and np.median(metres) <= EXACT and np.quantile(metres, EXACT_SHARE) <= EXACT_MOST:
            return quarters
    return math.nan


def between(one: Way, other: Way, clock: float) -> Floats:
    """Give how far the two were from each other at the times that both know. clock : Added to that of `one`. [s, m]"""
    if min(len(one.elapsed), len(other.elapsed)) < 2:
        return np.empty(0)
    times = one.elapsed + (one.start - other.start) + clock
    after = np.clip(np.searchsorted(other.elapsed, times), 1, len(other.elapsed) - 1)
    inside = (times >= other.elapsed[0]) & (times <= other.elapsed[-1])
    known = inside & (other.elapsed[after] - other.elapsed[after - 1] <= HOLE)
    origin = (float(other.latitude[0]), float(other.longitude[0]))
    east, north = to_plane(one.latitude[known], one.longitude[known], origin)
    there = to_plane(other.latitude, other.longitude, origin)
    at = times[known]
    metres: Floats = np.hypot(
        east - np.interp(at, other.elapsed, there[0]), north - np.interp(at, other.elapsed, there[1])
    )
    return metres


def _alike_without_places(one: Way, other: Way) -> bool:
    """Tell by start, end and distance, where that of both is known."""
    ends = abs(one.start - other.start), abs(one.start + one.duration - other.start - other.duration)
    if max(ends) > CLOCK + ENDS * max(one.duration, other.duration):
        return False
    far = abs(one.distance - other.distance)
    return not math.isfinite(far) or far <= max(ALIKE * max(one.distance, other.distance), ABOUT)


FORMATS = ("gpx", "tcx", "fit")
"""The poorer first."""
CLEARLY = 0.8
"""With fewer samples or positions than this share of the other's a recording is clearly the poorer one."""


def richer(one: Way, form: str, other: Way, other_form: str) -> bool:
    """Tell whether the first of two recordings of a session says more: by what is in it, else by its format."""
    less, more = _clearly_less(one, other), _clearly_less(other, one)
    if less != more:
        return more
    return _rank(form) > _rank(other_form)


def _rank(form: str) -> int:
    return FORMATS.index(form) if form in FORMATS else -1


def _clearly_less(one: Way, other: Way) -> bool:
    fewer = one.samples < CLEARLY * other.samples or one.positions < CLEARLY * other.positions
    return fewer or (one.speeds < CLEARLY * one.samples and other.speeds >= CLEARLY * other.samples)
