"""The information bound agrees with closed forms where there are any, and moves the right way elsewhere."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from analyzer import simulate
from analyzer.oval import STANDARD
from analyzer.simulate import NOISE, Noise

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))

from bound import crossing_covariance
from chain import RUNNING, Beforehand, TrueCourse, drawn_from
from courses import course, least_errors, marks, passed

SPEED, WHITE, DRIFT, TAU = 5.0, 0.5, 1.5, 80.0
SILENT = replace(NOISE["none"], white=WHITE)
KNOWN_TRACK = Beforehand(
    noise=SILENT, with_speed=False, pose=1e-6, turned=1e-8, lag=1e-6, filter=1e-6, level=1e-6, variation=1e-5
)


def straight_run(seconds: int) -> TrueCourse:
    """Give a run straight on along x at one speed, recorded each second; its pace is unknown."""
    time = np.arange(seconds + 1.0)
    n = len(time)
    return TrueCourse(
        time=time,
        arc=SPEED * time,
        speed=np.full(n, SPEED),
        place=np.stack([SPEED * time, np.zeros(n)], axis=1),
        heading=np.zeros(n),
        curvature=np.zeros(n),
        outward=np.zeros(n),
        does=np.full(n, RUNNING),
        seen=np.ones(n, dtype=bool),
        felt=np.zeros(n, dtype=bool),
        starts=np.array([], dtype=np.intp),
        standing=np.array([], dtype=bool),
        zones=np.array([[time[0], time[-1]]]),
        presses=np.array([], dtype=np.intp),
        in_place=np.zeros((n, 0)),
    )


def split_sd(run: TrueCourse, begin: int, end: int, known: Beforehand) -> float:
    found = crossing_covariance(run, np.array([begin, end]), known)
    return float(np.sqrt(found[0, 0] + found[1, 1] - 2 * found[0, 1]))


def test_a_steady_run_under_white_noise_is_a_line_fitted_by_least_squares() -> None:
    run = straight_run(100)
    spread = float(((run.time - run.time.mean()) ** 2).sum())
    pace_sd = WHITE / np.sqrt(spread)
    assert split_sd(run, 20, 60, replace(KNOWN_TRACK, level=50.0)) == pytest.approx(40 * pace_sd / SPEED, rel=0.01)


def test_a_known_pace_leaves_no_error_in_a_split() -> None:
    assert split_sd(straight_run(100), 20, 60, KNOWN_TRACK) < 0.002


def test_a_runner_of_whom_nothing_is_known_is_where_each_position_says() -> None:
    wild = replace(KNOWN_TRACK, variation=1000.0)
    assert split_sd(straight_run(100), 20, 60, wild) == pytest.approx(np.sqrt(2) * WHITE / SPEED, rel=0.02)


def test_a_drift_errs_by_what_it_forgets_between_the_crossings() -> None:
    drifting = replace(NOISE["none"], drift=DRIFT, drift_tau=TAU)
    wild = replace(KNOWN_TRACK, noise=drifting, variation=1000.0)
    forgotten = DRIFT * np.sqrt(2 * (1 - np.exp(-40 / TAU)))
    assert split_sd(straight_run(100), 20, 60, wild) == pytest.approx(forgotten / SPEED, rel=0.02)


def test_an_unknown_place_of_the_track_cancels_between_crossings_of_one_straight() -> None:
    wild = replace(KNOWN_TRACK, variation=1000.0, pose=50.0)
    assert split_sd(straight_run(100), 20, 60, wild) == pytest.approx(np.sqrt(2) * WHITE / SPEED, rel=0.02)


def test_presses_alone_err_like_two_thumbs() -> None:
    run = straight_run(100)
    pressed = replace(run, seen=np.zeros(101, dtype=bool), presses=np.array([20, 60]))
    wild = replace(KNOWN_TRACK, variation=10.0)
    assert split_sd(pressed, 20, 60, wild) == pytest.approx(np.sqrt(2) * wild.press, rel=0.03)


@pytest.fixture(scope="module")
def mile() -> simulate.Simulated:
    return simulate.session(seed=5, warm_up="track", buttons="laps")


def lap_sds(made: simulate.Simulated, known: Beforehand) -> NDArray[np.float64]:
    metres, covariance = least_errors(made, STANDARD, known)[0]
    ends = [int(np.abs(metres - lap.to_m).argmin()) for lap in made.truth.efforts[0].laps]
    lines = covariance[np.ix_(ends, ends)]
    return np.sqrt(np.diag(lines)[1:] + np.diag(lines)[:-1] - 2 * np.diag(lines, 1))


@pytest.mark.parametrize(
    "worse",
    [
        {"drift": 3.0},
        {"fast": 1.2},
        {"white": 1.0},
        {"speed_noise": 0.3},
        {"drift_tau": 20.0},
        {"multipath": 1.0},
    ],
)
def test_a_noisier_watch_has_a_larger_bound(mile: simulate.Simulated, worse: dict[str, Any]) -> None:
    usual = drawn_from(Noise())
    assert (lap_sds(mile, replace(usual, noise=replace(Noise(), **worse))) > lap_sds(mile, usual)).all()


@pytest.mark.parametrize("less", [{"with_speed": False}, {"press": 100.0}, {"variation": 1.0}, {"pose": 100.0}])
def test_who_knows_less_has_no_smaller_bound(mile: simulate.Simulated, less: dict[str, Any]) -> None:
    usual = drawn_from(Noise())
    assert (lap_sds(mile, replace(usual, **less)) >= 0.9999 * lap_sds(mile, usual)).all()


def test_the_laps_of_a_typical_mile_are_bounded_at_some_tenths_of_a_second(mile: simulate.Simulated) -> None:
    assert ((lap_sds(mile, drawn_from(Noise())) > 0.1) & (lap_sds(mile, drawn_from(Noise())) < 0.35)).all()


def test_the_course_passes_the_marks_at_the_true_times(mile: simulate.Simulated) -> None:
    effort, true = mile.truth.efforts[0], course(mile, STANDARD)
    metres = marks(effort)
    at = np.interp(passed(effort, metres), true.time, true.arc)
    # between samples a second apart the true arc is interpolated, over the onset too
    assert at - at[-1] + effort.distance_m == pytest.approx(metres, abs=0.3)
    assert passed(effort, metres)[-1] == pytest.approx(effort.end_s)


def test_the_bound_knows_the_presses_that_were_made(mile: simulate.Simulated) -> None:
    assert len(course(mile, STANDARD).presses) == 5
