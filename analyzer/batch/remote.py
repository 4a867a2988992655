"""The crew of a cluster: chunks of items go to its workers, parts of the results come back."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import islice

from analyzer.batch import reading, work
from analyzer.batch.cluster import Cluster, LostError, Seen
from analyzer.batch.items import Item
from analyzer.batch.merging import merged
from analyzer.batch.run import Crew
from analyzer.batch.schema import arrow, part_schema, unpacked
from analyzer.batch.work import Limits, Outcome, Task
from analyzer.errors import AnalyzerError

FIRST, LARGEST = 10, 50
"""Items of the first chunks, so that every worker has one soon, and of those after them.

A chunk costs a worker half a second beside its items: its process has to be started.
"""


def crew(cluster: Cluster) -> Crew:
    """Give the workers of a cluster that is connected to."""

    def work_on(items: Iterable[Item], task: Task, limits: Limits) -> Generator[Outcome, None, None]:
        for chunk, found in cluster.run(_chunks(cluster, items), partial(part, task, limits)):
            if isinstance(found, LostError):
                yield work.together([work.failed(task, item, found) for item in chunk])
            else:
                yield found

    return work_on


def part(task: Task, limits: Limits, items: Sequence[Item]) -> Outcome:
    """Work on items one after another in a process of their own; give their rows as a part."""
    found = work.chunk(task, limits, items)
    return Outcome((), found.statuses, found.pages, part=_parquet(found.rows))


def _parquet(rows: Sequence[bytes]) -> bytes:
    """Give rows, which are Arrow streams, as the bytes of one Parquet file, sorted by file."""
    pa, parquet = arrow(), arrow("parquet")
    target = pa.BufferOutputStream()
    with parquet.ParquetWriter(target, part_schema(), compression="zstd") as writer:
        for batch in merged([iter([unpacked(row)]) for row in rows]):
            writer.write_batch(batch)
    data: bytes = target.getvalue().to_pybytes()
    return data


def _chunks(cluster: Cluster, items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
    """Share items out, small chunks first. Raises ClusterError where the workers do not see the first ones."""
    source, count = iter(items), 0
    while chunk := tuple(islice(source, FIRST if count < cluster.room() else LARGEST)):
        if not count:
            cluster.check_sight((chunk[0], chunk[len(chunk) // 2], chunk[-1]), sight)
        count += 1
        yield chunk


def sight(item: Item) -> Seen:
    """Tell what this process sees of an item."""
    try:
        return Seen(item.place, sha256(reading.data(item)).hexdigest())
    except AnalyzerError as error:
        return Seen(item.place, "", str(error))
