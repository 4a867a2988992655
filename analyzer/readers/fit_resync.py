"""Find where messages follow one another again after damage in a FIT file.

A place is believed where a chain of messages and definitions of known sizes begins, whose times go on where the last
one ended: garbage may look like a message, hardly like several with times that fit.
"""

import math
from collections.abc import Iterator, Mapping

import numpy as np

from analyzer.readers.fit_fields import RECORD
from analyzer.readers.fit_scan import COMPRESSED, LOW_BITS, definition_at, is_definition, slot_of
from analyzer.readers.fit_table import TIMESTAMP, Definition, Ints, definition, has_clock, is_sound, unknown

DAY = 86400.0
"""A time further from the one before it is not believed. [s]"""
_BACK = 10.0
"""Watches write times that go back by as much as this. [s]"""
_EARLIEST, _LATEST = float(0x10000000), float(0x70000000)
"""Years 1998 to 2049, for a time where none before it is known. [s]"""
_CHAIN = 30
"""Messages that are followed before a chain is believed or not."""
_TIMES, _TIMES_ALONE = 2, 4
"""Plausible times that make a chain believed: where a time before it is known, and else."""
_TICK = 4
"""Compressed times of a chain follow one another within this. [s]"""
_TICKS = 8
"""So many of them make a chain believed."""
_WINDOWS = (1024, 16384, 1 << 40)
"""Bytes that are searched at a time."""
_LARGEST_LOST = 400
"""Messages whose definition is lost are no larger. [bytes]"""
_MOST_TRIED = 200
"""Places in a window from which a chain is followed."""

Layouts = Mapping[int, Definition]


def resumed(data: bytes, start: int, end: int, layouts: Layouts, last: float) -> int | None:
    """Give the first byte between two from which a chain goes on; None without one.

    layouts : What the local messages look like. last : The FIT time before, NaN where none is known. [s]
    """
    for window in _WINDOWS:
        stop = min(end, start + window)
        for place in _candidates(data, start, stop, end, layouts, last)[:_MOST_TRIED].tolist():
            if _goes_on(data, place, end, layouts, last):
                return int(place)
        start = stop
    return None


def sized(data: bytes, place: int, end: int, layouts: Layouts, last: float) -> Definition | None:
    """Give a definition for the message at a byte whose own is lost: the size with which a chain goes on after it.

    More messages of its kind must follow in the chain.
    """
    slot = slot_of(data[place])
    for size in range(2, min(_LARGEST_LOST, end - place)):
        guess = unknown(size)
        if _goes_on(data, place, end, {**layouts, slot: guess}, last, again=slot):
            return guess
    return None


def _window(last: float) -> tuple[float, float]:
    return (_EARLIEST, _LATEST) if math.isnan(last) else (last - _BACK, last + DAY)


def _candidates(data: bytes, start: int, stop: int, end: int, layouts: Layouts, last: float) -> Ints:
    """Give the places that look like a message with a plausible time, or like a definition."""
    octets = np.frombuffer(data, dtype=np.uint8, count=end)
    here = octets[start:stop]
    early, late = _window(last)
    defining = start + np.flatnonzero((here & 0xD0) == 0x40)
    defining = defining[defining + 6 <= end]
    found = [defining[(octets[defining + 1] == 0) & (octets[defining + 2] <= 1) & (octets[defining + 5] > 0)]]
    for slot, layout in layouts.items():
        if has_clock(layout):
            places = start + np.flatnonzero(here == slot)
            places = places[places + layout.size <= end]
            kind = f"{layout.order}u4"
            stamps = np.ndarray((max(0, len(data) - 3),), dtype=kind, buffer=data, strides=(1,))
            times = stamps[places + layout.fields[TIMESTAMP].offset]
            found.append(places[(times >= early) & (times <= late)])
        elif slot <= 3 and layout.message == RECORD:
            places = start + np.flatnonzero((here & 0xE0) == (COMPRESSED | slot << 5))
            places = places[places + 2 * layout.size < end]
            for step in (0, layout.size):
                low, after = octets[places + step], octets[places + step + layout.size]
                places = places[((after & 0xE0) == (low & 0xE0)) & ((after - low) & LOW_BITS <= _TICK)]
            found.append(places)
    return np.unique(np.concatenate(found))


def _goes_on(data: bytes, place: int, end: int, layouts: Layouts, last: float, *, again: int | None = None) -> bool:
    """Follow the messages from a place on: are their times plausible, one after the other?

    again : A local message that must come more than once.
    """
    needed = _TIMES_ALONE if math.isnan(last) or again is not None else _TIMES
    times = ticks = seen = 0
    low: int | None = None
    for header, stamp in _followed(data, place, end, dict(layouts)):
        if header < 0:
            return times > needed and again is None
        seen += slot_of(header) == again
        early, late = _window(last)
        if header >= COMPRESSED:
            ticks = ticks + 1 if low is None or (header - low) & LOW_BITS <= _TICK else 0
            low = header & LOW_BITS
        elif stamp is not None:
            if not early <= stamp <= late:
                return False
            times += 1
            last = stamp if math.isnan(last) else max(last, stamp)
            low = stamp & LOW_BITS
        if ticks >= _TICKS and again is None:
            return True
    return (times >= needed or (times > 0 and ticks >= _TIMES)) and (again is None or seen > 1)


def _followed(data: bytes, place: int, end: int, layouts: dict[int, Definition]) -> Iterator[tuple[int, int | None]]:
    """Give the header and the time of the next messages; a header of -1 is where no message follows."""
    for _ in range(_CHAIN):
        if place >= end - 2:
            return
        header = data[place]
        if is_definition(header):
            content = definition_at(data, place, end)
            if content is None or not is_sound(content) or header & 0x10:
                yield -1, None
                return
            layouts[slot_of(header)] = definition(content)
            place += len(content)
            continue
        layout = layouts.get(slot_of(header))
        if layout is None or (header < COMPRESSED and header & 0x30):
            yield -1, None
            return
        if place + layout.size > end:
            return
        stamp = None
        if has_clock(layout):
            at = place + layout.fields[TIMESTAMP].offset
            stamp = int.from_bytes(data[at : at + 4], "big" if layout.order == ">" else "little")
        yield header, None if stamp == 0xFFFFFFFF else stamp
        place += layout.size
