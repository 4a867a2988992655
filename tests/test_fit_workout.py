"""Workouts for the watch, read back by two decoders that are not ours and by our own reader."""

import io
import math
import struct
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import fitdecode
import fitparse
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import fit_layout, oval
from analyzer.cli.choices import FIT_STEPS
from analyzer.errors import OptionError
from analyzer.export import fit_workout
from analyzer.export.mile_steps import MileSteps, mile_steps
from analyzer.export.session_steps import session_steps
from analyzer.export.watch_workout import (
    MOST_STEPS,
    NAME_LETTERS,
    NOTE_LETTERS,
    STEP_LETTERS,
    TooLongError,
    WatchWorkout,
)
from analyzer.model import (
    EffortKind,
    PaceName,
    Paces,
    PlannedStep,
    PlannedWorkout,
    Range,
    RecoveryKind,
    Rep,
    Repeat,
    Rest,
    SessionPlan,
    Target,
    WorkoutKind,
)
from analyzer.readers import fit_messages, fit_plan
from analyzer.strategy import mile_plan
from analyzer.units import MILE
from analyzer.workouts.carried import session_plan
from analyzer.workouts.language import format_plan, parse
from analyzer.workouts.targets import EXACT, band
from analyzer.workouts.templates import templates
from analyzer.workouts.words import MOST_REPS

RECORDINGS = Path(__file__).parent.parent.parent / "shared" / "data" / "recordings" / "fit"
MILE_PLAN = mile_plan(five_k=1200.0, goal=348.65)
LANE_EIGHT = mile_plan(five_k=1200.0, goal=348.65, lane=8)
PACES = Paces(five_k=5000 / 1200, mile=MILE / 340, threshold=(3.75, 4.0), easy=(2.75, 3.4))


def for_me(rep: Rep) -> Range | None:
    return band(rep, None, PACES)


def for_nobody(rep: Rep) -> Range | None:
    return band(rep)


TEN = SessionPlan((Repeat(10, 10, (Rep(distance=400.0, target=Target(time=(90.0, 90.0))),), rest=Rest(duration=60.0)),))
JOG = Rest(distance=200.0, kind=RecoveryKind.JOG)
LADDER = SessionPlan(
    (
        Rep(duration=600.0, kind=EffortKind.STEADY),
        Repeat(
            5,
            5,
            (
                Rep(distance=600.0, target=Target(name=PaceName.MILE), rest=JOG),
                Rep(distance=200.0, target=Target(name=PaceName.FIVE_K), rest=Rest(duration=120.0)),
            ),
        ),
        Rep(distance=2000.0, kind=EffortKind.STEADY, target=Target(name=PaceName.EASY)),
    )
)
NESTED = SessionPlan(
    (Repeat(3, 3, (Repeat(4, 4, (Rep(distance=200.0, rest=Rest(duration=30.0)),)),), rest=Rest(duration=180.0)),)
)


def by_fitparse(data: bytes) -> list[tuple[str, dict[str, Any]]]:
    file = fitparse.FitFile(io.BytesIO(data), check_crc=True)
    return [(message.name, message.get_values()) for message in file.get_messages()]


def by_fitdecode(data: bytes) -> list[tuple[str, dict[str, Any]]]:
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        return [
            (frame.name, {field.name: field.value for field in frame.fields if field.value is not None})
            for frame in reader
            if isinstance(frame, fitdecode.FitDataMessage)
        ]


def by_us(data: bytes) -> PlannedWorkout:
    (part,) = fit_messages.parts(data)
    assert not part.damage
    found = fit_plan.plan(part)
    assert found is not None
    return found


def steps_of(messages: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [values for name, values in messages if name == "workout_step"]


def metres_and_rests(workout: PlannedWorkout) -> list[tuple[str, float, float]]:
    """Give what the watch makes the runner do, repeats written out: name, metres, seconds."""
    done: list[PlannedStep] = []
    rounds: dict[int, int] = {}
    index = 0
    while index < len(workout.steps):
        step = workout.steps[index]
        if step.repeat_from is None:
            done.append(step)
        else:
            rounds[index] = rounds.get(index, 1) + 1
            if step.repeats is not None and rounds[index] <= step.repeats:
                index = step.repeat_from
                continue
            del rounds[index]
        index += 1
    return [(step.intensity, step.distance, step.duration) for step in done]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(fit_workout.mile_workout(MILE_PLAN, steps=MileSteps.LAPS), id="laps"),
        pytest.param(fit_workout.mile_workout(LANE_EIGHT, steps=MileSteps.ZONES), id="zones"),
        pytest.param(fit_workout.mile_workout(LANE_EIGHT, steps=MileSteps.TIMES), id="times"),
        pytest.param(fit_workout.session_workout(LADDER, name="Ladder", speeds=for_me), id="session"),
    ],
)
def test_two_decoders_read_the_same_workout(data: bytes) -> None:
    ours, theirs = by_fitparse(data), by_fitdecode(data)
    names = [name for name, _ in theirs]
    assert names[:2] == ["file_id", "workout"]
    assert set(names[2:]) == {"workout_step"}
    assert [name for name, _ in ours] == names
    assert theirs[0][1]["type"] == ours[0][1]["type"] == "workout"
    assert theirs[1][1]["sport"] == ours[1][1]["sport"] == "running"
    assert theirs[1][1]["num_valid_steps"] == len(names) - 2
    assert [step["message_index"] for step in steps_of(theirs)] == list(range(len(names) - 2))
    for one, other in zip(steps_of(ours), steps_of(theirs), strict=True):
        for field in ("duration_type", "target_type", "duration_distance", "duration_time", "wkt_step_name", "notes"):
            assert one.get(field) == other.get(field)


def test_the_header_and_both_checksums_are_those_of_the_protocol() -> None:
    data = fit_workout.mile_workout(MILE_PLAN)
    size, protocol, profile, length, kind = struct.unpack_from("<BBHI4s", data)
    assert (size, protocol, kind) == (14, 0x10, b".FIT")
    assert profile >= 2000
    assert len(data) == size + length + 2
    assert struct.unpack_from("<H", data, 12)[0] == fit_layout.checksum(data[:12])
    assert struct.unpack_from("<H", data, len(data) - 2)[0] == fit_layout.checksum(data[:-2])


def test_the_same_plan_gives_the_same_bytes_and_another_plan_another_serial_number() -> None:
    once, again = (fit_workout.session_workout(TEN, name="10 x 400 m", speeds=for_nobody) for _ in range(2))
    assert once == again
    other = fit_workout.session_workout(LADDER, name="Ladder", speeds=for_me)
    serials = {by_fitdecode(data)[0][1]["serial_number"] for data in (once, other)}
    assert len(serials) == 2
    assert 0 not in serials


def test_the_day_and_the_serial_number_can_be_given() -> None:
    day = datetime(2026, 5, 16, 7, 30, tzinfo=UTC)
    written = fit_workout.write(session_steps(TEN, name="x", speeds=for_nobody), created=day, serial=77)
    head = by_fitdecode(written)[0][1]
    assert (head["serial_number"], head["time_created"]) == (77, day)


def test_a_lap_of_the_mile_ends_with_the_lap_button() -> None:
    steps = steps_of(by_fitdecode(fit_workout.mile_workout(MILE_PLAN, steps=MileSteps.LAPS)))
    assert [step["duration_type"] for step in steps] == ["open"] * 6
    assert [step["intensity"] for step in steps] == ["warmup", *["active"] * 4, "cooldown"]
    assert steps[2]["notes"] == "In 1:27.6: surge, coast, surge, coast"


def test_no_zone_that_is_run_to_plan_sounds_the_alarm_of_its_step() -> None:
    for plan in (MILE_PLAN, LANE_EIGHT):
        for kind in MileSteps:
            steps = steps_of(by_fitdecode(fit_workout.mile_workout(plan, steps=kind)))[1:-1]
            for zone in plan.zones:
                step = steps[plan.zones.index(zone) if kind is not MileSteps.LAPS else zone.lap - 1]
                assert step["custom_target_speed_low"] < zone.speed < step["custom_target_speed_high"]


def test_the_zones_of_a_lap_in_lane_eight_are_453_metres() -> None:
    steps = steps_of(by_fitdecode(fit_workout.mile_workout(LANE_EIGHT, steps=MileSteps.ZONES)))
    second_lap = [step["duration_distance"] for step in steps if step["wkt_step_name"].startswith("2 ")]
    assert len(second_lap) == 4
    assert sum(second_lap) == pytest.approx(453.03, abs=0.03)
    assert sum(second_lap) == pytest.approx(oval.STANDARD.lap(8), abs=0.03)
    assert sum(step["duration_distance"] for step in steps[1:-1]) == pytest.approx(MILE, abs=0.1)
    assert steps[-2]["notes"].startswith("kick: run-off")


def test_zones_by_the_clock_last_as_long_as_the_goal() -> None:
    steps = steps_of(by_fitparse(fit_workout.mile_workout(MILE_PLAN, steps=MileSteps.TIMES)))
    assert sum(step["duration_time"] for step in steps[1:-1]) == pytest.approx(348.65, abs=0.01)


def test_a_watch_that_shows_410_metres_a_lap_gets_longer_zones_and_faster_paces() -> None:
    plain, longer = (
        steps_of(by_fitdecode(fit_workout.mile_workout(MILE_PLAN, steps=MileSteps.ZONES, lap_shown=shown)))[2]
        for shown in (400.0, 410.0)
    )
    for field in ("duration_distance", "custom_target_speed_low", "custom_target_speed_high"):
        assert longer[field] / plain[field] == pytest.approx(1.025, abs=3e-4)
    with pytest.raises(OptionError, match="300 m is not what a watch shows"):
        mile_steps(MILE_PLAN, steps=MileSteps.ZONES, lap_shown=300.0)


def test_ten_times_400_in_90_s_is_three_steps() -> None:
    messages = by_fitdecode(fit_workout.session_workout(TEN, name="10 × 400 m", speeds=for_nobody))
    assert messages[1][1]["wkt_name"] == "10 x 400 m"
    assert messages[1][1]["sub_sport"] == "track"
    rep, rest, again = steps_of(messages)
    assert (rep["duration_distance"], rep["intensity"], rep["notes"]) == (400.0, "active", "in 1:30.0")
    assert rep["custom_target_speed_low"] == pytest.approx((1 - EXACT) * 400 / 90, abs=1e-3)
    assert rep["custom_target_speed_high"] == pytest.approx((1 + EXACT) * 400 / 90, abs=1e-3)
    assert (rest["duration_time"], rest["intensity"], rest["target_type"]) == (60.0, "rest", "open")
    assert (again["duration_type"], again["duration_step"], again["repeat_steps"]) == (
        "repeat_until_steps_cmplt",
        0,
        10,
    )


def test_the_paces_that_a_plan_names_are_the_runners() -> None:
    steps = steps_of(by_fitdecode(fit_workout.session_workout(LADDER, name="Ladder", speeds=for_me)))
    kinds = [step.get("intensity") for step in steps]
    assert kinds == ["warmup", "active", "recovery", "active", "rest", None, "cooldown"]
    assert steps[1]["custom_target_speed_low"] < PACES.mile < steps[1]["custom_target_speed_high"]
    assert steps[3]["custom_target_speed_low"] < PACES.five_k < steps[3]["custom_target_speed_high"]
    assert (steps[6]["custom_target_speed_low"], steps[6]["custom_target_speed_high"]) == PACES.easy
    assert steps[2]["duration_distance"] == 200.0
    assert steps[5]["duration_step"] == 1
    with pytest.raises(OptionError, match=r"names the pace M, .* say your 5K time"):
        session_steps(LADDER, name="Ladder", speeds=for_nobody)


def test_sets_in_sets_are_written_out_and_keep_their_rests() -> None:
    workout = by_us(fit_workout.session_workout(NESTED, name="3 x 4 x 200", speeds=for_nobody))
    assert [(step.repeat_from, step.repeats) for step in workout.steps if step.repeats] == [(0, 3)]
    done = metres_and_rests(workout)
    rests = [seconds for kind, _, seconds in done if kind == "rest"]
    assert rests == [30.0, 30.0, 30.0, 180.0] * 3
    assert [metres for kind, metres, _ in done if kind == "active"] == [200.0] * 12


def test_of_sets_in_sets_the_one_that_leaves_fewer_steps_is_written_out() -> None:
    ten = Repeat(10, 10, (Rep(distance=400.0, rest=Rest(duration=60.0)),))
    twice = SessionPlan((Repeat(2, 2, (ten,), rest=Rest(duration=300.0)),))
    workout = by_us(fit_workout.session_workout(twice, name="2 x 10 x 400", speeds=for_nobody))
    assert [(step.repeat_from, step.repeats) for step in workout.steps if step.repeats] == [(0, 9), (5, 9)]
    rests = [seconds for kind, _, seconds in metres_and_rests(workout) if kind == "rest"]
    assert rests == [*[60.0] * 9, 300.0] * 2


def test_on_a_track_the_runner_is_told_that_the_watch_ends_reps_early_and_can_leave_them_to_the_button() -> None:
    assert "--fit-button" in session_steps(TEN, name="x", speeds=for_nobody).told[-1]
    steps = steps_of(by_fitdecode(fit_workout.session_workout(TEN, name="x", speeds=for_nobody, button=True)))
    assert [step["duration_type"] for step in steps] == ["open", "time", "repeat_until_steps_cmplt"]
    assert steps[0]["wkt_step_name"] == "400 m"
    allowed = session_steps(TEN, name="x", speeds=for_nobody, lap_shown=410.0)
    assert not allowed.told
    assert allowed.steps[0].planned.distance == 410.0
    hill = SessionPlan((Rep(distance=200.0, kind=EffortKind.HILL),))
    assert session_steps(hill, name="x", speeds=for_nobody, lap_shown=410.0).steps[0].planned.distance == 200.0


def test_of_eight_to_twelve_the_watch_counts_twelve_and_the_runner_is_told() -> None:
    plan = SessionPlan((Repeat(8, 12, (Rep(distance=400.0, rest=Rest(duration=60.0)),)),))
    workout = session_steps(plan, name="8-12 x 400 m", speeds=for_nobody)
    assert workout.steps[-1].planned.repeats == 12
    assert "8 to 12 rounds" in workout.steps[0].note
    assert workout.told[0] == "the plan asks for 8 to 12 rounds; the watch counts 12: stop when you like"


def test_a_rep_without_an_end_lasts_until_the_lap_button() -> None:
    steps = steps_of(
        by_fitdecode(fit_workout.session_workout(SessionPlan((Rep(rest=Rest()),)), name="x", speeds=for_nobody))
    )
    assert [step["duration_type"] for step in steps] == ["open", "open"]


def test_hills_and_minutes_are_not_said_to_be_on_the_track() -> None:
    for rep in (Rep(distance=200.0, kind=EffortKind.HILL), Rep(duration=240.0), Rep(distance=1609.344)):
        assert not session_steps(SessionPlan((rep,)), name="x", speeds=for_nobody).track


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (SessionPlan(tuple(Rep(distance=100.0 * metres) for metres in range(1, MOST_STEPS + 2))), "needs 51 steps"),
        (SessionPlan((Repeat(120, 120, (Rep(distance=100.0),)),)), "120 repeats are too many"),
        (SessionPlan(()), "has no steps"),
    ],
)
def test_a_plan_that_no_watch_takes_is_refused_with_the_reason(plan: SessionPlan, told: str) -> None:
    with pytest.raises(TooLongError, match=told):
        session_steps(plan, name="Too much", speeds=for_nobody)


def test_names_are_ascii_end_in_a_zero_and_fit_the_watch() -> None:
    name = "Führung – längste Übung aller Zeiten, 8–12 × 400 m"
    data = fit_workout.session_workout(TEN, name=name, speeds=for_nobody)
    assert by_fitparse(data)[1][1]["wkt_name"] == "Fuhrung - langste Ubung aller Z"
    assert b"Fuhrung - langste Ubung aller Z\0" in data


def test_every_way_to_end_a_step_of_the_mile_is_an_option_of_the_command() -> None:
    assert tuple(MileSteps) == FIT_STEPS


def written_and_read(workout: WatchWorkout) -> PlannedWorkout:
    return by_us(fit_workout.write(workout))


times = st.integers(10_000, 3_600_000).map(lambda ms: ms / 1000)
metres = st.integers(2_000, 1_000_000).map(lambda cm: cm / 100)
ends: st.SearchStrategy[dict[str, float]] = st.one_of(
    times.map(lambda s: {"duration": s}), metres.map(lambda m: {"distance": m}), st.just({})
)
rests = st.builds(lambda end, kind: Rest(**end, kind=kind), ends, st.sampled_from([None, *RecoveryKind]))
targets = st.one_of(
    st.just(Target()),
    st.sampled_from(PaceName).map(lambda name: Target(name=name)),
    st.tuples(st.floats(0.15, 0.3), st.floats(0.0, 0.2)).map(lambda p: Target(pace=(p[0], p[0] + p[1]))),
)
reps = st.builds(
    lambda end, kind, target, rest: Rep(**end, kind=kind, target=target, rest=rest),
    ends,
    st.sampled_from([EffortKind.REP, EffortKind.HILL, EffortKind.TEMPO, EffortKind.STRIDE]),
    targets,
    st.one_of(st.none(), rests),
)


def sets(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda count, inside, rest: Repeat(count, count, tuple(inside), rest),
        st.integers(1, 4),
        st.lists(parts, min_size=1, max_size=3),
        st.one_of(st.none(), rests),
    )


plans = st.lists(st.recursive(reps, sets, max_leaves=4), min_size=1, max_size=3).map(lambda p: SessionPlan(tuple(p)))


@settings(max_examples=150, deadline=None)
@given(plans)
def test_what_the_watch_makes_you_run_is_the_plan(plan: SessionPlan) -> None:
    try:
        workout = session_steps(plan, name="Any", speeds=for_me)
    except TooLongError:
        return
    read = written_and_read(workout)
    assert len(read.steps) == len(workout.steps) <= MOST_STEPS
    for got, step in zip(read.steps, workout.steps, strict=True):
        assert same(got, step.planned)
    asked: list[tuple[str, float, float]] = []
    for rep in plan.reps():
        asked.append(("active", rep.distance, rep.duration))
        if rep.rest is not None:
            kind = "recovery" if rep.rest.kind is RecoveryKind.JOG else "rest"
            asked.append((kind, rep.rest.distance, rep.rest.duration))
    done = metres_and_rests(read)
    assert [kind for kind, _, _ in done] == [kind for kind, _, _ in asked]
    for (_, *run), (_, *wanted) in zip(done, asked, strict=True):
        assert run == pytest.approx(wanted, abs=0.006, nan_ok=True)


def is_open(rep: Rep) -> bool:
    return math.isnan(rep.distance) and math.isnan(rep.duration)


def same(got: PlannedStep, wanted: PlannedStep) -> bool:
    numbers = [
        (got.duration, wanted.duration),
        (got.distance, wanted.distance),
        (got.speed[0], wanted.speed[0]),
        (got.speed[1], wanted.speed[1]),
    ]
    close = all(math.isclose(a, b, abs_tol=1e-6) or (math.isnan(a) and math.isnan(b)) for a, b in numbers)
    texts = (got.name, got.intensity, got.repeat_from, got.repeats)
    return close and texts == (wanted.name, wanted.intensity, wanted.repeat_from, wanted.repeats)


def test_every_workout_of_the_training_goes_to_the_watch_in_the_range_of_its_check() -> None:
    for template in templates():
        speeds = partial(band, template=template, paces=PACES)
        data = fit_workout.session_workout(parse(template.plan), name=template.title, speeds=speeds)
        steps = [step for step in steps_of(by_fitdecode(data)) if step.get("intensity") == "active"]
        assert steps
        if template.kind is not WorkoutKind.MILE_TRIAL:
            aimed = [step["target_type"] == "speed" for step in steps]
            assert aimed == [template.kind is not WorkoutKind.HILLS] * len(steps), template.name


def test_speed_without_an_upper_end_gets_one_for_the_watch() -> None:
    (leg_speed,) = (one for one in templates() if one.kind is WorkoutKind.LEG_SPEED)
    plan = parse(leg_speed.plan)
    first = session_steps(plan, name="x", speeds=partial(band, template=leg_speed, paces=PACES)).steps[0].planned
    assert first.speed == pytest.approx((PACES.mile, 1.25 * PACES.mile), abs=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "10x400 r1min",
        "10min steady + 5x(600 r200m + 200 r2min) + 10min steady",
        "8x45s hill r open",
        "20min steady + 6x20s stride r1min",
        "6x4min tempo r1min + 5min steady + 4x200 r30s",
        "4x400@3:30-3:40/km r3min",
        "40min steady",
    ],
)
def test_what_goes_to_the_watch_comes_back_as_the_same_plan(text: str) -> None:
    carried = session_plan(by_us(fit_workout.session_workout(parse(text), name=text, speeds=for_nobody)))
    assert carried is not None
    assert format_plan(carried) == text


@settings(max_examples=100, deadline=None)
@given(plans)
def test_any_session_that_comes_back_has_the_reps_that_it_had(plan: SessionPlan) -> None:
    try:
        carried = session_plan(by_us(fit_workout.session_workout(plan, name="Any", speeds=for_me)))
    except TooLongError:
        return
    if carried is None:
        assert len(plan.reps()) > MOST_REPS or all(map(is_open, plan.reps()))
        return
    ran, asked = carried.reps(), plan.reps()
    assert [rep.kind for rep in ran] == [rep.kind for rep in asked]
    for got, rep in zip(ran, asked, strict=True):
        lengths = [rep.distance, rep.duration, *((rep.rest.distance, rep.rest.duration) if rep.rest else ())]
        back = [got.distance, got.duration, *((got.rest.distance, got.rest.duration) if got.rest else ())]
        assert back == pytest.approx(lengths, abs=0.06, nan_ok=True)


@pytest.mark.parametrize("name", ["d01_interval_13", *(f"d05_interval_0{number}" for number in range(1, 7))])
def test_watches_count_repeats_among_the_steps_and_keep_as_many_letters(name: str) -> None:
    path = RECORDINGS / f"{name}.fit"
    if not path.exists():
        pytest.skip("the real recordings are not here")
    with fitdecode.FitReader(path) as reader:
        found = [
            frame
            for frame in reader
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name in {"workout", "workout_step"}
        ]
    (workout,) = [frame for frame in found if frame.name == "workout"]
    steps = [frame for frame in found if frame.name == "workout_step"]
    assert workout.get_value("num_valid_steps") == len(steps)
    sizes = {field.def_num: field.size for field in steps[0].def_mesg.field_defs}
    assert sizes[0] > STEP_LETTERS
    assert sizes[8] > NOTE_LETTERS
    assert {field.def_num: field.size for field in workout.def_mesg.field_defs}[8] > NAME_LETTERS
