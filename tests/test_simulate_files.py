import gzip
import importlib.util
import io
import json
from pathlib import Path

import fitdecode
import fitparse
import gpxpy
import numpy as np
import pandas as pd
import pytest
from tcxreader.tcxreader import TCXReader

from analyzer import simulate
from analyzer.model import Recording
from analyzer.units import SEMICIRCLE

SAMPLES = Path(__file__).parent.parent / "sample_data"


@pytest.fixture(scope="module")
def recording() -> Recording:
    """Give reps with stops of the timer, lost positions, presses and a run through streets."""
    return simulate.session(
        kind="intervals", seed=6, reps=3, noise="urban", buttons="trial", timer_stops=True, warm_up=True
    ).recording


def close(read: list[float | None], wrote: pd.Series, within: float) -> None:
    values = np.array([np.nan if value is None else value for value in read], dtype=float)
    assert values == pytest.approx(wrote.to_numpy(), abs=within, nan_ok=True)


def test_fitparse_reads_back_every_record(recording: Recording) -> None:
    file = fitparse.FitFile(io.BytesIO(simulate.write_fit(recording)), check_crc=True)
    rows = [message.get_values() for message in file.get_messages("record")]
    samples = recording.samples
    assert len(rows) == len(samples)
    assert [row["timestamp"] for row in rows] == [time.to_pydatetime().replace(tzinfo=None) for time in samples.index]
    lost = samples["latitude"].isna().to_numpy()
    assert lost.any()
    for name, column in (("position_lat", "latitude"), ("position_long", "longitude")):
        close([None if row[name] is None else row[name] * SEMICIRCLE for row in rows], samples[column], 1e-9)
    for name, column in (
        ("distance", "distance"),
        ("enhanced_speed", "speed"),
        ("speed", "speed"),
        ("enhanced_altitude", "altitude"),
        ("heart_rate", "heart_rate"),
    ):
        close([row[name] for row in rows], samples[column], 1e-6)
    close([2 * (row["cadence"] + row["fractional_cadence"]) for row in rows], samples["cadence"], 1e-6)


def test_fitparse_reads_back_laps_stops_and_the_session(recording: Recording) -> None:
    file = fitparse.FitFile(io.BytesIO(simulate.write_fit(recording)), check_crc=True)
    messages = [(message.name, message.get_values()) for message in file.get_messages()]
    kinds = [name for name, _ in messages]
    assert kinds[0] == "file_id"
    assert kinds[-2:] == ["session", "activity"]
    laps = [values for name, values in messages if name == "lap"]
    wrote = recording.device_laps
    assert [lap["lap_trigger"] for lap in laps] == wrote["trigger"].tolist()
    close([lap["total_elapsed_time"] for lap in laps], wrote["end"] - wrote["start"], 1e-3)
    close([lap["total_timer_time"] for lap in laps], wrote["timer"], 1e-3)
    close([lap["total_distance"] for lap in laps], wrote["distance"], 0.005)
    timer = [values["event_type"] for name, values in messages if name == "event"]
    assert timer == ["start", "stop_all"] * (len(recording.pauses) + 1)
    session = messages[-2][1]
    assert (session["sport"], session["sub_sport"], session["num_laps"]) == ("running", "track", len(laps))
    assert session["total_timer_time"] == pytest.approx(wrote["timer"].sum(), abs=0.01)


def test_fitdecode_checks_the_sums_and_counts_the_records(recording: Recording) -> None:
    data = simulate.write_fit(recording)
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        frames = [frame for frame in reader if frame.frame_type == fitdecode.FIT_FRAME_DATA]
    records = [frame for frame in frames if frame.name == "record"]
    assert len(records) == len(recording.samples)
    close([frame.get_value("enhanced_speed") for frame in records], recording.samples["speed"], 1e-6)


def test_gpxpy_reads_back_the_points_in_a_segment_for_each_stay(recording: Recording) -> None:
    track = gpxpy.parse(simulate.write_gpx(recording).decode()).tracks[0]
    assert len(track.segments) == len(recording.pauses) + 1
    points = [point for segment in track.segments for point in segment.points]
    placed = recording.samples[recording.samples["latitude"].notna()]
    assert [point.time for point in points] == [time.to_pydatetime() for time in placed.index]
    close([point.latitude for point in points], placed["latitude"], 1e-9)
    close([point.longitude for point in points], placed["longitude"], 1e-9)
    close([point.elevation for point in points], placed["altitude"], 0.05)
    extensions = [{child.tag.split("}")[1]: child.text for child in point.extensions[0]} for point in points]
    close([float(extension["speed"]) for extension in extensions], placed["speed"], 5e-4)
    close([float(extension["hr"]) for extension in extensions], placed["heart_rate"], 0.5)
    close([2 * float(extension["cad"]) for extension in extensions], placed["cadence"], 1.0)


def test_a_gpx_export_can_leave_the_speed_out(recording: Recording) -> None:
    text = simulate.write_gpx(recording, speed=False).decode()
    assert ":speed>" not in text
    assert ":hr>" in text


def test_a_tcx_reader_reads_back_points_and_laps(recording: Recording, tmp_path: Path) -> None:
    path = tmp_path / "reps.tcx"
    path.write_bytes(simulate.write_tcx(recording))
    exercise = TCXReader().read(str(path), only_gps=False)
    samples = recording.samples
    points = exercise.trackpoints
    assert [point.time for point in points] == [time.to_pydatetime().replace(tzinfo=None) for time in samples.index]
    close([point.latitude for point in points], samples["latitude"], 1e-9)
    close([point.longitude for point in points], samples["longitude"], 1e-9)
    close([point.distance for point in points], samples["distance"], 0.005)
    close([point.elevation for point in points], samples["altitude"], 0.05)
    close([point.hr_value for point in points], samples["heart_rate"], 0.5)
    close([point.tpx_ext["Speed"] for point in points], samples["speed"], 5e-4)
    close([2 * point.tpx_ext["RunCadence"] for point in points], samples["cadence"], 1.0)
    wrote = recording.device_laps
    assert len(exercise.laps) == len(wrote)
    close([lap.distance for lap in exercise.laps], wrote["distance"], 0.005)


def test_the_same_recording_gives_the_same_bytes(recording: Recording) -> None:
    for write in (simulate.write_fit, simulate.write_gpx, simulate.write_tcx):
        assert write(recording) == write(recording)


def test_a_watch_without_sensors_writes_files_that_can_be_read() -> None:
    bare = simulate.session(seed=1, with_speed=False).recording
    samples = bare.samples.assign(heart_rate=np.nan, cadence=np.nan, altitude=np.nan)
    lean = Recording(samples, device_laps=bare.device_laps, device="bare", sport="running")
    rows = list(fitparse.FitFile(io.BytesIO(simulate.write_fit(lean)), check_crc=True).get_messages("record"))
    assert rows[5].get_value("heart_rate") is None
    assert rows[5].get_value("enhanced_speed") is None
    assert gpxpy.parse(simulate.write_gpx(lean).decode()).get_points_no() == len(samples)
    assert b"HeartRateBpm" not in simulate.write_tcx(lean)


def unpacked(name: str, data: bytes) -> bytes:
    return gzip.decompress(data) if name.endswith(".gz") else data


def test_the_sample_files_are_what_the_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make", SAMPLES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    made: dict[str, bytes] = make.samples()
    for name, data in made.items():
        # Compressed bytes may differ between versions of zlib; what is inside may not.
        assert unpacked(name, (SAMPLES / name).read_bytes()) == unpacked(name, data), f"{name}: run sample_data/make.py"
    # the README's first command writes its page beside the sample
    kept = [path for path in SAMPLES.iterdir() if path.is_file() and not path.name.endswith((".py", ".md", ".html"))]
    assert {path.name for path in kept} == set(made)
    assert sum(path.stat().st_size for path in kept) < 1_000_000


def test_the_sample_truth_has_the_mile_on_its_plan() -> None:
    truth = json.loads((SAMPLES / "mile_trial.truth.json").read_bytes())
    laps = [lap["time_s"] for lap in truth["efforts"][0]["laps"]]
    assert truth["efforts"][0]["nominal"] == "1 mile"
    assert laps == sorted(laps, reverse=True)
