"""The messages of a FIT file, part by part of a chained one; those of one definition are decoded at once.

Nothing is interpreted here beyond the types of the fields and the clock (the FIT protocol, SDK 21, "FIT Protocol
Description"). Messages that nobody asks for stay where they are.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import ReadError
from analyzer.readers.fit_checksum import checksum
from analyzer.readers.fit_resync import resumed
from analyzer.readers.fit_salvage import Gap, plausible, salvaged
from analyzer.readers.fit_scan import COMPRESSED, LOW_BITS, Offsets, Scan, scan
from analyzer.readers.fit_table import TIMESTAMP, Batch, Definition, Floats, Ints, Table, has_clock, unrolled

SIGNATURE = b".FIT"
_SIGNATURE_AT = 8
_HEADER_SIZES = (14, 12)
CHECKSUM_SIZE = 2
_LARGEST = 32 * 2**20
"""Three days at one record a second. [bytes]"""
_MOST_PARTS = 100
"""Files that may be chained; a triathlon is one part."""


MOST_FEW = 4000
"""Laps, devices, steps of a workout .. that are read: a day of 400 m laps has some hundreds."""
_NOTHING = Table((), (), np.empty(0, dtype=np.int64), lambda: np.empty(0))


@dataclass(frozen=True, eq=False)
class Part:
    """One of the FIT files that a file may chain.

    data : The bytes of the whole file. offsets : Where each message begins. followed : The number of the definition of
    each. empty : How many messages of a global number hold nothing. stopped, end : Bytes at which the reading ended,
    and at which the messages do. damage : What is wrong with the part, "" where it is sound. gaps : What was lost
    between messages.
    """

    data: bytes
    offsets: Offsets
    followed: NDArray[np.int16]
    definitions: tuple[Definition, ...]
    empty: Mapping[int, int]
    start: int
    stopped: int
    end: int
    damage: str = ""
    gaps: tuple[Gap, ...] = ()
    _tables: dict[tuple[int, str], Table] = field(default_factory=dict)

    def table(self, message: int) -> Table:
        """Give the messages of that global number, in file order."""
        return self._kept(message, "all", self._numbers.get(message, []))

    def few(self, message: int) -> Table:
        """Give the first messages of that global number, of which a file holds no more than some hundreds."""
        return self._kept(message, "few", self._numbers.get(message, []))

    def timed(self, message: int) -> Table:
        """Give the messages of that global number whose definition tells the time."""
        wanted = self._numbers.get(message, [])
        if self._ticking is None:
            wanted = [number for number in wanted if has_clock(self.definitions[number])]
        return self._kept(message, "timed", wanted)

    def count(self, message: int) -> int:
        """Give the number of messages of that global number, those left out that hold nothing."""
        return sum(int(np.count_nonzero(self.followed == number)) for number in self._numbers.get(message, []))

    def _kept(self, message: int, kind: str, wanted: list[int]) -> Table:
        key = message, kind
        if key not in self._tables:
            self._tables[key] = self._gathered(wanted, MOST_FEW if kind == "few" else None) if wanted else _NOTHING
        return self._tables[key]

    def _gathered(self, wanted: list[int], most: int | None) -> Table:
        if len(wanted) == 1:
            members = (self.followed == wanted[0]).nonzero()[0][:most]
            rows: list[Ints | slice] = [slice(None)]
        else:
            asked = np.zeros(len(self.definitions), dtype=np.bool_)
            asked[wanted] = True
            members = np.flatnonzero(asked[self.followed])[:most]
            order = np.argsort(self.followed[members], kind="stable")
            rows = list(np.split(order, np.flatnonzero(np.diff(self.followed[members[order]])) + 1))
        if not len(members):
            return _NOTHING
        batches = [self._batch(int(self.followed[members[some][0]]), self.offsets[members[some]]) for some in rows]
        return Table(tuple(batches), tuple(rows), members, partial(self._times, members, batches, rows))

    @cached_property
    def _numbers(self) -> dict[int, list[int]]:
        """The definitions of each global number."""
        numbers: dict[int, list[int]] = {}
        for number, definition in enumerate(self.definitions):
            numbers.setdefault(definition.message, []).append(number)
        return numbers

    def _batch(self, number: int, offsets: Offsets) -> Batch:
        return Batch(self.definitions[number], self.data, offsets)

    def _times(self, members: Ints, batches: list[Batch], rows: list[Ints | slice]) -> Floats:
        if self._ticking is not None:
            return self._ticking[members]
        if len(batches) == 1:
            return _stamps(batches[0])
        times = np.full(len(members), np.nan)
        for batch, some in zip(batches, rows, strict=True):
            times[some] = _stamps(batch)
        return times

    @cached_property
    def _ticking(self) -> Floats | None:
        """The time of every message, where some headers hold the low 5 bits of it, which roll over; else None."""
        headers = np.frombuffer(self.data, dtype=np.uint8)[self.offsets]
        compressed = headers >= COMPRESSED
        if not compressed.any():
            return None
        full = np.full(len(self.offsets), np.nan)
        for number, definition in enumerate(self.definitions):
            if TIMESTAMP in definition.fields:
                members = np.flatnonzero(self.followed == number)
                if len(members):
                    full[members] = _stamps(self._batch(number, self.offsets[members]))
        ticking = np.flatnonzero(np.isfinite(full) | compressed)
        times = full.copy()
        times[ticking] = unrolled(full[ticking], (headers[ticking] & LOW_BITS).astype(np.int64), LOW_BITS + 1)
        return times


def _stamps(batch: Batch) -> Floats:
    if not has_clock(batch.definition):
        return np.full(len(batch.offsets), np.nan)
    return batch.stamps()


def sniff(head: bytes) -> bool:
    """Tell a FIT file by its signature; where its beginning was zeroed, by its messages."""
    if head[_SIGNATURE_AT : _SIGNATURE_AT + 4] == SIGNATURE:
        return True
    if any(_opens_with_file_id(head, size) for size in _HEADER_SIZES):
        return True
    return (
        len(head) > _SIGNATURE_AT
        and not any(head[:_SIGNATURE_AT])
        and resumed(head, 0, len(head), {}, math.nan) is not None
    )


def _opens_with_file_id(data: bytes, place: int) -> bool:
    opening = data[place : place + 6]
    return len(opening) == 6 and opening[0] == 0x40 and opening[1] == 0 and opening[2] <= 1 and opening[3:5] == b"\0\0"


def parts(data: bytes) -> Iterator[Part]:
    """Find the messages, part by part of a chained file.

    Raises ReadError for a file that is too large to be a run.
    """
    if len(data) > _LARGEST:
        raise ReadError(
            f"a FIT file of {len(data) / 2**20:.0f} MB is too large for a run (limit {_LARGEST // 2**20} MB)"
        )
    start = 0
    for _ in range(_MOST_PARTS):
        part, start = _part(data, start)
        yield part
        if start >= len(data):
            break


def _part(data: bytes, start: int) -> tuple[Part, int]:
    """Find the messages of the part that begins at a byte; give the byte where the next one begins, too."""
    body, end, damage = _extent(data, start)
    found, gaps = _scanned(data, body, end, rest=CHECKSUM_SIZE if damage else 0), tuple[Gap, ...]()
    after = _next_part(data, start, end)
    if not damage and not found.damage:
        damage = _tail_damage(data, start, end, after)
    if damage or found.damage:
        found, gaps, end = _best(data, body, end, _next_part(data, start, body), found)
        after = _next_part(data, start, max(body, found.stopped))
        damage = " and ".join(filter(None, (damage, found.missing, gaps[0].damage if gaps else found.damage)))
        damage = damage or "its header gives a wrong length"
    offsets = found.all_offsets()
    followed = found.followed(np.frombuffer(data, dtype=np.uint8)[offsets])
    return Part(
        data, offsets, followed, tuple(found.definitions), found.empty, start, found.stopped, end, damage, gaps
    ), after


def _scanned(data: bytes, body: int, end: int, *, rest: int) -> Scan:
    """Scan a part; where its size is not known, a last rest may be the checksum."""
    found = Scan()
    scan(data, body, end, found)
    if end - found.stopped <= rest:
        found.damage = ""
    return found


def _best(data: bytes, body: int, end: int, following: int, plain: Scan) -> tuple[Scan, tuple[Gap, ...], int]:
    """Give the reading of a damaged part that has most samples, its gaps and its end.

    The length in the header may be damaged or count no more: to the next part is the other end that it can have.
    """
    end = min(end, following)
    readings: list[tuple[Scan, tuple[Gap, ...], int]] = []
    for last in dict.fromkeys((following, end) if plain.damage else (end, following)):
        readings.append((_scanned(data, body, last, rest=CHECKSUM_SIZE), (), last))
        readings.append((*salvaged(data, body, last, rest=CHECKSUM_SIZE), last))
    return max(readings, key=lambda reading: (plausible(data, reading[0]), _tells(reading)))


def _tells(reading: tuple[Scan, tuple[Gap, ...], int]) -> bool:
    return bool(reading[1] or reading[0].missing)


def _tail_damage(data: bytes, start: int, end: int, after: int) -> str:
    """Tell what is wrong with the checksum of a part and with what follows it."""
    if end + CHECKSUM_SIZE > len(data):
        return "its checksum is missing"
    if checksum(data[start:end]) != int.from_bytes(data[end : end + CHECKSUM_SIZE], "little"):
        return "its checksum is wrong"
    if data[end + CHECKSUM_SIZE : after].strip(b"\0"):
        return f"the {after - end - CHECKSUM_SIZE} bytes from byte {end + CHECKSUM_SIZE} on are no FIT data"
    return ""


def _extent(data: bytes, start: int) -> tuple[int, int, str]:
    """Give where the messages of a part begin and end, and what is wrong with its header."""
    header = data[start]
    damage = ""
    if header not in _HEADER_SIZES or data[start + _SIGNATURE_AT : start + _SIGNATURE_AT + 4] != SIGNATURE:
        header = next((size for size in _HEADER_SIZES if _opens_with_file_id(data, start + size)), _HEADER_SIZES[0])
        damage = "its header is damaged"
    body = start + header
    size = int.from_bytes(data[start + 4 : start + 8], "little")
    if size == 0 or damage:
        end = _next_part(data, start, body)
        return body, end, damage or "its header gives no length, as when a watch stops before it saves"
    end = body + size
    if end > len(data):
        return body, len(data), f"it has {len(data)} of {end + CHECKSUM_SIZE} bytes"
    return body, end, damage


def _next_part(data: bytes, start: int, end: int) -> int:
    """Give where the next chained part begins; the end of the data where there is none."""
    found = data.find(SIGNATURE, max(end, start + _SIGNATURE_AT + 1))
    return found - _SIGNATURE_AT if found >= 0 else len(data)
