"""Share items out to processes, hold each to its limits, and give the results as they come.

One thread hands out and watches, so that limits hold while the caller is busy with a result; the items are taken from
their iterator in the caller's own thread, a few ahead of what was given back.
"""

import pickle
import selectors
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from analyzer.errors import AnalyzerError, OptionError
from analyzer.workers import channel
from analyzer.workers.errors import OUTSIDE, DiedError, NoWorkersError, TimeLimitError, TooMuchMemoryError
from analyzer.workers.processes import LostError, Nursery, Process, Spawner, resident

T = TypeVar("T")
R = TypeVar("R")

_LOOK = 0.05
"""How often the limits are looked at: memory is filled at 2 GB/s or so. [s]"""
_STOPPED = 2.0
"""Where the watch itself slept so long the machine or the whole run was stopped; that counts for no item. [s]"""
_AHEAD = 2
"""Items that wait for each process, so that none is idle while a result is looked at."""
_WORN = 0.5
"""A process that keeps this share of its room between items is replaced, before a small item is blamed."""
_FALSE_STARTS = 3
"""So many processes, or those that start them, may end in a row before anything was done."""
FORKS = sys.platform == "linux"
"""Elsewhere a fork of a process that has used the system's own libraries may hang or die."""


def run(
    items: Iterable[T], work: Callable[[T], R], *, jobs: int, seconds: float, memory: int
) -> Generator[tuple[T, R | AnalyzerError], None, None]:
    """Work on items in `jobs` processes; give each item with its result or its error, in the order that they are done.

    seconds : The longest that one item may take. [s]   memory : The most that its process may have. [bytes]
    `work` and the items are pickled. No more than a few items for each process are taken before results are fetched.
    Raises NoWorkersError where no process can be started, and whatever `items` raises.
    """
    if jobs < 1 or not seconds > 0 or memory <= 0:
        raise OptionError(f"{jobs} jobs, {seconds:g} s, {memory} bytes: each must be above zero")
    return _run(items, work, jobs, seconds, memory)


def _run(
    items: Iterable[T], work: Callable[[T], R], jobs: int, seconds: float, memory: int
) -> Generator[tuple[T, R | AnalyzerError], None, None]:
    source = iter(items)
    pool: Pool[T, R] | None = None
    taken = given = 0
    more = True
    try:
        while more or given < taken:
            if more and taken - given < jobs * (1 + _AHEAD):
                try:
                    item = next(source)
                except StopIteration:
                    more = False
                else:
                    pool = pool or Pool(work, jobs, seconds, memory)
                    pool.add(item)
                    taken += 1
            if pool is not None:
                full = not more or taken - given >= jobs * (1 + _AHEAD)
                for found in pool.results(wait=full and given < taken):
                    given += 1
                    yield found
    finally:
        if pool is not None:
            pool.close()


@dataclass(eq=False)
class _Task(Generic[T]):
    item: T
    message: bytes
    tries: int = 0


class Pool(Generic[T, R]):
    """The processes and the thread that watches them; `run` for who has all items, this for who gets them by and by.

    Items wait for a process, so whoever wants a say in their order adds few at a time. See `run` for the limits.
    """

    def __init__(self, work: Callable[[T], R], jobs: int, seconds: float, memory: int) -> None:
        self._jobs, self._seconds, self._memory = jobs, seconds, memory
        self._changed = threading.Condition()
        self._waiting: deque[_Task[T]] = deque()
        self._done: deque[tuple[T, R | AnalyzerError]] = deque()
        self._failed: BaseException | None = None
        self._closed = False
        self._processes: list[Process] = []
        self._false_starts = 0
        self._work = work
        self._nursery = self._new_nursery()
        self._woken, self._waker = socket.socketpair()
        self._ears = selectors.DefaultSelector()
        self._ears.register(self._woken, selectors.EVENT_READ)
        self._ears.register(self._nursery.control, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._watch, name="analyzer-workers", daemon=True)
        self._thread.start()

    def add(self, item: T) -> None:
        """Put an item among those that wait."""
        task = _Task(item, pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
        with self._changed:
            self._waiting.append(task)
        self._waker.send(b"!")

    def results(self, *, wait: bool, longest: float | None = None) -> list[tuple[T, R | AnalyzerError]]:
        """Give what is done; where there is nothing yet, wait for it if asked to, for `longest` at most. [s]

        Raises NoWorkersError; the pool is of no use then but to be closed.
        """
        with self._changed:
            while wait and not self._done and self._failed is None:
                if not self._changed.wait(longest):
                    break
            found = list(self._done)
            self._done.clear()
            if not found and self._failed is not None:
                raise self._failed
        return found

    def close(self) -> None:
        """End the processes and the thread."""
        self._closed = True
        self._waker.send(b"!")
        self._thread.join()
        for process in self._processes:
            process.channel.close()
        self._nursery.close()
        self._ears.close()
        self._woken.close()
        self._waker.close()

    def _watch(self) -> None:
        last = time.monotonic()
        try:
            while not self._closed:
                ready = {key.fileobj: key.data for key, _ in self._ears.select(_LOOK)}
                now = time.monotonic()
                slept, last = now - last, now
                if self._woken in ready:
                    self._woken.recv(4096)
                try:
                    if self._nursery.control in ready:
                        self._nursery.hear()
                    for process in list(self._processes):
                        if slept > _STOPPED:
                            process.since += slept
                        self._look_at(process, now, ready=process.channel in ready)
                    self._hand_out(now)
                except LostError:
                    self._renew()
        except BaseException as error:  # noqa: BLE001 - raised in the caller's thread
            with self._changed:
                self._failed = error
                self._changed.notify_all()

    def _new_nursery(self) -> Nursery | Spawner:
        return (Nursery if FORKS else Spawner)(self._work, self._memory)

    def _renew(self) -> None:
        """Begin again with new processes where somebody killed the one that starts them."""
        self._false_start()
        self._ears.unregister(self._nursery.control)
        self._nursery.close()
        for process in self._processes:
            if not process.gone:
                self._ears.unregister(process.channel)
            process.channel.close()
            if process.task is not None:
                self._lost(process, -min(OUTSIDE))
        self._processes.clear()
        self._nursery = self._new_nursery()
        self._ears.register(self._nursery.control, selectors.EVENT_READ)

    def _look_at(self, process: Process, now: float, *, ready: bool) -> None:
        if ready and not process.inbox.read():
            process.gone = True
            self._ears.unregister(process.channel)
        while (message := process.inbox.message()) is not None:
            if process.pid:
                self._finish(process, pickle.loads(message))  # noqa: S301 - from a child of this process
            else:
                self._greet(process, int(message))
        if process.gone:
            self._bury(process)
        elif process.pid and not process.doomed:
            self._hold(process, now)

    def _greet(self, process: Process, pid: int) -> None:
        process.pid, process.born = pid, resident(pid)
        if process.born >= self._memory:
            size = f"{process.born / 2**20:.0f} MB"
            raise NoWorkersError(f"a process has {size} of memory before it has begun to work; give it more to use")

    def _finish(self, process: Process, result: R | AnalyzerError) -> None:
        task, process.task = process.task, None
        self._false_starts = 0
        with self._changed:
            self._done.append((task.item, result))
            self._changed.notify_all()

    def _hold(self, process: Process, now: float) -> None:
        """End a process that is over a limit, or worn."""
        if process.task is not None and now - process.since > self._seconds:
            process.doomed = "time"
        elif (size := resident(process.pid)) > self._memory and process.task is not None:
            process.doomed = "memory"
        elif process.task is None and size - process.born > _WORN * (self._memory - process.born):
            process.doomed = "worn"
        if process.doomed:
            self._nursery.end(process)

    def _bury(self, process: Process) -> None:
        """Say what became of the item of a process that is gone, as soon as it is known how it ended."""
        code = self._nursery.code(process)
        if code is None and process.pid:
            return
        self._processes.remove(process)
        process.channel.close()
        if not process.pid:
            self._false_start()
        elif process.task is not None:
            self._lost(process, code or 0)

    def _false_start(self) -> None:
        self._false_starts += 1
        if self._false_starts >= _FALSE_STARTS:
            raise NoWorkersError("the processes end as soon as they are started; try again with fewer --jobs")

    def _lost(self, process: Process, code: int) -> None:
        """Say what became of the item of a process that ended; give it to another where that was not its doing."""
        task = process.task
        if process.doomed == "time":
            self._finish(process, TimeLimitError.of(self._seconds))
        elif process.doomed == "memory":
            self._finish(process, TooMuchMemoryError.of(self._memory))
        elif process.doomed == "worn" or (-code in OUTSIDE and task.tries < 1):
            task.tries += 1
            with self._changed:
                self._waiting.appendleft(task)
        else:
            self._finish(process, DiedError.of(code))

    def _hand_out(self, now: float) -> None:
        """Give each idle process an item; start another where items wait for one."""
        idle = [one for one in self._processes if one.pid and one.task is None and not (one.gone or one.doomed)]
        with self._changed:
            while idle and self._waiting:
                process = idle.pop()
                process.task, process.since = self._waiting.popleft(), now
                self._send(process)
            unborn = sum(not one.pid for one in self._processes)
            wanted = min(len(self._waiting) - unborn, self._jobs - len(self._processes))
        for _ in range(wanted):
            process = self._nursery.start()
            self._processes.append(process)
            self._ears.register(process.channel, selectors.EVENT_READ)

    def _send(self, process: Process) -> None:
        process.channel.settimeout(None)
        try:
            channel.send(process.channel, process.task.message)
        except OSError:
            pass  # it is gone; how, is heard of
        finally:
            process.channel.settimeout(0.0)
