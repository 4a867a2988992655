"""What the watch takes from the body and the air: heart rate, cadence, altitude."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from analyzer.model import Floats
from analyzer.simulate.runner import STEP, Run
from analyzer.simulate.signals import drift, low_pass

STANDING = 0.35
"""Under this speed a watch says 0. [m/s]"""
_HEART_LAG = 30.0
_CLIMBING = 4.0
"""A metre of climbing costs as much as so many of level running (Minetti: 8 % is 1.5 times the cost)."""
_STRIDES, _STRIDES_A_SPEED = 75.01, 3.006
"""Strides a minute at a running speed of v m/s: 75.01 + 3.006 v (van Oeveren)."""
_SPRINT, _STRIDES_A_SPRINT = 6.8, 6.0
"""Near the top speed cadence takes over: so many strides a minute more for each m/s beyond this."""
_CADENCE_LAG = 1.5
_BAROMETER, _BAROMETER_DRIFT, _BAROMETER_TAU = 1.0, 400.0, 2.5
"""A barometer drifts by so much [m] in so long [s], and is late by so much. [s]"""
_GUSTS, _GUSTS_TAU = 0.3, 8.0
"""Wind and the swing of the arm move it by so much [m] for so long. [s]"""


@dataclass(frozen=True)
class Body:
    """The runner's body.

    effort : Of running at a speed, against a runner of 20:00 over 5 km. runs_from : below it he walks. [m/s]
    quick : Strides a minute more than is usual at a speed.
    held : His watch shows the cadence of so long ago, and holds it as long. [s]
    """

    effort: float = 1.0
    runs_from: float = 2.0
    quick: float = 0.0
    held: float = 0.0


def heart_rate(rng: Generator, run: Run, body: Body) -> Floats:
    """Give the heart rate on the run's grid, 30 s behind the effort. [1/min]"""
    climbing = np.maximum(np.gradient(run.height, STEP), 0.0)
    asked = np.clip(62.0 + 24.0 * body.effort * (run.speed + _CLIMBING * climbing), 70.0, 188.0)
    return low_pass(asked, STEP, tau=_HEART_LAG) + drift(rng, len(asked), STEP, sigma=1.5, tau=20.0)


def cadence(rng: Generator, run: Run, body: Body) -> Floats:
    """Give the cadence of both feet on the run's grid. [steps/min]"""
    sprint = _STRIDES_A_SPRINT * np.maximum(run.speed - _SPRINT, 0.0)
    running = 2.0 * (_STRIDES + _STRIDES_A_SPEED * run.speed + sprint + body.quick)
    walking = np.where(run.speed > STANDING, 60.0 + 35.0 * run.speed, 0.0)
    steps = np.where(run.speed > body.runs_from, running, walking)
    felt = low_pass(steps, STEP, tau=_CADENCE_LAG) + drift(rng, len(steps), STEP, sigma=1.5, tau=3.0)
    if body.held:
        felt = np.interp(np.floor(run.time / body.held - 1.0) * body.held, run.time, felt)
    return np.where(felt < 30.0, 0.0, felt)


def altitude(rng: Generator, run: Run) -> Floats:
    """Give the altitude on the run's grid, by a barometer that drifts; streets are a little uneven. [m]"""
    slant = 0.004 * rng.standard_normal(2)
    uneven = 3.0 * np.sin(run.x / 300.0) * np.cos(run.y / 260.0) + slant[0] * run.x + slant[1] * run.y
    off_track = low_pass(np.isnan(run.arc).astype(float), STEP, tau=20.0)
    base = float(rng.uniform(5.0, 400.0))
    if not run.height.any():
        return np.asarray(base + uneven * off_track) + drift(rng, len(run.time), STEP, sigma=0.8, tau=200.0)
    wander = drift(rng, len(run.time), STEP, sigma=_BAROMETER, tau=_BAROMETER_DRIFT)
    gusts = drift(rng, len(run.time), STEP, sigma=_GUSTS, tau=_GUSTS_TAU)
    return base + low_pass(run.height, STEP, tau=_BAROMETER_TAU) + wander + gusts
