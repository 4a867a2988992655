"""A process that works and was not forked: it imports what it needs itself. `processes.Spawner` runs it as a module."""

import pickle
import socket
import sys

from analyzer.workers import child


def handed(theirs: socket.socket, pid: int) -> bytes | None:
    """Give what a process needs to take over a socket; None where it has inherited it."""
    if sys.platform == "win32":
        return theirs.share(pid)
    return None


def taken(hand: bytes | None) -> socket.socket:
    """Take over the socket."""
    if sys.platform == "win32":
        return socket.fromshare(hand)
    return socket.socket(fileno=int(sys.argv[1]))


def main() -> None:
    """Take the work, and do the items that come."""
    child.leave_signals_to_the_parent()
    mine = taken(pickle.load(sys.stdin.buffer))  # noqa: S301 - from the parent
    paths, packed, memory = pickle.load(sys.stdin.buffer)  # noqa: S301
    sys.path[:] = paths
    child.serve(mine, pickle.loads(packed), memory)  # noqa: S301


if __name__ == "__main__":
    main()
