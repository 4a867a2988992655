"""Sessions into the log, changed and out of it; each function is the work of one transaction."""

import math
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from analyzer import frames
from analyzer.errors import OptionError
from analyzer.model import Athlete, Diary, Entry, Said
from analyzer.store import clock, files, packing, people
from analyzer.store.diaries import columns, read_diary, said_text
from analyzer.store.engine import lock_athlete
from analyzer.store.packed_tables import pack
from analyzer.store.records import Overlap
from analyzer.store.schema import ASIDE, LOGGED, analyses, claims, efforts, orders, sessions, trials
from analyzer.store.told_trials import trial_rows

_OF_ENTRY = ("title", "headline", "track", "sport", "device", "strides", "method")
_NUMBERS = ("duration", "running", "distance", "lap", "latitude", "longitude", "temperature")
_PARTS = (analyses, efforts, trials)
"""What an analysis gives, and what is made new with it."""
_LONGEST = 30 * 86_400 * 1_000_000
"""No recording of a run is longer than a month. [us]"""


def put(
    connection: Connection,
    athlete: Athlete,
    entry: Entry,
    sha256: str,
    session: int | None,
    same: Callable[[Overlap], bool] | None,
    told: tuple[Said | None, Diary | None],
    now: int,
) -> int:
    """Put what an analysis gave into the log; give the number of the session. See `Store.put`."""
    lock_athlete(connection, athlete.id)
    claim = files.claimed(connection, athlete, sha256)
    if session is None:
        session = claim.session
    start = clock.microseconds(entry.start)
    if session is None and same is not None:
        known = next(filter(same, overlapping(connection, athlete, start, entry.duration)), None)
        if known is not None:
            _claim(connection, claim, known.session)
            return known.session
    values = _values(entry, sha256, start, people.by_id(connection, athlete.id).timezone)
    if session is None:
        with_file = {"said": claim.said, **columns(read_diary(claim.diary))}
        new = insert(sessions).values({"athlete": athlete.id, **with_file, **values, **_told(*told)})
        session = int(connection.execute(new.returning(sessions.c.number)).scalar_one())
    else:
        own(connection, athlete, session)
        connection.execute(update(sessions).where(sessions.c.number == session).values({**values, **_told(*told)}))
        for table in _PARTS:
            connection.execute(delete(table).where(table.c.session == session))
    _claim(connection, claim, session)
    _parts(connection, session, entry, now)
    return session


def _claim(connection: Connection, claim: Row[Any], session: int) -> None:
    if claim.session is not None and claim.session != session:
        raise OptionError(f"{claim.name}: the file is of session {claim.session}, not of {session}")
    values = {"state": LOGGED, "session": session, "problem": ""}
    connection.execute(update(claims).where(claims.c.id == claim.id).values(values))


def _values(entry: Entry, sha256: str, start: int, timezone: str) -> dict[str, Any]:
    return {
        "sha256": sha256,
        "start": start,
        "day": clock.local_day(start, timezone),
        "kind": str(entry.kind),
        "on_track": int(entry.on_track),
        "speeds": packing.speeds(entry.speeds),
        **{name: getattr(entry, name) for name in _OF_ENTRY},
        **{name: _known(getattr(entry, name)) for name in _NUMBERS},
    }


def _parts(connection: Connection, session: int, entry: Entry, now: int) -> None:
    packed = {"document": packing.document(entry.document), "traces": packing.traces(entry.traces)}
    connection.execute(insert(analyses).values(session=session, made=now, **packed))
    if len(entry.efforts):
        rows = pack(entry.efforts, frames.LOGGED_EFFORTS)
        connection.execute(insert(efforts).values(session=session, packed=rows))
    told = trial_rows(entry)
    if told:
        connection.execute(insert(trials), [{"session": session, **row} for row in told])


def _known(value: Any) -> Any:
    """Give NULL for a number that is not known."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def own(connection: Connection, athlete: Athlete, number: int) -> Row[Any]:
    """Give an athlete's session. Raises OptionError that says what there is."""
    query = select(sessions).where(sessions.c.number == number, sessions.c.athlete == athlete.id)
    row = connection.execute(query).one_or_none() if abs(number) < 2**63 else None
    if row is None:
        raise OptionError(f"no session {number} in the log of {athlete.name}; list the sessions to see their numbers")
    return row


def overlapping(connection: Connection, athlete: Athlete, start: int, duration: float) -> tuple[Overlap, ...]:
    """Give the sessions during which a recording of so long [s] ran, the one that began nearest first."""
    end = start + int(duration * 1e6)
    query = select(sessions).where(
        sessions.c.athlete == athlete.id,
        sessions.c.start > start - _LONGEST,
        sessions.c.start < end,
        sessions.c.start + sessions.c.duration * 1e6 > start,
    )
    rows = sorted(connection.execute(query), key=lambda row: (abs(row.start - start), row.number))
    return tuple(
        Overlap(
            row.number,
            clock.moment(row.start),
            row.duration,
            number(row.latitude),
            number(row.longitude),
            number(row.distance),
            row.kind,
            row.sport,
            row.device,
        )
        for row in rows
    )


def number(value: float | None) -> float:
    """Give NaN for NULL."""
    return math.nan if value is None else float(value)


def join(connection: Connection, athlete: Athlete, session: int, sha256: str, diary: Diary | None) -> None:
    """Let a file be another export of a session. Raises OptionError."""
    lock_athlete(connection, athlete.id)
    own(connection, athlete, session)
    _claim(connection, files.claimed(connection, athlete, sha256), session)
    _write(connection, session, None, diary)


def edit(connection: Connection, athlete: Athlete, session: int, diary: Diary | None, said: Said | None) -> None:
    """Write the diary of a session anew, or what was said of it, or both. Raises OptionError."""
    lock_athlete(connection, athlete.id)
    own(connection, athlete, session)
    _write(connection, session, said, diary)


def _write(connection: Connection, session: int, said: Said | None, diary: Diary | None) -> None:
    values = _told(said, diary)
    if values:
        connection.execute(update(sessions).where(sessions.c.number == session).values(values))


def _told(said: Said | None, diary: Diary | None) -> dict[str, Any]:
    """Give the columns of what is said or written now; none of what stays."""
    return ({} if said is None else {"said": said_text(said)}) | ({} if diary is None else columns(diary))


def remove(connection: Connection, athlete: Athlete, session: int, *, raw: bool) -> None:
    """Take a session out, with its files that nobody else claims, or setting them aside. Raises OptionError."""
    lock_athlete(connection, athlete.id)
    own(connection, athlete, session)
    rows = list(connection.execute(select(claims).where(claims.c.session == session)))
    connection.execute(update(claims).where(claims.c.session == session).values(state=ASIDE, session=None))
    for table in (*_PARTS, orders):
        connection.execute(delete(table).where(table.c.session == session))
    connection.execute(delete(sessions).where(sessions.c.number == session))
    if raw:
        files.unclaim(connection, rows)
