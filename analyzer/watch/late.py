"""How late the watch is: its speed against its positions, its positions against the lap button."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import Learned, Placement, Trigger
from analyzer.model.watch import UNKNOWN
from analyzer.watch.followed import RUNNING, Floats, Track, interval, watched_run

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
PARTS = 12
"""A session is left out part by part to see how sure a number is."""
MISS_CAP = 1.0
"""A larger miss counts for no more: pauses and lost positions. [m/s]"""
PRESS_LATE, PRESS_LATE_SD = 0.2, 0.15
"""A press comes so long after the line is passed [s]; how that differs between runners, and the place of the line."""
PRESS_FROM, PRESS_TO = -1.7, 3.3
"""A press that leaves a lag outside of these was not made at the line. [s]"""
FEWEST_PRESSES = 3


def speed_delay(track: Track) -> Learned:
    """Find how late the watch's speed is against its positions where the pace changes. [s]

    The speed of the positions, held back, is laid over the watch's; both are means over the same 3 s.
    """
    known = np.isfinite(track.seen)
    if not known.any() or np.ptp(track.speed) < CHANGE:
        return UNKNOWN
    time = np.arange(track.elapsed[0] + HALF, track.elapsed[-1] - HALF, STEP)
    ahead, back = (np.interp(time + by, track.elapsed, track.raw) for by in (HALF, -HALF))
    run = watched_run(track)
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


def _unbroken(track: Track, time: Floats) -> NDArray[np.bool_]:
    """Tell the moments with positions on either side."""
    long = np.flatnonzero(np.diff(track.elapsed) > 3 * max(interval(track), 1.0))
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
