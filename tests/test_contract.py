"""The contract of the readers on every file at hand: columns, types, units, and the samples that other readers read.

The other readers are fitparse for FIT, gpxpy for GPX and a walk through the elements for TCX; none knows the house.
"""

import datetime as dt
import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import fitparse
import gpxpy
import numpy as np
import pytest
from numpy.typing import NDArray
from watch_files import RECORDINGS

from analyzer import clean, frames, readers
from analyzer.errors import AnalyzerError
from analyzer.model import Recording

SAMPLES = Path(__file__).parent.parent / "sample_data"
REFUSED = {
    "m00_malformed_08.fit": "none of the 1 samples has a time",
    "m00_malformed_11.fit": "none of the 3 samples has a time",
    "m00_malformed_12.fit": "type 'monitoring_b'",
    "m00_malformed_13.fit": "type 'settings'",
    "m00_malformed_23.gpx": "none of the 25 GPX points has a time",
    "m00_malformed_25.gpx": "none of the 3 GPX points has a time",
    "m00_malformed_26.gpx": "none of the 1 GPX points has a time",
    "m00_malformed_27.gpx": "no track points",
    "m00_malformed_28.gpx": "no track points",
    "m00_malformed_29.gpx": "no track points",
    "m00_malformed_30.gpx": "no track points",
}
"""What is no recorded run, and why."""
FORMATS = {".fit", ".gpx", ".tcx"}
FILES = sorted(
    path
    for folder, pattern in ((SAMPLES, "*"), (RECORDINGS, "*/*"))
    for path in folder.glob(pattern)
    if FORMATS & set(path.suffixes)
)
Values = NDArray[np.float64]
Row = dict[str, float]

RANGES = {
    "latitude": (-90, 90),
    "longitude": (-180, 180),
    "altitude": (-430, 8850),
    "distance": (0, 300_000),
    "speed": (0, 30),
    "heart_rate": (20, 250),
    "cadence": (0, 360),
    "power": (0, 2500),
    "step_length": (0, 3),
    "vertical_oscillation": (0, 0.3),
    "ground_contact": (0, 2),
    "ground_contact_balance": (0, 100),
    "temperature": (-40, 60),
}
"""What a runner, a watch and the earth allow; a value in another unit falls out of it."""
STEPS = (120, 240)
"""Steps of both feet a minute, of the middle sample of a run. [1/min]"""


RUNNING = 2.0
"""Slower is walking, in steps of its own. [m/s]"""


@dataclass(frozen=True)
class Told:
    """What another reader tells: Unix times [s] and house columns of the samples; complete : It met no damage."""

    rows: list[Row]
    complete: bool

    def column(self, name: str) -> Values:
        """Give a column, NaN where a sample has none; the foot pod's where there was one, for it sits on the foot."""
        pod = f"pod {name}"
        name = pod if any(pod in row for row in self.rows) else name
        return np.array([row.get(name, np.nan) for row in self.rows])


def name_of(path: Path) -> str:
    return path.relative_to(path.parents[1]).as_posix()


def contents(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


FIT_FIELDS = {
    "latitude": (("position_lat",), 180 / 2**31),
    "longitude": (("position_long",), 180 / 2**31),
    "altitude": (("enhanced_altitude", "altitude"), 1.0),
    "distance": (("distance",), 1.0),
    "speed": (("enhanced_speed", "speed"), 1.0),
    "heart_rate": (("heart_rate",), 1.0),
    "cadence": (("cadence",), 1.0),
    "fraction": (("fractional_cadence",), 1.0),
    "power": (("power",), 1.0),
    "step_length": (("step_length",), 1e-3),
    "vertical_oscillation": (("vertical_oscillation",), 1e-3),
    "ground_contact": (("stance_time",), 1e-3),
    "temperature": (("temperature",), 1.0),
}
POD_FIELDS = {
    "Cadence": ("cadence", 1.0),
    "Power": ("power", 1.0),
    "Ground Time": ("ground_contact", 1e-3),
    "Vertical Oscillation": ("vertical_oscillation", 1e-2),
}


def by_fitparse(data: bytes) -> Told:
    rows: list[Row] = []
    complete = True
    try:
        file = fitparse.FitFile(data, check_crc=False)
        rows.extend(fit_row(message.get_values()) for message in file.get_messages("record"))
    except fitparse.FitParseError:
        complete = False
    return Told(rows, complete)


def fit_row(values: dict[str, Any]) -> Row:
    row = {
        house: float(next(values[name] for name in names if number(values.get(name)))) * factor
        for house, (names, factor) in FIT_FIELDS.items()
        if any(number(values.get(name)) for name in names)
    }
    for name, (house, factor) in POD_FIELDS.items():
        if number(values.get(name)):
            row[f"pod {house}"] = values[name] * factor
    stamp = values.get("timestamp")
    if isinstance(stamp, dt.datetime):
        row["time"] = stamp.replace(tzinfo=dt.UTC).timestamp()
    if "cadence" in row:
        row["cadence"] += row.get("fraction", 0.0)
    row.pop("fraction", None)
    return row


def number(value: object) -> bool:
    return isinstance(value, int | float)


XML_FIELDS = {
    "ele": "altitude",
    "AltitudeMeters": "altitude",
    "DistanceMeters": "distance",
    "LatitudeDegrees": "latitude",
    "LongitudeDegrees": "longitude",
    "hr": "heart_rate",
    "Value": "heart_rate",
    "cad": "cadence",
    "Cadence": "cadence",
    "RunCadence": "cadence",
    "speed": "speed",
    "Speed": "speed",
    "atemp": "temperature",
    "power": "power",
    "Watts": "power",
}


def by_gpxpy(data: bytes) -> Told:
    parsed = gpxpy.parse(data)
    rows: list[Row] = []
    for point in (point for track in parsed.tracks for segment in track.segments for point in segment.points):
        row = {"latitude": point.latitude, "longitude": point.longitude}
        row |= {} if point.elevation is None else {"altitude": point.elevation}
        row |= {} if point.speed is None else {"speed": point.speed}
        if point.time:
            row["time"] = point.time.replace(tzinfo=point.time.tzinfo or dt.UTC).timestamp()
        for extension in point.extensions:
            row |= elements(extension)
        rows.append(row)
    return Told(rows, complete=True)


def elements(parent: ET.Element) -> Row:
    """Give the numbers in an element by the local names of those that hold them."""
    found: Row = {}
    for item in parent.iter():
        house = XML_FIELDS.get(str(item.tag).rpartition("}")[2])
        if house and item.text and item.text.strip():
            found[house] = float(item.text)
    return found


def by_elements(data: bytes) -> Told:
    """Walk through the elements of XML as far as it goes."""
    rows: list[Row] = []
    try:
        for _, item in ET.iterparse(io.BytesIO(data.lstrip())):  # noqa: S314 - known files
            local = item.tag.rpartition("}")[2]
            if local in {"Trackpoint", "trkpt"}:
                rows.append(point_row(item, local))
    except ET.ParseError:
        return Told(rows, complete=False)
    return Told(rows, complete=True)


def point_row(item: ET.Element, local: str) -> Row:
    row = elements(item)
    if local == "trkpt":
        row |= {"latitude": float(item.attrib["lat"]), "longitude": float(item.attrib["lon"])}
    stamp = next((part.text for part in item.iter() if part.tag.rpartition("}")[2] in {"Time", "time"}), None)
    if stamp:
        row["time"] = dt.datetime.fromisoformat(stamp.strip()).timestamp()
    return row


OTHERS: dict[str, Callable[[bytes], Told]] = {"fit": by_fitparse, "gpx": by_gpxpy, "tcx": by_elements}


def told_by_another(recording: Recording, data: bytes) -> Told:
    """Read the file with another reader of its format."""
    try:
        return OTHERS[recording.format](data)
    except (gpxpy.gpx.GPXException, fitparse.FitParseError, ValueError, KeyError, TypeError):
        return by_elements(data) if recording.format == "gpx" else Told([], complete=False)


def both_feet(told: Values, recording: Recording) -> Values:
    """Give steps of both feet: those of one foot doubled, where nobody could run so slowly; pedals keep their turns."""
    moving = told[told > 0]
    if any("several sports" in note for note in recording.notes):
        found = recording.samples["cadence"].to_numpy()[: len(told)]
        return np.where(np.isclose(found, told), told, told * 2)
    return told * 2 if recording.sport != "cycling" and len(moving) and np.median(moving) < STEPS[0] else told


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_file_is_what_other_readers_read_in_house_columns_and_units(path: Path) -> None:
    data = contents(path)
    if path.name in REFUSED:
        with pytest.raises(AnalyzerError, match=REFUSED[path.name]):
            readers.read(data, name=path.name)
        return
    recording = readers.read(data, name=path.name)
    hold_columns(recording)
    hold_samples(recording, told_by_another(recording, data))
    hold_order(recording)
    if path.parent.name != "malformed":
        hold_ranges(recording)


def hold_columns(recording: Recording) -> None:
    samples = recording.samples
    assert tuple(samples.columns[: len(frames.SAMPLES)]) == tuple(column.name for column in frames.SAMPLES)
    assert set(samples.dtypes.astype(str)) == {"float64"}
    assert str(samples.index.dtype) == "datetime64[us, UTC]"
    assert samples.index.name == "time"
    for frame, table in ((recording.device_laps, frames.DEVICE_LAPS), (recording.pauses, frames.PAUSES)):
        assert list(frame.columns) == [column.name for column in table]
    assert not np.isinf(samples.to_numpy()).any()


def hold_samples(recording: Recording, told: Told) -> None:
    timed = [row for row in told.rows if "time" in row]
    samples = recording.samples
    if told.complete and not recording.notes:
        assert len(samples) == len(timed)
    assert len(samples) >= len(timed)
    same = Told(timed, told.complete)
    found = samples.iloc[: len(timed)]
    times = np.array([stamp.timestamp() for stamp in found.index])
    np.testing.assert_allclose(times, same.column("time"), rtol=0, atol=1e-6)
    for house in sorted({house.removeprefix("pod ") for row in timed for house in row} - {"time"}):
        expected = same.column(house)
        if house == "cadence":
            expected = both_feet(expected, recording)
        if house == "heart_rate":
            # gaps are filled from the beats that the strap kept
            expected = np.where(np.isnan(expected), found[house], expected)
        np.testing.assert_allclose(found[house], expected, rtol=1e-12, atol=0, err_msg=house)


def hold_order(recording: Recording) -> None:
    assert recording.samples.index.notna().all()
    assert recording.samples["elapsed"].iloc[0] == 0
    elapsed = (recording.samples.index - recording.samples.index[0]).total_seconds()
    np.testing.assert_allclose(recording.samples["elapsed"], elapsed, rtol=0, atol=1e-5)
    ordered = clean.samples(recording).samples.index
    assert ordered.is_monotonic_increasing
    assert ordered.is_unique


def hold_ranges(recording: Recording) -> None:
    samples = recording.samples
    for house, (least, most) in RANGES.items():
        values = samples[house].dropna()
        assert values.between(least, most).all(), (house, values.min(), values.max())
    steps = samples["cadence"][samples["cadence"] > 0]
    if recording.sport == "running" and len(steps) > 60 and not samples["speed"].median() < RUNNING:
        assert STEPS[0] <= steps.median() <= STEPS[1]
