"""A place in a text that moves on as the text is read; what is wrong points at it."""

import re
from collections.abc import Container
from typing import NoReturn

from analyzer.errors import PlanError
from analyzer.workouts.words import CLOCK, KINDS, MARKS, NUMBER, PAUSE, RESTS, WORD, Limit

_MOST_DIGITS = 12
"""No number of a plan is written with more before the point."""


class Scanner:
    """Read a text from left to right; spaces count for nothing.

    at : The place that is read next, after any spaces.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.read_as = PAUSE.sub(" ", text.translate(MARKS))
        self.at = 0
        self._skip()

    @property
    def done(self) -> bool:
        """Say whether all is read."""
        return self.at >= len(self.text)

    def wrong(self, what: str, remedy: str, *, at: int | None = None) -> NoReturn:
        """Raise the error that points here, or at another place."""
        raise PlanError(self.text, self.at if at is None else at, what, remedy)

    def here(self) -> str:
        """Quote what stands here."""
        if self.done:
            return "nothing more"
        word = WORD.match(self.read_as, self.at) or NUMBER.match(self.read_as, self.at)
        return f"'{word[0][:20] if word else self.text[self.at]}'"

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Read what matches here."""
        match = pattern.match(self.read_as, self.at)
        if match is not None:
            self.at = match.end()
            self._skip()
        return match

    def sign(self, letter: str) -> bool:
        """Read one sign, if it stands here."""
        if not self.stands(letter):
            return False
        self.at += len(letter)
        self._skip()
        return True

    def word(self, known: Container[str]) -> str:
        """Read one of the known words, in small letters; else leave it and give ""."""
        word = self.next_word()
        if not word or word not in known:
            return ""
        self.take(WORD)
        return word

    def next_word(self) -> str:
        """Give the word that stands here, in small letters, and leave it; "" where there is none."""
        match = WORD.match(self.read_as, self.at)
        return match[0].lower() if match else ""

    def attached(self) -> bool:
        """Say whether letters stand right behind what was read that begin nothing new, as in `90o`."""
        word = self.next_word()
        return bool(word) and word not in RESTS and word not in KINDS and self.read_as[self.at - 1] != " "

    def stands(self, letter: str) -> bool:
        """Say whether a sign stands here."""
        return self.read_as.startswith(letter, self.at)

    def number(self, what: str, remedy: str) -> float:
        """Read a number, with a point or a comma."""
        start = self.at
        match = self.take(NUMBER)
        if match is None:
            self.wrong(f"{self.here()} where {what} should be", remedy)
        return self.value(match[0], start)

    def value(self, digits: str, start: int) -> float:
        """Give the value of digits that were read at a place."""
        if len(digits.split(".", maxsplit=1)[0].split(",", maxsplit=1)[0]) > _MOST_DIGITS:
            self.wrong(f"a number of {len(digits)} digits", "write a smaller one", at=start)
        return float(digits.replace(",", "."))

    def clock(self) -> float | None:
        """Read a time such as `1:30` or `1:05:00`; None where there is none. [s]"""
        start = self.at
        match = self.take(CLOCK)
        if match is None:
            return None
        hours, minutes, seconds = (self.value(part or "0", start) for part in match.groups())
        if seconds >= 60 or (match[1] is not None and minutes >= 60):
            self.wrong(f"'{match[0]}' is no time", "after a colon there are 00 to 59, as in 1:30 or 1:05:00", at=start)
        return hours * 3600 + minutes * 60 + seconds

    def within(self, limit: Limit, value: float, start: int) -> None:
        """Raise the error for a length that was read at a place and is outside its limits; NaN is within."""
        if value < limit.low:
            self.wrong(f"{value:g} {limit.unit} is too short for {limit.of}", limit.remedy, at=start)
        if value > limit.high:
            self.wrong(f"{value:g} {limit.unit} is too long for {limit.of}", limit.remedy, at=start)

    def _skip(self) -> None:
        while self.at < len(self.text) and self.read_as[self.at] == " ":
            self.at += 1
