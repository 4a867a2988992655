"""Find steady running on the track: what is run when there are neither trials nor reps."""

import math
from dataclasses import replace

import numpy as np

from analyzer.efforts.trials import RUNNING
from analyzer.model import Bout, EffortKind, Motion, Stretch

LEAST = 60.0
"""Shorter running on the track is not an effort. [m]"""
WITHOUT_A_STOP = 3.0
"""Running that goes on within this is one piece. [s]"""


def running(motion: Motion) -> tuple[Bout, ...]:
    """Give each unbroken piece of running on the track: an easy run at changing paces is one run."""
    elapsed, arc = motion.frame["elapsed"].to_numpy(), motion.frame["arc"].to_numpy()
    fast = [stretch for stretch in motion.stretches if stretch.speed > RUNNING]
    runs = [(stretch, *np.interp([stretch.start, stretch.end], elapsed, arc).tolist()) for stretch in fast]
    runs = [run for run in runs if run[2] - run[1] >= LEAST]
    joined: list[tuple[Stretch, float, float]] = runs[:1]
    for stretch, begin, end in runs[1:]:
        before, first, _ = joined[-1]
        if stretch.start - before.end < WITHOUT_A_STOP:
            joined[-1] = (replace(before, end=stretch.end), first, end)
        else:
            joined.append((stretch, begin, end))
    return tuple(
        Bout(EffortKind.STEADY, f"{end - begin:.0f} m", stretch.start, stretch.end, begin, math.nan, stretch.onset)
        for stretch, begin, end in joined
    )
