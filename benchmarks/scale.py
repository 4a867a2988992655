"""How a batch grows, measured on a cluster here and simulated beyond: `python benchmarks/scale.py [--measure FOLDER]`.

Without options the model is run with the numbers that were measured (COSTS) and assumed (ASSUMED). With --measure a
scheduler and 1, then 2 workers are started here, the command is run on them over recordings of a folder, few and more,
and what a session costs each of them is told; and what listing, and writing tables of many sessions, costs the client.
"""

import argparse
import heapq
import itertools
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

import psutil  # type: ignore[import-untyped]  # comes with distributed

from analyzer.batch import cluster as batch_cluster
from analyzer.batch import inputs, schema, tables
from analyzer.batch.cluster import AHEAD
from analyzer.batch.parts import Parts
from analyzer.batch.remote import FIRST, LARGEST
from analyzer.batch.where import Always

MILLION = 1_000_000
WORKERS = (1, 2, 8, 32, 128, 512, 2048)
HOUR = 3600.0
MEGABYTE = 1e6
FEW, MORE = 50, 150
"""Recordings that are measured with: what a session costs is the difference, without the start of the processes."""
TABLED = 20_000
"""Sessions of the tables that are measured."""
DEALT, CARRIED = 500, 85_000
"""Chunks that are dealt to measure that; bytes that come back of each."""


@dataclass(frozen=True)
class Costs:
    """What was measured here. [s of CPU, bytes]

    session : Of a worker for a session.   spread : Its standard deviation, as a share.   start : For a chunk.
    dealt : Of the scheduler for a chunk.   beat : Of the scheduler, each time that a worker says that it is there.
    chunk, taken : Of the client for a chunk, and for a session in it: its part is put away and merged with others.
    listed : Of the client for a file.   tabled : For a session in the tables.
    read : Of a recording.   carried : Back from the worker.   written : Parts and tables.
    """

    session: float = 0.33
    spread: float = 0.6
    start: float = 0.55
    dealt: float = 0.0015
    beat: float = 0.0025
    chunk: float = 0.0013
    taken: float = 0.000105
    listed: float = 0.00005
    tabled: float = 0.00024
    read: float = 185e3
    carried: float = 1.7e3
    written: float = 7e3


@dataclass(frozen=True)
class Assumed:
    """What is not measured here.

    storage : What the storage gives to all together; open_file : Until a file begins to come.   network : Of the
    scheduler, through which results go. [bytes/s, s]   lost : Workers that are lost, of one in an hour.
    price : Of an hour of a core of a rented machine. [EUR]
    """

    storage: float = 500e6
    open_file: float = 0.02
    network: float = 100e6
    lost: float = 0.02
    price: float = 0.04


COSTS, ASSUMED = Costs(), Assumed()


@dataclass(frozen=True)
class Outcome:
    """What a simulated run came to. wall : [s]   busy : Shares of the time, by who."""

    wall: float
    busy: dict[str, float]


class Server:
    """Somebody who does one thing after another."""

    def __init__(self) -> None:
        self.free = self.busy = 0.0

    def serve(self, now: float, takes: float) -> float:
        """Give when it is done that comes now."""
        self.free = max(now, self.free) + takes
        self.busy += takes
        return self.free


class Batch:
    """A batch in a model: client, scheduler and storage serve one chunk after another; a worker has one at a time."""

    def __init__(self, sessions: int, workers: int, costs: Costs, assumed: Assumed, *, seed: int = 0) -> None:
        self.sessions, self.workers, self.costs, self.assumed = sessions, workers, costs, assumed
        self.chance = random.Random(seed)  # noqa: S311 - repeatable
        self.client, self.scheduler, self.storage = Server(), Server(), Server()
        self.left, self.idle, self.working, self.now = sessions, workers, 0.0, 0.0
        self.waiting: deque[int] = deque()
        self.events: list[tuple[float, int, Callable[[int], None], int]] = []
        self.numbers = itertools.count()
        # what is left of the scheduler's time when it has listened to all workers
        self.attention = 1.0 - costs.beat * beats(workers)

    def run(self) -> Outcome:
        """Give what it came to."""
        self.now = self.client.serve(0.0, self.sessions * self.costs.listed)
        for _ in range(self.workers * (1 + AHEAD)):
            self.submit()
        while self.events:
            self.now, _, happens, size = heapq.heappop(self.events)
            happens(size)
        end = self.client.serve(self.now, self.sessions * self.costs.tabled)
        busy = {"workers": self.working / (self.workers * end)}
        busy |= {name: getattr(self, name).busy / end for name in ("client", "scheduler", "storage")}
        busy["scheduler"] += 1.0 - self.attention
        return Outcome(end, busy)

    def later(self, when: float, happens: Callable[[int], None], size: int) -> None:
        """Let something happen later to a chunk of a size."""
        heapq.heappush(self.events, (when, next(self.numbers), happens, size))

    def submit(self) -> None:
        """Let the client hand on a chunk, if there is one left."""
        size = min(LARGEST, self.left)
        self.left -= size
        if size:
            self.later(self.scheduler.serve(self.now, self.costs.dealt / self.attention), self.dealt, size)

    def dealt(self, size: int) -> None:
        """Let a worker begin, where one is idle."""
        if self.idle:
            self.begin(size)
        else:
            self.waiting.append(size)

    def begin(self, size: int) -> None:
        """Let an idle worker begin: its recordings are read, then analysed."""
        self.idle -= 1
        took = self.costs.start + size * self.assumed.open_file
        took += sum(self.chance.gammavariate(*_shape(self.costs)) for _ in range(size))
        if self.chance.random() < self.assumed.lost * took / HOUR:
            # lost on the way, on the average in the middle of it, and done again
            took *= 1.5
        self.working += took
        came = self.storage.serve(self.now, size * self.costs.read / self.assumed.storage)
        self.later(came + took, self.finished, size)

    def finished(self, size: int) -> None:
        """Let the worker take the next one, and the results go on their way."""
        self.idle += 1
        if self.waiting:
            self.begin(self.waiting.popleft())
        self.later(self.scheduler.serve(self.now, size * self.costs.carried / self.assumed.network), self.carried, size)

    def carried(self, size: int) -> None:
        """Let the client take the results; it hands on a chunk instead."""
        self.later(
            self.client.serve(self.now, self.costs.chunk + size * self.costs.taken), lambda _: self.submit(), size
        )


def beats(workers: int) -> float:
    """Give how often in a second workers say that they are there: the more there are, the more seldom each does."""
    pauses = ((10, 0.5), (49, 1.0), (199, 2.0))
    return workers / next((pause for most, pause in pauses if workers <= most), 1.0 + workers / 200)


def _shape(costs: Costs) -> tuple[float, float]:
    """Give the parameters of a gamma distribution with the mean and the spread of a session."""
    return costs.spread**-2, costs.session * costs.spread**2


def grown(costs: Costs, assumed: Assumed) -> None:
    """Print how long a million sessions take, and who has how much to do."""
    print(
        "| cores of workers | hours | sessions a second | a second and core | workers | client | scheduler | storage |"
    )
    print("|---" * 8 + "|")
    for workers in WORKERS:
        got = Batch(MILLION, workers, costs, assumed).run()
        rate = MILLION / got.wall
        shares = [f"{100 * share:.0f} %" for share in got.busy.values()]
        print(f"| {workers} | {got.wall / HOUR:.2f} | {rate:.1f} | {rate / workers:.2f} | {' | '.join(shares)} |")
    own = costs.session + costs.start / LARGEST
    client = costs.listed + costs.chunk / LARGEST + costs.taken + costs.tabled
    hours = MILLION * (own + client + costs.dealt / LARGEST) / HOUR
    print(f"\nA million sessions: {hours:.0f} CPU hours, {MILLION * client / HOUR:.2f} of them the client's;")
    gigabytes = [f"{MILLION * size / 1e9:.1f} GB" for size in (costs.read, costs.carried, costs.written)]
    print("{} read, {} carried to the client, {} written;".format(*gigabytes))
    print(f"at {assumed.price} EUR a CPU hour {hours * assumed.price:.2f} EUR.")


@dataclass
class Cluster:
    """A scheduler and workers of this machine, and what they have used. [s of CPU]"""

    folder: Path
    workers: int

    def __enter__(self) -> Self:
        file = self.folder / "scheduler.json"
        self.processes = [self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))]
        while not file.exists():
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]
        asked = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder))
        self.processes += [self._start("worker", self.address, *asked) for _ in range(self.workers)]
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait()

    def used(self) -> tuple[float, float]:
        """Give what the scheduler and the workers with their children have used."""
        each = [psutil.Process(process.pid).cpu_times() for process in self.processes]
        used = [times.user + times.system + times.children_user + times.children_system for times in each]
        return used[0], sum(used[1:])

    def _start(self, what: str, *asked: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard", *asked]
        log = (self.folder / f"{what}.log").open("ab")
        return subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})


def measured(folder: Path) -> None:
    """Print what a session costs on a cluster of this machine."""
    every = [str(path) for path in sorted(folder.rglob("*")) if path.suffix in {".fit", ".gpx", ".tcx"}]
    print("| workers | sessions | wall s | sessions a second | worker ms a session | client ms |")
    print("|---" * 6 + "|")
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as scratch, Cluster(Path(scratch), workers) as cluster:
            # so that all workers are there and have imported what they need
            run(cluster, every[: workers * FIRST], Path(scratch))
            few, more = (run(cluster, every[:: len(every) // count][:count], Path(scratch)) for count in (FEW, MORE))
        count = MORE - FEW
        wall, client, work = (late - early for early, late in zip(few, more, strict=True))
        cells = [f"{wall:.1f}", f"{count / wall:.2f}", f"{1000 * work / count:.0f}", f"{1000 * client / count:.1f}"]
        print(f"| {workers} | {count} | {' | '.join(cells)} |", flush=True)
    dealing()
    begun = time.process_time()
    count = sum(1 for _ in inputs.items([str(folder)]))
    print(f"\nlisting: {1e6 * (time.process_time() - begun) / count:.0f} us a file")
    print(f"read: {sum(Path(path).stat().st_size for path in every) / len(every) / 1000:.0f} kB a recording")
    tabled(every[:: len(every) // FEW][:FEW])


def carried(_: Sequence[int]) -> bytes:
    """Give as many bytes as come back of a chunk."""
    return bytes(CARRIED)


def dealing() -> None:
    """Print what many chunks that are done at once cost scheduler and client."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        Cluster(Path(scratch), 1) as cluster,
        batch_cluster.Cluster(cluster.address) as connected,
    ):
        before, begun, wall = cluster.used()[0], time.process_time(), time.monotonic()
        done = sum(1 for _ in connected.run(([1] for _ in range(DEALT)), carried))
        client, wall = time.process_time() - begun, time.monotonic() - wall
        scheduler = cluster.used()[0] - before
    print(
        f"\na chunk: scheduler {1000 * scheduler / done:.1f} ms, client {1000 * client / done:.1f} ms of CPU;", end=" "
    )
    print(f"{done / wall:.0f} a second on one worker")


def run(cluster: Cluster, files: list[str], scratch: Path) -> tuple[float, float, float]:
    """Run the command; give the time by the clock, and that of client and workers. [s]"""
    out = scratch / f"out-{len(files)}"
    before, begun, own = cluster.used(), time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "analyzer", "batch", *files, "--out", str(out), "--cluster", cluster.address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1} or "Sessions" not in done.stdout:
        sys.exit(done.stderr)
    wall, now, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN), cluster.used()
    client = now.ru_utime + now.ru_stime - own.ru_utime - own.ru_stime
    return wall, client, after[1] - before[1]


def tabled(files: list[str]) -> None:
    """Print what the client spends on parts and tables, with real rows told again under other names."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "analyzer", "batch", *files, "--out", str(folder / "few")]
        subprocess.run(command, capture_output=True, check=False)
        rows = [row for path in sorted((folder / "few" / "parts").glob("*.parquet")) for row in _rows(path)]
        with closing(Parts(folder / "parts")) as parts:
            made = [_part(rows, number) for number in range(TABLED // LARGEST)]
            begun = time.process_time()
            for data in made:
                parts.put(data)
            took = time.process_time() - begun
            carried = sum(map(len, made))
            begun = time.process_time()
            tables.write(folder, parts.streams(), keep=lambda _: True, condition=Always())
            wrote = time.process_time() - begun
        size = sum(path.stat().st_size for path in [*folder.glob("*.*"), *(folder / "parts").iterdir()])
        print(f"parts: {1e6 * took / TABLED:.0f} us and {carried / TABLED:.0f} B a session")
        print(f"tables: {1e6 * wrote / TABLED:.0f} us a session; parts and tables {size / TABLED:.0f} B a session")


def _rows(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = schema.arrow("parquet").read_table(path).to_pylist()
    return found


def _part(rows: list[dict[str, Any]], number: int) -> bytes:
    """Give a part of rows that are told again."""
    pa, parquet = schema.arrow(), schema.arrow("parquet")
    told = []
    for at in range(LARGEST):
        row = rows[(number * LARGEST + at) % len(rows)]
        file = f"/runs/{(number * 7919) % 100_000:05d}/{at:02d}.fit"
        told.append(row | {"file": file, "key": blake2b(file.encode(), digest_size=16).digest()})
    target = pa.BufferOutputStream()
    parquet.write_table(pa.Table.from_pylist(told, schema=schema.part_schema()), target, compression="zstd")
    data: bytes = target.getvalue().to_pybytes()
    return data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", type=Path, metavar="FOLDER", help="measure here, with recordings of a folder")
    for name, value in vars(ASSUMED).items():
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=float, default=value, help=f"assumed (default: {value:g})"
        )
    parser.add_argument("--deal", action="store_true", help="measure only what a chunk costs")
    parser.add_argument("--session", type=float, default=COSTS.session, help="of a worker for a session [s]")
    said = parser.parse_args()
    if said.deal:
        dealing()
    elif said.measure:
        measured(said.measure)
    else:
        assumed = Assumed(**{name: getattr(said, name) for name in vars(ASSUMED)})
        grown(replace(COSTS, session=said.session), assumed)


if __name__ == "__main__":
    main()
