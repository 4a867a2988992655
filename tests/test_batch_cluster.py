"""A batch on a Dask cluster: the tables of one machine, byte for byte, whatever becomes of the workers."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("distributed")

import cluster_work

from analyzer import simulate
from analyzer.batch import cluster as clusters
from analyzer.batch import versions
from analyzer.batch.cluster import Cluster, ClusterError, LostError

TABLES = [f"{name}.{ending}" for name in ("sessions", "efforts", "zones", "failures") for ending in ("csv", "parquet")]
PATIENCE = 120.0
"""What is not there by then on a busy machine will not come. [s]"""


class Dask:
    """A scheduler and workers in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        until(file.exists)
        self.address: str = json.loads(file.read_text(encoding="utf-8"))["address"]

    def worker(self, *asked: str) -> subprocess.Popen[bytes]:
        return self._start("worker", self.address, "--nthreads", "1", "--local-directory", str(self.folder), *asked)

    def _start(self, what: str, *asked: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard", *asked],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]),
                    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
                    "DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT": "2s",
                },
            )
        self.processes.append(process)
        return process

    def close(self) -> None:
        # a nanny ends its worker on SIGTERM
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=20.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until(there: Callable[[], object]) -> None:
    """Wait for something."""
    end = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """Give a cluster with two workers that are started again when they are lost."""
    made = Dask(tmp_path_factory.mktemp("dask"))
    try:
        for _ in range(2):
            made.worker()
        until(lambda: threads(made) == 2)
        yield made
    finally:
        made.close()


def threads(dask: Dask) -> int:
    with clusters.connected(dask.address) as client:
        return len(client.nthreads())


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of short recordings, and some that cannot be read."""
    folder = tmp_path_factory.mktemp("runs")
    made = [
        simulate.write_fit(simulate.session(kind=kind, minutes=5.0, reps=2, seed=seed).recording)
        for seed, kind in enumerate(("easy_track", "intervals", "road"))
    ]
    for number in range(38):
        (folder / f"run{number:02d}.fit").write_bytes(made[number % len(made)])
    (folder / "broken.fit").write_bytes(made[0][:9])
    (folder / "empty.gpx").write_bytes(b"")
    return folder


def command(*asked: str | Path) -> list[str]:
    return [sys.executable, "-m", "analyzer", "batch", *map(str, asked)]


def batch(*asked: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*asked), capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=cwd)


def told(done: subprocess.CompletedProcess[str]) -> str:
    """Give the one line that a command ended with."""
    assert done.returncode in {1, 2}
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_the_tables_are_those_of_one_machine_though_a_worker_is_killed_in_the_middle(
    dask: Dask, runs: Path, tmp_path: Path
) -> None:
    alone = batch(runs, "--out", tmp_path / "alone", "--jobs", "2", "--reports")
    assert alone.returncode == 1, alone.stderr
    one = dask.worker("--no-nanny")
    until(lambda: threads(dask) == 3)
    running = subprocess.Popen(
        command(runs, "--out", tmp_path / "shared", "--reports", "--cluster", dask.address),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: list((tmp_path / "shared" / "parts").glob("*.parquet")) or running.poll() is not None)
    assert running.poll() is None
    one.send_signal(signal.SIGKILL)
    _, errors = running.communicate(timeout=PATIENCE)
    assert (running.returncode, errors) == (1, "")
    for name in TABLES:
        assert (tmp_path / "shared" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes(), name
    pages = {path.relative_to(tmp_path / "alone") for path in (tmp_path / "alone" / "reports").rglob("*.html")}
    assert len(pages) == 38
    for page in pages:
        assert (tmp_path / "shared" / page).read_bytes() == (tmp_path / "alone" / page).read_bytes()
    again = batch(runs, "--out", tmp_path / "shared", "--reports", "--json", "--jobs", "1")
    assert {name: json.loads(again.stdout)[name] for name in ("before", "done")} == {"before": 40, "done": 0}


def test_what_a_file_may_take_holds_in_the_workers_too(dask: Dask, runs: Path, tmp_path: Path) -> None:
    done = batch(runs / "run00.fit", "--out", tmp_path, "--seconds", "0.001", "--cluster", dask.address)
    assert (done.returncode, done.stderr) == (1, "")
    assert "time,took more than 0.001 s; given up" in (tmp_path / "failures.csv").read_text().replace('"', "")


def test_urls_are_read_by_the_workers(dask: Dask, runs: Path, tmp_path: Path) -> None:
    done = batch(f"file://{runs}/run0[0-2].fit", "--out", tmp_path, "--json", "--cluster", dask.address)
    assert json.loads(done.stdout)["sessions"] == 3


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs a path that each process sees otherwise")
def test_recordings_that_only_this_machine_sees_are_told_of_at_once(dask: Dask, runs: Path, tmp_path: Path) -> None:
    shutil.copy(runs / "run00.fit", tmp_path / "mine.fit")
    (tmp_path / "here").symlink_to("/proc/self/cwd")
    line = told(batch(tmp_path / "here", "--out", tmp_path / "out", "--cluster", dask.address, cwd=tmp_path))
    assert "cannot read" in line
    assert "put the recordings where every worker sees them under the same path" in line


def test_nobody_at_the_address_is_one_clear_line(runs: Path, tmp_path: Path) -> None:
    for address in ("tcp://127.0.0.1:1", "127.0.0.1", "nothing://x"):
        line = told(batch(runs, "--out", tmp_path, "--cluster", address))
        assert line == (
            f"Error: no Dask scheduler answers at {address}; check the address (tcp://HOST:8786) and that it runs\n"
        )


def test_jobs_are_for_one_machine_only(runs: Path, tmp_path: Path) -> None:
    done = batch(runs, "--out", tmp_path, "--cluster", "tcp://127.0.0.1:1", "--jobs", "2")
    assert done.returncode == 2
    assert "--jobs is for this machine" in done.stderr


def test_a_scheduler_without_workers_says_how_to_start_some_and_one_that_dies_says_what_to_do(tmp_path: Path) -> None:
    lonely = Dask(tmp_path)
    try:
        with (
            pytest.raises(ClusterError, match=r"has no workers; start some: dask worker tcp://127"),
            Cluster(lonely.address),
        ):
            pass
        lonely.worker("--no-nanny")
        until(lambda: threads(lonely) == 1)
        with Cluster(lonely.address) as cluster:
            results = cluster.run(([number] for number in range(100)), cluster_work.doubled_slowly)
            assert next(results) == ([0], [0])
            lonely.processes[0].kill()
            with pytest.raises(ClusterError, match="is gone; start it and run the same again: what is done is kept"):
                list(results)
    finally:
        lonely.close()


def test_a_cluster_whose_workers_are_all_gone_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    deserted = Dask(tmp_path)
    try:
        worker = deserted.worker("--no-nanny")
        until(lambda: threads(deserted) == 1)
        with Cluster(deserted.address, deserted=1.0) as cluster:
            results = cluster.run(([number] for number in range(100)), cluster_work.doubled_slowly)
            next(results)
            worker.kill()
            with pytest.raises(ClusterError, match="has had no workers for 1 s; start some"):
                list(results)
    finally:
        deserted.close()


def test_an_item_that_takes_its_workers_with_it_is_found_and_fails_alone(dask: Dask) -> None:
    with Cluster(dask.address) as cluster:
        chunks = [list(range(first, first + 4)) for first in range(0, 16, 4)]
        found = list(cluster.run(chunks, cluster_work.deadly))
    lost = [chunk for chunk, result in found if isinstance(result, LostError)]
    assert lost == [[cluster_work.POISON]]
    done = sorted(number for _, result in found if not isinstance(result, LostError) for number in result)
    assert done == [2 * number for number in range(16) if number != cluster_work.POISON]
    until(lambda: threads(dask) == 2)


def test_what_a_worker_raises_is_one_line(dask: Dask) -> None:
    with (
        Cluster(dask.address) as cluster,
        pytest.raises(ClusterError, match=r"a worker could not do its work \(LookupError: no such thing\)"),
    ):
        list(cluster.run([[1]], cluster_work.broken))


def test_the_scheduler_has_few_chunks_at_a_time(dask: Dask) -> None:
    taken = []

    def chunks() -> Iterator[list[int]]:
        for number in range(50):
            taken.append(number)
            yield [number]

    with Cluster(dask.address) as cluster:
        results = cluster.run(chunks(), cluster_work.doubled)
        next(results)
        assert len(taken) <= 2 * (1 + clusters.AHEAD) + 1
        results.close()


def test_both_workers_have_work(dask: Dask, tmp_path: Path) -> None:
    with Cluster(dask.address) as cluster:
        list(cluster.run(([number] for number in range(8)), partial(cluster_work.mark, tmp_path)))
    assert len({path.name.split("-")[0] for path in tmp_path.iterdir()}) == 2


def test_other_versions_anywhere_are_told_of_at_the_start(dask: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = {**versions.here(), "numpy": "1.0", "method": "0"}
    true = versions.here()
    monkeypatch.setattr(versions, "here", lambda: mine)
    with pytest.raises(ClusterError) as found, Cluster(dask.address):
        pass
    other = f"method {true['method']}, numpy {true['numpy']}"
    assert f"the scheduler: {other}; worker tcp://127.0.0.1:" in str(found.value)
    assert str(found.value).startswith("other versions than here (python ")
    assert str(found.value).endswith("install the same everywhere")


def test_a_worker_that_comes_later_with_other_versions_does_no_work() -> None:
    with pytest.raises(ClusterError, match="a worker that came later runs other versions: numpy"):
        clusters._held(cluster_work.doubled, {**versions.here(), "numpy": "1.0"}, [1])


def test_what_runs_here_is_told_of_the_package_its_code_and_what_makes_the_numbers() -> None:
    told_here = dict(versions.here())
    assert list(told_here)[:4] == ["python", "analyzer", "method", "code"]
    assert {"numpy", "scipy", "pandas", "pyarrow"} <= set(told_here)
    assert versions.difference(told_here, dict(told_here)) == ""
    assert versions.difference(told_here, OSError("gone")).startswith("does not say what it runs (OSError: gone")
