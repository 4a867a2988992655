"""Columns of the normal equations that touch few samples: those of the onsets.

An onset touches the samples of the minute after it. What the chain makes of that goes on to later samples and fades
within minutes; so the columns are carried along the chain some samples at a time, each from where it begins to where
nothing is left of it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dtbtrs

from analyzer.motion.chain import STATES

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

CHUNK = 64
"""So many samples are taken at a time. [samples]"""
FADED = 1e-12
"""What is left of a column is nothing when it is this share of the most that it was."""


@dataclass(frozen=True, eq=False)
class Local:
    """Columns (k, w, 9) of which each touches w samples from its `first` on; first is in order."""

    first: Indices
    blocks: Floats

    @property
    def samples(self) -> Indices:
        """Which samples they touch, (k, w)."""
        return self.first[:, None] + np.arange(self.blocks.shape[1])


@dataclass(frozen=True, eq=False)
class Piece:
    """Columns begin..end of those of the onsets at the samples of a chunk, (9 x samples, end - begin)."""

    sample: int
    begin: int
    end: int
    values: Floats

    @property
    def rows(self) -> slice:
        """Where its samples stand among the unknowns of all."""
        return slice(STATES * self.sample, STATES * self.sample + len(self.values))


def windows(at: Floats, begins: Floats, lasts: float, *, margin: int) -> tuple[Indices, int]:
    """Give the first of the times `at` that each of the beginnings touches, and how many it touches at most. [s]

    margin : So many times before the beginning and after the end count too.
    """
    first = np.maximum(np.searchsorted(at, begins, side="right") - margin, 0)
    last = np.minimum(np.searchsorted(at, begins + lasts, side="right") + margin, len(at))
    width = int((last - first).max(initial=0))
    return np.minimum(first, len(at) - width), width


def products(first: Indices, left: Floats, right: Floats) -> Floats:
    """Give the products (k, k) of rows `left` and `right` (k, w) that stand at places from `first` on, in order."""
    count, width = left.shape
    full = np.zeros((count, count))
    for lag in range(count):
        apart = first[lag:] - first[: count - lag]
        if (apart >= width).all():
            break
        place = apart[:, None] + np.arange(width)
        shared = np.take_along_axis(left[: count - lag], np.minimum(place, width - 1), axis=1) * (place < width)
        earlier = np.arange(count - lag)
        full[earlier, earlier + lag] = full[earlier + lag, earlier] = (shared * right[lag:]).sum(axis=1)
    return full


def forward(banded: Floats, local: Local) -> list[Piece]:
    """Give L^-1 of the columns, chunk by chunk; the factor L in LAPACK's lower band storage, (18, 9 x n)."""
    count, width, _ = local.blocks.shape
    total = banded.shape[1] // STATES
    pieces: list[Piece] = []
    most = np.zeros(count)
    begin = end = 0
    before = np.zeros((STATES, 0))
    for sample in range(_chunk(local.first[0]) if count else total, total, CHUNK):
        stop = min(sample + CHUNK, total)
        came = end
        end = int(np.searchsorted(local.first, stop))
        if begin == end:
            continue
        values = np.zeros((STATES * (stop - sample), end - begin), order="F")
        if came > begin:
            values[:STATES, : came - begin] = -(_below(banded, sample) @ before)
        for column in range(begin, end):
            first = int(local.first[column])
            low, high = max(first, sample), min(first + width, stop)
            if low < high:
                part = local.blocks[column, low - first : high - first].ravel()
                values[STATES * (low - sample) : STATES * (high - sample), column - begin] += part
        values, _ = dtbtrs(banded[:, STATES * sample : STATES * stop], values, uplo="L", overwrite_b=1)
        pieces.append(Piece(sample, begin, end, values))
        left = np.abs(values[-STATES:]).max(axis=0)
        most[begin:end] = np.maximum(most[begin:end], np.abs(values).max(axis=0))
        done = (left <= FADED * most[begin:end]) & (local.first[begin:end] + width <= stop)
        kept = int(np.argmin(done)) if not done.all() else len(done)
        begin, before = begin + kept, values[-STATES:, kept:]
    return pieces


def backward(banded: Floats, local: Local, pieces: list[Piece]) -> list[Piece]:
    """Give L^-T of what `forward` gave of the columns, chunk by chunk."""
    total = banded.shape[1] // STATES
    at = {piece.sample: piece for piece in pieces}
    found: list[Piece] = []
    most = np.zeros(len(local.first))
    begin = end = len(local.first)
    after = np.zeros((STATES, 0))
    for sample in range(_chunk(total - 1), -1, -CHUNK):
        stop = min(sample + CHUNK, total)
        came = slice(begin, end)
        piece = at.get(sample)
        if piece is not None:
            begin, end = piece.begin, end if begin < end else piece.end
        if begin == end:
            continue
        values = np.zeros((STATES * (stop - sample), end - begin), order="F")
        if piece is not None:
            values[:, : piece.end - begin] = piece.values
        if after.shape[1]:
            values[-STATES:, came.start - begin :] -= _below(banded, stop).T @ after
        values, _ = dtbtrs(banded[:, STATES * sample : STATES * stop], values, uplo="L", trans="T", overwrite_b=1)
        found.append(Piece(sample, begin, end, values))
        most[begin:end] = np.maximum(most[begin:end], np.abs(values).max(axis=0))
        left = np.abs(values[:STATES]).max(axis=0)
        done = (left <= FADED * most[begin:end]) & (_chunk(local.first[begin:end]) >= sample)
        kept = len(done) - int(np.argmin(done[::-1])) if not done.all() else 0
        end, after = begin + kept, values[:STATES, :kept]
    return found[::-1]


def _chunk(sample: Any) -> Any:
    """Give the first sample of the chunk that samples lie in."""
    return sample // CHUNK * CHUNK


def _below(banded: Floats, sample: int) -> Floats:
    """Give the block of the factor in the rows of a sample and the columns of the one before it, (9, 9)."""
    block = np.zeros((STATES, STATES))
    before = banded[:, STATES * (sample - 1) : STATES * sample]
    for column in range(STATES):
        block[:, column] = before[STATES - column : 2 * STATES - column, column]
    return block
