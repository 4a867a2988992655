"""Measure what is found of training sessions: `python benchmarks/detection.py --runs 10`.

Each run simulates a session, writes it as a FIT file, analyses its bytes with nothing said about it, and holds the reps
that were found against those that were run. A rep is found where it and the one found share more than half their time.
With `--recordings DIR` the same for real recordings with known reps (`GROUND_TRUTH.md` and `manifest.csv` in DIR).
"""

import argparse
import csv
import multiprocessing
import os
import re
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from sessions import FAMILIES, families

from analyzer import pipeline, simulate
from analyzer.errors import AnalyzerError
from analyzer.model import Analysis, EffortKind

RUNS = 10
ON_END = frozenset({"progression, laps"})
"""One effort, pressed each lap."""
SHARED = 0.5
"""A rep is found where the found one and it share more than this of the time of both."""
KINDS = {
    "easy": {"easy"},
    "hills": {"hills"},
    "interval": {"intervals", "leg_speed"},
    "long": {"long"},
    "strides": {"strides", "leg_speed"},
    "tempo": {"tempo"},
}
"""What a category of the manifest of real recordings may be called here."""
_ROW = re.compile(r"\s*\|\s*(\d+)\s*\|\s*t\+(-?[\d.]+) s\s*\|\s*([\d.]+) s\s*\|")

Span = tuple[float, float]


@dataclass
class Tally:
    """Reps run, found, and found right; errors of their starts, ends and times on and off the track [s]; kinds."""

    run: int = 0
    found: int = 0
    right: int = 0
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    on_track: list[float] = field(default_factory=list)
    off_track: list[float] = field(default_factory=list)
    sds: list[float] = field(default_factory=list)
    kinds: list[tuple[bool, str]] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take in another tally."""
        self.run, self.found, self.right = self.run + other.run, self.found + other.found, self.right + other.right
        for name in ("starts", "ends", "on_track", "off_track", "sds", "kinds"):
            getattr(self, name).extend(getattr(other, name))

    @property
    def f1(self) -> float:
        """Harmonic mean of the shares of reps found and of found reps that were run; NaN without any."""
        return 2 * self.right / (self.run + self.found) if self.run + self.found else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", metavar="FAMILY", help="families of sessions.py (default: all)")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each family (default: {RUNS})")
    parser.add_argument("--seed", type=int, default=1000, help="seed of the first run (default: 1000)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--recordings", type=Path, help="folder of real recordings with their truth")
    said = parser.parse_args()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with ProcessPoolExecutor(said.jobs, multiprocessing.get_context("spawn")) as pool:
        if said.recordings:
            _real(pool, said.recordings)
            return
        jobs = [
            (name, seed) for name in said.families or families() for seed in range(said.seed, said.seed + said.runs)
        ]
        tallies: dict[str, Tally] = {}
        for (name, _), tally in zip(jobs, pool.map(simulated, jobs, chunksize=4), strict=True):
            tallies.setdefault(name, Tally()).add(tally)
        _print(tallies)


def simulated(job: tuple[str, int]) -> Tally:
    """Simulate and analyse one session."""
    name, seed = job
    made = families()[name](seed)
    analysis = pipeline.analyze(pipeline.read(simulate.write_fit(made.recording), name=f"{name}.fit"))
    true = [(one.start_s, one.end_s, one.kind) for one in made.truth.efforts if one.kind is not EffortKind.STEADY]
    reps = [(start, end) for start, end, kind in true if kind is not EffortKind.STRIDE]
    if name in ON_END:
        # the laps that were pressed are what the runner wants to see
        ((start, end, _),) = true
        marks = [start, *(press for press in made.truth.presses if start + 10 < press < end - 10), end]
        true = [(first, last, EffortKind.REP) for first, last in pairwise(marks)]
        reps = []
    strides_too = len(reps) < len(true) and bool(reps)
    tally = held(reps if strides_too else [(start, end) for start, end, _ in true], analysis)
    expected = str(FAMILIES[name].workout) if name in FAMILIES else "mile_trial"
    kind = str(analysis.workout.kind) if analysis.workout else ""
    tally.kinds.append((kind == expected, kind))
    return tally


def held(true: list[Span], analysis: Analysis) -> Tally:
    """Hold the efforts that were found against the reps that were run."""
    efforts = [one for one in analysis.efforts if one.kind is not EffortKind.STEADY]
    tally = Tally(run=len(true), found=len(efforts))
    left = list(range(len(efforts)))
    for start, end in true:
        best = max(left, key=lambda i: _shared((start, end), (efforts[i].start, efforts[i].end)), default=None)
        if best is None or _shared((start, end), (efforts[best].start, efforts[best].end)) <= SHARED:
            continue
        left.remove(best)
        one = efforts[best]
        tally.right += 1
        tally.starts.append(one.start - start)
        tally.ends.append(one.end - end)
        (tally.on_track if one.on_track else tally.off_track).append(one.time - (end - start))
        tally.sds.append((one.time - (end - start)) / one.time_sd if one.time_sd > 0 else np.nan)
    return tally


def _shared(one: Span, other: Span) -> float:
    together = min(one[1], other[1]) - max(one[0], other[0])
    return together / (max(one[1], other[1]) - min(one[0], other[0]))


def _real(pool: ProcessPoolExecutor, folder: Path) -> None:
    with (folder / "manifest.csv").open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["category"] in KINDS]
    truth = _truth(folder / "GROUND_TRUTH.md")
    jobs = [(folder, row["file"], row["category"], truth.get(row["file"], [])) for row in rows]
    tallies: dict[str, Tally] = {}
    wrong = []
    for (_, file, category, reps), tally in zip(jobs, pool.map(recorded, jobs, chunksize=2), strict=True):
        tallies.setdefault(f"{category} (kind only)", Tally()).kinds.extend(tally.kinds)
        wrong += [f"{file}: {category} called {kind}" for right, kind in tally.kinds if not right]
        if reps:
            tally.kinds = []
            tallies.setdefault(file, Tally()).add(tally)
    _print(tallies)
    print("\n".join(wrong))


def recorded(job: tuple[Path, str, str, list[Span]]) -> Tally:
    """Analyse one real recording."""
    folder, file, category, reps = job
    try:
        analysis = pipeline.analyze(pipeline.read((folder / file).read_bytes(), name=file))
    except AnalyzerError as error:
        return Tally(kinds=[(False, str(error))])
    tally = held(reps, analysis)
    kind = str(analysis.workout.kind) if analysis.workout else ""
    tally.kinds = [(kind in KINDS[category], kind)]
    return tally


def _truth(path: Path) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    file = ""
    for line in path.read_text().splitlines():
        if line.startswith("## "):
            file = line.removeprefix("## ").strip()
        elif (row := _ROW.match(line)) is not None:
            start = float(row[2])
            found.setdefault(file, []).append((start, start + float(row[3])))
    return found


def _print(tallies: dict[str, Tally]) -> None:
    print(f"{'session':34s} {'reps':>5s} {'found':>5s} {'F1':>5s} {'start':>6s} {'end':>6s} {'time on track':>14s}"
          f" {'off':>12s} {'in 1, 2 sd':>10s}  kind")  # fmt: skip
    whole = Tally()
    for name, tally in tallies.items():
        _row(name, tally)
        whole.add(tally)
    _row("all", whole)


def _row(name: str, tally: Tally) -> None:
    sds = np.abs([sd for sd in tally.sds if np.isfinite(sd)])
    within = f"{100 * (sds < 1).mean():.0f}, {100 * (sds < 2).mean():.0f} %" if len(sds) else "-"
    right = sum(one for one, _ in tally.kinds)
    others = sorted({kind for one, kind in tally.kinds if not one})
    ends = f"{_middle(tally.starts):>6s} {_middle(tally.ends):>6s}"
    times = f"{_rms(tally.on_track):>14s} {_rms(tally.off_track):>12s}"
    kinds = f"{right}/{len(tally.kinds)} {' '.join(others)}"
    print(f"{name:34s} {tally.run:5d} {tally.found:5d} {tally.f1:5.3f} {ends} {times} {within:>10s}  {kinds}")


def _middle(errors: Iterable[float]) -> str:
    values = list(errors)
    return f"{np.median(values):+.1f}" if values else "-"


def _rms(errors: list[float]) -> str:
    if not errors:
        return "-"
    values = np.array(errors)
    return f"{np.sqrt((values**2).mean()):.2f} ({np.median(np.abs(values)):.2f})"


if __name__ == "__main__":
    main()
