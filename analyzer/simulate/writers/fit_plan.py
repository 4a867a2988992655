"""The workout that a FIT file carries: its workout and workout_step messages."""

import math

import numpy as np

from analyzer.fit_layout import ENUM, STRING, UINT16, UINT32, Field, Message
from analyzer.model import PlannedStep, PlannedWorkout

_RUNNING = 1
_TIME, _DISTANCE, _OPEN, _REPEAT = 0, 1, 5, 6
_SPEED, _NO_TARGET = 0, 2
_INTENSITIES = {"active": 0, "rest": 1, "warmup": 2, "cooldown": 3, "recovery": 4, "interval": 5, "other": 6}

WORKOUT = Message(26, 7, {"sport": Field(4, ENUM), "steps": Field(6, UINT16), "name": Field(8, STRING, size=32)})
WORKOUT_STEP = Message(
    27,
    8,
    {
        "message_index": Field(254, UINT16),
        "name": Field(0, STRING, size=16),
        "ends_by": Field(1, ENUM),
        "value": Field(2, UINT32),
        "target": Field(3, ENUM),
        "target_value": Field(4, UINT32),
        "low": Field(5, UINT32),
        "high": Field(6, UINT32),
        "intensity": Field(7, ENUM),
    },
)
PLAN_KINDS = (WORKOUT, WORKOUT_STEP)


def plan_rows(plan: PlannedWorkout) -> list[bytes]:
    """Give the messages of a workout: times in milliseconds, distances in centimetres, speeds in mm/s."""
    rows = WORKOUT.rows({"sport": [_RUNNING], "steps": len(plan.steps), "name": np.array([plan.name.encode()[:31]])})
    for index, step in enumerate(plan.steps):
        name = np.array([step.name.encode()[:15]])
        rows += WORKOUT_STEP.rows({"message_index": [index], "name": name, **_columns(step)})
    return rows


def _columns(step: PlannedStep) -> dict[str, float]:
    if step.repeat_from is not None:
        times = math.nan if step.repeats is None else step.repeats
        return {"ends_by": _REPEAT, "value": step.repeat_from, "target_value": times}
    slow, fast = step.speed
    has_target = math.isfinite(slow) and math.isfinite(fast)
    ends_by = _TIME if math.isfinite(step.duration) else _DISTANCE if math.isfinite(step.distance) else _OPEN
    return {
        "ends_by": ends_by,
        "value": {_TIME: step.duration * 1000.0, _DISTANCE: step.distance * 100.0}.get(ends_by, math.nan),
        "target": _SPEED if has_target else _NO_TARGET,
        "target_value": 0 if has_target else math.nan,
        "low": slow * 1000.0,
        "high": fast * 1000.0,
        "intensity": _INTENSITIES.get(step.intensity, math.nan),
    }
