"""Measure the accuracy on simulated trials, beside three simple ways: `python benchmarks/accuracy.py`.

Each run goes the whole way: a session is simulated, written as a file, read from its bytes, analysed with nothing said
about it, and held against its truth. The simple ways are told the true start, which the analyser must find itself.
"""

import argparse
import multiprocessing
import os
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import pipeline, simulate
from analyzer.model import Analysis, Effort, Recording
from analyzer.plane import to_plane
from analyzer.simulate import Simulated, TrueEffort

Floats = NDArray[np.float64]

AROUND: dict[str, Any] = {"warm_up": "streets", "strides": 3, "cool_down": "same"}
"""What is run before and after the trial."""
FAMILIES: dict[str, dict[str, Any]] = {
    "typical": {"noise": "typical", **AROUND},
    "buttons": {"noise": "typical", "buttons": "laps", **AROUND},
    "clean": {"noise": "clean", **AROUND},
    "urban": {"noise": "urban", **AROUND},
    "5 s": {"noise": "typical", "recording_interval": "5s", **AROUND},
    "GPX": {"noise": "typical", "with_speed": False, **AROUND},
    "lane 8": {"kind": "mile_lane8", "noise": "typical", **AROUND},
}
WITHOUT_SPEED = "GPX"
FOUND_WITHIN = 5.0
"""A trial whose start is farther from the true one was not found. [s]"""
SPLIT = 100.0
RUN_OFF = 23.73
"""The shortest piece that has a name: the metres of the mile in lane 8 past the finish line."""
METHODS = ("analyzer", "watch distance", "GPS summed", "closest to start")


COLUMNS = ("100 m inner", "turn", "straight", "lap inner", "first 100 m", "trial time")


@dataclass
class Errors:
    """Errors of one method over the runs, by the column that they belong to. [s]"""

    columns: dict[str, list[float]] = field(default_factory=lambda: {column: [] for column in COLUMNS})
    in_sds: list[float] = field(default_factory=list)
    """All errors in their own standard errors; only the analyser gives any."""
    runs: int = 0

    def put(self, column: str, error: float) -> None:
        """Take in an error; a piece of no column is only held against its own standard error."""
        if column:
            self.columns[column].append(error)

    def add(self, other: "Errors") -> None:
        """Take in the errors of another run."""
        for column, errors in other.columns.items():
            self.columns[column].extend(errors)
        self.in_sds.extend(other.in_sds)
        self.runs += other.runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=f"of: {', '.join(FAMILIES)} (default: typical)")
    parser.add_argument("--all", action="store_true", help="all families")
    parser.add_argument("--runs", type=int, default=100, help="runs of each family (default: 100)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--seed", type=int, default=1000, help="seed of the first run (default: 1000)")
    said = parser.parse_args()
    families = list(FAMILIES) if said.all else (said.families or ["typical"])
    unknown = [family for family in families if family not in FAMILIES]
    if unknown:
        parser.error(f"no such family: {', '.join(unknown)}")
    # one thread a process: the processes are the parallelism
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    print(heading())
    begun = time.perf_counter()
    with ProcessPoolExecutor(said.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for family in families:
            seeds = range(said.seed, said.seed + said.runs)
            found = gather(pool.map(trial, [family] * said.runs, seeds))
            print("\n".join(row(family, method, found[method]) for method in METHODS), flush=True)
    print(f"\n{said.runs} runs of each family in {time.perf_counter() - begun:.0f} s with {said.jobs} processes")


def heading() -> str:
    columns = ("family", "method", "found", *COLUMNS, "within 1", "within 2")
    return (
        "RMS errors in seconds; inner, turn and straight leave out the first one, which holds the start; within 1, 2:\n"
        "share of all true times within one and two of the standard errors that are reported (ideal 68 and 95 %).\n\n"
        f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|"
    )


def row(family: str, method: str, errors: Errors) -> str:
    ours = method == "analyzer"
    found = f"{100 * len(errors.columns['trial time']) / errors.runs:.0f} %" if ours and errors.runs else "told"
    numbers = [rms(errors.columns[column]) for column in COLUMNS]
    within = [f"{100 * share:.0f} %" if ours else "" for share in shares(errors.in_sds)]
    return f"| {' | '.join([family, method, found, *numbers, *within])} |"


def rms(errors: list[float]) -> str:
    return f"{np.sqrt(np.mean(np.square(errors))):.2f}" if errors else "none"


def shares(in_sds: list[float]) -> tuple[float, float]:
    sizes = np.abs(in_sds)
    return (float(np.mean(sizes <= 1)), float(np.mean(sizes <= 2))) if len(sizes) else (np.nan, np.nan)


def gather(runs: Iterable[dict[str, Errors]]) -> dict[str, Errors]:
    total = {method: Errors() for method in METHODS}
    for run in runs:
        for method, errors in run.items():
            total[method].add(errors)
    return total


def trial(family: str, seed: int) -> dict[str, Errors]:
    """Simulate, analyse and measure one trial."""
    made = simulate.session(**{"kind": "mile", **FAMILIES[family]}, seed=seed)
    data = (
        simulate.write_gpx(made.recording, speed=False)
        if family == WITHOUT_SPEED
        else simulate.write_fit(made.recording)
    )
    recording = pipeline.read(data)
    truth = made.truth.efforts[0]
    return {
        "analyzer": ours(pipeline.analyze(recording), truth),
        "watch distance": by_distance(made.recording.samples["distance"].to_numpy(dtype=float), made.recording, truth),
        "GPS summed": by_distance(summed(made.recording), made.recording, truth),
        "closest to start": by_closest(made, truth),
    }


def ours(analysis: Analysis, truth: TrueEffort) -> Errors:
    found, errors = analysis.trial, Errors(runs=1)
    if found is None or found.nominal != truth.nominal or abs(found.start - truth.start_s) > FOUND_WITHIN:
        return errors
    errors.put("trial time", found.time - truth.time_s)
    errors.in_sds.append((found.time - truth.time_s) / found.time_sd)
    for piece in (*truth.splits, *truth.zones, *truth.laps):
        at = same(found, piece)
        if len(at) == 1:
            error = float(at["time"].iloc[0]) - piece.time_s
            errors.in_sds.append(error / float(at["time_sd"].iloc[0]))
            errors.put(column_of(piece), error)
    return errors


def same(found: Effort, piece: simulate.TrueSplit) -> pd.DataFrame:
    """Give the row of the same name, also where a wrong lane or shape has put its ends a few metres off."""
    table = found.splits
    if isinstance(piece, simulate.TrueZone):
        table = found.zones[(found.zones["lap"] == piece.lap) & (found.zones["zone"] == piece.zone)]
    elif isinstance(piece, simulate.TrueLap):
        table = found.laps[found.laps["lap"] == piece.lap]
    alike = table[(table["distance"] - (piece.to_m - piece.from_m)).abs() < RUN_OFF / 2]
    return alike.loc[(alike["from_m"] - piece.from_m).abs().sort_values().index[:1]]


def column_of(piece: simulate.TrueSplit) -> str:
    """Give the column that a piece of a trial belongs to; "" for the metres after the last whole 100, and the like."""
    if isinstance(piece, simulate.TrueZone):
        return "" if piece.from_m == 0 else piece.zone.split()[-1]
    if isinstance(piece, simulate.TrueLap):
        return "" if piece.from_m == 0 else "lap inner"
    if piece.from_m == 0:
        return "first 100 m"
    return "100 m inner" if abs(piece.to_m - piece.from_m - SPLIT) < 1.0 else ""


def summed(recording: Recording) -> Floats:
    """Sum the distances between the positions. [m]"""
    at = recording.samples[["latitude", "longitude"]].dropna()
    east, north = to_plane(at["latitude"], at["longitude"], (at["latitude"].iloc[0], at["longitude"].iloc[0]))
    steps = np.hypot(np.diff(east), np.diff(north))
    so_far = pd.Series(np.concatenate([[0.0], np.cumsum(steps)]), index=at.index)
    return so_far.reindex(recording.samples.index).interpolate().bfill().to_numpy(dtype=float)


def by_distance(distance: Floats, recording: Recording, truth: TrueEffort) -> Errors:
    """Time the pieces by a distance counted from the true start."""
    errors = Errors(runs=1)
    elapsed = recording.samples["elapsed"].to_numpy(dtype=float)
    known = np.isfinite(distance)
    if not known.any():
        return errors
    elapsed, distance = elapsed[known], distance[known]
    begun = float(np.interp(truth.start_s, elapsed, distance))
    # the distance stands still where the runner does; only its rises can be turned round
    rising = np.concatenate([[True], np.diff(np.maximum.accumulate(distance)) > 0])

    def passed(metres: float) -> float:
        return truth.start_s if metres == 0 else float(np.interp(begun + metres, distance[rising], elapsed[rising]))

    errors.put("trial time", passed(truth.distance_m) - truth.time_s - truth.start_s)
    for piece in (*truth.splits, *truth.zones, *truth.laps):
        errors.put(column_of(piece), passed(piece.to_m) - passed(piece.from_m) - piece.time_s)
    return errors


def by_closest(made: Simulated, truth: TrueEffort) -> Errors:
    """Time laps from closest approach to closest approach of the place where the runner was at the true start."""
    errors = Errors(runs=1)
    samples = made.recording.samples
    at = samples[["elapsed", "latitude", "longitude"]].dropna()
    elapsed = at["elapsed"].to_numpy(dtype=float)
    east, north = to_plane(at["latitude"], at["longitude"], (at["latitude"].iloc[0], at["longitude"].iloc[0]))
    fine = np.arange(truth.start_s, truth.end_s + 10.0, 0.1)
    x, y = np.interp(fine, elapsed, east), np.interp(fine, elapsed, north)
    away = np.hypot(x - x[0], y - y[0])
    lap = made.truth.track.lap_m if made.truth.track else np.nan
    arc = made.motion["arc"].to_numpy(dtype=float)
    on_track = np.isfinite(arc)
    true_arc = np.interp(fine, made.motion["elapsed"].to_numpy(dtype=float)[on_track], arc[on_track])
    ran = np.abs(true_arc - true_arc[0])
    seen, true = [truth.start_s], [truth.start_s]
    for number in range(1, int(truth.distance_m / lap) + 1):
        # of all the run, the part nearer to this return than to the ones before and after
        around = np.flatnonzero(np.abs(ran - number * lap) < lap / 4)
        seen.append(float(fine[around[np.argmin(away[around])]]))
        true.append(float(np.interp(number * lap, ran, fine)))
    errors.columns["lap inner"] += (np.diff(seen) - np.diff(true))[1:].tolist()
    rest = truth.distance_m - (len(seen) - 1) * lap
    last_speed = lap / (seen[-1] - seen[-2])
    errors.put("trial time", seen[-1] + rest / last_speed - truth.end_s)
    return errors


if __name__ == "__main__":
    main()
