"""The time at each metre of an effort: through every reported time, and near the truth between them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from followed import Followed, followed

from analyzer import frames, segment
from analyzer.model import Floats

WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"buttons": "laps"},
    {"start": "rolling"},
    {"kind": "mile_lane8"},
    {"kind": "1500"},
    {"kind": "3000"},
    {"recording_interval": "5s"},
    {"record_from": "trial", "record_to": "trial"},
)


def _names(way: dict[str, Any]) -> str:
    return " ".join(f"{name} {value}" for name, value in way.items()) or "mile"


def _true_times(case: Followed) -> tuple[Floats, Floats]:
    """Give where the samples of a trial truly were, from its start, and when. [m, s]"""
    true, elapsed = case.true_trial, case.simulated.recording.samples["elapsed"].to_numpy()
    arc = case.simulated.motion["arc"].to_numpy()
    inside = (elapsed > true.start_s) & (elapsed < true.end_s) & np.isfinite(arc)
    steps = np.diff(np.append(true.start_arc_m, arc[inside]))
    first = np.mod(steps[0] + case.placement.lap / 2, case.placement.lap) - case.placement.lap / 2
    return np.cumsum(np.append(first, steps[1:])), elapsed[inside] - true.start_s


@pytest.mark.parametrize("way", WAYS, ids=_names)
def test_a_trace_goes_through_every_reported_time(way: dict[str, Any]) -> None:
    case = followed(3, **way)
    trial, trace = case.trial, segment.trace(case.trial, case.motion)
    metre, time = trace["metre"].to_numpy(), trace["time"].to_numpy()
    for frame in (trial.splits, trial.laps, trial.zones):
        passed = (frame["end"] - trial.start).to_numpy()
        np.testing.assert_allclose(np.interp(frame["to_m"], metre, time), passed, atol=1e-9)
    assert (metre[0], time[0]) == (0.0, 0.0)
    assert time[-1] == pytest.approx(trial.time, abs=1e-9)


@pytest.mark.parametrize("way", WAYS, ids=_names)
def test_a_trace_has_every_metre_and_never_goes_back(way: dict[str, Any]) -> None:
    case = followed(3, **way)
    trace = segment.trace(case.trial, case.motion)
    assert list(trace.columns) == [column.name for column in frames.TRACE]
    steps = np.diff(trace["metre"])
    assert (steps > 0).all()
    assert steps.max() <= 1.002
    assert (np.diff(trace["time"]) >= 0).all()
    # nobody runs 11 m/s, and nobody stands still in a trial once he is under way
    under_way = trace["metre"].to_numpy()[1:] > 20
    speed = (steps / np.maximum(np.diff(trace["time"]), 1e-9))[under_way & (steps > 0.5)]
    assert speed.max() < 11.0
    assert speed.min() > 2.0


def test_the_error_of_a_trace_begins_at_nothing_and_ends_at_that_of_the_trial() -> None:
    for way in WAYS:
        case = followed(3, **way)
        trial, trace = case.trial, segment.trace(case.trial, case.motion)
        sd = trace["time_sd"].to_numpy()
        assert sd[0] == 0.0
        assert sd[-1] == pytest.approx(trial.time_sd)
        first_split = np.interp(trial.splits["to_m"].iloc[0], trace["metre"], sd)
        assert first_split == pytest.approx(trial.splits["time_sd"].iloc[0])
        assert (sd[1:] > 0).all()
        assert sd.max() < 3 * trial.time_sd


def test_between_its_knots_a_trace_is_near_the_truth_within_its_errors() -> None:
    miss, sds = [], []
    for seed in range(8):
        case = followed(seed)
        trace = segment.trace(case.trial, case.motion)
        at, when = _true_times(case)
        inside = (at > 20) & (at < 1600)
        miss.append(np.interp(at[inside], trace["metre"], trace["time"]) - when[inside])
        sds.append(np.interp(at[inside], trace["metre"], trace["time_sd"]))
    off, sd = np.concatenate(miss), np.concatenate(sds)
    assert np.sqrt(np.mean(off**2)) < 0.35
    assert 0.6 < (np.abs(off) < sd).mean() < 0.95
    assert (np.abs(off) < 2 * sd).mean() > 0.93


def test_a_standing_start_takes_longer_over_its_first_metres() -> None:
    stood, ran = followed(3), followed(3, start="rolling")
    slow, fast = (segment.trace(case.trial, case.motion) for case in (stood, ran))
    ten = [np.interp(10.0, trace["metre"], trace["time"]) for trace in (slow, fast)]
    assert ten[0] - ten[1] > 0.4
    at, when = _true_times(stood)
    early = (at > 0.5) & (at < 20)
    assert np.abs(np.interp(at[early], slow["metre"], slow["time"]) - when[early]).max() < 0.6


def test_an_effort_off_the_track_has_no_trace() -> None:
    case = followed(3)
    assert segment.trace(replace(case.trial, on_track=False), case.motion).empty
    assert segment.trace(replace(case.trial, start_arc=float("nan")), case.motion).empty
