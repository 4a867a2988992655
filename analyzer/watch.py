"""Learn how the watch behaves from a session on a track: how late it is, how far it counts a lap, what turns do to it.

Each number comes with a standard error from how it differs between laps, presses or parts of the session, and is NaN
where it cannot be told.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import Effort, EffortKind, Learned, Motion, Placement, Trigger, WatchBehaviour
from analyzer.model.watch import UNKNOWN

Floats = NDArray[np.float64]

RUNNING = 2.1
"""Slower is walking, which watches measure in another way. [m/s]"""
STEP = 0.5
EARLIEST, DELAYED = 4, 24
"""Delays from 2 s early to 10 s late are tried, in steps of half a second; 1 to 7 s are seen in real files. [s]"""
HALF = 1.5
"""Half the time over which positions are made a speed, so that their errors average out. [s]"""
LONGEST = 10.0
"""So long after positions were lost nothing is compared. [s]"""
DELAY_SD = 0.2
"""How well a delay is known at best: positions are smoothed too, in ways that differ. [s]"""
CHANGE = 1.5
"""The pace must change by more than this, or nothing tells how late it is. [m/s]"""
LEAST_RUNNING = 120.0
"""Less running tells nothing of the watch. [s]"""
PARTS = 12
"""A session is left out part by part to see how sure a number is."""
MISS_CAP = 1.0
"""A larger miss counts for no more: pauses and lost positions. [m/s]"""
PRESS_LATE, PRESS_LATE_SD = 0.2, 0.15
"""A press comes so long after the line is passed [s]; how that differs between runners, and the place of the line."""
PRESS_FROM, PRESS_TO = -1.7, 3.3
"""A press that leaves a lag outside of these was not made at the line. [s]"""
FEWEST_PRESSES = 3
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
FLYING = 4.0
"""A standing start and the slowing down after the line count to the running. [s]"""
WANDERS = {"drift_sd": (80.0, 0.4), "fast_sd": (7.0, 0.35)}
"""After about so long an error of the positions is another [s]; how badly the slow and the fast are told apart. [m]"""
CUT_PRIOR_SD = 0.7
"""How watches differ in v^2 / r times which they cut a turn (see motion). [s2]"""


@dataclass(frozen=True, eq=False)
class Track:
    """The samples that were followed on the track.

    elapsed [s], arc, speed : as estimated [m, m/s]; raw : arc of the recorded positions [m]; out : how far outward they
    lie [m]; seen, shown : the watch's own speed and distance at all samples `clock`. [m/s, m, s]
    """

    elapsed: Floats
    arc: Floats
    speed: Floats
    raw: Floats
    out: Floats
    clock: Floats
    seen: Floats
    shown: Floats


def behaviour(
    samples: pd.DataFrame,
    motion: Motion,
    placement: Placement,
    efforts: tuple[Effort, ...],
    device_laps: pd.DataFrame,
) -> WatchBehaviour | None:
    """Learn how the watch behaves from the samples (frames.SAMPLES) of a session; None where nothing can be told."""
    track = _track(samples, motion, placement)
    running = track.speed > RUNNING
    ran = float(running.sum()) * _interval(track)
    if ran < LEAST_RUNNING:
        return None
    delay = speed_delay(track)
    late = delay.value if np.isfinite(delay.value) else float(np.nan_to_num(motion.watch.get("speed_delay", 0.0)))
    off, scatter, laps = lap_error(track, placement, late)
    own, ours = turn_bias(track, placement, efforts, late)
    return WatchBehaviour(
        placement.lap,
        laps,
        off,
        scatter,
        delay,
        position_lag(track, placement, device_laps),
        own,
        ours,
        _wander(motion, placement, ran, "drift_sd"),
        _wander(motion, placement, ran, "fast_sd"),
        turn_cut(track, motion, placement),
    )


def _track(samples: pd.DataFrame, motion: Motion, placement: Placement) -> Track:
    frame = motion.frame
    elapsed, arc, speed = (frame[name].to_numpy() for name in ("elapsed", "arc", "speed"))
    here = samples.iloc[frame.index.to_numpy()]
    near, out = placement.line.project(*placement.to_track(here["latitude"], here["longitude"]))
    lap = placement.lap
    raw = arc + np.mod(near - arc + lap / 2, lap) - lap / 2
    clock, seen, shown = (samples[name].to_numpy() for name in ("elapsed", "speed", "distance"))
    return Track(elapsed, arc, speed, raw, out, clock, seen, shown)


def _interval(track: Track) -> float:
    return float(np.median(np.diff(track.elapsed)))


def speed_delay(track: Track) -> Learned:
    """Find how late the watch's speed is against its positions where the pace changes. [s]

    The speed of the positions, held back, is laid over the watch's; both are means over the same 3 s.
    """
    known = np.isfinite(track.seen)
    if not known.any() or np.ptp(track.speed) < CHANGE:
        return UNKNOWN
    time = np.arange(track.elapsed[0] + HALF, track.elapsed[-1] - HALF, STEP)
    ahead, back = (np.interp(time + by, track.elapsed, track.raw) for by in (HALF, -HALF))
    run = _run(track)
    clock = track.clock[known]
    seen = (np.interp(time + HALF, clock, run) - np.interp(time - HALF, clock, run)) / (2 * HALF)
    speed = np.abs(ahead - back) / (2 * HALF)
    whole = _unbroken(track, time)
    part = np.arange(len(time)) * PARTS // len(time)
    misses = np.zeros((DELAYED, PARTS))
    for steps in range(DELAYED):
        lag = steps - EARLIEST
        used = slice(max(lag, 0), len(seen) + min(lag, 0))
        rest = seen[used] - speed[max(-lag, 0) : len(seen) - max(lag, 0)]
        rest = np.clip(rest - np.median(rest), -MISS_CAP, MISS_CAP)
        misses[steps] = np.bincount(part[used], whole[used] * rest**2, PARTS)
    late = _lowest(misses.sum(axis=1))
    others = np.array([_lowest(np.delete(misses, one, axis=1).sum(axis=1)) for one in range(PARTS)])
    sd = float(np.hypot(np.sqrt((PARTS - 1) / PARTS * np.sum((others - others.mean()) ** 2)), DELAY_SD))
    return Learned(late, sd) if np.isfinite(late + sd) else UNKNOWN


def _run(track: Track) -> Floats:
    """Add the watch's speed up to what it has run, at the samples that have one. [m]"""
    known = np.isfinite(track.seen)
    clock, seen = track.clock[known], track.seen[known]
    return np.concatenate([[0.0], np.cumsum(0.5 * (seen[1:] + seen[:-1]) * np.diff(clock))])


def _unbroken(track: Track, time: Floats) -> NDArray[np.bool_]:
    """Tell the moments with positions on either side."""
    long = np.flatnonzero(np.diff(track.elapsed) > 3 * max(_interval(track), 1.0))
    broken = np.zeros(len(time) + 1)
    first = np.searchsorted(time, track.elapsed[long] - LONGEST)
    last = np.searchsorted(time, track.elapsed[long + 1] + LONGEST)
    np.add.at(broken, first, 1.0)
    np.add.at(broken, last, -1.0)
    return np.asarray(np.cumsum(broken[:-1]) == 0)


def _lowest(miss: Floats) -> float:
    """Give the delay [s] where the miss is lowest; NaN where that is at the end of what was tried."""
    i = int(miss.argmin())
    if i in {0, len(miss) - 1}:
        return float("nan")
    before, here, after = miss[i - 1 : i + 2]
    return float((i - EARLIEST + 0.5 * (before - after) / (before - 2 * here + after)) * STEP)


def position_lag(track: Track, placement: Placement, device_laps: pd.DataFrame) -> Learned:
    """Find how late positions are against presses of the lap button at the finish line. [s]"""
    by_hand = device_laps["trigger"] == str(Trigger.MANUAL)
    pressed = device_laps.loc[by_hand, "end"].to_numpy(dtype=float) - PRESS_LATE
    pressed = pressed[(pressed > track.elapsed[0]) & (pressed < track.elapsed[-1])]
    arc, speed = np.interp(pressed, track.elapsed, track.arc), np.interp(pressed, track.elapsed, track.speed)
    missing = np.mod(placement.lap / 2 - arc, placement.lap) - placement.lap / 2
    lag = missing / np.maximum(speed, RUNNING)
    fits = (lag > PRESS_FROM) & (lag < PRESS_TO)
    lag, elsewhere = lag[fits & (speed > RUNNING)], np.sum(~fits & (speed > RUNNING))
    if len(lag) < max(FEWEST_PRESSES, elsewhere):
        return UNKNOWN
    return Learned(float(lag.mean()), float(np.hypot(lag.std(ddof=1) / np.sqrt(len(lag)), PRESS_LATE_SD)))


def pieces(track: Track) -> list[slice]:
    """Give each unbroken piece of running, with the seconds in which it begins and ends; laps are compared in them."""
    running = track.speed > RUNNING
    broken = np.flatnonzero(np.diff(track.elapsed) > 3 * max(_interval(track), 1.0)) + 1
    cuts = np.unique(np.concatenate([[0], np.flatnonzero(np.diff(running)) + 1, broken, [len(running)]]))
    spare = int(np.ceil(FLYING / _interval(track)))
    found = []
    for first, last in pairwise(cuts):
        if running[first]:
            before, after = broken[broken <= first].max(initial=0), broken[broken >= last].min(initial=len(running))
            found.append(slice(max(first - spare, before), min(last + spare, after)))
    return found


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
    clock, run = track.clock[known], _run(track)
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


def _wander(motion: Motion, placement: Placement, lasting: float, name: str) -> Learned:
    """Give a level of the errors of positions [m]; its error is that of so many independent errors. [s]"""
    value = motion.watch.get(name, np.nan)
    if placement.snapped or not np.isfinite(value):
        return UNKNOWN
    forgotten, mixed = WANDERS[name]
    independent = max(lasting / (2 * forgotten), 1.0)
    return Learned(float(value), float(np.hypot(value / np.sqrt(2 * independent), mixed)))


def turn_cut(track: Track, motion: Motion, placement: Placement) -> Learned:
    """Find how far inside the line the watch draws turns, at the median speed of the running. [m]"""
    running = track.speed > RUNNING
    if placement.snapped or "turn_cut" not in motion.watch:
        return UNKNOWN
    on_turn = placement.line.curvature(track.arc) > 0
    lap = np.floor((track.arc - track.arc[0]) / placement.lap).astype(int)
    cuts = []
    for here in (lap == number for number in np.unique(lap[running])):
        turn, straight = running & here & on_turn, running & here & ~on_turn
        if min(turn.sum(), straight.sum()) * _interval(track) > 15.0:
            cuts.append(float(track.out[straight].mean() - track.out[turn].mean()))
    pull = float(np.median(track.speed[running])) ** 2 * np.pi / placement.oval.turn(placement.lane)
    if len(cuts) < FEWEST_LAPS:
        return UNKNOWN
    seen_sd = float(np.std(cuts, ddof=1) / np.sqrt(len(cuts)))
    sd = (seen_sd**-2 + (CUT_PRIOR_SD * pull) ** -2) ** -0.5
    return Learned(float(motion.watch["turn_cut"] * pull), float(sd))
