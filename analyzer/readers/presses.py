"""The moments of lap presses, to the fraction of a second, from starts in whole seconds and lengths in fractions.

The lengths of laps chain exactly where no pause is between; what is free is one offset a chain. It comes from the
watch's distance, which the samples carry too, where the lap distances agree with the chain, and else from how the watch
rounds. In real Garmin files a lap's start time is the second of its first record, so a press falls within the second
before it (55 of 58 presses whose moment the laps around them tell); an automatic lap is noticed at a record and dated
back, so it falls within the second before that (349 of 355). The others lie at a stop of the timer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Floats

Bracket = tuple[float, float]
"""Earliest and latest moment of a press against the second that the file writes. [s]"""
PRESSED: Bracket = (-1.0, 0.0)
NOTICED: Bracket = (-2.0, -1.0)
"""A press, and an automatic lap, of a Garmin."""
ROUNDED: Bracket = (-1.0, 1.0)
"""Other watches, which cut off or round the second."""
WRITTEN: Bracket = (0.0, 0.0)
"""A file that is taken at its word."""
_SLACK = 0.3
"""Brackets of a chain may miss each other by as much as this, or the chain is broken. [s]"""
_AGREEMENT = 0.15
"""Moments told by the distances that agree with the chain spread by less. [s]"""
_MOVING = 1.5
"""Slower than this the distance does not tell the moment. [m/s]"""
_LONGEST_STEP = 2.0
"""Samples further apart do not tell the moment between them. [s]"""


@dataclass
class _Chain:
    """Laps from `first` on whose starts have no pause between them; `since` counts from the first start. [s]"""

    first: int
    since: list[float]
    lowest: float
    highest: float


def pressed(
    starts: Floats,
    lengths: Floats,
    *,
    exact: NDArray[np.bool_],
    brackets: Sequence[Bracket],
    told: Floats,
    alone: NDArray[np.bool_],
) -> Floats:
    """Give the moments at which laps began. [s]

    exact : For each lap but the last: its length leads to the next start. told : Moments by the distance, NaN where it
    does not tell. alone : Starts whose distance can be trusted without another that agrees.
    """
    moments = starts.copy()
    for chain in _chains(starts, lengths, exact, brackets):
        members = slice(chain.first, chain.first + len(chain.since))
        since = np.array(chain.since)
        moments[members] = _offset(chain, told[members] - since, alone[members]) + since
    return moments


def _chains(starts: Floats, lengths: Floats, exact: NDArray[np.bool_], brackets: Sequence[Bracket]) -> list[_Chain]:
    """Cut the laps where the lengths do not chain, or chain to what the written seconds exclude."""
    chains: list[_Chain] = []
    for lap, (early, late) in enumerate(brackets):
        low, high = float(starts[lap]) + early, float(starts[lap]) + late
        if chains and exact[lap - 1]:
            last = chains[-1]
            since = last.since[-1] + float(lengths[lap - 1])
            lowest, highest = max(last.lowest, low - since), min(last.highest, high - since)
            if lowest <= highest + _SLACK:
                last.since.append(since)
                last.lowest, last.highest = lowest, highest
                continue
        chains.append(_Chain(lap, [0.0], low, high))
    return chains


def _offset(chain: _Chain, told: Floats, alone: NDArray[np.bool_]) -> float:
    """Give the moment of the chain's first start, from the distances where they agree, else from the brackets."""
    trusted = np.isfinite(told) & alone
    known = told[trusted if trusted.any() else np.isfinite(told)]
    middle = float(median(known.tolist())) if len(known) else np.nan
    agreeing = known[np.abs(known - middle) <= _AGREEMENT / 2]
    enough = len(agreeing) > 0.6 * len(known) and (len(agreeing) > 1 or trusted.any())
    if enough and chain.lowest - _SLACK <= middle <= chain.highest + _SLACK:
        return float(median(agreeing.tolist()))
    return (chain.lowest + chain.highest) / 2


def told_by_distance(times: Floats, distance: Floats, lap_distances: Floats) -> Floats:
    """Give for each lap when the samples' distance passed the sum of the laps before it, NaN where it cannot be told.

    A sum that is exactly that of a sample tells the sample and not the press.
    """
    known = np.isfinite(times) & np.isfinite(distance)
    if not known.all():
        times, distance = times[known], distance[known]
    told = np.full(len(lap_distances), np.nan)
    if len(times) < 2 or (distance[1:] < distance[:-1]).any():
        return told
    sums = np.cumsum(lap_distances)[:-1]
    after = np.maximum(np.minimum(np.searchsorted(distance, sums), len(times) - 1), 1)
    step, moved = times[after] - times[after - 1], distance[after] - distance[after - 1]
    share = (sums - distance[after - 1]) / np.where(moved > 0, moved, np.nan)
    moving = (moved >= _MOVING * step) & (step <= _LONGEST_STEP) & (share > 0.01) & (share < 0.99)
    told[1:] = np.where(moving, times[after - 1] + share * step, np.nan)
    return told
