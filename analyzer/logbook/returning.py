"""An exported log back into a log: athlete, days, sessions with what was said and written of them."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from analyzer.errors import LogError
from analyzer.logbook.added import Added, Item, Saved, Tell
from analyzer.logbook.adding import add_all
from analyzer.logbook.leaving import SCHEMA
from analyzer.model import Athlete, Day, Diary, Form, Said, Sex
from analyzer.store import Store

Read = Callable[[str], bytes]
"""Gives a file of the export by its path in the folder."""


@dataclass(frozen=True)
class Exported:
    """What the JSON of an export says before its sessions. name : Of the athlete."""

    athlete: Athlete
    days: tuple[Day, ...]
    waiting: tuple[dict[str, Any], ...]


def read_index(lines: Iterable[str]) -> tuple[Exported, Iterator[dict[str, Any]]]:
    """Read the JSON of an export: what is said first, and then the sessions one by one. Raises LogError."""
    source = iter(lines)
    try:
        first = next(source, "").rstrip()
        head = json.loads(f"{first.removesuffix(',')}}}")
        found = _exported(head)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LogError(
            f"this is no export of a log ({error}); give the folder that analyzer log export made"
        ) from error
    return found, _sessions(source)


def _sessions(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        text = line.strip().removesuffix(",")
        if not text.startswith("{"):
            continue
        try:
            yield json.loads(text)
        except ValueError as error:
            raise LogError(f"the export is damaged ({error}); export the log again") from error


def _exported(head: dict[str, Any]) -> Exported:
    if head["schema"] != SCHEMA:
        raise ValueError(f"its schema is {head['schema']}")
    said = head["athlete"]
    forms = tuple(Form(date.fromisoformat(one["since"]), one["five_k_s"], one["goal_s"]) for one in said["forms"])
    sex = None if said["sex"] is None else Sex(said["sex"])
    athlete = Athlete(said["name"], said["birth_year"], sex, said["timezone"], forms)
    days = tuple(
        Day(date.fromisoformat(one["date"]), one["sleep_h"], one["strength_min"], one["notes"]) for one in head["days"]
    )
    return Exported(athlete, days, tuple(head["waiting"]))


def restore(
    store: Store,
    athlete: Athlete,
    found: Exported,
    sessions: Iterable[dict[str, Any]],
    read: Read,
    *,
    saved: Saved,
    told: Tell,
    jobs: int = 1,
) -> None:
    """Put an exported log into a log; each session is analysed from its recording, its other exports join it.

    What is in the log already stays. What is ended in the midst goes on when it is done again.
    """
    there = {day.day for day in store.days(athlete)}
    for day in found.days:
        if day.day not in there:
            store.write_day(athlete, day)
    others: dict[str, list[dict[str, Any]]] = {}

    def items() -> Iterator[Item]:
        for session in sessions:
            first, *more = session["files"]
            others[first["path"]] = more
            yield Item(
                read(first["path"]),
                first["name"],
                first["path"],
                Said.from_dict(session["said"]),
                Diary(**session["diary"]),
            )

    def hear(item: Item, added: Added) -> None:
        for file in others.pop(item.place, []) if added.number else []:
            kept = store.keep(athlete, read(file["path"]), name=file["name"])
            if kept.session is None:
                store.join(athlete, added.number, kept.sha256)
        told(item, added)

    add_all(store, athlete, items(), saved=saved, told=hear, jobs=jobs)
    for one in found.waiting:
        kept = store.keep(
            athlete,
            read(one["path"]),
            name=one["name"],
            said=Said.from_dict(one["said"]),
            diary=Diary(**one["diary"]),
        )
        if kept.new:
            store.failed(athlete, kept.sha256, one["problem"])


def athlete_for(store: Store, found: Exported, name: str) -> Athlete:
    """Give whose log it becomes: the athlete of that name, or of the name in the export, made where there is none."""
    wanted = name or found.athlete.name
    known = next((one for one in store.athletes() if one.name.casefold() == wanted.casefold()), None)
    return known or store.put_athlete(replace(found.athlete, name=wanted))
