"""What a database complains of, as one line that says what to do; without any password."""

import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from analyzer.errors import LogError
from analyzer.store.places import Place

_SQLITE = {
    "SQLITE_READONLY": "the log cannot be written (no permission); make the file and its folder writable",
    "SQLITE_PERM": "the log cannot be opened (no permission); make it readable",
    "SQLITE_CANTOPEN": "the log cannot be opened; see whether the file and its folder are readable and writable",
    "SQLITE_NOTADB": "this is no log (not a SQLite database); choose another file",
    "SQLITE_CORRUPT": "the log is damaged; restore it from a backup",
    "SQLITE_FULL": "the disk is full; make room and try again",
    "SQLITE_IOERR": "the disk failed in reading or writing the log; see to the disk",
    "SQLITE_TOOBIG": "this is too large for one row of the log",
}
_POSTGRES = (
    ("password authentication failed", "the server did not take the user's password; see the URL"),
    ("no password supplied", "the server wants a password; put it into the URL or into ~/.pgpass"),
    ("does not exist", "{detail}; make it on the server, or see the URL"),
    ("permission denied", "{detail}; the owner of the database can grant it"),
    ("read-only transaction", "the log cannot be written ({detail})"),
    ("lock timeout", "another program has been writing to the log for {patience:g} s; try again"),
    ("deadlock", "another program is writing to the log; try again"),
    ("disk full", "the disk of the server is full; make room and try again"),
)
_BUSY = "another program has been writing to the log for {patience:g} s; try again when it is done"


def told(error: Exception, place: Place, patience: float) -> LogError:
    """Turn an error of the database into one of the house."""
    if isinstance(error, PoolTimeout):
        return LogError(f"{place.shown}: too much is asked of the log at once; try again")
    origin = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(origin, sqlite3.Error):
        return LogError(f"{place.shown}: {_of_sqlite(origin, place.path, patience)}")
    detail = _detail(place.hidden(str(origin)))
    if isinstance(error, IntegrityError):
        return LogError(f"{place.shown}: the log refused a change that would break it ({detail})")
    for mark, line in _POSTGRES:
        if mark in detail:
            return LogError(f"{place.shown}: {line.format(detail=detail, patience=patience)}")
    if getattr(origin, "sqlstate", None):
        return LogError(f"{place.shown}: the database refused ({detail})")
    return LogError(f"{place.shown}: the server cannot be reached ({detail}); see whether it runs, and the URL")


def busy(place: Place, patience: float) -> LogError:
    """Say that somebody has been writing for as long as one waits. [s]"""
    return LogError(f"{place.shown}: {_BUSY.format(patience=patience)}")


def _of_sqlite(error: sqlite3.Error, path: Path | None, patience: float) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _BUSY.format(patience=patience)
    line = next((line for code, line in _SQLITE.items() if name.startswith(code)), None)
    if line is not None:
        return line
    return f"the log refused ({error})" if path is None or path.exists() else "the file of the log is gone"


def _detail(text: str) -> str:
    """Give the last thing that a message of PostgreSQL says, in one line."""
    line = next((line for line in text.splitlines() if line.strip()), "no answer")
    for mark in ("FATAL:", "ERROR:", "failed: "):
        line = line.rpartition(mark)[2]
    return " ".join(line.split())
