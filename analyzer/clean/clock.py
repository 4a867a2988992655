"""The clock of a recording: one stretch of time, in order, each moment once."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import Floats, Recording

LONGEST_BREAK = 86400.0
"""Samples further apart than this are of different days, or one of their times is absurd. [s]"""
FIRST_WATCH = pd.Timestamp("1995-01-01", tz="UTC")
"""No watch recorded positions earlier; such a date is that of a clock that was never set."""
_LAP_SLACK = 60.0
"""A lap may reach beyond the samples by as much as a watch waits for its first record. [s]"""


def in_order(recording: Recording) -> tuple[Recording, list[str]]:
    """Keep the longest stretch of consistent times, sort it, and merge samples of one moment; with notes."""
    notes: list[str] = []
    samples = _largest_block(recording.samples, notes)
    samples = _sorted(samples, notes)
    samples = _merged(samples, notes)
    if samples.index[0] < FIRST_WATCH:
        notes.append(
            f"the date {samples.index[0]:%Y-%m-%d} is that of a clock never set; the times since the start stand"
        )
    shift = float(samples["elapsed"].iloc[0])
    if shift == 0.0 and not notes:
        return recording, notes
    samples = samples.assign(elapsed=_elapsed(samples))
    end = float(samples["elapsed"].iloc[-1])
    laps = recording.device_laps.assign(
        start=(recording.device_laps["start"] - shift).round(6), end=(recording.device_laps["end"] - shift).round(6)
    )
    pauses = recording.pauses.assign(
        start=(recording.pauses["start"] - shift).round(6), end=(recording.pauses["end"] - shift).round(6)
    )
    inside = laps["end"].ge(-_LAP_SLACK) & laps["start"].le(end + _LAP_SLACK)
    if not inside.all():
        notes.append(f"{(~inside).sum()} laps outside the samples were left out")
    pauses = pauses[pauses["end"].ge(0) & pauses["start"].le(end)].reset_index(drop=True)
    ordered = replace(recording, samples=samples, device_laps=laps[inside].reset_index(drop=True), pauses=pauses)
    return ordered, notes


def _microseconds(samples: pd.DataFrame) -> NDArray[np.int64]:
    stamps: NDArray[np.int64] = (
        pd.DatetimeIndex(samples.index).tz_localize(None).to_numpy(dtype="datetime64[us]").astype(np.int64)
    )
    return stamps


def _elapsed(samples: pd.DataFrame) -> Floats:
    stamps = _microseconds(samples)
    elapsed: Floats = (stamps - stamps[0]) / 1e6
    return elapsed


def _largest_block(samples: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    stamps = _microseconds(samples)
    order = np.argsort(stamps, kind="stable")
    block = np.empty(len(stamps), dtype=np.int64)
    block[order] = np.cumsum(np.diff(stamps[order], prepend=stamps[order][:1]) > LONGEST_BREAK * 1e6)
    largest = int(np.bincount(block).argmax())
    keep = block == largest
    if keep.all():
        return samples
    first = samples.index[np.flatnonzero(~keep)[0]]
    notes.append(
        f"{_many(int((~keep).sum()), 'sample')} more than a day away from the others ({first:%Y-%m-%d}) left out"
    )
    return samples.iloc[np.flatnonzero(keep)]


def _sorted(samples: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    stamps = _microseconds(samples)
    late = int((stamps < np.maximum.accumulate(stamps)).sum())
    if not late:
        return samples
    notes.append(f"{_many(late, 'sample')} out of order put in order of time")
    return samples.iloc[np.argsort(stamps, kind="stable")]


def _merged(samples: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    again = samples.index.duplicated()
    if not again.any():
        return samples
    notes.append(f"{_many(int(again.sum()), 'sample')} of a moment that another sample has merged into it")
    return pd.DataFrame(samples.groupby(level=0, sort=True).first())


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
