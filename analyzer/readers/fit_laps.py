"""The laps of a FIT file, with the moments of the presses to the fraction of a second.

Lap messages give start times in whole seconds and elapsed times in milliseconds. The elapsed times chain exactly, but
for a Garmin not over a pause, which it counts in whole seconds; what is free is one offset a chain. It comes from the
watch's distance, which the records carry too, where lap distances agree with the chain, and else from how the watch
rounds. In real Garmin files a lap's start time is the second of its first record, so a press falls within the second
before it (55 of 58 presses whose moment the laps around them tell); an automatic lap is noticed at a record and dated
back, so it falls within the second before that (349 of 355). The others lie at a stop of the timer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Trigger
from analyzer.readers import fit_fields as fields
from analyzer.readers.assemble import Lap
from analyzer.readers.fit_messages import Part
from analyzer.readers.fit_table import Floats

_TRIGGERS = {
    0: Trigger.MANUAL,
    1: Trigger.TIME,
    2: Trigger.DISTANCE,
    3: Trigger.POSITION,
    4: Trigger.POSITION,
    5: Trigger.POSITION,
    6: Trigger.POSITION,
    7: Trigger.SESSION_END,
}
_AUTOMATIC = {Trigger.TIME, Trigger.DISTANCE, Trigger.POSITION}
_PRESSED_AFTER, _NOTICED_AFTER = (-1.0, 0.0), (-2.0, -1.0)
"""When a press, and an automatic lap, of a Garmin falls against the start time that it writes. [s]"""
_ROUNDED = (-1.0, 1.0)
"""The same for other watches, which cut off or round the second. [s]"""
_SAME_LAP = 3.0
"""A lap that begins further than this from the last one's end does not join it. [s]"""
_NO_PAUSE = 0.05
"""Elapsed and timer time of a lap without a pause differ by less. [s]"""
_SLACK = 0.3
"""Brackets of a chain may miss each other by as much as this, or the chain is broken. [s]"""
_AGREEMENT = 0.15
"""Moments told by the distances that agree with the chain spread by less. [s]"""
_MOVING = 1.5
"""Slower than this the distance does not tell the moment. [m/s]"""


@dataclass(frozen=True)
class _Chain:
    """Laps from `first` on whose starts have no pause between them; `since` counts from the first start. [s]"""

    first: int
    since: tuple[float, ...]
    lowest: float
    highest: float


def laps(part: Part) -> list[Lap]:
    """Give the laps of a part in order of time; starts and ends are Unix times in the clock of the records."""
    table = part.table(fields.LAP)
    written, elapsed = table.numbers(2), table.numbers(7) / 1000
    starts = np.where(np.isfinite(written), written, table.times - elapsed)
    elapsed = np.where(np.isfinite(elapsed), elapsed, table.times - starts)
    good = np.isfinite(starts) & np.isfinite(elapsed)
    order = np.flatnonzero(good)[np.argsort(starts[good], kind="stable")]
    if not len(order):
        return []
    starts, elapsed = starts[order], elapsed[order]
    timers, distances = table.numbers(8)[order] / 1000, table.numbers(9)[order] / 100
    triggers = [_trigger(number) for number in table.numbers(24)[order].tolist()]
    joined = np.abs(np.diff(starts) - elapsed[:-1]) <= _SAME_LAP
    garmin = part.table(fields.FILE_ID).numbers(1)[:1].tolist() == [1.0]
    exact = joined & ~(garmin & (np.abs(elapsed - timers)[:-1] > _NO_PAUSE))
    told = _told_by_distance(part, starts, distances)
    alone = np.array([not garmin] + [not garmin or before is Trigger.DISTANCE for before in triggers[:-1]])
    presses = starts.copy()
    for chain in _chains(starts, elapsed, exact, _brackets(triggers, joined, garmin=garmin)):
        members = slice(chain.first, chain.first + len(chain.since))
        offset = _offset(chain, told[members] - np.array(chain.since), alone[members])
        presses[members] = offset + np.array(chain.since)
    ends = np.append(np.where(joined, presses[1:], presses[:-1] + elapsed[:-1]), presses[-1] + elapsed[-1])
    return [
        Lap(float(start), float(end), float(timer), float(distance), trigger)
        for start, end, timer, distance, trigger in zip(
            presses + fields.UNIX_EPOCH, ends + fields.UNIX_EPOCH, timers, distances, triggers, strict=True
        )
    ]


def _trigger(number: float) -> Trigger:
    return Trigger.OTHER if np.isnan(number) else _TRIGGERS.get(int(number), Trigger.OTHER)


def _brackets(triggers: list[Trigger], joined: NDArray[np.bool_], *, garmin: bool) -> list[tuple[float, float]]:
    """Give for each lap the earliest and latest moment of its start against the second that is written."""
    brackets = [_PRESSED_AFTER if garmin else (0.0, 0.0)]
    for before, joins in zip(triggers[:-1], joined.tolist(), strict=True):
        if not garmin:
            brackets.append(_ROUNDED if joins else (0.0, 0.0))
        else:
            brackets.append(_NOTICED_AFTER if before in _AUTOMATIC and joins else _PRESSED_AFTER)
    return brackets


def _chains(
    starts: Floats, elapsed: Floats, exact: NDArray[np.bool_], brackets: list[tuple[float, float]]
) -> list[_Chain]:
    """Cut the laps where elapsed times do not chain, or chain to what the written seconds exclude."""
    chains: list[_Chain] = []
    for lap, (early, late) in enumerate(brackets):
        low, high = float(starts[lap]) + early, float(starts[lap]) + late
        if chains and exact[lap - 1]:
            last = chains[-1]
            since = last.since[-1] + float(elapsed[lap - 1])
            lowest, highest = max(last.lowest, low - since), min(last.highest, high - since)
            if lowest <= highest + _SLACK:
                chains[-1] = _Chain(last.first, (*last.since, since), lowest, highest)
                continue
        chains.append(_Chain(lap, (0.0,), low, high))
    return chains


def _offset(chain: _Chain, told: Floats, alone: NDArray[np.bool_]) -> float:
    """Give the moment of the chain's first start, from the distances where they agree, else from the brackets.

    alone : Starts whose distance can be trusted without another that agrees.
    """
    trusted = np.isfinite(told) & alone
    known = told[trusted if trusted.any() else np.isfinite(told)]
    middle = float(np.median(known)) if len(known) else np.nan
    agreeing = known[np.abs(known - middle) <= _AGREEMENT / 2]
    enough = len(agreeing) > 0.6 * len(known) and (len(agreeing) > 1 or trusted.any())
    if enough and chain.lowest - _SLACK <= middle <= chain.highest + _SLACK:
        return float(np.median(agreeing))
    return (chain.lowest + chain.highest) / 2


def _told_by_distance(part: Part, starts: Floats, distances: Floats) -> Floats:
    """Give for each lap when the records' distance passed the sum of the laps before it, NaN where it cannot be told.

    A sum that is exactly that of a record tells the record and not the press.
    """
    records = part.table(fields.RECORD)
    times, distance = records.times, records.numbers(5) / 100
    known = np.isfinite(times) & np.isfinite(distance)
    times, distance = times[known], distance[known]
    told = np.full(len(starts), np.nan)
    if len(times) < 2 or (np.diff(distance) < 0).any():
        return told
    sums = np.cumsum(distances)[:-1]
    after = np.clip(np.searchsorted(distance, sums), 1, len(times) - 1)
    step, moved = times[after] - times[after - 1], distance[after] - distance[after - 1]
    share = (sums - distance[after - 1]) / np.where(moved > 0, moved, np.nan)
    moving = (moved >= _MOVING * step) & (step <= 2.0) & (share > 0.01) & (share < 0.99)
    told[1:] = np.where(moving, times[after - 1] + share * step, np.nan)
    return told
