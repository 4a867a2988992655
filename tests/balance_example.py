"""Logs made by hand: each session with so many minutes at so many speeds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.model import SPEED_BINS, SPEED_STEP, Athlete, Day, Form, TrainingLog

FIVE_K = 1250.0
"""5K speed is 4 m/s: easy is up to 3.28 m/s, hard above 3.52 m/s."""
EASY, MODERATE, HARD = 3.05, 3.45, 3.95
"""Speeds in the middle of their bins, each far from the limits. [m/s]"""
ALWAYS = Form(date(2020, 1, 1), five_k=FIVE_K)
JO = Athlete("Jo", timezone="Europe/Vienna", forms=(ALWAYS,))
NOBODY = Athlete("Jo", timezone="Europe/Vienna")
SUNDAY = date(2026, 5, 17)
"""The last day of ISO week 20; the four weeks before its end begin on Monday, 2026-04-20."""


@dataclass(frozen=True)
class Run:
    """A session. at : Minutes at each speed [m/s].   clock : UTC.   local : The day where the runner is, if another."""

    day: str
    kind: str = "easy"
    at: dict[float, float] = field(default_factory=lambda: {EASY: 40.0})
    km: float = 8.0
    clock: str = "07:00"
    strides: int = 0
    five_k: float = float("nan")
    duration: float = float("nan")
    local: str = ""
    number: int = 0
    sport: str = "running"

    @property
    def minutes(self) -> float:
        return sum(self.at.values())


def log(runs: Sequence[Run], *, athlete: Athlete = JO, days: Sequence[Day] = ()) -> TrainingLog:
    """Make a log of sessions, in any order."""
    index = pd.DatetimeIndex([pd.Timestamp(f"{run.day}T{run.clock}Z") for run in runs], name="start")
    frame = pd.DataFrame(
        {
            "session": [run.number or place + 1 for place, run in enumerate(runs)],
            "day": [np.datetime64(run.local or run.day, "D").astype(np.int64) for run in runs],
            "kind": [run.kind for run in runs],
            "duration": [60.0 * run.minutes if np.isnan(run.duration) else run.duration for run in runs],
            "running": [60.0 * run.minutes for run in runs],
            "distance": [1000.0 * run.km for run in runs],
            "strides": [run.strides for run in runs],
            "sport": [run.sport for run in runs],
            "five_k": [run.five_k for run in runs],
        },
        index=index,
    )
    speeds = np.zeros((len(runs), SPEED_BINS))
    for place, run in enumerate(runs):
        for speed, minutes in run.at.items():
            speeds[place, int(speed / SPEED_STEP)] += 60.0 * minutes
    sessions = frames.conform(frame, frames.SESSIONS) if runs else frames.empty(frames.SESSIONS)
    return TrainingLog(athlete, sessions, speeds, tuple(days))


def spread(*dates: str, **of: object) -> list[Run]:
    """Give a session like the others on each of some days."""
    return [Run(day, **of) for day in dates]  # type: ignore[arg-type]


LONG_RUNS = spread("2026-04-26", "2026-05-03", "2026-05-10", "2026-05-17", kind="long", at={EASY: 75.0}, km=13.0)
"""One on each Sunday of the four weeks."""
BEFORE = spread("2026-03-16", "2026-04-05", "2026-04-12", "2026-04-19", kind="long", at={EASY: 75.0}, km=13.0)
"""So that the log is longer than four weeks and thirty days."""
