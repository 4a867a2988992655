"""A plan beside what was run: in order, by distance and time, and blind to pace."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sessions_example import Made

from analyzer.model import Effort, Rep, Repeat, Rest, SessionPlan, Target
from analyzer.workouts.match import Match, match
from analyzer.workouts.match_notes import numbers


def at(seconds: float) -> Target:
    return Target(time=(seconds, seconds))


def repeat(count: int, *parts: Rep, most: int | None = None, rest: Rest | None = None) -> SessionPlan:
    return SessionPlan((Repeat(count, most or count, parts, rest),))


def ran(*pieces: tuple[float, float], rest: float = 60.0) -> tuple[Effort, ...]:
    made = Made().steady(600)
    for distance, time in pieces:
        made.rep("", distance, time, rest)
    return tuple(made.efforts)


def efforts_of(found: Match) -> list[int | None]:
    return [index for _, index in found.pairs]


TEN_400 = repeat(10, Rep(distance=400.0, target=at(90.0), rest=Rest(60.0)))


def test_every_rep_of_the_plan_finds_its_effort_in_order() -> None:
    found = match(TEN_400, ran(*[(400.0, 89.0)] * 10))
    assert efforts_of(found) == list(range(1, 11))
    assert found.notes == ()
    assert found.extra == ()


def test_a_warm_up_is_no_rep() -> None:
    found = match(TEN_400, ran(*[(400.0, 89.0)] * 10))
    assert 0 not in efforts_of(found)


def test_a_rep_that_was_not_run_is_named() -> None:
    found = match(TEN_400, ran(*[(400.0, 89.0)] * 8))
    assert efforts_of(found) == [*range(1, 9), None, None]
    assert found.notes == ("2 of 10 reps of the plan were not run: numbers 9 and 10 (400 m).",)


def test_a_rep_left_out_in_the_middle_is_found_by_its_length() -> None:
    plan = SessionPlan((Rep(distance=400.0), Rep(distance=800.0), Rep(distance=300.0)))
    assert efforts_of(match(plan, ran((400.0, 90.0), (300.0, 60.0)))) == [1, None, 2]


def test_a_rep_more_than_planned_is_extra_and_said() -> None:
    found = match(repeat(4, Rep(distance=400.0)), ran(*[(400.0, 80.0)] * 5))
    assert efforts_of(found) == [1, 2, 3, 4]
    assert found.extra == (5,)
    assert "1 rep more than planned: 400 m at" in found.notes[0]
    assert found.notes[1].endswith("any 400 m could be more than planned; the last one counts as that.")


def test_a_rep_more_than_planned_of_another_length_is_no_tie() -> None:
    found = match(repeat(4, Rep(distance=400.0)), ran(*[(400.0, 80.0)] * 2, (600.0, 130.0), *[(400.0, 80.0)] * 2))
    assert efforts_of(found) == [1, 2, 4, 5]
    assert len(found.notes) == 1


@pytest.mark.parametrize(("count", "missing", "extra"), [(7, 1, 0), (8, 0, 0), (10, 0, 0), (12, 0, 0), (13, 0, 1)])
def test_a_count_is_free_within_its_range(count: int, missing: int, extra: int) -> None:
    found = match(repeat(8, Rep(distance=400.0), most=12), ran(*[(400.0, 88.0)] * count))
    assert len(found.pairs) - found.run == missing
    assert len(found.extra) == extra


def test_a_rep_cut_short_is_still_that_rep() -> None:
    found = match(repeat(3, Rep(distance=400.0)), ran((400.0, 80.0), (400.0, 80.0), (330.0, 70.0)))
    assert efforts_of(found) == [1, 2, 3]
    assert found.notes == ("Rep 3 was cut short: 330 m of 400 m.",)


def test_half_a_rep_is_another_rep() -> None:
    found = match(SessionPlan((Rep(distance=400.0),)), ran((200.0, 38.0)))
    assert efforts_of(found) == [None]
    assert found.extra == (1,)


def test_reps_by_time_are_matched_by_time() -> None:
    plan = SessionPlan((Rep(duration=240.0), Rep(duration=60.0)))
    assert efforts_of(match(plan, ran((1000.0, 240.0), (1010.0, 61.0)))) == [1, 2]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(40.0, 200.0), min_size=4, max_size=4))
def test_pace_cannot_fake_a_rep(times: list[float]) -> None:
    plan = SessionPlan((Rep(distance=800.0, target=at(150.0)), *(Rep(distance=400.0, target=at(75.0)) for _ in "123")))
    lengths = (400.0, 800.0, 400.0, 400.0)
    expected = efforts_of(match(plan, ran(*((length, 100.0) for length in lengths))))
    assert efforts_of(match(plan, ran(*zip(lengths, times, strict=True)))) == expected


def test_two_ways_that_fit_alike_are_refused_and_said() -> None:
    plan = SessionPlan(tuple(Rep(distance=400.0, target=at(time)) for time in (90.0, 85.0, 80.0)))
    found = match(plan, ran((400.0, 90.0), (400.0, 80.0)))
    assert efforts_of(found) == [None, None, None]
    assert found.unsure == (1, 2)
    assert any(note.startswith("Two ways to match fit alike: the 400 m at") for note in found.notes)


def test_a_rep_left_out_among_reps_alike_is_no_tie() -> None:
    assert match(TEN_400, ran(*[(400.0, 90.0)] * 9)).unsure == ()


def test_only_the_rep_between_two_sets_is_unsure() -> None:
    plan = SessionPlan((
        Repeat(4, 4, (Rep(distance=400.0, target=at(90.0)),)),
        Repeat(4, 4, (Rep(distance=400.0, target=at(80.0)),)),
    ))  # fmt: skip
    found = match(plan, ran(*[(400.0, 85.0)] * 7))
    assert found.unsure == (4,)
    assert efforts_of(found) == [1, 2, 3, None, None, 5, 6, 7] or efforts_of(found)[:3] == [1, 2, 3]


def test_the_rests_tell_which_of_reps_alike_was_left_out() -> None:
    rep = Rep(distance=400.0, target=at(90.0), rest=Rest(60.0))
    plan = SessionPlan((Repeat(3, 3, (Repeat(4, 4, (rep,)),), Rest(240.0)),))
    made = Made()
    for count in range(11):
        made.rep("400 m", 400.0, 90.0, 240.0 if count in {2, 6} else 60.0)
    chosen = efforts_of(match(plan, tuple(made.efforts)))
    # the set of three comes first: its last rep is before the first long rest
    assert chosen.index(None) < 4
    assert chosen[4:] == list(range(3, 11))


def test_sets_of_two_distances_are_matched_round_by_round() -> None:
    plan = repeat(5, Rep(distance=600.0), Rep(distance=200.0))
    found = match(plan, ran(*[(600.0, 115.0), (200.0, 32.0)] * 4, (600.0, 115.0)))
    assert efforts_of(found) == [*range(1, 10), None]


def test_an_open_rep_takes_any_length() -> None:
    assert efforts_of(match(SessionPlan((Rep(),)), ran((1234.0, 300.0)))) == [1]


def test_a_tempo_found_as_steady_running_is_matched_by_its_length() -> None:
    made = Made().steady(1210.0, 3.9)
    assert efforts_of(match(SessionPlan((Rep(duration=1200.0),)), tuple(made.efforts))) == [0]
    assert efforts_of(match(SessionPlan((Rep(duration=600.0),)), tuple(made.efforts))) == [None]


def test_nothing_run_leaves_every_rep_out() -> None:
    found = match(TEN_400, ())
    assert efforts_of(found) == [None] * 10
    assert "10 of 10 reps" in found.notes[0]


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.sampled_from([200.0, 300.0, 400.0, 600.0, 800.0, 1000.0]), min_size=1, max_size=12),
    st.data(),
)
def test_a_session_run_as_planned_matches_itself_within_the_noise_of_a_watch(
    lengths: list[float], data: st.DataObject
) -> None:
    plan = SessionPlan(tuple(Rep(distance=length) for length in lengths))
    noise = data.draw(st.lists(st.floats(-0.03, 0.03), min_size=len(lengths), max_size=len(lengths)))
    pieces = [(length * math.exp(error), length / 5.0) for length, error in zip(lengths, noise, strict=True)]
    found = match(plan, ran(*pieces))
    assert efforts_of(found) == list(range(1, len(lengths) + 1))
    assert found.notes == ()


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.sampled_from([200.0, 400.0, 800.0, 1600.0]), max_size=8),
    st.lists(st.sampled_from([200.0, 400.0, 800.0, 1600.0]), max_size=8),
)
def test_the_order_is_kept_and_no_effort_is_used_twice(planned: list[float], run: list[float]) -> None:
    plan = SessionPlan(tuple(Rep(distance=length) for length in planned))
    found = match(plan, tuple(replace(one) for one in ran(*((length, length / 5.0) for length in run))))
    used = [index for index in efforts_of(found) if index is not None]
    assert used == sorted(set(used))
    assert len(found.pairs) == len(planned)
    assert len(used) + len(found.extra) + len(set(found.unsure) - set(used)) == len(run)


def test_numbers_are_written_as_people_do() -> None:
    assert numbers([1, 2, 3, 7]) == "1 to 3 and 7"
    assert numbers([1, 4, 5]) == "1, 4 and 5"
    assert numbers([9]) == "9"


def test_strides_before_a_set_are_no_reps_more_than_planned() -> None:
    found = match(TEN_400, ran(*[(100.0, 18.0)] * 4, *[(400.0, 90.0)] * 10))
    assert efforts_of(found) == list(range(5, 15))
    assert found.extra == (1, 2, 3, 4)
    assert found.notes == ()
