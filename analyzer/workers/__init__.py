"""Work shared out to processes that are held to a time and to memory; one that hangs or dies stops no other.

    for item, found in workers.run(items, work, jobs=8, seconds=120.0, memory=2 * 2**30):
        ...

`work` is a function that a process can import by name (or a `functools.partial` of one); it and the items are pickled.
"""

from analyzer.workers.errors import DiedError, NoWorkersError, TimeLimitError, TooMuchMemoryError, UnexpectedError
from analyzer.workers.pool import Pool, run

__all__ = ["DiedError", "NoWorkersError", "Pool", "TimeLimitError", "TooMuchMemoryError", "UnexpectedError", "run"]
