"""Small frames packed, and many of them unpacked as one."""

import numpy as np
import pandas as pd
import pytest
from log_example import after, intervals, trial

from analyzer import frames
from analyzer.errors import LogError
from analyzer.store import packing
from analyzer.store.packed_tables import pack, unpack

WITHOUT = ("session", "day")


def test_frames_are_unpacked_below_each_other_as_they_were() -> None:
    many = [intervals(after(at), reps=at).efforts for at in (3, 0, 12)]
    columns, counts = unpack([pack(one, frames.LOGGED_EFFORTS) for one in many], frames.LOGGED_EFFORTS)
    assert counts.tolist() == [7, 4, 16]
    found = frames.build(columns, frames.LOGGED_EFFORTS, pd.RangeIndex(27))
    pd.testing.assert_frame_equal(
        found.drop(columns=[*WITHOUT]), pd.concat(many, ignore_index=True).drop(columns=[*WITHOUT]), check_dtype=False
    )
    assert found["time_sd"].dtype == np.float64
    assert found["effort"].dtype == np.int64


def test_words_of_one_frame_are_not_taken_for_those_of_another() -> None:
    first = trial().zones.iloc[2:5]
    second = trial().zones.iloc[0:2]
    columns, _ = unpack([pack(first, frames.TRIAL_ZONES), pack(second, frames.TRIAL_ZONES)], frames.TRIAL_ZONES)
    assert columns["zone"].tolist() == ["back turn", "home straight", "first turn", "first turn", "back straight"]


def test_a_column_that_came_later_is_missing_in_what_was_packed_before() -> None:
    before = tuple(column for column in frames.TRIAL_ZONES if column.name not in {"score", "zone", "lap"})
    zones = trial().zones
    columns, counts = unpack([pack(zones, before), pack(zones, frames.TRIAL_ZONES)], frames.TRIAL_ZONES)
    assert counts.tolist() == [16, 16]
    assert np.isnan(columns["score"][:16]).all()
    assert columns["score"][16:].tolist() == list(range(100, 84, -1))
    assert columns["zone"][:16].tolist() == [""] * 16
    assert columns["zone"][16] == "first turn"
    assert columns["lap"][:17].tolist() == [0] * 16 + [1]
    assert columns["time"].tolist() == [*zones["time"], *zones["time"]]


def test_nothing_is_unpacked_to_no_rows() -> None:
    for packed in ([], [pack(frames.empty(frames.TRIAL_LAPS), frames.TRIAL_LAPS)]):
        columns, counts = unpack(packed, frames.TRIAL_LAPS)
        assert counts.sum() == 0
        assert {name: len(values) for name, values in columns.items()} == {
            column.name: 0 for column in frames.TRIAL_LAPS if column.name not in WITHOUT
        }


@pytest.mark.parametrize("damaged", [b"", b"no json\n12345678", b"[[], []]\n", b'[["time"], []]\n123', b"7\n12345678"])
def test_what_is_damaged_is_told_of(damaged: bytes) -> None:
    with pytest.raises(LogError, match="an analysis kept in the log is damaged"):
        unpack([damaged], frames.TRIAL_LAPS)
    for read in (packing.read_document, packing.read_traces):
        with pytest.raises(LogError, match="the analysis kept in the log is damaged"):
            read(damaged)


def test_degrees_keep_their_eight_bytes_and_metres_take_four() -> None:
    way = np.linspace(0.0, 8000.0, 4000)
    degrees = 47.07 + way / 1e8
    assert len(packing.traces({"way": way})) < len(packing.traces({"way": way + 1e9}))
    found = packing.read_traces(packing.traces({"degrees": degrees, "way": way}))
    assert np.array_equal(found["degrees"], degrees)
    assert np.abs(found["way"] - way).max() <= 2.5e-4


def test_speeds_are_packed_to_the_same_size_whatever_they_are() -> None:
    some, none = np.arange(100.0), np.zeros(100)
    assert len(packing.speeds(some)) == len(packing.speeds(none)) == 400
    assert np.array_equal(packing.read_speeds([packing.speeds(some), None]), np.stack([some, none]))
