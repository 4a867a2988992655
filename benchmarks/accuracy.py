"""Measure the accuracy on simulated sessions: `python benchmarks/accuracy.py --all --runs 30`.

Each run goes the whole way: a session is simulated, written as a file, read from its bytes, analysed with nothing said
about it, and held against its truth. Beside the errors stands the information bound, which no estimator can go below,
and three simple ways, which are told the true start that the analyser must find itself.
"""

import argparse
import multiprocessing
import os
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from baselines import simple_ways
from chain import drawn_from
from courses import least_errors
from families import FAMILIES, QUICK, Family, joined, written
from tally import HUNDRED, LAP, TIME, Errors, column_of

from analyzer import pipeline
from analyzer.model import Analysis, Effort
from analyzer.simulate import Simulated, TrueEffort, TrueLap, TrueSplit, TrueTrack, TrueZone

FOUND_WITHIN = 5.0
"""An effort whose start is farther from the true one was not found. [s]"""
SAME_LAP = 1.0
"""A lap of the track that is this near to the true one is right. [m]"""
SAME_PLACE = 30.0
"""A piece that begins farther from the true one is another: it was cut at the other straight. [m]"""
RUN_OFF = 23.73
"""The shortest piece that has a name: the metres of the mile in lane 8 past the finish line."""
BOUNDED = 4
"""The bound hardly depends on the seed: it is computed on so many runs of a family."""
RUNS, QUICK_RUNS = 100, 5
WAYS = ("watch distance", "GPS summed", "closest to start")


@dataclass
class Result:
    """What came out of runs: errors of ours, of ours where the track was right, of the simple ways, the least errors.

    asked, found, home : Efforts that were run, found, and found with the right home straight.
    runs, right : Runs, and those with the right lane and lap.
    """

    ours: Errors = field(default_factory=Errors)
    ours_right: Errors = field(default_factory=Errors)
    simple: dict[str, Errors] = field(default_factory=lambda: {way: Errors() for way in WAYS})
    least: Errors = field(default_factory=Errors)
    asked: int = 0
    found: int = 0
    home: int = 0
    runs: int = 0
    right: int = 0

    def add(self, other: "Result") -> None:
        """Take in other runs."""
        self.ours.add(other.ours)
        self.ours_right.add(other.ours_right)
        self.least.add(other.least)
        for way, errors in other.simple.items():
            self.simple[way].add(errors)
        self.asked, self.found = self.asked + other.asked, self.found + other.found
        self.home += other.home
        self.runs, self.right = self.runs + other.runs, self.right + other.right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=f"of: {', '.join(FAMILIES)} (default: typical)")
    parser.add_argument("--all", action="store_true", help="all families")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_RUNS} runs of: {', '.join(QUICK)}")
    parser.add_argument("--runs", type=int, help=f"runs of each family (default: {RUNS})")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--seed", type=int, default=1000, help="seed of the first run (default: 1000)")
    said = parser.parse_args()
    families = list(FAMILIES) if said.all else (said.families or (list(QUICK) if said.quick else ["typical"]))
    unknown = [family for family in families if family not in FAMILIES]
    if unknown:
        parser.error(f"no such family: {', '.join(unknown)}")
    runs = said.runs or (QUICK_RUNS if said.quick else RUNS)
    # one thread a process: the processes are the parallelism
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    begun = time.perf_counter()
    results = {}
    print(HEADING)
    with ProcessPoolExecutor(said.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for family in families:
            seeds = range(said.seed, said.seed + runs)
            bounded = [number < BOUNDED for number in range(runs)]
            results[family] = gather(pool.map(measure, [family] * runs, seeds, bounded, chunksize=1 + runs // 20))
            print(row(family, results[family]), flush=True)
    print(BESIDE)
    print("\n".join(beside(family, result) for family, result in results.items()))
    print(f"\n{runs} runs of each family in {time.perf_counter() - begun:.0f} s with {said.jobs} processes")


def _titled(*columns: str) -> str:
    return f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|"


HEADING = """Errors in seconds: RMS, what 95 % of them keep within, and RMS over the information bound. 100 m splits and
laps without the first, which holds the start; time: of the whole trial or rep. Track: runs with the right lane and lap;
home: found efforts with the right home straight (with the wrong one, laps and zones are others, and not compared).
Within 1, 2: share of all true times within one and two of the standard errors that are reported (ideal 68 and 95 %).

""" + _titled(
    "family", "found", "track", "home", "100 m", "95 %", "x bound", "lap", "95 %", "x bound", "time", "95 %", "x bound",
    "within 1", "within 2",
)  # fmt: skip
BESIDE = """
RMS in seconds of the first 100 m, turns and straights; of 100 m / lap / time where the track was right; the bound of
these three; and the three simple ways, which are told the true start.

""" + _titled("family", "first 100 m", "turn", "straight", "track right", "bound", *WAYS)


def row(family: str, result: Result) -> str:
    """Give a family's line of the first table."""
    cells = [family, f"{result.found / result.asked:.0%}", f"{result.right / result.runs:.0%}"]
    cells.append(f"{result.home / result.found:.0%}" if result.found else "")
    for column in (HUNDRED, LAP, TIME):
        rms = result.ours.rms(column)
        cells += [_number(rms), _number(result.ours.most(column)), _number(rms / result.least.rms(column))]
    cells += [f"{result.ours.within(sds):.0%}" if result.found else "" for sds in (1, 2)]
    return f"| {' | '.join(cells)} |"


def beside(family: str, result: Result) -> str:
    """Give a family's line of the second table."""
    cells = [family, *(_number(result.ours.rms(column)) for column in ("first 100 m", "turn", "straight"))]
    others = (result.ours_right, result.least, *result.simple.values())
    cells += [" / ".join(_number(errors.rms(column)) for column in (HUNDRED, LAP, TIME)) for errors in others]
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else "-"


def gather(runs: Iterable[Result]) -> Result:
    total = Result()
    for run in runs:
        total.add(run)
    return total


def measure(name: str, seed: int, bounded: bool) -> Result:  # noqa: FBT001 - called through map
    """Simulate, analyse and measure one run of a family."""
    family = FAMILIES[name]
    made = family.sessions(seed)
    recording, truths = joined(made)
    analysis = pipeline.analyze(pipeline.read(written(family, recording)))
    result = Result(runs=1, asked=len(truths))
    right = is_right(analysis, made[-1].truth.track)
    result.right = int(right)
    for truth in truths:
        found = match(analysis, truth)
        if found is not None:
            result.found += 1
            result.home += at_home(found, truth, family.oval.lap(truth.lane))
            errors = ours(found, truth, family.oval.lap(truth.lane))
            result.ours.add(errors)
            if right:
                result.ours_right.add(errors)
    for one in made:
        for truth in one.truth.efforts:
            for way, errors in simple_ways(one, truth).items():
                result.simple[way].add(errors)
        if bounded and one.truth.efforts:
            result.least.add(least(one, family))
    return result


def is_right(analysis: Analysis, truth: TrueTrack | None) -> bool:
    track = analysis.track
    return (
        track is not None and truth is not None and track.lane == truth.lane and abs(track.lap - truth.lap_m) < SAME_LAP
    )


def match(analysis: Analysis, truth: TrueEffort) -> Effort | None:
    """Give the effort of the same name and start."""
    alike = [
        found
        for found in analysis.efforts
        if found.nominal == truth.nominal and abs(found.start - truth.start_s) < FOUND_WITHIN
    ]
    return alike[0] if alike else None


def at_home(found: Effort, truth: TrueEffort, lap: float) -> bool:
    """Tell whether an effort starts at its place round the lap, and not half a lap from it."""
    apart = (found.start_arc - truth.start_arc_m + lap / 2) % lap - lap / 2
    return abs(apart) < lap / 4


def ours(found: Effort, truth: TrueEffort, lap: float) -> Errors:
    errors = Errors()
    errors.put(TIME, found.time - truth.time_s)
    errors.in_sds.append((found.time - truth.time_s) / found.time_sd)
    for piece in (*truth.splits, *truth.zones, *truth.laps):
        at = same(found, piece)
        if len(at) == 1:
            error = float(at["time"].iloc[0]) - piece.time_s
            errors.in_sds.append(error / float(at["time_sd"].iloc[0]))
            errors.put(column_of(piece, lap), error)
    return errors


def same(found: Effort, piece: TrueSplit) -> pd.DataFrame:
    """Give the row of the same name, also where a wrong lane or shape has put its ends a few metres off."""
    table = found.splits
    if isinstance(piece, TrueZone):
        table = found.zones[(found.zones["lap"] == piece.lap) & (found.zones["zone"] == piece.zone)]
    elif isinstance(piece, TrueLap):
        table = found.laps[found.laps["lap"] == piece.lap]
    alike = table[(table["distance"] - (piece.to_m - piece.from_m)).abs() < RUN_OFF / 2]
    apart = (alike["from_m"] - piece.from_m).abs()
    return alike.loc[apart[apart < SAME_PLACE].sort_values().index[:1]]


def least(made: Simulated, family: Family) -> Errors:
    """Give the standard errors of the best of estimators, in place of errors."""
    known = drawn_from(family.noise, with_speed=not family.gpx)
    errors = Errors()
    for truth, (metres, covariance) in zip(made.truth.efforts, least_errors(made, family.oval, known), strict=True):
        for piece in (*truth.splits, *truth.zones, *truth.laps, TrueSplit(0.0, truth.distance_m, truth.time_s)):
            difference = np.zeros(len(metres))
            difference[np.abs(metres - piece.to_m).argmin()] += 1.0
            difference[np.abs(metres - piece.from_m).argmin()] -= 1.0
            error = float(np.sqrt(difference @ covariance @ difference))
            whole = piece.to_m - piece.from_m == truth.distance_m
            errors.put(TIME if whole else column_of(piece, family.oval.lap(truth.lane)), error)
    return errors


if __name__ == "__main__":
    main()
