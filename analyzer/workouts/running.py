"""How much was run in a session, and walked, and climbed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyzer.model import Effort
from analyzer.workouts.climbs import climbs

RUNNING = 1.8
"""Slower is walking. [m/s]"""
SHORTEST, FEWEST_METRES = 4 * 60.0, 800.0
"""Less running is no session. [s, m]"""
RUN_SHARE = 0.5
"""A session with less of its moving time run than this is a walk with some running."""
FASTEST = 6.5
"""Nobody runs a whole session this fast: it was a ride. [m/s]"""

OTHER_SPORTS = re.compile(
    r"cycl|bik|ride|swim|walk|hik|row|ski|skat|strength|yoga|training|fitness|transition|multi|elliptical|drive|virtual"
)
NAMES = (
    (WorkoutKind.LONG, re.compile(r"\blong\b|\blsd\b", re.IGNORECASE)),
    (WorkoutKind.TEMPO, re.compile(r"\btempo\b|\bthreshold\b|\bcruise\b", re.IGNORECASE)),
    (WorkoutKind.EASY, re.compile(r"\beasy\b|\brecovery\b|\bjog\b", re.IGNORECASE)),
)
"""What the name of a session says of steady running; what was run goes first."""
STEEP = 0.02
"""Metres climbed for each metre of a session that is hill repeats: 4 % up and down. Loops have less."""

LONG_REP = 3.4 * 60.0
"""Shorter reps are no tempo. [s]"""
TEMPO_REP, TEMPO_REP_METRES = 8 * 60.0, 10 * 60.0
"""Reps this long are one: by time, and by distance (2000 m are mostly intervals). [s]"""
TEMPO_REST, TEMPO_REST_METRES = 0.4, 0.2
"""The rests of a tempo are short against its reps: by time, and by distance (1000 m reps have a minute or more)."""
NO_REST = 10.0
"""Reps with less between them are laps of one run ... [s]"""
ON_END = 8 * 60.0
"""... which is a tempo from this time on. [s]"""
APART = 10 * 60.0
"""Fast pieces further apart than this are no set. [s]"""
WHOLE = 0.75
"""One piece that is more of the running than this is the run itself, its start and end a little slower."""
TEMPO_SPEED = (0.95, 0.98)
"""Speed over the 5K speed: below the first a tempo, above the second intervals, between them the rests tell."""
STEADY_TEMPO, NOT_EASY = 0.88, 4.6
"""A steady run is a tempo run above this share of the 5K speed, and where that is not known above this speed: it would
be easy for nobody slower than 14:50 over 5K. [m/s]"""
SINGLE = 0.08
"""One fast piece shorter than this share of the running leaves the session an easy run."""

LONG_RUN, LONG_NAMED = 66 * 60.0, 55 * 60.0
"""A steady run this long is a long run, from the second on where its name says so. Long runs are meant to take 60 to 90
minutes; but an hour is the usual easy run of many, so it counts as long from a little above (a judgement). [s]"""


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
    elapsed, pace = (speed[column].to_numpy(dtype=float) for column in ("elapsed", "speed"))
    if len(elapsed) < 2:
        time = sum(one.time for one in efforts)
        return Running(time, time, sum(one.distance for one in efforts))
    seconds = np.diff(elapsed)
    seconds = np.where(seconds <= max(5 * float(np.median(seconds)), 12.0), seconds, 0.0)
    known = np.isfinite(pace[:-1])
    pace = np.where(known, pace[:-1], 0.0)
    runs, moves = pace >= RUNNING, pace >= RUNNING / 3
    metres = seconds * pace
    return Running(
        float(seconds[runs].sum()),
        float(seconds[moves].sum()),
        float(metres[runs].sum()),
        float(metres[moves].sum()),
        climbs(speed),
    )
