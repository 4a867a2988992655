"""The protocol of FIT: where each message lies, and all messages of one definition decoded at once.

The scan is one loop that only collects byte offsets; the gather views the bytes as rows of a structured dtype. Nothing
is interpreted here beyond the types of the fields and the clock (the FIT protocol, SDK 21, "FIT Protocol Description").
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import ReadError
from analyzer.readers.fit_checksum import checksum
from analyzer.readers.fit_table import BYTES, TIMESTAMP, Batch, Definition, Field, Floats, Ints, Table, unrolled

SIGNATURE = b".FIT"
_SIGNATURE_AT = 8
_HEADER_SIZES = (14, 12)
_CHECKSUM_SIZE = 2
_LOCAL_MESSAGES = 16
_LARGEST = 32 * 2**20
"""Three days at one record a second; what the scan collects grows to 40 bytes a byte. [bytes]"""
_MOST_PARTS = 100
"""Files that may be chained; a triathlon is one part."""
_ELSEWHERE = 1 << 40
"""A step that leaves any file: the header is not that of a plain message."""


@dataclass(frozen=True, eq=False)
class Part:
    """One of the FIT files that a file may chain.

    stopped : Byte at which the reading ended. damage : What is wrong with the part, "" where it is sound.
    """

    batches: tuple[Batch, ...]
    start: int
    stopped: int
    damage: str = ""

    def table(self, message: int) -> Table:
        """Give the messages of that global number, in file order."""
        return Table.of([batch for batch in self.batches if batch.definition.message == message])


@dataclass
class _Scan:
    """What the scan of a part found; `epochs` holds (messages before it, definition of each local message)."""

    offsets: list[int] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    epochs: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    stopped: int = 0
    damage: str = ""


def sniff(head: bytes) -> bool:
    """Tell a FIT file by its signature, or by a file_id definition where the header was zeroed."""
    if head[_SIGNATURE_AT : _SIGNATURE_AT + 4] == SIGNATURE:
        return True
    return any(_opens_with_file_id(head, size) for size in _HEADER_SIZES)


def _opens_with_file_id(data: bytes, place: int) -> bool:
    opening = data[place : place + 6]
    return len(opening) == 6 and opening[0] == 0x40 and opening[1] == 0 and opening[2] <= 1 and opening[3:5] == b"\0\0"


def parts(data: bytes, *, wanted: Iterable[int]) -> Iterator[Part]:
    """Decode the messages of the wanted global numbers, part by part of a chained file.

    Raises ReadError for a file that is too large to be a run.
    """
    if len(data) > _LARGEST:
        raise ReadError(
            f"a FIT file of {len(data) / 2**20:.0f} MB is too large for a run (limit {_LARGEST // 2**20} MB)"
        )
    numbers = frozenset(wanted)
    start = 0
    for _ in range(_MOST_PARTS):
        body, end, damage = _extent(data, start)
        scan = _scan(data, body, end, sized=not damage)
        after = _next_part(data, start, max(body, scan.stopped if scan.damage else end))
        if not damage and not scan.damage:
            damage = _tail_damage(data, start, end, after)
        whole = " and ".join(filter(None, (damage, scan.damage)))
        yield Part(_gather(data, scan, numbers), start, scan.stopped, whole)
        start = after
        if start >= len(data):
            break


def _tail_damage(data: bytes, start: int, end: int, after: int) -> str:
    """Tell what is wrong with the checksum of a part and with what follows it."""
    if end + _CHECKSUM_SIZE > len(data):
        return "its checksum is missing"
    if checksum(data[start:end]) != int.from_bytes(data[end : end + _CHECKSUM_SIZE], "little"):
        return "its checksum is wrong"
    if data[end + _CHECKSUM_SIZE : after].strip(b"\0"):
        return f"the {after - end - _CHECKSUM_SIZE} bytes from byte {end + _CHECKSUM_SIZE} on are no FIT data"
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
        return body, len(data), f"it has {len(data)} of {end + _CHECKSUM_SIZE} bytes"
    return body, end, damage


def _next_part(data: bytes, start: int, end: int) -> int:
    """Give where the next chained part begins; the end of the data where there is none."""
    found = data.find(SIGNATURE, max(end, start + _SIGNATURE_AT + 1))
    return found - _SIGNATURE_AT if found >= 0 else len(data)


def _scan(data: bytes, start: int, end: int, *, sized: bool) -> _Scan:
    """Collect the offsets of the messages; where the size is not known, a last rest may be the checksum."""
    scan = _Scan()
    body = data[:end]
    step = [_ELSEWHERE] * 256
    local = [-1] * _LOCAL_MESSAGES
    known: dict[bytes, int] = {}
    append = scan.offsets.append
    place = start
    while True:
        try:
            while True:
                append(place)
                place += step[body[place]]
        except IndexError:
            scan.offsets.pop()
        if place < _ELSEWHERE:
            break
        place = scan.offsets.pop()
        header = body[place]
        if header & 0xC0 == 0x40:
            after = _define(body, place, scan, step, local, known)
            if after is None:
                break
            place = after
        else:
            number = local[(header >> 5) & 3 if header & 0x80 else header & 0x0F]
            if number < 0:
                scan.damage = f"the message at byte {place} has no definition"
                break
            place += 1
    if place > end and scan.offsets:
        place = scan.offsets.pop()
        scan.damage = f"it breaks off in the message at byte {place}"
    if not sized and end - place <= _CHECKSUM_SIZE:
        scan.damage = ""
    scan.stopped = min(place, end)
    return scan


def _define(
    body: bytes, place: int, scan: _Scan, step: list[int], local: list[int], known: dict[bytes, int]
) -> int | None:
    """Take up the definition at `place`; give the byte after it, None where it is cut off."""
    header = body[place]
    after = place + 6 + 3 * body[place + 5] if place + 5 < len(body) else len(body) + 1
    if header & 0x20:
        after += 1 + 3 * body[after] if after < len(body) else 1
    if after > len(body):
        scan.damage = f"it breaks off in the definition at byte {place}"
        return None
    content = bytes([header & 0x20]) + body[place + 1 : after]
    number = known.get(content)
    if number is None:
        number = known[content] = len(scan.definitions)
        scan.definitions.append(_definition(content))
    slot = header & 0x0F
    if local[slot] != number:
        local[slot] = number
        scan.epochs.append((len(scan.offsets), tuple(local)))
        length = scan.definitions[number].size
        size = 1 + length if length else _ELSEWHERE
        step[slot:0x40:_LOCAL_MESSAGES] = [size] * 4
        if slot < 4:
            step[0x80 | slot << 5 : 0xA0 + (slot << 5)] = [1 + length] * 32
    return after


def _definition(content: bytes) -> Definition:
    order = ">" if content[2] & 1 else "<"
    (message,) = struct.unpack_from(f"{order}H", content, 3)
    count = content[5]
    fields: list[Field] = []
    offset = 0
    triplets = list(struct.iter_unpack("3B", content[6 : 6 + 3 * count]))
    for number, size, base in triplets:
        if size:
            fields.append(Field(number, base, offset, size))
        offset += size
    if content[0] & 0x20:
        for number, size, developer in struct.iter_unpack("3B", content[7 + 3 * count :]):
            if size:
                fields.append(Field((developer, number), BYTES, offset, size))
            offset += size
    return Definition(message, order, tuple(fields), offset)


def _gather(data: bytes, scan: _Scan, wanted: frozenset[int]) -> tuple[Batch, ...]:
    if not scan.offsets:
        return ()
    offsets = np.array(scan.offsets, dtype=np.int64)
    headers = np.frombuffer(data, dtype=np.uint8)[offsets]
    compressed = headers >= 0x80
    local = np.where(compressed, (headers >> 5) & 3, headers & 0x0F)
    starts = np.array([before for before, _ in scan.epochs] + [len(offsets)])
    epoch = np.repeat(np.arange(len(scan.epochs)), np.diff(starts))
    numbers = np.array([table for _, table in scan.epochs], dtype=np.int64)[epoch, local]
    times = _clock(data, scan, offsets, numbers, headers) if compressed.any() else None
    order = np.argsort(numbers, kind="stable")
    cuts = np.flatnonzero(np.diff(numbers[order])) + 1
    batches = []
    for members in np.split(order, cuts):
        definition = scan.definitions[int(numbers[members[0]])]
        if definition.message not in wanted:
            continue
        rows = _rows(data, offsets[members], definition)
        batch = Batch(definition, offsets[members], rows, np.full(len(members), np.nan))
        stamps = times[members] if times is not None else _stamps(batch)
        batches.append(Batch(definition, batch.places, rows, stamps))
    return tuple(batches)


def _rows(data: bytes, offsets: Ints, definition: Definition) -> NDArray[np.uint8]:
    size = definition.size
    if not size:
        return np.empty((len(offsets), 0), dtype=np.uint8)
    overlapping: NDArray[np.void] = np.ndarray((len(data) - size + 1,), dtype=f"V{size}", buffer=data, strides=(1,))
    return overlapping[offsets + 1].view(np.uint8).reshape(len(offsets), size)


def _stamps(batch: Batch) -> Floats:
    place = batch.definition.field(TIMESTAMP)
    if place is None or place.size != 4:
        return np.full(len(batch.places), np.nan)
    stamps = batch.numbers(TIMESTAMP, 0x86)
    return stamps if stamps is not None else np.full(len(batch.places), np.nan)


def _clock(data: bytes, scan: _Scan, offsets: Ints, numbers: Ints, headers: NDArray[np.uint8]) -> Floats:
    """Give the time of every message; a compressed header holds the low 5 bits of it and rolls over."""
    full = np.full(len(offsets), np.nan)
    for number, definition in enumerate(scan.definitions):
        members = np.flatnonzero(numbers == number)
        if len(members) and definition.field(TIMESTAMP) is not None:
            rows = _rows(data, offsets[members], definition)
            full[members] = _stamps(Batch(definition, offsets[members], rows, np.empty(0)))
    ticking = np.flatnonzero(np.isfinite(full) | (headers >= 0x80))
    times = full.copy()
    times[ticking] = unrolled(full[ticking], (headers[ticking] & 0x1F).astype(np.int64), 32)
    return times
