"""One session of the log, and what is asked of a few."""

import numpy as np
from sqlalchemy import Connection, func, select

from analyzer.model import Athlete, Diary
from analyzer.store import clock, files, packing, people
from analyzer.store.diaries import read_said
from analyzer.store.listing import five_k
from analyzer.store.records import LoggedSession
from analyzer.store.schema import analyses, sessions
from analyzer.store.writing import number, own

_SECONDS_OF_DAY = 86400


def session(connection: Connection, athlete: Athlete, which: int) -> LoggedSession:
    """Give a session, whole. Raises OptionError."""
    row = own(connection, athlete, which)
    packed = connection.execute(select(analyses.c.document).where(analyses.c.session == which)).scalar_one()
    (known,) = five_k(people.by_id(connection, athlete.id), np.array([row.day]), [row.said])
    return LoggedSession(
        session=row.number,
        start=clock.moment(row.start),
        day=row.day,
        kind=row.kind,
        title=row.title,
        headline=row.headline,
        duration=row.duration,
        running=number(row.running),
        distance=number(row.distance),
        on_track=bool(row.on_track),
        track=row.track,
        strides=row.strides,
        five_k=float(known),
        method=row.method,
        sport=row.sport,
        device=row.device,
        temperature=number(row.temperature),
        latitude=number(row.latitude),
        longitude=number(row.longitude),
        said=read_said(row.said),
        diary=Diary(row.notes, row.weather, row.shoes, row.rpe),
        files=files.of_session(connection, which),
        document=packing.read_document(packed),
    )


def traces(connection: Connection, athlete: Athlete, which: int) -> packing.Arrays:
    """Give the arrays of a session by name. Raises OptionError."""
    own(connection, athlete, which)
    packed = connection.execute(select(analyses.c.traces).where(analyses.c.session == which)).scalar_one()
    return packing.read_traces(packed)


def outdated(connection: Connection, method: int, athlete: Athlete | None) -> tuple[tuple[Athlete, int], ...]:
    """Give the sessions that an earlier version of the method analysed, the latest first."""
    query = select(sessions.c.athlete, sessions.c.number).where(sessions.c.method < method)
    if athlete is not None:
        query = query.where(sessions.c.athlete == athlete.id)
    people_by_id = {one.id: one for one in people.everyone(connection)}
    rows = connection.execute(query.order_by(sessions.c.start.desc(), sessions.c.number))
    return tuple((people_by_id[whose], which) for whose, which in rows)


def size(connection: Connection) -> int:
    """Give how much room the database takes. [bytes]"""
    if connection.dialect.name == "postgresql":
        return int(connection.execute(select(func.pg_database_size(func.current_database()))).scalar_one())
    told = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    return int(connection.exec_driver_sql(told).scalar_one())


def longest_before(connection: Connection, athlete: Athlete, start: int, days: int) -> float | None:
    """Give the farthest run in so many days before a moment [us]; None where there was none. [m]"""
    first = start - days * _SECONDS_OF_DAY * 1_000_000
    query = select(func.max(sessions.c.distance)).where(
        sessions.c.athlete == athlete.id, sessions.c.start >= first, sessions.c.start < start
    )
    found = connection.execute(query).scalar_one()
    return None if found is None else float(found)
