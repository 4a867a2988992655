"""Two trials along the race: the trace closes on the laps, the gains add up, only what is beyond its error is told."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import trial_logs
from followed import Followed, followed

from analyzer import frames, segment, trials
from analyzer.model import Delta, Floats, Reality, Trial

EVEN = trial_logs.even_zones(340.0)
BACK_TURN_OF_LAP_3 = 10
"""Counts into the 16 zones of a mile."""


def _with(changes: dict[int, float], *, session: int = 2, lane: int = 1, sd: float = 0.2) -> Trial:
    """Make the even mile with some zones slower by so many seconds."""
    times = [time + changes.get(place, 0.0) for place, time in enumerate(trial_logs.even_zones(340.0, lane))]
    return trial_logs.trial(times, session=session, lane=lane, sd=sd)


def _trial_of(case: Followed) -> Trial:
    effort = case.trial
    row = {"session": case.simulated.truth.seed, "effort": 0, "day": 0, "nominal": effort.nominal, "lane": effort.lane}
    row |= {"distance": effort.distance, "time": effort.time, "time_sd": effort.time_sd}
    return Trial(
        case.simulated.recording.samples.index[0],
        row,
        frames.conform(effort.laps, frames.TRIAL_LAPS),
        frames.conform(effort.zones, frames.TRIAL_ZONES),
        segment.trace(effort, case.motion),
    )


def _cumulated(pieces: pd.DataFrame) -> Floats:
    return np.asarray(np.cumsum(pieces["time"].to_numpy()))


PAIRS = ((1, 2), (3, 4), (5, 6))


@pytest.mark.parametrize("seeds", PAIRS)
def test_the_delta_at_every_lap_end_is_the_difference_of_the_cumulated_lap_times(seeds: tuple[int, int]) -> None:
    first, second = (_trial_of(followed(seed)) for seed in seeds)
    delta = trials.along(first, second)
    expected = _cumulated(second.laps) - _cumulated(first.laps)
    np.testing.assert_allclose(np.interp(delta.lap_ends, delta.metre, delta.delta), expected, atol=1e-9)
    assert delta.delta[0] == 0.0
    assert delta.delta[-1] == pytest.approx(second.row["time"] - first.row["time"], abs=1e-9)


@pytest.mark.parametrize("seeds", PAIRS)
def test_the_gains_of_the_zones_add_up_to_the_whole(seeds: tuple[int, int]) -> None:
    delta = trials.along(*(_trial_of(followed(seed)) for seed in seeds))
    assert delta.pieces == "zones"
    assert len(delta.gains) == 16
    assert math.fsum(gain.gain for gain in delta.gains) == pytest.approx(delta.total, abs=1e-9)
    assert [gain.to_m for gain in delta.gains[:-1]] == [gain.from_m for gain in delta.gains[1:]]


def test_the_delta_is_near_the_truth_within_its_error() -> None:
    miss, sds = [], []
    for seeds in PAIRS:
        cases = [followed(seed) for seed in seeds]
        delta = trials.along(*(_trial_of(case) for case in cases))
        passed = [np.cumsum([split.time_s for split in case.true_trial.splits]) for case in cases]
        ends = [split.to_m for split in cases[0].true_trial.splits]
        miss.append(np.interp(ends, delta.metre, delta.delta) - (passed[1] - passed[0]))
        sds.append(np.interp(ends, delta.metre, delta.delta_sd))
    off, sd = np.concatenate(miss), np.concatenate(sds)
    assert np.sqrt(np.mean(off**2)) < 0.6
    assert (np.abs(off) < 2 * sd).mean() > 0.8


def test_two_seconds_lost_in_one_turn_are_told_to_come_from_it() -> None:
    delta = trials.along(_with({BACK_TURN_OF_LAP_3: 2.1}), trial_logs.trial(EVEN))
    assert delta.total == pytest.approx(2.1)
    assert [(gain.where, gain.told) for gain in delta.gains if gain.told] == [("the back turn of lap 3", True)]
    assert "Where the 2.1 s came from: 2.1 ± 0.3 s in the back turn of lap 3." in delta.words


def test_what_was_lost_again_is_told_too() -> None:
    delta = trials.along(_with({BACK_TURN_OF_LAP_3: 3.0}), _with({3: 1.4}, session=1))
    assert delta.total == pytest.approx(1.6)
    assert delta.words[1:] == (
        "Where the 1.6 s came from: 3.0 ± 0.3 s in the back turn of lap 3.",
        "Lost again: 1.4 ± 0.3 s in the home straight of lap 1.",
    )


def test_the_slower_of_two_is_told_where_the_time_went() -> None:
    delta = trials.along(trial_logs.trial(EVEN), _with({BACK_TURN_OF_LAP_3: 2.1}))
    assert delta.total == pytest.approx(-2.1)
    assert "Where the 2.1 s went: 2.1 ± 0.3 s in the back turn of lap 3." in delta.words


def test_a_gain_that_is_spread_evenly_comes_from_nowhere() -> None:
    delta = trials.along(trial_logs.trial(trial_logs.even_zones(344.0), session=2), trial_logs.trial(EVEN))
    assert not any(gain.told for gain in delta.gains)
    assert "the 4.0 s are spread over the race" in delta.words[-1]


def test_gains_within_their_errors_are_not_told() -> None:
    delta = trials.along(_with({BACK_TURN_OF_LAP_3: 0.5}), trial_logs.trial(EVEN))
    assert not any(gain.told for gain in delta.gains)


def test_of_two_alike_trials_a_story_is_seldom_told() -> None:
    rng = np.random.default_rng(5)
    stories = 0
    for _ in range(200):
        pair = []
        for session in (1, 2):
            crossed = rng.normal(0.0, 0.2 / math.sqrt(2), 17)
            pair.append(trial_logs.trial((np.array(EVEN) + np.diff(crossed)).tolist(), session=session, traced=False))
        stories += any(gain.told for gain in trials.along(*pair).gains)
    # one in ten is allowed
    assert stories <= 200 * 0.15


def test_the_change_of_form_beside_the_seconds_has_the_day_to_day_variation_in_its_error() -> None:
    delta = trials.along(trial_logs.trial(trial_logs.even_zones(340.0 * math.exp(0.05))), trial_logs.trial(EVEN))
    assert delta.total_sd == pytest.approx(0.4 * math.sqrt(2))
    assert delta.change is not None
    assert delta.change.seconds == pytest.approx(delta.total)
    assert delta.change.seconds_sd > 10 * delta.total_sd
    assert delta.change.verdict is Reality.VERY_LIKELY_FASTER


def _other_distance() -> Delta:
    return trials.along(_trial_of(followed(3, kind="1500")), _trial_of(followed(3)))


def test_trials_over_other_distances_are_compared_over_what_both_ran() -> None:
    delta = _other_distance()
    assert delta.distance == pytest.approx(1500.0)
    assert delta.metre[-1] == pytest.approx(1500.0)
    assert delta.pieces == "100 m"
    assert delta.total == pytest.approx(-delta.delta[-1])
    assert math.fsum(gain.gain for gain in delta.gains) == pytest.approx(delta.total, abs=1e-9)
    assert any("compared over the first 1500 m" in note for note in delta.notes)
    assert delta.change is not None
    assert delta.change.over == "1 mile"


def test_where_the_ground_differs_zones_are_matched_by_lap_and_kind_and_compared_by_speed() -> None:
    # 1500 m start at 100 m, in the first turn; the mile 9.34 m before the finish: both end on it after four laps
    delta = _other_distance()
    assert not any(gain.told for gain in delta.gains)
    assert set(zip(delta.alike["lap"], delta.alike["zone"], strict=True)) >= {
        (lap, zone) for lap in (2, 3, 4) for zone in trial_logs.ZONE_NAMES
    }
    assert any(text.startswith("first turn of lap 1") for text in delta.unmatched)
    assert delta.words[-1].startswith(("By kind of zone", "No turn or straight"))


def test_like_zones_in_another_lane_compare_by_speed() -> None:
    first, second = _with({}, lane=1, session=1), _with({BACK_TURN_OF_LAP_3: -2.0}, lane=3)
    delta = trials.along(first, second)
    row = delta.alike[(delta.alike["lap"] == 3) & (delta.alike["zone"] == "back turn")].iloc[0]
    assert (row["first_m"], row["second_m"]) == (pytest.approx(115.61, abs=0.01), pytest.approx(122.96, abs=0.01))
    own = trial_logs.even_zones(340.0, 3)[BACK_TURN_OF_LAP_3]
    assert row["faster"] == pytest.approx(math.log(own / (own - 2.0)), abs=1e-6)
    assert any("lanes 1 and 3" in note for note in delta.notes)
    assert "By kind of zone faster" in delta.words[-1]


def test_the_run_off_of_lane_eight_is_no_home_straight_of_lane_one() -> None:
    delta = trials.along(_trial_of(followed(3)), _trial_of(followed(3, kind="mile_lane8")))
    assert delta.distance == pytest.approx(1609.344, abs=0.01)
    lengths = delta.alike["second_m"] / delta.alike["first_m"]
    assert lengths.between(0.75, 1.34).all()
    assert any("first turn of lap 1, with the start: only in the first" in text for text in delta.unmatched)


def test_without_a_trace_zones_still_tell_what_was_won() -> None:
    plain = trial_logs.trial(EVEN, traced=False)
    delta = trials.along(_with({BACK_TURN_OF_LAP_3: 2.1}), plain)
    assert len(delta.metre) == 0
    assert delta.pieces == "zones"
    assert any("no time by metre of the second" in note for note in delta.notes)


def test_off_the_track_there_is_only_the_time() -> None:
    bare = replace(
        trial_logs.trial(EVEN, traced=False),
        laps=frames.empty(frames.TRIAL_LAPS),
        zones=frames.empty(frames.TRIAL_ZONES),
    )
    delta = trials.along(_with({3: 2.0}), bare)
    assert (delta.pieces, delta.gains, delta.unmatched) == ("", (), ())
    assert delta.total == pytest.approx(2.0)
    assert delta.words == ("2.0 ± 0.6 s faster, as measured.",)


def test_off_the_track_and_over_other_distances_nothing_is_told_but_what_they_are_worth() -> None:
    bare = trial_logs.trial(EVEN, traced=False)
    other = replace(bare, row={**bare.row, "nominal": "1500 m", "distance": 1500.0, "time": 316.0})
    delta = trials.along(other, bare)
    assert math.isnan(delta.total)
    assert delta.words == ()
    assert delta.change is not None


def test_zones_without_times_are_not_taken_for_a_race_of_no_time() -> None:
    blank = trial_logs.trial(EVEN, traced=False)
    blank = replace(blank, zones=blank.zones.assign(time=math.nan), laps=frames.empty(frames.TRIAL_LAPS))
    blank = replace(blank, row={**blank.row, "time": 0.0})
    delta = trials.along(blank, trial_logs.trial(EVEN))
    assert (delta.pieces, delta.gains) == ("", ())
    assert delta.change is None


def test_a_trial_beside_itself_differs_nowhere() -> None:
    one = _trial_of(followed(3))
    delta = trials.along(one, one)
    np.testing.assert_array_equal(delta.delta, 0.0)
    assert delta.total == 0.0
    assert "both were run alike" in delta.words[-1]


def test_a_trace_that_was_rounded_is_closed_on_the_laps_again() -> None:
    first, second = (_trial_of(followed(seed)) for seed in (1, 2))
    rough = replace(first, trace=first.trace.assign(time=first.trace["time"].round(0)))
    delta = trials.along(rough, second)
    expected = _cumulated(second.laps) - _cumulated(first.laps)
    np.testing.assert_allclose(np.interp(delta.lap_ends, delta.metre, delta.delta), expected, atol=1e-9)


def _doubted(trial: Trial, probability: float = 0.75) -> Trial:
    return replace(trial, row={**trial.row, "finish_probability": probability})


def test_where_the_home_straight_is_in_doubt_the_same_metres_are_told_by_both_names() -> None:
    first = _with({BACK_TURN_OF_LAP_3: 2.1}, session=1)
    sure, doubted = (trials.along(one, trial_logs.trial(EVEN, session=2)) for one in (first, _doubted(first)))
    assert [gain.gain for gain in doubted.gains] == [gain.gain for gain in sure.gains]
    assert "2.1 ± 0.3 s in the back turn of lap 3" in sure.words[1]
    assert "2.1 ± 0.3 s in the back / first turn of lap 3" in doubted.words[1]
    assert (sure.names_in_doubt, doubted.names_in_doubt) == (False, True)
    assert not any("home straight" in note for note in sure.notes)
    assert "in session 1 it is not sure which straight is the home straight (odds 3 to 1)" in doubted.notes[-1]


def test_zones_of_other_metres_are_not_matched_by_names_that_are_in_doubt() -> None:
    lane_3 = _with({}, session=2, lane=3)
    sure, doubted = (
        trials.along(first, lane_3) for first in (trial_logs.trial(EVEN), _doubted(trial_logs.trial(EVEN)))
    )
    assert len(sure.alike) > 10
    assert sure.pieces == doubted.pieces == "100 m"
    assert len(doubted.alike) == 0
    assert doubted.unmatched == ()
    assert not any("zone" in line or "straight" in line for line in doubted.words)
    assert doubted.total == sure.total


@pytest.mark.parametrize("probability", [math.nan, 0.95, 1.0])
def test_a_home_straight_that_is_as_good_as_sure_is_not_doubted(probability: float) -> None:
    delta = trials.along(trial_logs.trial(EVEN), _doubted(_with({}), probability))
    assert not delta.names_in_doubt
    assert not delta.notes
