"""What trials and reps foretell: critical speed, the mile from 4 x 400 m, equal performances."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
import trial_logs

from analyzer import frames, trials
from analyzer.model import EffortKind, Prediction
from analyzer.units import MILE

CS, RESERVE = 4.25, 180.0


def _time(distance: float) -> float:
    """Give the time of a runner of known critical speed and D'. [s]"""
    return (distance - RESERVE) / CS


def _of(prediction: Prediction, nominal: str = "1 mile") -> tuple[float, float, bool]:
    one = next(one for one in prediction.times if one.nominal == nominal)
    return one.time, one.time_sd, one.extrapolated


def test_two_distances_tell_critical_speed_and_reserve() -> None:
    found = trials.critical_speed(trial_logs.log((0, _time(MILE)), (20, _time(3000.0), "3000 m")))
    assert found.speed == pytest.approx(CS)
    assert found.reserve == pytest.approx(RESERVE)
    assert found.sessions == (1, 2)
    assert _of(found, "1500 m")[0] == pytest.approx(_time(1500.0))
    assert "1 mile in 5:36.3, 3000 m in 11:03.5" in found.source


def test_their_errors_are_those_of_a_line_through_two_points() -> None:
    times = np.array([_time(MILE), _time(3000.0)])
    found = trials.critical_speed(trial_logs.log((0, times[0]), (20, times[1], "3000 m"), sd=1e-6), te=0.0125)
    # a = (T2 - T1) / (D2 - D1), CS = 1 / a
    errors = 0.0125 * times
    slope_sd = math.hypot(*errors) / (3000.0 - MILE)
    assert found.speed_sd == pytest.approx(CS**2 * slope_sd, rel=1e-3)
    # D' = D1 - T1 / a: both its terms move with the mile
    by_mile = -CS + times[0] * CS**2 / (3000.0 - MILE) * -1.0
    by_long = times[0] * CS**2 / (3000.0 - MILE)
    assert found.reserve_sd == pytest.approx(math.hypot(by_mile * errors[0], by_long * errors[1]), rel=1e-3)


def test_a_prediction_is_printed_with_two_to_three_percent() -> None:
    found = trials.critical_speed(trial_logs.log((0, _time(MILE)), (20, _time(3000.0), "3000 m")), te=0.0125)
    for nominal in ("1500 m", "1 mile", "3000 m"):
        time, sd, beyond = _of(found, nominal)
        assert 0.02 < sd / time < 0.035
        assert not beyond


def test_outside_three_to_fifteen_minutes_it_is_extrapolated() -> None:
    found = trials.critical_speed(trial_logs.log((0, _time(MILE)), (20, _time(3000.0), "3000 m")))
    time, sd, beyond = _of(found, "5000 m")
    assert time > 900
    assert beyond
    assert sd / time > 0.03


@pytest.mark.parametrize(
    ("runs", "why"),
    [
        ([], "there is none"),
        ([(0.0, 340.0)], "one distance alone does not tell D'"),
        ([(0.0, 316.0, "1500 m"), (9.0, 340.0)], "too close in distance to tell D'"),
        ([(0.0, 360.0), (9.0, 640.0, "3000 m")], "which nobody has"),
        ([(0.0, 200.0), (9.0, 890.0, "3000 m")], "which nobody has"),
        ([(0.0, 340.0), (9.0, 1200.0, "5000 m")], "one distance alone"),
        ([(0.0, 340.0), (120.0, 663.5, "3000 m")], "one distance alone"),
    ],
)
def test_where_nothing_can_be_told_it_says_why(
    runs: list[tuple[float, float] | tuple[float, float, str]], why: str
) -> None:
    found = trials.critical_speed(trial_logs.log(*runs))
    assert why in found.refused
    assert found.times == ()
    assert math.isnan(found.speed)


def test_the_best_of_each_distance_within_ninety_days_counts() -> None:
    log = trial_logs.log(
        (0, 300.0), (100, _time(MILE) + 9), (120, _time(MILE)), (150, _time(3000.0), "3000 m"), (160, 700.0, "3000 m")
    )
    found = trials.critical_speed(log)
    assert found.sessions == (3, 4)
    assert found.speed == pytest.approx(CS)


def test_a_third_distance_off_the_line_makes_the_errors_larger() -> None:
    mile, long = (0, _time(MILE)), (20, _time(3000.0), "3000 m")
    on_line = trials.critical_speed(trial_logs.log((0, _time(1500.0), "1500 m"), mile, long))
    off = trials.critical_speed(trial_logs.log((0, 1.08 * _time(1500.0), "1500 m"), mile, long))
    assert off.speed_sd > 1.5 * on_line.speed_sd


def _reps(*times: float, rest: float = 150.0, session: int = 50, day: int = 0, distance: float = 400.0) -> pd.DataFrame:
    rows = [
        {
            "session": session,
            "effort": number,
            "kind": str(EffortKind.REP),
            "nominal": "400 m",
            "time": time,
            "time_sd": 0.4,
            "distance": distance,
            "recovery": rest if number < len(times) - 1 else 900.0,
            "day": trial_logs.day_of(date(2026, 6, 1)) + day,
        }
        for number, time in enumerate(times)
    ]
    return frames.conform(pd.DataFrame(rows), frames.LOGGED_EFFORTS)


@pytest.mark.parametrize(
    ("rest", "slower"), [(45.0, 0.005), (60.0, 0.005), (150.0, 0.025), (240.0, 0.05), (400.0, 0.05)]
)
def test_the_mile_from_4_x_400_is_slower_by_the_rest(rest: float, slower: float) -> None:
    log = trial_logs.log(reps=_reps(84.0, 84.0, 84.0, 84.0, rest=rest))
    time, sd, _ = _of(trials.mile_from_400s(log, te=0.0125))
    # docs/science.md: 4.0234 x mean x (1 + d)
    assert time == pytest.approx(4.0234 * 84.0 * (1 + slower), abs=0.01)
    spread = 0.01 if rest >= 240 else 0.005
    assert sd / time == pytest.approx(
        math.sqrt(2 * 0.0125**2 + (spread / (1 + slower)) ** 2 + (0.2 / 84.0) ** 2), rel=0.01
    )


def test_it_names_its_source_and_its_error() -> None:
    found = trials.mile_from_400s(trial_logs.log(reps=_reps(84.0, 84.0, 84.0, 84.0)))
    assert found.source == "4 x 400 m, mean 1:24.0, rest 2:30, 2026-06-01"
    assert found.sessions == (50,)
    assert "2.5 ± 0.5 % slower" in found.error


def test_the_latest_session_of_three_to_five_reps_counts() -> None:
    reps = pd.concat(
        [
            _reps(86.0, 86.0, 86.0, 86.0, session=50),
            _reps(84.0, 84.0, 84.0, session=51, day=10),
            _reps(*([90.0] * 10), session=52, day=20),
            _reps(80.0, 80.0, 80.0, 80.0, session=53, day=30, distance=380.0),
        ],
        ignore_index=True,
    )
    assert trials.mile_from_400s(trial_logs.log(reps=reps)).sessions == (51,)


def test_reps_of_400_among_many_others_are_no_4_x_400() -> None:
    others = _reps(*([40.0] * 6), distance=200.0).assign(effort=np.arange(10, 16))
    mixed = pd.concat([_reps(84.0, 84.0, 84.0, 84.0), others], ignore_index=True)
    found = trials.mile_from_400s(trial_logs.log(reps=mixed))
    assert "no session of 3 to 5 reps of 400 m" in found.refused


def test_without_a_known_rest_the_error_is_that_of_any_rest() -> None:
    unknown = _reps(84.0, 84.0, 84.0, 84.0, rest=math.nan)
    known = trials.mile_from_400s(trial_logs.log(reps=_reps(84.0, 84.0, 84.0, 84.0)))
    found = trials.mile_from_400s(trial_logs.log(reps=unknown))
    assert "rest not known" in found.source
    assert _of(found)[1] > 1.2 * _of(known)[1]


def test_the_best_recent_trial_foretells_equal_performances() -> None:
    found = trials.from_best(trial_logs.log((0, 330.0), (100, 345.0), (120, 340.0)))
    assert found.sessions == (3,)
    assert _of(found)[0] == 340.0
    assert _of(found, "1500 m")[0] == pytest.approx(340.0 / 1.080)
    # by VDOT, docs/science.md section 2: a mile in 5:51.0 is worth 20:00 over 5 km
    long = trials.from_best(trial_logs.log((0, 351.0)))
    assert _of(long, "5000 m")[0] == pytest.approx(1200.0, abs=0.5)
    assert _of(long, "5000 m")[1] / 1200.0 > _of(long)[1] / 351.0


def test_every_method_answers_or_says_why_not() -> None:
    found = trials.predictions(trial_logs.log())
    assert [one.method for one in found] == ["critical speed", "4 x 400 m", "equivalents"]
    assert all(one.refused for one in found)
