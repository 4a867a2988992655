"""Raw files: kept by their SHA-256 and never changed; what each athlete calls them, and where they stand."""

import hashlib
import zlib
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, select, update

from analyzer.errors import LogError, OptionError
from analyzer.model import Athlete, Diary, Said
from analyzer.store import clock
from analyzer.store.diaries import diary_text, read_diary, read_said, said_text
from analyzer.store.engine import lock_athlete, lock_file
from analyzer.store.formats import format_of
from analyzer.store.records import File, Kept, Waiting
from analyzer.store.schema import ASIDE, LOGGED, WAITING, athletes, claims, files, sessions

_LEVEL = 6
_SHOWN = 12
"""Letters of a SHA-256 that an error shows."""


def digest(data: bytes) -> str:
    """Give the SHA-256 under which a file is kept."""
    return hashlib.sha256(data).hexdigest()


def pack(data: bytes) -> bytes:
    """Compress a file as it is kept."""
    return zlib.compress(data, _LEVEL)


def keep(
    connection: Connection, athlete: Athlete, data: bytes, packed: bytes, name: str, told: tuple[Said, Diary], now: int
) -> Kept:
    """Keep a file for an athlete; the same bytes again change nothing, unless they had been set aside."""
    sha256 = digest(data)
    lock_athlete(connection, athlete.id)
    lock_file(connection, sha256)
    if not connection.execute(select(exists().where(files.c.sha256 == sha256))).scalar_one():
        row = {"sha256": sha256, "format": format_of(data), "size": len(data), "data": packed}
        connection.execute(insert(files).values(row))
    claim = of_athlete(connection, athlete, sha256)
    if claim is not None and claim.state != ASIDE:
        return Kept(sha256, new=False, session=claim.session)
    said, diary = told
    values: dict[str, Any] = {"name": name, "said": said_text(said), "diary": diary_text(diary)}
    values |= {"state": WAITING, "problem": "", "received": now}
    if claim is None:
        connection.execute(insert(claims).values(athlete=athlete.id, sha256=sha256, **values))
    else:
        connection.execute(update(claims).where(claims.c.id == claim.id).values(values))
    return Kept(sha256, new=True, session=None)


def of_athlete(connection: Connection, athlete: Athlete, sha256: str) -> Row[Any] | None:
    """Give an athlete's claim on a file."""
    own = (claims.c.athlete == athlete.id) & (claims.c.sha256 == sha256)
    return connection.execute(select(claims).where(own)).one_or_none()


def claimed(connection: Connection, athlete: Athlete, sha256: str) -> Row[Any]:
    """Give an athlete's claim on a file. Raises OptionError where there is none."""
    claim = of_athlete(connection, athlete, sha256)
    if claim is None:
        raise OptionError(f"{sha256[:_SHOWN]}: no such file in the log of {athlete.name}; add it first")
    return claim


def waiting(connection: Connection, athlete: Athlete | None) -> tuple[Waiting, ...]:
    """Give the files that are in no session yet, the first that came first."""
    query = select(claims, athletes.c.name.label("whose")).join(athletes).where(claims.c.state == WAITING)
    if athlete is not None:
        query = query.where(claims.c.athlete == athlete.id)
    return tuple(
        Waiting(
            row.sha256,
            row.name,
            row.whose,
            read_said(row.said),
            read_diary(row.diary),
            row.problem,
            clock.moment(row.received),
        )
        for row in connection.execute(query.order_by(claims.c.id))
    )


def failed(connection: Connection, athlete: Athlete, sha256: str, problem: str) -> None:
    """Write down why a file could not be analysed; one that is in a session stays as it is."""
    lock_athlete(connection, athlete.id)
    claim = claimed(connection, athlete, sha256)
    if claim.state == WAITING:
        connection.execute(update(claims).where(claims.c.id == claim.id).values(problem=problem))


def drop(connection: Connection, athlete: Athlete, sha256: str) -> None:
    """Forget a file that is in no session. Raises OptionError."""
    lock_athlete(connection, athlete.id)
    claim = claimed(connection, athlete, sha256)
    if claim.state == LOGGED:
        raise OptionError(f"{claim.name}: the file is of session {claim.session}; remove that instead")
    unclaim(connection, [claim])


def unclaim(connection: Connection, rows: "list[Row[Any]]") -> None:
    """Take an athlete's claims away, and the files that nobody else claims."""
    for claim in sorted(rows, key=lambda claim: str(claim.sha256)):
        lock_file(connection, claim.sha256)
        connection.execute(delete(claims).where(claims.c.id == claim.id))
        if not connection.execute(select(exists().where(claims.c.sha256 == claim.sha256))).scalar_one():
            connection.execute(delete(files).where(files.c.sha256 == claim.sha256))


def data(connection: Connection, sha256: str) -> bytes:
    """Give a raw file as it came. Raises OptionError where there is none, LogError where it is not what it was."""
    packed = connection.execute(select(files.c.data).where(files.c.sha256 == sha256)).scalar_one_or_none()
    if packed is None:
        raise OptionError(f"{sha256[:_SHOWN]}: no such file in the log")
    try:
        found = zlib.decompress(packed)
    except zlib.error:
        found = b""
    if digest(found) != sha256:
        raise _damaged(connection, sha256)
    return found


def _damaged(connection: Connection, sha256: str) -> LogError:
    name = connection.execute(select(claims.c.name).where(claims.c.sha256 == sha256).limit(1)).scalar_one_or_none()
    return LogError(
        f"{name or 'a file'} (sha256 {sha256}): the file in the log is damaged, it is not what was kept; restore the "
        "log from a backup, or remove the session and add the file again"
    )


def of_session(connection: Connection, number: int) -> tuple[File, ...]:
    """Give the files of a session, the one that was analysed first."""
    query = (
        select(claims.c.sha256, claims.c.name, files.c.format, files.c.size, sessions.c.sha256.label("analysed"))
        .join(files, files.c.sha256 == claims.c.sha256)
        .join(sessions, sessions.c.number == claims.c.session)
        .where(claims.c.session == number)
        .order_by(claims.c.id)
    )
    found = [
        File(row.sha256, row.name, row.format, row.size, primary=row.sha256 == row.analysed)
        for row in connection.execute(query)
    ]
    return tuple(sorted(found, key=lambda file: not file.primary))
