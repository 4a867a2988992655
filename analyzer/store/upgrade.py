"""Bring the tables of a log to this version, all or nothing, one process at a time."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from analyzer.errors import LogError
from analyzer.store.engine import Door, write_ahead
from analyzer.store.schema import HEAD, METADATA

_NO_TABLE = "42P01"
"""PostgreSQL's name for that."""
_LOCK = 0x6C6F67
"""The lock of PostgreSQL under which tables are made; any number that no other program takes."""


def current(door: Door) -> None:
    """See to it that the log has the tables of this version; only reads where it has. Raises LogError."""
    found = _version(door)
    if found == HEAD:
        return
    if door.read_only:
        raise LogError(
            f"{door.place.shown}: the log is of an earlier version and cannot be written; make it writable once"
        )
    if door.place.path is not None:
        write_ahead(door.place.path, door.patience)
    with door.making() as connection:
        migrate(connection, HEAD, door.place.shown)


def migrate(connection: Connection, version: str, shown: str) -> None:
    """Take the tables to a version, in the transaction of the connection, under a lock. shown : The place, in words."""
    # half a second of imports, wanted once in the life of a version
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.operations import Operations  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    context = MigrationContext.configure(connection)
    # somebody else may have done it while this process waited for the lock
    found = context.get_current_revision()
    if found is None:
        _refuse_strangers(connection, shown)
    folder = str(Path(__file__).with_name("migrations"))
    script = ScriptDirectory(folder, version_locations=[folder])
    steps = [] if found == version else list(script.iterate_revisions(version, found or "base"))
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
            context.stamp(script, step.revision)


def _version(door: Door) -> str | None:
    """Read which version the tables are of; None where there are none. Raises LogError for those of others."""
    with door.reading() as connection:
        try:
            with connection.begin_nested():
                found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        except DatabaseError as error:
            if not _missing(error):
                raise
            return None
    if found is None or (found.isdecimal() and int(found) <= int(HEAD)):
        return found
    if found.isdecimal():
        raise LogError(
            f"{door.place.shown}: the log is of version {found}, made by a newer analyzer; this one knows {HEAD}: "
            "update it"
        )
    raise LogError(f"{door.place.shown}: this is the database of another program; choose another one")


def _missing(error: DatabaseError) -> bool:
    """Tell whether a table is not there at all."""
    return getattr(error.orig, "sqlstate", None) == _NO_TABLE or "no such table" in str(error.orig)


def _refuse_strangers(connection: Connection, shown: str) -> None:
    """Make no tables among those of another program."""
    there = set(inspect(connection).get_table_names()) - {"alembic_version"}
    if connection.dialect.name == "postgresql":
        there &= set(METADATA.tables)
    if there:
        raise LogError(
            f"{shown}: this is the database of another program (it has a table '{min(there)}'); choose another one"
        )
