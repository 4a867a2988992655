"""Sets: reps of one length and one target, and the numbers of a set."""

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from analyzer.workouts.lengths import alike, length, name
from analyzer.workouts.ran import Held, Ran, Session


def sets(session: Session) -> list[list[Ran]]:
    """Part the reps into sets of the same length and the same target, each in order of running."""
    return [
        part
        for group in alike(session.reps)
        for part in _by_target(group, [session.held.get(one.index, Held()) for one in group])
    ]


def _by_target(group: list[Ran], held: list[Held]) -> list[list[Ran]]:
    parts: dict[tuple[str, str], list[Ran]] = {}
    for one, target in zip(group, held, strict=True):
        parts.setdefault((f"{target.slowest:.3f}", f"{target.fastest:.3f}"), []).append(one)
    return list(parts.values())


def variation(values: Sequence[float]) -> float:
    """Give the coefficient of variation: the standard deviation (n - 1) over the mean.

    >>> round(variation([4.9, 5.0, 5.1]), 3)
    0.02
    """
    return float(np.std(values, ddof=1) / np.mean(values))


def slope(values: Sequence[float]) -> float:
    """Give the change from one value to the next: the median of all slopes between two of them (Theil-Sen).

    >>> round(slope([5.0, 4.9, 4.8, 4.7, 9.0]), 6)
    -0.1
    """
    return float(np.median([(values[j] - values[i]) / (j - i) for i, j in combinations(range(len(values)), 2)]))


def slope_sd(error: float, count: int) -> float:
    """Give the standard error of such a slope through `count` values with this error each.

    That of least squares, widened by the Theil-Sen efficiency on normal errors, 3 / pi.
    """
    return error * math.sqrt(12.0 / (count * (count**2 - 1)) / (3.0 / math.pi))


def mean_error(reps: Sequence[Ran]) -> float:
    """Give the usual error of the speed of one rep of a set, as a share: the root of the mean square."""
    return math.sqrt(sum(one.error**2 for one in reps) / len(reps))


def mean_speed(reps: Sequence[Ran]) -> float:
    """Give the distance of a set over its time. [m/s]"""
    return sum(one.distance for one in reps) / sum(one.time for one in reps)


__all__ = [
    "alike",
    "length",
    "mean_error",
    "mean_speed",
    "name",
    "sets",
    "slope",
    "slope_sd",
    "variation",
]
