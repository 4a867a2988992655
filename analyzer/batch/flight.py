"""The chunks that the scheduler of a cluster has: handed on, waited for, taken back."""

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any
from uuid import uuid4

LOOK = 2.0
"""How long at most it is waited for a chunk before it is looked at who is there. [s]"""
AGAIN = 2
"""A chunk whose worker says that it could not do it is given to others so many times."""


class Flight:
    """The chunks that the scheduler has."""

    def __init__(self, client: Any, work: Callable[[Any], Any]) -> None:
        self._client, self._work = client, work
        self._finished: SimpleQueue[Any] = SimpleQueue()
        self.chunks: dict[Any, Sequence[Any]] = {}

    def add(self, chunk: Sequence[Any]) -> None:
        """Hand a chunk to the scheduler."""
        key = f"analyzer-{uuid4().hex}"
        future = self._client.submit(self._work, chunk, key=key, pure=False, retries=AGAIN)
        self.chunks[future] = chunk
        future.add_done_callback(self._finished.put)

    def done(self) -> list[tuple[Any, Sequence[Any]]]:
        """Wait a while for chunks, and take out those that are done."""
        found = []
        try:
            found.append(self._finished.get(timeout=LOOK))
            while True:
                found.append(self._finished.get_nowait())
        except Empty:
            return [(future, self.chunks.pop(future)) for future in found]

    def cancel(self) -> None:
        """Take back what is not done."""
        if self.chunks and self._client.status == "running":
            self._client.cancel(list(self.chunks), force=True)
