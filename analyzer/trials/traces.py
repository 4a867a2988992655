"""The trace of a trial, closed on what its laps and zones say, so that every difference adds up."""

from dataclasses import dataclass

import numpy as np

from analyzer.model import Floats, Trial

SAME_PLACE = 0.5
"""Ends of laps, zones and races nearer than this are one. [m]"""
LEAST_ERROR = 1e-4
"""A time that is given without an error is taken to be good to this share of it (30 ms of a mile)."""


@dataclass(frozen=True, eq=False)
class Trace:
    """When each metre was passed since the start, and the standard error of that. [m, s, s]"""

    metre: Floats
    time: Floats
    time_sd: Floats

    def at(self, metres: Floats) -> Floats:
        """Give the times at metres. [s]"""
        return np.asarray(np.interp(metres, self.metre, self.time))


def closed(trial: Trial) -> Trace | None:
    """Give the trace of a trial, moved through the cumulated times of its laps and zones and its own; None without."""
    if len(trial.trace) < 2:
        return None
    metre, time, time_sd = (trial.trace[name].to_numpy(dtype=float) for name in ("metre", "time", "time_sd"))
    distance, whole = float(trial.row["distance"]), float(trial.row["time"])
    if not (distance > SAME_PLACE and whole > 0):
        return None
    places, times = [0.0, distance], [0.0, whole]
    for frame in (trial.laps, trial.zones):
        ends, passed = frame["to_m"].to_numpy(dtype=float), np.cumsum(frame["time"].to_numpy(dtype=float))
        for place, when in zip(ends.tolist(), passed.tolist(), strict=True):
            if np.isfinite(when) and min(abs(place - other) for other in places) > SAME_PLACE:
                places.append(place)
                times.append(when)
    order = np.argsort(places)
    knots, at_knots = np.array(places)[order], np.maximum.accumulate(np.array(times)[order])
    grid = np.unique(np.concatenate([metre[metre < distance], knots]))
    shape = np.interp(grid, metre, time)
    off = at_knots - np.interp(knots, metre, time)
    return Trace(grid, shape + np.interp(grid, knots, off), np.interp(grid, metre, time_sd))


def whole_error(trial: Trial) -> float:
    """Give the standard error of a trial's time; one that nobody told is a small one. [s]"""
    error, time = float(trial.row["time_sd"]), float(trial.row["time"])
    return max(error if np.isfinite(error) else 0.0, LEAST_ERROR * time)
