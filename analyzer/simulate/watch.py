"""The watch: what it makes of the true motion."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator

from analyzer.errors import OptionError
from analyzer.model import Floats
from analyzer.oval import Line
from analyzer.simulate.noise import Noise
from analyzer.simulate.runner import STEP, Run
from analyzer.simulate.sensors import STANDING, Body, altitude, cadence, heart_rate
from analyzer.simulate.signals import drift, low_pass
from analyzer.units import SEMICIRCLE

_SCALE_DRIFT, _SCALE_TAU = 0.005, 120.0
_SPEED_NOISE_TAU = 2.0
_SECOND = 10
"""Steps of the run's grid in a second."""
_CATCHING_UP = 0.7
"""Of a jump so much is shown within a second."""
_STILL = 0.15
"""A steadied speed below this is shown as 0. [m/s]"""
_JITTER, _JITTER_TAU = 0.4, 1.5
"""The watch's distance from positions wanders by so much [m] for so long. [s]"""
_WAVES = 24
_SNAPPED_ACROSS, _SNAPPED_ALONG, _SNAPPED_DRIFT, _SNAPPED_TAU = 0.03, 0.7, 1.0, 20.0
"""A snapped watch: 0.03 m across; along the track the speed between records still jitters by 0.8-1.35 m/s. [m, s]"""
INTERVALS = ("1s", "smart", "5s")
USUAL = Body()


@dataclass(frozen=True)
class Drawn:
    """What was drawn for this watch in this session: the part of the truth that an estimator may try to learn."""

    filter: float
    lag: float
    speed_delay: float
    speed_tau: float
    over_read: float
    constant_x: float
    constant_y: float


def draw(rng: Generator, noise: Noise) -> Drawn:
    """Draw the watch of a session."""
    tau = float(rng.uniform(*noise.filter))
    return Drawn(
        filter=tau,
        lag=max(tau, float(rng.uniform(*noise.lag))),
        speed_delay=float(rng.uniform(*noise.speed_delay)),
        speed_tau=float(rng.uniform(*noise.speed_tau)),
        over_read=float(rng.uniform(*noise.over_read)),
        constant_x=float(rng.normal(0, 1) * noise.constant),
        constant_y=float(rng.normal(0, 1) * noise.constant),
    )


def _multipath(rng: Generator, x: Floats, y: Floats, sigma: float) -> Floats:
    """Give an error that belongs to the place: a sum of waves of 40-150 m in random directions."""
    number = 2 * np.pi / rng.uniform(40.0, 150.0, _WAVES)
    angle, phase = rng.uniform(0, 2 * np.pi, _WAVES), rng.uniform(0, 2 * np.pi, _WAVES)
    field = np.zeros_like(x)
    for k, direction, start in zip(number, angle, phase, strict=True):
        field += np.cos(k * (x * np.cos(direction) + y * np.sin(direction)) + start)
    return np.asarray(sigma * np.sqrt(2.0 / _WAVES) * field)


def seen_positions(rng: Generator, run: Run, at: Floats, noise: Noise, drawn: Drawn) -> tuple[Floats, Floats]:
    """Give the x and y that the watch takes down at times `at`, in the frame of the track. [m]"""
    seen = []
    for true, constant in ((run.x, drawn.constant_x), (run.y, drawn.constant_y)):
        late = np.interp(at - (drawn.lag - drawn.filter), run.time, low_pass(true, STEP, tau=drawn.filter))
        slow = drift(rng, len(run.time), STEP, sigma=noise.drift, tau=noise.drift_tau)
        fast = drift(rng, len(run.time), STEP, sigma=noise.fast, tau=noise.fast_tau)
        error = np.interp(at, run.time, slow + fast) + constant + noise.white * rng.standard_normal(len(at))
        seen.append(late + error)
    if noise.multipath:
        x, y = seen[0].copy(), seen[1].copy()
        seen = [seen[0] + _multipath(rng, x, y, noise.multipath), seen[1] + _multipath(rng, x, y, noise.multipath)]
    return _snapped(rng, run, at, drawn, *seen) if noise.snapped else (seen[0], seen[1])


def _snapped(rng: Generator, run: Run, at: Floats, drawn: Drawn, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Put the points that are on the track on the lane's line."""
    line = next((ran.leg.course for ran in run.ran if isinstance(ran.leg.course, Line)), None)
    if line is None:
        return x, y
    late = np.interp(at - drawn.lag, run.time, np.nan_to_num(run.arc))
    on_track = np.interp(at - drawn.lag, run.time, np.isnan(run.arc).astype(float)) == 0.0
    wander = drift(rng, len(run.time), STEP, sigma=_SNAPPED_DRIFT, tau=_SNAPPED_TAU)
    along = late + np.interp(at, run.time, wander) + _SNAPPED_ALONG * rng.standard_normal(len(at))
    on_x, on_y = line.at(along, _SNAPPED_ACROSS * rng.standard_normal(len(at)))
    return np.where(on_track, on_x, x), np.where(on_track, on_y, y)


def _speed(rng: Generator, run: Run, at: Floats, noise: Noise, drawn: Drawn) -> tuple[Floats, Floats]:
    """Give the watch's speed [m/s] and distance [m] at times `at`."""
    passed = low_pass(run.speed, STEP, tau=drawn.speed_tau)
    late = np.interp(run.time - drawn.speed_delay, run.time, passed)
    scale = np.full(len(run.time), 1.0 + drawn.over_read)
    wander = np.zeros(len(run.time))
    if noise.speed_noise:
        scale = scale + drift(rng, len(run.time), STEP, sigma=_SCALE_DRIFT, tau=_SCALE_TAU)
        wander = drift(rng, len(run.time), STEP, sigma=noise.speed_noise, tau=_SPEED_NOISE_TAU)
    read = np.where(late < STANDING, 0.0, np.maximum(late * scale + wander, 0.0))
    if noise.steady:
        moved = np.interp(run.time - drawn.lag, run.time, run.speed) * scale
        jitter = drift(rng, len(run.time), STEP, sigma=_JITTER, tau=_JITTER_TAU)
        distance = np.maximum.accumulate(np.cumsum(moved) * STEP + jitter)
        read = np.interp(run.time, run.time[::_SECOND], _steadied(read[::_SECOND], noise))
    else:
        distance = np.cumsum(read) * STEP
    begun = np.interp(at[0], run.time, distance)
    shown = np.interp(at, run.time, read)
    shown = np.round(shown / noise.coarse) * noise.coarse if noise.coarse else shown
    return shown, np.interp(at, run.time, distance) - begun


def _steadied(felt: Floats, noise: Noise) -> Floats:
    """Smooth a speed at 1 Hz heavily where it stays alike, and hardly where it changes."""
    shown = np.empty_like(felt)
    last = float(felt[0])
    for index, now in enumerate(felt.tolist()):
        last += (now - last) * (_CATCHING_UP if abs(now - last) > noise.jump else 1.0 / noise.steady)
        shown[index] = last
    return np.where(shown < _STILL, 0.0, shown)


def _stamps(rng: Generator, first: float, last: float, interval: str) -> Floats:
    """Give the times of the records, whole seconds apart."""
    count = int(last - first) + 1
    if interval == "1s":
        ticks = np.arange(count)
    elif interval == "5s":
        ticks = np.arange(0, count, 5)
    elif interval == "smart":
        ticks = np.concatenate(
            [[0], np.cumsum(rng.choice([2, 3, 4, 5, 6, 7], count, p=[0.2, 0.25, 0.2, 0.15, 0.1, 0.1]))]
        )
        ticks = ticks[ticks < count]
    else:
        raise OptionError(f"'{interval}' is no recording interval; choose one of {', '.join(INTERVALS)}")
    return first + ticks.astype(float)


def _dropped(rng: Generator, at: Floats, noise: Noise) -> Floats:
    """Tell the records that have no position."""
    spells = rng.poisson(noise.dropouts * (at[-1] - at[0]) / 3600.0)
    lost = np.zeros(len(at), dtype=bool)
    for _ in range(int(spells)):
        begin = rng.uniform(at[0], at[-1])
        lost |= (at >= begin) & (at < begin + rng.uniform(3.0, 15.0))
    return lost


def round_position(degrees: Floats) -> Floats:
    """Give positions in whole FIT semicircles. [deg]"""
    return np.round(degrees / SEMICIRCLE) * SEMICIRCLE


def record(
    rng: Generator,
    run: Run,
    *,
    span: tuple[float, float],
    interval: str,
    noise: Noise,
    drawn: Drawn,
    with_speed: bool,
    with_position: bool = True,
    body: Body = USUAL,
) -> pd.DataFrame:
    """Give the samples of a span [s], with `x` and `y` [m] in place of latitude and longitude."""
    first, last = span
    at = _stamps(rng, first, last, interval)
    x, y = seen_positions(rng, run, at, noise, drawn)
    lost = _dropped(rng, at, noise) | np.full(len(at), not with_position)
    speed, distance = _speed(rng, run, at, noise, drawn)
    columns = {
        "elapsed": np.round(at - first),
        "x": np.where(lost, np.nan, x),
        "y": np.where(lost, np.nan, y),
        "altitude": np.round(np.interp(at, run.time, altitude(rng, run)) * 5.0) / 5.0,
        "distance": np.round(distance, 2),
        "speed": np.round(speed, 3),
        "heart_rate": np.round(np.interp(at, run.time, heart_rate(rng, run, body))),
        "cadence": np.round(np.interp(at, run.time, cadence(rng, run, body))),
    }
    if not with_speed:
        columns["speed"] = columns["distance"] = np.full(len(at), np.nan)
    return pd.DataFrame(columns)
