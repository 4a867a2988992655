"""The laps of a FIT file: what lap messages say, with the moments of the presses to the fraction of a second."""

import math

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Trigger
from analyzer.readers import fit_fields as fields
from analyzer.readers.assemble import Lap
from analyzer.readers.fit_messages import Part
from analyzer.readers.fit_table import Table
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
    if not len(table):
        return []
    began, lasted = _spans(table)
    known = [row for row, span in enumerate(zip(began, lasted, strict=True)) if all(map(math.isfinite, span))]
    rows = sorted(known, key=began.__getitem__)
    if not rows:
        return []
    starts, elapsed, timers, distances = (
        np.array([values[row] for row in rows]) / scale
        for values, scale in ((began, 1), (lasted, 1), (table.values(8), 1000), (table.values(9), 100))
    )
    numbers = table.values(24)
    triggers = [_trigger(numbers[row]) for row in rows]
    joined = np.abs(starts[1:] - starts[:-1] - elapsed[:-1]) <= _SAME_LAP
    garmin = part.few(fields.FILE_ID).values(1)[:1] == [_GARMIN]
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
    ends = moments + elapsed
    np.copyto(ends[:-1], moments[1:], where=joined)
    values = (moments + fields.UNIX_EPOCH, ends + fields.UNIX_EPOCH, timers, distances)
    return list(map(Lap, *(column.tolist() for column in values), triggers))


def _spans(table: Table) -> tuple[list[float], list[float]]:
    """Give when each lap began and how long it lasted [s], one from the other and the time of its message."""
    lasted = [elapsed / 1000 for elapsed in table.values(7)]
    times = table.times.tolist()
    began = [
        start if math.isfinite(start) else time - elapsed
        for start, time, elapsed in zip(table.values(2), times, lasted, strict=True)
    ]
    lasted = [
        elapsed if math.isfinite(elapsed) else time - start
        for start, time, elapsed in zip(began, times, lasted, strict=True)
    ]
    return began, lasted


def _trigger(number: float) -> Trigger:
    return Trigger.OTHER if math.isnan(number) else _TRIGGERS.get(int(number), Trigger.OTHER)


def _brackets(triggers: list[Trigger], joined: NDArray[np.bool_], *, garmin: bool) -> list[Bracket]:
    """Give for the start of each lap where it can lie against the second that is written."""
    brackets = [PRESSED if garmin else WRITTEN]
    for before, joins in zip(triggers[:-1], joined.tolist(), strict=True):
        if garmin:
            brackets.append(NOTICED if before in _AUTOMATIC and joins else PRESSED)
        else:
            brackets.append(ROUNDED if joins else WRITTEN)
    return brackets
