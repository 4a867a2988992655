"""The checksum of a FIT file: CRC-16/ARC, folded to a few bytes by long exclusive-ors before the bytes are walked.

Its polynomial is (x + 1)(x^15 + x + 1). Modulo that, x^32767 = 1: blocks of 32,767 bytes may be laid over each other.
Modulo the second factor, x^15 = x + 1 and so x^(15 n) = x^n + 1 for each power of two n: the first bytes of a block may
be laid over later ones, until few are left. What that loses is the parity of the bits, which the first factor tells.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

_POLYNOMIAL = 0xA001
_FACTOR = 0xC001
"""x^15 + x + 1, as the checksum holds it: the lowest bit is the highest power."""
_PERIOD = 32767
_DEGREE = 15
_WORTH = 22
"""So many times a step is the least length at which that step lays more over than half of it would."""
_WORD = 8
_WALKED = 128
"""So few bytes are faster walked. [bytes]"""


@cache
def _byte_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return tuple(table)


def checksum(data: bytes) -> int:
    """Give the CRC-16/ARC of the bytes.

    >>> hex(checksum(b"123456789"))
    '0xbb3d'
    """
    block = _overlaid(np.frombuffer(data, dtype=np.uint8))
    state = 0
    table = _byte_table()
    for byte in _folded(block).tobytes():
        state = state >> 8 ^ table[(state ^ byte) & 0xFF]
    odd = (state.bit_count() ^ _laid_together(block).bit_count()) & 1
    return state ^ _FACTOR if odd else state


def _laid_together(octets: NDArray[np.uint8]) -> int:
    """Give the exclusive-or of all words of eight bytes, and of what is left after them."""
    whole = len(octets) // _WORD * _WORD
    rest = int.from_bytes(octets[whole:].tobytes(), "little")
    return int(np.bitwise_xor.reduce(octets[:whole].view(np.uint64))) ^ rest


def _overlaid(octets: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay blocks of 32,767 bytes over each other."""
    first = len(octets) % _PERIOD
    if first == len(octets):
        return octets
    block: NDArray[np.uint8] = np.bitwise_xor.reduce(octets[first:].reshape(-1, _PERIOD), axis=0)
    block[_PERIOD - first :] ^= octets[:first]
    return block


def _folded(block: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay the first bytes of a block over later ones, for x^(15 n) = x^n + 1."""
    octets = block.copy()
    while len(octets) > _WALKED:
        step = 1 << ((len(octets) - 1) // _WORTH).bit_length() - 1
        keep = _DEGREE * step
        count = min(len(octets) - keep, keep - step)
        first, octets = octets[:count], octets[count:]
        octets[keep - count : keep] ^= first
        octets[keep - step - count : keep - step] ^= first
    return octets
