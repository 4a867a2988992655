"""The fastest way through the zones of several trials, going on in another only where the runner could."""

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Floats

JOIN = 0.02
"""Speeds that differ by less at a join match: a runner's speed wavers by 2-4 % about the pace that he means to run, so
such a change cannot be told from running on. Its own error is added. (A judgement.)"""
BETTER_DAY = 0.5
"""A join may be ahead of the trial that it goes on in by so many typical errors of the day: whoever gets there earlier
has spent more, and needs a better day than that trial's to run its rest as fast; three days in ten are better by that.
Were nothing allowed, no joined run could be faster than the trials. (A judgement.)"""
PACES = 160
"""Of the ways to a zone of one trial only so many are followed, by the time that they took: the fastest of each."""


def ahead_at_most(time: Floats, te: float) -> Floats:
    """Give how far ahead of each trial a join may be at the end of each of its zones. [s]"""
    return np.asarray(BETTER_DAY * te * np.cumsum(time, axis=1))


def fastest(time: Floats, speed: Floats, error: Floats, ahead: Floats | float = np.inf) -> NDArray[np.intp]:
    """Give the trial of each zone of the fastest run (by dynamic programming over zones, trials and times so far).

    time : Of each zone, (trials, zones). [s]   speed, error : At the end of each zone but the last, the second as a
    share of it. [m/s, 1]   ahead : A join may be ahead of the trial that it goes on in by so much. [s]
    """
    trials, zones = time.shape
    own = np.cumsum(time, axis=1)
    least = own - ahead
    low, high = np.cumsum(time.min(axis=0)), own.max(axis=0)
    step = np.maximum((high - low) / (PACES - 1), 1e-6)
    cost = np.full((trials, PACES), np.inf)
    cost[np.arange(trials), ((own[:, 0] - low[0]) / step[0]).astype(int)] = own[:, 0]
    back = np.zeros((zones, trials, PACES), dtype=np.intp)
    for zone in range(1, zones):
        match = _match(speed[:, zone - 1], error[:, zone - 1])
        reached, came = _joined(cost, match, least[:, zone - 1])
        reached += time[:, zone, None]
        # a way slower than every trial leads nowhere
        kept = np.flatnonzero(reached.ravel() <= high[zone] + 1e-9)
        kept = kept[np.argsort(-reached.ravel()[kept], kind="stable")]
        place = kept // PACES, np.minimum((reached.ravel()[kept] - low[zone]) / step[zone], PACES - 1).astype(int)
        cost = np.full((trials, PACES), np.inf)
        # of several in one place the fastest is put there last
        cost[place], back[(zone, *place)] = reached.ravel()[kept], came.ravel()[kept]
    return _traced(back, int(cost.argmin()))


def _match(speed: Floats, error: Floats) -> NDArray[np.bool_]:
    """Tell which trials may be joined by their speeds, (from, to); none with itself."""
    apart = np.abs(np.log(speed[:, None] / speed[None, :]))
    match = apart <= np.sqrt(JOIN**2 + error[:, None] ** 2 + error[None, :] ** 2)
    np.fill_diagonal(match, val=False)
    return np.asarray(match)


def _joined(cost: Floats, match: NDArray[np.bool_], least: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Go on in each trial, from itself or from another; give the time so far, and from which trial and pace."""
    trials = len(cost)
    reached, came = np.empty_like(cost), np.empty(cost.shape, dtype=np.intp)
    pace = np.arange(PACES)
    for to in range(trials):
        # where both are as fast the runner goes on in the same trial
        others = np.flatnonzero(match[:, to])
        ways = np.vstack([cost[to], cost[others] + 1e-9])
        ways[1:][cost[others] < least[to]] = np.inf
        best = ways.argmin(axis=0)
        reached[to] = ways[best, pace]
        came[to] = np.append(to, others)[best] * PACES + pace
    return reached, came


def _traced(back: NDArray[np.intp], last: int) -> NDArray[np.intp]:
    """Go back from the end to the start; give the trial of each zone."""
    path = np.zeros(len(back), dtype=np.intp)
    for zone in range(len(back) - 1, -1, -1):
        path[zone] = last // PACES
        last = int(back[(zone, *divmod(last, PACES))])
    return path
