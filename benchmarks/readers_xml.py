"""Hold the readers of GPX and TCX against others on the same files: `python benchmarks/readers_xml.py [FILE..]`.

CPU time, the median in one process after the imports, from the bytes of a file to what the reader gives: points with
position, altitude, time and extensions. Ours gives a whole Recording with its frames. In the table all readers take
turns; below it ours is held to its first rival both by itself, many times after each other, and in turns with it alone.
Peaks of memory are those that
Python knows of, so what a C or C++ reader keeps to itself is left out. Peers that are not installed are left out.
"""

import argparse
import gc
import importlib.util
import io
import statistics
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree as ET

import gpxpy
import gpxpy.parser
from tcxreader.tcxreader import TCXReader

from analyzer import readers, simulate
from analyzer.readers import template

RECORDINGS = Path(__file__).parents[2] / "shared" / "data" / "recordings"
REPEATS = 7
MEGABYTE = 2.0**20
LEAST = {"gpx": 15.0, "tcx": 6.0}
"""Ours is to be so many times as fast as the first peer of the format."""
Reader = Callable[[bytes], int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "files", nargs="*", type=Path, help="GPX or TCX (default: the largest real ones, simulated ones)"
    )
    parser.add_argument("--repeats", type=int, default=REPEATS)
    said = parser.parse_args()
    files = {path.name: path.read_bytes() for path in said.files} or {**real(), **simulated()}
    for name, data in files.items():
        table(name, data, name.rpartition(".")[2].lower(), said.repeats)


def real() -> dict[str, bytes]:
    """Give the largest real recording of each format, where they are at hand."""
    found = {}
    for form in LEAST:
        paths = sorted(RECORDINGS.glob(f"{form}/*.{form}"), key=lambda path: path.stat().st_size)
        found.update({path.name: path.read_bytes() for path in paths[-1:]})
    return found


def simulated() -> dict[str, bytes]:
    hours = simulate.session(kind="easy_track", minutes=120.0, seed=1).recording
    reps = simulate.session(kind="intervals", buttons="laps", seed=1).recording
    return {
        "simulated two hours.gpx": simulate.write_gpx(hours),
        "simulated two hours.tcx": simulate.write_tcx(hours),
        "simulated reps.tcx": simulate.write_tcx(reps),
    }


def table(name: str, data: bytes, form: str, repeats: int) -> None:
    peers = gpx_readers() if form == "gpx" else tcx_readers()
    rival = next(iter(peers))
    points = {reader: read(data) for reader, read in peers.items()}
    took = {reader: 1e3 * seconds for reader, seconds in cpu(peers, data, repeats).items()}
    print(
        f"\n{name}: {len(data) / 1e6:.2f} MB\n\n| reader | points | ms | x {rival} | peak MB |\n|---|---|---|---|---|"
    )
    for reader, read in peers.items():
        cells = f"{took[reader]:.1f} | {took[rival] / took[reader]:.1f} | {peak(read, data):.1f}"
        print(f"| {reader} | {points[reader]} | {cells} |", flush=True)
    rivals = [peer for peer in peers if peer.startswith(rival)]
    both = [faster(peers, rivals, data, repeats, way) for way in (by_themselves, cpu)]
    verdict = "met" if min(both) >= LEAST[form] else "missed"
    print(
        f"<!-- {both[0]:.1f} x {rival} at its fastest by itself, {both[1]:.1f} x in turns; "
        f"target {LEAST[form]:.0f} x: {verdict} -->"
    )


def faster(
    peers: dict[str, Reader],
    rivals: list[str],
    data: bytes,
    repeats: int,
    way: Callable[[dict[str, Reader], bytes, int], dict[str, float]],
) -> float:
    """Give how many times ours is faster than the fastest of its rivals, each held to it in a pair."""
    found = []
    for rival in rivals:
        took = way({name: peers[name] for name in (rival, "analyzer")}, data, repeats)
        found.append(took[rival] / took["analyzer"])
    return min(found)


def by_themselves(peers: dict[str, Reader], data: bytes, repeats: int) -> dict[str, float]:
    """Give the median CPU time of each reader, one after the other; what one leaves behind is swept up first. [s]"""
    times: dict[str, float] = {}
    for reader, read in peers.items():
        gc.collect()
        times |= cpu({reader: read}, data, repeats)
    return times


def cpu(peers: dict[str, Reader], data: bytes, repeats: int) -> dict[str, float]:
    """Give the median CPU time of each reader; they take turns, so that a busy machine is busy for all. [s]"""
    times: dict[str, list[float]] = {reader: [] for reader in peers}
    for _ in range(repeats):
        for reader, read in peers.items():
            start = time.process_time()
            read(data)
            times[reader].append(time.process_time() - start)
    return {reader: statistics.median(found) for reader, found in times.items()}


def peak(read: Reader, data: bytes) -> float:
    tracemalloc.start()
    read(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / MEGABYTE


def gpx_readers() -> dict[str, Reader]:
    peers: dict[str, Reader] = {"gpxpy": with_gpxpy(ET)}
    if importlib.util.find_spec("lxml"):
        peers |= {"gpxpy + lxml": with_gpxpy(lxml_tree()), "lxml walk": with_lxml}
    if importlib.util.find_spec("fastgpx"):
        peers["fastgpx (no extensions)"] = with_fastgpx
    return peers | {"ElementTree walk": with_tree, "analyzer, careful way": ours_carefully, "analyzer": ours}


def tcx_readers() -> dict[str, Reader]:
    peers: dict[str, Reader] = {"tcxreader": with_tcxreader}
    if importlib.util.find_spec("lxml"):
        peers["lxml walk"] = with_lxml
    return peers | {"ElementTree walk": with_tree, "analyzer, careful way": ours_carefully, "analyzer": ours}


def ours(data: bytes) -> int:
    return len(readers.read(data).samples)


def ours_carefully(data: bytes) -> int:
    with patch.object(template, "read", lambda *_: None):
        return ours(data)


def lxml_tree() -> Any:
    return importlib.import_module("lxml.etree")


def with_gpxpy(parser: Any) -> Reader:
    def read(data: bytes) -> int:
        with patch.object(gpxpy.parser, "mod_etree", parser):
            parsed = gpxpy.parse(data.decode())
        rows = [
            (
                point.latitude,
                point.longitude,
                point.elevation,
                point.time,
                [e.text for g in point.extensions for e in g],
            )
            for track in parsed.tracks
            for segment in track.segments
            for point in segment.points
        ]
        return len(rows)

    return read


def with_tcxreader(data: bytes) -> int:
    with patch("builtins.open", lambda *_, **__: io.BytesIO(data)):
        return len(TCXReader().read("in memory").trackpoints)


def with_fastgpx(data: bytes) -> int:
    parsed = importlib.import_module("fastgpx").parse(data.decode())
    return sum(len(segment.points) for track in parsed.tracks for segment in track.segments)


def with_lxml(data: bytes) -> int:
    return walk(lxml_tree().fromstring(data))


def with_tree(data: bytes) -> int:
    return walk(ET.fromstring(data))  # noqa: S314 - the files are our own


def walk(root: Any) -> int:
    """Collect the texts and attributes of every point of a tree."""
    rows = [
        (dict(point.attrib), {element.tag: element.text for element in point.iter()})
        for point in root.iter()
        if isinstance(point.tag, str) and point.tag.endswith(("}trkpt", "}Trackpoint"))
    ]
    return len(rows)


if __name__ == "__main__":
    main()
