"""The processes as their parent sees them: how they are started, what each is doing, and what became of it."""

import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from analyzer.workers import nursery
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

    pid : 0 until it said so.   task : What it was given, if anything.   since : When, by the monotonic clock. [s]
    doomed : Why it was ended, where it was.   gone : It sends no more.
    """

    channel: socket.socket
    inbox: Inbox
    pid: int = 0
    task: Any = None
    since: float = 0.0
    doomed: str = ""
    gone: bool = False


@dataclass(eq=False)
class Nursery:
    """The parent's side of `nursery`: forks processes, ends them, hears of their end.

    dead : The exit code of each process that ended.
    """

    work: Callable[[Any], Any]
    memory: int
    dead: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        packed = pickle.dumps((list(sys.path), pickle.dumps(self.work), self.memory))
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this Python, and a module of this package
                [sys.executable, "-W", "ignore", "-m", nursery.__name__, str(theirs.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=os.environ | ONE_THREAD,
            )
        except OSError as error:
            raise NoWorkersError(f"no process could be started ({error.strerror or error})") from error
        finally:
            theirs.close()
        if self._process.stdin is not None:
            try:
                self._process.stdin.write(packed)
                self._process.stdin.close()
            except BrokenPipeError:
                pass  # it says on the control socket why

    def start(self) -> Process:
        """Fork a process."""
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self.control, [b"F"], [theirs.fileno()])
        except OSError:
            self.hear()
            raise NoWorkersError("the processes could not be started; try again with fewer --jobs") from None
        finally:
            theirs.close()
        ours.settimeout(0.0)
        return Process(ours, Inbox(ours))

    def end(self, process: Process) -> None:
        """Kill a process."""
        self.control.send(f"K{process.pid}".encode())

    def hear(self) -> None:
        """Take one note of the nursery, where there is one. Raises NoWorkersError where it is gone."""
        try:
            note = self.control.recv(nursery.LARGEST_NOTE, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            note = b""
        if note.startswith(b"D"):
            pid, code = note[1:].split()
            self.dead[int(pid)] = int(code)
        elif note.startswith(b"E"):
            raise NoWorkersError(f"the processes could not import their work ({note[1:].decode(errors='replace')})")
        else:
            raise NoWorkersError(
                "the process that starts the others was killed; run it again, perhaps with fewer --jobs"
            )

    def close(self) -> None:
        """End all of them, and wait for that."""
        self.control.close()
        self._process.wait()


def resident(pid: int) -> int:
    """Give the memory that a process has, shared pages counted; 0 where the system does not tell. [bytes]"""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123 - many times a second
            return int(file.read().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0
