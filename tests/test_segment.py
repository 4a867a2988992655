from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from followed import followed
from hand_made import device_laps, pauses

from analyzer import frames, segment
from analyzer.model import Boundary, Bout, EffortKind, Motion, PauseKind, Placement, Trigger, Zone
from analyzer.oval import MILE_START, STANDARD
from analyzer.segment import marks
from analyzer.segment.crossings import POSITION_LAG, PRESS_SD, SEEN_SD, STOP_SD, crossing_times, crossings_of

TURN = 115.611


def _lane(lane: int) -> Placement:
    return Placement(STANDARD, 50.0, 8.0, 0.0, lane=lane)


def test_the_first_turn_of_a_mile_begins_before_the_finish_line() -> None:
    pieces = marks.zones(_lane(1), -MILE_START, 1600.0)
    assert len(pieces) == 16
    lap, zone, first, last = pieces[0]
    assert (lap, zone) == (1, Zone.FIRST_TURN)
    assert last - first == pytest.approx(TURN + MILE_START, abs=0.01)


def test_the_first_lap_of_a_mile_is_409_metres() -> None:
    cut = marks.laps(-MILE_START, [0.0, 400.0, 800.0, 1200.0], 1600.0)
    np.testing.assert_allclose(np.diff(cut), [409.344, 400.0, 400.0, 400.0])


def test_lane_eight_starts_half_a_lap_round_and_runs_off_past_the_line() -> None:
    placement = _lane(8)
    start = placement.lap / 2
    pieces = marks.zones(placement, start, start + 1609.344)
    assert [piece[1] for piece in pieces[:2]] == [Zone.BACK_TURN, Zone.HOME_STRAIGHT]
    lap, zone, first, last = pieces[-1]
    assert (lap, zone) == (4, Zone.HOME_STRAIGHT)
    assert last - first == pytest.approx(23.73, abs=0.02)
    lines = marks.finish_lines(placement, start, start + 1609.344)
    assert np.diff(marks.laps(start, lines, start + 1609.344))[0] == pytest.approx(226.52, abs=0.01)


def test_zones_cover_the_effort_without_a_gap() -> None:
    for start, distance in ((-9.344, 1609.344), (100.0, 1500.0), (37.0, 963.0), (200.0, 5000.0)):
        pieces = marks.zones(_lane(1), start, start + distance)
        assert pieces[0][2] == pytest.approx(start)
        assert pieces[-1][3] == pytest.approx(start + distance)
        assert all(a[3] == pytest.approx(b[2]) for a, b in pairwise(pieces))


def test_laps_zones_and_splits_add_up_to_the_time_of_the_trial() -> None:
    trial = followed(4).trial
    for frame in (trial.laps, trial.zones, trial.splits):
        assert frame["time"].sum() == pytest.approx(trial.time, abs=1e-6)
        assert frame["distance"].sum() == pytest.approx(1609.344, abs=1e-4)


def test_the_nearer_two_crossings_the_more_of_their_error_they_share() -> None:
    case = followed(4)
    middle = case.trial.start + 150.0
    joint = case.motion.covariance(middle + np.array([0.0, 4.0, 20.0, 80.0]))
    shared = joint[0] / np.sqrt(np.diag(joint) * joint[0, 0])
    assert shared[1] > 0.8
    assert shared[1] > shared[2] > abs(shared[3])


def test_frames_have_every_column_of_their_table() -> None:
    trial = followed(4).trial
    assert list(trial.zones.columns) == [column.name for column in frames.ZONES]
    assert list(trial.laps.columns) == [column.name for column in frames.LAPS]
    assert trial.zones["heart_rate"].between(60, 220).all()
    assert trial.zones["step_length"].between(0.8, 2.2).all()


def test_lap_times_agree_with_the_truth_within_their_errors() -> None:
    errors, sds = [], []
    for seed in range(8):
        case = followed(seed)
        true = np.array([lap.time_s for lap in case.true_trial.laps])
        errors.append((case.trial.laps["time"].to_numpy() - true)[1:])
        sds.append(case.trial.laps["time_sd"].to_numpy()[1:])
    miss, sd = np.concatenate(errors), np.concatenate(sds)
    assert np.sqrt(np.mean(miss**2)) < 0.28
    assert (np.abs(miss) < 2 * sd).mean() >= 0.85


def test_zone_times_agree_with_the_truth() -> None:
    miss = []
    for seed in range(8):
        case = followed(seed)
        true = np.array([zone.time_s for zone in case.true_trial.zones])
        miss.append((case.trial.zones["time"].to_numpy() - true)[1:])
    assert np.sqrt(np.mean(np.concatenate(miss) ** 2)) < 0.25


def test_presses_at_the_line_narrow_the_time_of_the_trial() -> None:
    without, pressed = followed(6), followed(6, buttons="laps")
    assert pressed.trial.time_sd < without.trial.time_sd
    assert pressed.trial.boundary == (Boundary.BUTTON, Boundary.BUTTON)
    assert without.trial.boundary == (Boundary.START, Boundary.LINE)


def test_a_press_far_from_every_line_is_not_believed() -> None:
    case = followed(6, buttons="laps")
    laps = case.simulated.recording.device_laps
    moved = laps.assign(end=laps["end"] + 40.0, start=laps["start"] + 40.0)
    bout = case.found.bouts[0]
    samples, pauses = case.simulated.recording.samples, case.simulated.recording.pauses
    told = segment.effort(bout, case.motion, case.placement, samples, segment.presses_of(moved, pauses))
    plain = segment.effort(bout, case.motion, case.placement, samples, segment.NO_PRESSES)
    assert told.time == pytest.approx(plain.time, abs=0.35)


def test_a_crossing_lies_between_the_samples_about_it() -> None:
    motion = followed(4).motion
    frame = motion.frame
    row = frame.iloc[200]
    times, speeds = crossing_times(
        motion, np.array([row["arc"], row["arc"] + 2.0]), after=row["elapsed"] - 5, before=row["elapsed"] + 20
    )
    assert times[0] == pytest.approx(row["elapsed"], abs=1e-6)
    assert times[1] - times[0] == pytest.approx(2.0 / speeds.mean(), rel=0.02)


def test_windows_over_a_long_run_time_its_laps_as_the_whole_does(monkeypatch: pytest.MonkeyPatch) -> None:
    case = followed(2, kind="easy_track", minutes=50.0)
    bout = max(case.found.bouts, key=lambda one: one.end - one.start)
    samples = case.simulated.recording.samples
    whole = segment.effort(bout, case.motion, case.placement, samples, segment.NO_PRESSES)
    monkeypatch.setattr(segment.windows, "MANY", 50)
    monkeypatch.setattr(segment.windows, "WINDOW", 90)
    monkeypatch.setattr(segment.windows, "OVERLAP", 40)
    parted = segment.effort(bout, case.motion, case.placement, samples, segment.NO_PRESSES)
    assert len(parted.laps) == len(whole.laps) > 15
    for frame in ("laps", "zones", "splits"):
        one, other = getattr(whole, frame), getattr(parted, frame)
        np.testing.assert_allclose(other["time"], one["time"], atol=1e-6)
        np.testing.assert_allclose(other["time_sd"], one["time_sd"], rtol=1e-6, atol=1e-9)
    assert parted.time == pytest.approx(whole.time)
    assert parted.time_sd == pytest.approx(whole.time_sd)


def _steady(speed: float = 5.0, first: float = 100.0, last: float = 180.0) -> Motion:
    """Give a motion at one speed, seen from the first to the last moment. [m/s, s]"""
    clock = np.arange(first, last + 0.5)
    frame = pd.DataFrame({"elapsed": clock, "arc": (clock - 100.0) * speed, "speed": np.full(len(clock), speed)})
    return Motion(frames.conform(frame, frames.MOTION), lambda times, onsets=(): np.eye(len(times) + len(onsets)))


def test_a_watch_stopped_at_the_finish_has_not_seen_it() -> None:
    jogged = _steady()
    frame = jogged.frame.assign(
        arc=np.where(jogged.frame["elapsed"] > 160, 300.0 + (jogged.frame["elapsed"] - 160) * 1.0, jogged.frame["arc"])
    )
    walked_on = replace(jogged, frame=frame)
    line = np.array([100.0, 303.0])
    seen, _ = crossing_times(walked_on, line, after=110.0, before=175.0)
    assert seen[1] == pytest.approx(163.0, abs=0.5)
    stopped, _ = crossing_times(walked_on, line, after=110.0, before=175.0, stop=160.0)
    assert stopped[1] == pytest.approx(160.6, abs=0.1)


def test_a_watch_started_late_has_not_seen_the_start() -> None:
    motion = _steady()
    stood = motion.frame["elapsed"] < 120
    frame = motion.frame.assign(arc=np.where(stood, 99.9, motion.frame["arc"]), speed=np.where(stood, 0.0, 5.0))
    line = np.array([98.0, 300.0])
    resumed, _ = crossing_times(replace(motion, frame=frame), line, after=105.0, before=170.0, resume=120.0)
    assert resumed[0] == pytest.approx(119.6, abs=0.1)
    assert resumed[1] == pytest.approx(160.0, abs=0.01)


def _rep(seen: float = np.nan) -> Bout:
    return Bout(EffortKind.REP, "200 m", 120.0, 160.0, 100.0, 200.0, seen=seen)


def test_a_start_is_timed_between_its_line_and_when_the_pace_rose() -> None:
    marks = np.array([100.0, 300.0])
    plain = crossings_of(_rep(), _steady(), marks)
    seen = crossings_of(_rep(seen=119.8), _steady(), marks)
    assert plain.times[0] == pytest.approx(120.0)
    assert 120.0 < seen.times[0] < 119.8 + POSITION_LAG
    assert seen.covariance[0, 0] < plain.covariance[0, 0]
    assert seen.times[1] == pytest.approx(160.0, abs=0.01)


def test_who_stood_near_the_line_long_before_starts_when_the_pace_rose() -> None:
    seen = crossings_of(_rep(seen=126.0), _steady(), np.array([100.0, 300.0]))
    assert seen.times[0] == pytest.approx(126.0 + POSITION_LAG)
    assert seen.covariance[0, 0] == pytest.approx(SEEN_SD**2)
    assert seen.covariance[0, 1] == 0.0


def test_presses_are_those_of_a_thumb_at_the_start_and_at_laps() -> None:
    laps = device_laps(300.0, 400.0, 500.0, 600.0)
    laps["trigger"] = [str(Trigger.MANUAL), str(Trigger.DISTANCE), str(Trigger.MANUAL), str(Trigger.SESSION_END)]
    told = segment.presses_of(laps, pauses())
    assert told.times.tolist() == [0.0, 300.0, 500.0, 600.0]
    assert set(told.sds.tolist()) == {PRESS_SD}
    assert not len(segment.presses_of(device_laps(), pauses()).times)


def test_to_stop_and_start_the_watch_is_a_press_that_tells_less() -> None:
    told = segment.presses_of(device_laps(600.0), pauses((200.0, 260.0)))
    assert told.times.tolist() == [0.0, 600.0, 200.0, 260.0]
    assert told.sds.tolist() == [PRESS_SD, PRESS_SD, STOP_SD, STOP_SD]


def test_a_stop_right_after_a_press_tells_nothing_more() -> None:
    told = segment.presses_of(device_laps(200.0, 600.0), pauses((201.0, 260.0)))
    assert 201.0 not in told.times.tolist()
    assert 260.0 in told.times.tolist()


def test_a_watch_that_pauses_for_itself_was_not_pressed() -> None:
    told = segment.presses_of(device_laps(600.0), pauses((200.0, 260.0), kind=PauseKind.AUTO))
    assert told.times.tolist() == [0.0, 600.0]
