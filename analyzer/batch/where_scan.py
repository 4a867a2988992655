"""The words of a condition, each with its place in the text."""

import re
from dataclasses import dataclass
from typing import NoReturn

from analyzer.errors import PlanError

LONGEST = 10_000
"""Letters; nobody writes a longer condition."""


class WhereError(PlanError):
    """A condition that cannot be read: what is wrong at which character of it, and how to write it."""


@dataclass(frozen=True)
class Token:
    """A word of a condition. sort : text, date, clock, number, word, sign or end.   at : Characters before it."""

    sort: str
    text: str
    at: int


_WORDS = re.compile(
    r"""(?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*')
    |(?P<date>\d{4}-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?)?(?![\d.:-]))
    |(?P<clock>\d+:\d{2}(?::\d{2})?(?:\.\d+)?(?![\d.:]))
    |(?P<number>-?\d+(?:\.\d+)?(?![\d.:]))
    |(?P<word>[^\W\d][\w.-]*)
    |(?P<sign><=|>=|==|!=|<>|[=<>(),])""",
    re.VERBOSE,
)
_ALIKE = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "−": "-", "\N{NO-BREAK SPACE}": " "})
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "=", "<>": "!="}


def tokens(text: str) -> list[Token]:
    """Cut a condition into its words; the last is its end. Raises WhereError."""
    if len(text) > LONGEST:
        raise WhereError(text, LONGEST, "the condition is too long", f"write at most {LONGEST} letters")
    read, at, found = text.translate(_ALIKE), 0, []
    while at < len(read):
        if read[at].isspace():
            at += 1
            continue
        if read[at] in _SIGNS:
            found.append(Token("sign", _SIGNS[read[at]], at))
            at += 1
            continue
        match = _WORDS.match(read, at)
        if match is None:
            _wrong(text, read, at)
        sort = str(match.lastgroup)
        found.append(Token(sort, _SIGNS.get(match[0], match[0]) if sort == "sign" else match[0], at))
        at = match.end()
    return [*found, Token("end", "", len(text))]


def _wrong(text: str, read: str, at: int) -> NoReturn:
    if read[at] in "\"'":
        raise WhereError(text, at, "a quotation that does not end", f"put a second {read[at]} behind it")
    if read[at].isdigit() or read[at] == "-":
        raise WhereError(text, at, "neither a number nor a time nor a date", "write 12.5, 5:40 or 2026-01-31")
    raise WhereError(
        text, at, f"'{read[at]}' where a name, a sign or a value should be", 'quote text: device = "Fenix 7"'
    )
