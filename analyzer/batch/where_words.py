"""Read a condition such as `kind = trial and date >= 2026-01-01`: names of columns, comparisons, and, or, not.

It is no program: it can only compare columns with values that are written in it.
"""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from analyzer.batch.columns import SESSIONS
from analyzer.batch.where import Always, Compares, Condition, Every, Known, Opposite, Resembles, Some
from analyzer.batch.where_scan import Token, WhereError, tokens
from analyzer.errors import OptionError
from analyzer.frames import Column
from analyzer.model import Direction, WorkoutKind
from analyzer.units import KILOMETRE, MILE, parse_time

COLUMNS = {column.name: column for column in SESSIONS}
_UNITS = ("_s", "_m", "_deg", "_bpm")
SHORT = {
    column.name.removesuffix(unit): column.name for column in SESSIONS for unit in _UNITS if column.name.endswith(unit)
}
"""A column may be named without its unit."""
TRIAL = "trial"
CLOSED: dict[str, tuple[str, ...]] = {
    "kind": (TRIAL, *WorkoutKind),
    "direction": tuple(Direction),
    "format": ("fit", "gpx", "tcx"),
}
"""Columns whose values are known: another is a slip of the pen."""
METRES = {"m": 1.0, "km": KILOMETRE, "k": KILOMETRE, "mi": MILE, "mile": MILE, "miles": MILE}
SECONDS = {"s": 1.0, "sec": 1.0, "min": 60.0, "h": 3600.0}
YES, NO = {"yes", "true"}, {"no", "false"}
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
_WORDS = {"and", "or", "not", "in", "like", "contains", "is"}
_DEEPEST = 50
_ANY = re.compile(r"[*%?]")


def condition(text: str) -> Condition:
    """Read a condition; an empty text is none. Raises WhereError, which points at the character."""
    return _Reading(text).whole() if text.strip() else Always()


class _Reading:
    """A condition that is read from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = tokens(text)
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        return self.left[self.at]

    def whole(self) -> Condition:
        found = self.either()
        if self.next.sort != "end":
            self.wrong(f"{self.quoted()} after the end of the condition", "join conditions by and, or")
        return found

    def either(self) -> Condition:
        parts = [self.both()]
        while self.word("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def both(self) -> Condition:
        parts = [self.one()]
        while self.word("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def one(self) -> Condition:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.wrong(f"more than {_DEEPEST} conditions inside one another", "write fewer brackets")
        if self.word("not"):
            found: Condition = Opposite(self.one())
        elif self.sign("("):
            found = self.either()
            self.expect(")")
        else:
            found = self.test()
        self.depth -= 1
        return found

    def test(self) -> Condition:
        column = self.column()
        if self.word("is"):
            is_not = self.word("not")
            if not self.word("missing"):
                self.wrong(f"{self.quoted()} after is", "write is missing or is not missing")
            return Known(column.name) if is_not else Opposite(Known(column.name))
        if self.word("not"):
            return Opposite(self.of_words(column))
        sign = next((sign for sign in SIGNS if self.sign(sign)), "")
        if sign:
            return self.compared(column, sign)
        if column.dtype == "bool" and not (self.next.sort == "word" and self.next.text.lower() in {"in", "like"}):
            return Compares(column.name, "=", low=True)
        return self.of_words(column)

    def of_words(self, column: Column) -> Condition:
        if self.word("in"):
            self.expect("(")
            parts = [self.compared(column, "=")]
            while self.sign(","):
                parts.append(self.compared(column, "="))
            self.expect(")")
            return Some(tuple(parts))
        if self.next.sort != "word" or self.next.text.lower() not in {"like", "contains"}:
            self.wrong(f"{self.quoted()} where a comparison should be", "write = != < <= > >= in like contains or is")
        if column.dtype != "str":
            self.wrong(f"{column.name} is no text", "compare it by = != < <= > >=")
        within = self.word("contains") or not self.word("like")
        return Resembles(column.name, _pattern(self.written().casefold(), within=within))

    def column(self) -> Column:
        token = self.next
        name = token.text.lower()
        if token.sort != "word" or name in _WORDS:
            self.wrong(f"{self.quoted()} where the name of a column should be", "write it as in kind = trial")
        name = SHORT.get(name, name)
        if name not in COLUMNS:
            self.wrong(f"'{token.text}' is no column of the sessions", f"columns are {', '.join(COLUMNS)}")
        self.at += 1
        return COLUMNS[name]

    def compared(self, column: Column, sign: str) -> Condition:
        if sign == "!=":
            return Opposite(self.compared(column, "="))
        token = self.next
        if column.dtype in {"str", "bool"} and sign != "=":
            self.wrong(f"{column.name} has no order", "compare it by = or !=")
        if column.dtype == "str":
            return self.named(column, token, self.written())
        if column.dtype == "bool":
            word = self.written().lower()
            if word not in YES | NO:
                self.wrong(f"'{word}' where yes or no should be", f"write {column.name} = yes", at=token.at)
            return Compares(column.name, "=", word in YES)
        if column.dtype in {"time", "date"}:
            return Compares(column.name, sign, *self.span())
        return Compares(column.name, sign, self.number(column))

    def named(self, column: Column, token: Token, value: str) -> Condition:
        """Compare a text; where its values are known, it must be one of them."""
        if column.name not in CLOSED:
            return Compares(column.name, "=", value.casefold())
        name = value.casefold().replace(" ", "_").replace("-", "_")
        if name not in CLOSED[column.name]:
            self.wrong(f"'{value}' is no {column.name}", f"choose {', '.join(CLOSED[column.name])}", at=token.at)
        return Known("trial") if (column.name, name) == ("kind", TRIAL) else Compares(column.name, "=", name)

    def written(self) -> str:
        """Take a text, in quotes or without."""
        token = self.next
        if token.sort in {"end", "sign"}:
            self.wrong(
                f"{self.quoted()} where a value should be", 'write a word, or text in quotes: device = "Fenix 7"'
            )
        self.at += 1
        if token.sort != "text":
            return token.text
        quote = token.text[0]
        return token.text[1:-1].replace(quote * 2, quote)

    def number(self, column: Column) -> float:
        token = self.next
        if token.sort == "clock" and column.unit == "s":
            self.at += 1
            try:
                return parse_time(token.text)
            except OptionError:
                self.wrong(f"'{token.text}' is no time", "write it as 5:40 or 1:02:03.5", at=token.at)
        if token.sort != "number":
            example = {"s": "5:40 or 340", "m": "1500 or 5 km"}.get(column.unit, "8 or 12.5")
            self.wrong(f"{self.quoted()} where a number should be", f"write {column.name} >= {example}")
        self.at += 1
        unit = self.next.text.lower()
        if self.next.sort != "word" or unit in _WORDS:
            return float(token.text)
        known = {"s": SECONDS, "m": METRES}.get(column.unit, {})
        if unit not in known:
            self.wrong(f"{self.quoted()} after a number", f"units of {column.name} are {', '.join(known) or 'none'}")
        self.at += 1
        return float(token.text) * known[unit]

    def span(self) -> tuple[float, float]:
        """Take a year, a month, a day or a moment; give when it begins and when it is over, since 1970. [s]"""
        token = self.next
        is_year = token.sort == "number" and re.fullmatch(r"\d{4}", token.text)
        if token.sort != "date" and not is_year:
            self.wrong(f"{self.quoted()} where a date should be", "write 2026, 2026-01 or 2026-01-31, without quotes")
        self.at += 1
        try:
            first, last = _span(token.text)
        except (ValueError, OverflowError):
            self.wrong(f"'{token.text}' is no date", "write it as 2026-01-31", at=token.at)
        return first.timestamp(), last.timestamp()

    def word(self, word: str) -> bool:
        if self.next.sort != "word" or self.next.text.lower() != word:
            return False
        self.at += 1
        return True

    def sign(self, sign: str) -> bool:
        if self.next.sort != "sign" or self.next.text != sign:
            return False
        self.at += 1
        return True

    def expect(self, sign: str) -> None:
        if not self.sign(sign):
            self.wrong(f"{self.quoted()} where '{sign}' should be", "close what was opened")

    def quoted(self) -> str:
        return "nothing more" if self.next.sort == "end" else f"'{self.next.text[:20]}'"

    def wrong(self, what: str, remedy: str, *, at: int | None = None) -> NoReturn:
        raise WhereError(self.text, self.next.at if at is None else at, what, remedy)


def _pattern(text: str, *, within: bool) -> str:
    """Give the regular expression of a text in which * and % are any letters and ? is one."""
    if within:
        return f".*{re.escape(text)}.*"
    parts: list[str] = []
    last = 0
    for match in _ANY.finditer(text):
        parts += [re.escape(text[last : match.start()]), "." if match[0] == "?" else ".*"]
        last = match.end()
    return "".join([*parts, re.escape(text[last:])])


def _span(text: str) -> tuple[datetime, datetime]:
    day, _, clock = text.partition("T")
    if clock:
        exact = datetime.fromisoformat(f"{day}T{clock.removesuffix('Z')}").replace(tzinfo=UTC)
        return exact, exact + timedelta(microseconds=1)
    year, month, number = (*(int(part) for part in day.split("-")), 0, 0)[:3]
    first = datetime(year, month or 1, number or 1, tzinfo=UTC)
    days = 1 if number else monthrange(year, month)[1] if month else 366 if monthrange(year, 2)[1] == 29 else 365
    return first, first + timedelta(days=days)
