"""Solve the block tridiagonal normal equations with an arrow of globals and onsets, and read covariances off them.

The globals touch every sample; the onsets touch few (`local`). A step needs only the forward half of the substitution
for them; the posterior needs both, once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky_banded
from scipy.linalg.lapack import dtbtrs

from analyzer.motion import local
from analyzer.motion.chain import BAND, STATES, S
from analyzer.motion.local import Local, Piece

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Factor:
    """The factorised normal matrix [[T, B], [B', C]]: T = L L' banded, C small; B is of the globals and the onsets.

    banded : L in LAPACK's lower band storage. border : L^-1 of what ties the samples to the globals, (n * 9, globals).
    onsets, pieces : what ties them to the onsets, and L^-1 of it.
    shared_covariance : Posterior covariance of the globals and the onsets after them.
    """

    banded: Floats
    border: Floats
    onsets: Local
    pieces: list[Piece]
    shared_covariance: Floats


def factorise(diagonal: Floats, lower: Floats, border: Floats, onsets: Local, tip: Floats) -> Factor:
    """Factorise blocks (n, 9, 9), (n - 1, 9, 9), border (n, 9, globals), onsets and tip (globals + onsets, .)."""
    n = len(diagonal)
    band = np.zeros((n * STATES, BAND + 1)).T
    view = band.T.reshape(n, STATES, BAND + 1)
    for column in range(STATES):
        view[:, column, : STATES - column] = diagonal[:, column:, column]
        view[:-1, column, STATES - column : BAND + 1 - column] = lower[:, :, column]
    banded = cholesky_banded(band, lower=True, overwrite_ab=True, check_finite=False)
    spread, _ = dtbtrs(banded, border.reshape(n * STATES, -1), uplo="L")
    pieces = local.forward(banded, onsets)
    left = tip.copy()
    count = spread.shape[1]
    left[:count, :count] -= spread.T @ spread
    for piece in pieces:
        here = slice(count + piece.begin, count + piece.end)
        left[here, here] -= piece.values.T @ piece.values
        between = spread[piece.rows].T @ piece.values
        left[:count, here] -= between
        left[here, :count] -= between.T
    return Factor(banded, spread, onsets, pieces, np.asarray(np.linalg.inv(left), dtype=np.float64))


def solve(factor: Factor, pull: Floats, pull_shared: Floats) -> tuple[Floats, Floats]:
    """Give the step of the unknowns (n, 9) and of the globals and the onsets after them."""
    rest, _ = dtbtrs(factor.banded, pull.reshape(-1, 1), uplo="L")
    count = factor.border.shape[1]
    left = pull_shared.copy()
    left[:count] -= factor.border.T @ rest[:, 0]
    for piece in factor.pieces:
        left[count + piece.begin : count + piece.end] -= piece.values.T @ rest[piece.rows, 0]
    shared = factor.shared_covariance @ left
    rest[:, 0] -= factor.border @ shared[:count]
    for piece in factor.pieces:
        rest[piece.rows, 0] -= piece.values @ shared[count + piece.begin : count + piece.end]
    step, _ = dtbtrs(factor.banded, rest, uplo="L", trans="T", overwrite_b=1)
    return step.reshape(-1, STATES), shared


@dataclass(frozen=True, eq=False)
class Marginals:
    """What any covariance of the posterior is made from.

    blocks : The diagonal blocks of T^-1 (n, 9, 9). gain : leads from a later sample's covariances to an earlier's.
    reach : T^-1 B of the globals and the onsets after them, of the unknowns `reached`, (n, len(reached), .).
    For i < j the block of T^-1 is gain[i] @ gain[i + 1] ... @ gain[j - 1] @ blocks[j] (Takahashi's recursion).
    """

    blocks: Floats
    gain: Floats
    reach: Floats
    reached: tuple[int, ...]


def marginals(factor: Factor, reached: tuple[int, ...]) -> Marginals:
    """Give what any covariance of the posterior is made from; reached : the unknowns of which it is wanted, S first."""
    n = factor.banded.shape[1] // STATES
    view = factor.banded.T.reshape(n, STATES, BAND + 1)
    own, below = np.zeros((n, STATES, STATES)), np.zeros((n, STATES, STATES))
    for column in range(STATES):
        own[:, column:, column] = view[:, column, : STATES - column]
        below[:-1, :, column] = view[:-1, column, STATES - column : BAND + 1 - column]
    inverse = np.linalg.inv(own)
    blocks = inverse.transpose(0, 2, 1) @ inverse
    carry = below @ inverse
    for k in range(n - 2, -1, -1):
        blocks[k] += carry[k].T @ blocks[k + 1] @ carry[k]
    return Marginals(blocks, -carry.transpose(0, 2, 1), _reach(factor, reached), reached)


def _reach(factor: Factor, reached: tuple[int, ...]) -> Floats:
    n, count = factor.banded.shape[1] // STATES, factor.border.shape[1]
    reach = np.zeros((n, len(reached), count + len(factor.onsets.first)))
    whole, _ = dtbtrs(factor.banded, factor.border, uplo="L", trans="T")
    index = list(reached)
    reach[:, :, :count] = whole.reshape(n, STATES, count)[:, index]
    for piece in local.backward(factor.banded, factor.onsets, factor.pieces):
        values = piece.values.reshape(-1, STATES, piece.end - piece.begin)[:, index]
        reach[piece.sample : piece.sample + len(values), :, count + piece.begin : count + piece.end] = values
    return reach


def variances(factor: Factor, parts: Marginals) -> Floats:
    """Give the posterior variance of the unknowns that were reached for at every sample, (n, len(reached))."""
    index = list(parts.reached)
    shared = ((parts.reach @ factor.shared_covariance) * parts.reach).sum(axis=2)
    return np.asarray(parts.blocks[:, index, index] + shared)


def covariance(factor: Factor, parts: Marginals, node: NDArray[np.intp], share: Floats, of_globals: Floats) -> Floats:
    """Give the covariance of arc positions between samples, and of globals after them.

    node, share : Each arc position is (1 - share) of sample `node` and share of the next one.
    of_globals : (k, g), each row a linear function of the globals.
    """
    count = len(node)
    reach = parts.reach[:, parts.reached.index(S)]
    following = np.minimum(node + 1, len(parts.blocks) - 1)
    picked = (1 - share)[:, None] * reach[node] + share[:, None] * reach[following]
    touch = np.concatenate([-picked, of_globals])
    full = touch @ factor.shared_covariance @ touch.T
    samples, place = np.unique(np.concatenate([node, following]), return_inverse=True)
    between = _between(parts, samples)
    ends = ((place[:count], 1 - share), (place[count:], share))
    for row, of_row in ends:
        for column, of_column in ends:
            full[:count, :count] += of_row[:, None] * of_column * between[np.ix_(row, column)]
    return np.asarray(0.5 * (full + full.T))


def _between(parts: Marginals, samples: NDArray[np.intp]) -> Floats:
    """Give the covariance of the arc positions at samples, which are in order; the globals held."""
    count = len(samples)
    between = np.zeros((count, count))
    if not count:
        return between
    later = np.zeros((STATES, count))
    first, column = int(samples[0]), count
    for k in range(int(samples[-1]), first - 1, -1):
        later = parts.gain[k] @ later if column < count else later
        if samples[column - 1] == k:
            column -= 1
            later[:, column] = parts.blocks[k][:, S]
            between[column, column:] = between[column:, column] = later[S, column:]
            if column == 0:
                break
    return between
