import numpy as np
import pytest
from scipy.linalg import cho_solve_banded, cholesky_banded

from analyzer.motion import local, profile
from analyzer.motion.chain import BAND, STATES

STARTS = (3, 40, 41, 200, 515)
WIDTH = 70
SAMPLES = 600


def _banded(memory: float) -> np.ndarray:
    """Make the factor of a chain in which an effect fades by e in so many samples, and of some ties within each."""
    rng = np.random.default_rng(11)
    band = np.zeros((BAND + 1, STATES * SAMPLES))
    band[0], band[STATES, :-STATES] = 2.0 * np.cosh(1.0 / memory), -1.0
    within = np.arange(band.shape[1]) % STATES < STATES - 1
    band[1, within] = rng.uniform(-0.01, 0.01, size=int(within.sum())) / memory
    return cholesky_banded(band, lower=True)


def _columns() -> tuple[local.Local, np.ndarray]:
    rng = np.random.default_rng(12)
    first = np.minimum(np.array(STARTS), SAMPLES - WIDTH)
    blocks = rng.normal(size=(len(first), WIDTH, STATES))
    whole = np.zeros((SAMPLES, STATES, len(first)))
    for column, begin in enumerate(first):
        whole[begin : begin + WIDTH, :, column] = blocks[column]
    return local.Local(first, blocks), whole.reshape(-1, len(first))


def _spread(pieces: list[local.Piece], count: int) -> np.ndarray:
    whole = np.zeros((STATES * SAMPLES, count))
    for piece in pieces:
        whole[piece.rows, piece.begin : piece.end] = piece.values
    return whole


@pytest.mark.parametrize("memory", [2.0, 10.0, 100.0])
def test_columns_that_touch_few_samples_are_solved_as_whole_ones_are(memory: float) -> None:
    banded = _banded(memory)
    columns, whole = _columns()
    pieces = local.forward(banded, columns)
    found = _spread(local.backward(banded, columns, pieces), len(STARTS))
    expected = cho_solve_banded((banded, True), whole)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9 * np.abs(expected).max())
    half, products = _spread(pieces, len(STARTS)), whole.T @ expected
    np.testing.assert_allclose(half.T @ half, products, rtol=0, atol=1e-9 * products.max())


@pytest.mark.parametrize(("memory", "fades"), [(3.0, True), (100.0, False)])
def test_a_column_is_carried_as_far_as_anything_is_left_of_it(memory: float, fades: bool) -> None:
    # a part in 1e12 is left after 28 memories, beyond the last sample that the column touches
    first, _ = _columns()
    last = max(piece.rows.stop for piece in local.forward(_banded(memory), first) if piece.begin == 0) / STATES
    assert last > min(SAMPLES - 1, STARTS[0] + WIDTH + 24 * memory)
    assert last < STARTS[0] + WIDTH + 30 * memory + local.CHUNK
    assert (last < SAMPLES) == fades


def test_without_onsets_there_is_nothing_to_solve() -> None:
    none = local.Local(np.zeros(0, dtype=np.intp), np.zeros((0, 0, STATES)))
    assert local.forward(_banded(3.0), none) == []
    assert local.backward(_banded(3.0), none, []) == []


def test_products_of_short_rows_are_those_of_the_whole_ones() -> None:
    rng = np.random.default_rng(3)
    first = np.array([0, 2, 2, 7, 30])
    left, right = rng.normal(size=(2, 5, 6))
    dense = np.zeros((2, 5, 36))
    for row, begin in enumerate(first):
        dense[0, row, begin : begin + 6], dense[1, row, begin : begin + 6] = left[row], left[row] * 2.0
    np.testing.assert_allclose(local.products(first, left, 2.0 * left), dense[0] @ dense[1].T, atol=1e-12)
    assert local.products(first[:0], right[:0], right[:0]).shape == (0, 0)


def test_the_window_of_an_onset_holds_all_that_it_changes() -> None:
    elapsed = np.concatenate([np.arange(0.0, 90.0), np.arange(95.0, 400.0, 5.0)])
    pace = profile.Profile(
        np.array([-60.0, 20.3, 80.0, 250.0]),
        np.array([0.0, 4.5, 1.2, 4.0]),
        np.full(4, 0.3),
        np.array([1, 2, 3], dtype=np.intp),
    )
    begins = pace.begins[pace.onsets]
    first, width = local.windows(elapsed, begins, profile.EFFECT_LASTS, margin=1)
    whole, _ = profile.onset_effects(pace, elapsed)
    change = np.diff(whole, axis=1)
    inside = np.zeros(change.shape, dtype=bool)
    for row, begin in enumerate(first):
        inside[row, begin : begin + width - 1] = True
    assert (change[~inside] == 0.0).all()
    assert (np.abs(change).max(axis=1) > 0.5).all()
