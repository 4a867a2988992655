"""Which trial was the fastest: each one's probability, where trials over one distance share the error of converting it.

Within a distance only the errors of measuring count, since whatever its conversion is off by moves all of its trials
alike. So the fastest of each distance is told first, and only then moved by that error and held against the others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Floats
from analyzer.trials.real import normal

NEAR_BEST = 6.0
"""Farther from the best of its distance than so many errors of both a trial cannot be the best."""
REACH = 5.0
"""The normal distribution is summed up to so many errors,"""
STEPS = 8
"""in so many steps an error,"""
MOST_STEPS = 4000
"""and in no more of them than this where distances are held against each other."""


@dataclass(frozen=True, eq=False)
class Fastest:
    """How likely each of some trials is the fastest of their distance, with which time.

    rows : Of the trials.   at, step : ln of the mile.   share : (rows, at); its sum is 1.
    moved : Standard error of the conversion, which moves all of them. [1]
    """

    rows: NDArray[np.intp]
    at: Floats
    step: float
    share: Floats
    moved: float


def chances_of_best(mile: Floats, measured: Floats, conversion: Floats, names: NDArray[np.object_]) -> Floats:
    """Give the probability of each trial that its true mile is the fastest of all.

    mile : [s]   measured, conversion : Relative standard errors; the second is shared by the trials of one name.
    """
    log_mile = np.log(mile)
    groups = [np.flatnonzero(names == name) for name in dict.fromkeys(names.tolist())]
    found = [_fastest(rows, log_mile[rows], measured[rows], float(conversion[rows].mean())) for rows in groups]
    chances = np.zeros(len(mile))
    if len(found) == 1:
        chances[found[0].rows] = found[0].share.sum(axis=1)
        return chances
    grid = _grid(found)
    density = [_moved(one, grid) for one in found]
    slower = [1 - np.cumsum(each.sum(axis=0)) + 0.5 * each.sum(axis=0) for each in density]
    for place, one in enumerate(found):
        others = np.prod([each for other, each in enumerate(slower) if other != place], axis=0)
        chances[one.rows] = density[place] @ np.maximum(others, 0.0)
    return np.asarray(chances / chances.sum())


def _fastest(rows: NDArray[np.intp], log_mile: Floats, error: Floats, moved: float) -> Fastest:
    """Tell the fastest of one distance, by the errors of measuring: one is so where all others are slower."""
    best = int(np.argmin(log_mile))
    near = np.flatnonzero(log_mile - log_mile[best] <= NEAR_BEST * np.hypot(error, error[best]))
    log_mile, error, rows = log_mile[near], error[near], rows[near]
    step = float(error.min()) / STEPS
    last = log_mile.min() + REACH * error[log_mile.argmin()]
    at = np.arange((log_mile - REACH * error).min(), last + step, step)
    z = (at[None, :] - log_mile[:, None]) / error[:, None]
    density = np.exp(-0.5 * z**2) / error[:, None]
    slower = np.maximum(normal(-z), 1e-300)
    alone = density * np.exp(np.log(slower).sum(axis=0)[None, :] - np.log(slower))
    return Fastest(rows, at, step, alone / alone.sum(), moved)


def _grid(found: list[Fastest]) -> Floats:
    """Give the times at which the fastest of several distances are held against each other: ln of the mile."""
    low = min(float(one.at[0]) - REACH * one.moved for one in found)
    # slower than the slowest that the surest of them can be is none of them the best
    high = min(float(one.at[-1]) + REACH * one.moved for one in found)
    finest = min(float(np.hypot(one.step * STEPS, one.moved)) for one in found) / STEPS
    return np.linspace(low, high, int(np.clip((high - low) / finest, 2, MOST_STEPS)))


def _moved(one: Fastest, grid: Floats) -> Floats:
    """Spread the times of the fastest by the error of the conversion, on a grid; (rows, grid), its sum is 1."""
    # narrower than the steps of either it could fall between them
    error = max(one.moved, one.step, float(grid[1] - grid[0]))
    kernel = np.exp(-0.5 * ((grid[None, :] - one.at[:, None]) / error) ** 2)
    kernel *= float(grid[1] - grid[0]) / (error * np.sqrt(2 * np.pi))
    return np.asarray(one.share @ kernel)
