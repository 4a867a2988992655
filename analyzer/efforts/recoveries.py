"""Say how the runner recovered after each effort: how long, how far, and standing, walking or jogging."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from analyzer.model import Effort, RecoveryKind

STANDING, WALKING = 0.5, 1.9
"""A recovery below the first is stood, above the second jogged. [m/s]"""
LEAST = 1.0
"""Efforts closer than this follow each other without a recovery. [s]"""
JOGGED = 0.5
"""A recovery is jogged where it is jogged for this share of its time, walked where it is walked so long."""


def with_recoveries(timed: tuple[Effort, ...], speed: pd.DataFrame, pauses: pd.DataFrame) -> tuple[Effort, ...]:
    """Say of each effort how the runner recovered until the next (frames.SPEED, frames.PAUSES)."""
    told = []
    for effort, after in zip(timed, (*timed, None)[1:], strict=True):
        if after is None or after.start - effort.end < LEAST:
            told.append(effort)
            continue
        told.append(_recovered(effort, after.start, speed, pauses))
    return tuple(told)


def _recovered(effort: Effort, until: float, speed: pd.DataFrame, pauses: pd.DataFrame) -> Effort:
    elapsed, run = speed["elapsed"].to_numpy(), speed["distance"].to_numpy()
    lasting = until - effort.end
    if not len(elapsed):
        return replace(effort, recovery=lasting)
    metres = float(np.diff(np.interp([effort.end, until], elapsed, run))[0])
    stopped = np.clip(
        np.minimum(pauses["end"].to_numpy(dtype=float), until)
        - np.maximum(pauses["start"].to_numpy(dtype=float), effort.end),
        0.0,
        None,
    ).sum()
    seen = lasting - float(stopped)
    if seen < max(5.0, 0.1 * lasting):
        # a stopped watch saw nothing of it
        return replace(effort, recovery=lasting, recovery_distance=math.nan)
    clock = np.arange(effort.end, until, 1.0)
    pace = np.interp(clock, elapsed, speed["speed"].to_numpy())
    watched = np.ones(len(clock), dtype=bool)
    for start, end in zip(pauses["start"], pauses["end"], strict=True):
        watched &= (clock < start) | (clock > end)
    pace = pace[watched] if watched.any() else pace
    if float(stopped) > 0.5 * lasting:
        metres = math.nan
    return replace(effort, recovery=lasting, recovery_distance=metres, recovery_kind=_kind(pace))


def _kind(pace: np.ndarray[tuple[int], np.dtype[np.float64]]) -> RecoveryKind:
    """Name a recovery by what was done for most of it.

    >>> str(_kind(np.array([1.3, 1.4, 1.3, 0.0])))
    'walk'
    """
    if float((pace > WALKING).mean()) >= JOGGED:
        return RecoveryKind.JOG
    return RecoveryKind.STAND if float((pace < STANDING).mean()) >= JOGGED else RecoveryKind.WALK
