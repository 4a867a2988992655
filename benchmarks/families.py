"""The families of simulated sessions: each is made again and again with other seeds."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pandas as pd

from analyzer import simulate
from analyzer.model import Direction, Recording
from analyzer.oval import DOUBLE_BEND_A, DOUBLE_BEND_C, EQUAL_QUADRANT, M200, M300, STANDARD, YARDS_440, Oval
from analyzer.simulate import NOISE, Noise, Simulated, TrueEffort
from analyzer.simulate.worn import START_TIME

AROUND: dict[str, Any] = {"warm_up": "streets", "strides": 3, "cool_down": "same"}
"""What is run before and after a trial."""
HERE: dict[str, Any] = {"latitude": 47.37, "longitude": 8.54, "bearing": 63.0}
"""Where several sessions are run on one track. [deg]"""
PAUSE = 600.0
"""Between two sessions that are recorded in one file. [s]"""


@dataclass(frozen=True)
class Family:
    """A kind of session: what the simulator is asked for, beside a typical watch and what is run around a trial.

    before : Sessions that are recorded in the same file, before it. gpx : Written as a GPX export without speed.
    """

    asked: dict[str, Any] = field(default_factory=dict)
    around: bool = True
    before: tuple[dict[str, Any], ...] = ()
    gpx: bool = False

    @property
    def noise(self) -> Noise:
        """Levels of the watch."""
        return NOISE[self.asked.get("noise", "typical")]

    @property
    def oval(self) -> Oval:
        """The track."""
        oval: Oval = self.asked.get("oval", STANDARD)
        return oval

    def sessions(self, seed: int) -> list[Simulated]:
        """Simulate the sessions of a day."""
        last = {**(AROUND if self.around else {}), **self.asked}
        days = [{**HERE, **one} for one in (*self.before, last)] if self.before else [last]
        made: list[Simulated] = []
        start = START_TIME
        for number, day in enumerate(days):
            asked = {"kind": "mile", "with_speed": not self.gpx, **day}
            one = simulate.session(seed=seed + 100_000 * number, start_time=start, **asked)
            made.append(one)
            start += timedelta(seconds=float(one.recording.samples["elapsed"].iloc[-1]) + PAUSE)
        return made


def written(family: Family, recording: Recording) -> bytes:
    """Give the bytes of the watch file."""
    return simulate.write_gpx(recording, speed=False) if family.gpx else simulate.write_fit(recording)


def joined(made: list[Simulated]) -> tuple[Recording, tuple[TrueEffort, ...]]:
    """Give sessions as one recording, and all that was timed in them, on its clock."""
    samples, laps, efforts = [], [], []
    begun, metres = made[0].recording.samples.index[0], 0.0
    for one in made:
        part = one.recording.samples
        later = (part.index[0] - begun).total_seconds()
        samples.append(part.assign(elapsed=part["elapsed"] + later, distance=part["distance"] + metres))
        metres += float(part["distance"].iloc[-1])
        device = one.recording.device_laps
        laps.append(device.assign(start=device["start"] + later, end=device["end"] + later))
        efforts += [replace(true, start_s=true.start_s + later, end_s=true.end_s + later) for true in one.truth.efforts]
    recording = replace(made[0].recording, samples=pd.concat(samples), device_laps=pd.concat(laps, ignore_index=True))
    return recording, tuple(efforts)


def _reps(count: int, distance: float, **asked: Any) -> Family:
    return Family({"kind": "intervals", "reps": count, "rep_distance": distance, **asked})


FAMILIES: dict[str, Family] = {
    "typical": Family(),
    "clean": Family({"noise": "clean"}),
    "urban": Family({"noise": "urban"}),
    "smart": Family({"recording_interval": "smart"}),
    "5 s": Family({"recording_interval": "5s"}),
    "button at start and finish": Family({"buttons": "trial"}),
    "button each lap": Family({"buttons": "laps"}),
    "messy buttons": Family({"buttons": "messy"}),
    "GPX without speed": Family(gpx=True),
    "lane 2": Family({"lane": 2}),
    "lane 4": Family({"lane": 4}),
    "lane 6": Family({"lane": 6}),
    "lane 8, 3.5 laps": Family({"kind": "mile_lane8"}),
    "clockwise": Family({"direction": Direction.CLOCKWISE}),
    "double_bend_a": Family({"oval": DOUBLE_BEND_A}),
    "double_bend_c": Family({"oval": DOUBLE_BEND_C}),
    "equal_quadrant": Family({"oval": EQUAL_QUADRANT}),
    "yards_440": Family({"oval": YARDS_440}),
    "m300": Family({"oval": M300}),
    "m200": Family({"oval": M200}),
    "trial alone": Family({"record_from": "trial", "record_to": "trial"}, around=False),
    "long session": Family(before=({"kind": "easy_track", "minutes": 40.0},)),
    "two trials": Family(before=({"kind": "mile", **AROUND},)),
    "1500 m": Family({"kind": "1500", "strategy": "even"}),
    "5000 m": Family({"kind": "5000", "strategy": "fade"}),
    "rolling start": Family({"start": "rolling"}),
    "jogs on after it": Family({"after": "jog"}),
    "stops at the line": Family({"after": "stop"}),
    "10 x 400 m": _reps(10, 400.0),
    "8 x 200 m, walk": _reps(8, 200.0, recovery="walk", recovery_time=90.0),
    "5 x 800 m, jog": _reps(5, 800.0, recovery="jog", recovery_time=180.0),
}
QUICK = ("typical", "clean", "GPX without speed", "lane 8, 3.5 laps", "10 x 400 m")
