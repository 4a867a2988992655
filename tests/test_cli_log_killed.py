"""A log is whole whenever an import is killed, and the same command takes it to its end."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analyzer import simulate, store

DAYS = 8
KILLS = 5


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of short sessions, one a day."""
    folder: Path = tmp_path_factory.mktemp("runs")
    for day in range(DAYS):
        started = datetime(2026, 5, 1, 7, tzinfo=UTC) + timedelta(days=day)
        made = simulate.session(kind="road", seed=day, minutes=4.0, latitude=47.0, longitude=15.0, start_time=started)
        (folder / f"{day:02d}.fit").write_bytes(simulate.write_fit(made.recording))
    return folder


def begin(runs: Path, place: str, *more: str, jobs: int = 1) -> "subprocess.Popen[bytes]":
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "analyzer",
        "log",
        "add",
        runs,
        "--log",
        place,
        "--jobs",
        str(jobs),
        "--notes",
        "mine",
    ]
    return subprocess.Popen([*command, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def hold_whole(place: str) -> int:
    """Hold that each session is whole, and that no file is in two; give how many sessions there are."""
    with store.open(place) as log:
        if not log.athletes():
            return 0
        me = log.athlete()
        sessions = log.sessions(me)
        files: list[str] = []
        for number in sessions["session"]:
            session = log.session(me, int(number))
            assert session.diary.notes == "mine"
            assert session.document["recording"]["sha256"] == session.files[0].sha256
            assert log.data(session.files[0].sha256)
            assert log.traces(me, int(number))
            files += [file.sha256 for file in session.files]
        files += [one.sha256 for one in log.waiting(me)]
        assert len(files) == len(set(files))
        return len(sessions)


def test_an_import_that_is_killed_again_and_again_loses_nothing_and_leaves_no_half(runs: Path, log_place: str) -> None:
    chance, jobs = random.Random(5), 2
    for _ in range(KILLS):
        process = begin(runs, log_place, jobs=jobs)
        before = time.monotonic()
        after = chance.uniform(0.2, 4.0)
        while process.poll() is None and time.monotonic() - before < after:
            time.sleep(0.01)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        hold_whole(log_place)
    process = begin(runs, log_place, jobs=jobs)
    told, problems = process.communicate(timeout=200)
    assert process.returncode == 0, told + problems
    assert hold_whole(log_place) == DAYS
    with store.open(log_place) as log:
        assert log.waiting() == ()
        names = [log.files(log.athlete(), int(number))[0].name for number in log.sessions(log.athlete())["session"]]
    assert names == [f"{day:02d}.fit" for day in range(DAYS)]


def test_what_was_kept_before_a_kill_is_taken_up_with_its_notes(runs: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "log.db")
    process = begin(runs, place, "--rpe", "7")
    while process.poll() is None:
        time.sleep(0.02)
        if Path(place).exists() and _kept(place):
            os.killpg(process.pid, signal.SIGKILL)
            break
    process.communicate()
    kept = _kept(place)
    assert kept
    redo = [sys.executable, "-m", "analyzer", "log", "redo", "--waiting", "--log", place]
    assert subprocess.run(redo, capture_output=True, check=False).returncode == 0
    with store.open(place) as log:
        me = log.athlete()
        assert log.waiting() == ()
        numbers = [int(number) for number in log.sessions(me)["session"]]
        assert numbers
        assert {(log.session(me, number).diary.notes, log.session(me, number).diary.rpe) for number in numbers} == {
            ("mine", 7)
        }


def _kept(place: str) -> int:
    with store.open(place) as log:
        return sum(len(log.waiting(one)) + len(log.sessions(one)) for one in log.athletes())


def test_ctrl_c_says_how_far_it_got_and_leaves_the_log_whole(runs: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "log.db")
    process = begin(runs, place)
    assert process.stdout is not None
    assert b"added 1: 2026-05-01" in process.stdout.readline()
    os.kill(process.pid, signal.SIGINT)
    told, problems = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"Stopped before the end. The log is sound" in problems
    assert b"Traceback" not in problems
    assert told.splitlines()[-1].endswith(b" added.")
    assert 0 < hold_whole(place) <= DAYS


def test_two_imports_at_once_make_each_session_once(runs: Path, log_place: str) -> None:
    first, second = begin(runs, log_place), begin(runs, log_place)
    for process in (first, second):
        told, problems = process.communicate(timeout=200)
        assert process.returncode == 0, told + problems
    assert hold_whole(log_place) == DAYS
