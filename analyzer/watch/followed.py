"""The samples that were followed on the track, beside what the watch itself says."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import Motion, Placement

Floats = NDArray[np.float64]

RUNNING = 2.1
"""Slower is walking, which watches measure in another way. [m/s]"""
FLYING = 4.0
"""A standing start and the slowing down after the line count to the running. [s]"""


@dataclass(frozen=True, eq=False)
class Track:
    """The samples that were followed on the track.

    elapsed [s], arc, speed : as estimated [m, m/s]; raw : arc of the recorded positions [m]; out : how far outward they
    lie [m]; seen, shown : the watch's own speed and distance at all samples `clock`. [m/s, m, s]
    """

    elapsed: Floats
    arc: Floats
    speed: Floats
    raw: Floats
    out: Floats
    clock: Floats
    seen: Floats
    shown: Floats


def followed(samples: pd.DataFrame, motion: Motion, placement: Placement) -> Track:
    """Take the samples that were followed, and where their recorded positions lie along and across the line."""
    frame = motion.frame
    elapsed, arc, speed = (frame[name].to_numpy() for name in ("elapsed", "arc", "speed"))
    here = samples.iloc[frame.index.to_numpy()]
    near, out = placement.line.project(*placement.to_track(here["latitude"], here["longitude"]))
    lap = placement.lap
    raw = arc + np.mod(near - arc + lap / 2, lap) - lap / 2
    clock, seen, shown = (samples[name].to_numpy() for name in ("elapsed", "speed", "distance"))
    return Track(elapsed, arc, speed, raw, out, clock, seen, shown)


def interval(track: Track) -> float:
    """Give the usual time between samples. [s]"""
    return float(np.median(np.diff(track.elapsed)))


def watched_run(track: Track) -> Floats:
    """Add the watch's speed up to what it has run, at the samples that have one. [m]"""
    known = np.isfinite(track.seen)
    clock, seen = track.clock[known], track.seen[known]
    return np.concatenate([[0.0], np.cumsum(0.5 * (seen[1:] + seen[:-1]) * np.diff(clock))])


def pieces(track: Track) -> list[slice]:
    """Give each unbroken piece of running, with the seconds in which it begins and ends; laps are compared in them."""
    running = track.speed > RUNNING
    broken = np.flatnonzero(np.diff(track.elapsed) > 3 * max(interval(track), 1.0)) + 1
    cuts = np.unique(np.concatenate([[0], np.flatnonzero(np.diff(running)) + 1, broken, [len(running)]]))
    spare = int(np.ceil(FLYING / interval(track)))
    found = []
    for first, last in pairwise(cuts):
        if running[first]:
            before, after = broken[broken <= first].max(initial=0), broken[broken >= last].min(initial=len(running))
            found.append(slice(max(first - spare, before), min(last + spare, after)))
    return found
