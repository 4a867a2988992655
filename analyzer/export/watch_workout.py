"""A workout as a watch runs it: a list of steps, each until a distance, a time, or the lap button."""

import math
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from analyzer.errors import AnalyzerError, OptionError
from analyzer.model import PlannedStep, Range
from analyzer.units import format_time

NAME_LETTERS, STEP_LETTERS, NOTE_LETTERS = 31, 15, 79
"""Letters of a name, of a step's name and of its note; watches keep 32 and 16 bytes for names, the last one zero."""
MOST_STEPS = 50
"""Steps in a workout, repeats counted, that Garmin's watches are said to take; it is not in FIT's own papers."""
MOST_REPEATS = 99
"""Times that a set is repeated; watches are thought to show two digits of it."""
LAP = 400.0
"""A lap of lane 1 by the rules. [m]"""
LAP_SHOWN_RANGE = (380.0, 440.0)
"""What a watch can show for it; more is another lane or another track. [m]"""
CREATED = datetime(2026, 1, 1, tzinfo=UTC)
"""The day that a workout bears unless one is given: the same plan gives the same bytes."""

_PLAIN = str.maketrans({"–": "-", "—": "-", "−": "-", "×": "x", "±": "+/-", "·": "-", "’": "'", "ß": "ss", "ø": "o"})


class TooLongError(AnalyzerError):
    """A plan of more steps or repeats than a watch takes."""


@dataclass(frozen=True)
class WatchStep:
    """One step. note : A line that the watch shows when the step begins."""

    planned: PlannedStep
    note: str = ""


@dataclass(frozen=True)
class WatchWorkout:
    """What a watch is given. told : What it cannot be given, one sentence each for the runner."""

    name: str
    steps: tuple[WatchStep, ...]
    track: bool = False
    told: tuple[str, ...] = ()


def step(
    name: str, intensity: str, *, distance: float = math.nan, duration: float = math.nan, speed: Range = (math.nan,) * 2
) -> PlannedStep:
    """Give a step in the grain of FIT: centimetres, milliseconds, millimetres a second.

    A step without a distance [m] and a duration [s] lasts until the lap button. speed : Lowest and highest. [m/s]
    """
    return PlannedStep(
        name=plain(name, STEP_LETTERS),
        intensity=intensity,
        duration=round(duration, 3),
        distance=round(distance, 2),
        speed=(round(speed[0], 3), round(speed[1], 3)),
    )


def repeat(back_to: int, times: int) -> WatchStep:
    """Give the step that goes back to the step of that index until it was run so many times."""
    if times > MOST_REPEATS:
        raise TooLongError(f"{times} repeats are too many for a watch, which counts to {MOST_REPEATS}; write two sets")
    return WatchStep(PlannedStep(repeat_from=back_to, repeats=times))


def checked(workout: WatchWorkout) -> WatchWorkout:
    """Hold that a watch can take the workout. Raises TooLongError."""
    count = len(workout.steps)
    if not count:
        raise TooLongError(f"'{workout.name}' has no steps, and a watch needs at least one; give it a rep")
    if count > MOST_STEPS:
        raise TooLongError(
            f"'{workout.name}' needs {count} steps, and watches take {MOST_STEPS}; write fewer different parts, or two "
            "workouts"
        )
    return workout


def around(speed: float, below: float, above: float) -> Range:
    """Give the speeds at which the watch keeps still. [m/s]

    >>> low, high = around(4.0, 0.03, 0.06)
    >>> round(low, 2), round(high, 2)
    (3.88, 4.24)
    """
    return speed * (1 - below), speed * (1 + above)


def stretch(lap_shown: float) -> float:
    """Give by how much a watch that shows so many metres for a lap of 400 m counts too far.

    Raises OptionError for a watch that shows nothing near 400 m.

    >>> stretch(410.0)
    1.025
    """
    if not LAP_SHOWN_RANGE[0] <= lap_shown <= LAP_SHOWN_RANGE[1]:
        raise OptionError(
            f"{lap_shown:g} m is not what a watch shows for a lap of {LAP:.0f} m; the report says it, such as 410"
        )
    return lap_shown / LAP


def scaled(speed: Range, factor: float) -> Range:
    """Give the speeds that a watch shows, which counts too far by a factor. [m/s]"""
    return speed[0] * factor, speed[1] * factor


def plain(text: str, letters: int) -> str:
    """Write a text in letters that every watch has, and no more of them than it keeps.

    >>> plain("Meile – Zürich, 5:40", 31)
    'Meile - Zurich, 5:40'
    """
    folded = unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode()
    return " ".join("".join(letter if letter.isprintable() else " " for letter in folded).split())[:letters].rstrip()


def seconds(time: Range) -> str:
    """Write a time or a range of times for a note. [s]

    >>> seconds((88.0, 92.0)), seconds((90.0, 90.0))
    ('1:28.0-1:32.0', '1:30.0')
    """
    fast, slow = (format_time(value) for value in time)
    return fast if fast == slow else f"{fast}-{slow}"
