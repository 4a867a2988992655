"""What running uphill costs, and the speed on the level that costs as much."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

COST = (155.4, -30.4, -43.3, 46.3, 19.5, 3.6)
"""Energy cost of running at a grade i, highest power first (Minetti 2002, 10.1152/japplphysiol.01177.2001). [J/kg/m]"""
LEVEL = COST[-1]
"""On the level. [J/kg/m]"""
STEEPEST = 0.45
"""The grades that were measured; steeper ones count as this."""


def cost_factor(grade: float | Floats) -> Floats:
    """Give how much more a metre costs at a grade than on the level (Minetti).

    >>> [round(float(cost_factor(grade)), 2) for grade in (0.0, 0.04, 0.06, 0.08, 0.10)]
    [1.0, 1.24, 1.37, 1.51, 1.66]
    """
    within = np.clip(np.asarray(grade, dtype=float), -STEEPEST, STEEPEST)
    return np.asarray(np.polyval(COST, within) / LEVEL, dtype=float)


def graded_speed(speed: float | Floats, grade: float | Floats) -> Floats:
    """Give the speed on the level that costs as much as this speed at this grade. [m/s]

    >>> round(float(graded_speed(3.0, 0.06)), 2)
    4.11
    """
    return np.asarray(speed * cost_factor(grade))
