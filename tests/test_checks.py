"""The checks: the rules of section 4 of the sport's numbers, each decided by the numbers that it shows."""

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sessions_example import Made, splits

from analyzer.gradient import cost_factor, graded_speed
from analyzer.model import (
    Analysis,
    Bound,
    Compare,
    EffortKind,
    PaceName,
    Paces,
    Recording,
    RecoveryKind,
    Rep,
    Repeat,
    Rest,
    SessionPlan,
    Target,
    Template,
    Verdict,
    Workout,
    WorkoutKind,
)
from analyzer.workouts import checks, targets
from analyzer.workouts.session import workout
from analyzer.workouts.sets import slope, slope_sd, variation
from analyzer.workouts.templates import template, templates
from analyzer.workouts.verdicts import decide

V5, VM = 5000 / 1200, 1609.344 / 340
PACES = Paces(V5, VM, (0.90 * V5, 0.96 * V5), (0.66 * V5, 0.82 * V5))
EIGHT_400 = Template(
    name="8-12 x 400 m",
    title="400s",
    kind=WorkoutKind.INTERVALS,
    plan="8-12x400",
    purpose="",
    how="",
    reps=(7, 13),
    distance=(388.0, 412.0),
    rest=(45.0, 120.0),
    slowest=Bound("5K-M", 0.97),
    fastest=Bound("5K-M", 1.03),
    centre=Bound("5K-M", 1.0),
    too_fast=Bound("M", 1.0),
    rules=("target", "too_fast", "rest", "consistency", "fade", "first_last", "best_possible"),
    limits={"rest_share": 1.0},
)


def judged(made: Made, **more: Any) -> Workout:
    return workout(made.efforts, speed=made.speed, **more)


def found(work: Workout, rule: str) -> list[Verdict]:
    return [check for check in work.checks if check.rule == rule]


def only(work: Workout, rule: str) -> Verdict:
    (check,) = found(work, rule)
    return check


def set_of(times: list[float], rest: float = 60.0, nominal: str = "400 m", **more: Any) -> Made:
    return Made().steady(900).reps(nominal, 400.0, times, rest, **more)


CENTRE = 400 / math.sqrt(V5 * VM)


def test_reps_at_the_centre_of_the_template_pass_it() -> None:
    work = judged(set_of([CENTRE] * 10), paces=PACES, templates=[EIGHT_400])
    assert work.template == "8-12 x 400 m"
    assert work.plan_from == "template"
    assert [check.passed for check in work.checks] == [True] * len(work.checks)
    assert len(found(work, "target")) == 10
    assert work.advice == ("All as it should be: every check kept.",)


def test_too_fast_misses_the_target_as_much_as_too_slow() -> None:
    work = judged(set_of([CENTRE * 0.95, *[CENTRE] * 8, CENTRE * 1.05]), paces=PACES, templates=[EIGHT_400])
    first, *middle, last = found(work, "target")
    assert (first.passed, last.passed) == (False, False)
    assert all(check.passed for check in middle)
    assert "too fast" in first.advice
    assert "too slow" in last.advice
    assert (first.effort, last.effort) == (1, 10)


def test_a_set_faster_than_the_mile_is_too_fast_for_this_one() -> None:
    work = judged(set_of([400 / (1.03 * VM)] * 8), paces=PACES, templates=[EIGHT_400])
    check = only(work, "too_fast")
    assert check.passed is False
    assert check.advice.startswith("Too fast for this one")
    assert check.measured == pytest.approx(1.03 * VM, abs=1e-3)
    assert check.compare is Compare.AT_MOST


def test_the_tolerance_of_a_rep_is_the_band_or_one_and_a_half_errors() -> None:
    sure = judged(set_of([CENTRE] * 8), paces=PACES, templates=[EIGHT_400])
    unsure = judged(set_of([CENTRE] * 8, time_sd=4.0), paces=PACES, templates=[EIGHT_400])
    assert found(sure, "target")[0].tolerance == pytest.approx(0.03 * CENTRE, rel=0.01)
    assert found(unsure, "target")[0].tolerance == pytest.approx(6.0)


def test_a_rest_of_400s_is_45_to_120_seconds_and_never_longer_than_the_rep() -> None:
    for rest, passed in ((40.0, False), (46.0, True), (85.0, True), (100.0, False)):
        work = judged(set_of([CENTRE] * 8, rest=rest), paces=PACES, templates=[EIGHT_400])
        assert {check.passed for check in found(work, "rest")} == {passed}, rest


def test_the_longer_rests_between_sets_are_not_held_against_a_template() -> None:
    made = Made().steady(900)
    for count in range(12):
        made.rep("400 m", 400.0, CENTRE, 240.0 if count in {3, 7} else 60.0)
    assert len(found(judged(made, paces=PACES, templates=[EIGHT_400]), "rest")) == 9


@pytest.mark.parametrize(
    ("spread", "passed", "word"), [(0.01, True, "Even"), (0.03, True, "Fairly even"), (0.06, False, "Uneven")]
)
def test_speeds_that_vary_by_two_per_cent_are_even_and_by_four_uneven(spread: float, passed: bool, word: str) -> None:
    # +-a in turn: the deviation with n - 1 is a * sqrt(8 / 7)
    speeds = 4.5 * (1 + spread * math.sqrt(7 / 8) * np.array([1, -1, -1, 1, 1, -1, -1, 1]))
    check = only(judged(set_of(list(400 / speeds))), "consistency")
    assert check.measured == pytest.approx(spread, abs=2e-4)
    assert check.passed is passed
    assert check.advice.startswith(word)


def test_fade_is_the_theil_sen_slope_of_speed_per_rep() -> None:
    fading = [400 / (4.5 * (1 - 0.015 * count)) for count in range(8)]
    check = only(judged(set_of(fading)), "fade")
    mean = 8 * 400 / sum(fading)
    assert check.measured == pytest.approx(-0.015 * 4.5 / mean, abs=1e-4)
    assert check.passed is False
    held = [400 / (4.5 * (1 - 0.008 * count)) for count in range(8)]
    assert only(judged(set_of(held)), "fade").passed is True


def test_one_wild_rep_makes_no_fade() -> None:
    assert only(judged(set_of([88.0] * 7 + [110.0])), "fade").passed is True


def test_the_last_rep_may_be_one_per_cent_slower_than_the_first() -> None:
    for factor, passed in ((0.95, True), (1.009, True), (1.02, False)):
        assert only(judged(set_of([80.0, 80.0, 80.0, 80.0 * factor])), "first_last").passed is passed


def test_the_best_possible_is_the_best_rep_as_often() -> None:
    check = only(judged(set_of([80.0, 84.0, 84.0, 84.0])), "best_possible")
    assert (check.measured, check.target, check.passed) == (332.0, 320.0, False)
    assert (
        check.advice == "The set could have been 12.0 s faster in all, had each rep been as fast as the best, 1:20.0."
    )
    slow = only(judged(set_of([80.0, 120.0, 120.0, 120.0])), "best_possible")
    assert "2:00 min faster in all" in slow.advice


def test_mixed_sets_are_judged_set_by_set() -> None:
    made = Made().steady(900).reps("800 m", 800.0, [180.0] * 4, 90).reps("400 m", 400.0, [80.0] * 4, 60)
    work = judged(made)
    assert [check.where for check in found(work, "consistency")] == ["4 x 800 m", "4 x 400 m"]
    assert all(check.passed for check in found(work, "consistency"))


def test_what_is_clear_is_told_even_with_an_error_larger_than_the_tolerance() -> None:
    for last, passed in ((60.0, True), (80.0, None), (110.0, False)):
        check = only(judged(set_of([80.0, 80.0, 80.0, last], time_sd=2.0)), "first_last")
        assert check.measured_sd > check.tolerance
        assert check.passed is passed


def test_an_error_larger_than_the_tolerance_cannot_be_told() -> None:
    check = only(judged(set_of([80.0, 81.0, 80.0, 81.0], time_sd=2.0)), "first_last")
    assert check.measured_sd > check.tolerance
    assert check.passed is None
    assert "cannot be told" in check.advice


def test_the_error_of_a_variation_and_of_a_slope_are_those_of_many_draws() -> None:
    rng = np.random.default_rng(1)
    base = 5.0 * (1 + 0.03 * np.array([1, -1, 1, -1, 1, -1, 1, -1, 1, -1]))
    draws = base + 5.0 * 0.005 * rng.normal(size=(4000, 10))
    assert np.std([variation(list(draw)) for draw in draws]) == pytest.approx(0.005 / 3, rel=0.08)
    assert np.std([slope(list(draw)) / 5 for draw in draws[:1500]]) == pytest.approx(slope_sd(0.005, 10), rel=0.25)


TEMPO = Template("6 x 4 min", "", WorkoutKind.TEMPO, "6x4min@T r1min", "", "", reps=(5, 7), duration=(210.0, 270.0),
                 rest=(40.0, 80.0), slowest=Bound("5K", 0.90), fastest=Bound("5K", 0.96),
                 rules=("target", "rest", "drift", "second_half"))  # fmt: skip


def tempo(first: float, second: float) -> Made:
    made = Made().steady(900)
    for _ in range(6):
        far = 120 * first + 120 * second
        halves = [far / 10 / first] * 5 + [far / 10 / second] * 5
        took = np.array(halves) * 240 / sum(halves)
        made.rep("4 min", far, 240.0, 60.0, kind=EffortKind.TEMPO, splits=splits(took, far / 10, 0.1))
    return made


def test_a_tempo_rep_drifts_by_two_per_cent_at_most() -> None:
    even = judged(tempo(3.9, 3.9), paces=PACES, templates=[TEMPO])
    assert {check.passed for check in found(even, "drift")} == {True}
    for first, second in ((3.95, 3.8), (3.8, 3.95)):
        off = judged(tempo(first, second), paces=PACES, templates=[TEMPO])
        assert {check.passed for check in found(off, "drift")} == {False}


def test_the_second_half_of_a_long_rep_is_at_least_98_per_cent_of_the_first() -> None:
    assert {c.passed for c in found(judged(tempo(3.95, 3.8), templates=[TEMPO]), "second_half")} == {False}
    assert {c.passed for c in found(judged(tempo(3.8, 3.95), templates=[TEMPO]), "second_half")} == {True}


def test_a_rep_off_the_track_takes_its_halves_from_the_speed_line() -> None:
    made = Made().steady(900)
    made.rep("10 min", 2280.0, 600.0, 120, kind=EffortKind.TEMPO).rep("10 min", 2280.0, 600.0, kind=EffortKind.TEMPO)
    assert {check.passed for check in found(judged(made), "drift")} == {True}


def test_reps_by_time_are_held_to_a_speed_and_not_to_a_mean_of_paces() -> None:
    check = found(judged(tempo(3.9, 3.9), paces=PACES, templates=[TEMPO]), "target")[0]
    assert check.unit == "m/s"
    assert check.measured == 3.9
    assert check.target == pytest.approx(0.93 * V5, abs=1e-4)


HILLS: dict[str, Any] = {"kind": EffortKind.HILL, "grade": 0.06, "rise": 9.0, "graded_speed": 4.4}


def hill_set(count: int = 6, **changed: Any) -> Made:
    made = Made().steady(900)
    for _ in range(count):
        made.rep("45 s", 150.0, 45.0, 90.0, **(HILLS | changed))
    return made


def test_below_three_per_cent_it_is_not_a_hill() -> None:
    grade, rise = found(judged(hill_set(grade=0.02)), "hill")
    assert grade.passed is False
    assert grade.advice.startswith("Not a hill")
    assert rise.passed is True


def test_a_hill_rises_by_five_metres() -> None:
    assert [check.passed for check in found(judged(hill_set(rise=4.0)), "hill")] == [True, False]


def test_without_a_barometer_a_hill_cannot_be_told() -> None:
    checked = found(judged(hill_set(rise=math.nan, grade=math.nan)), "hill")
    assert [check.passed for check in checked] == [None, None]
    assert "barometer" in checked[0].advice


@pytest.mark.parametrize(("grade", "factor"), [(0.04, 1.24), (0.06, 1.37), (0.08, 1.51), (0.10, 1.66)])
def test_a_metre_uphill_costs_what_minetti_measured(grade: float, factor: float) -> None:
    assert float(cost_factor(grade)) == pytest.approx(factor, abs=0.005)
    assert graded_speed(3.0, grade) == pytest.approx(3.0 * factor, abs=0.02)


def test_grades_past_those_that_were_measured_count_as_the_steepest() -> None:
    assert float(cost_factor(0.9)) == float(cost_factor(0.45))


def test_the_distances_of_hill_repeats_vary_by_five_per_cent_at_most() -> None:
    made = Made().steady(900)
    for far in (150.0, 170.0, 130.0, 150.0, 165.0):
        made.rep("45 s", far, 45.0, 90.0, **HILLS)
    assert only(judged(made), "distance_consistency").passed is False
    assert only(judged(hill_set()), "distance_consistency").passed is True


@pytest.mark.parametrize(("apart", "passed"), [(0.0, True), (40.0, False)])
def test_hill_repeats_go_up_the_same_path(apart: float, passed: bool) -> None:
    made = hill_set(4)
    elapsed = made.speed["elapsed"].to_numpy()
    latitude, longitude = np.full(len(elapsed), 47.0), np.full(len(elapsed), 15.0)
    for count, effort in enumerate(one for one in made.efforts if one.kind is EffortKind.HILL):
        there = (elapsed >= effort.start) & (elapsed <= effort.end)
        latitude[there] += (elapsed[there] - effort.start) * 150 / 45 / 111_200
        longitude[there] += count * apart / 76_000
    assert only(judged(made, latitude=latitude, longitude=longitude), "retraced").passed is passed


def stride_run(cadence: float, rest: float = 60.0) -> Made:
    made = Made().steady(1800, 2.9, cadence=166.0)
    return made.reps("20 s", 100.0, [20.0] * 5, rest, kind=EffortKind.STRIDE, cadence=cadence)


def test_strides_get_faster_by_quicker_steps() -> None:
    share = math.log(190 / 166) / math.log(5.0 / 2.9)
    check = only(judged(stride_run(190.0)), "cadence")
    assert check.measured == pytest.approx(share, abs=1e-3)
    assert check.passed is True
    assert "Usual" in check.advice or "Quicker" in check.advice
    reaching = only(judged(stride_run(167.0)), "cadence")
    assert reaching.passed is False
    assert reaching.advice.startswith("Reaching")


def test_without_a_cadence_nothing_is_said_of_it() -> None:
    assert found(judged(stride_run(math.nan)), "cadence") == []


STRIDES = Template("strides", "", WorkoutKind.STRIDES, "4x20s strides", "", "", reps=(3, 8), rest=(40.0, math.inf),
                   rules=("rest", "cadence"), words={"rest": "Walk back until you are fresh."})  # fmt: skip


def test_a_rest_of_strides_can_be_too_short_but_not_too_long() -> None:
    short = judged(stride_run(185.0, rest=20.0), templates=[STRIDES])
    assert {check.passed for check in found(short, "rest")} == {False}
    assert "too short" in short.advice[0]
    assert short.advice[0].endswith("Walk back until you are fresh.")
    assert {check.passed for check in found(judged(stride_run(185.0, rest=200.0), templates=[STRIDES]), "rest")} == {
        True
    }


@pytest.mark.parametrize(("fast", "passed"), [(0.0, True), (90.0, True), (300.0, False)])
def test_an_easy_run_is_above_the_ceiling_for_less_than_five_per_cent(fast: float, passed: bool) -> None:
    made = Made().steady(2400 - fast, 0.75 * V5)
    if fast:
        made.steady(fast, 0.90 * V5, effort=False)
    check = only(judged(made, paces=PACES), "ceiling")
    assert check.measured == pytest.approx(fast / 2400, abs=0.01)
    assert check.passed is passed


def test_what_needs_a_5k_time_says_so_without_one() -> None:
    work = judged(set_of([90.0] * 8), templates=[EIGHT_400])
    assert only(work, "target").passed is None
    assert "5K time" in only(work, "target").advice
    assert "5K time" in only(judged(Made().steady(2400, 3.0)), "ceiling").advice
    assert found(judged(set_of([90.0] * 8)), "target") == []


def test_a_pace_of_the_plan_says_what_kind_it_is() -> None:
    for name, kind in ((PaceName.FIVE_K, WorkoutKind.INTERVALS), (PaceName.THRESHOLD, WorkoutKind.TEMPO)):
        plan = SessionPlan((Repeat(5, 5, (Rep(distance=1200.0, target=Target(name)),)),))
        made = Made().steady(900).reps("1200 m", 1200.0, [270.0] * 5, 60.0)
        assert judged(made, plan=plan, plan_from="runner").kind is kind


def test_strides_do_not_count_against_an_easy_run() -> None:
    assert only(judged(stride_run(185.0), paces=PACES), "ceiling").passed is True


def test_a_jump_in_length_needs_a_log() -> None:
    made = Made().steady(90 * 60, 3.0)
    unknown = only(judged(made), "spike")
    assert unknown.passed is None
    assert "log" in unknown.advice
    assert only(judged(made, longest_before=14_000.0), "spike").passed is False
    assert only(judged(made, longest_before=16_000.0), "spike").passed is True


PLAN = SessionPlan((Repeat(10, 10, (Rep(distance=400.0, target=Target(time=(90.0, 90.0)), rest=Rest(60.0)),)),))


def test_a_plan_with_times_needs_no_5k() -> None:
    work = judged(set_of([90.0] * 9 + [94.0]), plan=PLAN, plan_from="runner")
    assert work.plan == "10x400@90 r1min"
    assert [check.passed for check in found(work, "target")] == [True] * 9 + [False]
    assert work.reps[0].fastest < 90 < work.reps[0].slowest
    assert work.reps[0].rest == 60.0


def test_rests_by_distance_and_in_another_way_are_told() -> None:
    rest = Rest(distance=200.0, kind=RecoveryKind.JOG)
    plan = SessionPlan((Repeat(4, 4, (Rep(distance=400.0, rest=rest),)),))
    made = Made().reps("400 m", 400.0, [80.0] * 4, 150.0, how=RecoveryKind.WALK)
    work = judged(made, plan=plan, plan_from="runner")
    assert {check.unit for check in found(work, "rest")} == {"m"}
    assert {check.passed for check in found(work, "rest")} == {True}
    assert "Planned: jog; it was walk" in found(work, "rest")[0].advice


def test_a_rep_that_could_be_two_is_held_against_no_target() -> None:
    reps = tuple(Rep(distance=400.0, target=Target(time=(time, time))) for time in (90.0, 85.0, 80.0))
    work = judged(set_of([90.0, 80.0]), plan=SessionPlan(reps), plan_from="runner")
    assert found(work, "target") == []
    assert any("fit alike" in note for note in work.notes)


def test_a_steady_tempo_run_is_held_to_threshold() -> None:
    for share, passed in ((0.93, True), (0.99, False)):
        check = only(judged(Made().steady(1500, share * V5), paces=PACES), "target")
        assert check.passed is passed
        assert check.target == pytest.approx(0.93 * V5, abs=1e-3)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(0.9, 1.1), min_size=3, max_size=8), st.floats(0.7, 1.5))
def test_how_even_a_set_is_does_not_depend_on_how_fast_it_is(shares: list[float], pace: float) -> None:
    usual = judged(set_of([80.0 * share for share in shares]))
    other = judged(set_of([80.0 * pace * share for share in shares]))
    for rule in ("consistency", "fade", "first_last"):
        assert only(usual, rule).measured == pytest.approx(only(other, rule).measured, abs=3e-4)


# by hand, from the JSON alone


def by_hand(check: dict[str, Any]) -> bool | None:
    measured, target, room, sd = (check[name] for name in ("measured", "target", "tolerance", "measured_sd"))
    if measured is None or target is None or room is None:
        return None
    kept = {
        "within": abs(measured - target) <= room,
        "at most": measured <= target + room,
        "at least": measured >= target - room,
    }
    beyond = {
        "within": abs(measured - target) - room,
        "at most": measured - target - room,
        "at least": target - room - measured,
    }
    if sd is not None and 0 < room < sd and abs(beyond[check["compare"]]) <= 2 * sd:
        return None
    return bool(kept[check["compare"]])


def mean_of(efforts: list[dict[str, Any]]) -> float:
    return float(sum(one["distance_m"] for one in efforts) / sum(one["time_s"] for one in efforts))


def of_one(check: dict[str, Any], one: dict[str, Any]) -> float:
    """Measure again what a check of one rep measured."""
    if check["rule"] == "target":
        return float(one["time_s"] if check["unit"] == "s" else one["distance_m"] / one["time_s"])
    if check["rule"] == "rest":
        return float(one["recovery_s"] if check["unit"] == "s" else one["recovery_m"])
    times = [split["time_s"] for split in one["splits"]]
    half = len(times) // 2
    return float(sum(times[:half]) / sum(times[half:]) - (check["rule"] == "drift"))


def of_a_set(check: dict[str, Any], efforts: list[dict[str, Any]]) -> float | None:
    """Measure again what a check of a set measured, where the efforts alone tell it."""
    group = [one for one in efforts if one["kind"] != "steady" and f" x {one['nominal']}" in check["where"]]
    speeds = [one["distance_m"] / one["time_s"] for one in group]
    far = [one["distance_m"] for one in group]
    steps = [(speeds[j] - speeds[i]) / (j - i) for i in range(len(speeds)) for j in range(i + 1, len(speeds))]
    hills = [one["grade" if check["where"] == "grade" else "rise_m"] for one in efforts if one["kind"] == "hill"]
    again: dict[str, Callable[[], Any]] = {
        "consistency": lambda: np.std(speeds, ddof=1) / np.mean(speeds),
        "first_last": lambda: speeds[0] / speeds[-1] - 1,
        "best_possible": lambda: sum(one["time_s"] for one in group),
        "too_fast": lambda: mean_of(group),
        "fade": lambda: np.median(steps) / mean_of(group),
        "distance_consistency": lambda: np.std(far, ddof=1) / np.mean(far),
        "hill": lambda: np.median(hills),
    }
    return float(again[check["rule"]]()) if check["rule"] in again else None


def session_of(name: str, seed: int) -> tuple[Made, dict[str, Any]]:
    rng = np.random.default_rng(seed)
    noisy = [float(time) for time in CENTRE * rng.normal(1.0, 0.02, 10)]
    if name == "template":
        return set_of(noisy, rest=float(rng.uniform(35, 110))), {"paces": PACES, "templates": [EIGHT_400]}
    if name == "plan":
        return set_of(noisy), {"plan": PLAN, "plan_from": "runner"}
    if name == "tempo":
        return tempo(3.9 + rng.normal(0, 0.05), 3.9), {"paces": PACES, "templates": [TEMPO]}
    if name == "hills":
        return hill_set(grade=float(rng.uniform(0.02, 0.06))), {}
    if name == "strides":
        return stride_run(180.0), {"paces": PACES, "templates": [STRIDES]}
    made = Made().steady(900).reps("800 m", 800.0, noisy[:4], 90).reps("400 m", 400.0, noisy[4:], 60)
    return made, {}


@pytest.mark.parametrize("name", ["template", "plan", "tempo", "hills", "strides", "mixed"])
def test_every_check_can_be_done_again_from_the_json_alone(name: str) -> None:
    measured = 0
    for seed in range(8):
        made, more = session_of(name, seed)
        recording = Recording(pd.DataFrame({"elapsed": [0.0, 1.0]}, index=pd.date_range("2026", periods=2, tz="UTC")))
        analysis = Analysis(recording, efforts=tuple(made.efforts), workout=judged(made, **more))
        document = json.loads(json.dumps(analysis.to_dict(), allow_nan=False))
        assert document["workout"]["checks"]
        for check in document["workout"]["checks"]:
            assert check["passed"] is by_hand(check), check
            every, one = document["efforts"], check["effort"]
            again = of_a_set(check, every) if one is None else of_one(check, every[one])
            if again is not None and check["measured"] is not None:
                measured += 1
                assert check["measured"] == pytest.approx(again, abs=6e-5), check
    assert measured >= 8


@settings(deadline=None, max_examples=50)
@given(
    st.floats(-10, 10),
    st.floats(-10, 10),
    st.floats(0, 1),
    st.sampled_from(list(Compare)),
    st.sampled_from([math.nan, 0.1, 0.5]),
)
def test_a_verdict_follows_from_the_numbers_that_it_shows(
    measured: float, target: float, tolerance: float, compare: Compare, sd: float
) -> None:
    check = Verdict(
        "x", "y", round(measured, 4), round(target, 4), round(tolerance, 4), None, "", compare=compare, measured_sd=sd
    )
    assert decide(measured, target, tolerance, compare, sd) is by_hand(check.to_dict())


def test_heart_rate_says_nothing_of_short_reps() -> None:
    assert not any("heart" in check.advice.lower() for check in judged(set_of([90.0] * 8)).checks)


@pytest.mark.parametrize("one", templates(), ids=lambda one: one.name)
def test_every_rule_of_every_workout_is_a_check(one: Template) -> None:
    assert set(one.rules) <= set(checks.RULES)


def run_as_meant(name: str) -> Made:
    """Run a workout of the training at the middle of its target."""
    wanted = template(name)
    low, high = targets.band(Rep(), wanted, PACES) or (V5, V5)
    speed = low if math.isinf(high) else (low + high) / 2
    rest = max(wanted.rest[0], 60.0)
    made = Made().steady(1900, 0.75 * V5, cadence=166.0)
    count = min(wanted.reps[0] + 2, wanted.reps[1])
    for _ in range(count):
        if wanted.kind is WorkoutKind.HILLS:
            made.rep("45 s", 150.0, 45.0, 90.0, **(HILLS | {"graded_speed": speed}))
        elif math.isfinite(wanted.distance[1]):
            made.rep("400 m", 400.0, 400.0 / speed, rest)
        else:
            time = sum(wanted.duration) / 2
            far = splits(np.full(10, time / 10), time * speed / 10)
            kind = EffortKind.STRIDE if time < 40 else EffortKind.TEMPO
            made.rep("", time * speed, time, rest, kind=kind, cadence=185.0, splits=far)
    return made


@pytest.mark.parametrize(
    "name", ["8-12x400", "4x400", "6x4min", "3x10min", "2x15min", "hills", "strides", "leg-speed", "easy"]
)
def test_a_workout_run_as_it_is_meant_passes_its_own_checks(name: str) -> None:
    work = judged(run_as_meant(name), paces=PACES, templates=templates())
    assert work.template == name
    assert [check for check in work.checks if check.passed is False] == []
    assert work.checks
