import contextlib
import datetime as dt
from pathlib import Path
from typing import Any

import fitdecode
import fitparse
import numpy as np
import pytest
from watch_files import BEGIN, FIT_EPOCH, RECORDINGS, Writer, activity, describe, run

from analyzer import frames, readers
from analyzer.errors import EmptyRecordingError
from analyzer.readers import fit


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
    assert samples["elapsed"].tolist() == [
        (r["timestamp"] - rows[0]["timestamp"]).total_seconds() for rows in [oracle(writer.file())] for r in rows
    ]


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


def test_cadence_counts_both_feet_with_its_fraction() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 4: "u1", 53: "u1"})
    writer.put(1, BEGIN, 90, 64)
    writer.put(1, BEGIN + 1, 91, 255)
    writer.define(2, 18, {253: "u4", 2: "u4", 5: "enum"})
    writer.put(2, BEGIN + 1, BEGIN, 1)
    assert readers.read(writer.file()).samples["cadence"].tolist() == [181, 182]


def test_pedals_keep_their_turns() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 4: "u1"})
    writer.put(1, BEGIN, 90)
    writer.define(2, 18, {253: "u4", 2: "u4", 7: "u4", 5: "enum"})
    writer.put(2, BEGIN + 1, BEGIN, 1000, 2)
    recording = readers.read(writer.file())
    assert recording.sport == "cycling"
    assert recording.samples["cadence"].tolist() == [90]


def test_enhanced_speed_and_altitude_outrank_the_plain_ones() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 6: "u2", 73: "u4", 2: "u2", 78: "u4"})
    writer.put(1, BEGIN, 4000, 4125, 2600, 2750)
    writer.put(1, BEGIN + 1, 4000, 0xFFFFFFFF, 2600, 0xFFFFFFFF)
    samples = readers.read(writer.file()).samples
    assert samples["speed"].tolist() == [4.125, 4.0]
    assert samples["altitude"].tolist() == [50.0, 20.0]


def test_running_dynamics_come_in_metres_and_seconds() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 39: "u2", 41: "u2", 85: "u2", 84: "u2"})
    writer.put(1, BEGIN, 803, 2350, 12500, 5020)
    row = readers.read(writer.file()).samples.iloc[0]
    dynamics = row[["vertical_oscillation", "ground_contact", "step_length", "ground_contact_balance"]]
    assert dynamics.tolist() == pytest.approx([0.0803, 0.235, 1.25, 50.2])


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


def test_beats_stored_by_a_strap_fill_the_gaps_of_the_heart_rate() -> None:
    writer = activity()
    writer.define(1, 20, {253: "u4", 3: "u1"})
    for second in range(12):
        writer.put(1, BEGIN + second, 99 if second == 3 else 255)
    writer.define(2, 132, {253: "u4", 0: "u2", 6: "u1", 9: "u4"})
    writer.put(2, BEGIN + 1, 0, 140, 7000)
    writer.define(3, 132, {6: "byte:8", 10: "byte:12"})
    beats = [(7000 + 512 * beat) % 4096 for beat in range(1, 9)]
    packed = b"".join(
        bytes([a & 255, a >> 8 | (b & 15) << 4, b >> 4]) for a, b in zip(beats[::2], beats[1::2], strict=True)
    )
    writer.put(3, bytes(range(141, 149)), packed)
    rates = readers.read(writer.file()).samples["heart_rate"].tolist()
    assert np.isnan(rates[0])
    assert rates[1:6] == [140, 142, 99, 146, 148]
    assert np.isnan(rates[11])


def test_chained_activities_are_joined() -> None:
    second = activity()
    second.define(1, 20, {253: "u4", 3: "u1"})
    second.put(1, BEGIN + 60, 99)
    recording = readers.read(run(3).file() + second.file())
    assert recording.samples["elapsed"].tolist() == [0, 1, 2, 60]
    assert "2 activities chained in the file were joined" in recording.notes


def test_timer_stops_are_pauses_by_hand_or_automatic() -> None:
    writer = run(60)
    writer.define(2, 21, {253: "u4", 0: "enum", 1: "enum", 3: "u4"})
    for second, kind, trigger in ((0, 0, 0), (10, 4, 0), (20, 0, 0), (30, 1, 1), (42, 0, 1), (59, 4, 0)):
        writer.put(2, BEGIN + second, 0, kind, trigger)
    assert readers.read(writer.file()).pauses.to_numpy().tolist() == [[10, 20, "manual"], [30, 42, "auto"]]


def test_the_workout_in_the_file_has_its_steps_and_repeats() -> None:
    writer = run(1)
    writer.define(2, 26, {8: "text:16"})
    writer.put(2, b"6 x 400")
    writer.define(3, 27, {254: "u2", 1: "enum", 2: "u4", 3: "enum", 4: "u4", 5: "u4", 6: "u4", 7: "enum"})
    writer.put(3, 0, 1, 40000, 0, 0, 4800, 5200, 0)
    writer.put(3, 1, 0, 90000, 2, 0, 0xFFFFFFFF, 0xFFFFFFFF, 1)
    writer.put(3, 2, 6, 0, 2, 6, 0xFFFFFFFF, 0xFFFFFFFF, 255)
    plan = readers.read(writer.file()).plan
    assert plan is not None
    fast, rest, again = plan.steps
    assert plan.name == "6 x 400"
    assert (fast.distance, fast.speed, fast.intensity) == (400, (4.8, 5.2), "active")
    assert (rest.duration, rest.intensity) == (90, "rest")
    assert (again.repeat_from, again.repeats) == (0, 6)


def laps_of(
    starts: list[int], elapsed: list[float], *, maker: int, distances: list[float], trigger: int = 0
) -> list[float]:
    """Give the starts of laps that a run at 4 m/s wrote."""
    writer = Writer()
    writer.define(0, 0, {0: "enum", 1: "u2"})
    writer.put(0, 4, maker)
    writer.define(1, 20, {253: "u4", 5: "u4"})
    for second in range(400):
        writer.put(1, BEGIN + second, 400 * second)
    writer.define(2, 19, {253: "u4", 2: "u4", 7: "u4", 8: "u4", 9: "u4", 24: "enum"})
    for start, time, metres in zip(starts, elapsed, distances, strict=True):
        milliseconds = round(time * 1000)
        writer.put(
            2, BEGIN + start + int(time), BEGIN + start, milliseconds, milliseconds, round(metres * 100), trigger
        )
    laps = readers.read(writer.file()).device_laps
    assert laps["end"].tolist()[:-1] == laps["start"].tolist()[1:]
    return list(laps["start"])


def test_presses_are_dated_where_the_watch_distance_was_the_laps() -> None:
    presses = [0.0, 81.37, 160.62, 243.9]
    elapsed = [81.37, 79.25, 83.28, 80.0]
    starts = laps_of([0, 81, 160, 243], elapsed, maker=255, distances=[4 * lap for lap in elapsed])
    assert starts == pytest.approx(presses, abs=0.01)


def test_a_garmin_press_falls_in_the_second_before_the_first_record_of_the_lap() -> None:
    presses = [-0.4, 80.97, 160.22, 243.5]
    elapsed = [81.37, 79.25, 83.28, 80.0]
    starts = laps_of([0, 81, 161, 244], elapsed, maker=1, distances=[320, 320, 332, 320])
    assert np.diff(starts) == pytest.approx(elapsed[:-1])
    assert starts == pytest.approx(presses, abs=0.5)


def test_an_automatic_lap_of_a_garmin_is_dated_back_to_the_metre() -> None:
    elapsed = [100.3, 100.0, 100.0]
    starts = laps_of([0, 102, 202], elapsed, maker=1, distances=[401.2, 400, 400], trigger=2)
    assert starts[1:] == pytest.approx([100.3, 200.3], abs=0.01)


@pytest.mark.parametrize("cut", [100, 137, 200, 400])
def test_a_file_cut_short_gives_all_samples_before_the_cut(cut: int) -> None:
    data = run(30).file()[:cut]
    recording = readers.read(data)
    assert len(recording.samples) == len(oracle(data)) > 0
    assert f"{len(recording.samples)} samples up to byte" in recording.notes[0]


@pytest.mark.parametrize(
    ("place", "value", "note"),
    [(4, b"\0\0\0\0", "gives no length"), (0, b"\0" * 14, "header is damaged"), (-2, b"\1\2", "checksum is wrong")],
)
def test_damage_to_header_and_checksum_costs_no_samples(place: int, value: bytes, note: str) -> None:
    data = bytearray(run(30).file())
    data[place : len(data) + place + len(value) if place < 0 else place + len(value)] = value
    recording = readers.read(bytes(data))
    assert len(recording.samples) == 30
    assert note in recording.notes[0]


def test_a_message_without_definition_ends_the_reading() -> None:
    writer = run(3)
    writer.body += b"\x07\1\2\3\4"
    recording = readers.read(writer.file())
    assert len(recording.samples) == 3
    assert "no definition" in recording.notes[0]


def test_a_file_of_settings_is_named_as_such() -> None:
    writer = Writer()
    writer.define(0, 0, {0: "enum"})
    writer.put(0, 2)
    with pytest.raises(EmptyRecordingError, match="type 'settings'"):
        readers.read(writer.file())


def oracle(data: bytes) -> list[dict[str, Any]]:
    """Give the records that fitparse reads before it raises, if it does."""
    rows: list[dict[str, Any]] = []
    with contextlib.suppress(fitparse.FitParseError):
        rows.extend(message.get_values() for message in fitparse.FitFile(data, check_crc=False).get_messages("record"))
    return rows


def column(rows: list[dict[str, Any]], *names: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give the first of the fields that is there, of each row."""
    found = [[row[name] for name in names if isinstance(row.get(name), (int, float))] for row in rows]
    return np.array([float(values[0]) if values else np.nan for values in found])


def real(pattern: str) -> list[Path]:
    return sorted(RECORDINGS.glob(pattern))


SAME = {
    "latitude": (("position_lat",), 180 / 2**31),
    "longitude": (("position_long",), 180 / 2**31),
    "distance": (("distance",), 1.0),
    "speed": (("enhanced_speed", "speed"), 1.0),
    "altitude": (("enhanced_altitude", "altitude"), 1.0),
    "heart_rate": (("heart_rate",), 1.0),
    "step_length": (("step_length",), 1e-3),
    "temperature": (("temperature",), 1.0),
}
ORACLE_FILES = [
    "fit/d01_interval_13.fit",
    "fit/d04_interval_01.fit",
    "fit/d05_interval_01.fit",
    "fit/d08_interval_01.fit",
    "fit/d10_easy_02.fit",
    "fit/d11_easy_01.fit",
    "fit/d11_easy_03.fit",
    "malformed/m00_malformed_02.fit",
    "malformed/m00_malformed_05.fit",
    "malformed/m00_malformed_18.fit",
]


@pytest.mark.parametrize("name", ORACLE_FILES)
def test_real_files_read_as_fitparse_reads_them(name: str) -> None:
    path = RECORDINGS / name
    if not path.exists():
        pytest.skip("the real recordings are not here")
    rows = oracle(path.read_bytes())
    samples = fit.read(path.read_bytes()).samples
    assert len(samples) == len(rows)
    for house, (names, factor) in SAME.items():
        np.testing.assert_allclose(samples[house], column(rows, *names) * factor, rtol=1e-12, err_msg=house)
    if isinstance(rows[0]["timestamp"], dt.datetime):
        times = [row["timestamp"].replace(tzinfo=dt.UTC).timestamp() for row in rows]
        assert [time.timestamp() for time in samples.index] == times


def test_a_real_foot_pod_reads_as_fitdecode_reads_it() -> None:
    path = RECORDINGS / "fit" / "d10_easy_02.fit"
    if not path.exists():
        pytest.skip("the real recordings are not here")
    with fitdecode.FitReader(path) as frames_of_file:
        messages = [frame for frame in frames_of_file if isinstance(frame, fitdecode.FitDataMessage)]
    rows = [{field.name: field.value for field in frame.fields} for frame in messages if frame.name == "record"]
    samples = fit.read(path.read_bytes()).samples
    np.testing.assert_allclose(samples["power"], column(rows, "Power"))
    np.testing.assert_allclose(samples["form_power"], column(rows, "Form Power"))
    np.testing.assert_allclose(samples["ground_contact"], column(rows, "Ground Time") / 1000)
    np.testing.assert_allclose(samples["vertical_oscillation"], column(rows, "Vertical Oscillation") / 100)
    np.testing.assert_allclose(samples["cadence"], column(rows, "Cadence") * 2)


def test_real_lap_times_keep_the_milliseconds_of_the_file() -> None:
    path = RECORDINGS / "fit" / "d01_interval_30.fit"
    if not path.exists():
        pytest.skip("the real recordings are not here")
    laps = [m.get_values() for m in fitparse.FitFile(path.read_bytes(), check_crc=False).get_messages("lap")]
    found = fit.read(path.read_bytes()).device_laps
    assert found["timer"].tolist() == [lap["total_timer_time"] for lap in laps]
    running = [n for n, lap in enumerate(laps[:-1]) if lap["total_elapsed_time"] == lap["total_timer_time"]]
    lengths = (found["end"] - found["start"]).iloc[running]
    np.testing.assert_allclose(lengths, [laps[n]["total_elapsed_time"] for n in running], atol=0.02)


def test_real_automatic_laps_end_where_the_watch_reached_the_kilometre() -> None:
    path = RECORDINGS / "fit" / "d01_long_02.fit"
    if not path.exists():
        pytest.skip("the real recordings are not here")
    recording = fit.read(path.read_bytes())
    laps = recording.device_laps
    ends = laps["end"][laps["trigger"] == "distance"]
    reached = np.interp(ends, recording.samples["elapsed"], recording.samples["distance"])
    np.testing.assert_allclose(reached, 1000.0 * np.arange(1, len(ends) + 1), atol=0.2)


def test_a_read_file_fits_the_column_tables() -> None:
    recording = readers.read(run().file(), name="run.fit")
    assert list(recording.samples.columns[: len(frames.SAMPLES)]) == [column.name for column in frames.SAMPLES]
    assert list(recording.device_laps.columns) == [column.name for column in frames.DEVICE_LAPS]
    assert str(recording.samples.index.dtype) == "datetime64[us, UTC]"
    assert (recording.file, recording.format, recording.device) == ("run.fit", "fit", "Garmin Forerunner 255")
