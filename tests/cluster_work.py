"""Work that the workers of a cluster import by name; the tests of the cluster give it to them."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

POISON = 7


def doubled(numbers: Sequence[int]) -> list[int]:
    return [2 * number for number in numbers]


def doubled_slowly(numbers: Sequence[int]) -> list[int]:
    time.sleep(1.0)
    return doubled(numbers)


def deadly(numbers: Sequence[int]) -> list[int]:
    """Take the worker along, where the poison is among the numbers."""
    if POISON in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return doubled(numbers)


def broken(_: Sequence[int]) -> list[int]:
    message = "no such\nthing"
    raise LookupError(message)


def mark(folder: Path, numbers: Sequence[int]) -> list[int]:
    """Leave a file that says who did it."""
    (folder / f"{os.getpid()}-{numbers[0]}").touch()
    return doubled_slowly(numbers)
