"""The slopes of a session, and the speed on the level that costs as much as running up and down them."""

import numpy as np
import pandas as pd

from analyzer.gradient import graded_speed
from analyzer.model import Floats

ALTITUDE_LATE = 4.0
"""A barometer's altitude comes about so late. [s]"""
OVER = 24.0
"""A slope is that over so many metres before and after: a barometer is not finer. [m]"""
STEEPEST = 0.30
"""Steeper is an error of the altitude, or no running."""
HILL_RISE, HILL_SLOPE = 4.0, 0.025
"""What goes up so far and so steeply is a hill, with some room for the barometer. [m, 1]"""
STEP_UP = 3.0
"""Smaller rises are noise. [m]"""


def climbed(speed: pd.DataFrame) -> float:
    """Give how far a session climbs in all, small rises left out; 0 without an altitude. (frames.SPEED) [m]"""
    altitude = speed["altitude"].to_numpy()
    if not np.isfinite(altitude).all():
        return 0.0
    total, low, high = 0.0, altitude[0], altitude[0]
    for here in altitude.tolist():
        high = max(high, here)
        if high - here > STEP_UP or here < low:
            total += high - low if high - low > STEP_UP else 0.0
            low = high = here
    return float(total + (high - low if high - low > STEP_UP else 0.0))


def is_uphill(speed: pd.DataFrame, start: float, end: float) -> bool:
    """Tell whether a piece of a session goes up a hill (frames.SPEED). start, end : Elapsed. [s]"""
    ends, elapsed = np.array([start, end]), speed["elapsed"].to_numpy()
    rise = float(np.diff(np.interp(ends + ALTITUDE_LATE, elapsed, speed["altitude"].to_numpy()))[0])
    far = float(np.diff(np.interp(ends, elapsed, speed["distance"].to_numpy()))[0])
    return rise > HILL_RISE and rise > HILL_SLOPE * far


def slope(speed: pd.DataFrame) -> Floats:
    """Give the slope at each row of frames.SPEED."""
    elapsed, run = speed["elapsed"].to_numpy(), speed["distance"].to_numpy()
    altitude = np.interp(elapsed + ALTITUDE_LATE, elapsed, speed["altitude"].to_numpy())
    ahead, behind = run + OVER, run - OVER
    rise = np.interp(ahead, run, altitude) - np.interp(behind, run, altitude)
    far = np.minimum(ahead, run[-1]) - np.maximum(behind, run[0])
    known = np.divide(rise, far, out=np.zeros(len(run)), where=far > OVER)
    return np.asarray(np.clip(known, -STEEPEST, STEEPEST))


def graded(speed: pd.DataFrame) -> pd.DataFrame:
    """Give the session with the speed on the level that costs as much (Minetti) instead of its own."""
    factor = graded_speed(1.0, slope(speed))
    return speed.assign(speed=speed["speed"].to_numpy() * factor)
