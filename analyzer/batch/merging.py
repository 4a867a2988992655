"""Sorted streams of rows of parts to one: what memory holds is a batch of each, however many rows there are."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from analyzer.batch.schema import arrow, part_schema

ROWS = 512
"""Rows that are given at a time."""


def merged(streams: Sequence[Iterator[Any]], *, keep: Callable[[bytes], bool] = lambda _: True) -> Iterator[Any]:
    """Give the rows of streams of record batches, sorted by file; of two of one key that of the later stream.

    keep : Which keys to give.
    """
    cursors = [_Cursor(number, stream) for number, stream in enumerate(streams)]
    heap = [entry for cursor in cursors if (entry := cursor.entry()) is not None]
    heapq.heapify(heap)
    picks: list[tuple[Any, int]] = []
    last = b""
    while heap:
        _, key, number = heap[0]
        cursor = cursors[-number]
        if key != last and keep(key):
            picks.append((cursor.batch, cursor.row))
            if len(picks) >= ROWS:
                yield _taken(picks)
                picks = []
        last = key
        cursor.row += 1
        entry = cursor.entry()
        if entry is None:
            heapq.heappop(heap)
        else:
            heapq.heapreplace(heap, entry)
    if picks:
        yield _taken(picks)


class _Cursor:
    """A place in a stream."""

    def __init__(self, number: int, stream: Iterator[Any]) -> None:
        self.number, self._stream = number, stream
        self.batch: Any = None
        self.row = 0
        self._files: list[str] = []
        self._keys: list[bytes] = []

    def entry(self) -> tuple[str, bytes, int] | None:
        """Give what sorts the row that stands here, the later stream first; None at the end."""
        while self.row >= len(self._files):
            self.batch = next(self._stream, None)
            if self.batch is None:
                return None
            self.row = 0
            self._files, self._keys = self.batch.column("file").to_pylist(), self.batch.column("key").to_pylist()
        return self._files[self.row], self._keys[self.row], -self.number


def _taken(picks: list[tuple[Any, int]]) -> Any:
    """Give picked rows of several batches as one."""
    pa = arrow()
    batches: dict[int, tuple[Any, int]] = {}
    rows = 0
    for batch, _ in picks:
        if id(batch) not in batches:
            batches[id(batch)] = batch, rows
            rows += batch.num_rows
    table = pa.Table.from_batches([batch for batch, _ in batches.values()], schema=part_schema()).combine_chunks()
    found = table.take(pa.array([batches[id(batch)][1] + row for batch, row in picks], type=pa.int64()))
    return found.combine_chunks().to_batches()[0]
