from dataclasses import replace

import numpy as np
import pytest
from hand_made import NONE, device_laps, hard, line, marks, pieces, spans

from analyzer import pipeline, simulate
from analyzer.efforts import laps
from analyzer.efforts.hard import Hard
from analyzer.efforts.laps import by_the_clock, in_a_row, of_workout, parted
from analyzer.model import EffortKind, PlannedStep, PlannedWorkout, Trigger

STEADY = line((4000.0, 4.0))
ON_TRACK = marks(track=True)
WARM_UP, FAST, EASY = (
    PlannedStep(intensity="warmup", duration=600.0),
    PlannedStep(intensity="active", distance=400.0),
    PlannedStep(intensity="rest", duration=90.0),
)
COOL_DOWN = PlannedStep(intensity="cooldown")


def _again(first: int, times: int) -> PlannedStep:
    return PlannedStep(repeat_from=first, repeats=times)


def _starts(found: list[Hard]) -> list[float]:
    return [rep.start for rep in found]


def test_laps_that_the_watch_counted_for_itself_are_joined_to_those_that_were_meant() -> None:
    counted = device_laps(250.0, 500.0, 600.0, 850.0, 900.0, metres=1000.0)
    counted["trigger"] = [str(Trigger.DISTANCE), str(Trigger.DISTANCE), "manual", str(Trigger.DISTANCE), "manual"]
    found = laps.spans(counted, STEADY)
    assert [(lap.start, lap.end) for lap in found] == [(0.0, 600.0), (600.0, 900.0)]
    assert [lap.timer for lap in found] == [600.0, 300.0]
    assert [lap.distance for lap in found] == pytest.approx([2400.0, 1200.0])
    assert [lap.watch for lap in found] == [3000.0, 2000.0]


def test_the_time_of_a_lap_is_the_timers() -> None:
    stopped = device_laps(90.0, 300.0).assign(timer=[90.0, 80.0])
    assert [lap.timer for lap in laps.spans(stopped, STEADY)] == [90.0, 80.0]


def test_the_last_lap_ends_when_its_time_is_over() -> None:
    late = device_laps(300.0, 600.0).assign(end=[300.0, 640.0], timer=[300.0, 300.0])
    assert [lap.end for lap in laps.spans(late, STEADY)] == [300.0, 600.0]


def test_the_hard_steps_of_a_workout_in_the_file_are_its_reps() -> None:
    plan = PlannedWorkout("6 x 400 m", (WARM_UP, FAST, EASY, _again(1, 3), COOL_DOWN))
    run = spans((600.4, 1700.0), *((88.0, 405.0), (90.2, 120.0)) * 3, (400.0, 1100.0))
    found = of_workout(plan, run)
    assert _starts(found) == pytest.approx([600.4, 778.6, 956.8])
    assert all(rep.regular and not rep.by_time for rep in found)


def test_a_workout_by_time_tells_that_its_reps_were_run_by_time() -> None:
    rep = PlannedStep(intensity="interval", duration=120.0)
    plan = PlannedWorkout("", (rep, EASY, _again(0, 4)))
    found = of_workout(plan, spans(*((120.0, 540.0), (90.0, 120.0)) * 4))
    assert len(found) == 4
    assert all(rep.by_time for rep in found)


def test_the_last_recovery_of_a_set_that_the_watch_leaves_out_is_not_missed() -> None:
    between = PlannedStep(intensity="rest", duration=240.0)
    plan = PlannedWorkout("", (WARM_UP, FAST, EASY, _again(1, 3), between, _again(1, 2), COOL_DOWN))
    one_set = ((88.0, 400.0), (90.0, 110.0), (88.0, 400.0), (90.0, 110.0), (88.0, 400.0), (240.0, 300.0))
    found = of_workout(plan, spans((600.0, 1700.0), *one_set, *one_set))
    assert [rep.time for rep in found] == [88.0] * 6


def test_repeats_of_repeats_are_run_so_many_times_over() -> None:
    plan = (FAST, EASY, _again(0, 4), PlannedStep(intensity="rest", duration=180.0), _again(0, 3))
    steps = laps._expanded(plan)
    assert sum(step is FAST for step in steps) == 12
    assert len(steps) == 3 * (2 * 4 + 1)
    assert laps._expanded((WARM_UP, FAST, EASY, _again(1, 4))) == [WARM_UP, *(FAST, EASY) * 4]


@pytest.mark.parametrize("step", [_again(0, 3), _again(5, 3), PlannedStep(repeat_from=0)])
def test_a_repeat_of_nothing_is_run_once_at_most(step: PlannedStep) -> None:
    assert laps._expanded((step,)) == []
    assert laps._expanded((FAST, PlannedStep(repeat_from=0, repeats=None))) == [FAST]


def test_a_workout_that_repeats_without_end_is_not_followed_for_ever() -> None:
    assert len(laps._expanded((FAST, _again(0, 1_000_000)))) == 100


def test_repeats_of_repeats_of_repeats_take_no_memory_to_speak_of() -> None:
    # a hundred to the power of six steps, were they written out
    assert len(laps._expanded((FAST, *(_again(0, 100) for _ in range(6))))) <= laps.MOST_STEPS


def test_a_workout_that_was_not_run_tells_no_reps() -> None:
    plan = PlannedWorkout("", (WARM_UP, FAST, EASY, _again(1, 8), COOL_DOWN))
    assert of_workout(plan, spans((1800.0, 5400.0))) == []
    assert of_workout(plan, spans((600.0, 1700.0), (88.0, 400.0), (90.0, 100.0), (88.0, 400.0), (900.0, 2500.0))) == []
    assert of_workout(None, spans((88.0, 400.0))) == []


def test_a_workout_that_was_cut_short_tells_the_reps_that_were_run() -> None:
    plan = PlannedWorkout("", (WARM_UP, FAST, EASY, _again(1, 8), COOL_DOWN))
    assert len(of_workout(plan, spans((600.0, 1700.0), *((88.0, 400.0), (90.0, 100.0)) * 5, (600.0, 1800.0)))) == 5


def test_timed_laps_in_turn_are_reps_and_recoveries() -> None:
    found = by_the_clock(spans((723.0, 2000.0), *((120.0, 540.0), (60.0, 90.0)) * 4, (501.0, 1300.0)))
    assert _starts(found) == [723.0, 903.0, 1083.0, 1263.0]
    assert all(rep.by_time and rep.time == 120.0 for rep in found)


def test_of_timed_laps_the_faster_are_the_reps_though_they_come_second() -> None:
    found = by_the_clock(spans(*((120.0, 300.0), (60.0, 300.0)) * 4))
    assert {rep.time for rep in found} == {60.0}


def test_laps_by_thumb_are_not_timed_laps() -> None:
    late = np.random.default_rng(3).normal(0.0, 0.6, 12).tolist()
    assert by_the_clock(spans(*((90.0 + s, 400.0) if n % 2 else (60.0 + s, 80.0) for n, s in enumerate(late)))) == []
    assert by_the_clock(spans(*((300.0, 1000.0),) * 8)) == []
    assert by_the_clock([]) == []


def test_laps_in_a_row_on_the_track_are_reps() -> None:
    run = spans(*((98.0, 401.0), (97.0, 399.0), (96.0, 402.0), (94.0, 400.0)))
    found = in_a_row(run, pieces((98.0, 4.09), (97.0, 4.11), (96.0, 4.19), (94.0, 4.26)), ON_TRACK)
    assert _starts(found) == [0.0, 98.0, 195.0, 291.0]


def test_laps_in_a_row_off_the_track_are_none() -> None:
    assert in_a_row(spans(*((98.0, 400.0),) * 5), pieces((490.0, 4.08)), marks()) == []


def test_two_laps_in_a_row_are_none() -> None:
    assert in_a_row(spans(*((98.0, 400.0),) * 2), pieces((196.0, 4.08)), ON_TRACK) == []


def test_laps_with_a_walk_in_each_are_no_laps_in_a_row() -> None:
    run = spans(*((160.0, 480.0),) * 5)
    assert in_a_row(run, pieces(*((90.0, 4.4), (70.0, 1.2)) * 5), ON_TRACK) == []


def test_laps_of_any_length_are_no_laps_in_a_row() -> None:
    run = spans((98.0, 400.0), (140.0, 570.0), (61.0, 250.0), (180.0, 735.0))
    assert in_a_row(run, pieces((480.0, 4.08)), ON_TRACK) == []


@pytest.mark.parametrize("metres", [1000.0, 1609.344])
def test_laps_that_the_watch_counted_but_calls_manual_are_no_reps(metres: float) -> None:
    lasting = metres / 4.0
    run = spans(*((lasting, metres),) * 5)
    assert in_a_row(run, pieces((5 * lasting, 4.0)), ON_TRACK) == []
    pressed = [laps.Span(lap.start, lap.end, lap.timer, lap.distance, metres + 12.0) for lap in run]
    assert len(in_a_row(pressed, pieces((5 * lasting, 4.0)), ON_TRACK)) == 5


def _parted(bouts: list[Hard], presses: list[float]) -> tuple[list[tuple[float, float]], list[float]]:
    kept, stray = parted(bouts, np.array(presses), line((3000.0, 4.5)))
    return [(bout.start, bout.end) for bout in kept], stray


def test_a_stray_press_in_a_rep_that_is_like_others_is_not_believed() -> None:
    reps = [hard(0.0, 90.0), hard(200.0, 90.0), hard(400.0, 90.0)]
    assert _parted(reps, [0.0, 90.0, 237.0, 400.0]) == ([(0.0, 90.0), (200.0, 290.0), (400.0, 490.0)], [237.0])


def test_a_stray_press_halfway_does_not_make_two_of_a_rep_that_is_like_others() -> None:
    reps = [hard(0.0, 90.0), hard(200.0, 90.0), hard(400.0, 90.0)]
    assert _parted(reps, [245.0]) == ([(0.0, 90.0), (200.0, 290.0), (400.0, 490.0)], [245.0])


def test_a_press_where_one_rep_goes_over_into_the_next_is_believed() -> None:
    reps = [hard(0.0, 90.0), hard(200.0, 180.0), hard(500.0, 90.0)]
    assert _parted(reps, [290.0]) == ([(0.0, 90.0), (200.0, 290.0), (290.0, 380.0), (500.0, 590.0)], [])


def test_parts_at_presses_are_reps() -> None:
    kept, stray = parted([hard(0.0, 360.0)], np.array([90.0, 180.0, 270.0]), line((3000.0, 4.5)))
    assert [bout.time for bout in kept] == [90.0] * 4
    assert all(bout.regular for bout in kept)
    assert stray == []


def test_parts_that_are_like_nothing_stay_together() -> None:
    assert _parted([hard(0.0, 600.0), hard(900.0, 300.0)], [173.0]) == ([(0.0, 600.0), (900.0, 1200.0)], [173.0])


def test_a_press_near_the_end_of_a_rep_parts_nothing() -> None:
    assert _parted([hard(0.0, 360.0)], [12.0, 350.0]) == ([(0.0, 360.0)], [])


def test_bouts_without_presses_stay_as_they_are() -> None:
    reps = [hard(0.0, 90.0), hard(200.0, 90.0)]
    assert parted(reps, NONE, STEADY) == (reps, [])


def test_auto_laps_of_a_kilometre_are_no_reps_in_a_tcx_file_that_calls_them_manual() -> None:
    made = simulate.session(seed=4, kind="easy_track", minutes=30.0, buttons="auto", noise="clean").recording
    assert len(made.device_laps) > 4
    manual = replace(made, device_laps=made.device_laps.assign(trigger=str(Trigger.MANUAL)))
    told = pipeline.analyze(pipeline.read(simulate.write_tcx(manual), name="easy.tcx"))
    assert {effort.kind for effort in told.efforts} == {EffortKind.STEADY}
