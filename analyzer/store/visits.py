"""Who may come in by a browser: the hashes of passwords, and the visits of those who signed in."""

import hashlib
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from analyzer.model import Athlete
from analyzer.store import people
from analyzer.store.engine import lock_athlete
from analyzer.store.schema import passwords, visits


def set_password(connection: Connection, athlete: Athlete, hashed: str) -> None:
    """Keep the hash of a password, "" for none; whoever was signed in with the one before is out."""
    lock_athlete(connection, athlete.id)
    people.by_id(connection, athlete.id)
    connection.execute(delete(visits).where(visits.c.athlete == athlete.id))
    if not hashed:
        connection.execute(delete(passwords).where(passwords.c.athlete == athlete.id))
        return
    own = passwords.c.athlete == athlete.id
    if connection.execute(update(passwords).where(own).values(hash=hashed)).rowcount == 0:
        connection.execute(insert(passwords).values(athlete=athlete.id, hash=hashed))


def password(connection: Connection, athlete: Athlete) -> str | None:
    """Give the hash of a password; None where the athlete has none."""
    found: str | None = connection.execute(
        select(passwords.c.hash).where(passwords.c.athlete == athlete.id)
    ).scalar_one_or_none()
    return found


def with_password(connection: Connection) -> int:
    """Count the athletes that have a password."""
    return int(connection.execute(select(func.count()).select_from(passwords)).scalar_one())


def begin(connection: Connection, athlete: Athlete, token: str, ends: int, now: int) -> None:
    """Let an athlete in till a moment; what the browser shows is kept as its SHA-256 alone. [us since 1970]"""
    lock_athlete(connection, athlete.id)
    people.by_id(connection, athlete.id)
    connection.execute(delete(visits).where(visits.c.ends <= now))
    connection.execute(insert(visits).values(token=_digest(token), athlete=athlete.id, ends=ends))


def visitor(connection: Connection, token: str, now: int) -> Athlete | None:
    """Give who is signed in; None where the visit is over or never was."""
    found: Any = connection.execute(
        select(visits.c.athlete).where(visits.c.token == _digest(token), visits.c.ends > now)
    ).scalar_one_or_none()
    return None if found is None else people.by_id(connection, found)


def end(connection: Connection, token: str) -> None:
    """End a visit."""
    connection.execute(delete(visits).where(visits.c.token == _digest(token)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
