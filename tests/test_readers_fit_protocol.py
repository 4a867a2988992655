import datetime as dt

import fitparse
import numpy as np
import pytest
from watch_files import BEGIN, FIT_EPOCH, activity, crc, describe, noise, run

from analyzer import readers
from analyzer.readers import fit_messages
from analyzer.readers.fit_checksum import checksum


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders_read_alike(order: str) -> None:
    samples = readers.read(run(order=order).file()).samples
    assert samples["latitude"].tolist() == [45.0] * 5
    assert samples["heart_rate"].tolist() == [120, 121, 122, 123, 124]
    assert samples.index[0].timestamp() == BEGIN + FIT_EPOCH


def test_compressed_times_roll_over_at_32_seconds() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 3: "u1"})
    writer.define(2, 20, {3: "u1"})
    writer.put(1, BEGIN, 100)
    seconds = [3, 20, 31, 33, 60, 64, 90]
    for second in seconds:
        writer.put(2, 110, offset=(BEGIN + second) % 32)
    samples = readers.read(writer.file()).samples
    assert samples["elapsed"].tolist() == [0, *seconds]


def test_a_compressed_time_counts_from_the_last_full_time_of_any_message() -> None:
    writer = activity()
    writer.define(1, 21, {253: "u4", 0: "enum", 1: "enum"})
    writer.define(2, 20, {3: "u1"})
    writer.put(1, BEGIN, 0, 0)
    writer.put(2, 90, offset=(BEGIN + 2) % 32)
    writer.put(1, BEGIN + 100, 3, 0)
    writer.put(2, 91, offset=(BEGIN + 101) % 32)
    assert readers.read(writer.file()).samples["elapsed"].tolist() == [0, 99]


def test_a_local_message_can_be_defined_anew() -> None:
    writer = run(2)
    writer.define(1, 20, {3: "u1", 253: "u4"})
    writer.put(1, 150, BEGIN + 2)
    samples = readers.read(writer.file()).samples
    assert samples["heart_rate"].tolist() == [120, 121, 150]
    assert samples["latitude"].isna().tolist() == [False, False, True]


def test_unknown_messages_and_fields_are_skipped() -> None:
    writer = run(1)
    writer.define(2, 60000, {9: "u4"})
    writer.put(2, 7)
    writer.define(1, 20, {253: "u4", 220: "u2", 3: "u1"})
    writer.put(1, BEGIN + 1, 999, 130)
    assert readers.read(writer.file()).samples["heart_rate"].tolist() == [120, 130]


def test_a_foot_pod_fills_house_columns_by_its_native_fields_and_units() -> None:
    writer = activity()
    describe(writer, 0, 0, "u2", b"Power", b"Watts", 7)
    describe(writer, 0, 4, "f4", b"Vertical Oscillation", b"Centimeters", 39)
    describe(writer, 0, 9, "f4", b"Leg Spring Stiffness", b"kN/m", 255)
    writer.define(1, 20, {253: "u4"}, developer={(0, 0): "u2", (0, 4): "f4", (0, 9): "f4"})
    writer.put(1, BEGIN, 312, 7.5, 10.25)
    row = readers.read(writer.file()).samples.iloc[0]
    assert row["power"] == 312
    assert row["vertical_oscillation"] == pytest.approx(0.075)
    assert row["leg_spring_stiffness"] == 10.25


def test_two_sensors_may_use_one_name() -> None:
    writer = activity()
    describe(writer, 0, 1, "u1", b"Skin Load", b"", 255)
    describe(writer, 1, 1, "u1", b"Skin Load", b"", 255)
    writer.define(1, 20, {253: "u4"}, developer={(0, 1): "u1", (1, 1): "u1"})
    writer.put(1, BEGIN, 11, 22)
    row = readers.read(writer.file()).samples.iloc[0]
    assert row[["skin_load", "skin_load_2"]].tolist() == [11, 22]


def test_a_developer_field_without_description_is_skipped() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 3: "u1"}, developer={(0, 1): "u1"})
    writer.put(1, BEGIN, 140, 11)
    assert readers.read(writer.file()).samples["heart_rate"].tolist() == [140]


def test_packed_distance_rolls_over_at_256_metres() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 8: "byte:3"})
    metres = [0, 100, 200, 300, 500, 600]
    for second, metre in enumerate(metres):
        distance = metre * 16 % 4096
        writer.put(1, BEGIN + 25 * second, bytes([400 & 0xFF, 400 >> 8 | (distance & 0x0F) << 4, distance >> 4]))
    samples = readers.read(writer.file()).samples
    assert samples["distance"].tolist() == metres
    assert samples["speed"].tolist() == [4.0] * 6


def test_a_timestamp_of_255_bytes_is_no_time() -> None:
    writer = run(2)
    writer.define(2, 20, {253: "byte:255"})
    writer.put(2, b"\1" * 255)
    recording = readers.read(writer.file())
    assert len(recording.samples) == 2
    assert "1 samples without a time were left out" in recording.notes


def test_times_from_the_start_of_the_watch_take_the_date_of_the_file() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 3: "u1"})
    writer.put(1, 5000, 100)
    writer.put(1, 5007, 101)
    recording = readers.read(writer.file())
    assert recording.samples.index[0].timestamp() == BEGIN + FIT_EPOCH
    assert recording.samples["elapsed"].tolist() == [0, 7]
    assert "start of the watch" in recording.notes[0]


def test_chained_activities_are_joined() -> None:
    second = activity()
    second.define(1, 20, {253: "u4", 3: "u1"})
    second.put(1, BEGIN + 60, 99)
    recording = readers.read(run(3).file() + second.file())
    assert recording.samples["elapsed"].tolist() == [0, 1, 2, 60]
    assert "2 activities chained in the file were joined" in recording.notes


def test_compressed_times_roll_over_as_fitparse_rolls_them() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 3: "u1"})
    writer.define(2, 20, {3: "u1"})
    writer.put(1, BEGIN, 100)
    for second in (1, 31, 32, 32, 60, 91):
        writer.put(2, 110, offset=(BEGIN + second) % 32)
    fits = fitparse.FitFile(writer.file()).get_messages("record")
    told = [message.get_value("timestamp").replace(tzinfo=dt.UTC).timestamp() for message in fits]
    assert [time.timestamp() for time in readers.read(writer.file()).samples.index] == told


def test_times_may_go_back() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 3: "u1"})
    for second in (0, 1, 5, 2, 3):
        writer.put(1, BEGIN + second, 100 + second)
    samples = readers.read(writer.file()).samples
    assert samples["elapsed"].tolist() == [0, 1, 5, 2, 3]
    assert samples["heart_rate"].tolist() == [100, 101, 105, 102, 103]


def test_the_scale_and_offset_of_a_developer_field_count_before_its_unit() -> None:
    writer = activity()
    describe(writer, 0, 0, "u2", b"Ground Time", b"ms", 255, scale=10, offset=5)
    describe(writer, 0, 1, "u1", b"Air", b"", 255, scale=4)
    describe(writer, 0, 2, "i1", b"Slope", b"%", 255, offset=-20)
    writer.define(1, 20, {253: "u4"}, developer={(0, 0): "u2", (0, 1): "u1", (0, 2): "i1"})
    writer.put(1, BEGIN, 2405, 9, -3)
    writer.put(1, BEGIN + 1, 0xFFFF, 0xFF, 0x7F)
    samples = readers.read(writer.file()).samples
    assert samples["ground_contact"].tolist()[0] == (2405 / 10 - 5) / 1000
    assert samples["air"].tolist()[0] == 9 / 4
    assert samples["slope"].tolist()[0] == -3 + 20
    assert samples[["ground_contact", "air", "slope"]].iloc[1].isna().all()


def test_two_sensors_of_one_number_are_told_apart_by_their_developer() -> None:
    writer = activity()
    describe(writer, 0, 3, "u2", b"Power", b"W", 7)
    describe(writer, 1, 3, "f4", b"Lean", b"deg", 255)
    writer.define(1, 20, {253: "u4"}, developer={(1, 3): "f4", (0, 3): "u2"})
    writer.put(1, BEGIN, 2.5, 280)
    row = readers.read(writer.file()).samples.iloc[0]
    assert row[["power", "lean"]].tolist() == [280, 2.5]


def test_a_sensor_that_stands_for_a_native_field_outranks_the_watch() -> None:
    writer = activity()
    describe(writer, 0, 0, "u2", b"Strap", b"bpm", 3)
    writer.define(1, 20, {253: "u4", 3: "u1"}, developer={(0, 0): "u2"})
    writer.put(1, BEGIN, 140, 151)
    assert readers.read(writer.file()).samples["heart_rate"].tolist() == [151]


def test_messages_that_the_dictionary_does_not_know_are_kept() -> None:
    writer = run(2)
    writer.define(2, 60000, {9: "u4", 4: "text:8", 7: "u2"})
    writer.put(2, 7, b"turn", 0xFFFF)
    writer.put(2, 8, b"home", 5)
    (part,) = fit_messages.parts(writer.file())
    table = part.table(60000)
    assert table.numbers(9).tolist() == [7, 8]
    assert table.texts(4) == ["turn", "home"]
    np.testing.assert_array_equal(table.numbers(7), [np.nan, 5])


def test_an_array_keeps_its_values_and_gives_its_first() -> None:
    writer = run(1)
    writer.define(2, 60000, {1: "byte:4"})
    writer.put(2, bytes([3, 4, 5, 255]))
    (part,) = fit_messages.parts(writer.file())
    (batch,) = part.table(60000).batches
    found = batch.raw(1)
    assert found is not None
    assert found[0].tolist() == [[3, 4, 5, 255]]
    assert part.table(60000).numbers(1).tolist() == [3]


@pytest.mark.parametrize("interleaved", [False, True])
def test_runs_of_equal_messages_and_interleaved_ones_are_found_alike(*, interleaved: bool) -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 3: "u1"})
    writer.define(2, 60000, {1: "u1"})
    for second in range(3000):
        writer.put(1, BEGIN + second, second % 200)
        if interleaved or second % 701 == 700:
            writer.put(2, second % 250)
    samples = readers.read(writer.file()).samples
    assert samples["elapsed"].tolist() == list(range(3000))
    assert samples["heart_rate"].tolist() == [second % 200 for second in range(3000)]


@pytest.mark.parametrize("size", [0, 1, 7, 128, 129, 1000, 32766, 32767, 32768, 70001])
def test_the_checksum_is_that_of_the_protocol(size: int) -> None:
    data = noise(size)
    assert checksum(data) == crc(data)
