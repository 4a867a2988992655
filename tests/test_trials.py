"""Trials over time: what each is worth, how real a change is, the best, the trend; against sums done by hand."""

import math
import re
from dataclasses import replace
from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
import trial_logs
from trial_logs import JO

from analyzer import frames, trials
from analyzer.errors import OptionError
from analyzer.model import Athlete, Reality, Sex, TrialLog
from analyzer.trials.grades import standard
from analyzer.trials.typical import NEWER, USUAL
from analyzer.units import MILE

NORMAL = NormalDist()


def test_the_mile_that_1600_and_1500_metres_are_worth() -> None:
    table = trials.compare(trial_logs.log((0, 340.0, "1600 m"), (9, 320.0, "1500 m"), (20, 341.0))).trials
    np.testing.assert_allclose(table["equivalent"], [340.0 * 1.0062, 320.0 * 1.080, 341.0])
    assert table["conversion_sd"].iloc[2] == 0.0
    assert (table["conversion_sd"].iloc[:2] > 0).all()


def test_five_kilometres_in_20_minutes_are_worth_a_mile_in_5_51() -> None:
    # Daniels and Gilbert: 20:00 over 5 km is worth 5:51.0
    table = trials.compare(trial_logs.log((0, 1200.0, "5000 m"), (9, 660.0, "3000 m"))).trials
    assert table["equivalent"].iloc[0] == pytest.approx(351.0, abs=0.1)
    assert table["equivalent"].iloc[1] == pytest.approx(333.0, abs=0.1)


def test_a_distance_far_from_the_mile_is_worth_none_and_compares_with_its_own_kind() -> None:
    made = trials.compare(trial_logs.log((0, 130.0, "800 m"), (9, 340.0), (20, 127.4, "800 m")), te=0.0125)
    table = made.trials
    assert table["equivalent"].isna().tolist() == [True, False, True]
    assert table["previous_seconds"].iloc[2] == pytest.approx(2.6)
    assert math.isnan(table["previous_gain"].iloc[1])
    assert any("800 m" in note for note in made.notes)
    assert made.previous is not None
    assert made.previous.over == "800 m"


@pytest.mark.parametrize(
    ("sex", "age", "factor"),
    [(Sex.MALE, 40, 0.9509), (Sex.FEMALE, 40, 0.9424), (Sex.MALE, 50, 0.8852), (Sex.FEMALE, 50, 0.8737)],
)
def test_the_age_factors_of_the_mile_are_the_published_ones(sex: Sex, age: int, factor: float) -> None:
    assert standard(sex, "MILE", 30) / standard(sex, "MILE", age) == pytest.approx(factor, abs=5e-5)


def test_an_age_grade_is_the_standard_of_the_age_over_the_time() -> None:
    # 3:43.13 over the factor .9509 of 40 years is 3:54.65; on the last day of the year the birthday is over
    born = replace(JO, birth_year=1986)
    last = (date(2026, 12, 31) - date(2026, 1, 1)).days
    table = trials.compare(trial_logs.log((last, 340.0), athlete=born)).trials
    assert table["age_grade"].iloc[0] == pytest.approx(223.13 / 0.9509 / 340.0, abs=1e-4)
    assert table["age"].iloc[0] == pytest.approx(40.0, abs=0.01)


def test_in_the_middle_of_the_year_both_ages_are_weighed_and_the_error_says_so() -> None:
    first, middle, last = (
        trials.compare(trial_logs.log((day, 340.0), sd=0.001)).trials.iloc[0] for day in (0, 182, 364)
    )
    assert first["age_grade"] < middle["age_grade"] < last["age_grade"]
    assert middle["age_grade"] == pytest.approx((first["age_grade"] + last["age_grade"]) / 2, abs=2e-4)
    assert middle["age_grade_sd"] > 5 * last["age_grade_sd"]


@pytest.mark.parametrize(
    "athlete",
    [
        Athlete("x"),
        Athlete("x", birth_year=1986),
        Athlete("x", sex=Sex.MALE),
        Athlete("x", birth_year=1900, sex=Sex.FEMALE),
        Athlete("x", birth_year=2024, sex=Sex.FEMALE),
    ],
)
def test_without_birth_year_and_sex_or_off_the_tables_there_is_no_age_grade(athlete: Athlete) -> None:
    assert math.isnan(trials.compare(trial_logs.log((9, 340.0), athlete=athlete)).trials["age_grade"].iloc[0])


def test_1600_metres_are_graded_by_the_mile_that_they_are_worth() -> None:
    table = trials.compare(trial_logs.log((0, 340.0, "1600 m"), (0, 340.0 * 1.0062))).trials
    assert table["age_grade"].iloc[0] == pytest.approx(table["age_grade"].iloc[1])


def test_at_5_40_a_gain_of_two_percent_is_likely_with_probability_80_percent() -> None:
    # docs/science.md, section 6: SE = sqrt(2) x 1.25 % = 6.0 s, and P(2 %) = .80
    before = 340.0 * math.exp(0.02)
    made = trials.compare(trial_logs.log((0, before), (30, 340.0), sd=1e-6), te=0.0125)
    change = made.previous
    assert change is not None
    assert change.seconds_sd == pytest.approx(6.0, abs=0.1)
    assert change.faster == pytest.approx(0.80, abs=0.005)
    assert change.verdict is Reality.LIKELY_FASTER
    assert "likely better (probability 80 %)" in change.words


def test_the_error_of_a_change_holds_both_measurements() -> None:
    made = trials.compare(trial_logs.log((0, 345.0), (30, 340.0), sd=3.0), te=0.01)
    assert made.previous is not None
    expected = math.sqrt(2 * 0.01**2 + (3 / 345) ** 2 + (3 / 340) ** 2)
    assert made.previous.gain_sd == pytest.approx(expected)
    assert made.previous.measured_sd == pytest.approx(342.5 * math.hypot(3 / 345, 3 / 340), rel=1e-3)


@pytest.mark.parametrize(
    ("percent", "verdict"),
    [
        (4.0, Reality.VERY_LIKELY_FASTER),
        (2.0, Reality.LIKELY_FASTER),
        (0.8, Reality.UNCLEAR),
        (0.0, Reality.UNCLEAR),
        (-2.0, Reality.LIKELY_SLOWER),
        (-4.0, Reality.VERY_LIKELY_SLOWER),
    ],
)
def test_a_change_is_put_in_words_by_its_probability(percent: float, verdict: Reality) -> None:
    made = trials.compare(trial_logs.log((0, 340.0 * math.exp(percent / 100)), (30, 340.0)), te=0.0125)
    assert made.previous is not None
    assert made.previous.verdict is verdict
    assert made.trials["previous_verdict"].tolist() == ["", str(verdict)]


def test_each_trial_is_held_against_the_previous_the_best_and_the_first_before_it() -> None:
    made = trials.compare(trial_logs.log((0, 350.0), (30, 340.0), (60, 345.0), (90, 338.0)))
    table = made.trials
    np.testing.assert_allclose(table["previous_seconds"], [np.nan, 10.0, -5.0, 7.0])
    np.testing.assert_allclose(table["best_seconds"], [np.nan, 10.0, -5.0, 2.0])
    np.testing.assert_allclose(table["first_seconds"], [np.nan, 10.0, 5.0, 12.0])
    changes = (made.previous, made.beside_best, made.since_first)
    assert [change.earlier.session for change in changes if change] == [3, 2, 1]
    assert made.best is not None
    assert made.best.session == 4


def test_trials_are_put_in_order_of_time() -> None:
    log = trial_logs.log((60, 345.0), (0, 350.0), (30, 340.0))
    made = trials.compare(log)
    assert made.trials["session"].tolist() == [2, 3, 1]
    np.testing.assert_allclose(made.trials["previous_seconds"], [np.nan, 10.0, -5.0])


def test_two_trials_within_their_errors_may_both_be_the_best() -> None:
    made = trials.compare(trial_logs.log((0, 340.0), (30, 340.4), (60, 350.0), sd=0.5))
    # P(first true time is the faster) = Phi(.4 / (.5 sqrt 2)) = .714
    assert [one.trial.session for one in made.contenders] == [1, 2]
    assert made.contenders[0].probability == pytest.approx(0.714, abs=0.005)
    assert sum(one.probability for one in made.contenders) == pytest.approx(1.0, abs=0.001)


def test_the_best_of_each_distance_is_named() -> None:
    made = trials.compare(trial_logs.log((0, 340.0), (9, 338.0), (20, 318.0, "1500 m"), (30, 320.0, "1500 m")))
    assert [(one.nominal, one.session) for one in made.bests] == [("1500 m", 3), ("1 mile", 2)]


def test_only_the_named_sessions_or_distance_are_compared() -> None:
    log = trial_logs.log((0, 350.0), (30, 340.0), (60, 320.0, "1500 m"))
    assert trials.compare(log, sessions=(1, 3)).trials["session"].tolist() == [1, 3]
    assert trials.compare(log, nominal="1 mile").trials["session"].tolist() == [1, 2]


def test_a_session_without_a_trial_is_refused_with_the_remedy() -> None:
    log = trial_logs.log((0, 350.0))
    with pytest.raises(OptionError, match="session 7 has no trial in the log of Jo"):
        trials.compare(log, sessions=(7,))
    with pytest.raises(OptionError, match="no trial over '3000 m' in the log of Jo; it has 1 mile"):
        trials.compare(log, nominal="3000 m")
    with pytest.raises(OptionError, match=r"1.25 is none; give a share such as 0.0125"):
        trials.compare(log, te=1.25)


def test_a_log_without_trials_compares_to_nothing() -> None:
    made = trials.compare(trial_logs.log())
    assert made.trials.empty
    assert (made.best, made.previous, made.contenders, made.bests) == (None, None, (), ())
    assert made.trend.refused
    assert list(made.trials.columns) == [column.name for column in frames.COMPARED]


def test_a_trial_that_was_never_timed_is_left_out() -> None:
    made = trials.compare(trial_logs.log((0, 345.0), (30, math.nan), (60, 340.0)))
    assert made.trials["session"].tolist() == [1, 3]
    assert made.previous is not None
    assert made.previous.seconds == pytest.approx(5.0)


def test_one_trial_has_nothing_to_be_compared_with() -> None:
    made = trials.compare(trial_logs.log((0, 340.0)))
    assert made.previous is None
    assert made.best is not None
    assert made.trials["previous_verdict"].tolist() == [""]
    assert [one.probability for one in made.contenders] == [pytest.approx(1.0)]


def test_few_trials_are_those_of_a_newer_runner() -> None:
    few = trials.compare(trial_logs.log((0, 345.0), (100, 340.0))).typical
    assert (few.value, few.source) == (NEWER, "newer runner")
    soon = trials.compare(trial_logs.log(*((5.0 * place, 340.0) for place in range(6)))).typical
    assert soon.source == "newer runner"
    usual = trials.compare(trial_logs.log(*((40.0 * place, 340.0) for place in range(5)))).typical
    assert (usual.value, usual.source) == (USUAL, "default")
    told = trials.compare(trial_logs.log((0, 345.0)), te=0.01).typical
    assert (told.value, told.source) == (0.01, "told")


@pytest.mark.parametrize("true", [0.008, 0.02])
def test_many_trials_tell_their_own_variation_drawn_toward_the_usual(true: float) -> None:
    rng = np.random.default_rng(1)
    runs = [(21.0 * place, 340.0 * math.exp(true * rng.standard_normal())) for place in range(60)]
    found = trials.compare(trial_logs.log(*runs)).typical
    assert found.source == "log"
    assert min(true, USUAL) < found.value < max(true, USUAL)
    assert found.value == pytest.approx(true, rel=0.25)


def test_getting_faster_evenly_is_not_variation() -> None:
    runs = [(21.0 * place, 360.0 * math.exp(-0.004 * place)) for place in range(20)]
    found = trials.compare(trial_logs.log(*runs)).typical
    assert found.value < USUAL


def test_a_trend_needs_three_trials_over_four_weeks() -> None:
    assert trials.compare(trial_logs.log((0, 350.0), (60, 340.0))).trend.refused
    short = trials.compare(trial_logs.log((0, 350.0), (9, 345.0), (20, 340.0))).trend
    assert "3 trials over 4 weeks" in short.refused
    assert not trials.compare(trial_logs.log((0, 350.0), (9, 345.0), (30, 340.0))).trend.refused


def test_the_trend_of_trials_on_a_line_is_that_line() -> None:
    runs = [(day, 350.0 * math.exp(-0.04 * day / 365.25)) for day in (0, 50, 120, 200, 365)]
    trend = trials.compare(trial_logs.log(*runs), te=0.0125).trend
    assert trend.per_year == pytest.approx(0.04, abs=1e-6)
    assert trend.robust_per_year == pytest.approx(0.04, abs=1e-6)
    # four percent of about 5:43 a year, a twelfth of it a month
    assert trend.per_month == pytest.approx(0.04 * 343.0 / 12, abs=0.01)
    np.testing.assert_allclose(trend.time[[0, -1]], [350.0, runs[-1][1]], rtol=1e-6)


def test_the_error_of_a_trend_is_that_of_a_weighted_line() -> None:
    days = np.array([0.0, 100.0, 200.0, 300.0])
    runs = [(day, 340.0 + wobble) for day, wobble in zip(days, (0.1, -0.1, 0.1, -0.1), strict=True)]
    trend = trials.compare(trial_logs.log(*runs, sd=0.34), te=0.0125).trend
    sigma = math.hypot(0.0125, 0.001)
    years = (days - days.mean()) / 365.25
    assert trend.per_year_sd == pytest.approx(sigma / math.sqrt((years**2).sum()), rel=0.01)


def test_trials_over_one_distance_share_the_error_of_converting_them() -> None:
    # 3 s apart, each +- 0.3 s: only together may they be worth a faster or a slower mile
    runs = [(30.0 * place, 690.0 + 3.0 * place, "3000 m") for place in range(5)]
    made = trials.compare(trial_logs.log(*runs, sd=0.3))
    assert [one.trial.session for one in made.contenders] == [1]
    assert made.contenders[0].probability == pytest.approx(NORMAL.cdf(3.0 / (0.3 * math.sqrt(2))), abs=1e-6)


def test_a_mile_and_two_trials_over_another_distance_are_held_against_each_other_by_hand() -> None:
    # two 3000 m alike: each is its best as likely as the other, and both are moved by the conversion together
    mile = float(trials.compare(trial_logs.log((0, 690.0, "3000 m"))).trials["equivalent"].iloc[0])
    runs = [(0, 690.0, "3000 m"), (30, 690.0, "3000 m"), (60, mile, "1 mile")]
    chances = {one.trial.session: one.probability for one in trials.compare(trial_logs.log(*runs, sd=0.2)).contenders}
    measured, converted = np.array([0.2 / 690.0, 0.2 / mile]), 0.013 * math.log(3000.0 / MILE)
    # the faster of two alike is ahead of their mean by 0.56 of its error, and the mile has to beat that
    ahead, spread = measured[0] / math.sqrt(math.pi), measured[0] * math.sqrt(1 - 1 / math.pi)
    of_mile = NORMAL.cdf(-ahead / math.sqrt(measured[1] ** 2 + converted**2 + spread**2))
    assert chances[3] == pytest.approx(of_mile, abs=0.003)
    assert chances[1] == chances[2] == pytest.approx((1 - of_mile) / 2, abs=0.002)


def test_the_error_of_a_trend_over_one_distance_holds_nothing_of_its_conversion() -> None:
    runs = [(180.0 * place, 700.0 * math.exp(-0.01 * place), "3000 m") for place in range(3)]
    trend = trials.compare(trial_logs.log(*runs, sd=0.7), te=0.0125).trend
    sigma = math.hypot(0.0125, 0.001)
    assert trend.per_year_sd == pytest.approx(sigma / math.sqrt(2 * (180 / 365.25) ** 2), rel=0.01)
    # which moves the whole line
    level = math.hypot(sigma / math.sqrt(3), 0.013 * math.log(3000.0 / MILE))
    assert trend.time_sd[30] / trend.time[30] == pytest.approx(level, rel=0.01)


def test_the_error_of_a_trend_from_one_distance_to_another_holds_its_conversion() -> None:
    factor = 1.080
    runs = [(0.0, 340.0, "1 mile"), (1.0, 340.0, "1 mile"), (365.0, 340.0 / factor, "1500 m")]
    runs.append((366.0, 340.0 / factor, "1500 m"))
    trend = trials.compare(trial_logs.log(*runs, sd=0.001), te=0.0125).trend
    years = np.array([0.0, 1.0, 365.0, 366.0]) / 365.25
    together = np.zeros((4, 4))
    together[2:, 2:] = 0.003**2
    covariance = np.linalg.inv(together + 0.0125**2 * np.eye(4))
    design = np.stack([np.ones(4), years], axis=1)
    expected = np.linalg.inv(design.T @ covariance @ design)
    assert trend.per_year_sd == pytest.approx(math.sqrt(expected[1, 1]), rel=1e-3)
    assert trend.per_year == pytest.approx(0.0, abs=1e-6)


def test_the_sessions_whose_home_straight_is_in_doubt_are_named_or_counted() -> None:
    log = trial_logs.log(*((10.0 * place, 340.0) for place in range(9)))
    for doubtful, said in ((0, ""), (1, "in session 1 it"), (2, "in sessions 1, 2 it"), (8, "in 8 sessions it")):
        sure = np.where(np.arange(9) < doubtful, 0.8, 1.0)
        notes = trials.compare(replace(log, trials=log.trials.assign(finish_probability=sure))).notes
        told = [note for note in notes if "home straight" in note]
        assert len(told) == (doubtful > 0)
        assert all(note.startswith(said) for note in told)


def test_one_bad_day_does_not_turn_a_trend() -> None:
    runs = [(30.0 * place, 350.0 * math.exp(-0.003 * place)) for place in range(12)]
    plain = trials.compare(trial_logs.log(*runs), te=0.0125).trend
    spoilt = [*runs[:-1], (runs[-1][0], runs[-1][1] * 1.10)]
    odd = trials.compare(trial_logs.log(*spoilt), te=0.0125).trend
    years = 30.0 * np.arange(12) / 365.25
    rest = years - years.mean()
    ordinary = math.log(1.10) * rest[-1] / (rest**2).sum()
    assert abs(odd.per_year - plain.per_year) < ordinary / 3
    assert odd.per_year_sd > plain.per_year_sd


def test_a_trend_over_years_is_that_of_the_last_one() -> None:
    # slower by 6 % a year for two years, then faster by 4 % a year
    days = np.arange(0.0, 1096.0, 36.5)
    miles = 350.0 * np.exp(0.06 * np.minimum(days, 730.0) / 365.25 - 0.04 * np.maximum(days - 730.0, 0.0) / 365.25)
    trend = trials.compare(trial_logs.log(*zip(days, miles, strict=True)), te=0.0125).trend
    assert trend.per_year == pytest.approx(0.04, abs=1e-3)
    assert (trend.trials, trend.of) == (11, 31)
    assert trend.words.startswith("the last 11 of 31 trials, over 12 months: ")
    assert trend.day[0] == trend.day[-1] - 365.0


def test_a_trend_of_few_trials_goes_back_to_five_of_them_and_four_weeks() -> None:
    seldom = [(200.0 * place, 350.0 - place) for place in range(8)]
    trend = trials.compare(trial_logs.log(*seldom), te=0.0125).trend
    assert (trend.trials, trend.of, trend.day[-1] - trend.day[0]) == (5, 8, 800.0)
    at_once = [(0.0, 350.0), *((500.0 + place, 345.0) for place in range(7))]
    trend = trials.compare(trial_logs.log(*at_once), te=0.0125).trend
    assert (trend.trials, trend.of, trend.refused) == (8, 8, "")


def test_a_trend_whose_slope_changes_says_so() -> None:
    days = np.arange(0.0, 361.0, 20.0)
    for flat, said in ((180.0, True), (360.0, False)):
        miles = 350.0 * np.exp(-0.16 * np.minimum(days, flat) / 365.25)
        words = trials.compare(trial_logs.log(*zip(days, miles, strict=True)), te=0.0125).trend.words
        assert ("not evenly" in words) is said, words
        if said:
            first, second = (float(told) for told in re.findall(r"(\d\.\d) s a month", words)[-2:])
            assert first == pytest.approx(0.16 * 340.0 / 12, abs=0.3)
            assert second < 0.3


def test_a_trend_in_words_says_how_likely_it_is() -> None:
    steep = [(30.0 * place, 360.0 * math.exp(-0.01 * place)) for place in range(8)]
    flat = [(30.0 * place, 340.0 + (-1) ** place) for place in range(8)]
    assert "very likely getting faster" in trials.compare(trial_logs.log(*steep), te=0.0125).trend.words
    assert "no trend" in trials.compare(trial_logs.log(*flat), te=0.0125).trend.words
    slower = [(day, 700.0 - time) for day, time in steep]
    assert "very likely getting slower" in trials.compare(trial_logs.log(*slower), te=0.0125).trend.words


def test_other_tracks_and_lanes_are_named_and_never_corrected() -> None:
    log = trial_logs.log((0, 345.0), (30, 340.0), (60, 338.0))
    rows = log.trials.assign(
        track=["Park", "", "Park"], latitude=[50.0, 51.0, 50.0], longitude=8.0, lane=[1, 1, 3], weather=["hot", "", ""]
    )
    made = trials.compare(replace(log, trials=rows))
    assert any(note.startswith("2 tracks") for note in made.notes)
    assert any(note.startswith("lanes 1, 3") for note in made.notes)
    assert made.trials["time"].tolist() == [345.0, 340.0, 338.0]
    assert made.trials["weather"].tolist() == ["hot", "", ""]


def test_an_unnamed_track_is_known_by_its_place() -> None:
    log = trial_logs.log((0, 345.0), (30, 340.0))
    rows = log.trials.assign(latitude=[50.0, 50.0005], longitude=[8.0, 8.0005])
    assert not any("tracks" in note for note in trials.compare(replace(log, trials=rows)).notes)


def test_laps_and_zones_are_those_of_the_trials_compared() -> None:
    log = trial_logs.log((0, 345.0), (30, 340.0), zones=[trial_logs.even_zones(345.0), trial_logs.even_zones(340.0)])
    made = trials.compare(log, sessions=(2,))
    assert set(made.zones["session"]) == {2}
    assert len(made.zones) == 16


def test_the_record_miles_stand_beside_with_their_way_of_counting() -> None:
    by_name = {one.name: one for one in trials.compare(trial_logs.log((0, 340.0))).records}
    # docs/science.md, section 2
    np.testing.assert_allclose(np.array(by_name["El Guerrouj"].against_mean) * 100, [1.3, -1.3, -1.0, 1.0], atol=0.05)
    np.testing.assert_allclose(np.array(by_name["Kipyegon"].against_mean) * 100, [-0.3, -1.3, -1.5, 3.2], atol=0.06)
    assert by_name["El Guerrouj"].convention == "quarter miles of 402.3 m"
    assert by_name["Kipyegon"].convention == "400 m each from the start, the last 409.3 m"


def test_an_even_mile_has_laps_at_its_mean_speed_in_every_way_of_counting() -> None:
    made = trials.beside_records(trial_logs.trial(trial_logs.even_zones(340.0)), "Jo")
    assert [one.convention for one in made] == [
        "laps counted at the finish line, the first 409.3 m",
        "quarter miles of 402.3 m",
        "400 m each from the start, the last 409.3 m",
    ]
    for one in made:
        assert sum(one.times) == pytest.approx(340.0)
        np.testing.assert_allclose(one.against_mean, 0.0, atol=1e-9)


def test_the_latest_mile_with_laps_is_laid_beside_the_records() -> None:
    first, second = (
        trial_logs.trial(trial_logs.even_zones(345.0)),
        trial_logs.trial(trial_logs.even_zones(340.0), session=2),
    )
    log = trial_logs.log((0, 345.0), (30, 340.0), (60, 320.0, "1500 m"))
    log = replace(log, laps=pd.concat([first.laps, second.laps], ignore_index=True))
    shares = trials.compare(log).shares
    assert [sum(one.times) for one in shares] == [pytest.approx(340.0)]


def test_a_time_without_an_error_is_taken_to_be_a_good_one() -> None:
    made = trials.compare(trial_logs.log((0, 345.0), (30, 340.0), sd=math.nan), te=0.0125)
    assert made.previous is not None
    assert made.previous.gain_sd == pytest.approx(0.0125 * math.sqrt(2), rel=1e-3)


def _many(count: int) -> TrialLog:
    rng = np.random.default_rng(2)
    return trial_logs.log(*((7.0 * place, 340.0 + rng.normal()) for place in range(count)))


def test_nothing_that_was_handed_in_is_changed() -> None:
    log = _many(12)
    before = log.trials.copy()
    trials.compare(log)
    pd.testing.assert_frame_equal(log.trials, before)
