"""What the log keeps of an analysis is what the analysis says."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sessions_example import Made

import analyzer
from analyzer import frames, pipeline
from analyzer.logbook.entry import WHOLE, entry, speeds
from analyzer.model import SPEED_BINS, SPEED_STEP, Analysis, Entry, Recording, WorkoutKind

SAMPLES = Path(__file__).parent.parent / "sample_data"


@pytest.fixture(scope="module")
def trial() -> Analysis:
    return analyzer.analyze(analyzer.read(SAMPLES / "mile_trial.fit"), five_k="20:00", goal="5:48.65")


@pytest.fixture(scope="module")
def kept(trial: Analysis) -> Entry:
    return entry(trial)


def test_a_trial_is_headed_by_its_time_with_its_error(kept: Entry, trial: Analysis) -> None:
    assert trial.trial is not None
    assert kept.kind is WorkoutKind.MILE_TRIAL
    assert kept.headline == f"Mile 5:{trial.trial.time - 300:.1f} ± {trial.trial.time_sd:.1f} s"
    assert kept.start == trial.recording.samples.index[0]
    assert (kept.method, kept.on_track) == (pipeline.METHOD, True)
    assert kept.lap == pytest.approx(400.0, abs=0.01)
    assert kept.document == trial.to_dict()


def test_strides_are_counted() -> None:
    assert entry(analyzer.analyze(analyzer.read(SAMPLES / "easy_strides.fit.gz"))).strides == 5


def test_each_effort_lap_and_zone_is_a_row_with_its_error(kept: Entry, trial: Analysis) -> None:
    assert [column.name for column in frames.LOGGED_EFFORTS] == list(kept.efforts.columns)
    assert list(kept.efforts["kind"]) == [effort.kind.value for effort in trial.efforts]
    number = list(kept.efforts["kind"]).index("trial")
    assert set(kept.laps["effort"]) == set(kept.zones["effort"]) == {number}
    assert len(kept.laps) == 4
    assert len(kept.zones) == 16
    assert kept.laps["time"].sum() == pytest.approx(float(kept.efforts["time"].iloc[number]))
    assert (kept.zones["time_sd"] > 0).all()


def test_a_zone_has_the_score_that_it_has_in_the_document(kept: Entry) -> None:
    told = [zone["score"] for zone in kept.document["strategy"]["zones"]]
    np.testing.assert_allclose(kept.zones["score"].to_numpy()[: len(told)], told, atol=0.05)


def test_the_time_at_each_metre_of_a_trial_begins_at_nought_and_ends_with_its_time(kept: Entry) -> None:
    number = list(kept.efforts["kind"]).index("trial")
    metre, time, error = (kept.traces[f"trial/{number}/{name}"] for name in ("metre", "time", "time_sd"))
    assert (metre[0], time[0], error[0]) == (0.0, 0.0, 0.0)
    assert metre[-1] == pytest.approx(1609.344)
    assert time[-1] == pytest.approx(float(kept.efforts["time"].iloc[number]))


def test_the_whole_analysis_comes_back_from_its_trace(kept: Entry, trial: Analysis) -> None:
    back = pipeline.kept(analyzer.read(SAMPLES / "mile_trial.fit"), kept.traces[WHOLE].tobytes())
    assert back.to_dict() == trial.to_dict()


def told(made: Made) -> Analysis:
    rows = pd.DataFrame({"elapsed": made.speed["elapsed"]})
    samples = frames.conform(rows.set_index(pd.to_datetime(rows["elapsed"], unit="s", utc=True)), frames.SAMPLES)
    return Analysis(Recording(samples), efforts=tuple(made.efforts), speed=made.speed)


def test_the_time_at_each_speed_adds_up_to_the_session() -> None:
    counted = speeds(told(Made().steady(600.0, 2.95).rep("400 m", 400.0, 80.0, 60.0).steady(300.0, 2.95)))
    assert counted.shape == (SPEED_BINS,)
    assert counted[round(2.9 / SPEED_STEP)] == pytest.approx(900.0, abs=1.0)
    assert counted[round(5.0 / SPEED_STEP)] == 80.0
    assert counted[round(2.3 / SPEED_STEP)] == 60.0


def test_no_time_is_counted_while_the_watch_was_stopped() -> None:
    made = Made().steady(100.0, 3.05)
    made.now += 1800.0
    assert speeds(told(made.steady(100.0, 3.05))).sum() == pytest.approx(199.0, abs=1.5)


def test_what_is_faster_than_the_last_speed_is_counted_there() -> None:
    assert speeds(told(Made().steady(20.0, 25.0)))[-1] == pytest.approx(19.0)


def test_without_a_line_of_speed_the_efforts_tell_the_time() -> None:
    made = Made().rep("400 m", 400.0, 80.0)
    made.line = made.line[:1]
    assert speeds(told(made))[50] == 80.0


def test_a_session_without_positions_has_no_place_and_its_run() -> None:
    samples = analyzer.read(SAMPLES / "road_run.fit").samples
    indoors = Recording(samples.assign(latitude=math.nan, longitude=math.nan), sport="running")
    kept = entry(analyzer.analyze(indoors))
    assert math.isnan(kept.latitude)
    assert not kept.on_track
    assert kept.distance > 5000.0
