"""The mile that a trial over another distance is worth, and how sure that is."""

import math

import numpy as np
from numpy.typing import NDArray

from analyzer.equivalents import equivalents
from analyzer.model import Floats
from analyzer.units import MILE, TRIAL_DISTANCES

FACTORS = {"1 mile": 1.0, "1600 m": 1.0062, "1500 m": 1.080}
"""The mile takes so many times as long: runners' usual conversions; VDOT gives the same within .0006."""
FACTOR_SD = {"1 mile": 0.0, "1600 m": 0.0002, "1500 m": 0.003}
"""What they differ by between runners (a judgement: the records of one man, 3:26.00 and 3:43.13, give 1.083)."""
BY_VDOT = (1500.0, 5000.0)
"""Between these the mile is told by VDOT, which a run much shorter or longer says little of. [m]"""
VDOT_SD = 0.013
"""Standard error of that for each unit of ln(distance ratio): 5 km is 1.5 % off, as mile over 5K speed is 1.07-1.11."""
SAME_DISTANCE = 0.01
"""A trial whose distance is so near to one with a name is of that one."""


def names_of(nominal: NDArray[np.object_], distance: Floats) -> NDArray[np.object_]:
    """Give each trial the name of its distance: its own where it is known, else that of the nearest, else its own."""
    named = np.array([name in TRIAL_DISTANCES for name in nominal.tolist()], dtype=bool)
    known = np.array(list(TRIAL_DISTANCES.values()))
    off = np.abs(np.log(np.maximum(np.nan_to_num(distance), 1.0)[:, None] / known))
    near = np.array(list(TRIAL_DISTANCES), dtype=object)[off.argmin(axis=1)]
    return np.where(named | ~(off.min(axis=1) < SAME_DISTANCE), nominal, near)


def mile_times(names: NDArray[np.object_], distance: Floats, time: Floats) -> tuple[Floats, Floats]:
    """Give the mile that each trial is worth, and the relative standard error of the conversion; NaN where none is.

    names : As `names_of` gives them.   distance [m], time [s] : Of the trials.
    """
    factor = np.array([FACTORS.get(name, np.nan) for name in names.tolist()])
    spread = np.array([FACTOR_SD.get(name, np.nan) for name in names.tolist()])
    mile = time * factor
    metres = np.array([TRIAL_DISTANCES.get(name, np.nan) for name in names.tolist()])
    metres = np.where(np.isfinite(metres), metres, distance)
    low, high = BY_VDOT
    other = np.isnan(factor) & (metres >= low * (1 - SAME_DISTANCE)) & (metres <= high * (1 + SAME_DISTANCE))
    if other.any():
        mile[other] = equivalents(metres[other], time[other], MILE)
        spread[other] = VDOT_SD * np.abs(np.log(metres[other] / MILE))
    return mile, spread


def time_over(distance: float, mile: float) -> tuple[float, float]:
    """Give the time over a distance [m] that is worth a mile, and the relative standard error of that. [s, 1]"""
    for name, factor in FACTORS.items():
        if math.isclose(distance, TRIAL_DISTANCES[name]):
            return mile / factor, FACTOR_SD[name]
    equal = float(equivalents(np.array([MILE]), np.array([mile]), distance)[0])
    return equal, VDOT_SD * abs(math.log(distance / MILE))
