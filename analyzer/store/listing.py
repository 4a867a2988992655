"""Whole logs as frames: sessions, training and trials, each read by one statement a table."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from analyzer import frames
from analyzer.errors import OptionError
from analyzer.model import Athlete, Said, TrainingLog, Trial, TrialLog, WorkoutKind
from analyzer.store import clock, packing, people
from analyzer.store.schema import analyses, claims, efforts, sessions, trial_laps, trial_zones, trials
from analyzer.store.writing import own

Days = tuple[date | None, date | None]
_WRITTEN = ("rpe", "weather", "shoes", "notes")


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
) -> tuple[pd.DataFrame, Sequence[Any]]:
    names = ("day", "kind", "title", "headline", "duration", "running", "distance", "on_track", "track", "strides")
    columns = [sessions.c.number.label("session"), sessions.c.start, *(sessions.c[name] for name in names)]
    columns += [sessions.c[name] for name in ("rpe", "notes", "method", "said")]
    query = _of(select(*columns, *extra), athlete, days)
    if kinds:
        query = query.where(sessions.c.kind.in_([str(kind) for kind in kinds]))
    if tracks:
        query = query.where(sessions.c.track.in_(list(tracks)))
    if limit is not None:
        query = query.order_by(sessions.c.start.desc(), sessions.c.number.desc()).limit(max(limit, 0))
    else:
        query = query.order_by(sessions.c.start, sessions.c.number)
    found: dict[str, Any] = _columns(connection, query)
    if limit is not None:
        found = {name: values[::-1] for name, values in found.items()}
    number = np.array(found["session"], dtype=np.int64)
    day = np.array(found["day"], dtype=np.int64)
    athlete = people.by_id(connection, athlete.id)
    found |= {"files": _files(connection, athlete, number), "five_k": five_k(athlete, day, found.pop("said"))}
    last = found.pop(str(extra[0].key)) if extra else ()
    return _frame(found, frames.SESSIONS), last


def _files(connection: Connection, athlete: Athlete, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the files of each session."""
    query = select(claims.c.session, func.count().label("files")).where(
        claims.c.athlete == athlete.id, claims.c.session.is_not(None)
    )
    found = _columns(connection, query.group_by(claims.c.session).order_by(claims.c.session))
    whose, count = (np.array(found[name], dtype=np.int64) for name in ("session", "files"))
    places = np.searchsorted(whose, numbers)
    return count[places]


def five_k(athlete: Athlete, days: NDArray[np.int64], said: Sequence[str]) -> NDArray[np.float64]:
    """Give the 5K time that was said of each session, else that of the athlete then; NaN where neither was. [s]"""
    known = np.full(len(days), np.nan)
    if athlete.forms:
        since = [clock.day_number(form.since) for form in athlete.forms]
        times = np.array([np.nan if form.five_k is None else form.five_k for form in athlete.forms])
        known = times[np.maximum(np.searchsorted(since, days, side="right") - 1, 0)]
    for place, text in enumerate(said):
        if "five_k" in text:
            known[place] = json.loads(text)["five_k"]
    return known


def trial_log(connection: Connection, athlete: Athlete, days: Days) -> TrialLog:
    """Give the trials of an athlete with their laps and zones, and the reps of the other sessions."""
    in_log = [_of(_joined(table), athlete, days) for table in (trial_laps, trial_zones)]
    laps, zones = (
        _frame(_columns(connection, query.order_by(*query.selected_columns[:2], table.c.place)), kind)
        for query, table, kind in zip(
            in_log, (trial_laps, trial_zones), (frames.TRIAL_LAPS, frames.TRIAL_ZONES), strict=True
        )
    )
    reps = _of(_efforts(), athlete, days).where(
        efforts.c.kind == "rep", sessions.c.kind != WorkoutKind.MILE_TRIAL.value
    )
    return TrialLog(
        people.by_id(connection, athlete.id),
        _trials(connection, athlete, days),
        laps,
        zones,
        _frame(
            _columns(connection, reps.order_by(sessions.c.start, efforts.c.session, efforts.c.effort)),
            frames.LOGGED_EFFORTS,
        ),
    )


def _trials(connection: Connection, athlete: Athlete, days: Days, session: int | None = None) -> pd.DataFrame:
    of_effort = ("nominal", "distance", "time", "time_sd", "heart_rate", "cadence")
    of_session = ("start", "day", "track", "temperature", "said", *_WRITTEN)
    query = _of(
        select(
            *(column for column in trials.c),
            *(efforts.c[name] for name in of_effort),
            *(sessions.c[name] for name in of_session),
        )
        .select_from(trials)
        .join(efforts, (efforts.c.session == trials.c.session) & (efforts.c.effort == trials.c.effort))
        .join(sessions, sessions.c.number == trials.c.session),
        athlete,
        days,
    )
    if session is not None:
        query = query.where(trials.c.session == session)
    found = _columns(connection, query.order_by(sessions.c.start, trials.c.session, trials.c.effort))
    said = [Said.from_dict(json.loads(text)) for text in found.pop("said")]
    found["goal"] = [one.goal if goal is None else goal for goal, one in zip(found["goal"], said, strict=True)]
    return _frame(found, frames.TRIALS)


def trial(connection: Connection, athlete: Athlete, number: int, effort: int | None) -> Trial:
    """Give a trial of a session, the first one where it is not said which. Raises OptionError."""
    own(connection, athlete, number)
    rows = _trials(connection, athlete, (None, None), number)
    found = rows if effort is None else rows[rows["effort"] == effort]
    if found.empty:
        which = "no trial" if effort is None else f"no trial at effort {effort}"
        raise OptionError(f"session {number} of {athlete.name} has {which}; list the trials to see their numbers")
    row = {str(name): values.tolist()[0] for name, values in found.items()}
    at = int(row["effort"])
    packed = connection.execute(select(analyses.c.traces).where(analyses.c.session == number)).scalar_one()
    within = f"trial/{at}/"
    arrays = packing.read_traces(packed, within=within)
    trace = {name.removeprefix(within): values for name, values in arrays.items()}
    length = len(next(iter(trace.values()), ()))
    laps, zones = (
        _frame(
            _columns(
                connection,
                _joined(table).where(table.c.session == number, table.c.effort == at).order_by(table.c.place),
            ),
            kind,
        )
        for table, kind in ((trial_laps, frames.TRIAL_LAPS), (trial_zones, frames.TRIAL_ZONES))
    )
    return Trial(found.index[0], row, laps, zones, frames.build(trace, frames.TRACE, pd.RangeIndex(length)))


def _joined(table: Table) -> Select[Any]:
    columns = [column for column in table.c if column.name != "place"]
    return select(*columns).select_from(table).join(sessions, sessions.c.number == table.c.session)


def _efforts() -> Select[Any]:
    return (
        select(*efforts.c, sessions.c.day).select_from(efforts).join(sessions, sessions.c.number == efforts.c.session)
    )


def _of(query: Select[Any], athlete: Athlete, days: Days) -> Select[Any]:
    """Leave what is of an athlete, from a day to another, both within."""
    since, until = days
    query = query.where(sessions.c.athlete == athlete.id)
    if since is not None:
        query = query.where(sessions.c.day >= clock.day_number(since))
    if until is not None:
        query = query.where(sessions.c.day <= clock.day_number(until))
    return query


def _columns(connection: Connection, query: Select[Any]) -> dict[str, Sequence[Any]]:
    """Read all rows, by column."""
    result = connection.execute(query)
    names = list(result.keys())
    rows = result.all()
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def _frame(columns: dict[str, Any], table: frames.Table) -> pd.DataFrame:
    """Make a frame of a table; with a column `start` that is no column of it, by that as the index."""
    own_columns = {column.name: column.dtype for column in table}
    count = len(next(iter(columns.values())))
    index: pd.Index[Any] = pd.RangeIndex(count)
    if "start" in columns and "start" not in own_columns:
        index = clock.moments(np.array(columns.pop("start"), dtype=np.int64))
    arrays = {
        name: np.array(values, dtype=object if own_columns[name] == "str" else own_columns[name])
        for name, values in columns.items()
        if name in own_columns
    }
    return frames.build(arrays, table, index)
