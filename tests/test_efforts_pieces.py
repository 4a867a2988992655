from itertools import pairwise

import numpy as np
import pytest
from hand_made import NONE, line, pauses, speeds

from analyzer.efforts import pieces
from analyzer.efforts.pieces import Piece, cut
from analyzer.model import Floats

STEADY = pauses()
REPS = ((300.0, 2.8), (90.0, 4.6), (60.0, 1.3), (90.0, 4.6), (60.0, 1.3), (90.0, 4.6), (200.0, 2.6))
CHANGES = np.cumsum([lasting for lasting, _ in REPS])[:-1]


def _starts(cut: tuple[Piece, ...]) -> Floats:
    return np.array([piece.start for piece in cut[1:]])


@pytest.mark.parametrize("seed", range(5))
def test_a_session_of_known_levels_is_cut_where_they_change(seed: int) -> None:
    found = cut(line(*REPS, wander=0.1, seed=seed), STEADY, NONE)
    np.testing.assert_allclose(_starts(found), CHANGES, atol=2.0)
    np.testing.assert_allclose([piece.speed for piece in found], [speed for _, speed in REPS], atol=0.06)


@pytest.mark.parametrize("seed", range(5))
def test_steady_running_is_one_piece(seed: int) -> None:
    assert len(cut(line((1200.0, 3.2), wander=0.15, seed=seed), STEADY, NONE)) == 1


def test_a_watch_that_wanders_more_is_cut_no_more_often() -> None:
    slow = np.interp(np.arange(1201), np.arange(0, 1201, 6), np.random.default_rng(2).normal(3.2, 0.35, 201))
    restless = line((1200.0, 3.2)).assign(speed=slow)
    assert len(cut(restless, STEADY, NONE)) <= 3


def test_pieces_follow_each_other_from_the_start_to_the_end() -> None:
    found = cut(line(*REPS, wander=0.1), STEADY, NONE)
    assert found[0].start == 0.0
    assert found[-1].end == pytest.approx(CHANGES[-1] + 200.0, abs=1.0)
    assert all(one.end == after.start and after.joined for one, after in pairwise(found))
    assert not found[0].joined


def test_a_gradual_change_of_pace_is_cut_once_about_its_middle() -> None:
    speed = line((900.0, 3.0), wander=0.05)
    rise = np.interp(speed["elapsed"], [400.0, 430.0], [3.0, 4.2]) - 3.0
    found = cut(speed.assign(speed=speed["speed"] + rise), STEADY, NONE)
    assert 2 <= len(found) <= 3
    assert all(395.0 < start < 435.0 for start in _starts(found))


def test_a_press_lowers_the_price_of_a_cut() -> None:
    small = line((120.0, 3.0), (16.0, 3.75), (200.0, 3.0), wander=0.02)
    assert len(cut(small, STEADY, NONE)) == 1
    pressed = cut(small, STEADY, np.array([120.0, 136.0]))
    np.testing.assert_allclose(_starts(pressed), [120.0, 136.0], atol=2.0)


def test_presses_alone_cut_nothing() -> None:
    assert len(cut(line((900.0, 3.2), wander=0.05), STEADY, np.arange(90.0, 900.0, 90.0))) == 1


def test_a_pause_parts_pieces_that_do_not_join() -> None:
    found = cut(line((600.0, 3.0)), pauses((200.0, 260.0)), NONE)
    assert [piece.joined for piece in found] == [False, False]
    assert found[0].end == pytest.approx(200.0, abs=1.0)
    assert found[1].start == pytest.approx(260.0, abs=1.0)


@pytest.mark.parametrize(("gap", "parts"), [(8, 1), (40, 2)])
def test_a_gap_without_samples_parts_pieces_where_it_is_long(gap: int, parts: int) -> None:
    speed = line((600.0, 3.0))
    left = speed[(speed["elapsed"] <= 300) | (speed["elapsed"] >= 300 + gap)]
    found = cut(left, STEADY, NONE)
    assert len(found) == parts
    assert sum(piece.lasting for piece in found) == pytest.approx(600.0 if parts == 1 else 600.0 - gap, abs=2.0)


def test_samples_that_are_seldom_are_no_gaps() -> None:
    assert len(cut(line((1200.0, 3.0)).iloc[::10], STEADY, NONE)) == 1


@pytest.mark.parametrize("lasting", [0.0, 1.0, 4.0, 9.0, 11.0])
def test_the_shortest_sessions_are_cut_too(lasting: float) -> None:
    found = cut(line((max(lasting, 1.0), 3.0)), STEADY, np.array([2.0]))
    assert len(found) == 1
    assert found[0].speed == pytest.approx(3.0)


def test_the_moments_tried_as_cuts_are_capped_in_very_long_recordings() -> None:
    day = np.random.default_rng(4).normal(3.0, 0.6, 86_400)
    tried = pieces._moments(day, np.array([40_000], dtype=np.intp))
    assert len(tried) <= pieces.MOST + 3
    assert {0, 40_000, 86_400} <= set(tried.tolist())


def test_what_is_capped_leaves_the_strongest_changes() -> None:
    reps = speeds(*((80.0, 3.0), (80.0, 5.5)) * 200, wander=0.2)
    tried = pieces._moments(reps, np.zeros(0, dtype=np.intp))
    changes = np.arange(80, 32_000, 80)
    assert len(changes) < len(tried) <= pieces.MOST + 2
    assert np.abs(tried[:, None] - changes[None, :]).min(axis=0).max() <= 2


def test_no_piece_is_shorter_than_the_shortest() -> None:
    rough = line((900.0, 3.0)).assign(speed=np.random.default_rng(5).choice([1.0, 6.0], 901))
    found = cut(rough, STEADY, np.arange(3.0, 900.0, 3.0))
    assert min(piece.lasting for piece in found) >= pieces.SHORTEST * pieces.STEP
