"""What FIT messages hold: fields in the types of the protocol, NaN where invalid."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Key = int | tuple[int, int]
"""The number of a field, or (developer index, number) of a developer's."""

TIMESTAMP = 253
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
BYTES = 0x0D


@dataclass(frozen=True)
class Field:
    """A field of a definition: where it lies in the message, and how its bytes read."""

    key: Key
    base: int
    offset: int
    size: int


@dataclass(frozen=True)
class Definition:
    """The layout of the messages that follow it; `message` is the global number."""

    message: int
    order: str
    fields: tuple[Field, ...]
    size: int

    def field(self, key: Key) -> Field | None:
        """Give the field of that key; the last one where a definition names it twice."""
        return next((place for place in reversed(self.fields) if place.key == key), None)


@dataclass(frozen=True, eq=False)
class Batch:
    """All messages of one definition, one row each.

    places : Byte of each message in the file. times : Seconds of the FIT clock, NaN where the message has none.
    """

    definition: Definition
    places: Ints
    rows: NDArray[np.uint8]
    times: Floats

    def raw(self, key: Key, base: int | None = None) -> tuple[NDArray[np.generic], int | None] | None:
        """Give the field as (rows, values) in its own type, and the value that means "none"; None without the field."""
        place = self.definition.field(key)
        if place is None:
            return None
        kind, invalid = _BASE_TYPES.get((place.base if base is None else base) & _BASE_NUMBER, _BASE_TYPES[BYTES])
        columns = np.ascontiguousarray(self.rows[:, place.offset : place.offset + place.size])
        if kind == "S":
            return columns, None
        dtype = np.dtype(self.definition.order + kind)
        if place.size % dtype.itemsize:
            return columns, 0xFF
        return columns.view(dtype), invalid

    def numbers(self, key: Key, base: int | None = None) -> Floats | None:
        """Give the field as floats, NaN where invalid; of an array its first value; None without the field."""
        found = self.raw(key, base)
        if found is None:
            return None
        values, invalid = found
        return _floats(values[:, 0], invalid)

    def texts(self, key: Key) -> list[str] | None:
        """Give the field as text up to the first zero byte; None without the field."""
        place = self.definition.field(key)
        if place is None:
            return None
        columns = self.rows[:, place.offset : place.offset + place.size]
        return [row.tobytes().split(b"\0", 1)[0].decode("utf-8", "replace").strip() for row in columns]


@dataclass(frozen=True, eq=False)
class Table:
    """All messages of one kind in file order, whatever definitions they followed.

    rows : For each batch the rows of the table that its messages fill. times : Seconds of the FIT clock.
    """

    batches: tuple[Batch, ...]
    rows: tuple[Ints, ...]
    places: Ints
    times: Floats

    @classmethod
    def of(cls, batches: list[Batch]) -> Self:
        """Join batches in the order of their bytes."""
        if not batches:
            return cls((), (), np.empty(0, dtype=np.int64), np.empty(0))
        places = np.concatenate([batch.places for batch in batches])
        order = np.argsort(places)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        rows = np.split(rank, np.cumsum([len(batch.places) for batch in batches])[:-1])
        return cls(tuple(batches), tuple(rows), places[order], np.concatenate([b.times for b in batches])[order])

    def __len__(self) -> int:
        return len(self.places)

    def keys(self) -> list[Key]:
        """Give the fields that any of the messages has."""
        return list(dict.fromkeys(place.key for batch in self.batches for place in batch.definition.fields))

    def numbers(self, key: Key, base: int | None = None) -> Floats:
        """Give a field as floats, NaN where a message does not have it."""
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
            for row, text in zip(rows.tolist(), batch.texts(key) or (), strict=False):
                values[row] = text
        return values


def _floats(values: NDArray[np.generic], invalid: int | None) -> Floats:
    with np.errstate(all="ignore"):
        floats = values.astype(np.float64)
    if invalid is not None:
        floats[values == invalid] = np.nan
    floats[~np.isfinite(floats)] = np.nan
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
