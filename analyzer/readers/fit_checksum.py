"""The checksum of a FIT file: CRC-16/ARC, many bytes at a time."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

_POLYNOMIAL = 0xA001
_WIDTH = 512
"""Bytes that are taken together in one step."""


@cache
def _byte_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return tuple(table)


def _after_zeros(value: int, zeros: int) -> int:
    table = _byte_table()
    for _ in range(zeros):
        value = value >> 8 ^ table[value & 0xFF]
    return value


@cache
def _row_table() -> NDArray[np.uint16]:
    """Give what each of the 65,536 states becomes after a row of zeros; the checksum is linear, so 16 make all."""
    table = np.zeros(1, dtype=np.uint16)
    for bit in range(16):
        table = np.concatenate([table, table ^ np.uint16(_after_zeros(1 << bit, _WIDTH))])
    return table


def checksum(data: bytes) -> int:
    """Give the CRC-16/ARC of the bytes.

    >>> hex(checksum(b"123456789"))
    '0xbb3d'
    """
    spare = len(data) % _WIDTH
    state = 0
    table = _byte_table()
    if len(data) > spare:
        shift = _row_table()
        columns = np.zeros(_WIDTH, dtype=np.uint16)
        for row in np.frombuffer(data, dtype=np.uint8, count=len(data) - spare).reshape(-1, _WIDTH):
            columns = shift[columns] ^ row
        state = _fold(columns.tolist(), table)
    for byte in data[len(data) - spare :]:
        state = state >> 8 ^ table[(state ^ byte) & 0xFF]
    return state


def _fold(columns: list[int], table: tuple[int, ...]) -> int:
    state = 0
    for column in columns:
        state ^= column
        state = state >> 8 ^ table[state & 0xFF]
    return state
