"""Positions that cannot be: out of range, at zero latitude and longitude, or further away than anybody runs."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import Floats

RUNNING_LIMIT, RIDING_LIMIT = 15.0, 40.0
"""Faster than any runner (12.4 m/s) or rider. [m/s]"""
_STRAY = 10
"""So many samples apart from the others are a stray fix, not a place where the runner was."""
_STRAY_JUMP, _DRIFT_JUMP = 30.0, 2000.0
"""A jump beyond what the limit of speed allows that makes a few samples, or many, impossible; GPS that comes back after
a tunnel may jump some hundred metres and both sides of the jump are good. [m]"""
_EARTH = 6371008.8
"""Mean radius. [m]"""


def without_jumps(samples: pd.DataFrame, *, running: bool) -> tuple[pd.DataFrame, list[str]]:
    """Give the samples with impossible positions as NaN, and a note for each kind."""
    latitude, longitude = samples["latitude"].to_numpy(copy=True), samples["longitude"].to_numpy(copy=True)
    known = np.isfinite(latitude) & np.isfinite(longitude)
    notes: list[str] = []
    null = known & (latitude == 0.0) & (longitude == 0.0)
    outside = known & ((np.abs(latitude) > 90.0) | (np.abs(longitude) > 180.0))
    good = known & ~null & ~outside
    stray = np.zeros(len(samples), dtype=bool)
    places = np.flatnonzero(good)
    if len(places) > 1:
        limit = RUNNING_LIMIT if running else RIDING_LIMIT
        elapsed = samples["elapsed"].to_numpy()[places]
        stray[places] = ~_consistent(latitude[places], longitude[places], elapsed, limit)
    for bad, what in (
        (null, "at latitude 0, longitude 0"),
        (outside, "outside the range of latitude and longitude"),
        (stray, "impossibly far from the ones around them"),
    ):
        if bad.any():
            notes.append(f"{bad.sum()} position{'' if bad.sum() == 1 else 's'} {what} left out")
    keep = good & ~stray
    if not keep.all():
        share = 100 * np.mean(~keep)
        notes.append(f"no position in {(~keep).sum()} of {len(samples)} samples ({share:.1f} %)")
    if (keep == np.isfinite(latitude)).all() and (keep == np.isfinite(longitude)).all():
        return samples, notes
    return samples.assign(latitude=np.where(keep, latitude, np.nan), longitude=np.where(keep, longitude, np.nan)), notes


def distance(latitude: Floats, longitude: Floats) -> Floats:
    """Give the great-circle distance between neighbours. [m]"""
    phi, theta = np.radians(latitude), np.radians(longitude)
    chord = np.sin(np.diff(phi) / 2) ** 2 + np.cos(phi[:-1]) * np.cos(phi[1:]) * np.sin(np.diff(theta) / 2) ** 2
    metres: Floats = 2 * _EARTH * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return metres


def _consistent(latitude: Floats, longitude: Floats, elapsed: Floats, limit: float) -> NDArray[np.bool_]:
    """Tell which positions can be reached from the longest stretch without an impossible step."""
    steps = np.diff(elapsed)
    jumps = np.flatnonzero(distance(latitude, longitude) > limit * steps + _STRAY_JUMP)
    keep = np.ones(len(elapsed), dtype=bool)
    if not len(jumps):
        return keep
    starts = np.concatenate([[0], jumps + 1])
    ends = np.concatenate([jumps, [len(elapsed) - 1]])
    anchor = int(np.argmax(ends - starts))
    for blocks, near, far in (
        (range(anchor + 1, len(starts)), starts, ends),
        (range(anchor - 1, -1, -1), ends, starts),
    ):
        last = int(far[anchor])
        for block in blocks:
            pair = [last, int(near[block])]
            allowed = _STRAY_JUMP if ends[block] - starts[block] < _STRAY else _DRIFT_JUMP
            reach = limit * abs(elapsed[pair[1]] - elapsed[pair[0]]) + allowed
            if distance(latitude[pair], longitude[pair])[0] > reach:
                keep[starts[block] : ends[block] + 1] = False
            else:
                last = int(far[block])
    return keep
