"""The index of many sessions as one HTML page that needs nothing else: it opens from a disk, without scripts too."""

import base64
import hashlib
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import pandas as pd
from markupsafe import Markup

from analyzer.report.index_rows import (
    Best,
    Listed,
    Place,
    bests,
    folder_of,
    listed,
    newest_first,
    places,
    readable,
    url,
)
from analyzer.report.page import environment
from analyzer.report.rows import MANY

PAGE = 100
"""Rows that are shown at once; without scripts these are all."""
MOST = 20_000
"""Sessions, and failures, that a page lists: it is to open at once. The tables hold all."""
COLUMNS = (
    ("date", "Date"),
    ("session", "Session"),
    ("kind", "Kind"),
    ("distance", "Distance"),
    ("duration", "Duration"),
    ("track", "Track"),
    ("file", "File"),
)


@dataclass(frozen=True)
class Totals:
    """How many there are of all, also where the page lists the newest only. tracks : Told apart by where they lie."""

    sessions: int
    on_track: int
    tracks: int
    trials: int
    failures: int


def html(
    sessions: pd.DataFrame,
    efforts: pd.DataFrame,
    failures: pd.DataFrame,
    *,
    totals: Totals | None = None,
    title: str = "Sessions",
    lines: Sequence[str] = (),
    tables: Sequence[str] = (),
    footer: str = "",
) -> str:
    """Give the index of many sessions as one page.

    sessions : file, start (UTC), kind, title, headline, duration_s, distance_m, trial (its name), on_track, track,
    latitude_deg and longitude_deg (of the track's centre), report (path of its page below this one); null for none.
    efforts : Those that the bests are among: file, kind, nominal, on_track, time_s, time_sd_s.
    failures : file, error.   totals : Where the frames are not of all.
    lines : Under the title.   tables : Paths of the tables, below this page.
    """
    found, group = places(sessions)
    folder = folder_of([*sessions["file"], *failures["file"]])
    every = listed(sessions, group, folder)
    best = bests(efforts, every, sessions["file"].tolist())
    rows = newest_first(every)[:MOST]
    kinds = [
        (kind, kind.replace("_", " "), number) for kind, number in sorted(Counter(row.kind for row in rows).items())
    ]
    names = (readable(file.removeprefix(folder)) for file in failures["file"])
    wrong = list(zip(names, map(readable, failures["error"]), strict=True))
    counted = Totals(
        sessions=len(every),
        on_track=sum(row.on_track for row in every),
        tracks=len(found),
        trials=sum(row.trial for row in every),
        failures=len(wrong),
    )
    totals = totals or counted
    script = _script()
    names = (readable(file.removeprefix(folder)) for file in failures["file"])
    wrong = list(zip(names, map(readable, failures["error"]), strict=True))
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            title=readable(title),
            lines=lines,
            tiles=_tiles(totals),
            tables=[(path, url(path)) for path in tables],
            bests=best,
            bests_note=_bests_note(best),
            columns=COLUMNS,
            rows=rows,
            first=rows[:PAGE],
            listed=_number(len(rows)),
            left_out=totals.sessions > len(rows),
            count=_count(len(rows)),
            kinds=[(key, name, _number(number)) for key, name, number in kinds],
            places=found,
            data=_data(rows, [kind[:2] for kind in kinds], found),
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            failures=wrong[:MOST],
            failures_count=_number(totals.failures),
            failures_left_out=_number(totals.failures - len(wrong[:MOST]))
            if totals.failures > len(wrong[:MOST])
            else "",
            many=MANY,
            folder=readable(folder),
            footer=footer,
        )
    )


def _tiles(totals: Totals) -> list[tuple[str, str]]:
    numbers = (
        (_one(totals.sessions, "session", "sessions"), totals.sessions),
        ("on a track", totals.on_track),
        (_one(totals.tracks, "track", "tracks"), totals.tracks),
        (_one(totals.trials, "trial", "trials"), totals.trials),
        (_one(totals.failures, "file not read", "files not read"), totals.failures),
    )
    return [(name, _number(number)) for name, number in numbers]


def _one(number: int, one: str, more: str) -> str:
    return one if number == 1 else more


def _number(number: int) -> str:
    return f"{number:,}"


def _count(number: int) -> str:
    """Say what the table shows where no script is allowed to show more."""
    if number <= PAGE:
        return f"{number} {_one(number, 'session', 'sessions')}, the newest first"
    return (
        f"The newest {PAGE} of {_number(number)} sessions; where scripts are allowed this page filters and shows all."
    )


def _bests_note(best: Sequence[Best]) -> str:
    if not best:
        return ""
    off = " Off the track only where none was run on one." if any(one.off_track for one in best) else ""
    return f"The fastest reps and trials; left out are hills, and what is faster than the world record.{off}"


def _data(rows: Sequence[Listed], kinds: Sequence[tuple[str, str]], found: Sequence[Place]) -> Markup:
    """Write what the script shows; nothing in it can end the element that it stands in."""
    number_of = {key: number for number, (key, _) in enumerate(kinds)}
    values = {
        "page": PAGE,
        "kinds": kinds,
        "places": [[place.key, place.name] for place in found],
        "rows": [_values(row, number_of) for row in rows],
    }
    text = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704 - no mark-up is left


def _values(row: Listed, kinds: dict[str, int]) -> list[Any]:
    """Give a row in the order in which the script takes it."""
    return [
        None if math.isnan(row.start) else int(row.start),
        row.day,
        row.clock,
        kinds[row.kind],
        row.name,
        row.more,
        round(row.distance) if math.isfinite(row.distance) else None,
        row.distance_text,
        round(row.duration) if math.isfinite(row.duration) else None,
        row.duration_text,
        row.place if row.place >= 0 or not row.on_track else -2,
        int(row.trial),
        row.file,
        row.link,
    ]


def _script() -> Markup:
    text = resources.files("analyzer.report").joinpath("templates").joinpath("index.js").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - the package's own
