"""Write a workout as a FIT file that watches load: file_id, workout, and a workout_step for each step.

Field numbers are those of FIT's profile. The sizes of the texts, and that repeats count among the steps, are as in the
workouts that watches themselves put into their recordings.
"""

import math
import zlib
from datetime import UTC, datetime

import numpy as np
from numpy.typing import ArrayLike

from analyzer.export.mile_steps import MileSteps, mile_steps
from analyzer.export.session_steps import Speeds, session_steps
from analyzer.export.watch_workout import (
    CREATED,
    LAP,
    NAME_LETTERS,
    NOTE_LETTERS,
    STEP_LETTERS,
    WatchStep,
    WatchWorkout,
    plain,
)
from analyzer.fit_layout import ENUM, FILE_ID, STRING, UINT16, UINT32, Field, Message, wrap
from analyzer.model import MilePlan, SessionPlan

MARK = b"analyzer workout"
"""The product that wrote the file, by which a workout of ours is known."""

_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_PROTOCOL = 0x10
_WORKOUT_FILE, _DEVELOPMENT, _PRODUCT = 5, 255, 2
_RUNNING, _GENERIC, _TRACK = 1, 0, 4
_TIME, _DISTANCE, _OPEN, _REPEAT = 0, 1, 5, 6
_SPEED, _NO_TARGET = 0, 2
_CUSTOM = 0
"""The zone of speed that says: see the lowest and highest speed."""
_INTENSITIES = {"active": 0, "rest": 1, "warmup": 2, "cooldown": 3, "recovery": 4}

_WORKOUT = Message(
    26,
    1,
    {
        "sport": Field(4, ENUM),
        "num_valid_steps": Field(6, UINT16),
        "name": Field(8, STRING, size=NAME_LETTERS + 1),
        "sub_sport": Field(11, ENUM),
    },
)
_STEP = Message(
    27,
    2,
    {
        "message_index": Field(254, UINT16),
        "name": Field(0, STRING, size=STEP_LETTERS + 1),
        "duration_type": Field(1, ENUM),
        "duration_value": Field(2, UINT32),
        "target_type": Field(3, ENUM),
        "target_value": Field(4, UINT32),
        "speed_low": Field(5, UINT32),
        "speed_high": Field(6, UINT32),
        "intensity": Field(7, ENUM),
        "note": Field(8, STRING, size=NOTE_LETTERS + 1),
    },
)


def session_workout(
    plan: SessionPlan, *, name: str, speeds: Speeds, button: bool = False, lap_shown: float = LAP
) -> bytes:
    """Give a planned session as a FIT workout; what the arguments are, `session_steps` says.

    Raises OptionError where a rep names a pace and has no speeds, TooLongError for more than a watch takes.
    """
    return write(session_steps(plan, name=name, speeds=speeds, button=button, lap_shown=lap_shown))


def mile_workout(plan: MilePlan, *, steps: MileSteps = MileSteps.LAPS, lap_shown: float = LAP) -> bytes:
    """Give the mile plan as a FIT workout: a step a lap or a zone. lap_shown : By the watch. [m]"""
    return write(mile_steps(plan, steps=steps, lap_shown=lap_shown))


def write(workout: WatchWorkout, *, created: datetime = CREATED, serial: int | None = None) -> bytes:
    """Give a workout as a FIT file; the same workout gives the same bytes.

    serial : By which the watch tells workouts apart; else it follows from the content.
    """
    header = _WORKOUT.rows(
        {
            "sport": [_RUNNING],
            "num_valid_steps": len(workout.steps),
            "name": _text(workout.name, NAME_LETTERS),
            "sub_sport": _TRACK if workout.track else _GENERIC,
        }
    )
    steps = [_STEP.rows(_columns(index, one))[0] for index, one in enumerate(workout.steps)]
    content = b"".join([_WORKOUT.definition(), *header, _STEP.definition(), *steps])
    file_id = FILE_ID.rows(
        {
            "type": [_WORKOUT_FILE],
            "manufacturer": _DEVELOPMENT,
            "product": _PRODUCT,
            "serial_number": serial or zlib.crc32(content) or 1,
            "time_created": round((created - _EPOCH).total_seconds()),
            "product_name": np.array([MARK]),
        }
    )
    return wrap(b"".join([FILE_ID.definition(), *file_id, content]), protocol=_PROTOCOL)


def _columns(index: int, one: WatchStep) -> dict[str, ArrayLike]:
    planned = one.planned
    texts: dict[str, ArrayLike] = {"name": _text(planned.name, STEP_LETTERS), "note": _text(one.note, NOTE_LETTERS)}
    if planned.repeat_from is not None:
        return texts | {
            "message_index": [index],
            "duration_type": _REPEAT,
            "duration_value": planned.repeat_from,
            "target_type": _NO_TARGET,
            "target_value": planned.repeats or 1,
        }
    timed, measured = math.isfinite(planned.duration), math.isfinite(planned.distance)
    aimed = all(map(math.isfinite, planned.speed))
    return texts | {
        "message_index": [index],
        "duration_type": _TIME if timed else _DISTANCE if measured else _OPEN,
        "duration_value": planned.duration * 1000 if timed else planned.distance * 100,
        "target_type": _SPEED if aimed else _NO_TARGET,
        "target_value": _CUSTOM,
        "speed_low": planned.speed[0] * 1000,
        "speed_high": planned.speed[1] * 1000,
        "intensity": _INTENSITIES[planned.intensity],
    }


def _text(text: str, letters: int) -> ArrayLike:
    return np.array([plain(text, letters).encode("ascii")])
