"""Measure the CPU time and memory of an analysis against the length of the recording: `python benchmarks/speed.py`.

Each length runs in a process of its own, on one thread: easy laps at 1 Hz, or with --road a run that never
comes to a track. Beyond ten hours the recording is one of ten hours, told again.
"""

import argparse
import cProfile
import io
import json
import os
import pstats
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from analyzer import clean, motion, pipeline, simulate, survey
from analyzer.model import Recording

MINUTES = (5, 15, 30, 60, 120, 360, 720, 1440)
LONGEST = 600
"""The simulator makes no longer sessions. [min]"""
TARGET = 0.3
"""An hour at 1 Hz is to be analysed in this much CPU time. [s]"""
HOUR = 60
REPEATS = 3
MEGABYTE = 1024.0
"""ru_maxrss counts in KiB on Linux."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("minutes", nargs="*", type=int, help=f"lengths (default: {' '.join(map(str, MINUTES))})")
    parser.add_argument("--road", action="store_true", help="a run that never comes to a track")
    parser.add_argument("--profile", action="store_true", help="show what takes the time in an hour instead")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    said = parser.parse_args()
    kind = "road" if said.road else "easy_track"
    if said.profile:
        print(profiled(kind))
    elif said.one:
        print(json.dumps(measure(said.one, kind)))
    else:
        table(said.minutes or MINUTES, kind)


def table(lengths: tuple[int, ...] | list[int], kind: str) -> None:
    columns = ("minutes", "samples", "survey s", "motion s", "all s", "all, us a sample", "memory MB", "B a sample")
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    for minutes in lengths:
        # one thread, and a process of its own: else the peaks of memory would add up
        asked = [sys.executable, __file__, "--one", str(minutes), *(["--road"] if kind == "road" else [])]
        done = subprocess.run(
            asked, capture_output=True, text=True, check=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        )
        got = json.loads(done.stdout)
        count, grown = got["samples"], got["peak"] - got["before"]
        cells = [f"{got[part]:.2f}" for part in ("survey", "motion", "all")]
        cells += [f"{1e6 * got['all'] / count:.0f}", f"{got['peak'] / MEGABYTE:.0f}"]
        print(f"| {minutes} | {count} | {' | '.join(cells)} | {MEGABYTE * grown / count:.0f} |", flush=True)
        if minutes == HOUR:
            hour = got["all"]
            print(f"<!-- an hour: {hour:.2f} s of CPU; target {TARGET} s: {'met' if hour < TARGET else 'missed'} -->")


def recorded(minutes: int, kind: str) -> Recording:
    made = simulate.session(kind=kind, minutes=float(min(minutes, LONGEST)), seed=1).recording
    return made if minutes <= LONGEST else told_again(made, 60.0 * minutes)


def told_again(recording: Recording, seconds: float) -> Recording:
    """Give a recording that goes on from its beginning until it is this long."""
    part = recording.samples
    lasts = float(part["elapsed"].iloc[-1]) + 1.0
    parts = []
    for number in range(int(seconds // lasts) + 1):
        later, metres = number * lasts, number * float(part["distance"].iloc[-1])
        moved = part.assign(elapsed=part["elapsed"] + later, distance=part["distance"] + metres)
        parts.append(moved.set_index(pd.DatetimeIndex(part.index) + pd.Timedelta(seconds=later)))
    whole = pd.concat(parts)
    whole = whole[whole["elapsed"] <= seconds]
    laps = recording.device_laps.assign(end=float(whole["elapsed"].iloc[-1]))
    return replace(recording, samples=whole, device_laps=laps)


def cpu(call: Callable[[], object], repeats: int) -> float:
    """Give the least CPU time of some calls. [s]"""
    times = []
    for _ in range(repeats):
        begun = time.process_time()
        call()
        times.append(time.process_time() - begun)
    return min(times)


def measure(minutes: int, kind: str) -> dict[str, float]:
    pipeline.analyze(recorded(5, kind))
    recording = recorded(minutes, kind)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    repeats = REPEATS if minutes <= 2 * HOUR else 1
    whole = cpu(lambda: pipeline.analyze(recording), repeats)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    samples = clean.samples(recording).samples
    found = survey.place(samples).placement
    return {
        "samples": len(samples),
        "survey": cpu(lambda: survey.place(samples), repeats),
        "motion": cpu(lambda: motion.follow(samples, found), repeats) if found else 0.0,
        "all": whole,
        "before": before,
        "peak": peak,
    }


def profiled(kind: str) -> str:
    """Tell what takes the time in the analysis of an hour."""
    recording = recorded(HOUR, kind)
    pipeline.analyze(recording)
    with cProfile.Profile() as profile:
        pipeline.analyze(recording)
    text = io.StringIO()
    shown = pstats.Stats(profile, stream=text).strip_dirs()
    shown.sort_stats("cumulative").print_stats(45)
    shown.sort_stats("tottime").print_stats(25)
    return text.getvalue()


if __name__ == "__main__":
    main()
