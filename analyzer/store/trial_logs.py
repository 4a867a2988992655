"""The trials of an athlete as frames, and one trial whole."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, select

from analyzer import frames
from analyzer.errors import OptionError
from analyzer.model import Athlete, EffortKind, Said, Trial, TrialLog, WorkoutKind
from analyzer.store import bulk, packing, people
from analyzer.store.listing import Days, of_days
from analyzer.store.packed_tables import unpack
from analyzer.store.schema import analyses, efforts, sessions, trials
from analyzer.store.writing import own

_OF_SESSION = ("start", "day", "track", "temperature", "said", "rpe", "weather", "shoes", "notes")


def trial_log(connection: Connection, athlete: Athlete, days: Days) -> TrialLog:
    """Give the trials of an athlete with their laps and zones, and the reps of the other sessions."""
    found = _trials(connection, athlete, days)
    return TrialLog(
        people.by_id(connection, athlete.id),
        bulk.frame(found, frames.TRIALS),
        _pieces(found, "laps", frames.TRIAL_LAPS),
        _pieces(found, "zones", frames.TRIAL_ZONES),
        _reps(connection, athlete, days),
    )


def _trials(connection: Connection, athlete: Athlete, days: Days, session: int | None = None) -> dict[str, Any]:
    """Read the rows of trials, with what is said and written of their sessions."""
    columns: list[ColumnElement[Any]] = [*trials.c, *(sessions.c[name] for name in _OF_SESSION)]
    query: Select[Any] = select(*columns).select_from(trials).join(sessions)
    if session is not None:
        query = query.where(trials.c.session == session)
    query = of_days(query, athlete, days).order_by(sessions.c.start, trials.c.session, trials.c.effort)
    found = bulk.columns(connection, query)
    said = [Said.from_dict(json.loads(text)) for text in found["said"]]
    found["goal"] = [one.goal if goal is None else goal for goal, one in zip(found["goal"], said, strict=True)]
    return found


def _pieces(found: dict[str, Any], name: str, table: frames.Table) -> pd.DataFrame:
    """Give the laps or zones of trials below each other."""
    there = [(session, packed) for session, packed in zip(found["session"], found[name], strict=True) if packed]
    return _unpacked([session for session, _ in there], [packed for _, packed in there], table)


def _unpacked(numbers: Sequence[int], packed: Sequence[bytes], table: frames.Table) -> pd.DataFrame:
    columns, counts = unpack(packed, table)
    columns["session"] = np.repeat(np.array(numbers, dtype=np.int64), counts)
    return frames.build(columns, table, pd.RangeIndex(int(counts.sum())))


def _reps(connection: Connection, athlete: Athlete, days: Days) -> pd.DataFrame:
    """Give the reps of the sessions that are no trials."""
    query: Select[Any] = select(efforts.c.session, sessions.c.day, efforts.c.packed).select_from(efforts).join(sessions)
    query = of_days(query, athlete, days).where(sessions.c.kind != WorkoutKind.MILE_TRIAL.value)
    found = bulk.columns(connection, query.order_by(sessions.c.start, sessions.c.number))
    columns, counts = unpack(found["packed"], frames.LOGGED_EFFORTS)
    for name in ("session", "day"):
        columns[name] = np.repeat(np.array(found[name], dtype=np.int64), counts)
    rep = columns["kind"] == EffortKind.REP.value
    chosen = {name: values[rep] for name, values in columns.items()}
    return frames.build(chosen, frames.LOGGED_EFFORTS, pd.RangeIndex(int(rep.sum())))


def trial(connection: Connection, athlete: Athlete, number: int, effort: int | None) -> Trial:
    """Give a trial of a session, the first one where it is not said which. Raises OptionError."""
    own(connection, athlete, number)
    found = _trials(connection, athlete, (None, None), number)
    places = [at for at, one in enumerate(found["effort"]) if effort is None or one == effort]
    if not places:
        which = "no trial" if effort is None else f"no trial at effort {effort}"
        raise OptionError(f"session {number} of {athlete.name} has {which}; list the trials to see their numbers")
    found = {name: values[places[0] : places[0] + 1] for name, values in found.items()}
    rows = bulk.frame(found, frames.TRIALS)
    return Trial(
        rows.index[0],
        {str(name): values.tolist()[0] for name, values in rows.items()},
        _pieces(found, "laps", frames.TRIAL_LAPS),
        _pieces(found, "zones", frames.TRIAL_ZONES),
        _trace(connection, number, found["effort"][0]),
    )


def _trace(connection: Connection, number: int, effort: int) -> pd.DataFrame:
    packed = connection.execute(select(analyses.c.traces).where(analyses.c.session == number)).scalar_one()
    within = f"trial/{effort}/"
    arrays = packing.read_traces(packed, within=within)
    trace = {name.removeprefix(within): values for name, values in arrays.items()}
    return frames.build(trace, frames.TRACE, pd.RangeIndex(len(next(iter(trace.values()), ()))))
