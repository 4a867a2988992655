"""Worked numbers of the mile plan, published VDOT equivalents, published record miles."""

import math

import numpy as np
import pytest

from analyzer import oval, strategy
from analyzer.errors import OptionError
from analyzer.model import MilePlan, Zone, ZoneEffort
from analyzer.units import MILE

WORKED = {
    "A": (1200, 340.0, 0.230, 96.0, 78.1, (94.5, 85.6, 81.8, 78.1)),
    "A'": (1200, 348.65, 0.179, 96.0, 81.4, (95.2, 87.6, 84.5, 81.4)),
    "B": (1440, 420.0, 0.172, 115.2, 98.3, (114.3, 105.4, 101.9, 98.3)),
    "C": (990, 285.0, 0.197, 79.2, 66.1, (78.3, 71.7, 68.9, 66.1)),
}
TWENTY_MINUTES = 1200.0


def planned_time(plan: MilePlan) -> float:
    return sum(zone.target for zone in plan.zones)


@pytest.mark.parametrize("case", WORKED)
def test_the_worked_plans_have_their_surge_paces_and_laps(case: str) -> None:
    five_k, goal, surge, coast_400, surge_400, laps = WORKED[case]
    plan = strategy.mile_plan(five_k=five_k, goal=goal)
    assert plan.surge == pytest.approx(surge, abs=0.0005)
    speeds = {zone.code: zone.speed for zone in plan.zones}
    assert 400 / speeds["C"] == pytest.approx(coast_400, abs=0.05)
    assert 400 / speeds["S"] == pytest.approx(surge_400, abs=0.06)
    assert strategy.lap_targets(plan) == pytest.approx(laps, abs=0.05)
    assert planned_time(plan) == pytest.approx(goal)


def test_the_plan_passes_each_hundred_metres_at_the_worked_time() -> None:
    worked = [
        24.0,
        45.3,
        68.9,
        92.9,
        113.6,
        136.7,
        157.4,
        180.5,
        201.2,
        221.5,
        241.9,
        265.0,
        285.7,
        306.0,
        326.4,
        346.7,
    ]
    plan = strategy.mile_plan(five_k=1200, goal=348.65)
    assert strategy.cumulative(plan) == pytest.approx(worked, abs=0.05)


def test_the_zones_of_lane_one_add_up_by_what_they_ask_for() -> None:
    plan = strategy.mile_plan(five_k=TWENTY_MINUTES)
    assert strategy.metres_by_code(plan) == pytest.approx(
        {"C": 578.124, "S": 515.61, "D": 115.61, "A": 400.0}, abs=0.01
    )
    assert len(plan.zones) == 16
    assert plan.zones[-1].to_m == pytest.approx(MILE)


def test_the_zones_ask_what_the_strategy_asks() -> None:
    efforts = [zone.effort.value for zone in strategy.mile_plan(five_k=TWENTY_MINUTES).zones]
    assert efforts[0:4] == ["settle", "surge", "coast", "coast"]
    assert efforts[4:8] == ["surge", "coast", "surge", "coast"]
    assert efforts[8:12] == ["surge", "surge", "hold", "coast"]
    assert efforts[12:] == ["all out", "all out", "all out", "kick"]


def test_lane_eight_starts_half_a_lap_round_and_runs_past_the_finish() -> None:
    plan = strategy.mile_plan(five_k=TWENTY_MINUTES, lane=8)
    metres = {"F": 142.13, "C": 337.56, "S": 510.77, "D": 142.13, "A": 476.77}
    assert strategy.metres_by_code(plan) == pytest.approx(metres, abs=0.01)
    first, last = plan.zones[0], plan.zones[-1]
    assert (first.lap, first.zone, first.code) == (1, Zone.BACK_TURN, "F")
    assert last.run_off
    assert last.where == "Lap 4, run-off"
    assert last.to_m - last.from_m == pytest.approx(23.73, abs=0.01)
    assert last.from_m == pytest.approx(1585.61, abs=0.01)
    assert "± 8 m (± 1.6 s)" in plan.notes[-1] or "± 8 m (± 1.7 s)" in plan.notes[-1]


@pytest.mark.parametrize(("five_k", "goal"), [(1200, 345.0), (1440, 420.0), (990, 285.0)])
def test_the_surge_follows_the_formulas_of_lanes_one_and_eight(five_k: float, goal: float) -> None:
    reach = goal * 5000 / five_k
    inner = strategy.mile_plan(five_k=five_k, goal=goal)
    outer = strategy.mile_plan(five_k=five_k, goal=goal, lane=8)
    assert 1 + inner.surge == pytest.approx(1031.22 / (reach - 578.124), abs=1e-4)
    assert 1 + outer.surge == pytest.approx(1271.78 / (reach - 337.56), abs=1e-4)


@pytest.mark.parametrize("lane", [2, 3, 4, 5, 6, 7])
def test_the_other_lanes_start_at_the_mile_line_and_end_at_a_mile(lane: int) -> None:
    plan = strategy.mile_plan(five_k=TWENTY_MINUTES, goal=345.0, lane=lane)
    first_turn = plan.zones[0]
    assert first_turn.to_m == pytest.approx(9.344 + oval.turn_length(lane), abs=0.01)
    assert plan.zones[-1].to_m == pytest.approx(MILE)
    assert plan.zones[-1].lap == 4
    assert planned_time(plan) == pytest.approx(345.0)
    assert f"lane {lane}: start at the mile line" in plan.notes[-1]


@pytest.mark.parametrize(("ratio", "surge"), [(1.07, 11.4), (1.09, 14.8), (1.10, 16.5), (1.11, 18.3), (1.12, 20.1)])
def test_the_surge_needed_grows_with_the_ratio_of_mile_to_five_k_speed(ratio: float, surge: float) -> None:
    goal = MILE / (ratio * 5000 / TWENTY_MINUTES)
    assert 100 * strategy.mile_plan(five_k=TWENTY_MINUTES, goal=goal).surge == pytest.approx(surge, abs=0.06)


@pytest.mark.parametrize(
    ("held", "kick", "start_loss"), [(0.0, 1.0, 0.0), (0.5, 1.3, 1.5), (1.0, 0.0, 0.0), (0.7, 0.5, 3.0)]
)
def test_every_choice_of_hold_kick_and_start_still_adds_up_to_the_goal(
    held: float, kick: float, start_loss: float
) -> None:
    plan = strategy.mile_plan(five_k=1200, goal=352.0, held=held, kick=kick, start_loss=start_loss)
    assert planned_time(plan) == pytest.approx(352.0)
    fast, coast = 5000 / 1200 * (1 + plan.surge), 5000 / 1200
    by_place = {(zone.lap, zone.zone): zone for zone in plan.zones}
    hold = by_place[3, Zone.BACK_TURN]
    assert hold.target == pytest.approx(115.61 * (held / fast + (1 - held) / coast), abs=0.01)
    assert by_place[4, Zone.HOME_STRAIGHT].speed == pytest.approx(coast * (1 + kick * plan.surge))
    assert by_place[1, Zone.FIRST_TURN].target == pytest.approx(start_loss + 124.954 / coast, abs=0.01)


@pytest.mark.parametrize(
    ("goal", "judged"), [(340.0, "too fast"), (348.65, "ambitious"), (351.0, "consistent"), (380.0, "too slow")]
)
def test_a_goal_is_judged_by_the_surge_it_needs(goal: float, judged: str) -> None:
    plan = strategy.mile_plan(five_k=1200, goal=goal)
    assert strategy.judgement(plan) == judged
    assert bool(plan.warning) == (judged in {"too fast", "too slow"})


def test_a_goal_too_fast_is_warned_of_and_a_time_within_reach_is_offered() -> None:
    plan = strategy.mile_plan(five_k=1200, goal=340.0)
    assert "5K time stale or goal too fast" in plan.warning
    assert plan.attainable == pytest.approx((578.124 + 1031.22 / 1.20) / (5000 / 1200), abs=0.01)
    assert math.isnan(strategy.mile_plan(five_k=1200, goal=348.65).attainable)


def test_six_minutes_for_1600_m_from_a_24_minute_5k_needs_surges_of_52_percent() -> None:
    plan = strategy.mile_plan(five_k=1440, goal=360 * 1.0062)
    assert plan.surge == pytest.approx(0.52, abs=0.005)
    assert "5K time stale or goal too fast" in plan.warning
    shorter = strategy.mile_plan(five_k=1440, goal=360, distance=1600)
    assert shorter.surge == pytest.approx(0.52, abs=0.01)


def test_a_goal_no_faster_than_5k_pace_is_refused_in_plain_words() -> None:
    with pytest.raises(
        OptionError, match=r"goal 6:40\.0 is no faster than the pace of a 20:00 5K, which takes 6:26\.2"
    ):
        strategy.mile_plan(five_k=1200, goal=400)


@pytest.mark.parametrize("goal", [225.0, 230.0])
def test_a_goal_that_no_surge_reaches_is_refused(goal: float) -> None:
    with pytest.raises(OptionError, match="out of reach of a 30:00 5K"):
        strategy.mile_plan(five_k=1800, goal=goal)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "no 5K time and no goal"),
        ({"five_k": 20.0}, "is no 5K time; write it as 20:00"),
        ({"goal": 5.0}, "is no time for 1609 m; write it as 5:40"),
        ({"goal": math.nan}, "is no time for 1609 m"),
        ({"five_k": 1200.0, "distance": 3000.0}, "3000 m has no plan of surges"),
        ({"five_k": 1200.0, "held": 1.5}, "held 1.5"),
        ({"five_k": 1200.0, "lane": 12}, "lane 12 does not exist"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_its_remedy(options: dict[str, float], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        strategy.mile_plan(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize("track", [oval.M200, oval.M300])
def test_a_short_track_has_no_plan(track: oval.Oval) -> None:
    with pytest.raises(OptionError, match="it is for tracks of about 400 m"):
        strategy.mile_plan(five_k=1200, oval=track)


@pytest.mark.parametrize("track", [oval.EQUAL_QUADRANT, oval.DOUBLE_BEND_B, oval.YARDS_440])
def test_the_other_400_m_tracks_have_zones_of_their_own_lengths(track: oval.Oval) -> None:
    plan = strategy.mile_plan(five_k=1200, goal=345.0, oval=track)
    assert plan.zones[1].to_m - plan.zones[1].from_m == pytest.approx(track.straight)
    assert plan.zones[-1].to_m == pytest.approx(MILE)
    assert planned_time(plan) == pytest.approx(345.0)
    assert len(plan.zones) == 16


@pytest.mark.parametrize(("distance", "first_turn"), [(1600.0, 115.61), (1500.0, 15.61)])
def test_the_shorter_trials_only_shorten_the_first_turn(distance: float, first_turn: float) -> None:
    plan = strategy.mile_plan(five_k=1200, distance=distance)
    assert plan.zones[0].to_m == pytest.approx(first_turn, abs=0.01)
    assert plan.zones[-1].to_m == pytest.approx(distance)
    assert plan.zones[0].effort is ZoneEffort.SETTLE


def test_without_a_goal_the_surge_is_17_percent() -> None:
    plan = strategy.mile_plan(five_k=1200)
    assert plan.surge == pytest.approx(0.17)
    assert plan.estimated == ("goal",)
    assert plan.goal == pytest.approx((578.124 + 1031.22 / 1.17) / (5000 / 1200), abs=0.01)
    assert strategy.judgement(plan) == "consistent"


def test_without_a_5k_time_it_is_the_one_worth_the_goal() -> None:
    plan = strategy.mile_plan(goal=351.0)
    assert plan.estimated == ("five_k",)
    assert plan.five_k == pytest.approx(1200, abs=1)
    assert plan.warning == ""


def test_with_nothing_but_the_run_both_are_estimated_from_it() -> None:
    plan = strategy.mile_plan(run=425.0)
    assert plan.estimated == ("five_k", "goal")
    assert plan.five_k == pytest.approx(1440, abs=1)
    assert plan.surge == pytest.approx(0.17)


@pytest.mark.parametrize(
    ("five_k", "mile", "ratio"),
    [(840, 243, 1.112), (990, 287.5, 1.108), (1200, 351.0, 1.100), (1440, 425.0, 1.091), (1680, 500, 1.082)],
)
def test_a_5k_time_is_worth_the_tabled_mile(five_k: float, mile: float, ratio: float) -> None:
    worth = strategy.equivalent(5000, five_k, MILE)
    assert worth == pytest.approx(mile, abs=0.6)
    assert (MILE / worth) / (5000 / five_k) == pytest.approx(ratio, abs=0.0006)
    assert strategy.equivalent(MILE, worth, 5000) == pytest.approx(five_k, abs=0.01)


def test_a_15k_of_67_48_is_worth_what_the_published_calculator_says() -> None:
    published = {1500: 346.1, MILE: 374.0, 3000: 739.9, 5000: 1275.1, 10000: 2643.9, 21097.5: 5856.7}
    assert strategy.vdot(15000, 4068) == pytest.approx(46.4, abs=0.05)
    for distance, time in published.items():
        assert strategy.equivalent(15000, 4068, distance) == pytest.approx(time, rel=3e-4)


@pytest.mark.parametrize(("rating", "five_k"), [(30, 1840), (40, 1448), (50, 1197), (60, 1023), (70, 895)])
def test_the_ratings_of_the_published_table_have_their_5k_times(rating: float, five_k: float) -> None:
    assert strategy.time_at_vdot(rating, 5000) == pytest.approx(five_k, abs=2)


@pytest.mark.parametrize(
    ("record", "time", "percent"),
    list(
        zip(
            strategy.RECORDS,
            (223.13, 247.64, 252.33, 239.4),
            ((1.3, -1.3, -1.0, 1.0), (-0.3, -1.3, -1.5, 3.2), (-2.4, -1.9, 1.3, 3.2), (4.3, -1.6, -3.9, 1.6)),
            strict=True,
        )
    ),
    ids=[record.runner for record in strategy.RECORDS],
)
def test_the_record_miles_are_run_evenly(record: strategy.RecordMile, time: float, percent: tuple[float, ...]) -> None:
    assert record.time == pytest.approx(time)
    assert sum(record.metres) == pytest.approx(MILE)
    assert 100 * np.array(record.against_mean) == pytest.approx(percent, abs=0.06)
