"""What FIT messages hold: all messages of a definition as one structured array, NaN where a value is invalid."""

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Key = int | tuple[int, int]
"""The number of a field, or (developer index, number) of a developer's."""

TIMESTAMP = 253
SECONDS = 0x86
"""The type of a time; a field 253 of another size is none."""
_BASE_TYPES: dict[int, tuple[str, int | None]] = {
    0x00: ("u1", 0xFF),
    0x01: ("i1", 0x7F),
    0x02: ("u1", 0xFF),
    0x03: ("i2", 0x7FFF),
    0x04: ("u2", 0xFFFF),
    0x05: ("i4", 0x7FFFFFFF),
    0x06: ("u4", 0xFFFFFFFF),
    0x07: ("S", None),
    0x08: ("f4", None),
    0x09: ("f8", None),
    0x0A: ("u1", 0),
    0x0B: ("u2", 0),
    0x0C: ("u4", 0),
    0x0D: ("u1", 0xFF),
    0x0E: ("i8", 0x7FFFFFFFFFFFFFFF),
    0x0F: ("u8", 0xFFFFFFFFFFFFFFFF),
    0x10: ("u8", 0),
}
_LETTERS = {
    "u1": "B", "i1": "b", "u2": "H", "i2": "h", "u4": "I", "i4": "i", "u8": "Q", "i8": "q", "f4": "f", "f8": "d",
}  # fmt: skip
"""What `struct` calls these types."""
_FEW = 24
"""So many messages are read faster one by one than as an array."""
_BASE_NUMBER = 0x1F
_BYTES = 0x0D
_DEVELOPER = 0x20
_WIDTHS = {
    0x00: 1, 0x01: 1, 0x02: 1, 0x83: 2, 0x84: 2, 0x85: 4, 0x86: 4, 0x07: 1, 0x88: 4, 0x89: 8, 0x0A: 1, 0x8B: 2, 0x8C: 4,
    0x0D: 1, 0x8E: 8, 0x8F: 8, 0x90: 8,
}  # fmt: skip
"""Bytes of the types as a definition writes them: bit 7 tells those of several bytes."""
_NEVER = 0xFFFFFFFF
"""A time that is not known."""
_UNKNOWN = 0xFFFE
"""Stands for the global number of messages whose definition is lost."""
_LARGEST_FIELD = 255
_EXACT = 1 << 53
"""Whole numbers above it do not all fit a float."""


class Field(NamedTuple):
    """A field of a definition: its name in the structured type, and the value that means "none".

    offset : From the header of the message. [bytes]
    """

    name: str
    kind: str
    invalid: int | None
    offset: int
    size: int


@dataclass(frozen=True, eq=False)
class Definition:
    """The layout of the messages that follow it.

    message : The global number. order : "<" or ">". size : With the header. [bytes]
    content : The definition itself, its header told by the bit for developer fields alone.
    """

    message: int
    order: str
    size: int
    content: bytes

    @cached_property
    def fields(self) -> dict[Key, Field]:
        """The fields by their keys; the last one where a definition names it twice."""
        return _fields(self.content)

    @cached_property
    def dtype(self) -> np.dtype[np.void]:
        """The structured type of the message, header included."""
        places = self.fields.values()
        kinds: list[Any] = [_format(place, self.order) for place in places]
        offsets = [place.offset for place in places]
        names = [place.name for place in places]
        return np.dtype({"names": names, "formats": kinds, "offsets": offsets, "itemsize": self.size})


@lru_cache(maxsize=256)
def definition(content: bytes) -> Definition:
    """Take up a definition; the files of a watch share theirs, so the last ones are kept."""
    big = content[2] & 1
    after = 6 + 3 * content[5]
    sizes = sum(content[7:after:3])
    if content[0]:
        sizes += sum(content[after + 2 :: 3])
    return Definition(int.from_bytes(content[3:5], "big" if big else "little"), ">" if big else "<", 1 + sizes, content)


@lru_cache(maxsize=512)
def unknown(size: int) -> Definition:
    """Give a definition of messages of which only the size is known, header included. [bytes]"""
    sizes = [*[_LARGEST_FIELD] * ((size - 1) // _LARGEST_FIELD), (size - 1) % _LARGEST_FIELD][:_LARGEST_FIELD]
    fields = b"".join(bytes([number, width, _BYTES]) for number, width in enumerate(sizes))
    return definition(bytes(3) + _UNKNOWN.to_bytes(2, "little") + bytes([len(sizes)]) + fields)


def has_clock(layout: Definition) -> bool:
    """Tell whether the messages of a definition carry their time."""
    place = layout.fields.get(TIMESTAMP)
    return place is not None and place.size == _WIDTHS[SECONDS]


def is_sound(content: bytes) -> bool:
    """Tell whether a definition is one that a watch would write; garbage read as a definition is not."""
    after = 6 + 3 * content[5]
    sizes = content[7:after:3] + (content[after + 2 :: 3] if content[0] else b"")
    typed = zip(content[7:after:3], content[8:after:3], strict=True)
    return (
        content[1] == 0
        and content[2] <= 1
        and content[3:5] != b"\xff\xff"
        and all(sizes)
        and content[5] > 0
        and all(base in _WIDTHS and size % _WIDTHS[base] == 0 for size, base in typed)
    )


def _fields(content: bytes) -> dict[Key, Field]:
    fields: dict[Key, Field] = {}
    offset = 1
    after = 6 + 3 * content[5]
    for number, size, base in struct.iter_unpack("3B", content[6:after]):
        if size:
            kind, invalid = _BASE_TYPES.get(base & _BASE_NUMBER, _BASE_TYPES[_BYTES])
            if kind != "S" and size % int(kind[1]):
                kind, invalid = _BASE_TYPES[_BYTES]
            fields[number] = Field(str(number), kind, invalid, offset, size)
        offset += size
    if content[0]:
        for number, size, developer in struct.iter_unpack("3B", content[after + 1 :]):
            if size:
                fields[developer, number] = Field(f"{developer}:{number}", "u1", 0xFF, offset, size)
            offset += size
    return fields


def _format(place: Field, order: str) -> Any:
    if place.kind == "S":
        return f"S{place.size}"
    count = place.size // int(place.kind[1])
    return order + place.kind if count == 1 else (order + place.kind, (count,))


@dataclass(frozen=True, eq=False)
class Batch:
    """All messages of one definition: the bytes that they lie in, and where each begins."""

    definition: Definition
    data: bytes
    offsets: NDArray[np.int32]

    @cached_property
    def rows(self) -> NDArray[np.void]:
        """The messages in the definition's structured type."""
        data, offsets, size = self.data, self.offsets, self.definition.size
        if offsets[-1] - offsets[0] == (len(offsets) - 1) * size:
            return np.frombuffer(data, dtype=self.definition.dtype, count=len(offsets), offset=int(offsets[0]))
        overlapping: NDArray[np.void] = np.ndarray((len(data) - size + 1,), dtype=f"V{size}", buffer=data, strides=(1,))
        return overlapping[offsets].view(self.definition.dtype)

    @cached_property
    def places(self) -> list[int]:
        """Where each message begins."""
        places: list[int] = self.offsets.tolist()
        return places

    def raw(self, key: Key, base: int | None = None) -> tuple[NDArray[Any], int | None] | None:
        """Give the field as (rows, values) in its own type, and the value that means "none"; None without the field.

        base : The type of a developer's field, which its definition does not tell.
        """
        place = self.definition.fields.get(key)
        if place is None:
            return None
        values, invalid = self.rows[place.name], place.invalid
        if base is not None:
            kind, invalid = _BASE_TYPES.get(base & _BASE_NUMBER, _BASE_TYPES[_BYTES])
            if kind == "S" or place.size % int(kind[1]):
                kind, invalid = _BASE_TYPES[_BYTES]
            count = place.size // int(kind[1])
            values = self.rows.getfield(np.dtype((self.definition.order + kind, (count,))), place.offset)
        return values if values.ndim > 1 else values[:, np.newaxis], invalid

    def numbers(self, key: Key, base: int | None = None, out: Floats | None = None) -> Floats | None:
        """Give the field as floats, NaN where invalid; of an array its first value; None without the field.

        out : Takes the floats, where it is given.
        """
        found = self.raw(key, base)
        if found is None or found[0].dtype.kind == "S":
            return None
        values, invalid = found
        return _floats(values[:, 0], invalid, out)

    def values(self, key: Key) -> list[float] | None:
        """Give the field as `numbers` does, as a list: of a few messages it is had faster one by one."""
        if len(self.offsets) > _FEW:
            found = self.numbers(key)
            return None if found is None else list(found.tolist())
        place = self.definition.fields.get(key)
        if place is None or place.kind == "S":
            return None
        take, at, none = _one(self.definition.order + place.kind), place.offset, place.invalid
        read = [take(self.data, begin + at)[0] for begin in self.places]
        if none is None:
            return [value if math.isfinite(value) else math.nan for value in read]
        return [math.nan if value == none else float(value) for value in read]

    def stamps(self) -> Floats:
        """Give the FIT times [s] of messages that carry them, whatever type the definition says."""
        at = self.definition.fields[TIMESTAMP].offset
        if len(self.offsets) > _FEW:
            return _floats(self.rows.getfield(self.definition.order + "u4", at), _NEVER)
        take = _one(self.definition.order + "u4")
        read = [take(self.data, begin + at)[0] for begin in self.places]
        return np.array([math.nan if stamp == _NEVER else stamp for stamp in read], dtype=np.float64)

    def texts(self, key: Key) -> list[str] | None:
        """Give the field as text up to the first zero byte; None without the field."""
        place = self.definition.fields.get(key)
        if place is None:
            return None
        found = [self.data[begin + place.offset : begin + place.offset + place.size] for begin in self.places]
        return [text.split(b"\0", 1)[0].decode("utf-8", "replace").strip() for text in found]


@dataclass(frozen=True, eq=False)
class Table:
    """All messages of one kind in file order, whatever definitions they followed.

    rows : For each batch the rows of the table that its messages fill. messages : Which messages of the part they are.
    clock : Gives the times.
    """

    batches: tuple[Batch, ...]
    rows: tuple[Ints | slice, ...]
    messages: Ints
    clock: Callable[[], Floats]

    def __len__(self) -> int:
        return len(self.messages)

    @cached_property
    def times(self) -> Floats:
        """Seconds of the FIT clock, NaN where a message has none."""
        return self.clock()

    def keys(self) -> list[Key]:
        """Give the fields that any of the messages has."""
        return list(dict.fromkeys(key for batch in self.batches for key in batch.definition.fields))

    def numbers(self, key: Key, base: int | None = None, out: Floats | None = None) -> Floats:
        """Give a field as floats, NaN where a message does not have it.

        out : Takes the floats, where it is given.
        """
        if len(self.batches) == 1:
            found = self.batches[0].numbers(key, base, out)
            if found is not None:
                return found
        values = np.empty(len(self)) if out is None else out
        values.fill(np.nan)
        for batch, rows in zip(self.batches, self.rows, strict=True):
            found = batch.numbers(key, base)
            if found is not None:
                values[rows] = found
        return values

    def values(self, key: Key) -> list[float]:
        """Give a field as a list of floats, NaN where a message does not have it."""
        if len(self.batches) != 1:
            return list(self.numbers(key).tolist())
        found = self.batches[0].values(key)
        return found if found is not None else [math.nan] * len(self)

    def texts(self, key: Key) -> list[str]:
        """Give a field as text, "" where a message does not have it."""
        values = [""] * len(self)
        for batch, rows in zip(self.batches, self.rows, strict=True):
            found = batch.texts(key)
            if found is not None:
                for row, text in zip(np.arange(len(self))[rows].tolist(), found, strict=True):
                    values[row] = text
        return values


@cache
def _one(kind: str) -> Callable[[bytes, int], tuple[Any, ...]]:
    """Give what reads one value of a type, such as "<u2", at a byte."""
    return struct.Struct(kind[0] + _LETTERS[kind[1:]]).unpack_from


def _floats(values: NDArray[Any], invalid: int | None, out: Floats | None = None) -> Floats:
    floats = np.empty(len(values)) if out is None else out
    if values.dtype.kind == "f":
        # a signalling NaN warns when it is widened
        with np.errstate(all="ignore"):
            floats[:] = values
        floats[~np.isfinite(floats)] = np.nan
        return floats
    floats[:] = values
    if invalid is not None:
        np.copyto(floats, np.nan, where=values == invalid if invalid >= _EXACT else floats == invalid)
    return floats


def unrolled(full: Floats, low: Ints, roll: int) -> Floats:
    """Give counts of which most messages carry only the low part, which rolls over; NaN before the first full one.

    >>> unrolled(np.array([60.0, np.nan, np.nan]), np.array([28, 30, 2]), 32).tolist()
    [60.0, 62.0, 66.0]
    """
    anchored = np.isfinite(full)
    low = np.where(anchored, np.nan_to_num(full) % roll, low).astype(np.int64)
    since = np.cumsum(np.diff(low, prepend=low[:1]) % roll)
    last = np.maximum.accumulate(np.where(anchored, np.arange(len(full)), -1))
    return np.where(last >= 0, full[last] + since - since[last], np.nan)
