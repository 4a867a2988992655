"""Work in processes of their own: limits of time and memory, deaths, and what one bad item does to the others."""

import functools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analyzer import workers
from analyzer.errors import AnalyzerError, DamagedFileError, PlanError
from analyzer.workers import pool

MEGABYTE = 2**20
PLENTY = 1024 * MEGABYTE


def square(number: int) -> int:
    return number * number


def eat() -> None:
    eaten = []
    while True:
        eaten.append(np.ones(MEGABYTE))


def lose_memory_in_another_error() -> None:
    try:
        np.ones(2**60, dtype=np.uint8)
    except MemoryError as error:
        raise DamagedFileError("the file is damaged beyond reading") from error


ERRORS = {
    "raise": ValueError("no such\nthing"),
    "damaged": DamagedFileError("the file is damaged; export it again"),
    "plan": PlanError("8x", 2, "nothing more", "write 8x400"),
    "quit": SystemExit(3),
}
MISCHIEF: dict[str, Callable[[], Any]] = {
    "hang": lambda: time.sleep(1000.0),
    "exit": lambda: os._exit(7),
    "eat": eat,
    "no memory": lose_memory_in_another_error,
    "no pickle": threading.Lock,
    "SIGSEGV": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "SIGKILL": lambda: os.kill(os.getpid(), signal.SIGKILL),
}


def misbehave(how: str) -> Any:
    """Do what no work ought to."""
    if how in ERRORS:
        raise ERRORS[how]
    return MISCHIEF[how]() if how in MISCHIEF else how


def finished(items: Any, work: Callable[[Any], Any], **limits: Any) -> dict[Any, Any]:
    settings = {"jobs": 2, "seconds": 60.0, "memory": PLENTY} | limits
    return dict(workers.run(items, work, **settings))


def test_every_item_has_its_result() -> None:
    assert finished(range(300), square) == {number: number * number for number in range(300)}


def test_no_items_start_no_process() -> None:
    assert finished([], square) == {}


@pytest.mark.parametrize(
    ("how", "kind", "told"),
    [
        ("exit", workers.DiedError, "its process ended by itself (exit code 7); please report the file"),
        ("SIGSEGV", workers.DiedError, "its process died (SIGSEGV); please report the file"),
        (
            "SIGKILL",
            workers.DiedError,
            "its process was killed twice from outside (SIGKILL), perhaps for want of memory",
        ),
        ("raise", workers.UnexpectedError, "unexpected error (ValueError: no such thing); please report the file"),
        ("quit", workers.UnexpectedError, "unexpected error (SystemExit: 3)"),
        ("no pickle", workers.UnexpectedError, "unexpected error (TypeError: cannot pickle"),
        ("damaged", DamagedFileError, "the file is damaged; export it again"),
        ("plan", PlanError, '"8x": at its end: nothing more; write 8x400'),
        ("no memory", workers.TooMuchMemoryError, "needed more than 1 GB of memory; given up"),
    ],
)
def test_a_bad_item_is_an_error_of_one_line_and_the_others_are_done(how: str, kind: type, told: str) -> None:
    found = finished(["a", "b", how, "c", "d"], misbehave)
    assert type(found[how]) is kind
    assert str(found[how]).startswith(told)
    assert "\n" not in str(found[how])
    assert {name: found[name] for name in "abcd"} == {name: name for name in "abcd"}


def test_what_hangs_is_given_up_at_its_limit() -> None:
    found = finished(["hang", "a", "hang", "b"], misbehave, seconds=0.5)
    assert str(found["hang"]) == "took more than 0.5 s; given up"
    assert isinstance(found["hang"], workers.TimeLimitError)
    assert (found["a"], found["b"]) == ("a", "b")


def test_what_eats_memory_is_given_up_at_its_limit() -> None:
    found = finished(["a", "eat", "b"], misbehave, memory=300 * MEGABYTE)
    assert str(found["eat"]) == "needed more than 300 MB of memory; given up"
    assert (found["a"], found["b"]) == ("a", "b")


@pytest.fixture
def no_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work as on systems whose processes are not to be forked."""
    monkeypatch.setattr(pool, "FORKS", False)


@pytest.mark.usefixtures("no_forks")
def test_without_forks_the_same_is_done() -> None:
    found = finished(["a", "exit", "b", "hang", "raise"], misbehave, seconds=8.0)
    assert (found["a"], found["b"]) == ("a", "b")
    assert str(found["exit"]) == "its process ended by itself (exit code 7); please report the file"
    assert str(found["hang"]) == "took more than 8 s; given up"
    assert isinstance(found["raise"], workers.UnexpectedError)


@pytest.mark.usefixtures("no_forks")
def test_without_forks_no_process_is_left_when_a_run_is_left_halfway() -> None:
    found = workers.run(range(50), pid_of, jobs=2, seconds=60.0, memory=PLENTY)
    half = {next(found)[1] for _ in range(10)}
    found.close()
    assert not [pid for pid in half if isinstance(pid, int) and alive(pid)]


def kill_the_nursery_once(path: str) -> str:
    """Kill the process that forks the others, the first time."""
    if path.startswith("/") and not Path(path).exists():
        Path(path).touch()
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(1000.0)
    return path


def test_when_the_process_that_starts_the_others_is_killed_the_work_goes_on(tmp_path: Path) -> None:
    items = ["a", str(tmp_path / "killed"), *"bcdef"]
    assert finished(items, kill_the_nursery_once) == {item: item for item in items}


def kill_the_nursery(_: Any) -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(1000.0)


def test_items_whose_processes_always_die_are_errors_and_no_endless_loop() -> None:
    found = finished(range(3), kill_the_nursery)
    assert {type(error) for error in found.values()} == {workers.DiedError}


def refuse() -> None:
    raise ImportError("no such module")


class Unpicklable:
    """Work that cannot be imported where it is to be done."""

    def __reduce__(self) -> Any:
        return refuse, ()

    def __call__(self, item: int) -> int:
        return item


@pytest.mark.parametrize(("forks", "told"), [(True, "no such module"), (False, "end as soon as they are started")])
def test_work_that_cannot_be_imported_is_one_error(monkeypatch: pytest.MonkeyPatch, forks: bool, told: str) -> None:
    monkeypatch.setattr(pool, "FORKS", forks)
    with pytest.raises(workers.NoWorkersError, match=told):
        finished(range(3), Unpicklable())


def noted(folder: str) -> None:
    """Write down which process this is, and hang."""
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(1000.0)


def test_the_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_workers; from analyzer import workers\n"
        "list(workers.run([sys.argv[2]] * 2, test_workers.noted, jobs=2, seconds=900.0, memory=2**31))"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path)])
    while len(list(tmp_path.iterdir())) < 2:
        assert parent.poll() is None
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    pids = [int(path.name) for path in tmp_path.iterdir()]
    while any(alive(pid) for pid in pids):
        time.sleep(0.02)


def keep(megabytes: int) -> int:
    """Keep memory from one item to the next."""
    KEPT.append(bytearray(b"x") * (megabytes * MEGABYTE))
    return megabytes


KEPT: list[bytearray] = []


def test_what_one_item_leaves_in_memory_is_not_blamed_on_the_next() -> None:
    found = finished(range(40, 80), keep, memory=400 * MEGABYTE)
    assert found == {megabytes: megabytes for megabytes in range(40, 80)}


def test_limits_hold_while_the_caller_is_busy() -> None:
    found = workers.run(["a", "hang"], misbehave, jobs=2, seconds=0.3, memory=PLENTY)
    first = next(found)
    time.sleep(1.0)
    rest = list(found)
    assert first == ("a", "a")
    assert [type(error) for _, error in rest] == [workers.TimeLimitError]


def test_no_more_than_a_few_items_are_taken_ahead() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10_000):
            taken.append(number)
            yield number

    found = workers.run(items(), square, jobs=2, seconds=60.0, memory=PLENTY)
    for _ in range(5):
        next(found)
    time.sleep(0.3)
    assert len(taken) <= 5 + 2 * 3
    found.close()


def test_items_are_taken_in_the_thread_of_the_caller() -> None:
    seen = set()

    def items() -> Iterator[int]:
        for number in range(20):
            seen.add(threading.get_ident())
            yield number

    finished(items(), square)
    assert seen == {threading.get_ident()}


def test_what_goes_wrong_with_the_items_reaches_the_caller() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise AnalyzerError("the folder is gone")

    with pytest.raises(AnalyzerError, match="the folder is gone"):
        finished(items(), square)


def pid_of(_: Any) -> int:
    return os.getpid()


def alive(pid: int) -> bool:
    """Tell whether a process is there and no corpse."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_processes_end_with_the_run_and_when_it_is_left_halfway() -> None:
    whole = set(finished(range(50), pid_of).values())
    found = workers.run(range(50), pid_of, jobs=2, seconds=60.0, memory=PLENTY)
    half = {next(found)[1] for _ in range(10)}
    found.close()
    assert whole
    assert half
    assert not [pid for pid in whole | half if isinstance(pid, int) and alive(pid)]


def threads(_: Any) -> tuple[str, int]:
    return os.environ["OPENBLAS_NUM_THREADS"], threading.active_count()


def test_each_process_has_one_thread() -> None:
    assert set(finished(range(3), threads).values()) == {("1", 1)}


def add(one: int, *, other: int) -> int:
    return one + other


def test_a_function_with_settings_can_be_the_work() -> None:
    assert finished([1, 2], functools.partial(add, other=10)) == {1: 11, 2: 12}


def test_a_limit_that_no_process_can_begin_with_is_one_error() -> None:
    with pytest.raises(workers.NoWorkersError, match=r"a process has \d+ MB of memory before it has begun to work"):
        finished(range(3), square, memory=MEGABYTE)


@pytest.mark.parametrize("wrong", [{"jobs": 0}, {"seconds": 0.0}, {"seconds": float("nan")}, {"memory": 0}])
def test_limits_of_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(AnalyzerError, match="each must be above zero"):
        finished([1], square, **wrong)


def test_items_can_come_by_and_by_and_nobody_waits_longer_than_asked() -> None:
    made: workers.Pool[int, int] = workers.Pool(square, 1, 60.0, PLENTY)
    try:
        assert made.results(wait=True, longest=0.01) == []
        made.add(3)
        assert made.results(wait=True) == [(3, 9)]
        made.add(4)
        assert made.results(wait=True) == [(4, 16)]
        assert made.results(wait=False) == []
    finally:
        made.close()
