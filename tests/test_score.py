"""Reference runs against the 20:00 -> 5:48.65 plan, and what must hold of any score."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analyzer import frames, score, strategy
from analyzer.model import Floats, MilePlan, Score, Zone

PLAN = strategy.mile_plan(five_k=1200, goal=348.65)
SURGE = math.log1p(PLAN.surge)
STRAIGHT_ERROR, TURN_ERROR = 0.015, 0.02
CODES = np.array([zone.code for zone in PLAN.zones])
METRES = np.array([zone.to_m - zone.from_m for zone in PLAN.zones])
PLANNED = np.where(CODES == "C", 0.0, SURGE)
EVEN = math.log(METRES.sum() / PLAN.goal / (5000 / PLAN.five_k))
L1_BS, L2_BS, L3_T1, L3_BS, L3_T2, L3_HS, L4_T1, L4_BS, L4_T2, L4_HS = 1, 5, 8, 9, 10, 11, 12, 13, 14, 15


def errors_of(plan: MilePlan = PLAN) -> Floats:
    straight = [zone.zone in {Zone.BACK_STRAIGHT, Zone.HOME_STRAIGHT} for zone in plan.zones]
    return np.where(straight, STRAIGHT_ERROR, TURN_ERROR)


def zones_of(x: Floats, plan: MilePlan = PLAN, **columns: object) -> pd.DataFrame:
    """Write the zones of a run whose speeds are 5K speed times exp(x)."""
    speed = 5000 / plan.five_k * np.exp(x)
    metres = np.array([zone.to_m - zone.from_m for zone in plan.zones])
    rows = pd.DataFrame(
        {
            "lap": [zone.lap for zone in plan.zones],
            "zone": [str(zone.zone) for zone in plan.zones],
            "from_m": [zone.from_m for zone in plan.zones],
            "to_m": [zone.to_m for zone in plan.zones],
            "time": metres / speed,
            "time_sd": metres / speed * errors_of(plan),
            "distance": metres,
            "speed": speed,
            "speed_sd": speed * errors_of(plan),
            "gap": 0.0,
            **columns,
        }
    )
    return frames.conform(rows, frames.ZONES)


def changed(places: int | list[int], values: float | list[float]) -> Floats:
    x = PLANNED.copy()
    x[places] = values
    return x


def by_laps(percent: tuple[float, ...]) -> Floats:
    """Run each lap evenly, so many percent off the mean speed, in the time of the plan."""
    x = EVEN + np.repeat(np.log1p(np.array(percent) / 100), 4)
    return x + math.log((METRES / np.exp(x)).sum() / (PLAN.goal * 5000 / PLAN.five_k))


REFERENCE = {
    "exact plan": (PLANNED, 100),
    "back turn of lap 3 coasted": (changed(L3_T2, 0.0), 100),
    "a kick": (changed(L4_HS, 1.3 * SURGE), 100),
    "back straight of lap 4 eased by 5 %": (changed(L4_BS, SURGE + math.log(0.95)), 100),
    "5K speed 3 % too low": (PLANNED + math.log(1.03), 99),
    "5K speed 3 % too high": (PLANNED + math.log(0.97), 99),
    "half-size surges": (PLANNED / 2, 81),
    "dies on lap 4": (changed([L4_BS, L4_T2, L4_HS], [SURGE / 2, 0.0, 0.0]), 87),
    "even pace": (np.full(16, EVEN), 32),
    "like a record": (by_laps((1.3, -1.3, -1.0, 1.0)), 32),
    "fast start and fade": (by_laps((4.5, 1.5, -1.5, -4.5)), 25),
    "all at 5K pace": (np.zeros(16), 15),
    "inverted": (np.where(CODES == "C", SURGE, 0.0), 2),
}
"""x of each zone, and the published score."""


@pytest.mark.parametrize("run", REFERENCE)
def test_the_reference_runs_have_their_scores(run: str) -> None:
    x, published = REFERENCE[run]
    assert score.mile(PLAN, zones_of(x)).score == pytest.approx(published, abs=2)


@pytest.mark.parametrize("run", ["exact plan", "half-size surges", "even pace", "dies on lap 4"])
def test_the_error_of_the_score_is_the_spread_of_repeated_runs(run: str) -> None:
    x, _ = REFERENCE[run]
    rng = np.random.default_rng(7)
    repeats = [score.mile(PLAN, zones_of(x + rng.normal(0, errors_of())), draws=400) for _ in range(80)]
    spread = np.std([one.score for one in repeats])
    stated = np.sqrt(np.mean([one.score_sd**2 for one in repeats]))
    assert 0.6 * spread < stated < 1.5 * spread + 1.0


def test_the_score_is_the_same_each_time() -> None:
    zones = zones_of(REFERENCE["half-size surges"][0])
    first, second = score.mile(PLAN, zones), score.mile(PLAN, zones)
    assert (first.score, first.score_sd) == (second.score, second.score_sd)


def test_an_error_common_to_all_speeds_cancels_in_the_contrast() -> None:
    together = np.full((16, 16), 0.03**2)
    apart = np.diag(np.full(16, 0.03**2))
    x = PLANNED * 0.5
    certain = score.mile(PLAN, zones_of(x), covariance=together)
    uncertain = score.mile(PLAN, zones_of(x), covariance=apart)
    assert certain.contrast == pytest.approx(0.5 / 0.6, abs=0.01)
    assert uncertain.contrast == pytest.approx(1.0)


def test_a_kick_brings_no_bonus_and_none_costs_nothing() -> None:
    kick, none = (score.mile(PLAN, zones_of(changed(L4_HS, factor * SURGE))).score for factor in (1.6, 1.0))
    assert kick == pytest.approx(none)


def test_the_laps_are_weighted_means_of_their_zones() -> None:
    marked = score.mile(PLAN, zones_of(changed([L4_T2, L4_HS], 0.0)))
    assert marked.laps[:3] == pytest.approx([100, 100, 100])
    assert marked.laps[3] == pytest.approx(100 * 200.0 / 400.0, abs=0.1)


def test_the_heart_of_lap_3_weighs_half_as_much_again() -> None:
    weights = {(zone.lap, zone.zone): zone.weight for zone in score.mile(PLAN, zones_of(PLANNED)).zones}
    assert weights[3, Zone.FIRST_TURN] == pytest.approx(1.5 * 115.61, abs=0.01)
    assert weights[3, Zone.BACK_STRAIGHT] == pytest.approx(1.5 * 84.39, abs=0.01)
    assert weights[3, Zone.BACK_TURN] == pytest.approx(0.5 * 115.61, abs=0.01)
    assert weights[4, Zone.HOME_STRAIGHT] == pytest.approx(1.25 * 84.39, abs=0.01)
    assert weights[1, Zone.FIRST_TURN] == pytest.approx(124.954, abs=0.01)


def test_a_zone_with_a_gap_or_a_large_error_is_left_out_and_named() -> None:
    gaps, errors = np.zeros(16), errors_of()
    gaps[L2_BS], errors[L3_BS] = 6.0, 0.05
    x = changed(L2_BS, SURGE)
    zones = zones_of(x, gap=gaps, speed_sd=errors * 5000 / 1200 * np.exp(x))
    marked = score.mile(PLAN, zones)
    assert math.isnan(marked.zones[L2_BS].score)
    assert marked.zones[L2_BS].unscored == "6 s without a position"
    assert math.isnan(marked.zones[L3_BS].score)
    assert marked.score == pytest.approx(100)
    assert "Lap 2, back straight is not scored: 6 s without a position." in marked.advice


def test_there_is_no_score_with_less_than_70_percent_of_the_weight() -> None:
    zones = zones_of(PLANNED)
    zones.loc[6:, "gap"] = 5.0
    marked = score.mile(PLAN, zones)
    assert math.isnan(marked.score)
    assert math.isnan(marked.score_sd)
    assert marked.advice[0].startswith("No score: only 3")


def test_a_run_without_zones_has_no_score_but_an_explanation() -> None:
    marked = score.mile(PLAN, frames.empty(frames.ZONES))
    assert math.isnan(marked.score)
    assert len(marked.zones) == 16
    assert marked.advice[0] == "No score: only 0% of the mile was measured well enough, and it takes 70 %."


def test_lane_eight_is_scored_without_its_first_half_lap() -> None:
    plan = strategy.mile_plan(five_k=1200, goal=345.0, lane=8)
    planned = np.array([0.0 if zone.code == "C" else math.log1p(plan.surge) for zone in plan.zones])
    assert score.mile(plan, zones_of(planned, plan)).score == pytest.approx(100)
    settled = planned.copy()
    settled[0] = 0.0
    assert score.mile(plan, zones_of(settled, plan)).score == pytest.approx(100)


def test_a_run_off_timed_with_the_home_straight_serves_both() -> None:
    plan = strategy.mile_plan(five_k=1200, goal=345.0, lane=8)
    planned = np.array([0.0 if zone.code == "C" else math.log1p(plan.surge) for zone in plan.zones])
    zones = zones_of(planned, plan)
    joined = zones.iloc[:-1].copy()
    joined.loc[joined.index[-1], "to_m"] = zones["to_m"].iloc[-1]
    joined.loc[joined.index[-1], "time"] = zones["time"].iloc[-2:].sum()
    marked = score.mile(plan, joined)
    assert marked.score == pytest.approx(100)
    assert [zone.time for zone in marked.zones] == pytest.approx(list(zones["time"]))


@pytest.mark.parametrize("metres", [0.0, 30.0, 64.0, 115.61])
def test_the_hold_into_the_back_turn_of_lap_3_is_measured_in_metres(metres: float) -> None:
    turn = PLAN.zones[L3_T2]
    coast, rng = 5000 / 1200, np.random.default_rng(3)

    def speed_at(place: Floats) -> Floats:
        level = np.where(place < turn.from_m + metres, coast * math.exp(SURGE), coast)
        return level + rng.normal(0, 0.15, len(place))

    held = score.mile(PLAN, zones_of(PLANNED), speed_at=speed_at).held
    assert held == pytest.approx(metres, abs=4)


def test_a_hold_cannot_be_told_without_the_speeds_or_without_a_surge() -> None:
    assert math.isnan(score.mile(PLAN, zones_of(PLANNED)).held)
    steady: Callable[[Floats], Floats] = lambda place: np.full_like(place, 4.6)  # noqa: E731
    assert math.isnan(score.mile(PLAN, zones_of(np.full(16, EVEN)), speed_at=steady).held)


def with_share(share: float, x: Floats = PLANNED) -> Score:
    return score.mile(PLAN, zones_of(x, cadence=170 * np.exp(share * x)))


@pytest.mark.parametrize(
    ("share", "word"), [(0.05, "reaching"), (0.14, "usual"), (0.35, "quicker"), (0.7, "faster, shorter, quicker")]
)
def test_the_share_of_cadence_is_named(share: float, word: str) -> None:
    marked = with_share(share)
    assert marked.cadence_share == pytest.approx(share)
    assert marked.cadence_word == word
    assert len(marked.cadence) == 8
    assert {change.word for change in marked.cadence} == {word}


def test_the_error_of_a_share_follows_its_formula() -> None:
    change = with_share(0.14).cadence[0]
    speed_variance = STRAIGHT_ERROR**2 + TURN_ERROR**2
    assert change.share_sd == pytest.approx(math.sqrt(2 * 0.01**2 + 0.14**2 * speed_variance) / SURGE)


def test_runners_who_lengthen_as_van_oeveren_found_are_usual() -> None:
    speed = 5000 / 1200 * np.exp(PLANNED)
    marked = score.mile(PLAN, zones_of(PLANNED, cadence=2 * (75.01 + 3.006 * speed)))
    assert 0.12 <= marked.cadence_share <= 0.17
    assert marked.cadence_word == "usual"


def test_a_flat_cadence_through_clear_surges_is_not_usable() -> None:
    marked = score.mile(PLAN, zones_of(PLANNED, cadence=176.0))
    assert marked.cadence_word == "cadence not usable"
    assert math.isnan(marked.cadence_share)


@pytest.mark.parametrize("x", [np.full(16, EVEN), PLANNED * 0.25])
def test_small_changes_of_speed_tell_nothing_of_cadence(x: Floats) -> None:
    marked = with_share(0.3, x)
    assert marked.cadence == ()
    assert math.isnan(marked.cadence_share)
    assert marked.cadence_word == ""


@pytest.mark.parametrize("lag", [0, 2, 4, 7])
def test_the_lag_of_a_wrist_cadence_is_found(lag: int) -> None:
    elapsed, rng = np.arange(900.0), np.random.default_rng(11)
    speed = np.convolve(np.where((elapsed // 22) % 2 == 0, 4.2, 4.9), np.ones(3) / 3, "same")
    cadence = 2 * (75 + 3 * np.roll(speed, lag)) + rng.normal(0, 1.0, len(elapsed))
    assert score.cadence_lag(elapsed, speed + rng.normal(0, 0.1, len(elapsed)), cadence) == pytest.approx(lag, abs=0.6)


def test_no_lag_is_made_up_where_cadence_is_missing_or_flat() -> None:
    elapsed = np.arange(600.0)
    speed = 4.2 + 0.5 * ((elapsed // 20) % 2)
    assert score.cadence_lag(elapsed, speed, np.full(600, np.nan)) == 0.0
    assert score.cadence_lag(elapsed, speed, np.full(600, 172.0)) == 0.0
    assert score.cadence_lag(elapsed[:20], speed[:20], speed[:20]) == 0.0


def test_the_plan_kept_is_praised_and_nothing_is_advised() -> None:
    assert score.mile(PLAN, zones_of(PLANNED)).advice == ("Every zone went to plan: 100 of 100.",)


def test_a_surge_missed_on_lap_3_is_told_with_its_size_and_its_error() -> None:
    first, *_ = score.mile(PLAN, zones_of(changed(L3_BS, 0.02))).advice
    assert first == (
        "Lap 3, back straight: 13 % slower than planned (± 2 %), 19.9 s for 17.2 s (± 0.3 s). "
        "Next time make it your fastest running before the last lap: it matters most."
    )


def test_the_most_costly_fault_comes_first() -> None:
    x = changed([L3_BS, L4_T2, L4_HS], [0.05, 0.02, 0.0])
    places = [line.split(":")[0] for line in score.mile(PLAN, zones_of(x)).advice[:3]]
    assert places == ["Lap 4, back turn", "Lap 4, home straight", "Lap 3, back straight"]


def test_nothing_within_the_error_of_the_watch_is_advised() -> None:
    rng = np.random.default_rng(5)
    advised = 0
    for _ in range(60):
        marked = score.mile(PLAN, zones_of(PLANNED + rng.normal(0, errors_of())), draws=50)
        advised += sum("planned" in line for line in marked.advice)
    assert advised <= 60 * 16 * 0.01


def test_all_zones_off_by_one_factor_are_the_5k_time_and_not_the_runner() -> None:
    advice = score.mile(PLAN, zones_of(PLANNED - 0.05)).advice
    assert advice[0] == (
        "Every zone was about 5 % slower than planned. Your 5K time of 20:00 does not fit this run: "
        "plan the next one with about 21:02."
    )
    assert not any("Next time" in line for line in advice)


def test_an_even_run_is_told_to_make_the_changes_plain() -> None:
    advice = score.mile(PLAN, zones_of(np.full(16, EVEN))).advice
    assert advice[0].startswith("The surges were no faster than the coasts beside them")
    assert any(line.startswith("The coasts (lap 1 back turn, home straight; lap 2") for line in advice)
    assert not any("of 100" in line for line in advice)


def test_a_run_with_the_plan_upside_down_is_told_so() -> None:
    advice = score.mile(PLAN, zones_of(REFERENCE["inverted"][0])).advice
    assert advice[0].startswith("The coasts were run faster than the surges; the plan has the surges 18 % faster.")


def test_surges_from_longer_steps_are_told_to_be_quicker() -> None:
    assert any("faster, shorter, quicker" in line for line in with_share(0.03).advice)
    assert not any("faster, shorter, quicker" in line for line in with_share(0.14).advice)


@pytest.mark.parametrize(
    ("time", "error", "line"),
    [
        (350.0, 0.4, "5:50.0 ± 0.4 s: 1.4 s slower than the goal of 5:48.6."),
        (346.0, 0.4, "5:46.0 ± 0.4 s: 2.6 s faster than the goal of 5:48.6."),
        (348.9, 0.4, "5:48.9 ± 0.4 s: on the goal of 5:48.6, as far as the watch can tell."),
    ],
)
def test_the_result_against_the_goal_is_a_line_of_its_own(time: float, error: float, line: str) -> None:
    assert score.result_line(PLAN, time, error) == line


def test_without_a_goal_the_result_is_set_against_the_plan() -> None:
    plan = strategy.mile_plan(five_k=1200)
    assert "than the time that the plan comes to, 5:50.3" in score.result_line(plan, 345.0)
