"""What the page of the balance shows: the checks, the weeks with what is drawn of them, the calendar, one day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analyzer.charts import calendar, weeks
from analyzer.model import Balance, Day, DayKind, Outcome, TrainingDay, TrainingWeek
from analyzer.model.balance import WEEKDAYS, day_words
from analyzer.report import training_story
from analyzer.report.balance_story import NO_RATIO, hours, weeks_table
from analyzer.report.compare_tables import rows_of
from analyzer.report.story import Check, Story
from analyzer.report.words import percent
from analyzer.units import format_distance, format_time
from analyzer.web.views.compare_view import spanned

WEEK = 7
YEAR = 52
"""Of more weeks than these each has its year."""
HOUR = 3600.0
MOST_SHOWN = 26
"""Weeks of the calendar: half a year; an earlier day asks for those before."""
OF_DAYS = frozenset({"sleep", "strength"})
"""The rules about what the runner writes of days."""
WRITE_BELOW = "Write it down: choose the day in the calendar below."
PARTS = tuple(part for part, _ in weeks.PARTS)


@dataclass(frozen=True)
class Bar:
    """A week as it is drawn: hours of each part; told : It in words."""

    name: str
    hours: dict[str, float]
    whole: bool
    long: bool
    told: str


@dataclass(frozen=True)
class Cell:
    """A day of the calendar. mark : Its letters; look : The class of its colour; told : It in words."""

    day: str
    mark: str
    minutes: str
    look: str
    told: str
    written: bool
    chosen: bool
    is_open: bool


def balance_view(balance: Balance, days: Sequence[Day], *, chosen: date | None, last: date | None) -> dict[str, Any]:
    """Give all that the template of the page shows.

    days : Those of which something was written.   last : The last day of the log until the one that was asked for.
    """
    story = training_story(balance)
    logged = balance.begins is not None
    if not logged:
        return {"logged": False, "story": story}
    return {
        "logged": True,
        "story": story,
        "checks": checks(balance, story),
        "no_ratio": NO_RATIO,
        "advice": story.advice,
        "weeks_table": spanned(weeks_table(balance)) if balance.weeks else None,
        "bars": [bar(week, year=len(balance.weeks) > YEAR) for week in balance.weeks],
        "parts": [
            (part, weeks.NAMES.get(part, part)) for part in PARTS if any(getattr(w, part) for w in balance.weeks)
        ],
        "weeks_title": weeks.title,
        "weeks_caption": weeks.caption(balance),
        "calendar_title": calendar.title,
        "calendar": cells(balance, {day.day for day in days}, chosen)[:MOST_SHOWN],
        "earlier": max(len(balance.weeks) - MOST_SHOWN, 0),
        "calendar_key": calendar.key(balance),
        "weekdays": WEEKDAYS,
        "notes": balance.notes,
        "quiet_since": last if last is not None and last < balance.judged else None,
        "unlogged": any(day.kind is DayKind.NOTHING for day in balance.days),
    }


def checks(balance: Balance, story: Story) -> list[Check]:
    """Give the checks; what can be written on this page is asked for here, not at the command line."""
    told = [check for section in story.told for check in section.checks]
    return [
        replace(check, advice=WRITE_BELOW) if rule.rule in OF_DAYS and rule.outcome is Outcome.UNKNOWN else check
        for rule, check in zip(balance.checks, told, strict=True)
    ]


def bar(week: TrainingWeek, *, year: bool = False) -> Bar:
    """Give a week as it is drawn. year : Its name has the year."""
    parts = {part: round(getattr(week, part) / HOUR, 3) for part in PARTS}
    told = [f"{weeks.NAMES.get(part, part)} {hours(getattr(week, part))}" for part in PARTS if getattr(week, part) > 0]
    what = [hours(week.running), format_distance(week.distance), *told] if week.sessions else ["nothing logged"]
    if week.long_runs:
        what.append(f"long run {hours(week.longest)}")
    if week.easy_share == week.easy_share:
        what.insert(2, f"{percent(week.easy_share)} easy")
    if not week.whole:
        what.append("not over, or not all of it in the log")
    sunday = week.monday + timedelta(days=WEEK - 1)
    name = f"{day_words(week.monday)} to {day_words(sunday)} {sunday.year}"
    return Bar(
        f"{day_words(week.monday)}{f' {week.monday.year}' if year else ''}",
        parts,
        week.whole,
        week.long_runs > 0,
        f"{name}: {' · '.join(what)}",
    )


def cells(balance: Balance, written: set[date], chosen: date | None) -> list[tuple[str, list[Cell]]]:
    """Give the calendar, the latest week first: the name of each and its days."""
    days = balance.days
    made = []
    for at, week in enumerate(balance.weeks):
        row = [
            _cell(day, written=day.day in written, chosen=day.day == chosen, until=balance.until)
            for day in days[at * WEEK : (at + 1) * WEEK]
        ]
        made.append((day_words(week.monday), row))
    return made[::-1]


def _cell(day: TrainingDay, *, written: bool, chosen: bool, until: date) -> Cell:
    minutes = f"{day.running / 60.0:.0f}" if day.running > 0 else ""
    word = "hard and long" if day.hard and day.long else calendar.WORDS.get(day.kind, "before the log begins")
    told = [f"{day.day:%A}, {day_words(day.day)}: {word}"]
    if minutes:
        told.append(f"{minutes} min of running")
    if written:
        told.append("something is written")
    look = "hard-long" if day.hard and day.long else day.kind.value.replace(" ", "-")
    return Cell(
        day.day.isoformat(),
        calendar.mark(day),
        minutes,
        look,
        ", ".join(told),
        written,
        chosen,
        is_open=day.day <= until,
    )


def day_view(day: date, written: Day | None, sessions: pd.DataFrame, *, today: date) -> dict[str, Any]:
    """Give one day: its sessions, and what was written of it."""
    said = written or Day(day)
    clock = None if said.sleep is None else format_time(3600 * said.sleep, decimals=0).rpartition(":")[0]
    return {
        "date": day.isoformat(),
        "name": f"{day:%A}, {day.day} {day:%B %Y}",
        "before": (day - timedelta(days=1)).isoformat(),
        "after": (day + timedelta(days=1)).isoformat() if day < today else "",
        "future": day > today,
        "sleep": clock or "",
        "strength": "" if said.strength is None else f"{said.strength:g}",
        "notes": said.notes,
        "sessions": [
            {
                "number": int(row["session"]),
                "title": row["title"] or row["kind"],
                "headline": row["headline"],
                "distance": format_distance(row["distance"]),
                "time": format_time(row["running"], decimals=0),
            }
            for row in rows_of(sessions)
        ],
    }
