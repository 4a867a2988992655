"""The process that the others are forked from: it has imported what the work needs, and holds nothing else.

It has one thread, no database and no screen, so a fork of it takes milliseconds and is safe. When the parent goes, its
end of the control socket closes, and this process ends the others and itself. Run as a module by `processes.Nursery`.
"""

import ctypes
import gc
import os
import pickle
import select
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from analyzer.workers import child

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of linux/prctl.h."""
LARGEST_NOTE = 4096


def main(control: socket.socket) -> None:
    """Import the work, and fork a process for each socket that comes."""
    child.leave_signals_to_the_parent()
    try:
        paths, packed, memory = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the parent
        sys.path[:] = paths
        work = pickle.loads(packed)  # noqa: S301
    except BaseException as error:  # noqa: BLE001 - told to the parent, who raises it
        control.send(f"E{type(error).__name__}: {error}".encode()[:LARGEST_NOTE])
        return
    gc.collect()
    gc.freeze()
    _watch(control, work, memory)


def _watch(control: socket.socket, work: Callable[[Any], Any], memory: int) -> None:
    ended, waker = socket.socketpair()
    for end in (ended, waker):
        end.settimeout(0.0)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    alive: set[int] = set()
    while True:
        ready, _, _ = select.select([control, ended], [], [])
        if ended in ready:
            ended.recv(LARGEST_NOTE)
            _tell_the_dead(control, alive)
        if control in ready and not _order(control, (ended, waker), alive, work, memory):
            break
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
    for pid in alive:
        # waited for, they are gone when this process is, and their CPU time is told to the parent
        os.waitpid(pid, 0)


def _order(
    control: socket.socket,
    others: tuple[socket.socket, ...],
    alive: set[int],
    work: Callable[[Any], Any],
    memory: int,
) -> bool:
    """Do what the parent asks for; False where it is gone."""
    try:
        note, handles, _, _ = socket.recv_fds(control, LARGEST_NOTE, 1)
    except OSError:
        return False
    if not note:
        return False
    if note == b"F":
        mine = socket.socket(fileno=handles[0])
        pid = os.fork()
        if pid == 0:
            _live(mine, (control, *others), work, memory)
        mine.close()
        alive.add(pid)
    elif int(note[1:]) in alive:
        os.kill(int(note[1:]), signal.SIGKILL)
    return True


def _live(mine: socket.socket, others: tuple[socket.socket, ...], work: Callable[[Any], Any], memory: int) -> None:
    """Be a process that works, to the end."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in others:
            end.close()
        child.serve(mine, work, memory)
        code = 0
    finally:
        os._exit(code)


def _tell_the_dead(control: socket.socket, alive: set[int]) -> None:
    while alive:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        alive.discard(pid)
        try:
            control.send(f"D{pid} {os.waitstatus_to_exitcode(status)}".encode())
        except OSError:
            return


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
