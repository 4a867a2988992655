"""What FIT messages hold: all messages of a definition as one structured array, NaN where a value is invalid."""

import struct
from dataclasses import dataclass
from functools import cached_property, lru_cache
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
_BASE_NUMBER = 0x1F
_BYTES = 0x0D
_DEVELOPER = 0x20
_WIDTHS = {
    0x00: 1, 0x01: 1, 0x02: 1, 0x83: 2, 0x84: 2, 0x85: 4, 0x86: 4, 0x07: 1, 0x88: 4, 0x89: 8, 0x0A: 1, 0x8B: 2, 0x8C: 4,
    0x0D: 1, 0x8E: 8, 0x8F: 8, 0x90: 8,
}  # fmt: skip
"""Bytes of the types as a definition writes them: bit 7 tells those of several bytes."""
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
    """All messages of one definition.

    rows : Of the definition's structured type. times : Seconds of the FIT clock, NaN where the message has none.
    """

    definition: Definition
    rows: NDArray[np.void]

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

    def numbers(self, key: Key, base: int | None = None) -> Floats | None:
        """Give the field as floats, NaN where invalid; of an array its first value; None without the field."""
        found = self.raw(key, base)
        if found is None or found[0].dtype.kind == "S":
            return None
        values, invalid = found
        return _floats(values[:, 0], invalid)

    def texts(self, key: Key) -> list[str] | None:
        """Give the field as text up to the first zero byte; None without the field."""
        place = self.definition.fields.get(key)
        if place is None:
            return None
        found = self.rows.getfield(f"S{place.size}", place.offset).tolist()
        return [text.split(b"\0", 1)[0].decode("utf-8", "replace").strip() for text in found]


@dataclass(frozen=True, eq=False)
class Table:
    """All messages of one kind in file order, whatever definitions they followed.

    rows : For each batch the rows of the table that its messages fill. times : Seconds of the FIT clock.
    messages : Which messages of the part they are.
    """

    batches: tuple[Batch, ...]
    rows: tuple[Ints | slice, ...]
    times: Floats
    messages: Ints

    def __len__(self) -> int:
        return len(self.times)

    def keys(self) -> list[Key]:
        """Give the fields that any of the messages has."""
        return list(dict.fromkeys(key for batch in self.batches for key in batch.definition.fields))

    def numbers(self, key: Key, base: int | None = None) -> Floats:
        """Give a field as floats, NaN where a message does not have it."""
        if len(self.batches) == 1:
            found = self.batches[0].numbers(key, base)
            return found if found is not None else np.full(len(self), np.nan)
        values = np.full(len(self), np.nan)
        for batch, rows in zip(self.batches, self.rows, strict=True):
            found = batch.numbers(key, base)
            if found is not None:
                values[rows] = found
        return values

    def texts(self, key: Key) -> list[str]:
        """Give a field as text, "" where a message does not have it."""
        values = [""] * len(self)
        for batch, rows in zip(self.batches, self.rows, strict=True):
            found = batch.texts(key)
            if found is not None:
                for row, text in zip(np.arange(len(self))[rows].tolist(), found, strict=True):
                    values[row] = text
        return values


def _floats(values: NDArray[Any], invalid: int | None) -> Floats:
    if values.dtype.kind == "f":
        # a signalling NaN warns when it is widened
        with np.errstate(all="ignore"):
            floats = values.astype(np.float64)
        floats[~np.isfinite(floats)] = np.nan
        return floats
    floats = values.astype(np.float64)
    if invalid is not None:
        np.putmask(floats, values == invalid if invalid >= _EXACT else floats == invalid, np.nan)
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
