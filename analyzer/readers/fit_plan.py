"""The workout that a FIT file carries."""

import math

import numpy as np

from analyzer.model import PlannedStep, PlannedWorkout
from analyzer.readers import fit_fields as fields
from analyzer.readers.fit_messages import Part

_TIME, _DISTANCE, _REPEAT, _REPEATED_TIME = 0, 1, 6, 28
_SPEED_TARGETS = (0, 12)
_MESSAGE_INDEX = 254
_INDEX_BITS = 0x0FFF
_LARGEST_INDEX = 0xFFFF
"""With the flags above the bits."""


def plan(part: Part) -> PlannedWorkout | None:
    """Give the planned workout; None where the file carries none."""
    steps = part.few(fields.WORKOUT_STEP)
    if not len(steps):
        return None
    names = [name for name in part.few(fields.WORKOUT).texts(8) if name]
    places = steps.numbers(_MESSAGE_INDEX)
    places = np.where(np.abs(places) <= _LARGEST_INDEX, places, np.arange(len(steps)))
    titles = steps.texts(0)
    numbers = np.column_stack([steps.numbers(key) for key in range(1, 8)])
    order = np.argsort(places.astype(np.int64) & _INDEX_BITS, kind="stable")
    return PlannedWorkout(names[0] if names else "", tuple(_step(titles[row], numbers[row].tolist()) for row in order))


def _step(title: str, numbers: list[float]) -> PlannedStep:
    ends_by, value, target, repeats, low, high, intensity = numbers
    if ends_by == _REPEAT:
        return PlannedStep(
            name=title,
            repeat_from=None if math.isnan(value) else int(value),
            repeats=None if math.isnan(repeats) else int(repeats),
        )
    return PlannedStep(
        name=title,
        intensity=fields.name_of("intensity", intensity),
        duration=value / 1000 if ends_by in {_TIME, _REPEATED_TIME} else math.nan,
        distance=value / 100 if ends_by == _DISTANCE else math.nan,
        speed=(low / 1000, high / 1000) if target in _SPEED_TARGETS else (math.nan, math.nan),
    )
