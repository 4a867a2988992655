"""What must be known before trials are compared: other tracks, other lanes, distances that are worth no mile."""

import numpy as np
import pandas as pd

from analyzer.model import TypicalError
from analyzer.trials.doubt import doubt_of

SAME_TRACK = 300.0
"""Tracks whose centres are nearer than this are one. [m]"""
METRES_A_DEGREE = 111_195.0


def notes_of(table: pd.DataFrame, typical: TypicalError) -> tuple[str, ...]:
    """Give the notes on a comparison (frames.COMPARED)."""
    if not len(table):
        return ()
    notes = []
    off = int((table["lane"].to_numpy() == 0).sum())
    if off:
        notes.append(f"{_trials(off)} off the track: the time compares, there are no zones")
    tracks = track_numbers(table)
    if tracks.max(initial=0) > 0:
        notes.append(
            f"{int(tracks.max()) + 1} tracks: times compare; zones compare only by the same kind, a turn with a turn"
        )
    lanes = sorted({int(lane) for lane in table["lane"].tolist() if lane > 0})
    if len(lanes) > 1:
        told = ", ".join(str(lane) for lane in lanes)
        notes.append(f"lanes {told}: laps and zones have other lengths, so they compare by speed and not by time")
    if len(set(table["nominal"].tolist())) > 1:
        worth = table["equivalent"].notna().to_numpy()
        notes.append(
            "distances differ: the mile that each is worth compares (1600 m x 1.0062, 1500 m x 1.080, else VDOT)"
        )
        if not worth.all():
            names = ", ".join(sorted(set(table["nominal"].to_numpy()[~worth].tolist())))
            notes.append(f"{names}: too far from the mile to be worth one; compared only with its own kind")
    notes += doubt_of(table)
    notes.append(typical.words)
    return tuple(notes)


def track_numbers(table: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Give a number to the track of each trial, -1 off the track: by name, else by place."""
    numbers = np.full(len(table), -1)
    seen: list[tuple[str, float, float]] = []
    columns = (table[name].tolist() for name in ("track", "latitude", "longitude", "lane"))
    known: dict[tuple[str, float, float], int] = {}
    for row, (name, latitude, longitude, lane) in enumerate(zip(*columns, strict=True)):
        if not lane:
            continue
        key = (name, latitude, longitude)
        if key not in known:
            known[key] = _which(seen, key)
        numbers[row] = known[key]
    return numbers


def _which(seen: list[tuple[str, float, float]], key: tuple[str, float, float]) -> int:
    name, latitude, longitude = key
    for number, (other, there, far) in enumerate(seen):
        if name and name == other:
            return number
        east = (longitude - far) * np.cos(np.radians(latitude))
        if np.hypot(latitude - there, east) * METRES_A_DEGREE < SAME_TRACK:
            return number
    if not name and not np.isfinite(latitude + longitude):
        return 0
    seen.append(key)
    return len(seen) - 1


def _trials(count: int) -> str:
    return "1 trial" if count == 1 else f"{count} trials"
