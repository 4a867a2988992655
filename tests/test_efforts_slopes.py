import numpy as np
import pytest
from hand_made import line

from analyzer import efforts, pipeline, simulate
from analyzer.efforts import slopes
from analyzer.efforts.slopes import climbed, graded, is_uphill
from analyzer.gradient import cost_factor, graded_speed
from analyzer.model import EffortKind, Floats, WorkoutKind

SPEED = 3.0
BAROMETER_LATE: float = slopes.ALTITUDE_LATE


def _ridges(count: int, height: float, half: float) -> Floats:
    """Give the altitude of so many ridges, each up and down in so many seconds, seen late by a barometer. [m]"""
    clock = np.arange(2 * count * half + 1.0) - BAROMETER_LATE
    return 300.0 + height * (1.0 - np.abs(np.mod(clock / half, 2.0) - 1.0))


def test_the_climb_of_a_session_is_the_sum_of_its_rises() -> None:
    assert climbed(line((400.0, SPEED), altitude=_ridges(2, 20.0, 100.0))) == pytest.approx(40.0, abs=1.5)


def test_a_flat_session_climbs_nothing_though_its_altitude_is_rough() -> None:
    rough = 300.0 + np.random.default_rng(1).normal(0.0, 0.4, 3601)
    assert climbed(line((3600.0, SPEED), altitude=rough)) == 0.0


def test_without_an_altitude_nothing_is_climbed() -> None:
    assert climbed(line((400.0, SPEED))) == 0.0


@pytest.mark.parametrize(("grade", "hill"), [(0.06, True), (0.03, True), (0.01, False), (-0.06, False)])
def test_what_rises_enough_and_steeply_enough_is_a_hill(grade: float, hill: bool) -> None:
    run = np.clip(np.arange(301.0) - BAROMETER_LATE, 0.0, None) * SPEED
    speed = line((300.0, SPEED), altitude=300.0 + grade * run)
    assert is_uphill(speed, 50.0, 120.0) is hill


def test_a_steep_ramp_of_a_few_metres_is_no_hill() -> None:
    run = np.clip(np.arange(301.0) - BAROMETER_LATE, 0.0, None) * SPEED
    assert not is_uphill(line((300.0, SPEED), altitude=300.0 + 0.06 * run), 50.0, 65.0)


@pytest.mark.parametrize("grade", [0.08, 0.04, -0.05])
def test_the_slope_is_that_of_the_ground(grade: float) -> None:
    run = (np.arange(301.0) - BAROMETER_LATE) * SPEED
    told = slopes.slope(line((300.0, SPEED), altitude=300.0 + grade * run))
    np.testing.assert_allclose(told[30:-30], grade, atol=0.002)


def test_a_slope_begins_where_the_ground_rises_though_the_barometer_is_late() -> None:
    run = np.clip(np.arange(301.0) - 150.0 - BAROMETER_LATE, 0.0, None) * SPEED
    told = slopes.slope(line((300.0, SPEED), altitude=300.0 + 0.08 * run))
    assert np.argmax(told > 0.04) == pytest.approx(150, abs=2)


def test_a_long_rise_that_is_gentle_is_no_hill() -> None:
    run = np.clip(np.arange(701.0) - BAROMETER_LATE, 0.0, None) * SPEED
    assert not is_uphill(line((700.0, SPEED), altitude=300.0 + 0.01 * run), 50.0, 650.0)


def test_a_step_of_the_barometer_is_no_cliff() -> None:
    cliff = np.where(np.arange(301) < 150, 300.0, 400.0)
    assert np.abs(slopes.slope(line((300.0, SPEED), altitude=cliff))).max() <= slopes.STEEPEST


def test_who_stands_has_no_slope() -> None:
    drift: Floats = 300.0 + np.arange(61, dtype=np.float64) * 0.05
    assert (slopes.slope(line((60.0, 0.0), altitude=drift)) == 0.0).all()


def test_uphill_running_costs_as_much_as_faster_running_on_the_level() -> None:
    run = (np.arange(301.0) - BAROMETER_LATE) * SPEED
    told = graded(line((300.0, SPEED), altitude=300.0 + 0.08 * run))["speed"].to_numpy()
    np.testing.assert_allclose(told[30:-30], 1.51 * SPEED, rtol=0.02)


@pytest.mark.parametrize(("grade", "factor"), [(0.0, 1.0), (0.04, 1.24), (0.06, 1.37), (0.08, 1.51), (0.10, 1.66)])
def test_what_a_slope_costs_is_minettis(grade: float, factor: float) -> None:
    assert float(cost_factor(grade)) == pytest.approx(factor, abs=0.005)
    assert float(graded_speed(3.0, grade)) == pytest.approx(3.0 * factor, abs=0.015)


def test_slopes_steeper_than_were_measured_cost_as_much_as_the_steepest() -> None:
    assert float(cost_factor(0.9)) == float(cost_factor(0.45))
    assert float(cost_factor(-0.9)) == float(cost_factor(-0.45))


def test_gently_downhill_costs_less_and_steeply_downhill_more() -> None:
    assert float(cost_factor(-0.1)) < 1.0 < float(cost_factor(-0.45))


@pytest.mark.parametrize("seed", [3, 4, 7])
def test_hills_are_told_by_what_they_cost(seed: int) -> None:
    # in seeds 4 and 7 the jogs down are as much alike as the hills
    made = simulate.session(seed=seed, kind="hills", reps=6, noise="clean")
    told = pipeline.analyze(made.recording)
    true = made.truth.efforts
    assert [effort.kind for effort in told.efforts] == [EffortKind.HILL] * 6
    np.testing.assert_allclose([e.start for e in told.efforts], [one.start_s for one in true], atol=6.0)
    np.testing.assert_allclose([e.rise for e in told.efforts], [one.climb_m for one in true], atol=3.0)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_the_hills_of_a_road_are_no_reps(seed: int) -> None:
    easy = simulate.Programme(workout=WorkoutKind.EASY, place="streets", warm_up=2400.0, cool_down=0.0, relief=18.0)
    recording = simulate.training(easy, seed=seed, noise="clean").recording
    speed = efforts.speed_line(recording, None, None)
    assert climbed(speed) > 50.0
    assert efforts.hard_running(recording, speed, None).reps == ()
