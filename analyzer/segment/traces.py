"""The time since the start at each metre of an effort, so that two of them can be laid beside each other.

The motion gives the shape; the times that were reported (splits, laps, zones) are its knots, and it goes through every
one of them exactly.
"""

import math

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.model import Boundary, Bout, Effort, Floats, Motion
from analyzer.segment.crossings import crossing_times, crossings_of

STEP = 1.0
"""Between the metres of a trace. [m]"""
COARSE = 50.0
"""Errors change slowly along the lap: they are computed every so many metres, and interpolated. [m]"""
MOST_MARKS = 120
"""Of a very long effort they are computed at so many places."""
UNDER_WAY = 20.0
"""After a standing start the motion is believed from here on; before it the runner gets up to speed. [m]"""
SLOWEST_START = 3.0
"""The time constant of a start is no longer. [s]"""
NEAR_ONSET = 4.0
"""A standing start of the motion belongs to an effort that begins so near to it: positions come late. [s]"""
SAME_PLACE = 1e-3
"""A metre nearer to a knot than this is that knot. [m]"""


def trace(effort: Effort, motion: Motion) -> pd.DataFrame:
    """Give the time at each metre of an effort (frames.TRACE), and at every end of its splits, laps and zones.

    Its errors are those of the times since the start: 0 at the start, `time_sd` of the effort at its end. Off the track
    it is empty.
    """
    if not effort.on_track or not math.isfinite(effort.start_arc) or not len(effort.splits):
        return frames.empty(frames.TRACE)
    places, times = _knots(effort)
    grid = np.arange(0.0, places[-1], STEP)
    next_knot = np.clip(np.searchsorted(places, grid), 1, len(places) - 1)
    free = np.minimum(np.abs(places[next_knot] - grid), np.abs(grid - places[next_knot - 1])) > SAME_PLACE
    metres = np.unique(np.concatenate([grid[free], places]))
    shape, speeds = crossing_times(
        motion, effort.start_arc + metres, after=effort.start - 10.0, before=effort.end + 30.0
    )
    onset = _onset(effort, motion)
    passed = _through(metres, shape - effort.start, places, times)
    if onset is not None and places[-1] > 2 * UNDER_WAY:
        passed = _from_standing(metres, passed, speeds)
    before = np.clip(np.searchsorted(places, metres, side="right") - 1, 0, len(places) - 1)
    after = np.clip(np.searchsorted(places, metres), 0, len(places) - 1)
    passed = np.maximum.accumulate(np.clip(passed, times[before], times[after]))
    columns = {"metre": metres, "time": passed, "time_sd": _errors(effort, motion, metres, onset)}
    return frames.build(columns, frames.TRACE, pd.RangeIndex(len(metres)))


def _knots(effort: Effort) -> tuple[Floats, Floats]:
    """Give every place that has a reported time, and that time since the start. [m, s]"""
    places, times = [0.0], [0.0]
    for frame in (effort.splits, effort.laps, effort.zones):
        places += frame["to_m"].tolist()
        times += (frame["end"] - effort.start).tolist()
    order = np.argsort(places, kind="stable")
    at, when = np.array(places)[order], np.maximum.accumulate(np.array(times)[order])
    first = np.append(True, np.diff(at) > 0)
    return at[first], when[first]


def _onset(effort: Effort, motion: Motion) -> int | None:
    """Find the standing start that an effort began with; a press may have moved it a little."""
    if effort.boundary[0] is Boundary.LINE or not motion.onsets:
        return None
    apart = [abs(onset.time - effort.start) for onset in motion.onsets]
    nearest = int(np.argmin(apart))
    return nearest if apart[nearest] < NEAR_ONSET else None


def _through(metres: Floats, shape: Floats, places: Floats, times: Floats) -> Floats:
    """Move a shape so that it goes through every knot, by an amount that changes evenly between them."""
    off = times - np.interp(places, metres, shape)
    # what the motion says of the moments about the start is no measure of the metres after it
    off[0] = off[1]
    return np.asarray(shape + np.interp(metres, places, off))


def _from_standing(metres: Floats, passed: Floats, speeds: Floats) -> Floats:
    """Draw the first metres of a standing start: the speed rises to what it is when the runner is under way."""
    there = int(np.searchsorted(metres, UNDER_WAY))
    reached, speed, far = float(passed[there]), float(speeds[there]), float(metres[there])
    lost = float(np.clip(reached - far / speed, 0.0, SLOWEST_START))
    if reached <= 0.0:
        return passed
    clock = np.linspace(0.0, reached, 100)
    run = clock if lost < 1e-3 else clock - lost * -np.expm1(-clock / lost)
    return np.asarray(np.where(metres < far, np.interp(metres, run * far / run[-1], clock), passed))


def _errors(effort: Effort, motion: Motion, metres: Floats, onset: int | None) -> Floats:
    """Give the standard error of the time since the start at each metre. [s]

    The shape is that of the covariance of the motion; where an error was reported, it is that one.
    """
    whole = float(metres[-1])
    marks = np.linspace(0.0, whole, min(max(int(whole / COARSE), 2), MOST_MARKS) + 1)
    bout = Bout(effort.kind, effort.nominal, effort.start, effort.end, effort.start_arc, whole, onset)
    covariance = crossings_of(bout, motion, effort.start_arc + marks).covariance
    variance = covariance[0, 0] + np.diag(covariance) - 2 * covariance[0]
    seen = np.sqrt(np.maximum(variance, 0.0))
    told = {0.0: 0.0, whole: effort.time_sd}
    for frame in (effort.splits, effort.laps, effort.zones):
        if len(frame):
            told[float(frame["to_m"].iloc[0])] = float(frame["time_sd"].iloc[0])
    at = np.array(sorted(told))
    known = np.array([told[place] for place in at])
    between = np.interp(at[1:], marks, seen)
    ratio = known[1:] / np.maximum(between, 1e-6)
    inside = metres > at[1]
    later = np.interp(metres, marks, seen) * np.interp(metres, at[1:], ratio)
    # the first error that is told is mostly that of the start, which all metres after it share
    early = known[1] * np.sqrt(np.minimum(metres / UNDER_WAY, 1.0))
    return np.asarray(np.where(inside, later, np.where(metres > 0, early, 0.0)))
