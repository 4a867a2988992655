"""How much of an easy run was faster than easy."""

import math

import numpy as np

from analyzer.charts.panels import STANDING
from analyzer.charts.subject import session_speed
from analyzer.model import Analysis, EffortKind, WorkoutKind

EASY = frozenset({WorkoutKind.EASY, WorkoutKind.LONG, WorkoutKind.STRIDES})
"""The sessions that are held to the easy pace."""
CEILING = "ceiling"
"""The name of the check that holds a run against the easy pace."""
SMOOTHED = 15.0
"""The pace is a mean over so long before it is held to the easy pace, as the speed of a watch flickers. [s]"""


def ceiling_of(analysis: Analysis) -> float:
    """Give the fastest speed that is easy, of a session that is held to it; NaN of any other. [m/s]"""
    workout = analysis.workout
    if workout is None or workout.paces is None or workout.kind not in EASY:
        return math.nan
    return workout.paces.easy[1]


def above_easy(analysis: Analysis) -> float:
    """Give the share of the running time above the easy pace, the reps left out; NaN where no pace is known.

    It is that of the check, where the session was held against it.
    """
    checks = analysis.workout.checks if analysis.workout else ()
    checked = next((check.measured for check in checks if check.rule == CEILING), math.nan)
    if math.isfinite(checked):
        return checked
    ceiling, frame = ceiling_of(analysis), session_speed(analysis)
    if not math.isfinite(ceiling) or len(frame) < 2:
        return math.nan
    elapsed, speed = frame["elapsed"].to_numpy(), frame["speed"].to_numpy()
    running = np.isfinite(speed) & (speed > STANDING)
    for effort in analysis.efforts:
        if effort.kind is not EffortKind.STEADY:
            running &= (elapsed < effort.start) | (elapsed > effort.end)
    wide = max(int(SMOOTHED / max(float(np.median(np.diff(elapsed))), 0.1)), 1)
    smooth = np.convolve(np.nan_to_num(speed), np.ones(wide) / wide, mode="same")
    return float((smooth[running] > ceiling).mean()) if running.any() else math.nan
