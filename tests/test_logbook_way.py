"""Two recordings are of one session where they were run at one time at the same places."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analyzer import frames
from analyzer.logbook.way import Way, from_traces, richer, same, shifted, way_of
from analyzer.plane import to_geographic

START = pd.Timestamp("2026-05-16T16:00:00Z")
GRAZ = (47.07, 15.44)
SHAKY = np.random.default_rng(7)


def samples(
    seconds: float = 1800.0,
    *,
    every: float = 1.0,
    start: float = 0.0,
    east: float = 0.0,
    pace: float = 3.0,
    places: bool = True,
    far: bool = True,
    noise: float = 0.0,
) -> pd.DataFrame:
    """Give a recording of a run round a block of 1200 m. start : After START. [s]   pace : [m/s]"""
    elapsed = np.arange(0.0, seconds, every)
    metres = (pace * (elapsed + start)) % 1200.0
    right = np.interp(metres, [0, 400, 600, 1000, 1200], [0, 400, 400, 0, 0]) + east
    up = np.interp(metres, [0, 400, 600, 1000, 1200], [0, 0, 200, 200, 0])
    right, up = (axis + noise * SHAKY.normal(size=len(axis)) for axis in (right, up))
    latitude, longitude = to_geographic(right, up, GRAZ)
    columns = {"elapsed": elapsed}
    if places:
        columns |= {"latitude": latitude, "longitude": longitude}
    if far:
        columns |= {"distance": pace * elapsed, "speed": np.full(len(elapsed), pace)}
    index = START + pd.to_timedelta(elapsed + start, unit="s")
    return frames.conform(pd.DataFrame(columns, index=index), frames.SAMPLES)


def way(**options: float) -> Way:
    return way_of(samples(**options))  # type: ignore[arg-type] # the options by name


@pytest.mark.parametrize(
    "other",
    [
        way(every=7.0, far=False),
        way(start=4.0, seconds=1700.0),
        way(noise=8.0),
        replace(way(), start=way().start + 6.0),
        way(seconds=1000.0, start=300.0),
    ],
    ids=["a thin export", "begun late", "a phone in a street", "a clock 6 s off", "a part of it"],
)
def test_another_export_is_the_same_session(other: Way) -> None:
    assert same(way(), other)
    assert same(other, way())


@pytest.mark.parametrize(
    "other",
    [way(east=100.0), way(start=1790.0), way(start=3600.0), way(pace=3.3), way(start=100.0, east=2000.0)],
    ids=["a block away", "the next", "an hour later", "a faster runner", "across the town"],
)
def test_what_was_run_elsewhere_or_at_another_time_is_another_session(other: Way) -> None:
    assert not same(way(), other)
    assert not same(other, way())


def test_two_runners_anywhere_on_a_track_are_two() -> None:
    def on_track(phase: float) -> Way:
        angle = (np.arange(0.0, 900.0, 1.0) * 4.0 / 400.0 + phase) * 2 * math.pi
        latitude, longitude = to_geographic(63.7 * np.cos(angle), 63.7 * np.sin(angle), GRAZ)
        made = samples(900.0).assign(latitude=latitude, longitude=longitude)
        return way_of(made)

    assert not same(on_track(0.0), on_track(0.3))
    assert same(on_track(0.0), on_track(0.01))


def test_without_positions_start_end_and_distance_tell() -> None:
    indoors = way(places=False)
    assert same(indoors, way(places=False, every=5.0))
    assert same(indoors, way())
    assert not same(indoors, way(places=False, seconds=1500.0))
    assert not same(indoors, way(places=False, pace=3.6))
    assert same(indoors, way(places=False, far=False, seconds=1802.0))


@pytest.mark.parametrize("hours", [2.0, -7.0, 5.75, 13.0])
def test_an_export_in_local_time_is_the_same_session(hours: float) -> None:
    local = replace(way(), start=way().start + 3600 * hours + 2.0)
    assert shifted(local, way()) == 3600 * hours
    assert shifted(way(), local) == -3600 * hours


@pytest.mark.parametrize(
    "other",
    [way(pace=3.03), way(east=20.0), way(seconds=900.0), way(noise=15.0), way(places=False)],
    ids=["a hundredth faster", "the other pavement", "half of it", "shaky", "indoors"],
)
def test_the_same_loop_on_the_same_day_is_another_session(other: Way) -> None:
    assert math.isnan(shifted(replace(other, start=other.start + 7200.0), way()))


def test_a_clock_that_is_right_is_not_shifted() -> None:
    assert math.isnan(shifted(way(), way()))


def test_times_that_differ_by_no_whole_quarter_of_an_hour_are_no_time_zone() -> None:
    assert math.isnan(shifted(replace(way(), start=way().start + 3600 + 200.0), way()))


def test_a_way_comes_back_from_its_traces() -> None:
    made = way(far=False)
    back = from_traces(made.traces())
    assert back is not None
    assert same(back, made)
    assert (back.samples, back.positions, back.speeds) == (1800, 1800, 0)
    assert from_traces({}) is None


def test_a_fit_file_says_more_than_a_tcx_and_that_more_than_a_gpx() -> None:
    assert richer(way(), "fit", way(), "tcx")
    assert richer(way(), "tcx", way(), "gpx")
    assert not richer(way(), "gpx", way(), "fit")
    assert not richer(way(), "fit", way(), "fit")


def test_a_recording_with_far_less_in_it_is_the_poorer_whatever_its_format() -> None:
    assert richer(way(), "gpx", way(every=5.0), "fit")
    assert not richer(way(every=5.0), "fit", way(), "gpx")
    assert not richer(way(places=False), "fit", way(), "gpx")
    assert richer(way(), "gpx", way(far=False), "fit")
