"""The reader of FIT against two others, field by field and to the last bit: fitparse and fitdecode."""

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import fitdecode
import fitparse
import numpy as np
import pytest
from watch_files import RECORDINGS, run

from analyzer.errors import AnalyzerError
from analyzer.model import Recording
from analyzer.readers import fit

Row = dict[str, Any]
SAMPLES = Path(__file__).parents[1] / "sample_data"
FILES = [*sorted(SAMPLES.glob("*.fit")), *sorted(RECORDINGS.glob("*/*.fit"))]
"""The samples of the project, and real files where they are at hand."""


def by_fitparse(data: bytes) -> Iterator[Row]:
    """Give the records that fitparse reads, until it raises."""
    for message in fitparse.FitFile(data, check_crc=False).get_messages("record"):
        yield known(message.fields)


def by_fitdecode(data: bytes) -> Iterator[Row]:
    """Give the records that fitdecode reads, until it raises."""
    crc, errors = fitdecode.CrcCheck.DISABLED, fitdecode.ErrorHandling.IGNORE
    with fitdecode.FitReader(io.BytesIO(data), check_crc=crc, error_handling=errors) as frames:
        for frame in frames:
            if isinstance(frame, fitdecode.FitDataMessage) and frame.global_mesg_num == 20:
                yield known(frame.fields)


def known(fields: Iterable[Any]) -> Row:
    """Name the values of a message; a component that is not valid hides no field of its name."""
    return {field.name: field.value for field in sorted(fields, key=lambda field: field.value is not None)}


def until_raised(rows: Iterator[Row]) -> tuple[list[Row], bool]:
    """Give the rows that have a time, and whether all was read."""
    read: list[Row] = []
    try:
        read.extend(row for row in rows if row.get("timestamp") is not None)
    except (fitparse.FitParseError, fitdecode.FitError):
        return read, False
    return read, True


ORACLES = {"fitparse": by_fitparse, "fitdecode": by_fitdecode}


def column(rows: list[Row], *names: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give the first of the fields that is there, of each row."""
    found = [[row[name] for name in names if isinstance(row.get(name), (int, float))] for row in rows]
    return np.array([float(values[0]) if values else np.nan for values in found])


EXACT = {
    "latitude": (("position_lat",), 180 / 2**31, 1),
    "longitude": (("position_long",), 180 / 2**31, 1),
    "distance": (("distance",), 1, 1),
    "speed": (("enhanced_speed", "speed"), 1, 1),
    "altitude": (("enhanced_altitude", "altitude"), 1, 1),
    "temperature": (("temperature",), 1, 1),
    "step_length": (("step_length",), 1, 1000),
    "vertical_oscillation": (("Vertical Oscillation", "vertical_oscillation"), 1, 1000),
    "ground_contact": (("Ground Time", "stance_time"), 1, 1000),
}
"""Columns, the fields that they come from, and what their unit is multiplied and divided by."""
CENTIMETRES = 100
"""In which foot pods tell how far the trunk rises."""


def compare(recording: Recording, rows: list[Row]) -> None:
    """Hold samples to the records that another reader read, bit by bit."""
    samples = recording.samples.iloc[: len(rows)]
    for house, (names, times, over) in EXACT.items():
        divisor = CENTIMETRES if any("Vertical Oscillation" in row for row in rows) and "vertical" in house else over
        np.testing.assert_array_equal(samples[house], column(rows, *names) * times / divisor, err_msg=house)
    worn = any("Cadence" in row for row in rows)
    feet = (
        column(rows, "Cadence") if worn else column(rows, "cadence") + np.nan_to_num(column(rows, "fractional_cadence"))
    )
    cadence = samples["cadence"].to_numpy()
    assert ((cadence == feet) | (cadence == 2 * feet) | (np.isnan(cadence) & np.isnan(feet))).all()
    heart = column(rows, "heart_rate")
    heard = np.isfinite(heart)
    np.testing.assert_array_equal(samples["heart_rate"][heard], heart[heard])
    stamps = [row["timestamp"] for row in rows]
    if isinstance(stamps[0], dt.datetime):
        seconds = [stamp.replace(tzinfo=dt.UTC).timestamp() for stamp in stamps]
        assert [time.timestamp() for time in samples.index] == seconds


@pytest.mark.parametrize("oracle", ORACLES.values(), ids=ORACLES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_reads_as_others_read_it_to_the_last_bit(
    path: Path, oracle: Callable[[bytes], Iterator[Row]]
) -> None:
    data = path.read_bytes()
    rows, whole = until_raised(oracle(data))
    try:
        recording = fit.read(data)
    except AnalyzerError:
        assert not rows
        return
    assert len(recording.samples) >= len(rows)
    if whole:
        assert len(recording.samples) == len(rows)
    if rows:
        compare(recording, rows)


def test_the_comparison_finds_a_last_bit() -> None:
    data = run(5).file()
    rows, _ = until_raised(by_fitparse(data))
    rows[2]["heart_rate"] = np.nextafter(122.0, 123.0)
    with pytest.raises(AssertionError):
        compare(fit.read(data), rows)
