"""What a watch recorded."""

import math
from dataclasses import dataclass, field

import pandas as pd

from analyzer import frames


@dataclass(frozen=True)
class PlannedStep:
    """One step of a workout that the file carries.

    duration : [s], distance : [m]; NaN where the step does not end so. speed : lowest and highest target [m/s].
    repeat_from and repeats : for a step that repeats the steps from that index on.
    """

    name: str = ""
    intensity: str = ""
    duration: float = math.nan
    distance: float = math.nan
    speed: tuple[float, float] = (math.nan, math.nan)
    repeat_from: int | None = None
    repeats: int | None = None


@dataclass(frozen=True)
class PlannedWorkout:
    """The workout that the file carries."""

    name: str
    steps: tuple[PlannedStep, ...]


@dataclass(frozen=True, eq=False)
class Recording:
    """What a watch recorded, in house names and SI units.

    samples : frames.SAMPLES, index `time` (UTC).
    device_laps : frames.DEVICE_LAPS. pauses : frames.PAUSES.
    sha256 : Of the bytes of the file, those inside where it was packed.
    format : "fit", "gpx" or "tcx". sport, sub_sport : lower case, "" where the file does not say.
    notes : What was done to the data or is wrong with it, one sentence each.
    """

    samples: pd.DataFrame
    device_laps: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.DEVICE_LAPS))
    pauses: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.PAUSES))
    plan: PlannedWorkout | None = None
    device: str = ""
    sport: str = ""
    sub_sport: str = ""
    format: str = ""
    file: str = ""
    sha256: str = ""
    notes: tuple[str, ...] = ()
