"""Read on after damage in a FIT file.

Garbage often reads as messages for a while. So a damage is dated back to the last message with a plausible time, and
from there the next place is sought from which the messages go on.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analyzer.readers.fit_fields import RECORD
from analyzer.readers.fit_resync import DAY, resumed
from analyzer.readers.fit_scan import UNDEFINED, Scan, scan, slot_of
from analyzer.readers.fit_table import TIMESTAMP, Floats, Ints, has_clock

_MOST_GAPS = 300
_MOST_DOUBTS = 20
"""Records with implausible times that are taken as they are, before all the others are."""
_UNKNOWN = 0xFFFE
"""Stands for the global number of messages whose definition is lost."""
_NONE = 0xFFFFFFFF
_BYTE = 0x0D
_LARGEST_FIELD = 255


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

    hops : By how much the undefined messages of a header were passed over. [bytes]
    """

    seen: int = 0
    trusted: int = 0
    last: float = math.nan
    doubts: int = 0
    hops: dict[int, int] = field(default_factory=dict)

    def accept(self, doubted: int, time: float) -> None:
        """Believe a time all the same."""
        self.doubts += 1
        self.seen, self.last = doubted + 1, time


@dataclass(frozen=True, eq=False)
class _Clock:
    """Where each message begins and ends, its time (NaN where it has none), and whether it is a record."""

    begins: Ints
    ends: Ints
    times: Floats
    records: NDArray[np.bool_]


def salvaged(data: bytes, start: int, end: int, *, rest: int) -> tuple[Scan, tuple[Gap, ...]]:
    """Find the messages between two bytes of a damaged part, those after each damage too.

    rest : So many last bytes may be no message.
    """
    found, check = Scan(strict=True), _Check()
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
        layouts = {slot: found.definitions[number] for slot, number in _in_force(found, check).items()}
        begin = int(clock.ends[check.trusted - 1]) if check.trusted else start
        resume = resumed(data, max(begin, floor), end, layouts, check.last)
        if resume is not None:
            damage = found.damage if doubted is None else f"the time at byte {clock.begins[doubted]} makes no sense"
            gaps.append(Gap(check.trusted, begin, resume, damage))
            _take_up(data, found, check, resume, undefined=doubted is None)
            place = resume
            floor = resume + 1
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
    sizes = np.array([layout.size for layout in found.definitions] or [0])
    records = np.array([layout.message == RECORD for layout in found.definitions] or [False])
    times = np.full(len(begins), np.nan)
    for number, layout in enumerate(found.definitions):
        if has_clock(layout):
            members = np.flatnonzero(followed == number)
            places = begins[members] + layout.fields[TIMESTAMP].offset
            stamps = np.ndarray((len(data) - 3,), dtype=f"{layout.order}u4", buffer=data, strides=(1,))[places]
            times[members] = np.where(stamps == _NONE, np.nan, stamps)
    return _Clock(begins, begins + sizes[followed], times, records[followed])


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


def _in_force(found: Scan, check: _Check) -> dict[int, int]:
    """Give the definitions of the local messages where the trust ends."""
    return {slot: number for slot, number in enumerate(found.in_force(check.trusted)) if number != UNDEFINED}


def _take_up(data: bytes, found: Scan, check: _Check, resume: int, *, undefined: bool) -> None:
    """Forget what is not trusted, and learn the size of messages whose definition is lost."""
    local = _in_force(found, check)
    found.cut(check.trusted)
    check.seen = check.trusted
    for slot, number in local.items():
        found.assign(slot, number)
    if not undefined or resume <= found.stopped:
        return
    slot, hop = slot_of(data[found.stopped]), resume - found.stopped
    if slot not in local:
        if check.hops.get(slot) == hop:
            sized = found.numbered(_sized(hop))
            if sized is not None:
                found.assign(slot, sized)
        check.hops[slot] = hop


def _sized(hop: int) -> bytes:
    """Give a definition of messages of which only the size is known."""
    sizes = [_LARGEST_FIELD] * ((hop - 1) // _LARGEST_FIELD) + [(hop - 1) % _LARGEST_FIELD]
    fields = b"".join(bytes([number, size, _BYTE]) for number, size in enumerate(sizes[:_LARGEST_FIELD]))
    return bytes([0, 0, 0]) + _UNKNOWN.to_bytes(2, "little") + bytes([len(fields) // 3]) + fields


def _merged(gaps: list[Gap]) -> tuple[Gap, ...]:
    """Join gaps without a message between them."""
    joined: list[Gap] = []
    for gap in gaps:
        if joined and joined[-1].messages == gap.messages:
            joined[-1] = Gap(gap.messages, joined[-1].start, gap.end, joined[-1].damage)
        else:
            joined.append(gap)
    return tuple(joined)
