"""A list that lies on disk: however many files are still to be done, memory holds one of them."""

import pickle
import tempfile
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Spool(Generic[T]):
    """What is put in comes out in the same order."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, thing: T) -> None:
        """Put something at the end."""
        pickle.dump(thing, self._file, pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def take(self) -> Iterator[T]:
        """Give all of it, from the beginning."""
        self._file.seek(0)
        for _ in range(self._count):
            yield pickle.load(self._file)  # noqa: S301 - what was put in here

    def close(self) -> None:
        """Remove it."""
        self._file.close()
