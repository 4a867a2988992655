"""Logs of every earlier version, with data in them, brought to this one; `log_versions/` holds them as they were."""

import math
import multiprocessing
import os
import re
import signal
import sqlite3
from datetime import date
from itertools import count
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from log_example import LATITUDE, LONGITUDE, after, easy, intervals, raw, trial
from sqlalchemy import Engine, event, inspect, text

import analyzer.store.migrations
from analyzer import frames, store
from analyzer.errors import LogError
from analyzer.model import Athlete, Day, Diary, Form, Said, Sex
from analyzer.store import Store
from analyzer.store.schema import HEAD, METADATA

VERSIONS = Path(__file__).parent / "log_versions"
EARLIER = [str(version) for version in range(1, int(HEAD))]
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["analyzer.store", "alembic.script", "alembic.operations", "alembic.migration"])


def earlier(where: str, version: str) -> None:
    """Make the log of an earlier version at a place."""
    if "://" in where:
        with psycopg.connect(where, autocommit=True) as server:
            server.execute((VERSIONS / f"v{version}.postgresql.sql").read_bytes())
        return
    with sqlite3.connect(where) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.executescript((VERSIONS / f"v{version}.sqlite.sql").read_text(encoding="utf-8"))
    file.close()


def version_of(where: str) -> tuple[str, frozenset[str]]:
    """Give the version that a log says to be of, and its tables."""
    door = store.engine.door(store.places.place(where))
    with door.reading() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        tables = frozenset(inspect(connection).get_table_names())
    door.close()
    return found, tables


def see_that_all_is_there(log: Store, version: str) -> None:
    """Hold what is in the log against what was put into it when it was of a version."""
    jo, ann = log.athlete("Jo Müller"), log.athlete("Ann")
    forms = (Form(date(2026, 3, 1), 1250.0, 360.0), Form(date(2026, 5, 10), 1230.0))
    assert jo == Athlete("Jo Müller", 1980, Sex.FEMALE, "Europe/Vienna", forms, id=1)
    assert ann == Athlete("Ann", id=2)
    assert list(log.sessions(jo)["session"]) == [1, 2, 4]
    assert list(log.sessions(jo)["files"]) == [2, 1, 1]
    first = log.session(jo, 1)
    assert first.diary == Diary("Felt strong – 💪", "18 °C, no wind", "spikes", 9)
    assert first.said == Said(goal=355.0, lane=1)
    assert (first.title, first.headline, first.temperature) == ("1 mile trial", "352.0 s", 18.0)
    assert first.document == trial(time=352.0).document
    assert [(file.name, file.format, file.primary) for file in first.files] == [
        ("trial.fit", "fit", True),
        ("trial.gpx", "gpx", False),
    ]
    assert log.data(first.files[0].sha256) == b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT\x00\x00trial.fit"
    assert log.data(first.files[1].sha256) == b"<?xml version='1.0'?><gpx>trial.gpx</gpx>"
    assert [(one.name, one.athlete, one.problem, one.said.five_k, one.diary) for one in log.waiting()] == [
        ("waiting.fit", "Jo Müller", "", 1200.0, Diary() if version == "1" else Diary("hot", rpe=7)),
        ("broken.gpx", "Ann", "no positions", None, Diary()),
        ("aside.fit", "Ann", "", None, Diary()),
    ]
    assert list(log.trials(jo).reps["time"]) == pytest.approx([80.0 + 0.1 * at for at in range(10)])
    _see_that_trials_are_there(log, jo, ann, version)
    assert log.days(jo) == (() if version == "1" else (Day(date(2026, 5, 16), 7.5, 40.0, "squats"),))
    assert log.days(ann) == (() if version == "1" else (Day(date(2026, 5, 17), 6.0),))
    speeds = log.training(jo).speeds.sum(axis=1)
    assert speeds == pytest.approx([1252.0, 2600.0, 1271.0])


def _see_that_trials_are_there(log: Store, jo: Athlete, ann: Athlete, version: str) -> None:
    trials = log.trials(jo)
    asked = trial(time=352.0)
    assert list(trials.trials["session"]) == [1, 4]
    row = log.trial(jo, 1).row
    assert (row["lane"], row["lap"], row["latitude"], row["longitude"]) == (1, 400.0, LATITUDE, LONGITUDE)
    assert (row["score"], row["score_sd"], row["five_k"], row["goal"], row["rpe"]) == (92.5, 1.5, 1230.0, 355.0, 9.0)
    for found, put, table in (
        (trials.laps, asked.laps, frames.TRIAL_LAPS),
        (trials.zones, asked.zones, frames.TRIAL_ZONES),
    ):
        for column in table:
            expected = [1] * len(put) if column.name == "session" else list(put[column.name])
            assert list(found[column.name]) == pytest.approx(expected, nan_ok=True), column.name
    trace = log.trial(jo, 1).trace
    assert list(trace["time"]) == pytest.approx([metre * 352.0 / 1609.344 for metre in trace["metre"]], abs=0.001)
    road = log.trial(jo, 4).row
    assert (road["lane"], road["latitude"]) == (0, LATITUDE + 0.001)
    assert all(math.isnan(road[name]) for name in ("lap", "score", "score_sd", "five_k", "goal"))
    # lane 2 is measured 0.20 m off its line, 1.22 m farther out, lane 1 at 0.30 m
    hers = log.trial(ann, 3)
    assert (hers.row["lane"], hers.row["lap"]) == (2, pytest.approx(400.0 + 2 * math.pi * 1.12))
    assert math.isnan(hers.row["goal"])
    assert len(hers.zones) == 16
    # from version 4 on the document of her trial says how sure the home straight is
    finish = hers.row["finish_probability"]
    assert math.isnan(finish) if version < "4" else finish == 0.8
    assert math.isnan(road["finish_probability"])


@pytest.mark.parametrize("version", EARLIER)
def test_a_log_of_an_earlier_version_has_all_that_it_had(empty_place: str, version: str) -> None:
    earlier(empty_place, version)
    assert version_of(empty_place)[0] == version
    with store.open(empty_place) as log:
        see_that_all_is_there(log, version)
    assert version_of(empty_place) == (HEAD, frozenset({*METADATA.tables, "alembic_version"}))
    with store.open(empty_place) as log:
        see_that_all_is_there(log, version)


@pytest.mark.parametrize("version", EARLIER)
def test_a_log_of_an_earlier_version_goes_on(empty_place: str, version: str) -> None:
    earlier(empty_place, version)
    with store.open(empty_place) as log:
        jo = log.athlete("jo müller")
        log.write_day(jo, Day(date(2026, 5, 16), sleep=8.0))
        kept = log.keep(jo, raw("new"), name="new.fit", diary=Diary(rpe=6))
        number = log.put(jo, trial(after(9)), sha256=kept.sha256)
        assert number > 4
        assert log.put(jo, intervals(method=2), sha256=log.files(jo, 1)[0].sha256, session=1) == 1
        assert log.keep(jo, b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT\x00\x00aside.fit", name="back.fit").new
        log.remove(jo, 2)
        assert list(log.sessions(jo)["session"]) == [1, 4, number]
        assert list(log.trials(jo).trials["session"]) == [4, number]
        log.put(jo, easy(after(1)), sha256=log.files(jo, 4)[0].sha256, session=4)
        assert len(log.trials(jo).laps) == 4


def upgrade_until(where: str, statement: int) -> None:
    """Open a log, dying before so many statements; the work of a process."""
    counted = count(1)

    def before(*_: object) -> None:
        if next(counted) == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", before)
    store.open(where).close()


@pytest.mark.parametrize("version", EARLIER)
def test_a_kill_in_the_middle_of_a_migration_leaves_the_old_or_the_new(empty_place: str, version: str) -> None:
    earlier(empty_place, version)
    old, new = version_of(empty_place), (HEAD, frozenset({*METADATA.tables, "alembic_version"}))
    seen = []
    for statement in count(2, 1 if version == EARLIER[-1] else 4):
        process = PROCESSES.Process(target=upgrade_until, args=(empty_place, statement))
        process.start()
        process.join()
        seen.append(version_of(empty_place))
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
    assert set(seen[:-1]) <= {old, new}
    assert seen.count(old) > 2
    assert seen[-1] == new
    with store.open(empty_place) as log:
        see_that_all_is_there(log, version)


def test_a_new_log_has_the_tables_of_this_version(empty_place: str) -> None:
    store.open(empty_place).close()
    door = store.engine.door(store.places.place(empty_place))
    with door.reading() as connection:
        compared = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=compared), METADATA) == []
        if door.on_sqlite:
            tables = connection.exec_driver_sql("PRAGMA table_list").all()
            strict = {row.name for row in tables if row.strict}
            assert strict == set(METADATA.tables)
    door.close()


@pytest.mark.parametrize("version", EARLIER)
def test_an_upgraded_log_has_the_tables_of_this_version(empty_place: str, version: str) -> None:
    earlier(empty_place, version)
    test_a_new_log_has_the_tables_of_this_version(empty_place)


def test_every_version_has_its_module_and_its_log() -> None:
    folder = Path(analyzer.store.migrations.__file__).parent
    script = ScriptDirectory(str(folder), version_locations=[str(folder)])
    assert script.get_current_head() == HEAD
    assert [step.revision for step in script.walk_revisions()] == [HEAD, *reversed(EARLIER)]
    names = {path.name for path in VERSIONS.iterdir()}
    assert names == {f"v{version}.{kind}.sql" for version in EARLIER for kind in ("sqlite", "postgresql")}


def test_a_log_whose_data_does_not_fit_stays_as_it_was(tmp_path: Path) -> None:
    where = str(tmp_path / "log.db")
    earlier(where, "1")
    with sqlite3.connect(where) as file:
        file.execute("UPDATE claims SET session = 77 WHERE session = 4")
    file.close()
    before = version_of(where)
    with pytest.raises(LogError, match=re.escape(f"{where}: the log is damaged, rows refer to none; restore it")):
        store.open(where)
    assert version_of(where) == before
