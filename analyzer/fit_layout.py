"""The bytes of a FIT file that is written: field types, definitions, rows, checksum."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

_POLYNOMIAL = 0xA001
_HEADER_SIZE = 14
_PROFILE = 2132


@dataclass(frozen=True)
class Base:
    """A base type of FIT: its code, its numpy type, the value that says "nothing"."""

    code: int
    dtype: str
    invalid: int


ENUM = Base(0x00, "<u1", 0xFF)
UINT8 = Base(0x02, "<u1", 0xFF)
UINT16 = Base(0x84, "<u2", 0xFFFF)
SINT32 = Base(0x85, "<i4", 0x7FFFFFFF)
UINT32 = Base(0x86, "<u4", 0xFFFFFFFF)
UINT32Z = Base(0x8C, "<u4", 0)
STRING = Base(0x07, "S", 0)


@dataclass(frozen=True)
class Field:
    """A field of a message: stored value = (value + offset) * scale. size : of a string, in bytes."""

    number: int
    base: Base
    scale: float = 1.0
    offset: float = 0.0
    size: int = 0

    @property
    def dtype(self) -> str:
        """The numpy type of the stored value."""
        return f"S{self.size}" if self.base is STRING else self.base.dtype


@dataclass(frozen=True)
class Message:
    """A kind of message: its number in FIT's profile, its fields, the local number that the file gives it."""

    number: int
    local: int
    fields: dict[str, Field]

    def definition(self) -> bytes:
        """Give the definition message, little-endian."""
        head = struct.pack("<BBBHB", 0x40 | self.local, 0, 0, self.number, len(self.fields))
        sizes = [(field.number, np.dtype(field.dtype).itemsize, field.base.code) for field in self.fields.values()]
        return head + b"".join(struct.pack("<BBB", *size) for size in sizes)

    def rows(self, columns: Mapping[str, ArrayLike]) -> list[bytes]:
        """Give a data message for each row of the columns; NaN and absent columns become "nothing"."""
        count = max(len(np.atleast_1d(np.asarray(values))) for values in columns.values())
        table = np.zeros(count, dtype=[("head", "<u1"), *((name, field.dtype) for name, field in self.fields.items())])
        table["head"] = self.local
        for name, field in self.fields.items():
            table[name] = _stored(field, columns.get(name, np.nan), count)
        return [row.tobytes() for row in table]


FILE_ID = Message(
    0,
    0,
    {
        "type": Field(0, ENUM),
        "manufacturer": Field(1, UINT16),
        "product": Field(2, UINT16),
        "serial_number": Field(3, UINT32Z),
        "time_created": Field(4, UINT32),
        "product_name": Field(8, STRING, size=20),
    },
)
"""What every FIT file begins with: its kind, its maker, when it was made."""


def _stored(field: Field, values: ArrayLike, count: int) -> ArrayLike:
    if field.base is STRING:
        return np.asarray(values, dtype=field.dtype)
    given = np.broadcast_to(np.asarray(values, dtype=float), count)
    scaled = np.round((given + field.offset) * field.scale)
    return np.where(np.isfinite(scaled), scaled, field.base.invalid).astype(np.int64).astype(field.dtype)


def _table() -> tuple[int, ...]:
    entries = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (_POLYNOMIAL if value & 1 else 0)
        entries.append(value)
    return tuple(entries)


_CRC = _table()


def checksum(data: bytes) -> int:
    """Give the CRC-16 that FIT asks for.

    >>> hex(checksum(b"123456789"))
    '0xbb3d'
    """
    crc = 0
    for byte in data:
        crc = (crc >> 8) ^ _CRC[(crc ^ byte) & 0xFF]
    return crc


def wrap(body: bytes, *, protocol: int = 0x20) -> bytes:
    """Put header and checksums round the messages of a file.

    protocol : 0x20, or 0x10 for watches that read only version 1; no message needs more.
    """
    header = struct.pack("<BBHI4s", _HEADER_SIZE, protocol, _PROFILE, len(body), b".FIT")
    whole = header + struct.pack("<H", checksum(header)) + body
    return whole + struct.pack("<H", checksum(whole))
