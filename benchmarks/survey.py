"""Measure how the survey finds tracks: `python benchmarks/survey.py [--recordings] [--lanes] [--shapes] [--courses]`.

--recordings holds it against the manifest of the shared recordings: found or not, direction, the runner's line (lap
and straight, as the manifest fitted them), CPU time; and how far the centres of one track lie apart from session to
session. The others simulate with known truth: the lane, the shape, and courses that are and are not tracks. Without an
option, all.
"""

import argparse
import math
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analyzer import clean, readers, simulate, survey
from analyzer.errors import AnalyzerError
from analyzer.model import Direction, Placement
from analyzer.oval import SHAPES, STANDARD
from analyzer.plane import to_plane

RECORDINGS = Path(__file__).parent.parent.parent / "shared" / "data" / "recordings"
SEEDS = 5
SAME_TRACK, SAME_STRAIGHT = 60.0, 12.0
"""Sessions of one owner whose centres [m] and straights [m] differ less were on the same track."""
COURSES: dict[str, dict[str, Any]] = {
    "mile": {},
    "mile, urban": {"noise": "urban"},
    "mile, smart": {"recording_interval": "smart"},
    "mile, 5 s": {"recording_interval": "5s"},
    "mile, clockwise": {"direction": Direction.CLOCKWISE},
    "mile, latitude -35": {"latitude": -35.0},
    "mile, latitude 60": {"latitude": 60.0},
    "streets, strides, mile": {"warm_up": "streets", "strides": 6, "cool_down": "other"},
    "two laps": {"kind": "intervals", "reps": 1, "rep_distance": 800.0},
    "10 x 200 m": {"kind": "intervals", "rep_distance": 200.0, "recovery": "walk"},
    "mile in lane 8": {"kind": "mile_lane8"},
    "road": {"kind": "road"},
    "city block": {"kind": "city_block"},
    "park oval": {"kind": "park_oval"},
}
NO_TRACK = {"road", "city block", "park oval"}


@dataclass(frozen=True)
class Row:
    """What the survey made of a recording, beside what the manifest says of it."""

    file: str
    owner: str
    on_track: str
    told: str
    placement: Placement | None
    note: str
    milliseconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = {"recordings": recordings, "lanes": lanes, "shapes": shapes, "courses": courses}
    for name in parts:
        parser.add_argument(f"--{name}", action="store_true")
    said = parser.parse_args()
    for name, show in parts.items():
        if getattr(said, name) or not any(getattr(said, other) for other in parts):
            show()


def recordings() -> None:
    if not RECORDINGS.exists():
        print("the shared recordings are not here")
        return
    rows = list(_rows())
    for row in rows:
        print(_line(row))
    print("\nmanifest > survey:", _counted((row.on_track, _word(row.placement is not None)) for row in rows))
    # the manifest gives the direction after its last comma
    told = [(row.told.rsplit(", ", 1)[1] == "ccw", row.placement) for row in rows if row.told]
    found = [(ccw, placement) for ccw, placement in told if placement is not None]
    agree = sum(ccw == (placement.direction is Direction.ANTICLOCKWISE) for ccw, placement in found)
    print(f"direction as in the manifest: {agree} of {len(found)}")
    apart = np.array([_beside_manifest(row) for row in rows if row.told and row.placement is not None])
    for name, values in zip(("lap of the runner's line", "straight"), apart.T, strict=True):
        middle, ninth = np.median(values), np.quantile(np.abs(values), 0.9)
        print(f"{name} - manifest: median {middle:+.1f} m, nine of ten within {ninth:.1f} m")
    spent = np.array([row.milliseconds for row in rows])
    print(f"CPU: median {np.median(spent):.0f} ms, most {spent.max():.0f} ms\n")
    for line in _repeated(rows):
        print(line)


def _rows() -> Iterator[Row]:
    manifest = pd.read_csv(RECORDINGS / "manifest.csv", keep_default_na=False)
    for entry in manifest.itertuples():
        name, note = str(entry.file), str(entry.note)
        try:
            samples = clean.samples(readers.read((RECORDINGS / name).read_bytes(), name=name)).samples
        except AnalyzerError:
            continue
        begun = time.process_time()
        found = survey.place(samples)
        spent = 1e3 * (time.process_time() - begun)
        told = note[note.index("fit P=") :] if "fit P=" in note else ""
        yield Row(name, str(entry.owner), str(entry.on_track), told, found.placement, " ".join(found.notes), spent)


def _line(row: Row) -> str:
    head = f"{row.file:32} {row.on_track:7} {row.milliseconds:4.0f} ms  "
    placed = row.placement
    if placed is None:
        return f"{head}{row.note}   {row.told}"
    lap, straight = _run_line(placed)
    stayed = sum(end - begin for begin, end in placed.intervals)
    return (
        f"{head}{placed.oval.shape:14} {placed.direction:13} P={lap:.0f} L={straight:.0f} lane {placed.lane} "
        f"({placed.lane_probability[placed.lane]:.2f}) {placed.laps:.1f} laps, {stayed:.0f} s, {placed.residual:.2f} m"
        f"{' snapped' if placed.snapped else ''}   {row.told}"
    )


def _run_line(placed: Placement) -> tuple[float, float]:
    """Give the lap of the line that was run, not of the one measured, and the straight. [m]"""
    return placed.lap + 2 * math.pi * placed.offset, placed.oval.straight


def _beside_manifest(row: Row) -> tuple[float, float]:
    assert row.placement is not None  # noqa: S101 - chosen so by the caller
    numbers = dict(word.split("=") for word in row.told.replace(",", "").split() if "=" in word)
    lap, straight = _run_line(row.placement)
    return lap - float(numbers["P"]), straight - float(numbers["L"])


def _repeated(rows: list[Row]) -> Iterator[str]:
    """Tell how far the centres and straights of one track lie apart from session to session."""
    tracks: list[list[tuple[str, Placement]]] = []
    for row in rows:
        if row.placement is None:
            continue
        for sessions in tracks:
            owner, first = sessions[0]
            if owner == row.owner and _same(first, row.placement):
                sessions.append((row.owner, row.placement))
                break
        else:
            tracks.append([(row.owner, row.placement)])
    for sessions in (sessions for sessions in tracks if len(sessions) > 2):
        owner, first = sessions[0]
        places = [placed for _, placed in sessions]
        centres = np.array([_offset(placed, first) for placed in places])
        straights = np.array([placed.oval.straight for placed in places])
        bearings = np.array([(placed.bearing - first.bearing + 90) % 180 - 90 for placed in places])
        kinds = _counted((placed.oval.shape,) for placed in places)
        yield (
            f"{owner}, {len(places)} sessions on a track: centre SD {centres.std(axis=0).round(1)} m, "
            f"bearing SD {bearings.std():.2f} deg, straight {straights.mean():.1f} +- {straights.std():.1f} m; {kinds}"
        )


def _same(one: Placement, other: Placement) -> bool:
    near = math.hypot(*_offset(one, other)) < SAME_TRACK
    return near and abs(one.oval.straight - other.oval.straight) < SAME_STRAIGHT


def _offset(placed: Placement, other: Placement) -> tuple[float, float]:
    east, north = to_plane(placed.latitude, placed.longitude, (other.latitude, other.longitude))
    return float(east), float(north)


def lanes() -> None:
    print("lane run: likeliest lane; its mean probability; mean probability of the lane run")
    for lane in range(1, 9):
        placed = [
            survey.place(simulate.session(seed=seed, lane=lane).recording.samples).placement for seed in range(SEEDS)
        ]
        found = [one for one in placed if one is not None]
        likeliest = np.mean([max(one.lane_probability.values()) for one in found])
        true = np.mean([one.lane_probability[lane] for one in found])
        said = _counted((f"lane {one.lane}",) for one in found)
        print(f"{lane}: found {len(found)} of {SEEDS}; {said}; {likeliest:.2f}; {true:.2f}")


def shapes() -> None:
    print("\nshape run: shape found; error of the straight [m]")
    for name, oval in SHAPES.items():
        placed = [
            survey.place(simulate.session(seed=seed, oval=oval).recording.samples).placement for seed in range(SEEDS)
        ]
        found = [one for one in placed if one is not None]
        errors = " ".join(f"{one.oval.straight - oval.straight:+.1f}" for one in found)
        print(f"{name:15} found {len(found)} of {SEEDS}: {_counted((one.oval.shape,) for one in found)}; {errors}")


def courses() -> None:
    print("\ncourse: found; direction right; distance of the centre, error of bearing and straight (RMS)")
    for name, options in COURSES.items():
        made = [simulate.session(seed=seed, **options) for seed in range(100, 100 + SEEDS)]
        placed = [(one.truth.track, survey.place(one.recording.samples).placement) for one in made]
        found = [(track, placement) for track, placement in placed if placement is not None]
        text = f"{name:24} {len(found)} of {SEEDS}{' (must be 0)' if name in NO_TRACK else ''}"
        errors = [_errors(track, placement) for track, placement in found if track is not None]
        if errors:
            right = sum(placed.direction == options.get("direction", Direction.ANTICLOCKWISE) for _, placed in found)
            centre, bearing, straight = np.sqrt(np.mean(np.square(errors), axis=0))
            text += f"; {right}; {centre:.1f} m, {bearing:.2f} deg, {straight:.1f} m"
        print(text)


def _errors(track: simulate.TrueTrack, placed: Placement) -> tuple[float, float, float]:
    east, north = to_plane(placed.latitude, placed.longitude, (track.latitude, track.longitude))
    turned = (placed.bearing - track.bearing_deg + 90.0) % 180.0 - 90.0
    return math.hypot(east, north), turned, placed.oval.straight - STANDARD.straight


def _word(found: bool) -> str:  # noqa: FBT001 - the very thing that is worded
    return "found" if found else "none"


def _counted(words: Iterator[tuple[str, ...]]) -> str:
    return ", ".join(f"{' > '.join(key)} {number}" for key, number in sorted(Counter(words).items()))


if __name__ == "__main__":
    main()
