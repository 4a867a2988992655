"""Where each message of a FIT file lies, and which definition it follows.

A run of equal messages is found at once by its stride. Elsewhere one loop walks from header to header and only collects
offsets. Nothing is interpreted here beyond the sizes that definitions tell.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analyzer.readers.fit_table import Definition, definition, is_sound

COMPRESSED = 0x80
"""Headers from here on hold the low bits of a time."""
LOW_BITS = 0x1F
LOCAL_MESSAGES = 16
_COMPRESSED_SLOTS = 4
UNDEFINED = -1
Offsets = NDArray[np.int32]
_DEFINES, _IS_DEFINITION, _DEVELOPER = 0xC0, 0x40, 0x20
_OPENING = 6
"""Bytes of a definition before its fields."""
_ELSEWHERE = 1 << 40
"""A step that leaves any file: the header is not that of a message whose size is known."""
_PROBED = 16
"""Equal messages in a row that make it worth looking for the end of their run."""
_LONGEST_RUN = 4096
_NEAR, _FAR = 512, 16384
"""What is walked before the next look for a run, at first and at most. [bytes]"""
_SLICE = 1 << 16
_MOST_DEFINITIONS = 1000
"""A watch writes some dozens of different definitions."""


@dataclass
class Scan:
    """What the scan of a part has found; it can be taken up again at another place.

    strict : Definitions that no watch would write, and headers with bits that mean nothing, are damage.
    sizes : Bytes of the message after each header, _ELSEWHERE where no size is known. local : The definition of each
    local message. offsets, walked : Of messages, in pieces, and the last ones. empty : How many messages of a global
    number hold nothing, not even a time; they are passed over. least : Bytes of the smallest message. epochs : The
    definitions of all local messages, each in force from the number of messages in `since` on. stopped : Byte where it
    ended. damage : Why, "" where all was read. missing : The first message whose definition is missing and whose size
    was guessed, "" without one.
    """

    strict: bool = False
    sizes: list[int] = field(default_factory=lambda: [_ELSEWHERE] * 256)
    local: list[int] = field(default_factory=lambda: [UNDEFINED] * LOCAL_MESSAGES)
    definitions: list[Definition] = field(default_factory=list)
    known: dict[bytes, int] = field(default_factory=dict)
    offsets: list[Offsets] = field(default_factory=list)
    walked: list[int] = field(default_factory=list)
    count: int = 0
    least: int = _ELSEWHERE
    empty: Counter[int] = field(default_factory=Counter)
    since: "array[int]" = field(default_factory=lambda: array("q"))
    epochs: "array[int]" = field(default_factory=lambda: array("h"))
    stopped: int = 0
    damage: str = ""
    missing: str = ""

    def take(self, offsets: Offsets) -> None:
        """Add messages that follow those found before."""
        self.settle()
        self.offsets.append(offsets)
        self.count += len(offsets)

    def settle(self) -> None:
        """Pack the offsets that were walked one by one."""
        if self.walked:
            self.offsets.append(np.fromiter(self.walked, dtype=np.int32, count=len(self.walked)))
            self.walked.clear()

    def assign(self, slot: int, number: int) -> None:
        """Let a local message follow another definition from here on."""
        if self.local[slot] == number:
            return
        self.local[slot] = number
        if self.since and self.since[-1] == self.count:
            self.epochs[slot - LOCAL_MESSAGES] = number
        else:
            self.since.append(self.count)
            self.epochs.extend(self.local)
        self._resize(slot)

    def _resize(self, slot: int) -> None:
        number = self.local[slot]
        size = self.definitions[number].size if number != UNDEFINED else _ELSEWHERE
        plain = slice(slot, slot + 1 if self.strict else _IS_DEFINITION, LOCAL_MESSAGES)
        self.sizes[plain] = [size] * len(self.sizes[plain])
        if slot < _COMPRESSED_SLOTS:
            compressed = COMPRESSED | slot << 5
            self.sizes[compressed : compressed + 32] = [size] * 32

    @property
    def holds_nothing(self) -> bool:
        """Tell whether a definition of messages without any field was ever met."""
        return self.least == 1

    def layout(self, header: int) -> Definition:
        """Give the definition that a message with this header follows."""
        return self.definitions[self.local[slot_of(header)]]

    def numbered(self, content: bytes) -> int | None:
        """Give the number of a definition; None where there are too many."""
        number = self.known.get(content)
        if number is None and len(self.definitions) < _MOST_DEFINITIONS:
            number = self.known[content] = len(self.definitions)
            self.definitions.append(definition(content))
            self.least = min(self.least, self.definitions[-1].size)
        return number

    def cut(self, count: int) -> None:
        """Forget all but the first messages, and the definitions after them."""
        self.offsets = [self.all_offsets()[:count]]
        self.count = count
        while self.since and self.since[-1] >= count:
            self.since.pop()
            del self.epochs[-LOCAL_MESSAGES:]
        self.local = self.epochs[-LOCAL_MESSAGES:].tolist() or [UNDEFINED] * LOCAL_MESSAGES
        for slot in range(LOCAL_MESSAGES):
            self._resize(slot)

    def in_force(self, count: int) -> list[int]:
        """Give the definitions of the local messages after so many messages; of the others the ones that came later."""
        before = bisect_left(self.since, count) * LOCAL_MESSAGES
        now = self.epochs[before - LOCAL_MESSAGES : before] if before else [UNDEFINED] * LOCAL_MESSAGES
        return [late if number == UNDEFINED else number for number, late in zip(now, self.local, strict=True)]

    def all_offsets(self) -> Offsets:
        """Give where each message begins."""
        self.settle()
        return np.concatenate(self.offsets) if self.offsets else np.empty(0, dtype=np.int32)

    def followed(self, headers: NDArray[np.uint8]) -> NDArray[np.int16]:
        """Give the number of the definition that each message follows."""
        tables = np.frombuffer(self.epochs, dtype=np.int16).reshape(-1, LOCAL_MESSAGES)
        followed = np.empty(self.count, dtype=np.int16)
        # where no local message ever changes its definition, the header alone tells
        steady = bool(((tables == tables[-1:]) | (tables == UNDEFINED)).all())
        if not steady:
            begins = np.frombuffer(self.since, dtype=np.int64)
            epoch = np.repeat(np.arange(len(tables), dtype=np.int32), np.append(begins[1:], self.count) - begins)
        # in slices, for an index becomes eight bytes a message
        for first in range(0, self.count, _SLICE):
            some = slice(first, first + _SLICE)
            local = headers[some]
            followed[some] = tables[-1, _SLOTS][local] if steady else tables[epoch[some], _SLOTS[local]]
        return followed


def scan(data: bytes, start: int, end: int, found: Scan) -> None:
    """Collect the messages between two bytes, until something cannot be followed."""
    place, reach = start, _NEAR
    found.damage = ""
    while place < end:
        header = data[place]
        size = found.sizes[header]
        if size == _ELSEWHERE:
            if not is_definition(header):
                found.damage = f"the message at byte {place} has no definition"
                break
            after = _define(data, place, end, found)
            if after is None:
                break
            place, reach = after, _NEAR
            continue
        if data[place : min(end, place + size * _PROBED) : size] == bytes([header]) * _PROBED:
            place = _run(data, place, end, found)
            reach = _NEAR
        else:
            place = _walk(data, place, min(end, place + reach), found)
            reach = min(2 * reach, _FAR)
    found.settle()
    if place > end and found.offsets:
        place = int(found.offsets[-1][-1])
        found.offsets[-1] = found.offsets[-1][:-1]
        found.count -= 1
        found.damage = f"it breaks off in the message at byte {place}"
    found.stopped = min(place, end)


def _run(data: bytes, place: int, end: int, found: Scan) -> int:
    """Take equal messages that follow one another; give the byte after them."""
    header = data[place : place + 1]
    size = found.sizes[data[place]]
    headers = data[place : min(end, place + size * _LONGEST_RUN) : size]
    count = len(headers) - len(headers.lstrip(header))
    if size == 1 and data[place] < COMPRESSED:
        found.empty[found.layout(data[place]).message] += count
    else:
        found.take(np.arange(place, place + count * size, size, dtype=np.int32))
    return place + count * size


def _walk(data: bytes, place: int, end: int, found: Scan) -> int:
    """Take the messages that begin before `end`, from one to the next; give the byte after them."""
    sizes = found.sizes
    places: list[int] = []
    append = places.append
    while place < end:
        append(place)
        place += sizes[data[place]]
    if place >= _ELSEWHERE:
        place = places.pop()
    if found.holds_nothing:
        nothing = [data[at] for at in places if data[at] < COMPRESSED and sizes[data[at]] == 1]
        found.empty.update(found.layout(header).message for header in nothing)
        places = [at for at in places if data[at] >= COMPRESSED or sizes[data[at]] > 1]
    found.walked += places
    found.count += len(places)
    if len(found.walked) > _FAR:
        found.settle()
    return place


def _define(data: bytes, place: int, end: int, found: Scan) -> int | None:
    """Take up the definition at `place`; give the byte after it, None where it cannot be had."""
    content = definition_at(data, place, end)
    if content is None:
        found.damage = f"it breaks off in the definition at byte {place}"
        return None
    if found.strict and not is_sound(content):
        found.damage = f"the definition at byte {place} makes no sense"
        return None
    number = found.numbered(content)
    if number is None:
        found.damage = f"it defines more than {_MOST_DEFINITIONS} kinds of message, which no watch does"
        return None
    found.assign(data[place] & 0x0F, number)
    return place + len(content)


def is_definition(header: int) -> bool:
    """Tell the header of a definition from that of a message."""
    return header & _DEFINES == _IS_DEFINITION


def definition_at(data: bytes, place: int, end: int) -> bytes | None:
    """Give the definition that begins at a byte, its header told by the bit for developer fields alone; None if cut."""
    after = place + _OPENING + 3 * data[place + 5] if place + 5 < end else end + 1
    if data[place] & _DEVELOPER:
        after += 1 + 3 * data[after] if after < end else 1
    return bytes([data[place] & _DEVELOPER]) + data[place + 1 : after] if after <= end else None


def slot_of(header: int) -> int:
    """Give the local message that a header names."""
    return (header >> 5) & 3 if header >= COMPRESSED else header & 0x0F


_SLOTS = np.array([slot_of(header) for header in range(256)], dtype=np.uint8)
"""The local message that each header names."""
