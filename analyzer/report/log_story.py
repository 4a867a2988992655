"""The list of a log as a story, and what the log keeps beside the analysis of a session."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd

from analyzer.model import Day, Diary, Said
from analyzer.model.document import number, utc_text
from analyzer.report.rows import Row, Table
from analyzer.report.story import Section, Story
from analyzer.report.words import kilometres, whole
from analyzer.units import format_time

LIST, LOGGED = "log/1", "logged/1"
"""The versions of the JSON of the list and of one session; public interfaces."""
SCHEMAS = {LIST: "log.schema.json", LOGGED: "logged.schema.json"}
NOTES = 24
"""Letters of notes that the list shows."""
KINDS = {"mile_trial": "trial", "leg_speed": "leg speed"}
"""Kinds of session that a list calls otherwise than the JSON."""


def sessions_story(
    athlete: str,
    sessions: pd.DataFrame,
    *,
    waiting: Sequence[dict[str, str]] = (),
    method: int = 1,
    outdated: int = 0,
    more: bool = False,
) -> Story:
    """Tell the list of a log, the newest session last.

    sessions : frames.SESSIONS, those that are listed.   waiting : name and problem of the files that are in no session.
    method : The version of the method.   outdated : Sessions in the log that an earlier one analysed.
    more : Whether there are sessions before these.
    """
    count = len(sessions)
    far = float(np.nansum(sessions["distance"].to_numpy(dtype=float)))
    lines = [f"{kilometres(far)} of running"] if count else ["The log is empty; analyzer log add FILE adds a session"]
    warnings = [_waits(waiting)] if waiting else []
    if outdated:
        warnings.append(f"{_several(outdated, 'session')} analysed by an earlier version: analyzer log redo")
    table = Table(
        "sessions",
        "Sessions",
        ("No.", "Date", "Kind", "Result", "Notes", "Distance", "RPE"),
        tuple(Row(row) for row in _rows(sessions)),
        numbers=2,
        note="There are more before these: --limit N, --since DAY or --all." if more else "",
        spare=("Kind", "Notes"),
    )
    return Story(
        f"Log of {athlete}",
        f"the last {_several(count, 'session')}" if more else _several(count, "session"),
        lines=tuple(lines),
        warnings=tuple(warnings),
        sections=(Section("Sessions", table=table),),
        document={
            "schema": LIST,
            "athlete": athlete,
            "method": method,
            "sessions": sessions_part(sessions),
            "waiting": list(waiting),
        },
    )


def sessions_part(sessions: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a log as JSON, in the order of the frame."""
    rows = []
    for start, row in zip(sessions.index, sessions.to_dict("records"), strict=True):
        rows.append(
            {
                "session": int(row["session"]),
                "date": _day(int(row["day"])).isoformat(),
                "start": utc_text(start),
                **{name: str(row[name]) for name in ("kind", "title", "headline", "track", "notes")},
                "duration_s": number(row["duration"]),
                "running_s": number(row["running"]),
                "distance_m": number(row["distance"], 1),
                "on_track": bool(row["on_track"]),
                "strides": int(row["strides"]),
                "five_k_s": number(row["five_k"]),
                "rpe": None if math.isnan(row["rpe"]) else int(row["rpe"]),
                "files": int(row["files"]),
                "method": int(row["method"]),
            }
        )
    return rows


def logged_part(
    row: dict[str, Any], said: Said, diary: Diary, day: Day | None, files: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Give what the log keeps of a session beside its analysis, as JSON. row : As of `sessions_part`."""
    return {
        **row,
        "said": said.to_dict(),
        "diary": asdict(diary),
        "day": None if day is None else day_part(day),
        "files": list(files),
    }


def day_part(day: Day) -> dict[str, Any]:
    """Give what was written of a day, as JSON."""
    return {"date": day.day.isoformat(), "sleep_h": day.sleep, "strength_min": day.strength, "notes": day.notes}


def logged_lines(part: dict[str, Any], *, method: int) -> list[tuple[str, str]]:
    """Say what the log keeps of a session: each line with its name. part : Of `logged_part`."""
    diary, day = part["diary"], part["day"]
    effort = f"{diary['rpe']} of 10" if diary["rpe"] else ""
    told = [("Notes", diary["notes"]), ("Weather", diary["weather"]), ("Shoes", diary["shoes"]), ("RPE", effort)]
    if day is not None:
        told += [("The day", ", ".join(day_words(day)))]
    told += [("You said", said_words(part["said"]))]
    for file in part["files"]:
        used = "analysed" if file["primary"] else "kept with it"
        told.append(
            ("File", f"{file['name'] or 'without a name'} ({file['format'].upper()}, {used}), {file['sha256']}")
        )
    now = "" if part["method"] >= method else f"; this is version {method}: analyzer log redo {part['session']}"
    return [*((name, text) for name, text in told if text), ("Method", f"version {part['method']}{now}")]


def day_words(day: dict[str, Any]) -> list[str]:
    """Say what was written of a day. day : Of `day_part`."""
    sleep, strength = day["sleep_h"], day["strength_min"]
    words = [f"{format_time(sleep * 60, decimals=0)} h of sleep"] if sleep is not None else []
    words += [f"{strength:g} min of strength"] if strength is not None else []
    return [*words, day["notes"]] if day["notes"] else words


def said_words(said: dict[str, Any]) -> str:
    """Say what the runner said of a session."""
    words = []
    for name, value in said.items():
        if name == "corrections":
            words.append("corrections")
        elif name in {"five_k", "goal"}:
            words.append(f"{'5K time' if name == 'five_k' else 'goal'} {format_time(value, decimals=0)}")
        elif name == "finish":
            words.append(f"finish line at {value[0]:.5f},{value[1]:.5f}")
        else:
            words.append(f"{name} {value}")
    return ", ".join(words)


def schema(version: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of the JSON of the list or of a session."""
    text = (resources.files("analyzer.report") / SCHEMAS[version]).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _rows(sessions: pd.DataFrame) -> list[tuple[str, ...]]:
    names = ("session", "day", "kind", "headline", "notes", "distance", "rpe")
    return [
        (
            str(session),
            _day(int(day)).isoformat(),
            KINDS.get(kind, kind),
            headline,
            _short(notes),
            kilometres(distance) if distance > 0 else "",
            whole(rpe) if math.isfinite(rpe) else "",
        )
        for session, day, kind, headline, notes, distance, rpe in zip(
            *(sessions[name].tolist() for name in names), strict=True
        )
    ]


def _short(notes: str) -> str:
    text = " ".join(notes.split())
    return text if len(text) <= NOTES else f"{text[: NOTES - 2].rstrip()}.."


def _day(count: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + count)


def _several(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _waits(waiting: Sequence[dict[str, str]]) -> str:
    """Say which files wait, and why the first does."""
    first = waiting[0]
    why = f"{first['name'] or 'a file'} ({first['problem'] or 'not analysed yet'})"
    others = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
    verb = "waits" if len(waiting) == 1 else "wait"
    return f"{_several(len(waiting), 'file')} {verb}: {why}{others}; analyzer log redo --waiting tries again"
