"""Lengths of reps: which are the same, and what they are called."""

import math
import re
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from analyzer.model import Effort, EffortKind
from analyzer.units import format_time
from analyzer.workouts.ran import Ran

One = TypeVar("One", Effort, Ran)

NEAR, NEAR_BY_FEEL = math.log(1.07), math.log(1.4)
"""Reps are of one length where their times or distances differ by no more; strides and hills are run by feel."""
BY_FEEL = frozenset({EffortKind.STRIDE, EffortKind.HILL})
METRES = (" m", "mile", " km")
"""How the name of a rep by distance ends."""
ROUND_SECONDS = 5.0
"""Lengths that nobody set are told to this. [s]"""
ROUND_METRES = 10.0
"""The same for a set whose distances are more alike than its times. [m]"""
MORE_ALIKE = 0.7
"""They are where they scatter so much less."""
MINUTES = 100.0
"""From here on such a length is told in minutes and seconds. [s]"""


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
    names = [one.nominal for one in (first, other) if is_set(one.nominal)]
    if len(names) == 2 and (names[0] == names[1] or all(name.endswith(METRES) for name in names)):
        return names[0] == names[1]
    near = NEAR_BY_FEEL if first.kind is other.kind and first.kind in BY_FEEL else NEAR
    times = abs(math.log(first.time / other.time)) if min(first.time, other.time) > 0 else math.inf
    far = abs(math.log(first.distance / other.distance)) if min(first.distance, other.distance) > 0 else math.inf
    return min(times, far) < near


def is_set(nominal: str) -> bool:
    """Tell whether a name is of a length that somebody sets: 400 m, 4 min, 45 s, and not 387 m or 1356 s.

    >>> [is_set(name) for name in ("400 m", "1 mile", "1.5 min", "387 m", "1356 s", "")]
    [True, True, True, False, False, False]
    """
    found = re.fullmatch(r"([0-9.]+) (m|s)", nominal)
    if found is None:
        return bool(nominal) and not re.search(r":[0-9]*[1-46-9]$", nominal)
    value = float(found[1])
    return value % 50 == 0 if found[2] == "m" else value % 5 == 0 and value < MINUTES


def name(reps: Sequence[One]) -> str:
    """Name a set: "10 x 400 m"."""
    return f"{len(reps)} x {length(reps)}" if len(reps) > 1 else length(reps)


def length(reps: Sequence[One]) -> str:
    """Name the length that the reps of a set share: what most are called, else their middle distance or time."""
    names = [one.nominal for one in reps if is_set(one.nominal)]
    usual = max(names, key=names.count) if names else ""
    if usual and names.count(usual) >= len(reps) / 2:
        return usual
    times, metres = ([getattr(one, field) for one in reps] for field in ("time", "distance"))
    if len(reps) > 1 and min(metres) > 0 and np.std(np.log(metres)) < MORE_ALIKE * np.std(np.log(times)):
        return f"{ROUND_METRES * round(float(np.median(metres)) / ROUND_METRES):.0f} m"
    seconds = float(np.median(times))
    rounded = max(ROUND_SECONDS * round(seconds / ROUND_SECONDS), ROUND_SECONDS)
    return f"{rounded:.0f} s" if rounded < MINUTES else format_time(rounded, decimals=0)
