"""The running in a recording, as points with a heading on a plane, and where most of it lies."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.plane import to_plane

Floats = NDArray[np.float64]

HEADING_WINDOW = 2.0
"""Half the window over which heading and speed are taken. [s]"""
SLOWEST, FASTEST = 1.0, 10.5
"""Speeds that count as moving on foot. [m/s]"""
LONGEST_STEP = 25.0
"""A heading over a longer time says nothing. [s]"""
CELL, NEIGHBOURHOOD = 60.0, 5
"""Running is counted in cells of 60 m, a neighbourhood is 5 by 5 of them. [m]"""
FARTHEST = 30_000.0
"""Nothing farther from the middle of the recording is looked at. [m]"""


@dataclass(frozen=True, eq=False)
class Running:
    """Moving points: time [s], metres east and north of the origin, heading [rad], metres run, speed [m/s]."""

    elapsed: Floats
    x: Floats
    y: Floats
    heading: Floats
    metres: Floats
    speed: Floats
    origin: tuple[float, float]

    def only(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> "Running":
        """Give some of the points."""
        return replace(
            self,
            elapsed=self.elapsed[which],
            x=self.x[which],
            y=self.y[which],
            heading=self.heading[which],
            metres=self.metres[which],
            speed=self.speed[which],
        )

    @property
    def interval(self) -> float:
        """Usual time between points. [s]"""
        return float(np.median(np.diff(self.elapsed))) if len(self.elapsed) > 1 else 1.0


def of(samples: pd.DataFrame) -> Running | None:
    """Give the running of a recording (frames.SAMPLES); None where it has hardly any positions."""
    known = samples[samples["latitude"].notna() & samples["longitude"].notna()]
    if len(known) < 10:
        return None
    t = known["elapsed"].to_numpy()
    origin = (float(known["latitude"].median()), float(known["longitude"].median()))
    x, y = to_plane(known["latitude"], known["longitude"], origin)
    last, every = len(t) - 1, np.arange(len(t))
    back = np.searchsorted(t, t - HEADING_WINDOW - 1e-6)
    ahead = np.minimum(np.searchsorted(t, t + HEADING_WINDOW + 1e-6, side="right") - 1, last)
    sparse = ahead - back < 2
    back, ahead = np.where(sparse, np.maximum(every - 1, 0), back), np.where(sparse, np.minimum(every + 1, last), ahead)
    dt = np.maximum(t[ahead] - t[back], 1e-3)
    dx, dy = x[ahead] - x[back], y[ahead] - y[back]
    speed = np.hypot(dx, dy) / dt
    moving = (speed > SLOWEST) & (speed < FASTEST) & (dt < LONGEST_STEP)
    moving &= (np.abs(x) < FARTHEST) & (np.abs(y) < FARTHEST)
    metres = speed * np.minimum(np.gradient(t), 10.0)
    return Running(t, x, y, np.arctan2(dy, dx), metres, speed, origin).only(moving)


def densest(running: Running, *, most: int, least: float) -> list[tuple[float, float]]:
    """Give the middles of the neighbourhoods with most running, at least so many metres of it. [m]"""
    i, j = np.floor(running.x / CELL).astype(int), np.floor(running.y / CELL).astype(int)
    west, south = i.min() - NEIGHBOURHOOD, j.min() - NEIGHBOURHOOD
    cells = np.zeros((i.max() - west + NEIGHBOURHOOD + 1, j.max() - south + NEIGHBOURHOOD + 1))
    np.add.at(cells, (i - west, j - south), running.metres)
    summed = np.cumsum(np.cumsum(np.pad(cells, ((1, 0), (1, 0))), axis=0), axis=1)
    w = NEIGHBOURHOOD
    totals = summed[w:, w:] - summed[:-w, w:] - summed[w:, :-w] + summed[:-w, :-w]
    found: list[tuple[float, float]] = []
    while len(found) < most:
        a, b = np.unravel_index(int(np.argmax(totals)), totals.shape)
        if totals[a, b] < least:
            break
        found.append(((a + west + w / 2) * CELL, (b + south + w / 2) * CELL))
        totals[max(a - 3, 0) : a + 4, max(b - 3, 0) : b + 4] = 0.0
    return found
