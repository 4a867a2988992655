"""A real PostgreSQL for the tests: Debian's binaries, a temporary folder, a Unix socket, no network.

Servers refuse to run as root: then one runs as another user. It keeps nothing, so it need not be careful with the disk.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

USER, LOCKED, PASSWORD = "runner", "locked", "s3cret/word"
"""Who may come in without a password, and who may not."""
_CAREFREE = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", "max_connections=90")
_PATIENCE = 60.0
"""Until a server answers. [s]"""
_NUMBERS = count(1)


@dataclass(frozen=True)
class Server:
    """A server that runs. folder : Of its socket."""

    folder: Path

    def url(self, database: str, user: str = USER) -> str:
        """Give the URL of a database."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def do(self, *statements: str, database: str = "postgres") -> list[Any]:
        """Run statements outside of transactions; give the rows of the last one."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def database(self, template: str = "template1") -> str:
        """Make a database like another one; give its URL."""
        name = f"log_{next(_NUMBERS)}"
        self.do(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)


def name_of(url: str) -> str:
    """Give the name of a database of its URL."""
    return url.partition("@/")[2].partition("?")[0]


def binaries() -> Path | None:
    """Find the newest server on this machine."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


@contextmanager
def server() -> Iterator[Server]:
    """Run a server in a temporary folder; skip where there is none, but fail where all checks are to be made."""
    programs = binaries()
    if programs is None:
        reason = "no PostgreSQL in /usr/lib/postgresql; apt-get install postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # a socket's path has 107 letters at most, so it is not in pytest's own folder
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    who = _who(folder)
    data = folder / "data"
    try:
        made: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            USER,
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **who)
        (data / "pg_hba.conf").write_text(f"local all {LOCKED} scram-sha-256\nlocal all all trust\n")
        settings = [part for setting in _CAREFREE for part in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *settings], stdout=log, stderr=log, cwd=folder, **who
            )
        try:
            running = Server(folder)
            _wait(running, process, folder / "log")
            running.do(f"CREATE ROLE {LOCKED} LOGIN PASSWORD '{PASSWORD}'")
            yield running
        finally:
            process.send_signal(3)  # SIGQUIT: nothing is wanted of it any more
            process.wait(_PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _who(folder: Path) -> dict[str, Any]:
    """Give the folder to a user who may run a server, where this one may not."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait(running: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            running.do("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"PostgreSQL does not start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server for the whole session."""
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def _template(postgres: Server) -> str:
    """The name of a database with the tables of a log, from which others are made in no time."""
    from analyzer import store  # noqa: PLC0415 - half a second that most tests do without

    place = postgres.database()
    store.open(place).close()
    return name_of(place)


@pytest.fixture(params=["sqlite", "postgresql"])
def log_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The place of a new log, on each database."""
    if request.param == "sqlite":
        yield str(tmp_path / "log.db")
    else:
        yield from _database(request, request.getfixturevalue("_template"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The place of a log whose tables nobody has made, on each database."""
    if request.param == "sqlite":
        yield str(tmp_path / "log.db")
    else:
        yield from _database(request, "template1")


def _database(request: pytest.FixtureRequest, template: str) -> Iterator[str]:
    running: Server = request.getfixturevalue("postgres")
    url = running.database(template)
    yield url
    running.do(f"DROP DATABASE {name_of(url)} WITH (FORCE)")
