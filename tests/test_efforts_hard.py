import math

import numpy as np
import pytest
from hand_made import NONE, hard, line, marks, pauses, pieces

from analyzer import efforts
from analyzer.efforts.hard import Border, above, borders, is_marked, is_pressed, with_regular
from analyzer.efforts.pieces import cut

EASY, REP, WALK = (600.0, 2.9), (90.0, 4.7), (60.0, 1.3)
SIX = (EASY, *(REP, WALK) * 5, REP, EASY)


def _best(*runs: tuple[float, float]) -> Border:
    return borders(pieces(*runs), marks())[0]


def test_the_border_lies_between_the_easy_pace_and_the_reps() -> None:
    best = _best(*SIX)
    assert 2.9 < best.speed < 4.7
    assert [bout.speed for bout in best.bouts] == pytest.approx([4.7] * 6)
    assert best.easy == pytest.approx(2.9)


def test_the_border_lies_above_a_lively_jog_between_the_reps() -> None:
    best = _best(EASY, *(REP, (60.0, 3.2)) * 5, REP, EASY)
    assert 3.2 < best.speed < 4.7
    assert len(best.bouts) == 6


def test_reps_of_two_paces_lie_above_one_border() -> None:
    best = _best(EASY, *((180.0, 4.3), WALK, (40.0, 5.3), WALK) * 4, EASY)
    assert len(best.bouts) == 8


def test_slow_runners_whose_jog_is_a_walk_for_others_have_their_reps_too() -> None:
    slow = line((600.0, 1.95), *((120.0, 2.7), (90.0, 1.6)) * 6, (300.0, 1.9), wander=0.08)
    best = borders(cut(slow, pauses(), NONE), marks())[0]
    assert len(best.bouts) == 6
    assert [bout.time for bout in best.bouts] == pytest.approx([120.0] * 6, abs=3.0)
    assert best.easy == pytest.approx(1.93, abs=0.05)


def test_steady_running_has_no_border() -> None:
    assert borders(pieces((2400.0, 3.2)), marks()) == []
    assert borders((), marks()) == []


def test_reps_that_are_hardly_faster_than_easy_running_weigh_nothing() -> None:
    barely = (EASY, *((120.0, 3.05), (60.0, 1.3)) * 5, EASY)
    assert all(border.speed < 2.9 for border in borders(pieces(*barely), marks()))


def test_more_contrast_weighs_more() -> None:
    weights = [_best(EASY, *((90.0, speed), (60.0, 2.5)) * 5, EASY).weight for speed in (3.4, 3.8, 4.5)]
    assert weights == sorted(weights)
    assert weights[0] < weights[-1]


def test_without_easy_running_the_easy_pace_is_not_known() -> None:
    best = _best(*(REP, WALK) * 6)
    assert math.isnan(best.easy)
    assert len(best.bouts) == 6


@pytest.mark.parametrize(
    ("lasting", "share", "out"),
    [(90.0, 1.12, True), (90.0, 1.08, False), (40.0, 1.12, False), (40.0, 1.17, True), (20.0, 1.17, False)],
)
def test_short_bouts_must_stand_out_more_from_what_is_beside_them(lasting: float, share: float, out: bool) -> None:
    session = pieces((300.0, 3.0), *((lasting, 3.0 * share), (120.0, 3.0)) * 5)
    found = [border for border in borders(session, marks()) if 3.0 < border.speed < 3.0 * share]
    assert bool(found) is out


def test_a_bout_is_of_pieces_that_join_above_the_border() -> None:
    session = pieces((100.0, 2.5), (60.0, 4.4), (60.0, 4.8), (100.0, 2.5), (60.0, 4.4), (60.0, 4.8), apart=(5,))
    assert [(bout.start, bout.end) for bout in above(session, 3.0)] == [(100.0, 220.0), (320.0, 380.0), (380.0, 440.0)]
    assert above(session, 3.0)[0].distance == pytest.approx(60 * 4.4 + 60 * 4.8)


def test_what_is_too_long_or_too_short_is_no_rep() -> None:
    for lasting in (6.0, 18 * 60.0):
        long = pieces(EASY, *((lasting, 4.7), (120.0, 1.3)) * 4, EASY)
        assert all(border.speed < 2.9 for border in borders(long, marks()))


def test_bouts_alike_are_regular_and_one_that_is_like_no_other_is_not() -> None:
    bouts = [hard(0.0, 90.0), hard(200.0, 92.0), hard(400.0, 88.0), hard(600.0, 140.0)]
    assert [bout.regular for bout in with_regular(bouts, marks())] == [True, True, True, False]


def test_reps_of_one_distance_are_alike_at_any_pace() -> None:
    bouts = [hard(0.0, 100.0, 4.0), hard(200.0, 80.0, 5.0), hard(400.0, 90.0, 400 / 90)]
    assert all(bout.regular for bout in with_regular(bouts, marks()))


def test_short_bouts_are_compared_in_seconds() -> None:
    bouts = [hard(0.0, 18.0, 5.0), hard(100.0, 21.0, 6.2)]
    assert all(bout.regular for bout in with_regular(bouts, marks()))
    longer = [hard(0.0, 60.0, 4.0), hard(100.0, 66.0, 5.0)]
    assert not any(bout.regular for bout in with_regular(longer, marks()))


def test_among_many_bouts_two_that_are_alike_by_chance_are_not_regular() -> None:
    times = 45.0 * 1.13 ** np.arange(20)
    bouts = [hard(float(start), float(time), 4.0) for start, time in zip(np.arange(20) * 2000.0, times, strict=True)]
    with_twin = [*bouts, hard(50_000.0, 45.0, 4.0)]
    assert not any(bout.regular for bout in with_regular(with_twin, marks()))
    assert sum(bout.regular for bout in with_regular([bouts[0], bouts[5], with_twin[-1]], marks())) == 2


def test_a_bout_on_the_track_of_a_distance_that_is_run_there_is_regular_alone() -> None:
    bouts = [hard(0.0, 90.0, 400 / 90), hard(300.0, 150.0, 4.5)]
    assert [bout.regular for bout in with_regular(bouts, marks(track=True))] == [True, False]
    assert not any(bout.regular for bout in with_regular(bouts, marks()))
    assert all(bout.on_track for bout in with_regular(bouts, marks(track=True)))


def test_a_bout_from_press_to_press_is_regular_alone() -> None:
    bouts = [hard(100.0, 75.0, 4.4), hard(300.0, 150.0, 4.5)]
    pressed = marks(np.array([101.0, 174.0, 299.0]))
    assert [bout.regular for bout in with_regular(bouts, pressed)] == [True, False]


def test_a_bout_between_stops_of_the_watch_is_marked_but_not_pressed() -> None:
    bout = hard(100.0, 60.0)
    stops = marks(stops=np.array([100.0, 161.0]))
    assert is_marked(bout, stops)
    assert not is_pressed(bout, stops)
    assert is_pressed(bout, marks(np.array([100.0]), np.array([161.0])))
    assert not is_marked(bout, marks(np.array([100.0])))
    assert not is_marked(bout, marks())


def test_a_bout_that_leaves_the_track_is_not_on_it() -> None:
    stay = efforts.hard.Marks(NONE, NONE, ((100.0, 300.0), (400.0, 500.0)))
    assert stay.on_track(100.0, 300.0)
    assert not stay.on_track(90.0, 200.0)
    assert not stay.on_track(250.0, 450.0)


def test_a_rep_and_the_jog_after_it_are_not_taken_for_one() -> None:
    # two jogs a little faster than the others, and each ends in a short stand
    reps, jogs = (4.33, 4.51, 4.41, 4.38), (2.83, 2.64, 2.71, 2.64)
    runs = [((90.0, rep), (68.0, jog), (8.0, 0.7)) for rep, jog in zip(reps, jogs, strict=True)]
    best = _best((21.0, 0.7), *(run for turn in runs for run in turn), (90.0, 4.5), (30.0, 1.3))
    assert [bout.time for bout in best.bouts] == [90.0] * 5


def test_a_dip_of_a_few_seconds_does_not_break_a_bout() -> None:
    dipped = pieces(
        (300.0, 2.5), (40.0, 4.5), (7.0, 2.9), (45.0, 4.5), (60.0, 1.3), (40.0, 4.5), (7.0, 1.3), (45.0, 4.5)
    )
    assert [bout.time for bout in above(dipped, 3.5)] == [92.0, 40.0, 45.0]
    longer = pieces((300.0, 2.5), (40.0, 4.5), (15.0, 2.9), (45.0, 4.5))
    assert [bout.time for bout in above(longer, 3.5)] == [40.0, 45.0]
