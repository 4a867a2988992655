"""What a process of its own does: take an item, work, give the result, until nobody sends any more."""

import os
import pickle
import signal
import socket
from collections.abc import Callable
from typing import Any

from analyzer.errors import AnalyzerError
from analyzer.workers import channel
from analyzer.workers.errors import TooMuchMemoryError, UnexpectedError


def leave_signals_to_the_parent() -> None:
    """Let a Ctrl-C, or the end of the terminal, end the parent alone: it ends the others in good order."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def serve(mine: socket.socket, work: Callable[[Any], Any], memory: int) -> None:
    """Do the items that come; the first message says which process this is."""
    try:
        channel.send(mine, str(os.getpid()).encode())
        while (message := channel.receive(mine)) is not None:
            channel.send(mine, done(work, message, memory))
    except OSError:
        return  # the parent is gone


def done(work: Callable[[Any], Any], message: bytes, memory: int) -> bytes:
    """Do an item; give the pickled result, or the pickled error."""
    try:
        return pickle.dumps(work(pickle.loads(message)), pickle.HIGHEST_PROTOCOL)  # noqa: S301 - from the parent
    except BaseException as error:  # noqa: BLE001 - some libraries raise what is no Exception; none may end the process
        return _packed(_told(error, memory))


def _told(error: BaseException, memory: int) -> AnalyzerError:
    reason: BaseException | None = error
    while reason is not None:
        if isinstance(reason, MemoryError):
            return TooMuchMemoryError.of(memory)
        reason = reason.__cause__
    return error if isinstance(error, AnalyzerError) else UnexpectedError.of(error)


def _packed(error: AnalyzerError) -> bytes:
    error.__cause__ = error.__context__ = error.__traceback__ = None
    try:
        packed = pickle.dumps(error, pickle.HIGHEST_PROTOCOL)
        pickle.loads(packed)  # noqa: S301 - what was packed here; some errors pack and cannot be unpacked
    except Exception:  # noqa: BLE001 - whatever its class does; its text is enough
        packed = pickle.dumps(AnalyzerError(str(error)), pickle.HIGHEST_PROTOCOL)
    return packed
