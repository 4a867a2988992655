"""A batch on a Dask cluster that runs already: the same work, in its workers; what a lost one had is done again.

The scheduler has few chunks at a time, so that nobody's memory grows with the number of files. A chunk that takes its
workers with it again and again is tried alone, and halved until the one file is found that does so.
"""

import gc
import importlib
import logging
import socket
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache, partial
from types import TracebackType
from typing import Any, Self, TypeVar

from analyzer.batch import versions
from analyzer.batch.flight import LOOK, Flight
from analyzer.errors import AnalyzerError
from analyzer.workers import DiedError

T = TypeVar("T")
R = TypeVar("R")

CONNECT = 5.0
"""Who does not answer by then is not there. [s]"""
WORKERS = 5.0
"""So long a scheduler may be without a worker when it is first asked for one. [s]"""
DESERTED = 120.0
"""So long it may be without one later: a worker that was lost is often started again. [s]"""
AHEAD = 2
"""Chunks that wait for each thread of the workers, so that none is idle while results travel."""
SHOWN = 3
"""So many workers are named in an error."""


class ClusterError(AnalyzerError):
    """A cluster that cannot be reached or used."""


class LostError(DiedError):
    """A file that took its workers with it."""


@dataclass(frozen=True)
class Seen:
    """What a process sees of an item. digest : Of its bytes, "" where it cannot read them.   error : Why not."""

    place: str
    digest: str
    error: str = ""


@dataclass
class Cluster:
    """A cluster at an address such as `tcp://10.0.0.1:8786`.

    As a context it is connected to; raises ClusterError where nobody answers, nobody works there, or versions differ.
    """

    address: str
    deserted: float = DESERTED
    _client: Any = None
    _threads: int = 0
    _looked: float = -1e9
    _alone_since: float | None = None
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        with self._stack as stack:
            quiet(stack)
            self._client = stack.enter_context(connected(self.address))
            self._wait_for_workers()
            self._check_versions()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._stack.__exit__(kind, error, trace)

    @property
    def threads(self) -> int:
        """Give how many chunks the workers can do at once, as it was a moment ago."""
        if time.monotonic() - self._looked > LOOK:
            try:
                self._threads = sum(self._client.nthreads().values())
            except Exception as error:
                raise self._gone() from error
            self._looked = time.monotonic()
        return self._threads

    def room(self) -> int:
        """Give how many chunks the scheduler should have at a time."""
        return max(1, self.threads) * (1 + AHEAD)

    def check_sight(self, items: Sequence[T], look: Callable[[T], Seen]) -> None:
        """Hold that every worker sees some items as they are seen from here. Raises ClusterError."""
        here = _looked(look, items)
        for worker, found in sorted(self._client.run(_looked, look, items, on_error="return").items()):
            if isinstance(found, BaseException):
                raise ClusterError(f"worker {worker} cannot look at the files ({_line(found)}); mend it, or stop it")
            wrong = next((theirs for own, theirs in zip(here, found, strict=True) if own.digest != theirs.digest), None)
            if wrong is not None:
                what = f"cannot read {wrong.place} ({wrong.error})" if wrong.error else f"sees another {wrong.place}"
                raise ClusterError(
                    f"worker {worker} {what}; put the recordings where every worker sees them under the same path: "
                    "a shared folder, or a URL such as s3://bucket/runs"
                )

    def run(
        self, chunks: Iterable[Sequence[T]], work: Callable[[Sequence[T]], R]
    ) -> Generator[tuple[Sequence[T], R | LostError], None, None]:
        """Work on chunks; give each with its result, in the order that they are done.

        A chunk is done again where its worker is lost; one that loses its workers again and again comes in parts, and
        the item that does it with a LostError. Raises ClusterError where the scheduler or all workers are lost, and
        what `chunks` and `work` raise.
        """
        source, suspects = iter(chunks), deque[Sequence[T]]()
        flight = Flight(self._client, partial(_held, work, versions.here()))
        more, alone = True, False
        try:
            while more or suspects or flight.chunks:
                while more and len(flight.chunks) < self.room():
                    chunk = next(source, None)
                    more = chunk is not None
                    if chunk:
                        flight.add(chunk)
                if suspects and not more and not flight.chunks:
                    # whoever was in a worker with them when it was lost is a suspect too, until tried alone
                    alone = True
                    flight.add(suspects.popleft())
                for future, chunk in self._done(flight):
                    found = self._result(future)
                    if isinstance(found, LostError) and not (alone and len(chunk) == 1):
                        suspects.extend(_halves(chunk) if alone else [chunk])
                    else:
                        yield chunk, found
        finally:
            flight.cancel()

    def _done(self, flight: Flight) -> list[tuple[Any, Sequence[Any]]]:
        """Wait a while for chunks, and give those that are done. Raises ClusterError where nobody works any more."""
        done = flight.done() if flight.chunks else []
        if self._client.status != "running" or any(future.cancelled() for future, _ in done):
            raise self._gone()
        self._hold_somebody_works()
        return done

    def _hold_somebody_works(self) -> None:
        if self.threads:
            self._alone_since = None
            return
        self._alone_since = self._alone_since or time.monotonic()
        if time.monotonic() - self._alone_since > self.deserted:
            raise ClusterError(
                f"the cluster at {self.address} has had no workers for {self.deserted:g} s; start some and run the "
                "same again: what is done is kept"
            )

    def _result(self, future: Any) -> Any:
        """Give what a chunk came to. Raises what its worker raised."""
        error = future.exception()
        if error is None:
            try:
                return future.result()
            except Exception as failed:
                if self._client.status != "running":
                    raise self._gone() from failed
                raise
        if isinstance(error, dask().KilledWorker):
            return LostError("each worker of the cluster that had it was lost; given up: try it on one machine")
        if isinstance(error, AnalyzerError):
            raise error
        raise ClusterError(
            f"a worker could not do its work ({_line(error)}); mend it, and run the same again"
        ) from error

    def _gone(self) -> ClusterError:
        return ClusterError(
            f"the scheduler at {self.address} is gone; start it and run the same again: what is done is kept"
        )

    def _wait_for_workers(self) -> None:
        until = time.monotonic() + WORKERS
        while not self._client.nthreads():
            if time.monotonic() > until:
                raise ClusterError(
                    f"the cluster at {self.address} has no workers; start some: dask worker {self.address}"
                )
            time.sleep(0.1)

    def _check_versions(self) -> None:
        """Hold that scheduler and workers run what runs here. Raises ClusterError."""
        mine = versions.here()
        ask = versions.asked()
        theirs = {f"worker {name}": told for name, told in self._client.run(ask, on_error="return").items()}
        theirs = {"the scheduler": self._client.run_on_scheduler(ask), **dict(sorted(theirs.items()))}
        wrong = [f"{who}: {lacks}" for who, told in theirs.items() if (lacks := versions.difference(mine, told))]
        if wrong:
            others = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
            raise ClusterError(
                f"other versions than here ({versions.written(mine)}): {'; '.join(wrong[:SHOWN])}{others}; "
                "install the same everywhere"
            )


@cache
def dask() -> Any:
    """Give Dask's distributed, which a batch on one machine does not need. Raises ClusterError where it is missing."""
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise ClusterError(
            "a cluster needs Dask's distributed; install it with: pip install 'track-analyzer[cluster]'"
        ) from error


def connected(address: str) -> Any:
    """Give a client of a cluster. Raises ClusterError."""
    wrong = f"no Dask scheduler answers at {address}; check the address (tcp://HOST:8786) and that it runs"
    try:
        where = importlib.import_module("distributed.comm").get_address_host_port(address)
        # a client that fails to connect takes its time
        socket.create_connection(where, timeout=CONNECT).close()
    except (OSError, ValueError) as error:
        raise ClusterError(wrong) from error
    try:
        return dask().Client(address, timeout=CONNECT, set_as_default=False, name="analyzer")
    except Exception as error:
        # what is left of the client is swept up here: where another one is just being started it would wait for it
        gc.collect()
        raise ClusterError(f"{wrong} ({_line(error)})") from error


def quiet(stack: ExitStack) -> None:
    """Keep what Dask logs and warns of away from the screen, until the stack is left; it comes as errors."""
    dask()
    rooms = ("distributed", "tornado", "asyncio")
    for name in (*rooms, *(name for name in logging.root.manager.loggerDict if name.startswith(rooms))):
        logger = logging.getLogger(name)
        stack.callback(logger.setLevel, logger.level)
        logger.setLevel(logging.CRITICAL + 1)
    stack.enter_context(warnings.catch_warnings())
    warnings.simplefilter("ignore")


def _looked(look: Callable[[T], Seen], items: Sequence[T]) -> list[Seen]:
    return [look(item) for item in items]


def _halves(chunk: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    return chunk[: len(chunk) // 2], chunk[len(chunk) // 2 :]


def _held(work: Callable[[Sequence[T]], R], expected: versions.Versions, chunk: Sequence[T]) -> R:
    """Work on a chunk in a worker that may have come after the others were asked what they run."""
    lacks = versions.difference(expected, versions.here())
    if lacks:
        raise ClusterError(f"a worker that came later runs other versions: {lacks}; install the same everywhere")
    return work(chunk)


def _line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
