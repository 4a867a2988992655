from typing import Any

import numpy as np
import pandas as pd
import pytest
from watch_files import RECORDINGS

from analyzer import clean, frames, readers
from analyzer.errors import AnalyzerError
from analyzer.model import Recording

METRES_PER_DEGREE = 111_195.0
NOON = pd.Timestamp("2024-05-01T12:00:00Z")


def recording(seconds: Any, *, speed: float = 4.0, sport: str = "running", **columns: Any) -> Recording:
    """Give a run due north from a point on the 52nd parallel, with samples at the given seconds."""
    elapsed = np.asarray(seconds, dtype=float)
    index = pd.DatetimeIndex(NOON + pd.to_timedelta(elapsed, unit="s"), name="time").as_unit("us")
    values = {"latitude": 52.0 + speed * elapsed / METRES_PER_DEGREE, "longitude": 13.0, "heart_rate": 150.0, **columns}
    samples = frames.conform(pd.DataFrame({"elapsed": elapsed - elapsed[0], **values}, index=index), frames.SAMPLES)
    return Recording(samples=samples, sport=sport, format="fit")


def with_laps(given: Recording, *ends: float) -> Recording:
    """Give the recording with laps that end at these seconds after its first sample."""
    rows = [{"start": start, "end": end, "trigger": "manual"} for start, end in zip((0.0, *ends), ends, strict=False)]
    laps = frames.conform(pd.DataFrame(rows), frames.DEVICE_LAPS)
    return Recording(samples=given.samples, device_laps=laps, sport=given.sport, format="fit")


def test_a_sound_recording_is_left_as_it_is() -> None:
    given = recording(np.arange(600))
    cleaned = clean.samples(given)
    assert cleaned.samples.equals(given.samples)
    assert cleaned.notes == ()
    assert cleaned.pauses.empty


def test_samples_come_in_order_of_time() -> None:
    cleaned = clean.samples(recording([0, 1, 4, 2, 3, 5]))
    assert cleaned.samples["elapsed"].tolist() == [0, 1, 2, 3, 4, 5]
    assert cleaned.samples["latitude"].is_monotonic_increasing
    assert cleaned.notes == ("2 samples out of order put in order of time",)


def test_laps_move_with_an_earlier_first_sample() -> None:
    cleaned = clean.samples(with_laps(recording([10, *range(10), 11, 12]), 2.5, 0.5))
    assert cleaned.samples["elapsed"].tolist() == list(range(13))
    assert cleaned.device_laps["start"].tolist() == [10, 12.5]


def test_samples_of_one_moment_are_merged() -> None:
    cleaned = clean.samples(recording([0, 1, 1, 2], heart_rate=[150, np.nan, 152, 153]))
    assert cleaned.samples["heart_rate"].tolist() == [150, 152, 153]
    assert "1 sample of a moment that another sample has merged into it" in cleaned.notes


def test_a_first_sample_in_another_year_is_left_out() -> None:
    cleaned = clean.samples(recording([-3e8, *range(100)], latitude=52.0))
    assert len(cleaned.samples) == 100
    assert cleaned.samples.index[0] == NOON
    assert "1 sample more than a day away from the others (2014-10-29) left out" in cleaned.notes


def test_a_clock_that_was_never_set_is_told() -> None:
    cleaned = clean.samples(recording(np.arange(10) - NOON.timestamp()))
    assert any("1970-01-01" in note for note in cleaned.notes)


def test_a_teleported_point_loses_its_position_only() -> None:
    given = recording(np.arange(100))
    latitude = given.samples["latitude"].to_numpy(copy=True)
    latitude[40] += 0.01
    cleaned = clean.samples(recording(np.arange(100), latitude=latitude))
    assert np.flatnonzero(cleaned.samples["latitude"].isna()).tolist() == [40]
    assert cleaned.samples["longitude"].isna().sum() == 1
    assert cleaned.samples["heart_rate"].notna().all()
    assert cleaned.notes[0] == "1 position impossibly far from the ones around them left out"


def test_a_block_on_another_continent_is_left_out() -> None:
    latitude = recording(np.arange(300)).samples["latitude"].to_numpy(copy=True)
    latitude[:60] -= 40
    cleaned = clean.samples(recording(np.arange(300), latitude=latitude))
    assert np.flatnonzero(cleaned.samples["latitude"].isna()).tolist() == list(range(60))


def test_a_drift_that_jumps_back_after_a_tunnel_stays() -> None:
    latitude = recording(np.arange(300)).samples["latitude"].to_numpy(copy=True)
    latitude[150:] += 200 / METRES_PER_DEGREE
    cleaned = clean.samples(recording(np.arange(300), latitude=latitude))
    assert cleaned.samples["latitude"].tolist() == latitude.tolist()


def test_positions_at_zero_are_none() -> None:
    latitude = recording(np.arange(20)).samples["latitude"].to_numpy(copy=True)
    longitude = np.full(20, 13.0)
    latitude[:3] = longitude[:3] = 0.0
    cleaned = clean.samples(recording(np.arange(20), latitude=latitude, longitude=longitude))
    assert cleaned.samples["latitude"].isna().sum() == 3
    assert "3 positions at latitude 0, longitude 0 left out" in cleaned.notes
    assert "no position in 3 of 20 samples (15.0 %)" in cleaned.notes


def test_impossible_values_of_sensors_are_left_out() -> None:
    given = recording(np.arange(4), heart_rate=[0, 150, 255, 160], cadence=[0, 180, 182, 500])
    cleaned = clean.samples(given)
    assert cleaned.samples["heart_rate"].isna().tolist() == [True, False, True, False]
    assert cleaned.samples["cadence"].isna().tolist() == [False, False, False, True]
    assert "1 impossible values of cadence left out" in cleaned.notes


def test_a_ride_may_be_faster_than_a_run() -> None:
    speeds = [4.0, 22.0, 20.0]
    run, ride = (clean.samples(recording(np.arange(3), speed=5.0, sport=s)) for s in ("running", "cycling"))
    assert run.samples.equals(ride.samples)
    fast = {s: clean.samples(with_speed(s, speeds)).samples["speed"].isna().sum() for s in ("running", "cycling")}
    assert fast == {"running": 2, "cycling": 0}


def with_speed(sport: str, speeds: list[float]) -> Recording:
    """Give a recording whose watch tells these speeds."""
    given = recording(np.arange(len(speeds)), sport=sport)
    return Recording(samples=given.samples.assign(speed=speeds), sport=sport, format="fit")


def test_a_gap_in_which_the_runner_stood_is_a_pause() -> None:
    elapsed = [*range(60), *range(120, 180)]
    latitude = 52.0 + 4.0 * np.arange(120) / METRES_PER_DEGREE
    cleaned = clean.samples(recording(elapsed, latitude=latitude))
    assert cleaned.pauses.to_numpy().tolist() == [[59, 120, "auto"]]
    assert "1 gap in which the runner stood taken as a pause, 61 s in all" in cleaned.notes


def test_a_gap_that_was_run_through_is_no_pause() -> None:
    cleaned = clean.samples(recording([*range(60), *range(120, 180)]))
    assert cleaned.pauses.empty
    assert "1 gap without samples, 61 s in all, 61 s the longest" in cleaned.notes


def test_a_gap_that_the_watch_tells_of_is_not_counted_again() -> None:
    given = recording([*range(60), *range(120, 180)])
    pauses = frames.conform(pd.DataFrame([{"start": 59.0, "end": 120.0, "kind": "manual"}]), frames.PAUSES)
    cleaned = clean.samples(Recording(samples=given.samples, pauses=pauses, sport="running", format="fit"))
    assert cleaned.pauses.to_numpy().tolist() == [[59, 120, "manual"]]
    assert cleaned.notes == ("1 pause of the watch, 61 s in all",)


REAL = sorted(path for path in RECORDINGS.glob("*/*") if path.suffix in {".fit", ".gpx", ".tcx"})


@pytest.mark.skipif(not REAL, reason="the real recordings are not here")
def test_every_real_recording_is_cleaned_into_order() -> None:
    count = 0
    for path in REAL:
        try:
            given = readers.read(path.read_bytes())
        except AnalyzerError:
            continue
        cleaned = clean.samples(given)
        assert cleaned.samples.index.is_monotonic_increasing
        assert cleaned.samples.index.is_unique
        assert cleaned.samples["elapsed"].iloc[0] == 0
        assert frames.conform(cleaned.samples, frames.SAMPLES).equals(cleaned.samples)
        count += 1
    assert count > 150


@pytest.mark.parametrize(("name", "seconds"), [("d02_malformed_01", 621), ("d02_malformed_02", 4011)])
def test_real_runs_with_an_absurd_first_time_are_saved(name: str, seconds: int) -> None:
    path = RECORDINGS / "malformed" / f"{name}.gpx"
    if not path.exists():
        pytest.skip("the real recordings are not here")
    cleaned = clean.samples(readers.read(path.read_bytes()))
    assert len(cleaned.samples) == seconds
    assert cleaned.samples["elapsed"].iloc[-1] == pytest.approx(seconds, abs=2)
