"""The workout that a FIT file carries, as a plan."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import analyzer
from analyzer.model import EffortKind, PlannedStep, PlannedWorkout, SessionPlan
from analyzer.workouts.carried import session_plan
from analyzer.workouts.language import format_plan, parse

RECORDINGS = Path(__file__).parent.parent.parent / "shared" / "data" / "recordings" / "fit"
WARM_UP = PlannedStep(intensity="warmup", duration=600.0)
COOL_DOWN = PlannedStep(intensity="cooldown", duration=600.0)


def run(**said: object) -> PlannedStep:
    return PlannedStep(**({"intensity": "interval"} | said))  # type: ignore[arg-type]  # of the fields of a step


def rest(**said: float) -> PlannedStep:
    return PlannedStep(intensity="recovery", **said)  # type: ignore[arg-type]  # of the fields of a step


def again(first: int, times: int) -> PlannedStep:
    return PlannedStep(repeat_from=first, repeats=times)


def text(*steps: PlannedStep) -> str | None:
    plan = session_plan(PlannedWorkout("", steps))
    return None if plan is None else format_plan(plan)


def test_repeats_between_warm_up_and_cool_down() -> None:
    told = text(WARM_UP, run(distance=400.0), rest(duration=60.0), again(1, 10), COOL_DOWN)
    assert told == "10min steady + 10x400 r1min + 10min steady"


def test_a_rest_over_a_distance() -> None:
    assert text(run(distance=600.0), rest(distance=200.0), again(0, 5)) == "5x600 r200m"


def test_two_reps_in_a_round() -> None:
    told = text(run(distance=600.0), rest(distance=200.0), run(distance=200.0), rest(duration=120.0), again(0, 5))
    assert told == "5x(600 r200m + 200 r2min)"


def test_a_rest_after_a_set_is_added_to_that_of_its_last_rep() -> None:
    told = text(run(duration=15.0), rest(duration=180.0), again(0, 3), rest(duration=300.0), again(0, 3))
    assert told == "3x(3x15s r3min) r8min"
    assert told is not None
    rests = [one.rest.duration for one in parse(told).reps() if one.rest is not None]
    assert rests == [180.0, 180.0, 480.0] * 3


def test_a_rest_between_two_sets() -> None:
    told = text(
        run(distance=400.0),
        rest(duration=60.0),
        again(0, 4),
        rest(duration=240.0),
        run(distance=200.0),
        rest(duration=60.0),
        again(4, 4),
    )
    assert told == "1x(4x400 r1min) r5min + 4x200 r1min"


def test_a_round_that_begins_with_its_rest() -> None:
    assert text(WARM_UP, rest(duration=60.0), run(distance=400.0), again(1, 5)) == "10min steady + 5x400 r1min"


def test_steps_that_end_on_the_lap_button_are_open() -> None:
    told = text(PlannedStep(intensity="warmup"), run(distance=400.0), rest(), again(1, 4))
    assert told == "open steady + 4x400 r open"


def test_target_speeds_are_paces() -> None:
    assert text(run(distance=1000.0, speed=(4.0, 4.444))) == "1000@3:45-4:10/km"
    assert text(run(duration=240.0, speed=(4.0, 4.0))) == "4min@4:10/km"
    assert text(run(duration=240.0, speed=(0.0, 0.0))) == "4min"
    assert text(run(duration=240.0, speed=(90.0, 100.0))) == "4min"


def test_the_name_of_a_step_says_what_it_is() -> None:
    plan = session_plan(PlannedWorkout("", (run(name="Hill, steep", duration=45.0), rest(), again(0, 8))))
    assert plan is not None
    assert {rep.kind for rep in plan.reps()} == {EffortKind.HILL}


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (run(),),
        (rest(duration=60.0),),
        (again(0, 3),),
        (run(distance=1.0),),
        (run(distance=400.0), again(0, 150), again(0, 150)),
    ],
)
def test_what_plans_nothing_that_can_be_run_is_no_plan(steps: tuple[PlannedStep, ...]) -> None:
    assert session_plan(PlannedWorkout("", steps)) is None


def test_a_repeat_of_what_comes_later_is_left_out() -> None:
    assert text(run(distance=400.0), again(7, 3), again(0, 60000)) == "400"


SIZES = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from([60.0, 400.0])


def step(size: float | None, *, by_time: bool, intensity: str, speed: tuple[float, float]) -> PlannedStep:
    length = math.nan if size is None else size
    return PlannedStep("", intensity, length if by_time else math.nan, math.nan if by_time else length, speed)


STEPS = st.builds(
    step,
    SIZES,
    by_time=st.booleans(),
    intensity=st.sampled_from(["active", "interval", "rest", "recovery", "warmup", "cooldown", "other", ""]),
    speed=st.tuples(st.floats(), st.floats()) | st.just((4.0, 5.0)),
) | st.builds(again, st.integers(0, 8), st.integers(0, 300))


@given(st.lists(STEPS, max_size=9))
def test_any_steps_are_a_plan_that_can_be_read_or_none(steps: list[PlannedStep]) -> None:
    plan = session_plan(PlannedWorkout("", tuple(steps)))
    assert plan is None or parse(format_plan(plan)) == plan


REAL = {
    "d01_interval_13": "2min steady + 5min + 2min steady",
    "d05_interval_01": "10min steady + 8x2min r2min + 10min steady",
    "d05_interval_02": "10min steady + 4x8min r3min + 10min steady",
    "d05_interval_03": "15min steady + 3x(3x15s@2:51-3:18/km r3min) r8min + 10min steady",
    "d05_interval_04": "15min steady + 3x(3x15s@2:52-3:19/km r3min) r8min + 10min steady",
    "d05_interval_05": "10min steady + 4x9min r3min + 10min steady",
    "d05_interval_06": "15min steady + 10x10s@3:02-3:29/km r3min + 10min steady",
}
"""As the steps of these files were read by hand."""


@pytest.mark.parametrize("name", REAL)
def test_the_plans_that_real_files_carry(name: str) -> None:
    path = RECORDINGS / f"{name}.fit"
    if not path.exists():
        pytest.skip("the shared recordings are not here")
    carried = analyzer.read(path).plan
    assert carried is not None
    plan = session_plan(carried)
    assert isinstance(plan, SessionPlan)
    assert format_plan(plan) == REAL[name]
