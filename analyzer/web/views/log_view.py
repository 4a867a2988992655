"""What the page of the log shows: the rows by month, the words that lead to others, the files that wait."""

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from analyzer.model import WorkoutKind
from analyzer.report.log_story import KINDS
from analyzer.store import By, Choice, Chosen, Order, Waiting
from analyzer.units import format_distance, format_time

EPOCH = date(1970, 1, 1)
NOTES = 90
"""Letters of notes in a row."""
FILES = 12
"""Files that wait are named, so many of them."""
HEADS = (
    ("Date", By.DATE),
    ("What", By.KIND),
    ("Result", By.RESULT),
    ("Distance", By.DISTANCE),
    ("Time", By.TIME),
    ("RPE", By.RPE),
)
"""The columns that sessions can be put in order by."""
_IN_COLUMNS = re.compile(r"[\d.:]+( km| mi| m)?")
NUMBERS = (By.DISTANCE, By.TIME, By.RPE)


@dataclass(frozen=True)
class Row:
    """One session of the list."""

    number: int
    iso: str
    day: str
    kind: str
    kind_word: str
    headline: str
    error: str
    title: str
    distance: str
    time: str
    rpe: str
    notes: str


def rows(sessions: pd.DataFrame, *, years: bool) -> list[tuple[str, list[Row]]]:
    """Give the rows by month, as they come; in one group without a name where `years` tells each row's own."""
    groups: list[tuple[str, list[Row]]] = []
    records: list[dict[str, Any]] = sessions.to_dict("records")  # type: ignore[assignment]
    for told in records:
        day = EPOCH + timedelta(days=int(told["day"]))
        month = "" if years else f"{day:%B %Y}"
        if not groups or groups[-1][0] != month:
            groups.append((month, []))
        groups[-1][1].append(_row(told, day, years=years))
    return groups


def _row(told: dict[str, Any], day: date, *, years: bool) -> Row:
    headline, _, error = told["headline"].partition(" ± ")
    notes = " ".join(told["notes"].split())
    rpe = told["rpe"]
    return Row(
        number=int(told["session"]),
        iso=day.isoformat(),
        day=f"{day:%-d %b %Y}" if years else f"{day:%a %-d %b}",
        kind=told["kind"].replace("_", "-"),
        kind_word=kind_word(told["kind"]),
        headline=headline,
        error=error,
        title=" · ".join(filter(None, (said_more(told["title"], headline, told["kind"]), told["track"]))),
        distance=format_distance(told["distance"]) if told["distance"] > 0 else "",
        time=format_time(told["duration"], decimals=0),
        rpe=f"{rpe:.0f}" if math.isfinite(rpe) else "",
        notes=notes if len(notes) <= NOTES else f"{notes[: NOTES - 1].rstrip()}…",
    )


def said_more(title: str, headline: str, kind: str) -> str:
    """Give what a title says that neither the headline nor the columns do.

    >>> said_more("10 x 400 m, mean 1:31.1, rest 1:17 jog", "10 x 400 m mean 1:31.1", "intervals")
    'rest 1:17 jog'
    >>> said_more("easy run, 6.1 km, 30:09", "Easy run 30:16", "easy"), said_more("1 mile trial", "Mile", "mile_trial")
    ('', '')
    """
    known = headline.casefold()
    parts = [part for part in title.split(", ") if part.casefold() not in known and not _IN_COLUMNS.fullmatch(part)]
    return "" if kind == WorkoutKind.MILE_TRIAL else ", ".join(parts)


def kind_word(kind: str) -> str:
    """Write the kind of a session.

    >>> kind_word("mile_trial"), kind_word("leg_speed")
    ('Trial', 'Leg speed')
    """
    return KINDS.get(kind, kind.replace("_", " ")).capitalize()


def words_of(choice: Choice) -> dict[str, str]:
    """Give the words of an address that ask for a choice; what is as usual is left out."""
    words = {
        "kind": ",".join(choice.kinds),
        "track": next(iter(choice.tracks), ""),
        "q": choice.text,
        "since": choice.since.isoformat() if choice.since else "",
        "until": choice.until.isoformat() if choice.until else "",
        "trial": "yes" if choice.trial else "",
        "sort": "" if choice.by is By.DATE else choice.by.value,
        "way": "up" if choice.up else "",
    }
    return {name: value for name, value in words.items() if value}


def address(choice: Choice, *, page: int = 1, **other: str) -> str:
    """Give the address of a page of a choice; `other` words take the place of its own."""
    words = {**words_of(choice), **({"page": str(page)} if page > 1 else {}), **other}
    query = urlencode({name: value for name, value in words.items() if value})
    return f"/log?{query}" if query else "/log"


def heads(choice: Choice) -> list[dict[str, Any]]:
    """Give the heads of the columns: their way of sorting now, and the address that sorts by them."""
    made = []
    for name, by in HEADS:
        now = choice.by is by
        # what is pressed first shows the most; dates the latest, words from a on
        up = not choice.up if now else by in {By.KIND, By.RESULT}
        to = address(choice, sort="" if by is By.DATE else by.value, way="up" if up else "")
        sorted_as = ("ascending" if choice.up else "descending") if now else ""
        made.append({"name": name, "to": to, "sorted": sorted_as, "number": by in NUMBERS})
    return made


def pages(choice: Choice, chosen: Chosen, page: int, most: int) -> dict[str, Any]:
    """Give the place of a page among the others."""
    last = max(-(-chosen.count // most), 1)
    first = (page - 1) * most
    return {
        "page": page,
        "last": last,
        "from": min(first + 1, chosen.count),
        "to": min(first + most, chosen.count),
        "before": address(choice, page=page - 1) if page > 1 else "",
        "after": address(choice, page=page + 1) if page < last else "",
    }


def files(waiting: tuple[Waiting, ...], orders: tuple[Order, ...]) -> dict[str, Any]:
    """Tell what is not done: files that wait or failed, sessions that are to be analysed again."""
    failed = [one for one in waiting if one.problem]
    return {
        "failed": [(one.name or "a file", one.problem.removeprefix(f"{one.name}: ")) for one in failed[:FILES]],
        "more_failed": max(len(failed) - FILES, 0),
        "waiting": len(waiting) - len(failed),
        "again": sum(not one.problem for one in orders),
        "again_failed": [one for one in orders if one.problem][:FILES],
    }
