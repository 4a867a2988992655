"""The sessions of an athlete as a frame, chosen by days, kinds and tracks, and with their speeds."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, func, select

from analyzer import frames
from analyzer.model import Athlete, TrainingLog
from analyzer.store import bulk, clock, packing, people
from analyzer.store.schema import claims, sessions

Days = tuple[date | None, date | None]


def listed(
    connection: Connection,
    athlete: Athlete,
    days: Days,
    kinds: Collection[str] = (),
    tracks: Collection[str] = (),
    limit: int | None = None,
) -> pd.DataFrame:
    """Give the sessions of an athlete, frames.SESSIONS; `limit` leaves the last ones."""
    return _sessions(connection, athlete, days, kinds, tracks, limit)[0]


def of_numbers(connection: Connection, athlete: Athlete, numbers: Sequence[int]) -> pd.DataFrame:
    """Give some sessions of an athlete, frames.SESSIONS, in the order of their numbers here."""
    found = _sessions(connection, athlete, (None, None), numbers=numbers)[0]
    places = {number: place for place, number in enumerate(found["session"].tolist())}
    return found.iloc[[places[number] for number in numbers]]


def training(connection: Connection, athlete: Athlete, days: Days) -> TrainingLog:
    """Give the sessions with their speeds, and the diary of days."""
    found, packed = _sessions(connection, athlete, days, extra=(sessions.c.speeds,))
    written = people.written_days(connection, athlete, *days)
    return TrainingLog(people.by_id(connection, athlete.id), found, packing.read_speeds(packed), written)


def _sessions(
    connection: Connection,
    athlete: Athlete,
    days: Days,
    kinds: Collection[str] = (),
    tracks: Collection[str] = (),
    limit: int | None = None,
    extra: Sequence[ColumnElement[Any]] = (),
    numbers: Sequence[int] | None = None,
) -> tuple[pd.DataFrame, Sequence[Any]]:
    names = (
        "day",
        "kind",
        "title",
        "headline",
        "sport",
        "duration",
        "running",
        "distance",
        "on_track",
        "track",
        "strides",
    )
    columns = [sessions.c.number.label("session"), sessions.c.start, *(sessions.c[name] for name in names)]
    columns += [sessions.c[name] for name in ("rpe", "notes", "method", "said")]
    query = of_days(select(*columns, *extra), athlete, days)
    if kinds:
        query = query.where(sessions.c.kind.in_([str(kind) for kind in kinds]))
    if tracks:
        query = query.where(sessions.c.track.in_(list(tracks)))
    if numbers is not None:
        query = query.where(sessions.c.number.in_(numbers))
    if limit is not None:
        query = query.order_by(sessions.c.start.desc(), sessions.c.number.desc()).limit(max(limit, 0))
    else:
        query = query.order_by(sessions.c.start, sessions.c.number)
    found: dict[str, Any] = bulk.columns(connection, query)
    if limit is not None:
        found = {name: values[::-1] for name, values in found.items()}
    number = np.array(found["session"], dtype=np.int64)
    day = np.array(found["day"], dtype=np.int64)
    athlete = people.by_id(connection, athlete.id)
    found |= {"files": _files(connection, athlete, number), "five_k": five_k(athlete, day, found.pop("said"))}
    last = found.pop(str(extra[0].key)) if extra else ()
    return bulk.frame(found, frames.SESSIONS), last


def _files(connection: Connection, athlete: Athlete, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the files of each session; few have more than one."""
    own = select(claims.c.session, func.count().label("files")).where(claims.c.athlete == athlete.id)
    several = own.where(claims.c.session.is_not(None)).group_by(claims.c.session).having(func.count() > 1)
    counts = np.ones(len(numbers), dtype=np.int64)
    places = {number: place for place, number in enumerate(numbers.tolist())}
    for session, files in connection.execute(several):
        if session in places:
            counts[places[session]] = files
    return counts


def five_k(athlete: Athlete, days: NDArray[np.int64], said: Sequence[str]) -> NDArray[np.float64]:
    """Give the 5K time that was said of each session, else that of the athlete then; NaN where neither was. [s]"""
    known = np.full(len(days), np.nan)
    if athlete.forms:
        since = [clock.day_number(form.since) for form in athlete.forms]
        times = np.array([np.nan if form.five_k is None else form.five_k for form in athlete.forms])
        known = times[np.maximum(np.searchsorted(since, days, side="right") - 1, 0)]
    for place, text in enumerate(said):
        # most said nothing; corrections can speak of it too
        own = json.loads(text).get("five_k") if "five_k" in text else None
        if own is not None:
            known[place] = own
    return known


def of_days(query: Select[Any], athlete: Athlete, days: Days) -> Select[Any]:
    """Leave what is of an athlete, from a day to another, both within."""
    since, until = days
    query = query.where(sessions.c.athlete == athlete.id)
    if since is not None:
        query = query.where(sessions.c.day >= clock.day_number(since))
    if until is not None:
        query = query.where(sessions.c.day <= clock.day_number(until))
    return query
