"""Imports that are killed at any moment, and many at once: nothing is lost, nothing is half, nothing is twice."""

import hashlib
import multiprocessing
import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from log_example import after, intervals, raw, trial

from analyzer import store
from analyzer.model import Athlete, Entry
from analyzer.store import Store

TIMES = 30
"""Kills of a process in the middle of its imports."""
PATIENCE = 60.0
"""Until a process has begun. [s]"""
NEVER = 10**9
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["analyzer.store", "log_example"])


def entry_of(number: int) -> Entry:
    return trial(after(number)) if number % 2 else intervals(after(number), reps=6)


def imported(log: Store, athlete: Athlete, name: str, number: int) -> int:
    """Import a file as the logbook does."""
    kept = log.keep(athlete, raw(name), name=name)
    return log.put(athlete, entry_of(number), sha256=kept.sha256)


def worker(where: str, journal: Path, first: int, last: int) -> None:
    """Import files as the logbook does, writing into a journal what is done; the work of a process."""
    written = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with store.open(where) as log:
        jo = log.athlete()
        os.write(written, b"ready - 0\n")
        for number in range(first, last):
            kept = log.keep(jo, raw(f"file {number}"), name=f"file {number}")
            os.write(written, f"kept {kept.sha256} {number}\n".encode())
            log.put(jo, entry_of(number), sha256=kept.sha256)
            os.write(written, f"put {kept.sha256} {number}\n".encode())


def started(where: str, journal: Path, first: int, last: int) -> BaseProcess:
    process = PROCESSES.Process(target=worker, args=(where, journal, first, last))
    process.start()
    return process


def whole(log: Store, athlete: Athlete) -> dict[int, str]:
    """See that every session has all that its analysis gave; give the file of each."""
    sessions = log.sessions(athlete)
    trials = log.trials(athlete)
    zones, laps = (Counter(frame["session"].tolist()) for frame in (trials.zones, trials.laps))
    reps, runs = Counter(trials.reps["session"].tolist()), Counter(trials.trials["session"].tolist())
    found = {}
    for number, kind in zip(sessions["session"], sessions["kind"], strict=True):
        counts = (runs[number], laps[number], zones[number], reps[number])
        assert counts == ((1, 4, 16, 0) if kind == "mile_trial" else (0, 0, 0, 6)), number
        session = log.session(athlete, number)
        assert len(session.document["efforts"]) == (1 if kind == "mile_trial" else 10)
        assert len(log.traces(athlete, number)) == (3 if kind == "mile_trial" else 0)
        (file,) = session.files
        assert hashlib.sha256(log.data(file.sha256)).hexdigest() == file.sha256
        found[int(number)] = file.sha256
    assert len(log.training(athlete).speeds) == len(found)
    return found


def test_a_kill_at_any_moment_loses_nothing_and_leaves_no_half(log_place: str, tmp_path: Path) -> None:
    chance = random.Random(7)
    kept: dict[str, int] = {}
    put: dict[str, int] = {}
    with store.open(log_place) as log:
        jo = log.put_athlete(Athlete("Jo"))
    for time_of_it in range(TIMES):
        first = max(kept.values(), default=-1) + 1
        told = killed(log_place, tmp_path / f"journal {time_of_it}", first, chance.randrange(1, 6), chance.random())
        for done, sha256, number in told:
            (kept if done == "kept" else put)[sha256] = number
    assert len(kept) > len(put) >= TIMES / 2
    with store.open(log_place) as log:
        # a server may still be at work for one that is dead
        log.put_athlete(jo)
        found = whole(log, jo)
        waiting = {one.sha256 for one in log.waiting()}
        assert len(set(found.values())) == len(found)
        assert set(put) <= set(found.values())
        assert set(kept) <= set(found.values()) | waiting
        for sha256 in waiting:
            assert hashlib.sha256(log.data(sha256)).hexdigest() == sha256
            log.put(jo, entry_of(kept.get(sha256, 0)), sha256=sha256)
        assert set(whole(log, jo).values()) == set(found.values()) | waiting
        assert log.waiting() == ()


def killed(where: str, journal: Path, first: int, lines: int, later: float) -> list[tuple[str, str, int]]:
    """Let a process import files from a number on, and kill it at a moment between two lines of its journal.

    lines : After so many, and `later` of the time that another one takes. Gives what it said to have done.
    """
    process = started(where, journal, first, NEVER)
    until = time.monotonic() + PATIENCE
    while journal_of(journal).count("\n") < lines:
        assert process.is_alive()
        assert time.monotonic() < until
        time.sleep(0.001)
    time.sleep(0.02 * later)
    process.kill()
    process.join()
    return [
        (done, sha256, int(number)) for done, sha256, number in map(str.split, journal_of(journal).splitlines()[1:])
    ]


def journal_of(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def test_many_at_once_lose_nothing_and_put_nothing_twice(log_place: str) -> None:
    with store.open(log_place) as log:
        jo = log.put_athlete(Athlete("Jo"))
    names = [f"file {number}" for number in range(40)] + ["the same file"] * 10
    random.Random(3).shuffle(names)

    def work(mine: list[tuple[int, str]]) -> list[int]:
        with store.open(log_place) as log:
            return [imported(log, jo, name, number) for number, name in mine]

    numbered = list(enumerate(names))
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, (numbered[first::8] for first in range(8))))
    with store.open(log_place) as log:
        found = whole(log, jo)
        assert len(found) == 41
        assert set(found) == {number for numbers in done for number in numbers}
        assert {hashlib.sha256(raw(name)).hexdigest() for name in names} == set(found.values())
        assert log.waiting() == ()


def test_processes_that_import_the_same_folder_make_each_session_once(log_place: str, tmp_path: Path) -> None:
    with store.open(log_place) as log:
        jo = log.put_athlete(Athlete("Jo"))
    many = [started(log_place, tmp_path / f"journal {at}", 0, 12) for at in range(3)]
    for one in many:
        one.join()
    assert [one.exitcode for one in many] == [0, 0, 0]
    with store.open(log_place) as log:
        assert len(whole(log, jo)) == 12


def test_two_exports_at_once_are_one_session(log_place: str) -> None:
    with store.open(log_place) as log:
        jo = log.put_athlete(Athlete("Jo"))

    def work(name: str) -> int:
        with store.open(log_place) as log:
            sha256 = log.keep(jo, raw(name), name=name).sha256
            return log.put(jo, trial(), sha256=sha256, same=lambda other: log.traces(jo, other.session) != {})

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(work, [f"run {at}.fit" for at in range(8)]))
    with store.open(log_place) as log:
        assert len(numbers) == len(log.sessions(jo)) == 1
        assert len(log.files(jo, numbers.pop())) == 8


def test_many_threads_of_one_process_write_in_turns(log_place: str) -> None:
    with store.open(log_place, patience=60.0) as log:
        jo = log.put_athlete(Athlete("Jo"))

        def work(name: str) -> int:
            sha256 = log.keep(jo, raw(name), name=name).sha256
            # reading within a write takes a second connection, of which there are fewer than threads
            return log.put(jo, trial(), sha256=sha256, same=lambda other: log.traces(jo, other.session) != {})

        with ThreadPoolExecutor(30) as pool:
            numbers = set(pool.map(work, [f"run {at}.fit" for at in range(60)]))
        assert len(numbers) == 1
        assert len(log.files(jo, numbers.pop())) == 60


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the open files of a process are counted by /proc")
def test_a_store_that_is_closed_leaves_nothing_open(log_place: str) -> None:
    def opened() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - of what is open now

    with store.open(log_place) as log:
        log.athletes()
    before = opened()
    for _ in range(5):
        with store.open(log_place) as log:
            log.athletes()
    assert opened() <= before
