"""Solve the block tridiagonal normal equations with an arrow of globals, and read covariances off the factor."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve_banded, cholesky_banded

from analyzer.motion.chain import BAND, STATES, S

Floats = NDArray[np.float64]


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
    shared = np.asarray(np.linalg.inv(tip - flat.T @ reach), dtype=np.float64)
    return Factor(banded, reach, shared)


def solve(factor: Factor, pull: Floats, pull_globals: Floats) -> tuple[Floats, Floats]:
    """Give the step of the unknowns (n, 9) and of the globals (g,)."""
    alone = cho_solve_banded((factor.banded, True), pull.reshape(-1), check_finite=False)
    step_globals = factor.globals_covariance @ (pull_globals - factor.reach.T @ pull.reshape(-1))
    return (alone - factor.reach @ step_globals).reshape(-1, STATES), step_globals


def log_determinant(factor: Factor) -> float:
    """Give the logarithm of the determinant of the whole normal matrix."""
    _, small = np.linalg.slogdet(factor.globals_covariance)
    return float(2 * np.log(factor.banded[0]).sum() - small)


def covariance(factor: Factor, node: NDArray[np.intp], share: Floats, of_globals: Floats) -> Floats:
    """Give the covariance of arc positions between samples, and of globals after them.

    node, share : Each arc position is (1 - share) of sample `node` and share of the next one.
    of_globals : (k, g), each row a linear function of the globals.
    """
    size, count = factor.banded.shape[1], len(node)
    pick = np.zeros((size, count))
    order = np.arange(count)
    pick[node * STATES + S, order] += 1 - share
    pick[np.minimum(node + 1, size // STATES - 1) * STATES + S, order] += share
    alone = pick.T @ cho_solve_banded((factor.banded, True), pick, check_finite=False) if count else np.zeros((0, 0))
    touch = np.concatenate([-(pick.T @ factor.reach), of_globals]) if count else of_globals
    full = touch @ factor.globals_covariance @ touch.T
    full[:count, :count] += alone
    return np.asarray(0.5 * (full + full.T))


def variances(factor: Factor, of: tuple[int, ...]) -> Floats:
    """Give the posterior variance of some unknowns at every sample, (n, len(of)).

    The diagonal blocks of the inverse of a block tridiagonal matrix come from the last sample backwards (Takahashi).
    """
    n = factor.banded.shape[1] // STATES
    view = factor.banded.reshape(BAND + 1, n, STATES)
    own, below = np.zeros((n, STATES, STATES)), np.zeros((n, STATES, STATES))
    for column in range(STATES):
        for row in range(column, STATES):
            own[:, row, column] = view[row - column, :, column]
        for row in range(STATES):
            below[:-1, row, column] = view[STATES + row - column, :-1, column]
    inverse = np.linalg.inv(own)
    alone = inverse.transpose(0, 2, 1) @ inverse
    carry = below @ inverse
    blocks = np.empty_like(own)
    blocks[-1] = alone[-1]
    for k in range(n - 2, -1, -1):
        blocks[k] = alone[k] + carry[k].T @ blocks[k + 1] @ carry[k]
    index = list(of)
    reach = factor.reach.reshape(n, STATES, -1)[:, index, :]
    shared = np.einsum("nig,gh,nih->ni", reach, factor.globals_covariance, reach)
    return np.asarray(blocks[:, index, index] + shared)
