"""The laps of a FIT file: what lap messages say, with the moments of the presses to the fraction of a second."""

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Trigger
from analyzer.readers import fit_fields as fields
from analyzer.readers.assemble import Lap
from analyzer.readers.fit_messages import Part
from analyzer.readers.presses import NOTICED, PRESSED, ROUNDED, WRITTEN, Bracket, pressed, told_by_distance

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
_GARMIN = 1.0
_SAME_LAP = 3.0
"""A lap that begins further than this from the last one's end does not join it. [s]"""
_NO_PAUSE = 0.05
"""Elapsed and timer time of a lap without a pause differ by less. [s]"""


def laps(part: Part) -> list[Lap]:
    """Give the laps of a part in order of time; starts and ends are Unix times in the clock of the records."""
    table = part.few(fields.LAP)
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
    garmin = part.few(fields.FILE_ID).numbers(1)[:1].tolist() == [_GARMIN]
    paused = np.abs(elapsed - timers)[:-1] > _NO_PAUSE
    records = part.timed(fields.RECORD)
    moments = pressed(
        starts,
        elapsed,
        # a Garmin counts pauses in whole seconds
        exact=joined & ~(garmin & paused),
        brackets=_brackets(triggers, joined, garmin=garmin),
        told=told_by_distance(records.times, records.numbers(5) / 100, distances),
        alone=np.array([not garmin] + [not garmin or before is Trigger.DISTANCE for before in triggers[:-1]]),
    )
    ends = np.append(np.where(joined, moments[1:], moments[:-1] + elapsed[:-1]), moments[-1] + elapsed[-1])
    return [
        Lap(float(start), float(end), float(timer), float(distance), trigger)
        for start, end, timer, distance, trigger in zip(
            moments + fields.UNIX_EPOCH, ends + fields.UNIX_EPOCH, timers, distances, triggers, strict=True
        )
    ]


def _trigger(number: float) -> Trigger:
    return Trigger.OTHER if np.isnan(number) else _TRIGGERS.get(int(number), Trigger.OTHER)


def _brackets(triggers: list[Trigger], joined: NDArray[np.bool_], *, garmin: bool) -> list[Bracket]:
    """Give for the start of each lap where it can lie against the second that is written."""
    brackets = [PRESSED if garmin else WRITTEN]
    for before, joins in zip(triggers[:-1], joined.tolist(), strict=True):
        if garmin:
            brackets.append(NOTICED if before in _AUTOMATIC and joins else PRESSED)
        else:
            brackets.append(ROUNDED if joins else WRITTEN)
    return brackets
