"""A server that is killed in the midst of uploads and of analyses loses nothing that it said it had."""

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # comes with distributed
from served import PATIENCE, Served, served
from web_app import run

from analyzer import store

KILLS, CLIENTS, RUNS = 4, 4, 14


def wait(until: Callable[[], bool]) -> None:
    """Wait until something is so."""
    last = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < last
        time.sleep(0.05)


class Runners:
    """Runners who upload and correct their sessions, and remember what the server accepted.

    files : SHA-256 of what was accepted.   accepted, sent : The goals that were said of each session.
    """

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.accepted: dict[int, float] = {}
        self.sent: dict[int, list[float]] = {}
        self.corrections = 0
        self.goals = itertools.count(300)
        self.runs: Iterator[int] = itertools.cycle(range(RUNS))

    def are_at(self, corrections: int) -> bool:
        """Tell whether there is so much that can be lost."""
        return len(self.files) > corrections and self.corrections >= corrections

    def upload(self, server: Served) -> None:
        number = next(self.runs)
        for found in server.upload((f"{number}.fit", run(number))):
            assert found["state"] in {"waiting", "logged"}
            self.files.add(found["sha256"])

    def correct(self, server: Served) -> None:
        sessions = server.json("GET", "/api/sessions")["sessions"]
        if sessions:
            number = sessions[next(self.goals) % len(sessions)]["session"]
            goal = float(next(self.goals))
            self.sent.setdefault(number, []).append(goal)
            server.json("PUT", f"/api/sessions/{number}/said", {"goal": f"{goal:g}"})
            self.accepted[number] = goal
            self.corrections += 1

    def work(self, server: Served) -> None:
        """Go on until the server is gone."""
        try:
            while True:
                self.upload(server)
                self.correct(server)
        except OSError:
            return


def test_all_that_was_accepted_is_there_whenever_the_server_is_killed(tmp_path: Path) -> None:
    place, chance, runners = str(tmp_path / "log.db"), random.Random(11), Runners()
    for corrections in range(KILLS):
        server = Served(place, "--jobs", "2")
        with ThreadPoolExecutor(CLIENTS) as pool:
            for _ in range(CLIENTS):
                pool.submit(runners.work, server)
            wait(partial(runners.are_at, corrections))
            time.sleep(chance.uniform(0.0, 1.0))
            children = psutil.Process(server.process.pid).children(recursive=True)
            server.kill()
        _, alive = psutil.wait_procs(children, timeout=PATIENCE)
        assert not alive
    assert runners.corrections >= KILLS - 1
    with served(place, "--jobs", "2") as server:
        wait(lambda: not (told := server.json("GET", "/api/queue"))["waiting"] and not told["orders"])
        assert server.json("GET", "/api/queue")["failed"] == 0
    hold(place, runners)


def hold(place: str, runners: Runners) -> None:
    """Hold that each accepted file is in one session, each session whole, and each correction taken."""
    with store.open(place) as log:
        me = log.athlete()
        numbers = [int(number) for number in log.sessions(me)["session"]]
        sessions = {number: log.session(me, number) for number in numbers}
        files = Counter(file.sha256 for session in sessions.values() for file in session.files)
        assert set(files) >= runners.files
        assert set(files.values()) == {1}
        assert log.waiting() == ()
        assert log.orders() == ()
        for number, session in sessions.items():
            assert session.document["recording"]["sha256"] == session.files[0].sha256
            assert log.data(session.files[0].sha256)
            assert log.traces(me, number)
        for number, goal in runners.accepted.items():
            # what was sent last may have been taken without an answer
            assert sessions[number].said.goal in {goal, *_after(goal, runners.sent[number])}


def _after(goal: float, sent: list[float]) -> list[float]:
    return sent[sent.index(goal) + 1 :]


def test_two_servers_on_one_log_do_nothing_twice(tmp_path: Path) -> None:
    place = str(tmp_path / "log.db")
    with served(place) as one, served(place) as other:
        accepted: set[str] = set()
        with ThreadPoolExecutor(4) as pool:
            given: list[Any] = [
                pool.submit(server.upload, (f"{number}.fit", run(number)))
                for number in range(8)
                for server in (one, other)
            ]
            for future in given:
                accepted |= {found["sha256"] for found in future.result()}
        wait(lambda: not one.json("GET", "/api/queue")["waiting"])
    with store.open(place) as log:
        files = Counter(
            file.sha256
            for number in log.sessions(log.athlete())["session"]
            for file in log.files(log.athlete(), number)
        )
    assert set(files) == accepted
    assert set(files.values()) == {1}
    assert len(files) == 8
