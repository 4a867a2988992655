"""Stops of the recording: those that the watch tells, and gaps in which the runner stayed where he was."""

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.clean.positions import distance
from analyzer.model import Floats, PauseKind

SHORTEST = 10.0
"""A shorter gap is a step of a watch that records only when something changes. [s]"""
_LONG_STEP = 5.0
"""Usual steps between samples that make a gap."""
_WALK = 1.5
"""Slower than this across a gap, the watch had stopped and was not blind. [m/s]"""


def with_pauses(samples: pd.DataFrame, known: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Give the pauses, with gaps added in which the watch had stopped by itself; note the pauses and the other gaps."""
    elapsed = samples["elapsed"].to_numpy()
    steps = np.diff(elapsed)
    usual = float(np.median(steps)) if len(steps) else 1.0
    gaps = np.flatnonzero(steps > max(SHORTEST, _LONG_STEP * usual))
    told = _overlap(elapsed[gaps], elapsed[gaps + 1], known)
    gaps = gaps[told < 0.5 * steps[gaps]]
    stopped = np.array([_stayed(samples, place) for place in gaps.tolist()], dtype=bool)
    added = pd.DataFrame(
        {"start": elapsed[gaps[stopped]], "end": elapsed[gaps[stopped] + 1], "kind": PauseKind.AUTO.value}
    )
    notes = []
    if len(known):
        notes.append(
            f"{_times(len(known), 'pause')} of the watch, {(known['end'] - known['start']).sum():.0f} s in all"
        )
    if stopped.any():
        total = steps[gaps[stopped]].sum()
        notes.append(
            f"{_times(int(stopped.sum()), 'gap')} in which the runner stood taken as a pause, {total:.0f} s in all"
        )
    blind = steps[gaps[~stopped]]
    if len(blind):
        notes.append(
            f"{_times(len(blind), 'gap')} without samples, {blind.sum():.0f} s in all, {blind.max():.0f} s the longest"
        )
    if not len(added):
        return known, notes
    pauses = pd.concat([known, added], ignore_index=True) if len(known) else added
    return frames.conform(pauses.sort_values("start", ignore_index=True), frames.PAUSES), notes


def _times(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _overlap(starts: Floats, ends: Floats, pauses: pd.DataFrame) -> Floats:
    """Give the seconds of each gap that known pauses cover."""
    covered = np.zeros(len(starts))
    for start, end in zip(pauses["start"], pauses["end"], strict=True):
        covered += np.clip(np.minimum(ends, end) - np.maximum(starts, start), 0.0, None)
    return covered


def _stayed(samples: pd.DataFrame, place: int) -> bool:
    """Tell whether the runner hardly moved in the gap after sample `place`; without positions the distance says it."""
    ends = samples.iloc[[place, place + 1]]
    duration = float(np.diff(ends["elapsed"])[0])
    moved = distance(ends["latitude"].to_numpy(), ends["longitude"].to_numpy())[0]
    if not np.isfinite(moved):
        moved = np.diff(ends["distance"])[0]
    return not np.isfinite(moved) or bool(moved < _WALK * duration)
