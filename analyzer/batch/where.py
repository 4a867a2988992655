"""What a condition means: which rows it holds for, and whether that can be told before a session is analysed.

A condition is tried on a row of the table of sessions. What a row does not have (a lane on the road) fulfils no
comparison. A column that is not in the row yet is not known: then the answer may be None.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

Row = Mapping[str, Any]


class Condition(Protocol):
    """A part of a condition."""

    def holds(self, row: Row) -> bool | None:
        """Tell whether it holds; None where the row does not tell yet."""


@dataclass(frozen=True)
class Always:
    """No condition."""

    def holds(self, row: Row) -> bool | None:  # noqa: ARG002 - as the others have it
        """Hold for every row."""
        return True


@dataclass(frozen=True)
class Every:
    """Conditions that must all hold."""

    parts: tuple[Condition, ...]

    def holds(self, row: Row) -> bool | None:
        """Tell False as soon as one does not hold, whatever the others are."""
        told = [part.holds(row) for part in self.parts]
        return False if False in told else None if None in told else True


@dataclass(frozen=True)
class Some:
    """Conditions of which one must hold."""

    parts: tuple[Condition, ...]

    def holds(self, row: Row) -> bool | None:
        """Tell True as soon as one holds, whatever the others are."""
        told = [part.holds(row) for part in self.parts]
        return True if True in told else None if None in told else False


@dataclass(frozen=True)
class Opposite:
    """A condition that must not hold."""

    part: Condition

    def holds(self, row: Row) -> bool | None:
        """Turn the answer round."""
        told = self.part.holds(row)
        return None if told is None else not told


@dataclass(frozen=True)
class Known:
    """That a row has a value."""

    column: str

    def holds(self, row: Row) -> bool | None:
        """Tell whether it has one."""
        return row[self.column] is not None if self.column in row else None


@dataclass(frozen=True)
class Compares:
    """A value of the row beside one from the condition.

    low, high : Numbers, folded texts, or the first moment and the one after the last of a date, since 1970. [s]
    """

    column: str
    sign: str
    low: Any
    high: Any = None

    def holds(self, row: Row) -> bool | None:
        """Compare; what the row does not have compares with nothing."""
        if self.column not in row:
            return None
        value = _comparable(row[self.column])
        if value is None:
            return False
        return (
            _SPANS[self.sign](value, self.low, self.high) if self.high is not None else _SIGNS[self.sign](value, self)
        )


@dataclass(frozen=True)
class Resembles:
    """A text of the row beside a pattern, small and capital letters alike."""

    column: str
    pattern: str

    def holds(self, row: Row) -> bool | None:
        """Tell whether the whole text is of the pattern."""
        if self.column not in row:
            return None
        value = row[self.column]
        return value is not None and re.fullmatch(self.pattern, value.casefold(), re.DOTALL) is not None


_SIGNS: dict[str, Callable[[Any, Compares], bool]] = {
    "=": lambda value, test: bool(value == test.low),
    "<": lambda value, test: bool(value < test.low),
    "<=": lambda value, test: bool(value <= test.low),
    ">": lambda value, test: bool(value > test.low),
    ">=": lambda value, test: bool(value >= test.low),
}
_SPANS: dict[str, Callable[[Any, Any, Any], bool]] = {
    "=": lambda value, low, high: bool(low <= value < high),
    "<": lambda value, low, _: bool(value < low),
    "<=": lambda value, _, high: bool(value < high),
    ">": lambda value, _, high: bool(value >= high),
    ">=": lambda value, low, _: bool(value >= low),
}


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp()
    return value
