"""The chain of the information bound: the processes of the simulator from node to node, as a banded matrix."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm, solve, solveh_banded

from analyzer.simulate import Noise
from analyzer.simulate.buttons import LATE_SD
from analyzer.simulate.runner import LATERAL, LATERAL_TAU, VARIATION_SCALE

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

S, X, A, U, N, BX, BY, FX, FY, E, D, G, J = range(13)
"""Arc, speed about the pace, its rate, the watch's low-passed speed, place across the lane, slow and fast offsets,
error of the watch's speed and its integral, drift of its scale (as a speed) and its integral; all about the truth."""
STATES = 13
STANDING, RUNNING, FREE = range(3)
"""What the runner does: stands at a start, runs an effort, or walks and jogs as he likes."""

SCALE_DRIFT, SCALE_TAU, SPEED_TAU = 0.005, 120.0, 2.0
"""Of the simulated watch: its scale drifts by so much in so long [1, s]; time constant of its speed's noise [s]."""
FREE_LATERAL, FREE_SPEED, STANDING_SPEED = 2.0, 1.0, 0.01
"""Off the efforts nothing much is known of place and pace; who stands, stands. [m, m/s, m/s]"""
UNKNOWN = 10.0
"""So far from the truth is as good as anywhere, about it. [m, s]"""


@dataclass(frozen=True, kw_only=True)
class Beforehand:
    """What is known before a recording is looked at: the simulator's levels, and standard deviations.

    variation : Speed about the pace [m/s]. level : pace of a zone [m/s]. lateral : place in the lane [m].
    pose [m], turned [rad] : of the track. mark : place of a standing start [m]. onset : its moment [s].
    filter_tau, filter : time constant of the positions' filter and its spread [s]. lag : of the positions [s].
    speed_tau, damping : the same of the speed [s]. delay [s], scale : of the speed. press : of a thumb [s].
    """

    noise: Noise
    with_speed: bool = True
    with_distance: bool = True
    variation: float = 0.153
    level: float = 0.5
    lateral: float = LATERAL
    pose: float = 5.0
    turned: float = 0.05
    mark: float = 0.02
    onset: float = UNKNOWN
    filter_tau: float = 0.75
    filter: float = 0.26
    lag: float = 0.375
    speed_tau: float = 1.5
    damping: float = 0.29
    delay: float = 0.87
    scale: float = 0.0084
    press: float = LATE_SD * 1.1


def drawn_from(noise: Noise, *, with_speed: bool = True) -> Beforehand:
    """Give what the simulator's own draws say of a watch."""

    def spread(pair: tuple[float, float]) -> float:
        return max((pair[1] - pair[0]) / math.sqrt(12.0), 1e-3)

    return Beforehand(
        noise=noise,
        with_speed=with_speed,
        filter_tau=max(sum(noise.filter) / 2, 0.1),
        filter=spread(noise.filter),
        lag=spread(noise.lag),
        speed_tau=max(sum(noise.speed_tau) / 2, 0.5),
        damping=spread(noise.speed_tau),
        delay=spread(noise.speed_delay),
        scale=spread(noise.over_read),
    )


@dataclass(frozen=True, eq=False)
class TrueCourse:
    """The true motion at nodes: the samples, and the moments that are asked for.

    time [s], arc [m], speed along the line [m/s], place (n, 2) [m], heading [rad], curvature [1/m], outward [m].
    does : STANDING, RUNNING or FREE at each node, until the next. seen, felt : nodes with a position; with a speed.
    starts : Nodes where efforts start. standing : which of them from standing.
    zones : Begin and end [s] of each stretch of unknown pace. presses : Nodes at which the button was pressed.
    """

    time: Floats
    arc: Floats
    speed: Floats
    place: Floats
    heading: Floats
    curvature: Floats
    outward: Floats
    does: Numbers
    seen: NDArray[np.bool_]
    felt: NDArray[np.bool_]
    starts: Numbers
    standing: NDArray[np.bool_]
    zones: Floats
    presses: Numbers
    in_place: Floats
    """An error fixed in place, as a basis of unit variance coefficients at each node, (n, k). [m]"""


class Information:
    """The information matrix of the chain (banded, with an arrow of globals), to which rows of evidence are added."""

    def __init__(self, nodes: int, shared: int) -> None:
        self.own = np.zeros((nodes, STATES, STATES))
        self.next = np.zeros((nodes - 1, STATES, STATES))
        self.border = np.zeros((nodes, STATES, shared))
        self.tip = np.zeros((shared, shared))

    def add(self, node: Numbers, local: Floats, shared: Floats, sd: float) -> None:
        """Add rows that are a linear function of one node (m, 13) and of the globals (m, g), known to within sd."""
        local, shared = local / sd, shared / sd
        np.add.at(self.own, node, local[:, :, None] * local[:, None, :])
        np.add.at(self.border, node, local[:, :, None] * shared[:, None, :])
        self.tip += shared.T @ shared

    def covariance(self, node: Numbers, local: Floats, shared: Floats) -> Floats:
        """Give the posterior covariance of linear functions of single nodes and of the globals."""
        nodes = len(self.own)
        band = np.zeros((2 * STATES, nodes * STATES))
        view = band.reshape(2 * STATES, nodes, STATES)
        for column in range(STATES):
            for row in range(STATES):
                if row >= column:
                    view[row - column, :, column] = self.own[:, row, column]
                view[STATES + row - column, :-1, column] = self.next[:, row, column]
        apart = np.zeros((nodes, STATES, len(node)))
        apart[node, :, np.arange(len(node))] = local
        picked = apart.reshape(nodes * STATES, -1)
        border = self.border.reshape(nodes * STATES, -1)
        solved = solveh_banded(band, np.concatenate([picked, border], axis=1), lower=True)
        of_picked, of_border = solved[:, : len(node)], solved[:, len(node) :]
        rest = shared - picked.T @ of_border
        scale = np.diag(self.tip) ** -0.5
        tip = scale[:, None] * (self.tip - border.T @ of_border) * scale
        rest = rest * scale
        found = picked.T @ of_picked + rest @ solve(tip, rest.T, assume_a="pos")
        return np.asarray(0.5 * (found + found.T))


def link(information: Information, course: TrueCourse, known: Beforehand) -> None:
    """Add what links the nodes: the simulator's own processes."""
    noise, n = known.noise, len(course.time)
    usual = float(np.abs(course.speed[course.does == RUNNING]).mean())
    sds = np.array([noise.drift, noise.drift, noise.fast, noise.fast])
    decay, force = np.zeros((STATES, STATES)), np.zeros(STATES)
    rate = math.sqrt(3.0) / VARIATION_SCALE
    decay[S, X] = decay[X, A] = decay[D, E] = decay[J, G] = 1.0
    decay[A, X], decay[A, A] = -(rate**2), -2 * rate
    decay[U, X], decay[U, U] = 1 / known.speed_tau, -1 / known.speed_tau
    for state, tau in zip(
        (N, BX, BY, FX, FY, E, G),
        (LATERAL_TAU, *[noise.drift_tau] * 2, *[noise.fast_tau] * 2, SPEED_TAU, SCALE_TAU),
        strict=True,
    ):
        decay[state, state] = -1 / tau
    force[[BX, BY, FX, FY]] = 2 * sds**2 / [*[noise.drift_tau] * 2, *[noise.fast_tau] * 2]
    force[E] = 2 * noise.speed_noise**2 / SPEED_TAU
    force[G] = 2 * (SCALE_DRIFT * usual * (noise.speed_noise > 0)) ** 2 / SCALE_TAU
    wander = np.array([STANDING_SPEED, known.variation, FREE_SPEED])
    across = np.array([known.lateral, known.lateral, FREE_LATERAL])
    what, which = np.unique(np.stack([np.diff(course.time), course.does[:-1]], axis=1), axis=0, return_inverse=True)
    forces = np.tile(force, (len(what), 1))
    forces[:, A] = 4 * rate**3 * wander[what[:, 1].astype(int)] ** 2
    forces[:, N] = 2 * across[what[:, 1].astype(int)] ** 2 / LATERAL_TAU
    step, spread = _discrete(decay, forces, what[:, 0])
    step, spread = step[which.ravel()], spread[which.ravel()]
    stationary = np.zeros(STATES)
    stationary[[S, D]] = UNKNOWN
    stationary[[BX, BY, FX, FY]], stationary[E] = sds, noise.speed_noise
    stationary[G] = math.sqrt(force[G] * SCALE_TAU / 2)
    first = np.tile(stationary, (n, 1))
    first[:, N] = across[course.does]
    first[:, X] = first[:, U] = wander[course.does]
    first[:, A] = rate * first[:, X]
    for start in course.starts[course.starts > 0]:
        # what he did before tells nothing of how he runs the effort
        step[start - 1][[X, A], :] = 0.0
        spread[start - 1][[X, A], :] = spread[start - 1][:, [X, A]] = 0.0
        spread[start - 1][[X, A], [X, A]] = first[start, [X, A]] ** 2
    precision = np.linalg.inv(spread + 1e-10 * np.eye(STATES))
    pulled = step.transpose(0, 2, 1) @ precision
    information.own[1:] += precision
    information.own[:-1] += pulled @ step
    information.next -= pulled.transpose(0, 2, 1)
    information.own[0][np.diag_indices(STATES)] += 1 / (first[0] ** 2 + 1e-10)


def _discrete(decay: Floats, forces: Floats, dt: Floats) -> tuple[Floats, Floats]:
    """Give transition and covariance of steps of dt [s] of dx = decay x dt + noise of spectral density forces."""
    # C. F. Van Loan, Computing integrals involving the matrix exponential, IEEE Trans. Automatic Control 23 (1978)
    whole = np.zeros((len(dt), 2 * STATES, 2 * STATES))
    whole[:, :STATES, :STATES] = -decay
    whole[:, np.arange(STATES), STATES + np.arange(STATES)] = forces
    whole[:, STATES:, STATES:] = decay.T
    grown = expm(whole * dt[:, None, None])
    step = grown[:, STATES:, STATES:].transpose(0, 2, 1)
    spread = step @ grown[:, :STATES, STATES:]
    return step, 0.5 * (spread + spread.transpose(0, 2, 1))
