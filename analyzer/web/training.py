"""The training of an athlete as pages and API weigh it, and what was written of a day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analyzer.balance import balance
from analyzer.errors import OptionError
from analyzer.model import Athlete, Balance, Day
from analyzer.store import Store
from analyzer.web.asked import day_of, text_of, whole_of

_CLOCK, _PLAIN = re.compile(r"(\d{1,2}):([0-5]\d)"), re.compile(r"(\d{1,4}(?:[.,]\d{1,3})?)")
WEEKS, MOST_WEEKS = 12, 520
"""Shown where nothing else is asked for; ten years at the most."""


@dataclass(frozen=True)
class Weighed:
    """What was asked for: so many weeks until a day, which is today where none was given."""

    weeks: int = WEEKS
    until: date | None = None


def asked_of(words: Mapping[str, Any]) -> Weighed:
    """Read what a request asks for. Raises OptionError."""
    return Weighed(whole_of(words, "weeks", 1, MOST_WEEKS) or WEEKS, day_of(words, "until"))


def weighed(store: Store, athlete: Athlete, asked: Weighed) -> Balance:
    """Hold the training against the rules of balance. Raises OptionError of a day that is still to come."""
    today = athlete.today()
    until = asked.until or today
    if until > today:
        raise OptionError(f"until: {until} is still to come; today is {today}: give a day that has been")
    training = store.training(athlete, until=until)
    untold = bool(training.sessions["five_k"].isna().any())
    of_trials = store.trials(athlete, until=until) if untold else None
    return balance(training, until=until, weeks=asked.weeks, today=today, trials=of_trials)


def day_named(text: str) -> date:
    """Read the day that an address names. Raises OptionError."""
    found = day_of({"day": text}, "day")
    if found is None:
        raise OptionError("no day is named; write it as 2026-04-12")
    return found


def day_said(day: date, words: Mapping[str, Any]) -> Day:
    """Read what is written of a day: sleep of the night before (7:30 or 7.5), minutes of strength, notes."""
    return Day(day, sleep_of(words), strength_of(words), text_of(words, "notes"))


def sleep_of(words: Mapping[str, Any]) -> float | None:
    """Read hours of sleep; None where the field is empty. [h]

    >>> sleep_of({"sleep": "7:30"}), sleep_of({"sleep": "7,5"}), sleep_of({"sleep": ""})
    (7.5, 7.5, None)
    """
    text = text_of(words, "sleep").removesuffix("h").strip()
    clock, plain = _CLOCK.fullmatch(text), _PLAIN.fullmatch(text)
    if text and clock is None and plain is None:
        raise OptionError(f"sleep: '{text[:40]}' is no time of sleep; write it as 7:30 or 7.5")
    if clock is not None:
        return int(clock[1]) + int(clock[2]) / 60
    return None if plain is None else float(plain[1].replace(",", "."))


def strength_of(words: Mapping[str, Any]) -> float | None:
    """Read minutes of strength training; None where the field is empty. [min]"""
    text = text_of(words, "strength").removesuffix("min").strip()
    plain = _PLAIN.fullmatch(text)
    if text and plain is None:
        raise OptionError(f"strength: '{text[:40]}' are no minutes; write them as 30")
    return None if plain is None else float(plain[1].replace(",", "."))
