"""The speed of a whole session, on and off the track, on one line.

On the track it is the joint estimate's. Elsewhere it is the watch's, which comes 1-7 s late: how late is told from the
positions. A watch that gives no speed leaves the slope of its positions.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.model import Motion, Placement, Recording
from analyzer.plane import to_plane

Floats = NDArray[np.float64]

LATEST = 8.0
"""No watch's speed comes later. [s]"""
LATE_STEP = 0.5
"""How finely the delay is looked for. [s]"""
FASTEST = 9.5
"""Nobody runs faster with a watch on. [m/s]"""
FEWEST = 30
"""Fewer values than this give no line. [samples]"""
SLOPE = 3.0
"""Half the time over which positions give a speed. [s]"""
RISING = 7.0
"""Half the time over which the altitude is smoothed. [s]"""
ROUGH = 0.8
"""An altitude that jumps about its own mean by more is no barometer's. [m]"""
CLOSE = 0.02
"""Two times that are one. [s]"""


def line(recording: Recording, motion: Motion | None, placement: Placement | None) -> pd.DataFrame:
    """Give the speed of the session (frames.SPEED), a row a sample; empty where nothing tells a speed."""
    samples = recording.samples
    elapsed = samples["elapsed"].to_numpy(dtype=float)
    if len(elapsed) < FEWEST or np.isfinite(elapsed).sum() < FEWEST:
        return frames.empty(frames.SPEED)
    speed = _off_track(samples, elapsed)
    on_track = np.zeros(len(elapsed))
    if motion is not None and placement is not None:
        rows, values = _followed(motion, placement, elapsed)
        speed[rows], on_track[rows] = values, 1.0
    known = np.isfinite(speed)
    if known.sum() < FEWEST:
        return frames.empty(frames.SPEED)
    speed = np.clip(np.interp(elapsed, elapsed[known], speed[known]), 0.0, FASTEST)
    run = np.diff(elapsed) * 0.5 * (speed[1:] + speed[:-1])
    for start, end in zip(recording.pauses["start"], recording.pauses["end"], strict=True):
        run[(elapsed[:-1] >= start - CLOSE) & (elapsed[1:] <= end + CLOSE)] = 0.0
    columns = {
        "elapsed": elapsed,
        "distance": np.append(0.0, np.cumsum(run)),
        "speed": speed,
        "altitude": _altitude(samples, elapsed),
        "on_track": on_track,
    }
    return frames.conform(pd.DataFrame(columns), frames.SPEED)


def _followed(motion: Motion, placement: Placement, elapsed: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Give the rows of the session that the motion follows, and its speed there. [m/s]"""
    at, speed = motion.frame["elapsed"].to_numpy(), np.abs(motion.frame["speed"].to_numpy())
    rows = np.clip(np.searchsorted(elapsed, at - CLOSE), 0, len(elapsed) - 1)
    good = (np.abs(elapsed[rows] - at) < CLOSE) & (speed < FASTEST)
    inside = np.zeros(len(at), dtype=bool)
    for begin, end in placement.intervals:
        inside |= (at >= begin) & (at <= end)
    return rows[good & inside], speed[good & inside]


def _off_track(samples: pd.DataFrame, elapsed: Floats) -> Floats:
    watch = samples["speed"].to_numpy(dtype=float)
    by_place = _slope_of_positions(samples, elapsed)
    told = np.isfinite(watch)
    if told.sum() < max(FEWEST, 0.5 * len(elapsed)):
        return by_place
    late = delay(elapsed, watch, by_place)
    return np.asarray(np.interp(elapsed + late, elapsed[told], watch[told]))


def delay(elapsed: Floats, watch: Floats, by_place: Floats) -> float:
    """Give how late the watch's speed comes after that of the positions; 0 without positions. [s]

    The shift at which both agree best; a watch's filter makes part of it.
    """
    told, seen = np.isfinite(watch), np.isfinite(by_place)
    if told.sum() < FEWEST or seen.sum() < FEWEST:
        return 0.0
    clock = np.arange(elapsed[0], elapsed[-1], 1.0)
    places = np.clip(np.interp(clock, elapsed[seen], by_place[seen]), 0.0, FASTEST)
    shifts = np.arange(0.0, LATEST + LATE_STEP, LATE_STEP)
    misses = [
        float(np.mean(np.minimum(np.abs(np.interp(clock + shift, elapsed[told], watch[told]) - places), 2.0)))
        for shift in shifts.tolist()
    ]
    return float(shifts[int(np.argmin(misses))])


def _slope_of_positions(samples: pd.DataFrame, elapsed: Floats) -> Floats:
    latitude, longitude = samples["latitude"].to_numpy(dtype=float), samples["longitude"].to_numpy(dtype=float)
    seen = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    speed = np.full(len(elapsed), np.nan)
    if len(seen) < FEWEST:
        return speed
    t = elapsed[seen]
    origin = float(np.median(latitude[seen])), float(np.median(longitude[seen]))
    x, y = to_plane(latitude[seen], longitude[seen], origin)
    half = max(SLOPE, 1.5 * float(np.median(np.diff(t))))
    first = np.searchsorted(t, t - half - CLOSE)
    last = np.searchsorted(t, t + half + CLOSE) - 1
    first = np.where(last - first < 1, np.maximum(first - 1, 0), first)
    last = np.where(last - first < 1, np.minimum(last + 1, len(t) - 1), last)
    took = np.maximum(t[last] - t[first], CLOSE)
    speed[seen] = np.hypot(x[last] - x[first], y[last] - y[first]) / took
    return speed


def _altitude(samples: pd.DataFrame, elapsed: Floats) -> Floats:
    """Smooth the altitude; NaN where there is none or where it is too rough to be a barometer's. [m]"""
    altitude = samples["altitude"].to_numpy(dtype=float)
    known = np.isfinite(altitude)
    if known.sum() < 0.8 * len(elapsed):
        return np.full(len(elapsed), np.nan)
    t, h = elapsed[known], altitude[known]
    total = np.append(0.0, np.cumsum(h - h[0]))
    first, last = np.searchsorted(t, t - RISING), np.searchsorted(t, t + RISING, side="right")
    smooth = h[0] + (total[last] - total[first]) / (last - first)
    if float(np.sqrt(np.mean((h - smooth) ** 2))) > ROUGH:
        return np.full(len(elapsed), np.nan)
    return np.asarray(np.interp(elapsed, t, smooth))
