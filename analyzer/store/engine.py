"""Connections to the log: transactions that read one state of it, and transactions that write one after the other."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from analyzer.errors import LogError
from analyzer.store.failing import busy, told
from analyzer.store.places import Place
from analyzer.store.schema import athletes

PATIENCE = 30.0
"""How long a writer waits for another one. [s]"""
_OLDEST_SQLITE = (3, 37, 0)
"""STRICT tables."""
_CACHE = 64 * 1024
"""Pages of the file that a connection keeps in memory: the columns of 20,000 sessions. [KiB]"""


@dataclass(frozen=True, eq=False)
class Door:
    """The way into the log at a place. patience : How long a writer waits for another one. [s]"""

    place: Place
    patience: float
    engine: Engine
    read_only: bool = False
    _readers: Engine = field(init=False)
    _writers: Engine = field(init=False)
    _turn: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        reading: dict[str, Any] = {} if self.on_sqlite else {"isolation_level": "REPEATABLE READ"}
        object.__setattr__(self, "_readers", self.engine.execution_options(**reading))
        object.__setattr__(self, "_writers", self.engine.execution_options(analyzer_writes=True))

    @property
    def on_sqlite(self) -> bool:
        """Tell whether the log is a SQLite file."""
        return self.place.path is not None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read one state of the log, whatever others write meanwhile."""
        with self._telling(), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write all of it or, when anything goes wrong, nothing."""
        with self._one_at_a_time(), self._telling(), self._writers.begin() as connection:
            yield connection

    @contextmanager
    def making(self) -> Iterator[Connection]:
        """Change the tables, all or nothing; what they refer to is seen to at the end."""
        with self._one_at_a_time(), self._telling(), self._writers.connect() as connection:
            if self.on_sqlite:
                raw: Any = connection.connection.driver_connection
                raw.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    self._see_to_references(connection)
            finally:
                connection.invalidate()

    def _see_to_references(self, connection: Connection) -> None:
        if self.on_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise LogError(f"{self.place.shown}: the log is damaged, rows refer to none; restore it from a backup")

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Let the threads of this process write in turns: whoever waits for a lock leaves the connections to others."""
        if not self._turn.acquire(timeout=self.patience):
            raise busy(self.place, self.patience)
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeout, self.engine.dialect.loaded_dbapi.Error) as error:
            raise told(error, self.place, self.patience) from error

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def door(place: Place, *, patience: float = PATIENCE) -> Door:
    """Open the way to a log, connecting nothing yet; the folder of a file is made. Raises LogError."""
    if place.url is not None:
        return Door(place, patience, _postgres(place, patience))
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise LogError(f"SQLite {sqlite3.sqlite_version} is too old for a log; Python needs one of 3.37 or newer")
    path = place.path or Path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LogError(
            f"{path}: the folder cannot be made ({error.strerror or error}); choose another place"
        ) from error
    if path.is_dir():
        raise LogError(f"{path}: this is a folder; give the path of a file in it")
    read_only = path.exists() and not _writable(path)
    return Door(place, patience, _sqlite(path, patience, read_only=read_only), read_only)


def _sqlite(path: Path, patience: float, *, read_only: bool) -> Engine:
    def connect() -> sqlite3.Connection:
        address = str(path)
        if read_only:
            # where no file of locks can be made beside it nobody who could write is taken to be at work
            alone = not path.with_name(f"{path.name}-wal").exists() and not _writable(path.parent)
            address = f"{path.absolute().as_uri()}?{'immutable=1' if alone else 'mode=ro'}"
        connection = sqlite3.connect(
            address, timeout=patience, isolation_level=None, check_same_thread=False, uri=read_only
        )
        # FULL: in WAL mode a file that was kept would else be lost in a power cut
        for pragma in ("foreign_keys=ON", "synchronous=FULL", f"cache_size=-{_CACHE}"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("analyzer_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _postgres(place: Place, patience: float) -> Engine:
    try:
        import psycopg  # noqa: F401, PLC0415 - wanted by those who keep their log on a server
    except ImportError as error:
        raise LogError(
            f"{place.shown}: PostgreSQL needs the package psycopg; pip install 'track-analyzer[postgres]'"
        ) from error
    url = place.url
    assert url is not None  # noqa: S101 - by the caller
    settings = {} if "connect_timeout" in url.query else {"connect_timeout": 10}
    engine = create_engine(url, connect_args=settings, pool_pre_ping=True, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = {int(patience * 1000)}")
        connection.commit()

    return engine


def lock_athlete(connection: Connection, athlete: int) -> None:
    """Let nobody else write of this athlete until the transaction ends; on SQLite there is one writer at a time."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(athletes.c.id).where(athletes.c.id == athlete).with_for_update())


def lock_file(connection: Connection, sha256: str) -> None:
    """Let nobody else claim or throw away a raw file until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(sha256[:15], 16)})


def write_ahead(path: Path, patience: float) -> None:
    """Let readers of a new SQLite file read while somebody writes; it is remembered in the file."""
    with suppress(sqlite3.OperationalError):  # another process is just making it so
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        finally:
            connection.close()
