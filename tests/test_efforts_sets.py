import numpy as np
import pandas as pd
import pytest
from hand_made import Run, device_laps, line, pauses

from analyzer import efforts
from analyzer.efforts import Session, sets
from analyzer.efforts.pieces import cut
from analyzer.model import PlannedStep, PlannedWorkout, Trigger

EASY, REP, WALK = (600.0, 2.9), (90.0, 4.7), (60.0, 1.3)
EIGHT = (EASY, *(REP, WALK) * 7, REP, (240.0, 2.7))
NO_LAPS = device_laps()
ON_TRACK = ((-10.0, 1e6),)


def _session(
    *runs: Run,
    laps: pd.DataFrame = NO_LAPS,
    stopped: pd.DataFrame | None = None,
    plan: PlannedWorkout | None = None,
    stays: tuple[tuple[float, float], ...] = (),
    wander: float = 0.06,
    seed: int = 0,
) -> Session:
    speed = line(*runs, wander=wander, seed=seed)
    breaks = pauses() if stopped is None else stopped
    return sets.find(speed, cut(speed, breaks, efforts.presses(laps)), laps, breaks, plan, stays)


def _times(session: Session) -> list[float]:
    return [rep.time for rep in session.reps]


def _laps(*rows: tuple[float, Trigger]) -> pd.DataFrame:
    return device_laps(*(end for end, _ in rows)).assign(trigger=[str(trigger) for _, trigger in rows])


@pytest.mark.parametrize("seed", range(4))
def test_reps_are_found_where_they_were_run(seed: int) -> None:
    found = _session(*EIGHT, seed=seed)
    starts = 600.0 + 150.0 * np.arange(8)
    np.testing.assert_allclose([rep.start for rep in found.reps], starts, atol=2.0)
    assert _times(found) == pytest.approx([90.0] * 8, abs=3.0)
    assert found.source == "motion"
    assert found.easy == pytest.approx(2.85, abs=0.15)


def test_strides_of_the_warm_up_are_left_out() -> None:
    found = _session(EASY, *((20.0, 6.0), (70.0, 1.4)) * 4, *(REP, WALK) * 6, EASY)
    assert _times(found) == pytest.approx([90.0] * 6, abs=3.0)
    assert len(found.strides) == 4


def test_an_easy_run_with_strides_has_them_for_reps() -> None:
    found = _session((1500.0, 3.0), *((20.0, 5.6), (70.0, 1.5)) * 5, (200.0, 2.9))
    assert _times(found) == pytest.approx([20.0] * 5, abs=3.0)
    assert found.strides == ()


def test_short_bursts_that_belong_to_a_set_stay_in_it() -> None:
    pairs = ((130.0, 4.6), (90.0, 1.4), (28.0, 5.6), (120.0, 1.4)) * 5
    assert _times(_session(EASY, *pairs, EASY)) == pytest.approx([130.0, 28.0] * 5, abs=4.0)


def test_one_burst_between_the_reps_is_none() -> None:
    middle = ((20.0, 1.3), (10.0, 5.0), (30.0, 1.3))
    found = _session(EASY, *(REP, WALK) * 3, REP, *middle, *(REP, WALK) * 3, REP, EASY)
    assert _times(found) == pytest.approx([90.0] * 8, abs=3.0)


def test_slow_ends_are_left_out() -> None:
    lively = (240.0, 3.3)
    found = _session((300.0, 2.5), lively, (90.0, 1.3), *(REP, WALK) * 8, lively, WALK, lively, (200.0, 2.4))
    assert _times(found) == pytest.approx([90.0] * 8, abs=3.0)


@pytest.mark.parametrize("seed", range(6))
def test_an_easy_run_with_traffic_lights_has_no_reps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    runs: list[Run] = []
    for _ in range(int(rng.integers(4, 10))):
        runs += [(float(rng.integers(90, 500)), float(rng.normal(3.0, 0.05))), (float(rng.integers(10, 50)), 0.0)]
    assert _session(*runs, (200.0, 3.0)).reps == ()


@pytest.mark.parametrize("seed", range(6))
def test_an_easy_run_with_a_few_lively_spells_has_no_reps(seed: int) -> None:
    rng = np.random.default_rng(50 + seed)
    runs: list[Run] = []
    for lasting in (25.0, 70.0, 140.0):
        runs += [(float(rng.integers(200, 700)), 3.0), (lasting, float(rng.uniform(3.3, 3.7)))]
    assert _session(*runs, (600.0, 3.0)).reps == ()


def test_a_long_block_of_tempo_is_the_one_rep() -> None:
    found = _session((900.0, 2.8), (1200.0, 3.8), (600.0, 2.7))
    assert _times(found) == pytest.approx([1200.0], abs=5.0)
    assert found.reps[0].regular


@pytest.mark.parametrize(
    "runs",
    [
        ((900.0, 3.3), (1200.0, 3.8), (600.0, 3.3)),
        ((900.0, 2.8), (240.0, 3.8), (600.0, 2.7)),
        ((1800.0, 3.8), (300.0, 2.8)),
        ((60.0, 2.8), (1200.0, 3.8), (60.0, 2.7)),
    ],
    ids=["no faster", "too short", "from the start", "hardly anything beside it"],
)
def test_what_is_no_block_of_tempo_is_no_rep(runs: tuple[Run, ...]) -> None:
    assert _session(*runs).reps == ()


def test_two_long_blocks_are_reps() -> None:
    found = _session((900.0, 2.8), (900.0, 3.8), (150.0, 2.2), (900.0, 3.8), (600.0, 2.7))
    assert _times(found) == pytest.approx([900.0, 900.0], abs=5.0)


def test_a_ladder_on_the_track_is_of_distances_that_are_run_there() -> None:
    steps = [(metres / 4.6, 4.6) for metres in (200.0, 400.0, 800.0, 400.0, 200.0)]
    runs = [EASY, *(run for step in steps for run in (step, (90.0, 1.3))), EASY]
    assert len(_session(*runs, stays=ON_TRACK).reps) == 5


def test_reps_without_a_warm_up_are_found() -> None:
    assert len(_session(*(REP, WALK) * 7, REP).reps) == 8


def test_the_steps_of_the_workout_in_the_file_are_the_reps() -> None:
    plan = PlannedWorkout(
        "",
        (
            PlannedStep(intensity="warmup", duration=600.0),
            PlannedStep(intensity="active", duration=90.0),
            PlannedStep(intensity="rest", duration=60.0),
            PlannedStep(repeat_from=1, repeats=8),
        ),
    )
    ends = np.cumsum([600.0, *(90.0, 60.0) * 7, 90.0, 240.0]).tolist()
    found = _session(*EIGHT, laps=device_laps(*ends), plan=plan)
    assert found.source == "workout"
    assert [rep.start for rep in found.reps] == ends[:-2:2]
    assert all(rep.by_time for rep in found.reps)


def test_a_rep_more_than_the_workout_asked_for_is_a_rep_where_it_is_as_fast() -> None:
    fast, slow = (REP, WALK), ((90.0, 3.6), WALK)
    plan = PlannedWorkout(
        "",
        (PlannedStep(intensity="active", duration=90.0), PlannedStep(intensity="rest", duration=60.0),
         PlannedStep(repeat_from=0, repeats=6)),
    )  # fmt: skip
    ends = np.cumsum([600.0, *(90.0, 60.0) * 6]).tolist()
    for more, count in ((fast, 7), (slow, 6)):
        found = _session(EASY, *(REP, WALK) * 6, *more, EASY, laps=device_laps(*ends, ends[-1] + 750.0), plan=plan)
        assert found.source == "workout"
        assert len(found.reps) == count


def test_laps_of_a_progression_on_the_track_are_the_reps() -> None:
    times = [100.0, 99.0, 98.0, 96.0, 95.0, 94.0]
    ends = np.cumsum([600.0, *times, 300.0]).tolist()
    run = ((time, 400.0 / time) for time in times)
    found = _session(EASY, *run, (300.0, 2.6), laps=device_laps(*ends), stays=ON_TRACK)
    assert found.source == "laps"
    assert _times(found) == times


def test_presses_are_those_of_a_thumb_and_the_start() -> None:
    thumb, end = Trigger.MANUAL, Trigger.SESSION_END
    laps = _laps((100.0, thumb), (300.0, Trigger.DISTANCE), (400.0, Trigger.TIME), (500.0, end))
    assert efforts.presses(laps).tolist() == [0.0, 100.0, 400.0]
    assert efforts.presses(NO_LAPS).tolist() == []


def test_presses_that_stand_for_nothing_are_told() -> None:
    ends = np.cumsum([600.0, *(90.0, 60.0) * 7, 90.0, 240.0])
    by_thumb = ends + np.random.default_rng(1).uniform(0.0, 1.0, len(ends))
    pressed = np.sort(np.append(by_thumb, 600.0 + 300.0 + 37.0)).tolist()
    found = _session(*EIGHT, laps=device_laps(*pressed))
    assert found.stray == (937.0,)
    assert len(found.reps) == 8


def test_a_session_of_nothing_has_no_reps() -> None:
    assert _session((30.0, 0.0)).reps == ()


def test_reps_get_the_distances_that_were_run() -> None:
    speed = line((100.0, 4.0), (100.0, 2.0))
    wrong = Session(reps=(efforts.Hard(0.0, 100.0, 999.0), efforts.Hard(100.0, 150.0, 999.0)))
    told = sets.with_own_distances(wrong, speed)
    assert [rep.distance for rep in told.reps] == pytest.approx([400.0, 100.0], abs=1.5)


def test_who_added_a_rep_is_told_from_who_found_it() -> None:
    reps = (efforts.Hard(0.0, 90.0, 400.0), efforts.Hard(200.0, 290.0, 400.0))
    session = Session(reps, added=reps[1:])
    assert session.found == reps[:1]
