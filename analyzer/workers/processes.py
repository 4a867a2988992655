"""The processes as their parent sees them: how they are started, what each is doing, and what became of it."""

import contextlib
import importlib
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analyzer.workers import alone, nursery
from analyzer.workers.channel import Inbox
from analyzer.workers.errors import NoWorkersError

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)
"""There is a process for each core: threads on top of them would only wait for each other."""
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(eq=False)
class Process:
    """A process that works.

    pid : 0 until it said so.   born : The memory that it had then. [bytes]
    task : What it was given, if anything.   since : When, by the monotonic clock. [s]
    doomed : Why it was ended, where it was.   gone : It sends no more.
    """

    channel: socket.socket
    inbox: Inbox
    pid: int = 0
    born: int = 0
    task: Any = None
    since: float = 0.0
    doomed: str = ""
    gone: bool = False


class LostError(Exception):
    """The process that starts the others is gone, and they with it."""


class Nursery:
    """The parent's side of `nursery`: forks processes, ends them, hears of their end.

    control : To be listened to; `hear` takes what comes.
    """

    def __init__(self, work: Callable[[Any], Any], memory: int) -> None:
        self._dead: dict[int, int] = {}
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = _python(nursery.__name__, theirs)
        _give(self._process, pickle.dumps((list(sys.path), pickle.dumps(work), memory)))

    def start(self) -> Process:
        """Fork a process. Raises LostError."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"F"], [theirs.fileno()])
            except OSError:
                ours.close()
                self.hear()
                raise LostError from None
        ours.settimeout(0.0)
        return Process(ours, Inbox(ours))

    def end(self, process: Process) -> None:
        """Kill a process."""
        with contextlib.suppress(OSError):  # where the nursery is gone its processes are
            self.control.send(f"K{process.pid}".encode())

    def hear(self) -> None:
        """Take one note of the nursery. Raises NoWorkersError where it cannot work, LostError where it is gone."""
        try:
            note = self.control.recv(nursery.LARGEST_NOTE, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            note = b""
        if note.startswith(b"D"):
            pid, code = note[1:].split()
            self._dead[int(pid)] = int(code)
        elif note.startswith(b"E"):
            raise NoWorkersError(f"the processes could not import their work ({note[1:].decode(errors='replace')})")
        else:
            raise LostError

    def code(self, process: Process) -> int | None:
        """Give the exit code of a process that is gone, as soon as it is known."""
        return self._dead.pop(process.pid, None)

    def close(self) -> None:
        """End all of them, and wait for that."""
        self.control.close()
        self._process.wait()


class Spawner:
    """Processes that are each a Python of their own: slower to start, where forks are not safe (all but Linux)."""

    def __init__(self, work: Callable[[Any], Any], memory: int) -> None:
        self.control, self._other = socket.socketpair()
        self._packed = pickle.dumps((list(sys.path), pickle.dumps(work), memory))
        self._started: list[tuple[Process, subprocess.Popen[bytes]]] = []

    def start(self) -> Process:
        """Start a process."""
        ours, theirs = socket.socketpair()
        with theirs:
            started = _python(alone.__name__, theirs)
            _give(started, pickle.dumps(alone.handed(theirs, started.pid)) + self._packed)
        ours.settimeout(0.0)
        process = Process(ours, Inbox(ours))
        self._started.append((process, started))
        return process

    def end(self, process: Process) -> None:
        """Kill a process."""
        self._of(process).kill()

    def hear(self) -> None:
        """Nobody sends notes here."""

    def code(self, process: Process) -> int | None:
        """Give the exit code of a process that is gone, as soon as it is known."""
        started = self._of(process)
        code = started.poll()
        if code is not None:
            self._started.remove((process, started))
        return code

    def close(self) -> None:
        """End all of them, and wait for that."""
        for _, started in self._started:
            started.kill()
            started.wait()
        self.control.close()
        self._other.close()

    def _of(self, process: Process) -> "subprocess.Popen[bytes]":
        return next(started for one, started in self._started if one is process)


def _python(module: str, theirs: socket.socket) -> "subprocess.Popen[bytes]":
    """Start a module of this package in a Python of its own, with its end of a socket."""
    handles: dict[str, Any] = {} if sys.platform == "win32" else {"pass_fds": (theirs.fileno(),)}
    try:
        return subprocess.Popen(  # noqa: S603 - this Python, and a module of this package
            [sys.executable, "-W", "ignore", "-m", module, str(theirs.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | ONE_THREAD,
            **handles,
        )
    except OSError as error:
        raise NoWorkersError(f"no process could be started ({error.strerror or error})") from error


def _give(process: "subprocess.Popen[bytes]", data: bytes) -> None:
    """Hand a process what it needs to begin; where it has ended already that is heard of otherwise."""
    if process.stdin is not None:
        with contextlib.suppress(OSError), process.stdin:
            process.stdin.write(data)


def resident(pid: int) -> int:
    """Give the memory that a process has, shared pages counted; 0 where nothing tells it. [bytes]

    Elsewhere than on Linux psutil tells it, where that is installed.
    """
    if sys.platform == "linux":
        try:
            with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123 - many times a second
                return int(file.read().split()[1]) * _PAGE
        except (OSError, ValueError, IndexError):
            return 0
    return _told_by_psutil(pid)


def _told_by_psutil(pid: int) -> int:
    try:
        psutil = importlib.import_module("psutil")
    except ImportError:
        return 0
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
