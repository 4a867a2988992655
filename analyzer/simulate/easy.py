"""Easy running: by time, with stops at crossings, and with short spells of faster running that are no reps."""

from itertools import pairwise

import numpy as np
from numpy.random import Generator

from analyzer.model import Floats
from analyzer.simulate.course import Course
from analyzer.simulate.programme import Programme
from analyzer.simulate.runner import Leg

VARIATION = (0.03, 0.1)
"""An easy run's speed varies by so much. [m/s]"""
HEEDS = 3.0
"""An easy runner is slower by 3 % on each 1 % of grade, about half of what his effort would ask (Minetti)."""
_STOP = (6.0, 50.0)
"""At a crossing he stands so long. [s]"""
_CROSSING, _DASH = (4.0, 9.0), (1.2, 1.45)
"""A road is crossed at so much more speed, for so long. [s]"""
_LIVELY, _LIFT = (20.0, 75.0), (1.06, 1.16)
"""A stretch is run livelier: a dog, a tune, a runner ahead."""
_NODES = 1.0
_APART = 20.0
"""Stops lie so far from each other and from the ends. [s]"""


def lasting(course: Course, pace: Floats, duration: float, **more: object) -> Leg:
    """Give a leg of a duration [s] at a pace by time [m/s]."""
    return Leg(course, pace, duration=duration, **more)  # type: ignore[arg-type] # the fields of a leg by name


def easy_run(
    rng: Generator, course: Course, programme: Programme, duration: float, *, begin: float = np.nan, lively: bool = True
) -> list[Leg]:
    """Run easily for a time [s]; `lively` : with the programme's stops and surges."""
    if duration <= 0:
        return []
    lights = programme.lights if lively else 0
    pace = _pace(rng, programme, duration, programme.surges if lively else 0)
    stops = np.sort(rng.uniform(_APART, max(duration - _APART, _APART + 1.0), lights))
    stops = stops[np.diff(np.concatenate([[0.0], stops])) > _APART]
    steadiness = float(rng.uniform(*VARIATION))
    legs: list[Leg] = []
    bounds = [0.0, *(float(stop) for stop in stops), duration]
    for number, (start, end) in enumerate(pairwise(bounds)):
        at = np.linspace(start, end, max(2, round((end - start) / _NODES)))
        part = np.interp(at, np.linspace(0.0, duration, len(pace)), pace)
        first = begin if number == 0 else np.nan
        legs.append(lasting(course, part, end - start, begin=first, variation=steadiness, heeds=HEEDS))
        if number + 2 < len(bounds):
            legs.append(Leg(course, np.zeros(1), duration=float(rng.uniform(*_STOP))))
    return legs


def _pace(rng: Generator, programme: Programme, duration: float, surges: int) -> Floats:
    """Give the easy speed through the run: it settles in, wanders slowly and lifts here and there. [m/s]"""
    time = np.linspace(0.0, duration, max(4, round(duration / _NODES)))
    settling = 1.0 - 0.03 * np.exp(-time / 240.0)
    slow = np.interp(time, np.linspace(0.0, duration, 7), rng.normal(1.0, 0.012, 7))
    pace = programme.easy * settling * slow
    for _ in range(surges):
        short = bool(rng.random() < 0.5)
        lasts = float(rng.uniform(*(_CROSSING if short else _LIVELY)))
        start = float(rng.uniform(0.0, max(duration - lasts, 1.0)))
        lift = float(rng.uniform(*(_DASH if short else _LIFT)))
        pace = np.where((time >= start) & (time < start + lasts), pace * lift, pace)
    return np.asarray(pace)
