"""Sets: reps that are alike, what each is called, and the numbers of a set."""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import TypeVar

import numpy as np

from analyzer.model import Effort, EffortKind
from analyzer.units import format_time
from analyzer.workouts.ran import Held, Ran, Session

One = TypeVar("One", Effort, Ran)

NEAR, NEAR_BY_FEEL = math.log(1.07), math.log(1.4)
"""Reps are of one length where their times or distances differ by no more; strides and hills are run by feel."""
BY_FEEL = frozenset({EffortKind.STRIDE, EffortKind.HILL})
METRES = (" m", "mile", " km")
"""How the name of a rep by distance ends."""
ROUND_SECONDS = 5.0
"""Lengths that nobody set are told to this. [s]"""
MINUTES = 100.0
"""From here on such a length is told in minutes and seconds. [s]"""


def sets(session: Session) -> list[list[Ran]]:
    """Part the reps into sets of the same length and the same target, each in order of running."""
    return [
        part
        for group in alike(session.reps)
        for part in _by_target(group, [session.held.get(one.index, Held()) for one in group])
    ]


def alike(reps: Sequence[One]) -> list[list[One]]:
    """Part reps into sets of the same length, each in order of running."""
    groups: list[list[One]] = []
    for one in reps:
        home = next((group for group in groups if any(same_length(other, one) for other in group)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    return groups


def same_length(first: One, other: One) -> bool:
    """Tell whether two reps are of one length: by their names, else by time or by distance."""
    if first.nominal == other.nominal != "":
        return True
    if first.nominal.endswith(METRES) and other.nominal.endswith(METRES):
        return False
    near = NEAR_BY_FEEL if first.kind is other.kind and first.kind in BY_FEEL else NEAR
    times = abs(math.log(first.time / other.time)) if min(first.time, other.time) > 0 else math.inf
    far = abs(math.log(first.distance / other.distance)) if min(first.distance, other.distance) > 0 else math.inf
    return min(times, far) < near


def name(reps: Sequence[One]) -> str:
    """Name a set: "10 x 400 m"."""
    return f"{len(reps)} x {length(reps)}" if len(reps) > 1 else length(reps)


def length(reps: Sequence[One]) -> str:
    """Name the length that the reps of a set share: what most are called, else their middle time."""
    names = [one.nominal for one in reps if one.nominal]
    usual = max(names, key=names.count) if names else ""
    if usual and (names.count(usual) > len(reps) / 2 or len(reps) == 1):
        return usual
    seconds = float(np.median([one.time for one in reps]))
    rounded = max(ROUND_SECONDS * round(seconds / ROUND_SECONDS), ROUND_SECONDS)
    return f"{rounded:.0f} s" if rounded < MINUTES else format_time(rounded, decimals=0)


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
    "METRES",
    "alike",
    "length",
    "mean_error",
    "mean_speed",
    "name",
    "same_length",
    "sets",
    "slope",
    "slope_sd",
    "variation",
]
