"""Documents, arrays and histograms as the bytes that the log keeps."""

import json
import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import LogError
from analyzer.model import SPEED_BINS, Floats

Arrays = dict[str, NDArray[Any]]

ROUNDING = 2.5e-4
"""Numbers are kept in four bytes where that changes none by more: a quarter of a millisecond or of a millimetre,"""
OF_RANGE = 1e-6
"""and by no more than this of the range of all: degrees, which differ in the sixth decimal, keep their eight bytes."""
_LEVEL = 3
"""Of zlib: level 6 takes three times as long for a tenth less."""
_LETTERS = "surrogatepass"
"""The names of files may hold bytes that are no letters."""
_SPEED_BYTES = 4 * SPEED_BINS


def document(content: dict[str, Any]) -> bytes:
    """Pack the JSON of an analysis."""
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", _LETTERS), 6)


def read_document(data: bytes) -> dict[str, Any]:
    """Unpack what `document` packed. Raises LogError."""
    try:
        content: dict[str, Any] = json.loads(zlib.decompress(data).decode("utf-8", _LETTERS))
    except (zlib.error, ValueError) as error:
        raise _damaged(error) from error
    return content


def traces(arrays: Arrays) -> bytes:
    """Pack arrays by name, each for itself: a line of JSON that lists them, then their compressed bytes."""
    heads, bodies = [], []
    for name, values in arrays.items():
        # zlib finds more in bytes of one weight side by side
        kept = _shortest(np.ascontiguousarray(values))
        body = zlib.compress(kept.reshape(-1).view(np.uint8).reshape(-1, kept.itemsize).T.tobytes(), _LEVEL)
        heads.append([name, np.asarray(values).dtype.str, kept.dtype.str, list(np.shape(values)), len(body)])
        bodies.append(body)
    return json.dumps(heads).encode() + b"\n" + b"".join(bodies)


def read_traces(data: bytes, *, within: str = "") -> Arrays:
    """Unpack the arrays whose names begin with `within`, by name. Raises LogError."""
    try:
        head, _, rest = data.partition(b"\n")
        arrays, place = {}, 0
        for name, given, kept, shape, size in json.loads(head):
            if name.startswith(within):
                arrays[name] = _read_array(zlib.decompress(rest[place : place + size]), given, kept, shape)
            place += size
    except (zlib.error, ValueError, TypeError) as error:
        raise _damaged(error) from error
    return arrays


def _read_array(data: bytes, given: str, kept: str, shape: list[int]) -> NDArray[Any]:
    weights = np.frombuffer(data, np.uint8).reshape(np.dtype(kept).itemsize, -1)
    return np.ascontiguousarray(weights.T).view(kept).reshape(shape).astype(given)


def _shortest(values: NDArray[Any]) -> NDArray[Any]:
    """Give floats in four bytes where that loses nothing that matters."""
    if values.dtype != np.float64 or not values.size:
        return values
    with np.errstate(over="ignore", invalid="ignore"):
        short = values.astype(np.float32)
        lost = np.abs(short - values)
    finite = np.isfinite(values)
    if not finite.any():
        return short
    span = float(np.ptp(values[finite]))
    # what overflows in four bytes is infinitely far off
    return short if float(lost[finite].max()) <= min(ROUNDING, OF_RANGE * span) or not lost[finite].any() else values


def speeds(seconds: Floats) -> bytes:
    """Pack the seconds at each speed; always as many bytes, so that a whole log of them is one array."""
    return np.asarray(seconds, dtype="<f4").reshape(SPEED_BINS).tobytes()


def read_speeds(packed: Iterable[bytes | None]) -> Floats:
    """Unpack the seconds at each speed of many sessions, (sessions, SPEED_BINS)."""
    whole = b"".join(one or bytes(_SPEED_BYTES) for one in packed)
    return np.frombuffer(whole, dtype="<f4").reshape(-1, SPEED_BINS).astype(np.float64)


def _damaged(error: Exception) -> LogError:
    return LogError(f"the analysis kept in the log is damaged ({error}); analyse the session again")
