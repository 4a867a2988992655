"""Climbs of one hill again and again, told by the altitude alone: they are hill repeats however slowly they are run."""

import numpy as np
import pandas as pd

from analyzer.model import Floats

LEAST_RISE = 20.0
"""A climb that the altitude alone tells; runs over gentle hills have many lower ones. [m]"""
FEWEST = 4
"""Climbs that are repeats."""
ALIKE = 0.15
"""The feet of the climbs scatter by no more than this share of the rise, and so do the tops: it is one hill."""
EVERY = 5.0
"""The altitude is looked at each so many seconds."""


def climbs(speed: pd.DataFrame) -> tuple[float, ...]:
    """Give the rises of one hill that was climbed again and again, as frames.SPEED shows it; () for other ground. [m]

    >>> up_and_down = np.tile(np.concatenate([np.linspace(0, 50, 60), np.linspace(50, 0, 60)]), 5)
    >>> climbs(pd.DataFrame({"elapsed": 5.0 * np.arange(600), "altitude": up_and_down}))
    (50.0, 50.0, 50.0, 50.0, 50.0)
    """
    known = speed[["elapsed", "altitude"]].dropna()
    if len(known) < 2:
        return ()
    elapsed = known["elapsed"].to_numpy(dtype=float)
    height = np.interp(
        np.arange(elapsed[0], elapsed[-1] + 0.1, EVERY), elapsed, known["altitude"].to_numpy(dtype=float)
    )
    feet, tops = _ends(height)
    if len(feet) < FEWEST:
        return ()
    rise = tops - feet
    scatter = ALIKE * float(np.median(rise))
    if np.std(feet) > scatter or np.std(tops) > scatter:
        return ()
    return tuple(round(float(one), 1) for one in rise)


def _ends(height: Floats) -> tuple[Floats, Floats]:
    """Give the foot and the top of each climb: the extremes that LEAST_RISE lies between."""
    feet: list[float] = []
    tops: list[float] = []
    low, high = float(height[0]), float(height[0])
    climbing = False
    for here in height.tolist():
        if climbing:
            high = max(high, here)
            if high - here >= LEAST_RISE:
                tops.append(high)
                climbing, low = False, here
        else:
            low = min(low, here)
            if here - low >= LEAST_RISE:
                feet.append(low)
                climbing, high = True, here
    if climbing:
        tops.append(high)
    return np.array(feet), np.array(tops)
