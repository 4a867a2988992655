import fitparse
import numpy as np
import pytest
from watch_files import BEGIN, RECORDINGS, Writer, activity, run

from analyzer import frames, readers
from analyzer.errors import EmptyRecordingError


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


def test_a_file_of_settings_is_named_as_such() -> None:
    writer = Writer()
    writer.define(0, 0, {0: "enum"})
    writer.put(0, 2)
    with pytest.raises(EmptyRecordingError, match="type 'settings'"):
        readers.read(writer.file())


def test_real_lap_times_keep_the_milliseconds_of_the_file() -> None:
    path = RECORDINGS / "fit" / "d01_interval_30.fit"
    if not path.exists():
        pytest.skip("the real recordings are not here")
    laps = [m.get_values() for m in fitparse.FitFile(path.read_bytes(), check_crc=False).get_messages("lap")]
    found = readers.read(path.read_bytes()).device_laps
    assert found["timer"].tolist() == [lap["total_timer_time"] for lap in laps]
    running = [n for n, lap in enumerate(laps[:-1]) if lap["total_elapsed_time"] == lap["total_timer_time"]]
    lengths = (found["end"] - found["start"]).iloc[running]
    np.testing.assert_allclose(lengths, [laps[n]["total_elapsed_time"] for n in running], atol=0.02)


def test_real_automatic_laps_end_where_the_watch_reached_the_kilometre() -> None:
    path = RECORDINGS / "fit" / "d01_long_02.fit"
    if not path.exists():
        pytest.skip("the real recordings are not here")
    recording = readers.read(path.read_bytes())
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
