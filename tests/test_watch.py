"""What is learned of a watch, held against what was drawn for the simulated one, and read in real recordings."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analyzer import analyze, pipeline
from analyzer.model import Analysis, Learned, WatchBehaviour
from analyzer.oval import STANDARD
from analyzer.simulate import session
from analyzer.simulate.truth import Truth

RECORDINGS = Path(__file__).parents[2] / "shared" / "data" / "recordings"
SEEDS = (1, 2, 3)


def intervals(seed: int) -> tuple[WatchBehaviour, Truth, Analysis]:
    made = session(kind="intervals", reps=8, buttons="laps", seed=seed)
    found = analyze(made.recording)
    assert found.watch is not None
    return found.watch, made.truth, found


def misses(found: Learned, true: float, *, spare: float = 0.0) -> float:
    """Give how far a number is off the truth, in its own errors."""
    assert found.sd > 0
    return max(abs(found.value - true) - spare, 0.0) / found.sd


@pytest.fixture(scope="module")
def sessions() -> list[tuple[WatchBehaviour, Truth, Analysis]]:
    return [intervals(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def steady() -> tuple[WatchBehaviour, Truth]:
    made = session(kind="5000", strategy="even", buttons="laps", seed=2)
    found = analyze(made.recording).watch
    assert found is not None
    return found, made.truth


def test_the_speed_is_known_to_be_late_within_its_error(
    sessions: list[tuple[WatchBehaviour, Truth, Analysis]],
) -> None:
    for watch, truth, _ in sessions:
        true = truth.watch["speed_delay"] + truth.watch["speed_tau"] - truth.watch["lag"]
        assert misses(watch.speed_delay, true) < 3
        assert watch.speed_delay.sd < 0.6


def test_presses_at_the_line_tell_how_late_positions_are(
    sessions: list[tuple[WatchBehaviour, Truth, Analysis]],
) -> None:
    for watch, truth, _ in sessions:
        assert misses(watch.position_lag, truth.watch["lag"]) < 3


def test_a_lap_by_the_watch_is_as_far_off_as_its_speed_reads(
    sessions: list[tuple[WatchBehaviour, Truth, Analysis]],
) -> None:
    for watch, truth, _ in sessions:
        # its scale also drifts by half a per cent within minutes
        assert misses(watch.lap_error, truth.watch["over_read"] * STANDARD.lap(), spare=1.0) < 3
        assert watch.laps >= 4


def test_turns_are_cut_as_the_watch_smooths_its_positions(
    sessions: list[tuple[WatchBehaviour, Truth, Analysis]],
) -> None:
    for watch, truth, analysis in sessions:
        assert analysis.motion is not None
        speeds = analysis.motion.frame["speed"].to_numpy()
        speed = float(np.median(speeds[speeds > 2.1]))
        true = 0.5 * truth.watch["filter"] ** 2 * speed**2 / (STANDARD.radius + 0.3)
        assert misses(watch.turn_cut, true) < 3


def test_positions_wander_as_far_as_they_were_made_to(
    sessions: list[tuple[WatchBehaviour, Truth, Analysis]],
) -> None:
    for watch, truth, _ in sessions:
        assert misses(watch.drift, truth.watch["drift"]) < 3
        assert misses(watch.fast, truth.watch["fast"]) < 3


def test_a_speed_without_turn_bias_has_none(steady: tuple[WatchBehaviour, Truth]) -> None:
    watch, _ = steady
    assert misses(watch.turn_bias, 0.0) < 3
    assert misses(watch.turn_bias_left, 0.0) < 3
    assert watch.turn_bias_left.sd < 0.02


def test_a_speed_that_reads_turns_three_per_cent_slow_is_found_out() -> None:
    made = session(kind="5000", strategy="even", seed=5)
    turn = STANDARD.turn()
    arc = np.interp(
        made.recording.samples["elapsed"] - made.truth.watch["speed_delay"] - made.truth.watch["speed_tau"],
        made.motion["elapsed"],
        made.motion["arc"].interpolate(limit_direction="both"),
    )
    here = np.mod(arc, STANDARD.lap())
    on_turn = (here < turn) | ((here > STANDARD.lap() / 2) & (here < STANDARD.lap() / 2 + turn))
    samples = made.recording.samples
    slowed = samples.assign(speed=samples["speed"] * np.where(on_turn, 0.97, 1.0))
    watch = analyze(replace(made.recording, samples=slowed)).watch
    assert watch is not None
    assert watch.turn_bias.value == pytest.approx(-0.03, abs=max(2.5 * watch.turn_bias.sd, 0.012))
    assert watch.turn_bias.sure()


def test_a_mile_run_by_turns_and_straights_tells_nothing_of_turn_bias() -> None:
    watch = analyze(session(kind="mile", seed=4).recording).watch
    assert watch is not None
    assert math.isnan(watch.turn_bias.value)


def test_without_speed_and_distance_only_positions_are_judged() -> None:
    watch = analyze(session(kind="intervals", reps=6, with_speed=False, seed=2).recording).watch
    assert watch is not None
    assert math.isnan(watch.lap_error.value)
    assert math.isnan(watch.speed_delay.value)
    assert watch.drift.value > 0


def test_away_from_a_track_nothing_is_said() -> None:
    assert analyze(session(kind="road", minutes=10, seed=1).recording).watch is None


@pytest.mark.parametrize("name", ["fit/d01_interval_35.fit", "fit/d04_easy_03.fit", "tcx/d06_interval_01.tcx"])
def test_real_watches_behave_as_watches_do(name: str) -> None:
    path = RECORDINGS / name
    if not path.exists():
        pytest.skip("the recordings are not here")
    watch = analyze(pipeline.read(path.read_bytes(), name=path.name)).watch
    assert watch is not None
    assert abs(watch.lap_error.value) < 0.05 * watch.lap
    assert 0.0 < watch.speed_delay.value < 7.5
    assert 0.1 < watch.drift.value < 4.0
    assert -0.3 < watch.turn_cut.value < 1.0
