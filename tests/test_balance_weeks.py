"""The weeks and the calendar of the balance."""

from datetime import date, timedelta

import pytest
from balance_example import BEFORE, EASY, HARD, JO, LONG_RUNS, MODERATE, NOBODY, SUNDAY, Run, log, spread

from analyzer.balance import balance
from analyzer.model import Balance, Day, DayKind

MONDAY = date(2026, 5, 11)


def kinds(found: Balance) -> list[str]:
    return [day.kind.value for day in found.days[-7:]]


def test_weeks_begin_on_monday() -> None:
    """2026-05-10 is the Sunday of ISO week 19, 2026-05-11 the Monday of week 20."""
    found = balance(log(spread("2026-05-10", "2026-05-11")), until=SUNDAY, weeks=2)
    assert [week.monday for week in found.weeks] == [date(2026, 5, 4), MONDAY]
    assert [week.sessions for week in found.weeks] == [1, 1]
    assert [week.to_dict()["week"] for week in found.weeks] == ["2026-W19", "2026-W20"]


def test_the_iso_week_of_new_year_is_that_of_its_thursday() -> None:
    found = balance(log(spread("2026-12-28", "2027-01-02")), until=date(2027, 1, 3), weeks=1)
    assert found.weeks[0].to_dict()["week"] == "2026-W53"
    assert found.weeks[0].sessions == 2


def test_a_week_holds_its_times_and_counts() -> None:
    week = [
        Run("2026-05-11", strides=5),
        Run("2026-05-12", kind="intervals", at={EASY: 30.0, MODERATE: 4.0, HARD: 16.0}, km=9.0),
        Run("2026-05-12", at={EASY: 20.0}, km=4.0, clock="17:00"),
        Run("2026-05-16", kind="long", at={EASY: 70.0}, km=12.5),
    ]
    days = (Day(MONDAY, sleep=8.0, strength=20.0), Day(SUNDAY, sleep=7.0, strength=25.0))
    found = balance(log([*BEFORE, *week], days=days), until=SUNDAY, weeks=1).weeks[0]
    assert found.sessions == 4
    assert found.distance == pytest.approx(33500.0)
    assert found.running == pytest.approx(180 * 60.0)
    assert (found.easy, found.moderate, found.hard) == pytest.approx((160 * 60.0, 240.0, 960.0))
    assert found.easy_share == pytest.approx(160 / 180)
    assert (found.hard_days, found.long_runs, found.easy_runs, found.with_strides) == (1, 1, 2, 1)
    assert found.longest == pytest.approx(4200.0)
    assert (found.sleep, found.strength) == (7.5, 45.0)
    assert found.whole


def test_only_whole_weeks_that_are_over_are_whole() -> None:
    made = log(spread("2026-05-06", "2026-05-11"))
    assert [week.whole for week in balance(made, until=SUNDAY).weeks] == [False, True]
    assert [week.whole for week in balance(made, until=SUNDAY, today=SUNDAY).weeks] == [False, False]
    assert [week.whole for week in balance(made, until=date(2026, 5, 16)).weeks] == [False, False]


def test_weeks_before_the_log_are_left_out_and_weeks_without_runs_are_not() -> None:
    found = balance(log(spread("2026-04-20", "2026-05-11")), until=SUNDAY, weeks=12)
    assert [week.sessions for week in found.weeks] == [1, 0, 0, 1]
    assert len(balance(log([*BEFORE, *LONG_RUNS]), until=SUNDAY, weeks=3).weeks) == 3


def test_the_days_are_hard_long_moderate_easy_rest_or_not_logged() -> None:
    week = [
        Run("2026-05-11", at={EASY: 30.0, MODERATE: 10.0}),
        Run("2026-05-12", at={EASY: 29.0, MODERATE: 10.0}),
        Run("2026-05-13", kind="hills"),
        Run("2026-05-16", at={EASY: 60.0}),
    ]
    found = balance(log(week, days=[Day(date(2026, 5, 14), notes="rest")]), until=SUNDAY)
    assert kinds(found) == ["easy", "moderate", "hard", "rest", "nothing logged", "long", "nothing logged"]


def test_a_hard_day_with_a_long_run_is_both() -> None:
    day = balance(log([Run("2026-05-11", kind="long", at={EASY: 60.0, HARD: 10.0})]), until=SUNDAY).days[0]
    assert (day.kind, day.hard, day.long) == (DayKind.HARD, True, True)


def test_the_day_of_a_mile_is_that_of_a_trial() -> None:
    mile = Run("2026-05-11", kind="mile_trial", at={EASY: 30.0, HARD: 6.0})
    assert kinds(balance(log([mile]), until=SUNDAY))[0] == "trial"
    race = Run("2026-05-11", kind="mile_trial", at={EASY: 30.0, HARD: 20.0})
    assert kinds(balance(log([race]), until=SUNDAY))[0] == "hard"


def test_without_a_5k_time_a_run_is_a_run_and_nothing_more_is_said() -> None:
    assert kinds(balance(log([Run("2026-05-11")], athlete=NOBODY), until=SUNDAY))[0] == "run"


def test_days_to_come_and_days_before_the_log_are_outside() -> None:
    found = balance(log([Run("2026-05-12")]), until=date(2026, 5, 14), today=date(2026, 5, 14))
    assert kinds(found) == ["outside", "easy", "nothing logged", "outside", "outside", "outside", "outside"]
    over = balance(log([Run("2026-05-12")]), until=date(2026, 5, 14))
    assert kinds(over)[3] == "nothing logged"


def test_the_log_begins_with_the_first_run_or_note() -> None:
    assert balance(log([Run("2026-05-12")]), until=SUNDAY).begins == date(2026, 5, 12)
    noted = balance(log([Run("2026-05-12")], days=[Day(MONDAY, sleep=8.0)]), until=SUNDAY)
    assert noted.begins == MONDAY
    assert noted.weeks[0].whole


def test_a_session_across_midnight_is_of_the_day_on_which_it_began_where_the_runner_lives() -> None:
    """At 22:30 in Vienna it is 20:30 in UTC; at 00:30 it is 22:30 of the day before."""
    late = Run("2026-05-10", clock="20:30", local="2026-05-10")
    early = Run("2026-05-10", clock="22:30", local="2026-05-11")
    found = balance(log([late, early], athlete=JO), until=SUNDAY, weeks=2)
    assert [week.sessions for week in found.weeks] == [1, 1]
    assert found.days[6].sessions == found.days[7].sessions == 1


def test_the_calendar_has_whole_weeks_in_order() -> None:
    found = balance(log([*BEFORE, *LONG_RUNS]), until=date(2026, 5, 14), weeks=5)
    assert len(found.days) == 35
    assert [day.day for day in found.days] == [found.days[0].day + timedelta(days=place) for place in range(35)]
    assert found.days[0].day.weekday() == 0


def test_two_years_of_weeks_can_be_shown() -> None:
    found = balance(log([Run("2024-06-03"), *BEFORE, *LONG_RUNS]), until=SUNDAY, weeks=104)
    assert len(found.weeks) == 102
    assert found.weeks[0].sessions == 1
