"""The log of an athlete as files: the recordings as they came, tables, and a JSON from which it can be made again."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from analyzer.archive import safe
from analyzer.model import Athlete, Day
from analyzer.report.log_story import day_part, logged_part, sessions_part
from analyzer.store import LoggedSession, Store

SCHEMA = "log_export/1"
INDEX = "log.json"
HEAD = f'{{"schema": "{SCHEMA}"'.encode()
"""How the JSON of an export begins."""
FILES = "files"
_OF_EFFORT = (
    "kind", "nominal", "on_track", "lane", "start_s", "time_s", "time_sd", "distance_m", "distance_sd", "recovery_s",
    "heart_rate", "cadence",
)  # fmt: skip
_OF_ZONE = ("lap", "zone", "from_m", "to_m", "time_s", "time_sd", "speed", "speed_sd", "heart_rate", "cadence")
_OF_DAY = ("date", "sleep_h", "strength_min", "notes")
_OF_DIARY = ("rpe", "notes", "weather", "shoes")


@dataclass(frozen=True)
class Piece:
    """A file of an export: its path in the folder, and its bytes or pieces of them."""

    path: PurePosixPath
    data: bytes | Iterable[bytes]


def export(store: Store, athlete: Athlete) -> Iterator[Piece]:
    """Give the files of an export one after another; the JSON that makes it whole is the last."""
    rows = {row["session"]: row for row in sessions_part(store.sessions(athlete))}
    tables: dict[str, list[dict[str, Any]]] = {"sessions": [], "efforts": [], "zones": []}
    for number, row in rows.items():
        session = store.session(athlete, number)
        tables["sessions"].append({**row, **{name: getattr(session.diary, name) for name in _OF_DIARY}})
        _efforts(session, row, tables)
        for place, file in enumerate(session.files):
            yield Piece(_path(number, place, file.name, file.format), store.data(file.sha256))
    for one in store.waiting(athlete):
        yield Piece(_waiting_path(one.sha256, one.name), store.data(one.sha256))
    days = store.days(athlete)
    for name, found in tables.items():
        yield Piece(PurePosixPath(f"{name}.csv"), _csv(found, _columns(name, rows)))
    yield Piece(PurePosixPath("days.csv"), _csv([day_part(day) for day in days], _OF_DAY))
    yield Piece(PurePosixPath(INDEX), _index(store, athlete, rows, days))


def _path(number: int, place: int, name: str, form: str) -> PurePosixPath:
    """Name a recording after its session, and as it was called.

    >>> _path(12, 0, "run.fit", "fit"), _path(12, 1, "run.fit.gz", "gpx")
    (PurePosixPath('files/00012-run.fit'), PurePosixPath('files/00012-2-run.gpx'))
    """
    stem = safe(name).name if name else ""
    stem = stem.removesuffix(".gz").removesuffix(".zip")
    stem = stem if stem.lower().endswith(f".{form}") else f"{PurePosixPath(stem or 'recording').stem}.{form}"
    more = f"{place + 1}-" if place else ""
    return PurePosixPath(FILES) / f"{number:05d}-{more}{stem}"


def _waiting_path(sha256: str, name: str) -> PurePosixPath:
    return PurePosixPath(FILES) / f"waiting-{sha256[:12]}-{safe(name).name if name else 'recording'}"


def _efforts(session: LoggedSession, row: dict[str, Any], tables: dict[str, list[dict[str, Any]]]) -> None:
    """Add the efforts and zones of a session to the tables."""
    whose = {"session": session.session, "date": row["date"]}
    for place, effort in enumerate(session.document["efforts"]):
        tables["efforts"].append({**whose, "effort": place, **{name: effort.get(name) for name in _OF_EFFORT}})
        tables["zones"] += [
            {**whose, "effort": place, **{name: zone.get(name) for name in _OF_ZONE}} for zone in effort["zones"]
        ]


def _columns(name: str, rows: dict[int, dict[str, Any]]) -> tuple[str, ...]:
    if name == "sessions":
        first: dict[str, Any] = next(iter(rows.values()), {"session": 0, "date": ""})
        return (*(column for column in first if column not in _OF_DIARY), *_OF_DIARY)
    return ("session", "date", "effort", *(_OF_EFFORT if name == "efforts" else _OF_ZONE))


def _csv(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()


def _index(store: Store, athlete: Athlete, rows: dict[int, dict[str, Any]], days: Sequence[Day]) -> Iterator[bytes]:
    """Give the JSON of an export, a session a line, so that it can be read line by line."""
    waiting = [
        {
            "path": _waiting_path(one.sha256, one.name).as_posix(),
            "sha256": one.sha256,
            "name": one.name,
            "said": one.said.to_dict(),
            "diary": asdict(one.diary),
            "problem": one.problem,
        }
        for one in store.waiting(athlete)
    ]
    head = {
        "schema": SCHEMA,
        "athlete": athlete_part(athlete),
        "days": [day_part(day) for day in days],
        "waiting": waiting,
    }
    yield _line(head)[:-1] + b',\n"sessions": [\n'
    for place, (number, row) in enumerate(rows.items()):
        session = store.session(athlete, number)
        files = [
            {**asdict(file), "path": _path(number, at, file.name, file.format).as_posix()}
            for at, file in enumerate(session.files)
        ]
        part = logged_part(row, session.said, session.diary, None, files)
        yield (b",\n" if place else b"") + _line({**part, "analysis": session.document})
    yield b"\n]}\n"


def _line(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


def athlete_part(athlete: Athlete) -> dict[str, Any]:
    """Give an athlete as a part of JSON."""
    return {
        "name": athlete.name,
        "birth_year": athlete.birth_year,
        "sex": athlete.sex.value if athlete.sex else None,
        "timezone": athlete.timezone,
        "forms": [
            {"since": form.since.isoformat(), "five_k_s": form.five_k, "goal_s": form.goal} for form in athlete.forms
        ],
    }
