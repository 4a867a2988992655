"""Time a batch: the parts of one session, and many sessions a second: `python benchmarks/batch.py [--many FOLDER]`.

CPU time on one thread. Each session takes turns with a plain script of fitparse and pandas that only reads the records
and sums; medians of a few turns. With --many the command itself runs over the recordings of a folder, with 1 and 2
jobs, and that script over the FIT files among them, each as a whole process with its children, in turns.
"""

import argparse
import importlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd

from analyzer import clean, motion, pipeline, report, simulate, survey
from analyzer.batch.rows import facts, rows
from analyzer.batch.schema import DONE, packed
from analyzer.model import Analysis
from analyzer.simulate.writers.fit import write_fit

RECORDINGS = Path(__file__).parents[2] / "shared" / "data" / "recordings" / "fit"
HOUR = (2700.0, 4500.0)
"""Real recordings of so long are timed as hours. [s]"""
SECONDLY = 0.7
"""Of their seconds so many have a record: the rest are stops of the watch."""
REAL = 2
"""So many of each kind."""
TURNS = 5
PARTS = ("read", "clean, survey", "motion", "efforts, segment, workouts", "rows", "page", "page with charts")
WHOLE = PARTS[:5]
"""What a batch does without pages."""
JOBS = (1, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=TURNS, help=f"turns that each takes (default: {TURNS})")
    parser.add_argument("--many", type=Path, metavar="FOLDER", help="run the command over the recordings of a folder")
    parser.add_argument("--most", type=int, default=200, help="so many recordings of the folder (default: 200)")
    parser.add_argument("--pages", action="store_true", help="with a page for each session, without charts")
    parser.add_argument("--plain", type=Path, nargs="+", help=argparse.SUPPRESS)
    said = parser.parse_args()
    warnings.simplefilter("ignore")
    if said.plain:
        for path in said.plain:
            plain(path.read_bytes())
    elif said.many:
        many(said.many, said.most, said.turns, pages=said.pages)
    else:
        parts(said.turns)


def plain(data: bytes) -> dict[str, float]:
    """Read the records of a FIT file and sum them up, as one does in a script of ten lines."""
    rows = [
        message.get_values() for message in importlib.import_module("fitparse").FitFile(data).get_messages("record")
    ]
    frame = pd.DataFrame(rows)
    return {
        "seconds": (frame["timestamp"].max() - frame["timestamp"].min()).total_seconds(),
        "metres": float(frame["distance"].max()) if "distance" in frame else float("nan"),
        "heart_rate": float(frame["heart_rate"].mean()) if "heart_rate" in frame else float("nan"),
    }


@dataclass
class Clock:
    """CPU time by the name of the part that took it. [s]"""

    taken: dict[str, float] = field(default_factory=dict)

    def time(self, part: str, call: Callable[..., Any], *args: Any, **settings: Any) -> Any:
        """Make a call, and give what it gives."""
        begun = time.process_time()
        try:
            return call(*args, **settings)
        finally:
            self.taken[part] = self.taken.get(part, 0.0) + time.process_time() - begun


def session(data: bytes) -> dict[str, float]:
    """Take a recording all the way, and give the CPU time of each part. [s]"""
    clock = Clock()
    recording = clock.time("read", pipeline.read, data)
    inner = Clock()
    with (
        within(inner, "clean, survey", clean, "samples"),
        within(inner, "clean, survey", survey, "place"),
        within(inner, "motion", motion, "follow"),
    ):
        analysis = clock.time("all", pipeline.analyze, recording)
    rest = clock.taken.pop("all") - sum(inner.taken.values())
    clock.taken |= {"motion": 0.0} | inner.taken | {"efforts, segment, workouts": rest}
    clock.time("rows", lambda: packed([row_of(analysis)]))
    clock.time("page", report.html, analysis, charts=False)
    clock.time("page with charts", report.html, analysis, charts=True)
    return clock.taken


def row_of(analysis: Analysis) -> dict[str, Any]:
    """Give what a batch keeps of a session, as it travels from the process that made it."""
    found, efforts, zones = rows(facts("run.fit", analysis.recording), analysis)
    kept = {"key": bytes(16), "file": "run.fit", "status": DONE, "where": "", "page": "", "failure": None}
    return kept | {"session": found, "efforts": efforts, "zones": zones}


def within(clock: Clock, part: str, room: object, name: str) -> Any:
    """Time a function of a room wherever the pipeline calls it."""
    call = getattr(room, name)
    return mock.patch.object(room, name, lambda *args, **settings: clock.time(part, call, *args, **settings))


def parts(turns: int) -> None:
    """Print the CPU time of the parts of sessions of an hour, and of the plain script beside them."""
    print(f"| session, ms | kB | {' | '.join(PARTS)} | all without page | fitparse + pandas | share of it |")
    print("|---" * (len(PARTS) + 5) + "|")
    shares = {}
    for name, data in hours():
        session(data)
        took, theirs = [], []
        for _ in range(turns):
            begun = time.process_time()
            plain(data)
            theirs.append(time.process_time() - begun)
            took.append(session(data))
        by_part = {part: statistics.median(turn[part] for turn in took) for part in PARTS}
        whole = statistics.median(sum(turn[part] for part in WHOLE) for turn in took)
        paged = statistics.median(sum(turn[part] for part in (*WHOLE, "page")) for turn in took)
        other = statistics.median(theirs)
        shares[name] = (whole / other, paged / other)
        cells = [f"{1000 * by_part[part]:.1f}" for part in PARTS]
        cells += [f"{1000 * whole:.0f}", f"{1000 * other:.0f}", f"{whole / other:.2f}"]
        print(f"| {name} | {len(data) / 1000:.0f} | {' | '.join(cells)} |", flush=True)
    print("<!-- an hour analysed in less CPU time than fitparse needs to read it:")
    for name, (share, paged) in shares.items():
        print(f"     {name}: {share:.2f} of it ({'met' if share < 1 else 'missed'}); {paged:.2f} with a page")
    print("-->")


def hours() -> Iterator[tuple[str, bytes]]:
    """Give FIT files of about an hour: simulated ones, and real ones where they are."""
    intervals = simulate.session(kind="intervals", reps=16, warm_up=True, cool_down=True, seed=1)
    yield "easy laps on a track", write_fit(simulate.session(kind="easy_track", minutes=60.0, seed=1).recording)
    yield "16 x 400 m", write_fit(intervals.recording)
    yield "on the road", write_fit(simulate.session(kind="road", minutes=60.0, seed=1).recording)
    for kind in ("interval", "easy"):
        found = 0
        for path in sorted(RECORDINGS.glob(f"*_{kind}_*.fit")):
            data = path.read_bytes()
            elapsed = pipeline.read(data).samples["elapsed"]
            if found < REAL and HOUR[0] <= elapsed.iloc[-1] <= HOUR[1] and len(elapsed) > SECONDLY * elapsed.iloc[-1]:
                found += 1
                yield f"real, {kind}, {len(elapsed)} records", data


@dataclass(frozen=True)
class Run:
    """A whole process and its children: time by the clock, CPU time. [s]"""

    wall: float
    cpu: float


def run(command: list[str]) -> Run:
    """Run a command to its end; CPU time is that of its children too."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=one_thread)
    wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1}:
        sys.exit(done.stderr or done.stdout)
    return Run(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def many(folder: Path, most: int, turns: int, *, pages: bool) -> None:
    """Print sessions a second, and a second and core, of the command and of the plain script."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".fit", ".gpx", ".tcx"})
    files = files[:: max(1, len(files) // most)][:most]
    fit = [str(path) for path in files if path.suffix == ".fit"]
    runs: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        below = Path(scratch, "files")
        for path in files:
            target = below / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(path) if path.stat().st_dev == below.stat().st_dev else target.symlink_to(path)
        for turn in range(turns):
            for jobs in JOBS:
                out = Path(scratch, f"out-{turn}-{jobs}")
                asked = [sys.executable, "-m", "analyzer", "batch", str(below), "--out", str(out), "--jobs", str(jobs)]
                runs.setdefault(f"{jobs} jobs", []).append(run([*asked, *(["--reports"] if pages else [])]))
            runs.setdefault("fitparse + pandas", []).append(run([sys.executable, __file__, "--plain", *fit]))
    print(
        "| | sessions | wall s | CPU s | sessions a second | a second and core | CPU ms a session |\n"
        + "|---" * 7
        + "|"
    )
    rates = {}
    for name, took in runs.items():
        count = len(fit) if name.startswith("fitparse") else len(files)
        cores = int(name.split()[0]) if "jobs" in name else 1
        wall, cpu = (statistics.median(getattr(one, what) for one in took) for what in ("wall", "cpu"))
        rates[name] = count / wall
        cells = [f"{count}", f"{wall:.1f}", f"{cpu:.1f}", f"{count / wall:.2f}", f"{count / wall / cores:.2f}"]
        print(f"| {name} | {' | '.join(cells)} | {1000 * cpu / count:.0f} |")
    print(f"<!-- {JOBS[1]} jobs: {rates['2 jobs'] / rates['1 jobs']:.2f} times as many sessions a second as one -->")


if __name__ == "__main__":
    main()
