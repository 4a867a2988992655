"""Where a log can be, and what is said where it cannot: one line with the place and the remedy, never a password."""

import multiprocessing
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from log_example import START, easy, raw, trial
from postgres import LOCKED, PASSWORD, Server, name_of
from sqlalchemy import text

from analyzer import store
from analyzer.errors import AnalyzerError, LogError, OptionError
from analyzer.model import Athlete
from analyzer.store.places import place
from analyzer.store.schema import HEAD

NOBODY = 65534


def complaint(where: str | Path, kind: type[AnalyzerError] = LogError) -> str:
    with pytest.raises(kind) as raised:
        store.open(where, patience=0.2).close()
    told = str(raised.value)
    assert "\n" not in told
    return told


def filled(where: str | Path) -> int:
    with store.open(where) as log:
        jo = log.put_athlete(Athlete("Jo"))
        return log.put(jo, trial(), sha256=log.keep(jo, raw("a"), name="a").sha256)


# SQLite


def test_a_log_is_made_with_its_folder(tmp_path: Path) -> None:
    where = tmp_path / "data of Jo" / "100 % ?#" / "log.db"
    number = filled(where)
    with store.open(f"sqlite:///{tmp_path}/other.db") as other:
        assert other.athletes() == ()
    with store.open(str(where)) as log:
        assert log.session(log.athlete(), number).start == START
        assert log.place == str(where)


def test_a_log_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    store.open("~/log.db").close()
    assert (tmp_path / "log.db").exists()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "run.gpx").write_text("<gpx>" * 1000)
    assert complaint(tmp_path / "run.gpx") == (
        f"{tmp_path}/run.gpx: this is no log (not a SQLite database); choose another file"
    )
    assert (tmp_path / "run.gpx").read_text() == "<gpx>" * 1000


def test_an_empty_file_becomes_a_log(tmp_path: Path) -> None:
    (tmp_path / "log.db").touch()
    assert filled(tmp_path / "log.db") == 1


def test_the_database_of_another_program_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (id INTEGER)")
    assert "the database of another program (it has a table 'bookmarks')" in complaint(path)
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE alembic_version (version_num TEXT)")
        other.execute("INSERT INTO alembic_version VALUES ('a1b2c3')")
    assert "the database of another program; choose another one" in complaint(path)
    with sqlite3.connect(path) as other:
        assert {name for (name,) in other.execute("SELECT name FROM sqlite_master")} == {"bookmarks", "alembic_version"}


def test_the_log_of_a_newer_version_is_left_alone(log_place: str) -> None:
    with store.open(log_place) as log, log._door.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '99'"))
    assert f"the log is of version 99, made by a newer analyzer; this one knows {HEAD}: update it" in complaint(
        log_place
    )


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    assert complaint(tmp_path) == f"{tmp_path}: this is a folder; give the path of a file in it"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert complaint(tmp_path / "file" / "log.db").startswith(f"{tmp_path}/file/log.db: the folder cannot be made")


def test_a_damaged_log_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    filled(path)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    assert complaint(path) == f"{path}: the log is damaged; restore it from a backup"


@contextmanager
def as_one_who_may_not_write() -> Iterator[None]:
    """Be somebody else for a while, where the tests run as one who may do everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def locked_log() -> Iterator[Path]:
    """A log with a session, in a folder in which nothing can be written."""
    folder = Path(tempfile.mkdtemp())
    filled(folder / "log.db")
    (folder / "log.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder / "log.db"
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_log_that_cannot_be_written_is_read(locked_log: Path) -> None:
    with as_one_who_may_not_write(), store.open(locked_log) as log:
        jo = log.athlete()
        assert len(log.trials(jo).zones) == 16
        assert log.data(log.files(jo, 1)[0].sha256) == raw("a")
        with pytest.raises(LogError, match="the log cannot be written"):
            log.keep(jo, raw("b"), name="b")
        assert log.waiting() == ()


def test_a_log_in_a_folder_that_can_be_written_is_read_too(locked_log: Path) -> None:
    locked_log.parent.chmod(0o777)
    with as_one_who_may_not_write(), store.open(locked_log) as log:
        assert len(log.sessions(log.athlete())) == 1
        with pytest.raises(LogError, match="the log cannot be written"):
            log.put_athlete(Athlete("Ann"))


def test_an_old_log_that_cannot_be_written_says_so(locked_log: Path) -> None:
    locked_log.parent.chmod(0o755)
    locked_log.chmod(0o644)
    with sqlite3.connect(locked_log) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '1'")
    connection.close()
    locked_log.chmod(0o444)
    locked_log.parent.chmod(0o555)
    with as_one_who_may_not_write():
        assert "of an earlier version and cannot be written; make it writable once" in complaint(locked_log)


def test_a_new_log_in_a_folder_that_cannot_be_written(locked_log: Path) -> None:
    with as_one_who_may_not_write():
        told = complaint(locked_log.with_name("other.db"))
    assert told.startswith(f"{locked_log.parent}/other.db: the log cannot be")


def test_a_full_disk_takes_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    number = filled(tmp_path / "log.db")
    with store.open(tmp_path / "log.db") as log:
        jo = log.athlete()
        # the one connection of the pool takes the limit for the disk's end
        with log._door.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 10}")
        with pytest.raises(LogError, match="the disk is full; make room and try again"):
            log.keep(jo, os.urandom(100_000), name="b")
        assert log.waiting() == ()
        assert log.keep(jo, b"small", name="c").new
        assert log.session(jo, number).files[0].name == "a"


# URLs


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://jo:hush@host/db", "mysql://...: a log is a file (SQLite) or on PostgreSQL"),
        ("postgresql+asyncpg://jo:hush@host/db", "postgresql+asyncpg://...: a log is a file"),
        ("postgresql://jo:hush@host:port/db", "the URL of the log (postgresql://...) cannot be read; write it as"),
        ("postgresql:/jo:hush@host/db", "the URL of the log (postgresql://...) cannot be read"),
        ("Postgres:jo:hush@host/db", "the URL of the log (postgres://...) cannot be read"),
        ("postgresql://jo:hush@host", "postgresql://jo:***@host: the name of the database is missing"),
        ("postgresql://jo:hush@host/", "the name of the database is missing"),
        ("sqlite://", "a log is kept in a file; give its path"),
        ("sqlite:///:memory:", "a log is kept in a file; give its path"),
        ("", "a log is kept in a file; give its path"),
        ("://jo:hush@x", "the URL of the log"),
    ],
)
def test_a_url_that_no_log_can_have(url: str, told: str) -> None:
    line = complaint(url, OptionError)
    assert told in line
    assert "hush" not in line


def test_a_place_is_shown_without_its_passwords() -> None:
    found = place("postgres://jo:h%2Fu+sh@host:5433/club?sslpassword=quiet&sslmode=require")
    assert found.shown == "postgres://jo:***@host:5433/club?sslmode=require"
    assert found.hidden("h/u+sh h%2Fu%2Bsh quiet club") == "*** *** *** club"


def test_postgresql_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert complaint("postgresql://jo:hush@host/db") == (
        "postgresql://jo:***@host/db: PostgreSQL needs the package psycopg; pip install 'track-analyzer[postgres]'"
    )


@pytest.mark.parametrize(
    "url", ["postgresql://jo:hush@localhost:1/db", "postgresql://jo:hush@/db?host=/nowhere/at/all"]
)
def test_a_server_that_cannot_be_reached(url: str) -> None:
    line = complaint(url)
    assert "the server cannot be reached" in line
    assert line.endswith("see whether it runs, and the URL")
    assert "hush" not in line


def test_a_wrong_password_is_told_of_and_not_told(postgres: Server) -> None:
    url = postgres.url("postgres", f"{LOCKED}:wr0ng%2Fword")
    line = complaint(url)
    assert "the server did not take the user's password; see the URL" in line
    assert "wr0ng" not in line
    assert "wants a password" in complaint(postgres.url("postgres", LOCKED))


def test_a_password_opens_the_log(postgres: Server) -> None:
    where = postgres.database()
    postgres.do(f"GRANT ALL ON SCHEMA public TO {LOCKED}", database=name_of(where))
    url = where.replace("runner@", f"{LOCKED}:{PASSWORD.replace('/', '%2F')}@")
    with store.open(url) as log:
        assert "***" in log.place
        assert PASSWORD not in log.place + repr(log) + repr(log._door.place.shown)
        assert log.athletes() == ()


def test_a_database_that_is_not_there(postgres: Server) -> None:
    assert 'database "nobody_made_it" does not exist; make it on the server' in complaint(
        postgres.url("nobody_made_it")
    )


def test_a_user_who_may_not_make_tables(postgres: Server) -> None:
    where = postgres.database().replace("runner@", f"{LOCKED}:{PASSWORD.replace('/', '%2F')}@")
    line = complaint(where)
    assert "permission denied" in line
    assert PASSWORD not in line


def test_one_who_may_only_read_reads(postgres: Server) -> None:
    where = postgres.database()
    number = filled(where)
    postgres.do(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {LOCKED}", database=name_of(where))
    with store.open(where.replace("runner@", f"{LOCKED}:{PASSWORD.replace('/', '%2F')}@")) as log:
        jo = log.athlete()
        assert log.session(jo, number).start == START
        assert len(log.trials(jo).zones) == 16
        with pytest.raises(
            LogError, match="permission denied for table athletes; the owner of the database can grant it"
        ):
            log.keep(jo, raw("b"), name="b")


def test_tables_of_another_program_on_the_server(postgres: Server) -> None:
    where = postgres.database()
    postgres.do("CREATE TABLE sessions (id int)", database=name_of(where))
    assert "the database of another program (it has a table 'sessions')" in complaint(where)


# others at work


def test_whoever_waits_too_long_for_another_writer_is_told(log_place: str) -> None:
    with store.open(log_place, patience=0.2) as log:
        jo = log.put_athlete(Athlete("Jo"))
        with store.open(log_place) as other, other._door.writing() as connection:
            connection.execute(text("UPDATE athletes SET birth_year = 1980"))
            assert log.athlete().birth_year is None
            with pytest.raises(LogError, match=r"another program has been writing to the log for 0.2 s; try again"):
                log.keep(jo, raw("a"), name="a")
        assert log.keep(jo, raw("a"), name="a").new
        assert log.athlete().birth_year == 1980


def test_what_is_read_at_once_is_of_one_moment(log_place: str) -> None:
    with store.open(log_place) as log, store.open(log_place) as other:
        jo = log.put_athlete(Athlete("Jo"))
        with log._door.reading() as connection:
            count = text("SELECT count(*) FROM files")
            assert connection.execute(count).scalar_one() == 0
            other.keep(jo, raw("a"), name="a")
            assert connection.execute(count).scalar_one() == 0
        assert len(log.waiting()) == 1


def test_a_new_log_is_opened_by_many_at_once(empty_place: str) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["analyzer.store", "alembic.script", "alembic.operations", "alembic.migration"])
    many = [processes.Process(target=opened_and_closed, args=(empty_place,)) for _ in range(6)]
    for one in many:
        one.start()
    for one in many:
        one.join()
    assert [one.exitcode for one in many] == [0] * 6
    assert filled(empty_place) == 1


def opened_and_closed(where: str) -> None:
    with store.open(where) as log:
        assert log.athletes() == ()


def test_a_log_that_is_current_is_opened_without_the_machinery_of_migrations(tmp_path: Path) -> None:
    filled(tmp_path / "log.db")
    script = (
        "import sys; from analyzer import store; log = store.open(sys.argv[1]); jo = log.athlete(); log.sessions(jo);"
        "print(sorted({'alembic', 'mako', 'psycopg', 'sqlalchemy.orm', 'matplotlib', 'scipy'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "log.db"], capture_output=True, text=True, check=False
    )
    assert (told.stdout, told.stderr) == ("[]\n", "")


def test_a_log_that_is_gone_says_so(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "log.db"
    filled(path)
    with store.open(path) as log:
        log._door.engine.dispose()
        shutil.rmtree(path.parent)
        with pytest.raises(LogError, match=re.escape(f"{path}: the log cannot be opened")):
            log.athletes()


def test_an_error_has_no_bytes_of_the_files_in_it(log_place: str) -> None:
    with store.open(log_place) as log:
        jo = log.put_athlete(Athlete("Jo"))
        sha256 = log.keep(jo, raw("a"), name="a").sha256
        with suppress(LogError), log._door.writing() as connection:
            connection.execute(text("INSERT INTO files VALUES (:a, 'x', 1, :b)"), {"a": sha256, "b": b"hush"})
        with pytest.raises(LogError) as raised, log._door.writing() as connection:
            connection.execute(text("INSERT INTO files VALUES (:a, 'x', 1, :b)"), {"a": sha256, "b": b"hush"})
        assert "hush" not in f"{raised.value} {raised.value.__cause__}"
        assert log.put(jo, easy(), sha256=sha256)
