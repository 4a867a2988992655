import numpy as np
import pytest
from hand_made import device_laps, pauses, recorded, speeds

from analyzer import efforts, frames, simulate
from analyzer.efforts.speed import delay
from analyzer.model import Floats, Recording

STEPS = ((120.0, 3.0), (60.0, 5.0), (60.0, 2.0), (60.0, 5.0), (60.0, 2.0), (120.0, 3.0))


def _line(recording: Recording) -> tuple[Floats, Floats]:
    told = efforts.speed_line(recording, None, None)
    return told["elapsed"].to_numpy(), told["speed"].to_numpy()


@pytest.mark.parametrize("late", [0.0, 1.5, 3.0, 6.5])
def test_how_late_the_watch_is_is_told_by_the_positions(late: float) -> None:
    samples = recorded(*STEPS).samples
    elapsed, true = samples["elapsed"].to_numpy(), samples["speed"].to_numpy()
    watch = np.interp(elapsed - late, elapsed, true)
    assert delay(elapsed, watch, true) == pytest.approx(late, abs=0.5)


def test_a_late_watch_changes_its_speed_where_the_runner_did() -> None:
    elapsed, speed = _line(recorded(*STEPS, late=5.0))
    rose = elapsed[np.argmax((elapsed > 100) & (speed > 4.0))]
    assert rose == pytest.approx(120.0, abs=1.5)


def test_the_line_of_a_late_watch_is_nearer_the_truth_than_the_watch() -> None:
    recording = recorded(*STEPS, late=5.0)
    _, told = _line(recording)
    true = speeds(*STEPS)
    shown = recording.samples["speed"].to_numpy()
    assert np.abs(told - true).mean() < 0.2 * np.abs(shown - true).mean()


def test_indoors_the_speed_is_the_watchs_own() -> None:
    recording = recorded(*STEPS, late=4.0, places=False)
    _, told = _line(recording)
    np.testing.assert_allclose(told, recording.samples["speed"].to_numpy())


def test_an_export_without_speed_leaves_the_slope_of_its_positions() -> None:
    _, told = _line(recorded(*STEPS, watch=False))
    assert told[60] == pytest.approx(3.0, abs=0.01)
    assert told[150] == pytest.approx(5.0, abs=0.01)
    assert told[210] == pytest.approx(2.0, abs=0.01)


def test_a_gpx_export_of_a_simulated_session_still_has_its_speed() -> None:
    made = simulate.session(seed=3, kind="fartlek", noise="clean", with_speed=False)
    told = efforts.speed_line(made.recording, None, None)
    elapsed, speed = told["elapsed"].to_numpy(), told["speed"].to_numpy()
    inside = [(elapsed > one.start_s + 10) & (elapsed < one.end_s - 10) for one in made.truth.efforts]
    seen = [float(speed[rep].mean()) for rep in inside]
    true = [one.distance_m / one.time_s for one in made.truth.efforts]
    np.testing.assert_allclose(seen, true, rtol=0.06)


def test_what_tells_no_speed_gives_no_line() -> None:
    nothing = recorded(*STEPS, places=False, watch=False)
    assert efforts.speed_line(nothing, None, None).empty


def test_too_few_samples_give_no_line() -> None:
    assert efforts.speed_line(recorded((20.0, 3.0)), None, None).empty
    assert not efforts.speed_line(recorded((40.0, 3.0)), None, None).empty


def test_a_pause_adds_no_distance() -> None:
    plain = recorded((300.0, 3.0))
    samples = plain.samples
    left = samples[(samples["elapsed"] <= 100) | (samples["elapsed"] >= 160)]
    stopped = Recording(left, device_laps(300.0), pauses((100.0, 160.0)))
    ran_on = Recording(left, device_laps(300.0))
    far = [efforts.speed_line(one, None, None)["distance"].iloc[-1] for one in (stopped, ran_on)]
    assert far == pytest.approx([720.0, 900.0], abs=0.5)


def test_nobody_is_told_to_run_faster_than_anybody_can() -> None:
    recording = recorded((100.0, 3.0), (10.0, 25.0), (100.0, 3.0))
    assert _line(recording)[1].max() <= 9.5


def test_a_barometer_tells_the_altitude_and_a_rough_one_does_not() -> None:
    climb = np.linspace(300.0, 340.0, 301)
    smooth = efforts.speed_line(recorded((300.0, 3.0), altitude=climb), None, None)["altitude"].to_numpy()
    np.testing.assert_allclose(smooth[10:-10], climb[10:-10], atol=0.1)
    jumps = climb + np.random.default_rng(1).normal(0.0, 3.0, 301)
    assert np.isnan(efforts.speed_line(recorded((300.0, 3.0), altitude=jumps), None, None)["altitude"]).all()


def test_half_an_altitude_is_none() -> None:
    half = np.where(np.arange(301) < 150, 300.0, np.nan)
    assert np.isnan(efforts.speed_line(recorded((300.0, 3.0), altitude=half), None, None)["altitude"]).all()


def test_the_line_has_the_columns_of_its_table() -> None:
    told = efforts.speed_line(recorded(*STEPS), None, None)
    assert list(told.columns) == [column.name for column in frames.SPEED]
