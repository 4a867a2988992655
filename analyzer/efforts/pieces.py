"""Cut a session into pieces of about one speed: the best cut of all, where each further cut must earn its place.

The cost of a piece is how far its speeds are from their mean, in the units of how a runner's speed wanders; each cut
costs a penalty, less where the button was pressed. The cheapest cut is found exactly, by dynamic programming over the
moments at which the speed changes fastest.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEP = 1.0
"""The even clock on which a session is cut. [s]"""
BLIND = 12.0
"""Over a longer time without samples nothing is known of the speed. [s]"""
WANDER, LASTING = 0.08, 8.0
"""How far the speed of steady running wanders, as a share of the usual, and how long it keeps to a side. [1, s]"""
APART, NOISE = 8, 1.1
"""How far it is seen to wander: so much of the median change over so many steps (1.05 for noise without order)."""
MOVING, USUAL = 1.2, 2.0
"""What counts for the usual speed, and the least that it is taken to be. [m/s]"""
CUT = 14.0
"""What a cut costs: the gain in log likelihood (times two) that it must bring."""
PRESSED, PRESS_REACH = 8.0, 5.0
"""A cut so near to a press [s] costs so much less."""
RISE, SLOW_RISE = 4, 20
"""A change of speed is the mean of so many seconds after against that before: an abrupt one, a gradual one. [steps]"""
LEAST_CHANGE, LEAST_SLOW_CHANGE = 0.15, 0.1
"""Smaller changes of speed are not tried as cuts. [m/s]"""
NEARBY = 10
"""An abrupt change so near to a gradual one is the same. [steps]"""
SHORTEST = 5
"""The shortest piece. [steps]"""
MOST = 500
"""So many moments at most are tried as cuts of one unbroken part; more take the strongest."""
EDGE = 3
"""The ends of a piece that its speed leaves out: the change itself. [steps]"""


@dataclass(frozen=True)
class Piece:
    """A piece of about one speed: start and end [s], speed [m/s].

    joined : It follows the piece before without a gap.
    """

    start: float
    end: float
    speed: float
    joined: bool

    @property
    def lasting(self) -> float:
        """How long it is. [s]"""
        return self.end - self.start


def cut(speed: pd.DataFrame, pauses: pd.DataFrame, presses: Floats) -> tuple[Piece, ...]:
    """Cut the speed of a session (frames.SPEED) into pieces, broken at pauses and blind gaps. presses : Elapsed. [s]"""
    clock, values = _even(speed, pauses)
    known = np.isfinite(values)
    moving = values[known & (values > MOVING)]
    steps = np.abs(values[APART:] - values[:-APART])
    seen = np.median(steps[known[APART:] & known[:-APART]]) if (known[APART:] & known[:-APART]).any() else 0.0
    wander = max(WANDER * max(float(np.median(moving)) if len(moving) else 0.0, USUAL), NOISE * float(seen))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], known.astype(int), [0]])))
    pieces: list[Piece] = []
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        part, inside = values[first:last], np.round((presses - clock[first]) / STEP).astype(int)
        marks = _best_cut(part, inside[(inside >= SHORTEST) & (inside <= len(part) - SHORTEST)], wander)
        for number, (a, b) in enumerate(pairwise(marks)):
            margin = min(EDGE, (b - a) // 4)
            mean = float(part[a + margin : b - margin].mean())
            start = float(clock[first] + a * STEP)
            pieces.append(Piece(start, start + (b - a) * STEP, mean, joined=number > 0))
    return tuple(pieces)


def _even(speed: pd.DataFrame, pauses: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give an even clock [s] and the speed on it [m/s], NaN in pauses and blind gaps."""
    elapsed = speed["elapsed"].to_numpy()
    clock = np.arange(elapsed[0], elapsed[-1] + 0.5 * STEP, STEP)
    values = np.interp(clock, elapsed, speed["speed"].to_numpy())
    steps = np.diff(elapsed)
    blind = np.flatnonzero(steps > max(BLIND, 4 * float(np.median(steps))))
    starts = np.append(elapsed[blind], pauses["start"].to_numpy(dtype=float))
    ends = np.append(elapsed[blind + 1], pauses["end"].to_numpy(dtype=float))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        a, b = np.searchsorted(clock, [start + 0.5 * STEP, end - 0.5 * STEP])
        values[a:b] = np.nan
    return clock, values


def _best_cut(values: Floats, presses: NDArray[np.intp], wander: float) -> list[int]:
    """Give the marks of the cheapest cut, from 0 to the number of values."""
    count = len(values)
    if count < 2 * SHORTEST:
        return [0, count]
    marks = _moments(values, presses)
    total, squares = (np.append(0.0, np.cumsum(power))[marks] for power in (values, values**2))
    near = np.full(len(marks), np.inf)
    if len(presses):
        near = np.abs(marks[:, None] - presses[None, :]).min(axis=1)
    penalty = np.where(near <= PRESS_REACH / STEP, CUT - PRESSED, CUT)
    best, back = np.full(len(marks), np.inf), np.zeros(len(marks), dtype=np.intp)
    best[0] = 0.0
    for j in range(1, len(marks)):
        lengths = marks[j] - marks[:j]
        around = squares[j] - squares[:j] - (total[j] - total[:j]) ** 2 / lengths
        cost = best[:j] + around * STEP / (wander**2 * LASTING) + penalty[:j]
        cost[lengths < SHORTEST] = np.inf
        back[j] = int(np.argmin(cost))
        best[j] = cost[back[j]]
    path = [len(marks) - 1]
    while path[-1] > 0:
        path.append(int(back[path[-1]]))
    return [int(marks[i]) for i in reversed(path)]


def _moments(values: Floats, presses: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give where a cut may lie: the ends, presses, and where the speed changes faster than just before and after."""
    count = len(values)
    change, slow = _change(values, RISE, LEAST_CHANGE), _change(values, SLOW_RISE, LEAST_SLOW_CHANGE)
    # where an abrupt change is near, it tells the moment better
    abrupt = np.append(0, np.cumsum(change > 0))
    at = np.arange(count)
    near = abrupt[np.minimum(at + NEARBY + 1, count)] > abrupt[np.maximum(at - NEARBY, 0)]
    change = np.where(near, change, np.maximum(change, slow))
    change[: SHORTEST - 1] = change[count - SHORTEST + 1 :] = 0.0
    moments = np.flatnonzero(change)
    if len(moments) > MOST:
        moments = moments[np.argsort(-change[moments], kind="stable")[:MOST]]
    return np.unique(np.concatenate([[0], moments, presses, [count]])).astype(np.intp)


def _change(values: Floats, rise: int, least: float) -> Floats:
    """Give the change of speed over a rise where it is greater than just before and after, and 0 elsewhere. [m/s]"""
    padded = np.pad(values, rise, mode="edge")
    total = np.append(0.0, np.cumsum(padded))
    at = np.arange(len(values)) + rise
    change = np.abs(total[at + rise] - 2 * total[at] + total[at - rise]) / rise
    peak = np.zeros(len(values), dtype=bool)
    peak[1:-1] = (change[1:-1] >= change[:-2]) & (change[1:-1] >= change[2:]) & (change[1:-1] > least)
    return np.where(peak, change, 0.0)
