"""How far the watch counts a lap, and what turns do to its speed."""

import numpy as np

from analyzer.model import Effort, EffortKind, Learned, Placement
from analyzer.model.watch import UNKNOWN
from analyzer.watch.followed import Floats, Track, pieces, watched_run

FEWEST_LAPS = 4
"""With fewer laps their scatter says too little."""
ALIKE = 2.0
"""The laps of a session err alike, and their median is used: so much less is known than from as many others."""
INSIDE = 12.0
"""Left out at both ends of a turn or straight, where the watch still smooths over the one before. [m]"""
EVEN = 0.1
"""In steady running the two straights of a lap, and its two turns, are run alike to this share."""
WIDE = 0.005
"""Who runs 20 cm wide of the line on turns covers so much more ground there, as a share."""
ZONED = 2000.0
"""A shorter trial is run by turns and straights on purpose. [m]"""
KEEPS_LINE = 0.85
"""Runners keep to the line of their lane at this share of the speed of their fastest lap; who jogs runs wide."""


def lap_error(track: Track, placement: Placement, late: float) -> tuple[Learned, float, int]:
    """Find how much too far the watch's own distance says a lap is, its scatter [m], and over how many laps.

    late : How late the watch's speed, and so its distance, comes. [s]
    """
    known = np.isfinite(track.shown)
    off, took = [], []
    for piece in pieces(track) if known.sum() > 1 else []:
        ahead = np.maximum.accumulate(track.arc[piece])
        count = int((ahead[-1] - ahead[0]) // placement.lap)
        if count:
            marks = ahead[0] + placement.lap * np.arange(count + 1)
            times = np.interp(marks, ahead, track.elapsed[piece]) + late
            off.append(np.diff(np.interp(times, track.clock[known], track.shown[known])) - placement.lap)
            took.append(np.diff(times))
    if not off:
        return UNKNOWN, float("nan"), 0
    laps, times = np.concatenate(off), np.concatenate(took)
    laps = laps[times * KEEPS_LINE <= times.min()]
    if len(laps) < FEWEST_LAPS:
        return Learned(float(laps.mean())), float("nan"), len(laps)
    scatter = float(laps.std(ddof=1))
    return Learned(float(np.median(laps)), float(ALIKE * scatter / np.sqrt(len(laps)))), scatter, len(laps)


def turn_bias(track: Track, placement: Placement, efforts: tuple[Effort, ...], late: float) -> tuple[Learned, Learned]:
    """Hold turns against the straights before and after them, in the watch's own speed and in the estimated one.

    A mile is run by turns and straights on purpose, and tells nothing.
    """
    zoned = [one for one in efforts if one.kind is EffortKind.TRIAL and one.distance < ZONED]
    rows = [row for piece in pieces(track) for row in _steady_laps(track, placement, piece, late)]
    if not rows:
        return UNKNOWN, UNKNOWN
    own, ours, begin, took = np.array(rows).T
    used = took * KEEPS_LINE <= took.min()
    for one in zoned:
        used &= (begin > one.end) | (begin + took < one.start)
    return _over_laps(own[used]), _over_laps(ours[used])


def _over_laps(values: Floats) -> Learned:
    values = values[np.isfinite(values)]
    if len(values) < FEWEST_LAPS:
        return UNKNOWN
    scatter = float(values.std(ddof=1) / np.sqrt(len(values)))
    return Learned(float(np.expm1(values.mean())), float(np.hypot(scatter, WIDE)))


def _steady_laps(track: Track, placement: Placement, piece: slice, late: float) -> list[tuple[float, ...]]:
    """Give each lap: the logarithm of speed on turns over straights, the watch's and ours, and when and how long. [s]

    Where the pace was not steady the two are NaN.
    """
    turn, straight, lap = placement.oval.turn(placement.lane), placement.oval.straight, placement.lap
    ahead = np.maximum.accumulate(track.arc[piece])
    first = int(np.ceil(ahead[0] / lap))
    count = int(np.floor(ahead[-1] / lap)) - first
    if count < 1:
        return []
    edges = np.concatenate([lap * n + np.array([0, turn, turn + straight, 2 * turn + straight]) for n in range(count)])
    edges = first * lap + np.append(edges, lap * count)
    begin, end = (np.interp(at, ahead, track.elapsed[piece]) for at in (edges[:-1] + INSIDE, edges[1:] - INSIDE))
    taken = end - begin
    known = np.isfinite(track.seen)
    if not (taken > 1.0).all() or not known.any():
        return []
    clock, run = track.clock[known], watched_run(track)
    by_watch = np.log(np.maximum(np.interp(end + late, clock, run) - np.interp(begin + late, clock, run), 0.1) / taken)
    by_us = np.log((np.diff(edges) - 2 * INSIDE) / taken)
    found = []
    for zone in range(0, 4 * count, 4):
        here = by_us[zone : zone + 4]
        steady = abs(here[0] - here[2]) < EVEN and abs(here[1] - here[3]) < EVEN
        # each zone against the mean of its neighbours: a pace that rises or falls evenly leaves nothing
        both = [_against_neighbours(values, zone) if steady else np.nan for values in (by_watch, by_us)]
        found.append((*both, float(begin[zone]), float(end[zone + 3] - begin[zone])))
    return found


def _against_neighbours(values: Floats, first: int) -> float:
    inner = [i for i in range(first, first + 4) if 0 < i < len(values) - 1]
    return float(
        np.mean([(1 if i % 2 == 0 else -1) * (values[i] - (values[i - 1] + values[i + 1]) / 2) for i in inner])
    )
