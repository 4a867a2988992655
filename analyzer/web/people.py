"""What is said of an athlete by pages and API: who it is, and the times that hold from a day on."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from analyzer.errors import OptionError
from analyzer.model import Athlete, Form, Sex
from analyzer.store import clock
from analyzer.strategy import paces
from analyzer.web.asked import choice_of, day_of, text_of, time_of, whole_of

EARLIEST = 1900
"""Nobody who runs was born before."""
YEARS_AHEAD = 10
"""Plans reach no further."""
MOST_FORMS = 500
Problems = dict[str, str]
"""What was wrong, by the field."""


class FieldsError(OptionError):
    """Some fields of a form that cannot be used; in one line the first of them."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("; ".join(f"{name}: {told}" for name, told in problems.items()))
        self.problems = problems


class Reader:
    """Reads fields one after another, and tells at the end of all that were wrong."""

    def __init__(self) -> None:
        self.problems: Problems = {}

    def read(self, name: str, how: Callable[[], Any]) -> Any:
        """Give what a field says; None where it is wrong."""
        try:
            return how()
        except OptionError as error:
            self.problems.setdefault(name, str(error).removeprefix(f"{name}: "))
            return None

    def end(self) -> None:
        """Raise FieldsError where something was wrong."""
        if self.problems:
            raise FieldsError(self.problems)


def said_of(athlete: Athlete, words: Mapping[str, Any]) -> Athlete:
    """Give an athlete with what is said now; what is not named stays, what is empty is unknown. Raises FieldsError."""
    reader = Reader()
    known: dict[str, Any] = {}
    if "name" in words:
        known["name"] = reader.read("name", lambda: _name(words))
    if "birth_year" in words:
        latest = athlete.today().year
        known["birth_year"] = reader.read("birth_year", lambda: whole_of(words, "birth_year", EARLIEST, latest))
    if "sex" in words:
        sex = reader.read("sex", lambda: choice_of(words, "sex", ("", *Sex), ""))
        known["sex"] = Sex(sex) if sex else None
    if "timezone" in words:
        known["timezone"] = reader.read("timezone", lambda: _zone(words))
    reader.end()
    return replace(athlete, **known)


def with_form(athlete: Athlete, words: Mapping[str, Any]) -> Athlete:
    """Give an athlete with times from a day on; what is empty stays as it was then. Raises FieldsError."""
    reader = Reader()
    since: date | None = reader.read("since", lambda: _since(athlete, words))
    five_k: float | None = reader.read("five_k", lambda: _time(words, "five_k"))
    goal: float | None = reader.read("goal", lambda: _time(words, "goal"))
    if not reader.problems and five_k is None and goal is None:
        reader.problems["five_k"] = "give your time over 5 km, such as 20:00, or a goal"
    if len(athlete.forms) >= MOST_FORMS:
        reader.problems["since"] = f"{MOST_FORMS} times are kept; take one away first"
    reader.end()
    day = since or athlete.today()
    then = athlete.form(day) if any(form.since <= day for form in athlete.forms) else Form(day)
    form = Form(day, five_k=five_k or then.five_k, goal=goal or then.goal)
    reader.read("goal", lambda: paces(five_k=form.five_k, goal=form.goal))
    reader.end()
    others = [one for one in athlete.forms if one.since != day]
    return replace(athlete, forms=tuple(sorted((*others, form), key=lambda one: one.since)))


def without_form(athlete: Athlete, day: date) -> Athlete:
    """Give an athlete without the times from a day on. Raises OptionError where there are none."""
    left = tuple(form for form in athlete.forms if form.since != day)
    if len(left) == len(athlete.forms):
        raise OptionError(f"since: no times are said to hold from {day} on")
    return replace(athlete, forms=left)


def days_changed(before: Athlete, after: Athlete) -> tuple[date | None, date | None] | None:
    """Give the first and the last day on which other times hold now, None for an open end; None where none do."""
    starts = sorted({form.since for athlete in (before, after) for form in athlete.forms})
    if not starts:
        return None
    first = date.min
    spans = [(first, starts[0] - timedelta(days=1))]
    spans += [(start, end - timedelta(days=1)) for start, end in zip(starts, [*starts[1:], date.max], strict=True)]
    changed = [(start, end) for start, end in spans if _times(before, start) != _times(after, start)]
    if not changed:
        return None
    start, end = changed[0][0], changed[-1][1]
    last = date.max - timedelta(days=1)
    return (None if start == first else start), (None if end == last else end)


def changed_days(before: Athlete, after: Athlete) -> dict[str, str]:
    """Give the days on which other times hold now, as words of an address; none where there are no such days."""
    found = days_changed(before, after)
    if found is None:
        return {}
    words = {"changed": "yes", "since": found[0], "until": found[1]}
    return {name: str(value) for name, value in words.items() if value is not None}


@cache
def zones() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the time zones by region, without the old names that others have taken over."""
    regions: dict[str, list[str]] = {}
    for name in sorted(available_timezones() | {"UTC"}):
        region, _, place = name.partition("/")
        if name == "UTC" or (place and region in _REGIONS):
            regions.setdefault(region, []).append(name)
    return tuple((region, tuple(names)) for region, names in regions.items())


_REGIONS = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)


def _times(athlete: Athlete, day: date) -> tuple[float | None, float | None]:
    form = athlete.form(day)
    return form.five_k, form.goal


def _name(words: Mapping[str, Any]) -> str:
    name = " ".join(text_of(words, "name").split())
    if not name:
        raise OptionError("name: say what you are called")
    return name


def _zone(words: Mapping[str, Any]) -> str:
    name = text_of(words, "timezone")
    clock.zone(name)
    return name


def _since(athlete: Athlete, words: Mapping[str, Any]) -> date | None:
    day = day_of(words, "since")
    if day is not None and not EARLIEST <= day.year <= athlete.today().year + YEARS_AHEAD:
        raise OptionError(f"since: {day} is no day of a runner's life; write it as 2026-04-12")
    return day


def _time(words: Mapping[str, Any], name: str) -> float | None:
    found = time_of(words, name)
    if found is not None:
        paces(**{name: found})
    return found
