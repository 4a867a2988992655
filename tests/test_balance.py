"""The balance of training: each rule on both sides of its threshold, and what is not known."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from balance_example import (
    BEFORE,
    EASY,
    FIVE_K,
    HARD,
    JO,
    LONG_RUNS,
    MODERATE,
    NOBODY,
    SUNDAY,
    Run,
    log,
    spread,
)

from analyzer import frames
from analyzer.balance import RULES, balance
from analyzer.balance.load import longest_before
from analyzer.balance.runs import runs, time_below
from analyzer.errors import OptionError
from analyzer.model import Athlete, BalanceCheck, Day, FiveKFrom, Form, Outcome, TrainingLog, TrialLog

TUESDAY, WEDNESDAY, THURSDAY = "2026-05-12", "2026-05-13", "2026-05-14"


def checked(rule: str, found: list[Run], **of: object) -> BalanceCheck:
    settings = {"athlete": JO, "until": SUNDAY, "today": None, "days": ()} | of
    made = log(found, athlete=settings["athlete"], days=settings["days"])  # type: ignore[arg-type]
    return balance(made, until=settings["until"], today=settings["today"]).check(rule)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("easy", "other", "outcome"),
    [
        (75.0, 25.0, Outcome.KEPT),
        (74.9, 25.1, Outcome.BETWEEN),
        (60.0, 40.0, Outcome.BETWEEN),
        (59.9, 40.1, Outcome.NOT_KEPT),
    ],
)
@pytest.mark.parametrize("speed", [MODERATE, HARD])
def test_three_quarters_of_the_running_are_easy(easy: float, other: float, outcome: Outcome, speed: float) -> None:
    check = checked("easy_share", [Run("2026-05-04", at={EASY: easy}), Run("2026-05-06", at={speed: other})])
    assert check.outcome is outcome
    assert check.measured["easy_share"] == pytest.approx(easy / 100.0)


def test_walking_is_no_running() -> None:
    check = checked("easy_share", [Run(TUESDAY, at={EASY: 30.0, HARD: 30.0, 1.75: 600.0})])
    assert check.measured["easy_share"] == pytest.approx(0.5)


def test_only_the_last_28_days_count() -> None:
    found = [Run("2026-04-19", at={HARD: 60.0}), Run("2026-04-20", at={EASY: 30.0}), Run("2026-05-18", at={HARD: 60.0})]
    assert checked("easy_share", found).measured == {
        "easy_share": pytest.approx(1.0),
        "easy_s": pytest.approx(1800.0),
        "moderate_s": 0.0,
        "hard_s": 0.0,
    }


def test_a_limit_within_a_bin_parts_its_time() -> None:
    """5K speed 4 m/s: the ceiling 3.28 m/s leaves 80 % of the bin from 3.2 to 3.3 below it, 3.52 leaves 20 % of 3.5."""
    found = runs(log([Run(TUESDAY, at={3.25: 10.0, 3.55: 10.0})]), until=SUNDAY)
    assert (found.easy[0], found.moderate[0], found.hard[0]) == pytest.approx((480.0, 240.0, 480.0))
    bins = np.zeros((2, 100))
    bins[:, 99] = 60.0
    assert time_below(bins, np.array([20.0, 9.95])) == pytest.approx([60.0, 30.0])
    assert np.isnan(time_below(bins, np.array([np.nan, 3.0]))[0])


@pytest.mark.parametrize(("minutes", "outcome"), [(8.0, Outcome.NOT_KEPT), (7.99, Outcome.KEPT)])
def test_eight_minutes_of_hard_running_make_a_hard_day(minutes: float, outcome: Outcome) -> None:
    hard = {EASY: 30.0, HARD: minutes}
    check = checked("hard_days", [*BEFORE, Run(TUESDAY, at=hard), Run(WEDNESDAY, at=hard)])
    assert check.outcome is outcome
    assert check.measured["hard_days"] == (2.0 if outcome is Outcome.NOT_KEPT else 0.0)


def test_two_sessions_of_a_day_make_it_hard_together() -> None:
    half = {EASY: 20.0, HARD: 4.0}
    morning, evening = Run(TUESDAY, at=half), Run(TUESDAY, at=half, clock="17:00")
    assert checked("hard_days", [morning, evening]).measured["hard_days"] == 1.0
    assert checked("hard_days", [morning]).measured["hard_days"] == 0.0


@pytest.mark.parametrize("kind", ["tempo", "intervals", "hills"])
def test_some_sessions_are_hard_by_their_kind_without_any_5k_time(kind: str) -> None:
    found = [Run(TUESDAY, kind=kind), Run(WEDNESDAY, kind="intervals")]
    check = checked("hard_days", found, athlete=NOBODY)
    assert check.outcome is Outcome.NOT_KEPT
    assert check.days == (date(2026, 5, 13),)
    assert "Tue 12 May and Wed 13 May" in check.saw


def test_a_trial_is_hard_by_the_clock_and_a_mile_alone_is_too_short() -> None:
    mile = Run(TUESDAY, kind="mile_trial", at={EASY: 30.0, HARD: 6.0})
    race = Run(TUESDAY, kind="mile_trial", at={EASY: 30.0, HARD: 20.0})
    after = Run(WEDNESDAY, kind="intervals")
    assert checked("hard_days", [mile, after]).outcome is Outcome.KEPT
    assert checked("hard_days", [race, after]).outcome is Outcome.NOT_KEPT


def test_hard_days_with_a_day_between_them_are_kept_apart() -> None:
    found = [Run(TUESDAY, kind="tempo"), Run(WEDNESDAY), Run(THURSDAY, kind="hills")]
    assert checked("hard_days", found).outcome is Outcome.KEPT


def test_a_pair_that_ends_on_the_first_day_judged_counts() -> None:
    found = spread("2026-04-19", "2026-04-20", kind="tempo")
    assert checked("hard_days", found).outcome is Outcome.NOT_KEPT
    assert checked("hard_days", spread("2026-04-18", "2026-04-19", kind="tempo")).outcome is Outcome.UNKNOWN


def test_two_runs_of_which_nothing_tells_how_hard_they_were_leave_it_open() -> None:
    assert checked("hard_days", spread(TUESDAY, WEDNESDAY), athlete=NOBODY).outcome is Outcome.UNKNOWN
    assert checked("hard_days", spread(TUESDAY, THURSDAY), athlete=NOBODY).outcome is Outcome.KEPT
    assert checked("hard_days", spread(TUESDAY, WEDNESDAY)).outcome is Outcome.KEPT


@pytest.mark.parametrize(
    ("minutes", "outcome"),
    [(59.4, Outcome.NOT_KEPT), (60.0, Outcome.KEPT), (90.0, Outcome.KEPT), (90.6, Outcome.BETWEEN)],
)
def test_a_long_run_takes_60_to_90_minutes(minutes: float, outcome: Outcome) -> None:
    found = [*BEFORE, *LONG_RUNS[:3], Run("2026-05-17", at={EASY: minutes})]
    assert checked("long_run", found).outcome is outcome


def test_each_week_needs_its_long_run_and_the_one_without_is_named() -> None:
    found = [*BEFORE, *LONG_RUNS[:2], Run("2026-05-05"), *LONG_RUNS[3:]]
    check = checked("long_run", found)
    assert check.outcome is Outcome.NOT_KEPT
    assert check.days == (date(2026, 5, 4),)
    assert "3 of 4 weeks" in check.saw


def test_two_short_runs_on_a_day_are_no_long_run_and_neither_are_intervals() -> None:
    short = [Run("2026-05-17", at={EASY: 40.0}), Run("2026-05-17", at={EASY: 40.0}, clock="17:00")]
    assert checked("long_run", [*BEFORE, *LONG_RUNS[:3], *short]).outcome is Outcome.NOT_KEPT
    intervals = Run("2026-05-17", kind="intervals", at={EASY: 70.0})
    assert checked("long_run", [*BEFORE, *LONG_RUNS[:3], intervals]).outcome is Outcome.NOT_KEPT


def test_a_week_that_is_not_over_is_not_judged_as_if_it_were() -> None:
    found = [*BEFORE, *LONG_RUNS[:3], Run("2026-05-12")]
    assert checked("long_run", found, until=date(2026, 5, 16)).outcome is Outcome.KEPT
    assert checked("long_run", found, until=SUNDAY, today=SUNDAY).outcome is Outcome.KEPT
    assert "not over" in checked("long_run", found, until=SUNDAY, today=SUNDAY).saw
    assert checked("long_run", found, until=SUNDAY, today=date(2026, 5, 18)).outcome is Outcome.NOT_KEPT


def test_a_week_that_began_before_the_log_is_not_judged() -> None:
    found = [Run("2026-05-06"), LONG_RUNS[3]]
    check = checked("long_run", found)
    assert check.outcome is Outcome.KEPT
    assert check.measured["weeks"] == 1.0
    assert checked("long_run", [Run("2026-05-04"), LONG_RUNS[3]]).outcome is Outcome.NOT_KEPT


def test_a_week_without_a_recording_is_not_seen_which_is_not_the_same_as_not_run() -> None:
    check = checked("long_run", [*BEFORE, *LONG_RUNS[:1], *LONG_RUNS[2:]])
    assert check.outcome is Outcome.KEPT
    assert check.measured["weeks"] == 3.0
    assert "no running was logged in that of Mon 27 Apr" in check.saw


@pytest.mark.parametrize(("having", "outcome"), [(2, Outcome.NOT_KEPT), (3, Outcome.KEPT)])
def test_more_than_half_of_the_easy_runs_have_strides(having: int, outcome: Outcome) -> None:
    days = ["2026-05-11", "2026-05-12", "2026-05-14", "2026-05-15"]
    found = [Run(day, strides=4 if place < having else 0) for place, day in enumerate(days)]
    check = checked("strides", [*found, *LONG_RUNS])
    assert check.outcome is outcome
    assert check.measured == {"easy_runs": 4.0, "with_strides": float(having)}


def test_a_session_of_strides_is_an_easy_run_with_strides() -> None:
    assert checked("strides", [Run(TUESDAY, kind="strides")]).outcome is Outcome.KEPT


def test_without_easy_runs_strides_cannot_be_told() -> None:
    assert checked("strides", spread(TUESDAY, kind="intervals")).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("minutes", "outcome"),
    [(29.4, Outcome.GUIDE), (30.0, Outcome.KEPT), (45.0, Outcome.KEPT), (45.6, Outcome.GUIDE)],
)
def test_the_length_of_easy_runs_is_a_guide_and_never_failed(minutes: float, outcome: Outcome) -> None:
    assert checked("easy_length", [*LONG_RUNS, Run(TUESDAY, at={EASY: minutes})]).outcome is outcome


@pytest.mark.parametrize(("km", "outcome"), [(11.0, Outcome.KEPT), (11.01, Outcome.NOT_KEPT)])
def test_a_session_more_than_a_tenth_longer_than_the_longest_of_30_days_is_flagged(km: float, outcome: Outcome) -> None:
    found = [Run("2026-03-20", km=5.0), Run("2026-04-14", km=10.0), Run("2026-05-13", km=km)]
    check = checked("spike", found)
    assert check.outcome is outcome
    if outcome is Outcome.NOT_KEPT:
        assert check.days == (date(2026, 5, 13),)
        assert check.measured["largest"] == pytest.approx(1.101)
        assert "1.64" in check.advice
        assert "2.28" in check.advice


def test_what_was_run_31_days_ago_is_forgotten() -> None:
    found = [Run("2026-04-12", km=20.0, at={EASY: 110.0}), Run("2026-05-01", km=10.0), Run("2026-05-13", km=12.0)]
    assert checked("spike", [Run("2026-01-01"), *found]).outcome is Outcome.NOT_KEPT
    found[0] = Run("2026-04-13", km=20.0, at={EASY: 110.0})
    assert checked("spike", [Run("2026-01-01"), *found]).outcome is Outcome.KEPT


def test_the_longest_before_leaves_the_session_itself_out() -> None:
    start = pd.DatetimeIndex(["2026-05-01", "2026-05-02", "2026-05-02", "2026-06-10"]).to_numpy()
    before = longest_before(start, np.array([5.0, 9.0, 7.0, 6.0]))
    assert np.isnan(before[[0, 3]]).all()
    assert before[1:3].tolist() == [5.0, 5.0]


def test_a_jump_in_the_first_month_of_a_log_cannot_be_told() -> None:
    found = [Run("2026-05-01", km=5.0), Run("2026-05-13", km=20.0, at={EASY: 110.0})]
    assert checked("spike", found).outcome is Outcome.UNKNOWN
    assert checked("spike", [Run("2026-04-13", km=5.0), *found]).outcome is Outcome.NOT_KEPT
    assert checked("spike", [Run("2026-04-14", km=5.0), *found]).outcome is Outcome.UNKNOWN


def test_strength_and_sleep_are_unknown_without_a_note_and_never_failed() -> None:
    for rule in ("strength", "sleep"):
        assert checked(rule, LONG_RUNS).outcome is Outcome.UNKNOWN
    days = (Day(SUNDAY, sleep=5.0, strength=0.0), Day(date(2026, 5, 16), sleep=6.0), Day(date(2026, 4, 19), sleep=9.0))
    sleep, strength = (checked(rule, LONG_RUNS, days=days) for rule in ("sleep", "strength"))
    assert sleep.outcome is strength.outcome is Outcome.NOTED
    assert sleep.measured == {"nights": 2.0, "mean_h": pytest.approx(5.5)}
    assert strength.measured == {"days": 1.0, "minutes": 0.0}


def test_every_check_says_what_it_saw_what_it_cannot_see_and_what_to_do_in_one_line() -> None:
    logs = (log([]), log(LONG_RUNS), log([*BEFORE, *LONG_RUNS]), log(spread(TUESDAY, WEDNESDAY), athlete=NOBODY))
    for made in logs:
        found = balance(made, until=SUNDAY)
        assert len(found.checks) == len(RULES) == 8
        for check in found.checks:
            for words in (check.saw, check.unseen, check.advice):
                assert words
                assert "\n" not in words
                assert "nan" not in words


def test_an_empty_log_fails_nothing() -> None:
    found = balance(log([]), until=SUNDAY)
    assert {check.outcome for check in found.checks} == {Outcome.UNKNOWN}
    assert found.begins is None
    assert not found.weeks
    assert not found.days
    empty = TrainingLog(JO, frames.empty(frames.SESSIONS), np.empty((0, 100)))
    assert balance(empty, until=SUNDAY).weeks == ()


def test_a_month_without_a_recording_is_unknown() -> None:
    found = balance(log(spread("2026-01-05", "2026-01-06", kind="tempo")), until=SUNDAY)
    assert {check.outcome for check in found.checks} == {Outcome.UNKNOWN}
    assert "no running was logged" in found.check("easy_share").saw


def source(made: TrainingLog, trials: TrialLog | None = None) -> tuple[float, FiveKFrom, date | None]:
    found = balance(made, until=SUNDAY, trials=trials)
    return found.five_k, found.five_k_from, found.five_k_day


def _trials(**columns: object) -> TrialLog:
    index = pd.DatetimeIndex([pd.Timestamp("2026-05-09T07:00Z")], name="start")
    day = int(np.datetime64("2026-05-09", "D").astype(np.int64))
    made = frames.conform(pd.DataFrame({"session": 1, "day": day} | columns, index=index), frames.TRIALS)
    empty = [frames.empty(table) for table in (frames.TRIAL_LAPS, frames.TRIAL_ZONES, frames.LOGGED_EFFORTS)]
    return TrialLog(NOBODY, made, *empty)


def test_the_5k_time_is_that_of_the_session_else_the_athletes_else_of_a_trial_else_of_another_session() -> None:
    said = Run(TUESDAY, five_k=1200.0)
    trials = _trials(nominal="1 mile", time=340.0, five_k=1180.0)
    assert source(log([said]), trials) == (1200.0, FiveKFrom.SESSION, date(2026, 5, 12))
    assert source(log([Run(TUESDAY)]), trials) == (FIVE_K, FiveKFrom.ATHLETE, date(2020, 1, 1))
    bare = log([Run("2026-05-02"), Run(TUESDAY)], athlete=NOBODY)
    assert source(bare, trials) == (1180.0, FiveKFrom.TRIAL, date(2026, 5, 9))
    other = log([Run("2026-05-02", five_k=1190.0), Run(TUESDAY)], athlete=NOBODY)
    assert source(other) == (1190.0, FiveKFrom.OTHER, date(2026, 5, 2))
    assert np.isnan(source(log([Run(TUESDAY)], athlete=NOBODY))[0])
    assert source(log([Run(TUESDAY)], athlete=NOBODY))[1:] == (FiveKFrom.NOTHING, None)


def test_a_trial_over_5000_m_is_the_5k_time_itself() -> None:
    made = log([Run(TUESDAY)], athlete=NOBODY)
    assert source(made, _trials(nominal="5000 m", time=1210.0, five_k=1300.0))[0] == 1210.0


def test_a_later_form_without_a_5k_time_does_not_undo_the_one_before() -> None:
    forms = (Form(date(2026, 1, 1), five_k=1300.0), Form(date(2026, 5, 1), goal=340.0))
    assert source(log([Run(TUESDAY)], athlete=Athlete("Jo", forms=forms)))[:2] == (1300.0, FiveKFrom.ATHLETE)


def test_each_session_is_held_against_the_form_of_its_day() -> None:
    forms = (Form(date(2026, 1, 1), five_k=FIVE_K), Form(date(2026, 5, 10), five_k=FIVE_K / 2))
    athlete = Athlete("Jo", forms=forms)
    found = runs(log(spread("2026-05-09", "2026-05-11", at={HARD: 10.0}), athlete=athlete), until=SUNDAY)
    assert found.hard.tolist() == pytest.approx([600.0, 0.0])
    assert found.easy.tolist() == pytest.approx([0.0, 600.0])


def test_without_a_5k_time_it_is_said_what_would_tell_it() -> None:
    check = checked("easy_share", [Run(TUESDAY)], athlete=NOBODY)
    assert check.outcome is Outcome.UNKNOWN
    assert "5K time" in check.saw
    assert "--five-k" in check.advice


def test_where_easy_is_as_slow_as_walking_the_clock_cannot_tell_it() -> None:
    slow = Athlete("Jo", forms=(Form(date(2020, 1, 1), five_k=2400.0),))
    check = checked("easy_share", [Run(TUESDAY, at={1.95: 40.0})], athlete=slow)
    assert check.outcome is Outcome.UNKNOWN
    assert "walking" in check.saw


def test_a_session_recorded_twice_is_counted_once() -> None:
    watch, phone = Run(TUESDAY), Run(TUESDAY, at={EASY: 38.0}, clock="07:01")
    found = balance(log([watch, phone]), until=SUNDAY)
    assert found.weeks[-1].sessions == 1
    assert found.weeks[-1].running == pytest.approx(2400.0)
    assert any("overlapped" in note for note in found.notes)
    twice = balance(log([Run(TUESDAY, number=7), Run(TUESDAY, number=7)]), until=SUNDAY)
    assert twice.weeks[-1].sessions == 1
    after = balance(log([watch, Run(TUESDAY, clock="07:41")]), until=SUNDAY)
    assert after.weeks[-1].sessions == 2


def test_sessions_in_any_order_give_the_same() -> None:
    found = [*BEFORE, *LONG_RUNS, *spread(TUESDAY, WEDNESDAY, kind="tempo")]
    numbered = [Run(run.day, run.kind, run.at, run.km, number=place + 1) for place, run in enumerate(found)]
    there, back = (balance(log(one), until=SUNDAY).to_dict() for one in (numbered, numbered[::-1]))
    assert there == back


def test_a_run_without_a_kind_is_easy_where_its_speeds_are() -> None:
    for kind in ("", "other"):
        easy = Run(TUESDAY, kind=kind, at={EASY: 38.0, HARD: 2.0})
        assert checked("strides", [easy]).measured["easy_runs"] == 1.0
        faster = Run(TUESDAY, kind=kind, at={EASY: 37.9, HARD: 2.1})
        assert checked("strides", [faster]).measured["easy_runs"] == 0.0


@pytest.mark.parametrize(("sport", "speed"), [("cycling", 4.0), ("hiking", 2.0), ("", 8.0), ("generic", 8.0)])
def test_other_sports_are_left_out_and_told_of(sport: str, speed: float) -> None:
    other = Run(TUESDAY, kind="other", sport=sport, at={speed + 0.05: 80.0}, km=speed * 4.8)
    found = [*BEFORE, *LONG_RUNS[:3], Run(WEDNESDAY), other]
    made = balance(log(found), until=SUNDAY)
    assert made.check("easy_share").measured["easy_share"] == pytest.approx(1.0)
    assert made.check("hard_days").measured["hard_days"] == 0.0
    assert made.check("long_run").outcome is Outcome.NOT_KEPT
    assert made.check("spike").outcome is Outcome.KEPT
    assert made.weeks[-1].sessions == 1
    assert made.days[-6].kind.value == "another sport"
    assert any("other sports" in note for note in made.notes)


def test_a_run_on_a_treadmill_or_by_a_name_that_nobody_knows_is_a_run() -> None:
    for sport in ("", "running", "virtual_run", "trail_running", "generic", "9"):
        assert balance(log([Run(TUESDAY, sport=sport)]), until=SUNDAY).weeks[-1].sessions == 1


def test_no_week_is_no_balance() -> None:
    with pytest.raises(OptionError, match="ask for 1 or more"):
        balance(log([]), until=SUNDAY, weeks=0)
