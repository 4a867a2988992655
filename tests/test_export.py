"""Recordings for other programs: the same values read back from CSV, Parquet and GPX."""

import importlib
import io
import sys
from dataclasses import replace
from typing import Any

import gpxpy
import numpy as np
import pandas as pd
import pytest
from watch_files import gpx, point

from analyzer import frames, readers, simulate
from analyzer.export import csv_table, parquet
from analyzer.export import gpx as track
from analyzer.model import Recording

MILE = simulate.session(seed=5, kind="mile").recording
NAMES = [column.name for column in frames.SAMPLES]


def odd() -> Recording:
    """Give a recording with gaps in every sensor, fractions of seconds, a pause and a column of its own."""
    samples = MILE.samples.iloc[:40].copy()
    samples.index = (samples.index + pd.to_timedelta(np.arange(40) * 1003, unit="us")).rename("time")
    samples.loc[samples.index[5], ["latitude", "longitude"]] = np.nan
    samples.loc[samples.index[6:9], ["heart_rate", "cadence", "speed", "altitude"]] = np.nan
    samples["cadence"] = samples["cadence"].round()
    samples["leg_spring_stiffness"] = 10.25
    pauses = pd.DataFrame({"start": [19.2], "end": [19.6], "kind": ["manual"]})
    return replace(MILE, samples=samples, pauses=pauses, sub_sport="track", device='Watch <2> & "Co"\0')


@pytest.mark.parametrize("recording", [MILE, odd()], ids=["mile", "odd"])
def test_a_csv_read_back_is_the_samples(recording: Recording) -> None:
    found = pd.read_csv(io.BytesIO(csv_table.write(recording)), parse_dates=["time"], index_col="time")
    found.index = pd.DatetimeIndex(found.index).as_unit("us")
    pd.testing.assert_frame_equal(found.astype("float64"), recording.samples, rtol=1e-11, atol=0, check_freq=False)


def test_the_header_of_a_csv_is_the_house_columns_and_no_comment() -> None:
    lines = csv_table.write(odd()).decode().split("\n")
    assert lines[0].split(",") == ["time", *NAMES, "leg_spring_stiffness"]
    assert lines[1].startswith(f"{MILE.samples.index[0]:%Y-%m-%dT%H:%M:%S}.000000Z,0,")
    assert lines[2].split(",")[0].endswith(".001003Z")
    assert max(len(cell) for cell in lines[2].split(",")[1:]) <= len("-47.0712345678")
    assert lines[6].split(",")[2:4] == ["", ""]
    assert len(lines) == 42
    assert lines[-1] == ""


@pytest.mark.parametrize("recording", [MILE, odd()], ids=["mile", "odd"])
def test_a_parquet_read_back_is_the_samples_with_their_units(recording: Recording) -> None:
    pytest.importorskip("pyarrow")
    arrow = importlib.import_module("pyarrow.parquet")
    table: Any = arrow.read_table(io.BytesIO(parquet.write(recording)))
    found = table.to_pandas().set_index("time")
    pd.testing.assert_frame_equal(found, recording.samples, check_exact=True, check_freq=False)
    assert table.schema.field("cadence").metadata == {b"unit": b"steps/min", b"meaning": b"both feet"}
    assert str(table.schema.field("time").type) == "timestamp[us, tz=UTC]"
    assert table.column("power").null_count == recording.samples["power"].isna().sum()
    assert table.schema.metadata[b"sport"] == b"running"


def test_without_pyarrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(parquet.MissingExtraError, match=r"pip install 'track-analyzer\[parquet\]'"):
        parquet.write(MILE)


def sensors(point: gpxpy.gpx.GPXTrackPoint) -> dict[str, float]:
    """Give what the extension of a point says, by its local names."""
    return {str(item.tag).rpartition("}")[2]: float(item.text or "nan") for whole in point.extensions for item in whole}


def test_gpxpy_reads_the_places_times_and_sensors_of_a_gpx() -> None:
    recording = odd()
    found = gpxpy.parse(track.write(recording).decode())
    assert (found.version, found.creator) == ("1.1", 'Watch <2> & "Co"')
    assert found.tracks[0].type == "track_running"
    assert [len(segment.points) for segment in found.tracks[0].segments] == [19, 20]
    points = [point for segment in found.tracks[0].segments for point in segment.points]
    expected = recording.samples[recording.samples["latitude"].notna()]
    np.testing.assert_allclose([p.latitude for p in points], expected["latitude"], atol=1e-9)
    np.testing.assert_allclose([p.longitude for p in points], expected["longitude"], atol=1e-9)
    heights = [np.nan if p.elevation is None else p.elevation for p in points]
    np.testing.assert_allclose(heights, expected["altitude"], atol=5e-4)
    assert [p.time for p in points] == [time.to_pydatetime() for time in expected.index]
    for name, column, scale, error in (
        ("hr", "heart_rate", 1, 0.5),
        ("cad", "cadence", 2, 1),
        ("speed", "speed", 1, 5e-4),
    ):
        values = np.array([sensors(point).get(name, np.nan) for point in points])
        assert np.isnan(values).sum() == 3
        np.testing.assert_allclose(scale * values, expected[column], atol=error)


def test_the_sensors_of_a_point_stand_in_the_order_of_their_schema() -> None:
    warm = replace(MILE, samples=MILE.samples.assign(temperature=21.5, cadence=180.0))
    found = gpxpy.parse(track.write(warm).decode()).tracks[0].segments[0].points[100]
    assert found.extensions[0].tag == "{http://www.garmin.com/xmlschemas/TrackPointExtension/v2}TrackPointExtension"
    assert list(sensors(found)) == ["atemp", "hr", "cad", "speed"]
    assert sensors(found)["cad"] == 90


def test_a_gpx_reads_back_as_the_recording_it_was_written_from() -> None:
    recording = odd()
    found = readers.read(track.write(recording))
    expected = recording.samples[recording.samples["latitude"].notna()]
    assert (found.sport, found.sub_sport, found.device) == ("running", "track", 'Watch <2> & "Co"')
    assert found.samples.index.equals(expected.index)
    np.testing.assert_allclose(found.samples["cadence"], expected["cadence"], atol=1)
    assert len(found.pauses) == 1


def test_pedals_keep_their_turns_in_a_gpx() -> None:
    ride = replace(MILE, sport="cycling", sub_sport="", samples=MILE.samples.assign(cadence=90.0))
    assert sensors(gpxpy.parse(track.write(ride).decode()).tracks[0].segments[0].points[0])["cad"] == 90


def test_what_the_extension_cannot_hold_is_left_out() -> None:
    wild = MILE.samples.assign(heart_rate=300.0, cadence=600.0, speed=np.inf)
    points = gpxpy.parse(track.write(replace(MILE, samples=wild)).decode()).tracks[0].segments[0].points
    assert not any(point.extensions for point in points)


def test_places_off_the_earth_are_no_places() -> None:
    samples = readers.read(gpx([point(s) for s in range(3)]).replace('lon="13.4"', 'lon="400"', 1).encode()).samples
    found = gpxpy.parse(track.write(replace(MILE, samples=samples, pauses=MILE.pauses.iloc[:0])).decode())
    assert len(found.tracks[0].segments[0].points) == 2


def test_a_recording_without_places_is_no_gpx() -> None:
    nowhere = replace(MILE, samples=MILE.samples.assign(latitude=np.nan))
    with pytest.raises(track.NoPlaceError, match="no sample has a position"):
        track.write(nowhere)


def test_every_format_bears_its_mark() -> None:
    assert csv_table.MARK in csv_table.write(MILE)[:200]
    assert track.MARK in track.write(MILE)[:200]
    assert track.MARK not in simulate.write_gpx(MILE)
    pytest.importorskip("pyarrow")
    assert parquet.MARK in parquet.write(MILE)[-65536:]
