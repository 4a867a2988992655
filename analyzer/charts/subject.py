"""What of a session the charts show: the trial, else the reps, else the longest steady piece."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.charts.slots import run, slots
from analyzer.model import Analysis, Effort

Floats = NDArray[np.float64]

SHORTEST_ZONE = 40.0
"""A stub of a turn or straight at an end of a rep is too short for a speed without its first 15 m. [m]"""
SHORTEST_SPLIT = 50.0
"""A stub of a split at the end of an effort says nothing of the pace. [m]"""


def pieces(analysis: Analysis) -> tuple[Effort, ...]:
    """Give the efforts that the charts are about: the trial, else the reps, else the longest piece."""
    if analysis.trial is not None:
        return (analysis.trial,)
    reps = run(slots(analysis))
    if reps:
        return tuple(reps)
    return tuple(sorted(analysis.efforts, key=lambda effort: -effort.time)[:1])


def numbers(analysis: Analysis) -> tuple[int, ...]:
    """Give the number of each piece: reps count with those of the plan that were not run."""
    found = [slot.number for slot in slots(analysis) if slot.effort is not None]
    return tuple(found) or tuple(range(1, len(pieces(analysis)) + 1))


def zones_of(analysis: Analysis, effort: Effort) -> pd.DataFrame:
    """Give the turns and straights of a piece; of reps without the stubs at their ends."""
    return effort.zones[effort.zones["distance"] >= SHORTEST_ZONE] if many(analysis) else effort.zones


def many(analysis: Analysis) -> bool:
    """Tell whether the session is one of reps rather than of one long piece."""
    return len(pieces(analysis)) > 1


def on_track(analysis: Analysis) -> tuple[Effort, ...]:
    """Give those pieces that were run on the track."""
    return tuple(effort for effort in pieces(analysis) if effort.on_track)


def motion_of(analysis: Analysis, effort: Effort, *, around: float = 0.0) -> pd.DataFrame:
    """Give the rows of the motion within an effort, and `around` it. [s]"""
    if analysis.motion is None or not effort.on_track:
        return pd.DataFrame(columns=["elapsed", "arc", "speed", "offset", "arc_sd", "speed_sd"], dtype=float)
    frame = analysis.motion.frame
    return frame[(frame["elapsed"] >= effort.start - around) & (frame["elapsed"] <= effort.end + around)]


def speed_of(analysis: Analysis, effort: Effort) -> pd.DataFrame:
    """Give the rows of the speed of the session within an effort, on the track or off it."""
    frame = session_speed(analysis)
    return frame[(frame["elapsed"] >= effort.start) & (frame["elapsed"] <= effort.end)]


def session_speed(analysis: Analysis) -> pd.DataFrame:
    """Give the speed of the whole session (frames.SPEED); the watch's own, where nothing better is known."""
    if len(analysis.speed):
        return analysis.speed
    samples = analysis.recording.samples
    elapsed, speed = samples["elapsed"].to_numpy(), _watch_speed(samples)
    on_track = np.zeros(len(samples))
    if analysis.motion is not None and len(samples):
        motion = analysis.motion.frame
        here = np.clip(np.searchsorted(elapsed, motion["elapsed"].to_numpy()), 0, len(elapsed) - 1)
        speed, on_track[here] = speed.copy(), 1.0
        speed[here] = motion["speed"].to_numpy()
    steps = np.diff(elapsed, prepend=elapsed[:1])
    known = samples["distance"].to_numpy(dtype=float)
    run = known if np.isfinite(known).all() else np.cumsum(np.nan_to_num(speed) * steps)
    altitude = samples["altitude"].to_numpy(dtype=float)
    columns = {"elapsed": elapsed, "distance": run, "speed": speed, "altitude": altitude, "on_track": on_track}
    return frames.conform(pd.DataFrame(columns), frames.SPEED)


def _watch_speed(samples: pd.DataFrame) -> Floats:
    """Give the watch's speed, or that of its distance where it has none. [m/s]"""
    speed = samples["speed"].to_numpy(dtype=float)
    distance = samples["distance"].to_numpy(dtype=float)
    if np.isfinite(speed).sum() > 5 or np.isfinite(distance).sum() < 5:
        return speed
    elapsed = samples["elapsed"].to_numpy()
    known = np.isfinite(distance)
    return np.asarray(np.gradient(np.interp(elapsed, elapsed[known], distance[known]), elapsed), dtype=float)


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a small table."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def sensor(analysis: Analysis, name: str, elapsed: Floats) -> Floats:
    """Give what a sensor read at elapsed times; NaN where it was silent for more than 10 s."""
    samples = analysis.recording.samples
    known = samples.loc[np.isfinite(samples[name]) & (samples[name] > 0), ["elapsed", name]]
    if len(known) < 2:
        return np.full(len(elapsed), np.nan)
    clock, values = known["elapsed"].to_numpy(), known[name].to_numpy()
    after = np.clip(np.searchsorted(clock, elapsed), 1, len(clock) - 1)
    silent = clock[after] - clock[after - 1] > 10.0
    inside = (elapsed >= clock[0]) & (elapsed <= clock[-1])
    return np.where(inside & ~silent, np.interp(elapsed, clock, values), np.nan)
