import math
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analyzer import clean, frames, readers, simulate, survey
from analyzer.errors import AnalyzerError
from analyzer.model import Direction, FinishFrom, Placement
from analyzer.oval import SHAPES
from analyzer.plane import to_geographic, to_plane
from analyzer.survey.judge import stays

RECORDINGS = Path(__file__).parent.parent.parent / "shared" / "data" / "recordings"
ON_A_TRACK = {"fit/d01_strides_02.fit"}
"""The manifest says no, but five laps lie on the very track of d01_interval_28."""
HARD = {"gpx/d09_other_01.gpx"}
"""A very noisy watch, on the track between roads: missed."""


@lru_cache(maxsize=64)
def _simulated(seed: int = 1, shape: str = "standard", **options: Any) -> simulate.Simulated:
    return simulate.session(seed=seed, oval=SHAPES[shape], **options)


def _found(seed: int = 1, shape: str = "standard", **options: Any) -> tuple[Placement, simulate.TrueTrack]:
    made = _simulated(seed, shape, **options)
    placement = survey.place(made.recording.samples).placement
    assert placement is not None
    assert made.truth.track is not None
    return placement, made.truth.track


def _apart(placement: Placement, track: simulate.TrueTrack) -> float:
    east, north = to_plane(placement.latitude, placement.longitude, (track.latitude, track.longitude))
    return float(np.hypot(east, north))


def _turned(placement: Placement, track: simulate.TrueTrack) -> float:
    """Give the difference of the bearings; an oval looks the same from both ends. [deg]"""
    return abs((placement.bearing - track.bearing_deg + 90.0) % 180.0 - 90.0)


@pytest.mark.parametrize("seed", range(6))
def test_a_mile_is_enough_to_find_the_track(seed: int) -> None:
    placement, track = _found(seed)
    assert _apart(placement, track) < 4.0
    assert _turned(placement, track) < 1.5
    assert placement.direction is Direction.ANTICLOCKWISE
    assert abs(placement.oval.straight - 84.39) < 4.0


@pytest.mark.parametrize("seed", range(3))
def test_a_long_session_with_streets_and_strides_is_placed_where_the_track_is(seed: int) -> None:
    placement, track = _found(seed, warm_up="streets", strides=4, cool_down="other")
    assert _apart(placement, track) < 4.0
    assert placement.direction is Direction.ANTICLOCKWISE


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_shape_is_found(shape: str) -> None:
    placement, track = _found(2, shape)
    assert _apart(placement, track) < 5.0
    assert placement.oval.lap() == pytest.approx(SHAPES[shape].lap(), abs=3.0)


def test_clockwise_running_is_told() -> None:
    placement, track = _found(3, direction=Direction.CLOCKWISE)
    assert placement.direction is Direction.CLOCKWISE
    assert _apart(placement, track) < 4.0


@pytest.mark.parametrize("seed", [4, 102, 106])
@pytest.mark.parametrize("interval", ["smart", "5s"])
def test_sparse_recording_is_enough(interval: str, seed: int) -> None:
    placement, track = _found(seed, recording_interval=interval)
    assert _apart(placement, track) < 5.0


@pytest.mark.parametrize("latitude", [-45.0, 0.0, 61.0])
def test_it_works_everywhere_on_earth(latitude: float) -> None:
    placement, track = _found(5, latitude=latitude, longitude=179.9995)
    assert _apart(placement, track) < 4.0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["road", "city_block", "park_oval"])
def test_what_is_no_track_is_not_called_one(kind: str, seed: int) -> None:
    found = survey.place(_simulated(seed, kind=kind).recording.samples)
    assert found.placement is None
    assert found.notes[0].startswith("No track here")


def test_a_park_oval_is_not_a_short_track_run_far_outside_its_lanes() -> None:
    assert survey.place(_simulated(100, kind="park_oval").recording.samples).placement is None


def _lapped(x: np.ndarray, y: np.ndarray, *, laps: int, speed: float = 4.0, seed: int = 0) -> pd.DataFrame:
    """Run round a closed line with the position errors of a typical watch."""
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    elapsed = np.arange(0.0, laps * length[-1] / speed)
    along = (elapsed * speed) % length[-1]
    rng = np.random.default_rng(seed)
    error = np.zeros((2, len(elapsed)))
    for k in range(1, len(elapsed)):
        error[:, k] = math.exp(-1 / 40) * error[:, k - 1] + rng.normal(size=2) * 1.5 * math.sqrt(1 - math.exp(-2 / 40))
    latitude, longitude = to_geographic(
        np.interp(along, length, x) + error[0], np.interp(along, length, y) + error[1], (48.0, 11.0)
    )
    index = pd.to_datetime(elapsed, unit="s", utc=True)
    return frames.conform(
        pd.DataFrame({"elapsed": elapsed, "latitude": latitude, "longitude": longitude}, index=index), frames.SAMPLES
    )


def _polygon(points: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    closed = np.array([*points, points[0]], dtype=float)
    return closed[:, 0], closed[:, 1]


@pytest.mark.parametrize(
    ("width", "height"), [(120.0, 90.0), (105.0, 105.0), (105.0, 68.0), (150.0, 60.0)], ids=lambda value: f"{value:.0f}"
)
def test_a_rectangle_of_streets_or_a_pitch_is_no_track(width: float, height: float) -> None:
    x, y = _polygon([(0, 0), (width, 0), (width, height), (0, height)])
    assert survey.place(_lapped(x, y, laps=8)).placement is None


@pytest.mark.parametrize(("a", "b"), [(75.0, 52.0), (90.0, 45.0), (64.0, 64.0)])
def test_an_ellipse_in_a_park_is_no_track(a: float, b: float) -> None:
    angle = np.linspace(0, 2 * np.pi, 400)
    assert survey.place(_lapped(a * np.cos(angle), b * np.sin(angle), laps=8)).placement is None


def test_to_and_fro_along_a_straight_is_no_track() -> None:
    x, y = _polygon([(0, 0), (100, 0)])
    assert survey.place(_lapped(x, y, laps=15)).placement is None


def test_the_runner_may_name_the_finish_line() -> None:
    made = _simulated(1)
    track = made.truth.track
    assert track is not None
    away = (2 * track.latitude - track.finish_latitude, 2 * track.longitude - track.finish_longitude)
    right = survey.place(made.recording.samples, finish=(track.finish_latitude, track.finish_longitude)).placement
    wrong = survey.place(made.recording.samples, finish=away).placement
    assert right is not None
    assert wrong is not None
    assert right.finish_from is FinishFrom.RUNNER
    assert abs((right.bearing - track.bearing_deg + 180) % 360 - 180) < 2.0
    assert abs((wrong.bearing - right.bearing + 180) % 360 - 180) == pytest.approx(180.0)


def test_the_runner_may_name_lane_and_shape() -> None:
    samples = _simulated(1).recording.samples
    named = survey.place(samples, lane=3, shape="double_bend_b").placement
    assert named is not None
    assert named.lane_probability == {3: 1.0}
    assert named.oval.shape == "double_bend_b"


def test_turning_a_track_swaps_its_straights() -> None:
    placement, _ = _found(1)
    other = survey.turned(placement)
    x, y = placement.line.at(30.0)
    there = placement.to_geographic(x, y)
    x, y = other.to_track(*there)
    assert float(other.line.project(x, y)[0]) == pytest.approx(230.0, abs=0.1)


def test_lane_eight_is_likelier_than_lane_one_when_run() -> None:
    placement, _ = _found(2, kind="mile_lane8")
    assert placement.lane >= 6
    assert placement.lane_probability[1] < 0.1


def test_the_stays_leave_the_streets_out() -> None:
    made = _simulated(1, warm_up="streets", cool_down="same")
    placement = survey.place(made.recording.samples).placement
    assert placement is not None
    trial = made.truth.efforts[0]
    assert any(begin <= trial.start_s and end >= trial.end_s for begin, end in placement.intervals)
    on_track = sum(end - begin for begin, end in placement.intervals)
    assert on_track < 0.85 * made.recording.samples["elapsed"].iloc[-1]


def test_a_snapped_recording_is_told() -> None:
    placement, _ = _found(1, noise=simulate.SNAPPED)
    assert placement.snapped
    assert any("track mode" in note for note in placement.notes)


def test_without_positions_the_note_says_what_to_do() -> None:
    samples = _simulated(1).recording.samples.assign(latitude=np.nan, longitude=np.nan)
    found = survey.place(samples)
    assert found.placement is None
    assert "GPS" in found.notes[0]


def test_short_stays_are_not_stays() -> None:
    elapsed = np.array([0.0, 1.0, 2.0, 100.0, 101.0, 140.0, 141.0, 150.0])
    assert stays(elapsed, np.zeros(8), bridge=25.0, shortest=8.0) == ((140.0, 150.0),)


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the shared recordings are not here")
def test_the_real_tracks_are_found_and_no_road_is_called_a_track() -> None:
    manifest = pd.read_csv(RECORDINGS / "manifest.csv", keep_default_na=False)
    missed, invented, direction = [], [], []
    for row in manifest.itertuples():
        name, on_track, note = str(row.file), str(row.on_track), str(row.note)
        if name in HARD or name.startswith("malformed"):
            continue
        try:
            recording = clean.samples(readers.read((RECORDINGS / name).read_bytes(), name=name))
        except AnalyzerError:
            continue
        placement = survey.place(recording.samples).placement
        if placement is None and on_track != "no":
            missed.append(name)
        if placement is not None and on_track == "no" and name not in ON_A_TRACK:
            invented.append(name)
        if placement is not None and on_track == "yes" and "laps, c" in note:
            told = "anticlockwise" if "ccw" in note else "clockwise"
            if placement.direction != told:
                direction.append(name)
    assert (missed, invented, direction) == ([], [], [])
