"""The chain of unknowns: what links one sample to the next before any position is looked at.

Every sample carries nine unknowns. The arc position follows from the speed; the speed is a profile (`profile.py`)
plus a Matern-3/2 process; all others are Ornstein-Uhlenbeck processes, which forget at their own rate:

    S arc [m]   X speed above the profile [m/s]   A its rate [m/s2]   N place across the lane [m]
    BX, BY slow GPS offset [m]   FX, FY fast GPS error [m]   E slow error of the watch's speed [m/s]
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

S, X, A, N, BX, BY, FX, FY, E = range(9)
STATES = 9
BAND = 2 * STATES - 1

SPEED_RATE = np.sqrt(3.0) / 8.0
"""Rate of the Matern-3/2 process of the speed: a runner's pace changes over about 8 s. [1/s]"""
LATERAL_SD, LATERAL_TIME = 0.25, 12.0
"""How a runner wanders across the lane. [m, s]"""
FREE_LATERAL_SD = 4.0
"""Whoever jogs, walks or stands leaves the line. [m]"""
FREE_ARC_SD = 1e4
"""Nothing is known beforehand of where the runner enters the track. [m]"""


@dataclass(frozen=True)
class Levels:
    """Noise levels of one recording: standard deviations and time constants [s].

    drift : slow GPS offset [m]; fast : fast GPS error [m]; white : GPS noise from sample to sample [m].
    speed_slow, speed_white : errors of the watch's speed [m/s].
    """

    drift_sd: float = 1.5
    drift_time: float = 80.0
    fast_sd: float = 0.6
    fast_time: float = 7.0
    white_sd: float = 0.15
    speed_slow_sd: float = 0.03
    speed_slow_time: float = 120.0
    speed_white_sd: float = 0.2


@dataclass(frozen=True, eq=False)
class Prior:
    """The chain as a block tridiagonal normal matrix.

    diagonal : (n, 9, 9), lower : (n - 1, 9, 9) with the later sample in the rows.
    step : (n - 1, 3, 3) transition of arc, speed and rate; information : (n - 1, 3, 3) inverse covariance of a step.
    decay, precision : (n - 1, 6) of the six Ornstein-Uhlenbeck unknowns N..E.
    """

    diagonal: Floats
    lower: Floats
    step: Floats
    information: Floats
    decay: Floats
    precision: Floats
    first: Floats


def motion_step(dt: Floats, sd: Floats) -> tuple[Floats, Floats]:
    """Give transition and covariance of (arc, speed, rate) over steps of dt [s] for a speed spread sd [m/s]."""
    lam = SPEED_RATE
    fade = np.exp(-lam * dt)
    speed_now = fade * (1 + lam * dt)
    step = np.zeros((len(dt), 3, 3))
    step[:, 0, 0] = 1.0
    step[:, 0, 1] = (2 - fade * (2 + lam * dt)) / lam
    step[:, 0, 2] = (1 - fade * (1 + lam * dt)) / lam**2
    step[:, 1, 1], step[:, 1, 2] = speed_now, dt * fade
    step[:, 2, 1], step[:, 2, 2] = -(lam**2) * dt * fade, fade * (1 - lam * dt)
    moments = np.zeros_like(step)
    moments[:, 0, 0] = 2 * (2 * dt / lam - 3 / lam**2 + fade * (dt / lam + 3 / lam**2))
    moments[:, 0, 1] = moments[:, 1, 0] = step[:, 0, 1]
    moments[:, 0, 2] = moments[:, 2, 0] = speed_now - 1
    moments[:, 1, 1], moments[:, 2, 2] = 1.0, lam**2
    loading = step[:, :, 1:] * np.array([1.0, lam])
    covariance = moments - loading @ loading.transpose(0, 2, 1)
    covariance[:, [0, 1, 2], [0, 1, 2]] += 1e-9
    return step, covariance * (sd**2)[:, None, None]


def prior(elapsed: Floats, speed_sd: Floats, on_line: NDArray[np.bool_], levels: Levels) -> Prior:
    """Build the chain over sample times [s]; speed_sd is the spread about the profile at each sample. [m/s]

    on_line : At which samples the runner keeps to the line of the lane.
    """
    n, dt = len(elapsed), np.diff(elapsed)
    # most steps are of a few lengths, and of one length they differ by their spread alone
    lengths, which = np.unique(dt, return_inverse=True)
    steps, covariances = motion_step(lengths, np.ones(len(lengths)))
    informations = np.asarray(np.linalg.inv(covariances), dtype=np.float64)
    pulls = steps.transpose(0, 2, 1) @ informations
    tightness = (np.maximum(speed_sd[:-1], speed_sd[1:]) ** -2.0)[:, None, None]
    step, information = steps[which], informations[which] * tightness
    lateral = np.where(on_line, LATERAL_SD, FREE_LATERAL_SD)
    usual = np.array([LATERAL_SD, *[levels.drift_sd] * 2, *[levels.fast_sd] * 2, levels.speed_slow_sd])
    memory = np.array([LATERAL_TIME, *[levels.drift_time] * 2, *[levels.fast_time] * 2, levels.speed_slow_time])
    decay = np.exp(-dt[:, None] / memory)
    spread = np.tile(usual, (n, 1))
    spread[:, 0] = lateral
    precision = 1.0 / (spread[1:] ** 2 * (1 - decay**2))

    diagonal, lower = np.zeros((n, STATES, STATES)), np.zeros((n - 1, STATES, STATES))
    diagonal[1:, :3, :3] += information
    diagonal[:-1, :3, :3] += (pulls @ steps)[which] * tightness
    lower[:, :3, :3] = -pulls.transpose(0, 2, 1)[which] * tightness
    wander = np.arange(3, STATES)
    diagonal[1:, wander, wander] += precision
    diagonal[:-1, wander, wander] += decay**2 * precision
    lower[:, wander, wander] = -decay * precision
    first = np.concatenate([[FREE_ARC_SD, speed_sd[0], SPEED_RATE * speed_sd[0]], spread[0]]) ** -2.0
    diagonal[0, np.arange(STATES), np.arange(STATES)] += first
    return Prior(diagonal, lower, step, information, decay, precision, first)


def gradient(chain: Prior, states: Floats, travelled: Floats) -> tuple[Floats, Floats]:
    """Give the pull of the chain on the unknowns (n, 9), and the weighted step residuals (n - 1, 3).

    travelled : What the speed profile alone runs in each step. [m]
    """
    motion, wander = states[:, :3], states[:, 3:]
    residual = motion[1:] - (chain.step @ motion[:-1, :, None])[:, :, 0]
    residual[:, 0] -= travelled
    weighted = (chain.information @ residual[:, :, None])[:, :, 0]
    drift = chain.precision * (wander[1:] - chain.decay * wander[:-1])
    pull = np.zeros_like(states)
    pull[1:, :3] -= weighted
    pull[:-1, :3] += (chain.step.transpose(0, 2, 1) @ weighted[:, :, None])[:, :, 0]
    pull[1:, 3:] -= drift
    pull[:-1, 3:] += chain.decay * drift
    start = states[0].copy()
    start[S] = 0.0
    pull[0] -= chain.first * start
    return pull, weighted
