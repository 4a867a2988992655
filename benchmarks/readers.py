"""Hold the reader of FIT against others on the same files: `python benchmarks/readers.py [FILE..]`.

CPU time, the median in one process after the imports and a first reading, from the bytes of a file to frames of
records, laps and session; ours gives a whole Recording. How many times ours is faster is told both ways: each reader
timed by itself, many times after each other, and ours in turns with the other, so that neither finds the processor's
caches as it left them. Memory (Linux) is the growth of the process's peak in one
reading, in a process of its own. Peers that are not installed are left out (`pip install fitfast pyfitparsernative`).
"""

import argparse
import gc
import importlib
import importlib.util
import io
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analyzer import readers, simulate
from analyzer.simulate.writers.fit import write_fit

RECORDINGS = Path(__file__).parents[2] / "shared" / "data" / "recordings" / "fit"
SAMPLES = Path(__file__).parents[1] / "sample_data"
REAL = ("d08_interval_01.fit", "d01_other_04.fit", "d10_easy_02.fit", "d05_long_03.fit")
"""One type of message; an hour at 1 Hz; a foot pod; a big one."""
KINDS = ("record", "lap", "session")
LEAST = {"fitparse": 170.0, "fitfast": 3.5}
"""Ours is to be so many times as fast."""
MOST_FILES = 3.0
"""Memory beyond the frame is to stay below so many times the file."""
MEGABYTE = 2.0**20
TURNS, SLOW_TURNS = 25, 3
SLOW = 0.2
"""A reader that takes longer gets fewer turns. [s]"""


@dataclass(frozen=True)
class Peer:
    """A reader: its name, the module that it needs, and how it makes frames of bytes."""

    name: str
    module: str
    read: Callable[[bytes], object]


def ours(data: bytes) -> object:
    return readers.read(data)


def fitparse_frames(data: bytes) -> object:
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for message in importlib.import_module("fitparse").FitFile(data).get_messages():
        if message.name in rows:
            rows[message.name].append(message.get_values())
    return frames(rows)


def fitdecode_frames(data: bytes) -> object:
    fitdecode = importlib.import_module("fitdecode")
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    with fitdecode.FitReader(io.BytesIO(data)) as found:
        for frame in found:
            if isinstance(frame, fitdecode.FitDataMessage) and frame.name in rows:
                rows[frame.name].append({field.name: field.value for field in frame.fields})
    return frames(rows)


def fitfast_frames(data: bytes) -> object:
    fitfast = importlib.import_module("fitfast")
    return [pd.DataFrame(fitfast.records(data, kind)) for kind in KINDS]


def fitfast_parsed(data: bytes) -> object:
    return frames(importlib.import_module("fitfast").parse(data))


def pyfitparsernative_frames(data: bytes) -> object:
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for message in importlib.import_module("pyfitparsernative").parse_fit_bytes(data):
        if message.get("message_type") in rows:
            rows[message["message_type"]].append(message)
    return frames(rows)


def frames(rows: Mapping[str, list[dict[str, Any]]]) -> list[pd.DataFrame]:
    return [pd.DataFrame(rows.get(kind, [])) for kind in KINDS]


PEERS = (
    Peer("this project", "analyzer", ours),
    Peer("fitfast", "fitfast", fitfast_frames),
    Peer("fitfast parse", "fitfast", fitfast_parsed),
    Peer("pyfitparsernative", "pyfitparsernative", pyfitparsernative_frames),
    Peer("fitdecode", "fitdecode", fitdecode_frames),
    Peer("fitparse", "fitparse", fitparse_frames),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="FIT files (default: real ones, samples, a simulated hour)")
    parser.add_argument("--memory", action="store_true", help="measure the peaks of memory too")
    parser.add_argument("--one", nargs=2, metavar=("PEER", "FILE"), help=argparse.SUPPRESS)
    said = parser.parse_args()
    # fitparse uses what Python has deprecated
    warnings.simplefilter("ignore")
    if said.one:
        print(json.dumps(grown(said.one[0], Path(said.one[1]).read_bytes())))
        return
    paths = said.files or [*(RECORDINGS / name for name in REAL), *sorted(SAMPLES.glob("*.fit"))]
    files = {path: path.read_bytes() for path in paths if path.exists()}
    table(((path.name, data) for path, data in files.items()), simulated=not said.files)
    if said.memory:
        memory(files)


def table(files: Iterable[tuple[str, bytes]], *, simulated: bool) -> None:
    """Print milliseconds of each reader, and how many times ours is faster."""
    peers = [peer for peer in PEERS if importlib.util.find_spec(peer.module)]
    times_faster = "faster than fitfast, by itself / in turns | than fitparse"
    print(f"| file | kB | records | {' | '.join(f'{peer.name}, ms' for peer in peers)} | {times_faster} |")
    print("|---" * (5 + len(peers)) + "|")
    missed = []
    for name, data in [*files, *([("simulated hour", hour())] if simulated else [])]:
        times = by_themselves(peers, data)
        faster = {
            peer.name: (times[peer.name] / times["this project"], in_turns(peer, data, times[peer.name]))
            for peer in peers
            if peer.name in LEAST
        }
        cells = [name, f"{len(data) / 1000:.0f}", f"{len(readers.read(data).samples)}"]
        cells += [f"{1000 * times[peer.name]:.2f}" for peer in peers]
        cells += ["{:.1f} / {:.1f} x".format(*faster[peer]) if peer in faster else "-" for peer in reversed(LEAST)]
        print(f"| {' | '.join(cells)} |", flush=True)
        missed += [f"{name}: {min(both):.1f} x {peer}" for peer, both in faster.items() if min(both) < LEAST[peer]]
    asked = " and ".join(f"{times:g} x {peer}" for peer, times in LEAST.items())
    print(f"<!-- at least {asked}: {'met by all' if not missed else 'missed by ' + '; '.join(missed)} -->")


def hour() -> bytes:
    """Give an hour of running at 1 Hz, as a simulated watch writes it."""
    made = simulate.session(kind="easy_track", minutes=60.0, seed=1)
    return write_fit(made.recording)


def by_themselves(peers: list[Peer], data: bytes) -> dict[str, float]:
    """Give the median CPU time of each reader, one after the other; what one leaves behind is swept up first. [s]"""
    times: dict[str, float] = {}
    for peer in peers:
        gc.collect()
        first = min(cpu(peer, data), cpu(peer, data))
        turns = SLOW_TURNS if first > SLOW else TURNS
        times[peer.name] = statistics.median(cpu(peer, data) for _ in range(turns))
    return times


def in_turns(peer: Peer, data: bytes, usual: float) -> float:
    """Give how many times ours is faster where it takes turns with a peer, which usually takes so long [s]."""
    gc.collect()
    turns = SLOW_TURNS if usual > SLOW else TURNS
    times = [(cpu(peer, data), cpu(PEERS[0], data)) for _ in range(turns)]
    return statistics.median(theirs for theirs, _ in times) / statistics.median(own for _, own in times)


def cpu(peer: Peer, data: bytes) -> float:
    begun = time.process_time()
    peer.read(data)
    return time.process_time() - begun


def memory(files: Mapping[Path, bytes]) -> None:
    """Print the peaks of memory: what the process grows by in one reading, and for ours what Python knows of."""
    peers = [peer for peer in PEERS if importlib.util.find_spec(peer.module)]
    print(f"\n| file | MB | {' | '.join(f'{peer.name}, MB' for peer in peers)} | ours beyond the frame, x file |")
    print("|---" * (3 + len(peers)) + "|")
    for path, data in files.items():
        cells = [path.name, f"{len(data) / MEGABYTE:.2f}"]
        for peer in peers:
            asked = [sys.executable, __file__, "--one", peer.name, str(path)]
            done = subprocess.run(asked, capture_output=True, text=True, check=True)
            cells.append(f"{json.loads(done.stdout) / MEGABYTE:.1f}")
        beyond = beyond_the_frame(data)
        print(f"| {' | '.join(cells)} | {beyond:.1f}{'' if beyond <= MOST_FILES else ' (too much)'} |", flush=True)


def grown(name: str, data: bytes) -> float:
    """Give by how much one reading raises the peak of this process, as Linux tells it. [bytes]"""
    peer = next(peer for peer in PEERS if peer.name == name)
    # a small file first, so that lazy imports and tables do not count
    peer.read(min((path.read_bytes() for path in SAMPLES.glob("*.fit")), key=len))
    Path("/proc/self/clear_refs").write_text("5")
    before = peak()
    peer.read(data)
    return 1024.0 * (peak() - before)


def peak() -> int:
    """Give the peak of memory since it was last reset. [KiB]"""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def beyond_the_frame(data: bytes) -> float:
    """Give the peak of our reading without the frame that it gives, in sizes of the file."""
    readers.read(data)
    tracemalloc.start()
    samples = readers.read(data).samples
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return float((most - samples.memory_usage().sum()) / len(data))


if __name__ == "__main__":
    main()
