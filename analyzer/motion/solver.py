"""Solve the block tridiagonal normal equations with an arrow of globals, and read covariances off the factor."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve_banded, cholesky_banded

from analyzer.motion.chain import BAND, STATES, S

Floats = NDArray[np.float64]

NOTHING = 1e-60
"""Smaller effects are none."""


@dataclass(frozen=True, eq=False)
class Factor:
    """The factorised normal matrix [[T, B], [B', C]]: T banded, C small.

    banded : Cholesky factor of T in LAPACK's lower band storage. reach : T^-1 B, (n * 9, g).
    globals_covariance : Posterior covariance of the globals, (g, g).
    """

    banded: Floats
    reach: Floats
    globals_covariance: Floats


def factorise(diagonal: Floats, lower: Floats, border: Floats, tip: Floats) -> Factor:
    """Factorise blocks (n, 9, 9), (n - 1, 9, 9), border (n, 9, g) and tip (g, g)."""
    n = len(diagonal)
    band = np.zeros((BAND + 1, n * STATES))
    view = band.reshape(BAND + 1, n, STATES)
    for column in range(STATES):
        for row in range(column, STATES):
            view[row - column, :, column] = diagonal[:, row, column]
        for row in range(STATES):
            view[STATES + row - column, :-1, column] = lower[:, row, column]
    banded = cholesky_banded(band, lower=True, overwrite_ab=True, check_finite=False)
    flat = border.reshape(n * STATES, -1)
    reach = cho_solve_banded((banded, True), flat, check_finite=False)
    # far from an onset its effect fades into subnormal numbers, which slow every product down
    reach[np.abs(reach) < NOTHING] = 0.0
    shared = np.asarray(np.linalg.inv(tip - flat.T @ reach), dtype=np.float64)
    return Factor(banded, reach, shared)


def solve(factor: Factor, pull: Floats, pull_globals: Floats) -> tuple[Floats, Floats]:
    """Give the step of the unknowns (n, 9) and of the globals (g,)."""
    alone = cho_solve_banded((factor.banded, True), pull.reshape(-1), check_finite=False)
    step_globals = factor.globals_covariance @ (pull_globals - factor.reach.T @ pull.reshape(-1))
    return (alone - factor.reach @ step_globals).reshape(-1, STATES), step_globals


@dataclass(frozen=True, eq=False)
class Marginals:
    """The diagonal blocks of T^-1 (n, 9, 9), and the gains that lead from a later sample's covariances to an earlier's.

    For i < j the block of T^-1 is gain[i] @ gain[i + 1] ... @ gain[j - 1] @ blocks[j] (Takahashi's recursion).
    """

    blocks: Floats
    gain: Floats


def marginals(factor: Factor) -> Marginals:
    """Give what any covariance of the posterior is made from."""
    n = factor.banded.shape[1] // STATES
    view = factor.banded.reshape(BAND + 1, n, STATES)
    own, below = np.zeros((n, STATES, STATES)), np.zeros((n, STATES, STATES))
    for column in range(STATES):
        for row in range(column, STATES):
            own[:, row, column] = view[row - column, :, column]
        for row in range(STATES):
            below[:-1, row, column] = view[STATES + row - column, :-1, column]
    inverse = np.linalg.inv(own)
    blocks = inverse.transpose(0, 2, 1) @ inverse
    carry = below @ inverse
    for k in range(n - 2, -1, -1):
        blocks[k] += carry[k].T @ blocks[k + 1] @ carry[k]
    return Marginals(blocks, -carry.transpose(0, 2, 1))


def variances(factor: Factor, parts: Marginals, of: tuple[int, ...]) -> Floats:
    """Give the posterior variance of some unknowns at every sample, (n, len(of))."""
    index = list(of)
    reach = factor.reach.reshape(len(parts.blocks), STATES, -1)[:, index, :]
    shared = np.einsum("nig,gh,nih->ni", reach, factor.globals_covariance, reach)
    return np.asarray(parts.blocks[:, index, index] + shared)


def covariance(factor: Factor, parts: Marginals, node: NDArray[np.intp], share: Floats, of_globals: Floats) -> Floats:
    """Give the covariance of arc positions between samples, and of globals after them.

    node, share : Each arc position is (1 - share) of sample `node` and share of the next one.
    of_globals : (k, g), each row a linear function of the globals.
    """
    count = len(node)
    reach = factor.reach.reshape(len(parts.blocks), STATES, -1)[:, S, :]
    following = np.minimum(node + 1, len(parts.blocks) - 1)
    picked = (1 - share)[:, None] * reach[node] + share[:, None] * reach[following]
    touch = np.concatenate([-picked, of_globals])
    full = touch @ factor.globals_covariance @ touch.T
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
