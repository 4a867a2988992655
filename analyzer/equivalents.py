"""Equal performances at other distances, by the VDOT formula of Daniels and Gilbert (Oxygen Power, 1979)."""

import math

import numpy as np
from numpy.typing import NDArray

SHORTEST, LONGEST = 30.0, 86400.0
"""Between these a time is looked for. [s]"""
_HALVINGS = 48
"""So many halvings of a day leave a nanosecond."""


def vdot(distance: float, time: float) -> float:
    """Rate a run of a distance [m] in a time [s].

    >>> round(vdot(5000, 19 * 60 + 57))
    50
    """
    minutes = time / 60
    speed = distance / minutes
    cost = -4.60 + 0.182258 * speed + 0.000104 * speed**2
    share = 0.8 + 0.1894393 * math.exp(-0.012778 * minutes) + 0.2989558 * math.exp(-0.1932605 * minutes)
    return cost / share


def time_at_vdot(rating: float, distance: float) -> float:
    """Give the time of a distance [m] that has a rating. [s]

    >>> round(time_at_vdot(50, 10000) / 60, 1)
    41.3
    """
    from scipy.optimize import brentq  # noqa: PLC0415 - kept out of the start of the program

    return float(brentq(lambda time: vdot(distance, time) - rating, SHORTEST, LONGEST, xtol=1e-6))


def equivalent(distance: float, time: float, other: float) -> float:
    """Give the time of another distance [m] that is worth a run of `distance` in `time`. [s]

    >>> round(equivalent(5000, 1200, 1609.344))
    351
    """
    return time_at_vdot(vdot(distance, time), other)


def equivalents(distance: NDArray[np.float64], time: NDArray[np.float64], other: float) -> NDArray[np.float64]:
    """Give `equivalent` of many runs at once: their distances [m] and times [s]. NaN where a time is NaN. [s]

    >>> equivalents(np.array([5000.0]), np.array([1200.0]), 1609.344).round()
    array([351.])
    """
    wanted = _ratings(distance, time)
    low, high = np.full(len(time), SHORTEST), np.full(len(time), LONGEST)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        # the longer it takes, the lower it is rated
        fast = _ratings(np.full(len(time), other), middle) > wanted
        low, high = np.where(fast, middle, low), np.where(fast, high, middle)
    return np.where(np.isfinite(wanted), 0.5 * (low + high), np.nan)


def _ratings(distance: NDArray[np.float64], time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give `vdot` of many runs."""
    minutes = time / 60
    speed = distance / minutes
    cost = -4.60 + 0.182258 * speed + 0.000104 * speed**2
    share = 0.8 + 0.1894393 * np.exp(-0.012778 * minutes) + 0.2989558 * np.exp(-0.1932605 * minutes)
    return np.asarray(cost / share)
