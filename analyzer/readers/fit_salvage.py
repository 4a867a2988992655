"""Read on after damage in a FIT file.

Garbage often reads as messages for a while. So a damage is dated back to the last message with a plausible time, and
from there the next place is sought from which the messages go on.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analyzer.readers.fit_fields import RECORD
from analyzer.readers.fit_resync import DAY, Layouts, resumed, sized
from analyzer.readers.fit_scan import UNDEFINED, Offsets, Scan, is_definition, scan, slot_of
from analyzer.readers.fit_table import TIMESTAMP, Definition, Floats, Ints, has_clock

_NONE = 0xFFFFFFFF
"""A time that is not known."""
_REMEMBERED = 8192
"""Definitions of which is remembered where their time lies; more than a file may have."""
_MOST_GAPS = 300
_MOST_GUESSES = 40
_MOST_DOUBTS = 20
"""Records with implausible times that are taken as they are, before all the others are."""


@dataclass(frozen=True)
class Gap:
    """Bytes that were lost after so many messages, and what was wrong with them."""

    messages: int
    start: int
    end: int
    damage: str


@dataclass
class _Check:
    """Messages whose times were looked at, messages that are trusted, and the last plausible time of a record. [s]

    guesses : So many more times the size of messages without definition may be guessed.
    """

    guesses: int
    seen: int = 0
    trusted: int = 0
    last: float = math.nan
    doubts: int = 0

    def accept(self, doubted: int, time: float) -> None:
        """Believe a time all the same."""
        self.doubts += 1
        self.seen, self.last = doubted + 1, time


@dataclass(frozen=True, eq=False)
class _Clock:
    """Where each message begins and ends, its time (NaN where it has none), and whether it is a record."""

    begins: Ints | Offsets
    ends: Ints | Offsets
    times: Floats
    records: NDArray[np.bool_]


Salvage = tuple[Scan, tuple[Gap, ...]]


def salvaged(data: bytes, start: int, end: int, *, rest: int) -> Salvage:
    """Find the messages between two bytes of a damaged part, those after each damage too.

    rest : So many last bytes may be no message.
    """
    guessed = _salvaged(data, start, end, rest, _MOST_GUESSES)
    if not guessed[0].missing:
        return guessed
    plain = _salvaged(data, start, end, rest, 0)
    return max(plain, guessed, key=lambda salvage: plausible(data, salvage[0]))


def _salvaged(data: bytes, start: int, end: int, rest: int, guesses: int) -> Salvage:
    found, check = Scan(strict=True), _Check(guesses)
    gaps: list[Gap] = []
    place, floor = start, start
    while len(gaps) < _MOST_GAPS:
        scan(data, place, end, found)
        if end - found.stopped <= rest:
            found.damage = ""
        clock = _clock(data, found)
        doubted = _doubted(clock, check)
        if doubted is None and not found.damage:
            break
        layouts = _in_force(found, check)
        begin = int(clock.ends[check.trusted - 1]) if check.trusted else start
        learnt = _learnt(data, begin, end, found, check, layouts, doubted=doubted is not None)
        if learnt is not None:
            place = learnt
            continue
        resume = resumed(data, max(begin, floor), end, layouts, check.last)
        if resume is not None:
            damage = found.damage if doubted is None else f"the time at byte {clock.begins[doubted]} makes no sense"
            gaps.append(Gap(check.trusted, begin, resume, damage))
            _take_up(found, check, layouts)
            place, floor = resume, resume + 1
        elif doubted is not None:
            # nothing goes on better there, so the clock was set
            check.accept(doubted, float(clock.times[doubted]))
            place = found.stopped
        else:
            break
    return found, _merged(gaps)


def plausible(data: bytes, found: Scan) -> int:
    """Give the number of records, those left out whose time is far from the others'."""
    clock = _clock(data, found)
    times = clock.times[clock.records]
    known = times[np.isfinite(times)]
    far = np.abs(known - np.median(known)) > DAY if len(known) else known
    return len(times) - int(np.count_nonzero(far))


def _clock(data: bytes, found: Scan) -> _Clock:
    begins = found.all_offsets()
    followed = found.followed(np.frombuffer(data, dtype=np.uint8)[begins])
    kinds = np.array([_kind(layout) for layout in found.definitions] or [(0, False, 0, False)], dtype=np.int32)
    size, is_record, clock, big = kinds.T
    times = np.full(len(begins), np.nan)
    timed = np.flatnonzero(clock[followed])
    if len(timed):
        stamps = np.ndarray((len(data) - 3,), dtype="<u4", buffer=data, strides=(1,))[
            begins[timed] + clock[followed[timed]]
        ]
        stamps = np.where(big[followed[timed]], stamps.byteswap(), stamps)
        times[timed] = np.where(stamps == _NONE, np.nan, stamps)
    return _Clock(begins, begins + size[followed], times, is_record[followed] > 0)


@lru_cache(maxsize=_REMEMBERED)
def _kind(layout: Definition) -> tuple[int, bool, int, bool]:
    """Give the size of the messages, whether they are records, where their time lies (0 without), and its order."""
    clock = layout.fields[TIMESTAMP].offset if has_clock(layout) else 0
    return layout.size, layout.message == RECORD, clock, layout.order == ">"


def _doubted(clock: _Clock, check: _Check) -> int | None:
    """Give the next record with an implausible time, None without one; bring up to date what is trusted before it."""
    members = check.seen + np.flatnonzero(clock.records[check.seen :] & np.isfinite(clock.times[check.seen :]))
    times = clock.times[members]
    far = np.abs(np.diff(times, prepend=check.last if not math.isnan(check.last) else times[:1])) > DAY
    first = int(far.argmax()) if far.any() and check.doubts < _MOST_DOUBTS else len(members)
    doubted = int(members[first]) if first < len(members) else None
    if first:
        check.last = float(times[first - 1])
        check.seen = int(members[first - 1]) + 1
    near = np.abs(clock.times[check.trusted : doubted] - check.last) <= DAY
    if near.any():
        check.trusted += int(np.flatnonzero(near)[-1]) + 1
    return doubted


def _in_force(found: Scan, check: _Check) -> Layouts:
    """Give what the local messages look like where the trust ends."""
    numbers = enumerate(found.in_force(check.trusted))
    return {slot: found.definitions[number] for slot, number in numbers if number != UNDEFINED}


def _learnt(
    data: bytes, begin: int, end: int, found: Scan, check: _Check, layouts: Layouts, *, doubted: bool
) -> int | None:
    """Learn the size of messages whose definition is missing, and give where to read on; None where none is.

    They are undefined where the scan stopped, or what they look like is out of date where the trust ends.
    """
    at = found.stopped
    if not check.guesses:
        return None
    check.guesses -= 1
    if not doubted and at < end and not is_definition(data[at]) and found.local[slot_of(data[at])] == UNDEFINED:
        now = enumerate(found.local)
        known = {slot: found.definitions[number] for slot, number in now if number != UNDEFINED}
        layout = sized(data, at, end, known, check.last)
        if layout is not None and _missing(data, found, at, layout):
            return at
    if check.trusted and begin < end and not is_definition(data[begin]):
        layout = sized(data, begin, end, layouts, check.last)
        if layout is not None:
            _take_up(found, check, layouts)
            return begin if _missing(data, found, begin, layout) else None
    return None


def _missing(data: bytes, found: Scan, place: int, layout: Definition) -> bool:
    number = found.numbered(layout.content)
    if number is None:
        return False
    found.missing = found.missing or f"the message at byte {place} has no definition"
    found.assign(slot_of(data[place]), number)
    return True


def _take_up(found: Scan, check: _Check, layouts: Layouts) -> None:
    """Forget what is not trusted, but keep what the local messages look like."""
    found.cut(check.trusted)
    check.seen = check.trusted
    for slot, layout in layouts.items():
        number = found.numbered(layout.content)
        if number is not None:
            found.assign(slot, number)


def _merged(gaps: list[Gap]) -> tuple[Gap, ...]:
    """Join gaps without a message between them."""
    joined: list[Gap] = []
    for gap in gaps:
        if joined and joined[-1].messages == gap.messages:
            joined[-1] = Gap(gap.messages, joined[-1].start, gap.end, joined[-1].damage)
        else:
            joined.append(gap)
    return tuple(joined)
