"""Sessions made by hand, of speeds that are known: what the finding of reps is held to."""

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.efforts.hard import Hard, Marks
from analyzer.efforts.laps import Span
from analyzer.efforts.pieces import Piece
from analyzer.model import Floats, PauseKind, Recording, Trigger

Run = tuple[float, float]
"""So many seconds at a speed. [s, m/s]"""
METRES_A_DEGREE = 6_371_008.8 * np.pi / 180
START = pd.Timestamp("2026-05-16T07:30:00Z")
NONE = np.zeros(0)


def speeds(*runs: Run, wander: float = 0.0, seed: int = 0) -> Floats:
    """Give the speed of each second, each run at its own, with noise of a standard deviation. [m/s]"""
    level = np.concatenate([np.full(round(lasting), speed) for lasting, speed in runs])
    level = np.append(level, level[-1])
    return np.maximum(level + np.random.default_rng(seed).normal(0.0, 1.0, len(level)) * wander, 0.0)


def line(*runs: Run, wander: float = 0.0, seed: int = 0, altitude: Floats | float = np.nan) -> pd.DataFrame:
    """Give frames.SPEED of runs one after the other, a row a second."""
    speed = speeds(*runs, wander=wander, seed=seed)
    columns = {
        "elapsed": np.arange(len(speed), dtype=float),
        "distance": np.append(0.0, np.cumsum(0.5 * (speed[1:] + speed[:-1]))),
        "speed": speed,
        "altitude": np.full(len(speed), altitude) if np.isscalar(altitude) else altitude,
        "on_track": np.zeros(len(speed)),
    }
    return frames.conform(pd.DataFrame(columns), frames.SPEED)


def recorded(
    *runs: Run, late: float = 0.0, places: bool = True, watch: bool = True, altitude: Floats | float = np.nan
) -> Recording:
    """Give the recording of runs straight to the north, on a watch whose speed comes late. [s]"""
    speed = speeds(*runs)
    elapsed = np.arange(len(speed), dtype=float)
    run = np.append(0.0, np.cumsum(0.5 * (speed[1:] + speed[:-1])))
    columns = {
        "elapsed": elapsed,
        "latitude": 47.0 + run / METRES_A_DEGREE if places else np.full(len(speed), np.nan),
        "longitude": np.full(len(speed), 15.4 if places else np.nan),
        "altitude": altitude,
        "speed": np.interp(elapsed - late, elapsed, speed) if watch else np.full(len(speed), np.nan),
    }
    frame = pd.DataFrame(columns, index=pd.DatetimeIndex(START + pd.to_timedelta(elapsed, unit="s"), name="time"))
    return Recording(frames.conform(frame, frames.SAMPLES))


def device_laps(*ends: float, trigger: Trigger = Trigger.MANUAL, metres: float = np.nan) -> pd.DataFrame:
    """Give laps one after the other that end at these moments. [s]"""
    starts = [0.0, *ends][:-1]
    columns = {
        "start": starts,
        "end": list(ends),
        "timer": np.subtract(ends, starts),
        "distance": np.full(len(ends), metres),
        "trigger": [str(trigger)] * len(ends),
    }
    return frames.conform(pd.DataFrame(columns), frames.DEVICE_LAPS)


def pauses(*stops: tuple[float, float], kind: PauseKind = PauseKind.MANUAL) -> pd.DataFrame:
    """Give frames.PAUSES, from and to. [s]"""
    starts, ends = [start for start, _ in stops], [end for _, end in stops]
    return frames.conform(pd.DataFrame({"start": starts, "end": ends, "kind": [str(kind)] * len(stops)}), frames.PAUSES)


def pieces(*runs: Run, apart: tuple[int, ...] = ()) -> tuple[Piece, ...]:
    """Give the pieces of runs one after the other; apart : Those that do not follow the one before without a gap."""
    ends = np.cumsum([lasting for lasting, _ in runs]).tolist()
    return tuple(
        Piece(end - lasting, end, speed, joined=number > 0 and number not in apart)
        for number, (end, (lasting, speed)) in enumerate(zip(ends, runs, strict=True))
    )


def spans(*laps: tuple[float, float]) -> list[Span]:
    """Give laps that were meant one after the other: time [s] and distance [m]."""
    ends = np.cumsum([lasting for lasting, _ in laps]).tolist()
    return [Span(end - lasting, end, lasting, far, far) for end, (lasting, far) in zip(ends, laps, strict=True)]


def hard(start: float, lasting: float, speed: float = 4.5) -> Hard:
    """Give a bout of hard running."""
    return Hard(start, start + lasting, lasting * speed)


def marks(presses: Floats = NONE, stops: Floats = NONE, *, track: bool = False) -> Marks:
    """Give presses and stops [s]; track : The whole session was on the track."""
    return Marks(np.asarray(presses, dtype=float), np.asarray(stops, dtype=float), ((-10.0, 1e6),) if track else ())
