"""Find reps, the recoveries between them, and steady running on the track."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analyzer.efforts.trials import RUNNING
from analyzer.model import Bout, Effort, EffortKind, Motion, Placement, RecoveryKind, Stretch

Floats = NDArray[np.float64]

LONGEST_REP = 17 * 60.0
"""Longer running is no rep. [s]"""
HARD_SHARE = 0.85
"""Running at this share of the fastest stretch is hard running."""
REP_DISTANCES = (100, 150, 200, 300, 400, 500, 600, 800, 1000, 1200, 1600, 2000, 3000, 5000, 10000)
"""What is run on a track. [m]"""
LEAST_REP = 60.0
"""Shorter running on the track is not an effort here (strides are another matter). [m]"""
WITHOUT_A_STOP = 3.0
"""Running that goes on within this is one piece. [s]"""
RARELY_STRIDES = 150.0
"""Strides are shorter: what is hard running is told by the longer ones. [m]"""
SET = 3
"""So many alike make a set of reps."""
NEAR, NEAR_SHARE = 8.0, 0.015
"""A distance this near to one that is run on a track may be that distance. [m, share]"""
SET_NEAR, SET_SHARE = 12.0, 0.06
"""A rep among a set of one distance is of that distance where it is seen this near to it. [m, share]"""
LINE_NEAR, LINE_SPREAD = 6.0, 5.0
"""Starts of a set that lie so near to a line, and so close together, are from the line. [m]"""


def running(motion: Motion, placement: Placement) -> tuple[Bout, ...]:
    """Give each unbroken stretch of running at one kind of pace; several hard ones are reps."""
    elapsed, arc = motion.frame["elapsed"].to_numpy(), motion.frame["arc"].to_numpy()
    fast = [stretch for stretch in motion.stretches if stretch.speed > RUNNING]
    runs = [(stretch, *np.interp([stretch.start, stretch.end], elapsed, arc).tolist()) for stretch in fast]
    runs = [run for run in runs if run[2] - run[1] >= LEAST_REP]
    if not runs:
        return ()
    long = [stretch.speed for stretch, begin, end in runs if end - begin >= RARELY_STRIDES]
    hard = max(long or [stretch.speed for stretch, _, _ in runs]) * HARD_SHARE
    fast_runs = [run for run in runs if run[0].speed > hard and (not long or run[2] - run[1] >= RARELY_STRIDES)]
    longest = max((stretch.end - stretch.start for stretch, _, _ in fast_runs), default=0.0)
    if len(fast_runs) >= SET and longest < LONGEST_REP:
        # what is run slower between and about reps is recovery, warm-up and cool-down
        return _on_lines([_bout(EffortKind.REP, *run) for run in fast_runs], placement)
    return tuple(_bout(EffortKind.STEADY, *run) for run in _merged(runs))


def _merged(runs: list[tuple[Stretch, float, float]]) -> list[tuple[Stretch, float, float]]:
    """Join running that goes on at another pace: an easy run is one run."""
    joined = runs[:1]
    for stretch, begin, end in runs[1:]:
        before, first, _ = joined[-1]
        if stretch.start - before.end < WITHOUT_A_STOP:
            joined[-1] = (replace(before, end=stretch.end), first, end)
        else:
            joined.append((stretch, begin, end))
    return joined


def _bout(kind: EffortKind, stretch: Stretch, begin: float, end: float) -> Bout:
    return Bout(kind, _nominal(end - begin), stretch.start, stretch.end, begin, math.nan, stretch.onset)


def _on_lines(reps: list[Bout], placement: Placement) -> tuple[Bout, ...]:
    """Give the reps of a set the distance that they share, and the line that they start from.

    A distance is taken from the whole set, never by rounding each rep alone.
    """
    reps = _of_sets(reps)
    sets = {rep.nominal for rep in reps if sum(other.nominal == rep.nominal for other in reps) >= SET}
    half = placement.lap / 2
    found = []
    for rep in reps:
        nominal = float(rep.nominal.removesuffix(" m"))
        if rep.nominal not in sets or nominal not in REP_DISTANCES:
            found.append(rep)
            continue
        starts = np.array([other.start_arc for other in reps if other.nominal == rep.nominal])
        off = (starts + half / 2) % half - half / 2
        from_line = abs(float(np.median(off))) < LINE_NEAR and float(np.median(np.abs(off))) < LINE_SPREAD
        start = round(rep.start_arc / half) * half if from_line else rep.start_arc
        found.append(replace(rep, distance=nominal, start_arc=start))
    return tuple(found)


def _of_sets(reps: list[Bout]) -> list[Bout]:
    """Give a rep whose end was seen badly the distance of its set."""
    distances = [float(rep.nominal.removesuffix(" m")) for rep in reps]
    common = [nominal for nominal in REP_DISTANCES if distances.count(nominal) >= SET]
    named = []
    for rep, metres in zip(reps, distances, strict=True):
        near = min(common, key=lambda nominal: abs(nominal - metres), default=None)
        if near is not None and metres not in common and abs(near - metres) < max(SET_NEAR, SET_SHARE * near):
            named.append(replace(rep, nominal=f"{near:.0f} m"))
        else:
            named.append(rep)
    return named


def _nominal(metres: float) -> str:
    """Name a distance as a runner would where it is near one that is run on a track.

    >>> _nominal(403.0), _nominal(437.0)
    ('400 m', '437 m')
    """
    near = min(REP_DISTANCES, key=lambda nominal: abs(nominal - metres))
    return f"{near:.0f} m" if abs(near - metres) < max(NEAR, NEAR_SHARE * near) else f"{metres:.0f} m"


def with_recoveries(timed: tuple[Effort, ...], motion: Motion) -> tuple[Effort, ...]:
    """Say of each effort how long, how far and at what pace the runner recovered until the next."""
    elapsed, arc = motion.frame["elapsed"].to_numpy(), motion.frame["arc"].to_numpy()
    told = []
    for effort, after in zip(timed, (*timed[1:], None), strict=True):
        if after is None or after.start - effort.end < 1.0:
            told.append(effort)
            continue
        inside = arc[(elapsed >= effort.end) & (elapsed <= after.start)]
        metres = float(np.abs(np.diff(inside)).sum()) if len(inside) > 1 else math.nan
        lasting = after.start - effort.end
        kind = recovery_kind(metres / lasting) if math.isfinite(metres) else None
        told.append(replace(effort, recovery=lasting, recovery_distance=metres, recovery_kind=kind))
    return tuple(told)


def recovery_kind(speed: float) -> RecoveryKind:
    """Name a recovery by its mean speed. [m/s]

    >>> str(recovery_kind(1.4))
    'walk'
    """
    if speed < 0.4:
        return RecoveryKind.STAND
    return RecoveryKind.WALK if speed < 2.1 else RecoveryKind.JOG
