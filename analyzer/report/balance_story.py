"""The balance of training as a story: the weeks, the checks, the calendar of hard and easy days."""

import json
import math
from importlib import resources
from typing import Any

from analyzer.charts import calendar, weeks
from analyzer.model import Balance, BalanceCheck, DayKind, FiveKFrom, Outcome, TrainingWeek
from analyzer.model.balance import day_words
from analyzer.report.rows import Row, Table
from analyzer.report.story import Check, Drawing, Section, Story
from analyzer.report.words import percent
from analyzer.units import MILE, format_time, pace_per

NAME = "Balance of training"
PASSED = {Outcome.KEPT: True, Outcome.NOT_KEPT: False}
MARKS = {Outcome.BETWEEN: "~", Outcome.GUIDE: "·", Outcome.NOTED: "·"}
BAR = 28
"""Letters of the longest week, in the terminal."""
BAR_STEPS = (10, 15, 20, 30, 60, 120, 240)
"""A letter stands for so many minutes."""
LETTERS = {"easy": "=", "moderate": "+", "hard": "#", "untold": "?"}
WEEK = 7
FROM = {
    FiveKFrom.SESSION: "as the session of {day} has it",
    FiveKFrom.ATHLETE: "as you said of yourself, from {day} on",
    FiveKFrom.TRIAL: "as the trial of {day} tells it",
    FiveKFrom.OTHER: "borrowed from the session of {day}",
}
NO_RATIO = "No ratio of acute to chronic load is shown: what it seems to tell is an artefact of statistics."
"""Impellizzeri 2020, 10.1007/s40279-020-01378-6."""


def balance_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of the document of a balance."""
    text = (resources.files("analyzer.report") / "balance.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def training_story(balance: Balance) -> Story:
    """Tell the balance of training."""
    return Story(
        name=NAME,
        number=headline(balance),
        lines=tuple(_lines(balance)),
        advice=tuple(f"{check.title}: {check.advice}" for check in balance.checks if check.outcome is Outcome.NOT_KEPT),
        sections=tuple(_sections(balance)),
        document=balance.to_dict(),
    )


def headline(balance: Balance) -> str:
    """Give the easy share of four weeks, and how many checks ask for a change."""
    if balance.begins is None:
        return "nothing is logged yet"
    share = balance.check("easy_share").measured["easy_share"]
    easy = f"{percent(share)} easy over 4 weeks" if math.isfinite(share) else "easy share unknown"
    wrong = sum(check.outcome is Outcome.NOT_KEPT for check in balance.checks)
    asks = "asks" if wrong == 1 else "ask"
    count = f"{wrong} of {len(balance.checks)}" if wrong else f"none of {len(balance.checks)}"
    return f"{easy}; {count} checks {asks} for a change"


def _lines(balance: Balance) -> list[str]:
    whose = f"{balance.athlete}, " if balance.athlete else ""
    if balance.begins is None:
        return [f"{whose}until {balance.until}: add a recording with `analyzer log add FILE`, and ask again."]
    lines = [f"{whose}the four weeks from {balance.judged} to {balance.until}; the log begins on {balance.begins}"]
    if balance.five_k_day is not None:
        where = FROM[balance.five_k_from].format(day=balance.five_k_day)
        lines.append(f"5K time {format_time(balance.five_k, decimals=0)}, {where}")
    return lines


def _sections(balance: Balance) -> list[Section]:
    shown = bool(balance.weeks)
    return [
        Section("Weeks", table=weeks_table(balance) if shown else None),
        Section(weeks.title, table=bars(balance) if shown else None, on_page=False),
        Section(weeks.title, drawing=_weeks(balance) if shown else None),
        Section(calendar.title, drawing=_calendar(balance) if shown else None),
        Section("Checks", checks=tuple(_check(check) for check in balance.checks), small=(NO_RATIO,)),
        Section("Calendar", table=calendar_table(balance) if shown else None, on_page=False),
        Section("Notes", small=balance.notes),
    ]


def _weeks(balance: Balance) -> Drawing:
    return Drawing("weeks", weeks.title, weeks.caption(balance), lambda axes: weeks.draw(axes, balance), weeks.SIZE)


def _calendar(balance: Balance) -> Drawing:
    return Drawing(
        "calendar",
        calendar.title,
        calendar.caption(balance),
        lambda axes: calendar.draw(axes, balance),
        calendar.size(balance),
        bare=True,
    )


def _check(check: BalanceCheck) -> Check:
    return Check(
        check.title,
        PASSED.get(check.outcome),
        check.saw,
        check.unseen,
        check.advice,
        word=check.outcome.value,
        mark=MARKS.get(check.outcome, ""),
    )


def weeks_table(balance: Balance) -> Table:
    """Give the weeks as a table; sleep and strength only where any was noted."""
    sleep = any(math.isfinite(week.sleep) for week in balance.weeks)
    strength = any(math.isfinite(week.strength) for week in balance.weeks)
    far = "miles" if pace_per() == MILE else "km"
    columns = ("Week", "Days", "Runs", far, "Time", "Easy", "Hard days", "Long run", "Strides")
    extra = (*(("Sleep",) if sleep else ()), *(("Strength",) if strength else ()))
    rows = tuple(
        Row((*_week_cells(week), *((_sleep(week),) if sleep else ()), *((_strength(week),) if strength else ())))
        for week in balance.weeks
    )
    note = "Long run: the longest of 60 min or more. Strides: easy runs with them, of all easy runs."
    if any(not week.whole for week in balance.weeks):
        note += " * Not over yet, or not all of it in the log: no rule is held against it as a whole."
    return Table("weeks", "Weeks", (*columns, *extra), rows, len(columns) + len(extra) - 2, note, spare=("Days",))


def _week_cells(week: TrainingWeek) -> tuple[str, ...]:
    year, number, _ = week.monday.isocalendar()
    name = f"{year}-W{number:02d}{'' if week.whole else ' *'}"
    days = f"from {day_words(week.monday)}"
    if not week.sessions:
        return (name, days, "none logged", "–", "–", "–", "–", "–", "–")
    return (
        name,
        days,
        f"{week.sessions}",
        f"{week.distance / pace_per():.1f}",
        hours(week.running),
        percent(week.easy_share),
        f"{week.hard_days}",
        hours(week.longest) if week.long_runs else "none" if week.whole else "–",
        f"{week.with_strides} of {week.easy_runs}" if week.easy_runs else "–",
    )


def hours(seconds: float) -> str:
    """Write how long was run, in hours and minutes.

    >>> hours(16200.0), hours(2700.0)
    ('4:30 h', '0:45 h')
    """
    whole, minutes = divmod(int(seconds / 60.0 + 0.5), 60)
    return f"{whole}:{minutes:02d} h"


def _sleep(week: TrainingWeek) -> str:
    return f"{week.sleep:.1f} h" if math.isfinite(week.sleep) else "–"


def _strength(week: TrainingWeek) -> str:
    return f"{week.strength:.0f} min" if math.isfinite(week.strength) else "–"


def bars(balance: Balance) -> Table:
    """Give the weeks as bars of letters."""
    longest = max((week.running for week in balance.weeks), default=0.0) / 60.0
    step = next((step for step in BAR_STEPS if longest / step <= BAR), BAR_STEPS[-1])
    rows = tuple(Row((_name(week), _bar(week, step), "long run" if week.long_runs else "")) for week in balance.weeks)
    parts = "= easy, + moderate, # hard" + (", ? not told" if any(week.untold > 0 for week in balance.weeks) else "")
    note = f"Each letter is {step} min: {parts}."
    return Table("bars", weeks.title, ("From", "Running", ""), rows, 0, note)


def _name(week: TrainingWeek) -> str:
    return f"{day_words(week.monday)}{'' if week.whole else ' *'}"


def _bar(week: TrainingWeek, step: int) -> str:
    """Write the parts of a week one after another, so that the whole is as long as the week was."""
    bar, run = "", 0.0
    for part, letter in LETTERS.items():
        run += getattr(week, part)
        bar += letter * (int(run / 60.0 / step + 0.5) - len(bar))
    return bar


def calendar_table(balance: Balance) -> Table:
    """Give the calendar as letters."""
    days = balance.days
    rows = tuple(
        Row((_name(week), *(calendar.mark(day) for day in days[at * WEEK : (at + 1) * WEEK])))
        for at, week in enumerate(balance.weeks)
    )
    note = f"{calendar.key(balance)}."
    if any(day.kind is DayKind.NOTHING for day in days):
        note += " That nothing was logged does not say that none was run."
    return Table("calendar", "Calendar", ("From", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), rows, 0, note)
