"""Say what each effort was: a rep, a stride, a hill, a piece of tempo; and what the sensors read in it."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from analyzer.efforts.slopes import ALTITUDE_LATE
from analyzer.gradient import graded_speed
from analyzer.model import Effort, EffortKind

STRIDE = 32.0
"""Shorter efforts are strides unless longer ones are run in between. [s]"""
TEMPO = 210.0
"""Reps by time that are so long are tempo. [s]"""
HILL_RISE, HILL_GRADE = 5.0, 0.03
"""A hill rises by this at least, and is so steep. [m, 1]"""


def with_kinds(
    timed: tuple[Effort, ...], samples: pd.DataFrame, speed: pd.DataFrame, *, cadence_lag: float = 0.0
) -> tuple[Effort, ...]:
    """Give each effort its kind and what the sensors read in it (frames.SAMPLES, frames.SPEED)."""
    read = tuple(_read(effort, samples, speed, cadence_lag) for effort in timed)
    reps = [effort for effort in read if effort.kind is EffortKind.REP]
    hills = sum(_is_hill(effort) for effort in reps)
    longest = max((effort.time for effort in reps), default=0.0)
    told = []
    for effort in read:
        kind = effort.kind
        if kind is EffortKind.REP:
            if hills > len(reps) / 2 and _is_hill(effort):
                kind = EffortKind.HILL
            elif longest < STRIDE:
                kind = EffortKind.STRIDE
            elif effort.time >= TEMPO and not effort.nominal.endswith((" m", "mile")):
                kind = EffortKind.TEMPO
        told.append(replace(effort, kind=kind))
    return tuple(told)


def _is_hill(effort: Effort) -> bool:
    return effort.rise >= HILL_RISE and effort.grade >= HILL_GRADE


def _read(effort: Effort, samples: pd.DataFrame, speed: pd.DataFrame, cadence_lag: float) -> Effort:
    elapsed = samples["elapsed"].to_numpy()
    inside = (elapsed >= effort.start) & (elapsed <= effort.end)
    late = (elapsed >= effort.start + cadence_lag) & (elapsed <= effort.end + cadence_lag)
    heart = samples["heart_rate"].to_numpy(dtype=float)[inside]
    cadence = samples["cadence"].to_numpy(dtype=float)[late]
    rise = math.nan
    if len(speed):
        ends = np.array([effort.start, effort.end]) + ALTITUDE_LATE
        rise = float(np.diff(np.interp(ends, speed["elapsed"].to_numpy(), speed["altitude"].to_numpy()))[0])
    grade = rise / effort.distance if effort.distance > 0 and not effort.on_track else math.nan
    return replace(
        effort,
        heart_rate=float(np.mean(heart[np.isfinite(heart)])) if np.isfinite(heart).any() else math.nan,
        cadence=float(np.median(cadence[np.isfinite(cadence)])) if np.isfinite(cadence).any() else math.nan,
        rise=rise if not effort.on_track else math.nan,
        grade=grade,
        graded_speed=float(graded_speed(effort.speed, grade)) if math.isfinite(grade) else math.nan,
    )
