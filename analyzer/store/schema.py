"""The tables of the log as this version has them; `migrations/` makes them, and a test holds the two together.

Moments are microseconds since 1970 in UTC, days are counted since 1970-01-01 in the athlete's time zone; what is not
known is NULL in numbers and "" in texts.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, MetaData, Table, UniqueConstraint, text

from analyzer.store.types import BYTES, LONG, REAL, TEXT, WHOLE

HEAD = "5"
"""Version of the schema: the newest of `migrations/`."""

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)
WAITING, LOGGED, ASIDE = "waiting", "logged", "aside"
"""States of an athlete's file: in no session yet; in a session; its session was removed, the file was not."""

_EMPTY = text("''")


def _table(name: str, *parts: Any, **settings: Any) -> Table:
    return Table(name, METADATA, *parts, sqlite_strict=True, **settings)


def _text(name: str, **settings: Any) -> Column[Any]:
    return Column(name, TEXT, nullable=False, server_default=_EMPTY, **settings)


def _real(name: str) -> Column[Any]:
    return Column(name, REAL)


def _of(table: str, **settings: Any) -> Column[Any]:
    key = {"athletes": "athletes.id", "sessions": "sessions.number"}[table]
    return Column(table.removesuffix("s"), LONG, ForeignKey(key), **settings)


athletes = _table(
    "athletes",
    Column("id", LONG, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("name_key", TEXT, nullable=False, unique=True),
    Column("birth_year", WHOLE),
    _text("sex"),
    _text("timezone"),
    Column("forms", TEXT, nullable=False, server_default="[]"),
    sqlite_autoincrement=True,
)
files = _table(
    "files",
    Column("sha256", TEXT, primary_key=True),
    Column("format", TEXT, nullable=False),
    Column("size", LONG, nullable=False),
    Column("data", BYTES, nullable=False),
)
"""The raw files as they came, zlib-compressed; a trigger lets no one change a row. size : As it came. [bytes]"""
sessions = _table(
    "sessions",
    Column("number", LONG, primary_key=True),
    _of("athletes", nullable=False),
    Column("sha256", TEXT, ForeignKey("files.sha256"), nullable=False, index=True),
    Column("start", LONG, nullable=False),
    Column("day", LONG, nullable=False),
    Column("kind", TEXT, nullable=False),
    _text("title"),
    _text("headline"),
    Column("duration", REAL, nullable=False),
    _real("running"),
    _real("distance"),
    Column("on_track", WHOLE, nullable=False),
    _text("track"),
    _real("lap"),
    _real("latitude"),
    _real("longitude"),
    _text("sport"),
    _text("device"),
    Column("strides", WHOLE, nullable=False),
    _real("temperature"),
    Column("method", WHOLE, nullable=False),
    Column("said", TEXT, nullable=False, server_default="{}"),
    _text("notes"),
    _text("weather"),
    _text("shoes"),
    Column("rpe", WHOLE),
    Column("speeds", BYTES),
    Index(None, "athlete", "start"),
    sqlite_autoincrement=True,
)
"""sha256 : The file that was analysed.   speeds : As `packing.speeds` packs them; NULL where none are known."""
claims = _table(
    "claims",
    Column("id", LONG, primary_key=True),
    _of("athletes", nullable=False),
    Column("sha256", TEXT, ForeignKey("files.sha256"), nullable=False, index=True),
    _text("name"),
    Column("said", TEXT, nullable=False, server_default="{}"),
    Column("state", TEXT, nullable=False),
    _text("problem"),
    _of("sessions", index=True),
    Column("received", LONG, nullable=False),
    Column("diary", TEXT, nullable=False, server_default="{}"),
    UniqueConstraint("athlete", "sha256"),
    Index(None, "athlete", "session"),
    CheckConstraint("(state = 'logged') = (session IS NOT NULL)", name="state"),
    sqlite_autoincrement=True,
)
"""What an athlete calls a file, what was said and written with it, and the session that it is of."""
analyses = _table(
    "analyses",
    _of("sessions", primary_key=True, autoincrement=False),
    Column("made", LONG, nullable=False),
    Column("document", BYTES, nullable=False),
    Column("traces", BYTES, nullable=False),
)
efforts = _table(
    "efforts",
    _of("sessions", primary_key=True, autoincrement=False),
    Column("packed", BYTES, nullable=False),
)
"""packed : frames.LOGGED_EFFORTS as `packed_tables` packs them; no row where there are none."""
trials = _table(
    "trials",
    _of("sessions", primary_key=True, autoincrement=False),
    Column("effort", WHOLE, primary_key=True, autoincrement=False),
    Column("lane", WHOLE, nullable=False),
    *map(_real, ("lap", "latitude", "longitude", "score", "score_sd", "five_k", "goal")),
    _text("nominal"),
    *map(_real, ("distance", "time", "time_sd", "heart_rate", "cadence")),
    Column("laps", BYTES),
    Column("zones", BYTES),
    _real("finish_probability"),
    sqlite_with_rowid=False,
)
"""laps, zones : frames.TRIAL_LAPS and TRIAL_ZONES as `packed_tables` packs them; NULL where there are none.
finish_probability : See frames.TRIALS."""
days = _table(
    "days",
    _of("athletes", primary_key=True, autoincrement=False),
    Column("day", LONG, primary_key=True, autoincrement=False),
    *map(_real, ("sleep", "strength")),
    _text("notes"),
    sqlite_with_rowid=False,
)
passwords = _table(
    "passwords",
    _of("athletes", primary_key=True, autoincrement=False),
    Column("hash", TEXT, nullable=False),
)
visits = _table(
    "visits",
    Column("token", TEXT, primary_key=True),
    _of("athletes", nullable=False, index=True),
    Column("ends", LONG, nullable=False),
)
"""Who is signed in by a browser. token : The SHA-256 of what the browser shows."""
orders = _table(
    "orders",
    _of("sessions", primary_key=True, autoincrement=False),
    Column("said", TEXT, nullable=False),
    Column("received", LONG, nullable=False),
    _text("problem"),
)
"""Sessions that are to be analysed again with what is said of them now; `problem` where that could not be."""
