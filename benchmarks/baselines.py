"""Three simple ways of timing an effort, each told its true start: what the accuracy is held beside."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from tally import LAP, TIME, Errors, column_of

from analyzer.model import Recording
from analyzer.plane import to_plane
from analyzer.simulate import Simulated, TrueEffort

Floats = NDArray[np.float64]


def simple_ways(made: Simulated, truth: TrueEffort) -> dict[str, Errors]:
    """Give the errors of each simple way on one effort of a session."""
    distance = made.recording.samples["distance"].to_numpy(dtype=float)
    return {
        "watch distance": by_distance(distance, made.recording, truth),
        "GPS summed": by_distance(summed(made.recording), made.recording, truth),
        "closest to start": by_closest(made, truth),
    }


def summed(recording: Recording) -> Floats:
    """Sum the distances between the positions. [m]"""
    at = recording.samples[["latitude", "longitude"]].dropna()
    east, north = to_plane(at["latitude"], at["longitude"], (at["latitude"].iloc[0], at["longitude"].iloc[0]))
    steps = np.hypot(np.diff(east), np.diff(north))
    so_far = pd.Series(np.concatenate([[0.0], np.cumsum(steps)]), index=at.index)
    return so_far.reindex(recording.samples.index).interpolate().bfill().to_numpy(dtype=float)


def by_distance(distance: Floats, recording: Recording, truth: TrueEffort) -> Errors:
    """Time the pieces by a distance counted from the true start."""
    errors = Errors()
    elapsed = recording.samples["elapsed"].to_numpy(dtype=float)
    known = np.isfinite(distance)
    if not known.any():
        return errors
    elapsed, distance = elapsed[known], distance[known]
    begun = float(np.interp(truth.start_s, elapsed, distance))
    # the distance stands still where the runner does; only its rises can be turned round
    rising = np.concatenate([[True], np.diff(np.maximum.accumulate(distance)) > 0])

    def passed(metres: float) -> float:
        return truth.start_s if metres == 0 else float(np.interp(begun + metres, distance[rising], elapsed[rising]))

    errors.put(TIME, passed(truth.distance_m) - truth.time_s - truth.start_s)
    for piece in (*truth.splits, *truth.zones, *truth.laps):
        errors.put(column_of(piece), passed(piece.to_m) - passed(piece.from_m) - piece.time_s)
    return errors


def by_closest(made: Simulated, truth: TrueEffort) -> Errors:
    """Time laps from closest approach to closest approach of the place where the runner was at the true start."""
    errors = Errors()
    samples = made.recording.samples
    at = samples[["elapsed", "latitude", "longitude"]].dropna()
    elapsed = at["elapsed"].to_numpy(dtype=float)
    east, north = to_plane(at["latitude"], at["longitude"], (at["latitude"].iloc[0], at["longitude"].iloc[0]))
    fine = np.arange(truth.start_s, truth.end_s + 10.0, 0.1)
    x, y = np.interp(fine, elapsed, east), np.interp(fine, elapsed, north)
    away = np.hypot(x - x[0], y - y[0])
    lap = made.truth.track.lap_m if made.truth.track else np.nan
    arc = made.motion["arc"].to_numpy(dtype=float)
    on_track = np.isfinite(arc)
    true_arc = np.interp(fine, made.motion["elapsed"].to_numpy(dtype=float)[on_track], arc[on_track])
    ran = np.abs(true_arc - true_arc[0])
    seen, true = [truth.start_s], [truth.start_s]
    if truth.distance_m < lap - 1.0:
        return errors
    for number in range(1, int(truth.distance_m / lap + 0.01) + 1):
        # of all the run, the part nearer to this return than to the ones before and after
        around = np.flatnonzero(np.abs(ran - number * lap) < lap / 4)
        seen.append(float(fine[around[np.argmin(away[around])]]))
        true.append(float(np.interp(number * lap, ran, fine)))
    errors.columns[LAP] += (np.diff(seen) - np.diff(true))[1:].tolist()
    rest = truth.distance_m - (len(seen) - 1) * lap
    last_speed = lap / (seen[-1] - seen[-2])
    errors.put(TIME, seen[-1] + rest / last_speed - truth.end_s)
    return errors
