"""How much was run in a session, and walked, and climbed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyzer.model import Effort, Floats
from analyzer.workouts.climbs import climbs

RUNNING = 1.8
"""Slower is walking. [m/s]"""
STEEP = 0.02
"""Metres climbed for each metre of a session that is hill repeats: 4 % up and down. Loops have less."""


@dataclass(frozen=True)
class Running:
    """How long and how far was run. time, distance : Of the running.   moving, moved : With walking. [s, m]

    climbs : Rises of one hill that was climbed again and again; () where there is none. [m]
    """

    time: float
    moving: float
    distance: float
    moved: float = 0.0
    climbs: tuple[float, ...] = ()

    @property
    def is_up_and_down(self) -> bool:
        """Tell whether the session was climbing one hill again and again."""
        return bool(self.climbs) and sum(self.climbs) >= STEEP * self.moved

    @property
    def speed(self) -> float:
        """Of the running. [m/s]"""
        return self.distance / self.time if self.time > 0 else math.nan


def running(speed: pd.DataFrame, efforts: Sequence[Effort] = ()) -> Running:
    """Add up the running of a session from its speed line; from the efforts where there is none."""
    if len(speed) < 2:
        time = sum(one.time for one in efforts)
        return Running(time, time, sum(one.distance for one in efforts))
    seconds, pace = paced(speed)
    runs, moves = pace >= RUNNING, pace >= RUNNING / 3
    metres = seconds * np.nan_to_num(pace)
    return Running(
        float(seconds[runs].sum()),
        float(seconds[moves].sum()),
        float(metres[runs].sum()),
        float(metres[moves].sum()),
        climbs(speed),
    )


def paced(speed: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give the seconds from each sample of a speed line to the next, none across a gap, and the speed in them. [s, m/s]

    The speed is NaN where it is not known.
    """
    elapsed, pace = (speed[column].to_numpy(dtype=float) for column in ("elapsed", "speed"))
    seconds = np.diff(elapsed)
    return np.where(seconds <= max(5 * float(np.median(seconds)), 12.0), seconds, 0.0), pace[:-1]
