"""The information bound: how exact the best of all estimators could be on a simulated recording.

The recording is a Gaussian chain linearised about the true motion, with the noise levels of the simulator known: the
posterior covariance of that chain (the Bayesian Cramer-Rao bound) is below the mean square error of any estimator. It
is given the shape, the lane, the direction, the home straight and where the efforts start on the line; not the pose of
the track, the watch's lag, delay, filter and scale, the moment of a standing start, or the pace in each zone.
"""

import numpy as np
from chain import BX, BY, FX, FY, RUNNING, STATES, Beforehand, D, E, G, Information, J, N, S, TrueCourse, U, link
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from analyzer.simulate.signals import low_pass

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

CX, CY, PHI, FILTER, LAG, DELAY, DAMPING, SCALE = range(8)
GLOBALS = 8
"""Pose of the track; of the watch: time constant of its positions' filter, their lag, delay and time constant of its
speed, scale of its speed."""
ROUNDING, SPEED_ROUNDING, DISTANCE_ROUNDING = 0.005, 0.002, 0.005
"""Of the file; a little more than it is, which keeps the matrices sound. [m, m/s, m]"""
STILL = 0.35
"""Below this speed the watch says 0. [m/s]"""
FINE = 0.1
"""Step of the grid on which the watch's filter is applied. [s]"""


def crossing_covariance(course: TrueCourse, nodes: Numbers, known: Beforehand) -> Floats:
    """Give the least covariance of the times at which the runner is where he is at these nodes. [s2]"""
    with threadpool_limits(limits=1):
        return _crossing_covariance(course, nodes, known)


def _crossing_covariance(course: TrueCourse, nodes: Numbers, known: Beforehand) -> Floats:
    shared = _Shared(course, known)
    information = Information(len(course.time), shared.count)
    link(information, course, known)
    information.tip[np.diag_indices(shared.count)] += shared.sd**-2.0
    shared.mark(information)
    shared.positions(information)
    if known.with_speed and course.felt.any():
        shared.speeds(information)
    if len(course.presses):
        information.add(course.presses, *shared.crossings(course.presses), known.press)
    return information.covariance(nodes, *shared.crossings(nodes))


class _Shared:
    """What all evidence says of the globals: pose, watch, moments of standing starts, paces of zones, place errors."""

    def __init__(self, course: TrueCourse, known: Beforehand) -> None:
        self.course, self.known = course, known
        onsets, zones, waves = int(course.standing.sum()), len(course.zones), course.in_place.shape[1]
        self.onsets = slice(GLOBALS, GLOBALS + onsets)
        self.zones = slice(self.onsets.stop, self.onsets.stop + zones)
        self.in_place = (slice(self.zones.stop, self.zones.stop + waves), slice(self.zones.stop + waves, None))
        self.count = self.zones.stop + 2 * waves
        self.sd = np.ones(self.count)
        self.sd[:DELAY] = [known.pose, known.pose, known.turned, known.filter, known.lag]
        self.sd[DELAY:GLOBALS] = known.delay, known.damping, known.scale
        self.sd[self.onsets], self.sd[self.zones] = known.onset, known.level
        fine = np.arange(course.time[0], course.time[-1] + FINE, FINE)
        passed = low_pass(np.interp(fine, course.time, course.speed), FINE, tau=known.speed_tau)
        self.felt_speed = np.interp(course.time, fine, passed)
        self.felt_rise = np.interp(course.time, fine, np.gradient(passed, FINE))
        damped = low_pass(np.interp(fine, course.time, course.speed), FINE, tau=known.speed_tau + FINE)
        self.felt_damping = np.interp(course.time, fine, (damped - passed) / FINE)
        arc = np.interp(fine, course.time, course.arc)
        seen = [
            np.interp(fine + tau, fine, low_pass(arc, FINE, tau=tau))
            for tau in (known.filter_tau, known.filter_tau + FINE)
        ]
        self.seen_filter = np.interp(course.time, fine, (seen[1] - seen[0]) / FINE)

    def _ahead(self) -> Floats:
        """Give how far ahead the globals put the runner at each node. [m]"""
        course = self.course
        ahead = np.zeros((len(course.time), self.count))
        ahead[:, self.onsets] = -course.speed[:, None] * self._since_onset()
        begin, end = course.zones[:, 0], course.zones[:, 1]
        ahead[:, self.zones] = np.clip(course.time[:, None] - begin, 0.0, end - begin)
        return ahead

    def _since_onset(self) -> Floats:
        """Tell the nodes from each standing start to the next start. (n, onsets)"""
        course, number = self.course, np.arange(len(self.course.time))
        ends = np.append(course.starts, len(number))[1:]
        rows = [(number > a) & (number < b) for a, b in zip(course.starts, ends, strict=True)]
        return (
            np.array(rows, dtype=float).reshape(len(course.starts), -1)[course.standing].T
            if rows
            else np.zeros((len(number), 0))
        )

    def _faster(self) -> Floats:
        """Give how much faster the globals make the watch's low-passed speed. [m/s]"""
        course = self.course
        faster = np.zeros((len(course.time), self.count))
        faster[:, self.onsets] = -self.felt_rise[:, None] * self._since_onset()
        after = np.maximum(course.time[:, None, None] - course.zones, 0.0)
        risen = 1.0 - np.exp(-after / self.known.speed_tau)
        faster[:, self.zones] = risen[:, :, 0] - risen[:, :, 1]
        faster[:, DELAY], faster[:, DAMPING] = -self.felt_rise, self.felt_damping
        return faster

    def mark(self, information: Information) -> None:
        """Put the runner on the mark at each standing start."""
        starts = self.course.starts[self.course.standing]
        local = np.zeros((len(starts), STATES))
        local[:, S] = 1.0
        information.add(starts, local, self._ahead()[starts], self.known.mark)

    def positions(self, information: Information) -> None:
        """Add the positions."""
        course, at = self.course, np.flatnonzero(self.course.seen)
        heading, curvature = course.heading[at], course.curvature[at]
        along = np.stack([np.cos(heading), np.sin(heading)], axis=1)
        out = np.stack([along[:, 1], -along[:, 0]], axis=1)
        stretched = along * (1 + curvature * course.outward[at])[:, None]
        speed, ahead = course.speed[at], self._ahead()[at]
        sd = float(np.hypot(self.known.noise.white, ROUNDING))
        for axis, (slow, fast, centre) in enumerate(((BX, FX, CX), (BY, FY, CY))):
            local = np.zeros((len(at), STATES))
            local[:, S], local[:, N], local[:, slow], local[:, fast] = stretched[:, axis], out[:, axis], 1.0, 1.0
            shared = ahead * stretched[:, axis, None]
            shared[:, centre] = 1.0
            shared[:, PHI] = course.place[at, 0] if axis else -course.place[at, 1]
            cut = self.known.filter_tau * speed**2 * curvature
            shared[:, FILTER] = self.seen_filter[at] * stretched[:, axis] - cut * out[:, axis]
            shared[:, LAG] = -speed * stretched[:, axis]
            shared[:, self.in_place[axis]] = course.in_place[at]
            information.add(at, local, shared, sd)

    def speeds(self, information: Information) -> None:
        """Add the watch's speed, and its distance, which is the sum of it."""
        at = np.flatnonzero(self.course.felt & (np.abs(self.felt_speed) > STILL))
        sign, tau = np.sign(self.felt_speed[at]), self.known.speed_tau
        local, shared = np.zeros((len(at), STATES)), self._faster()[at] * sign[:, None]
        local[:, U], local[:, E], local[:, G] = sign, 1.0, 1.0
        shared[:, SCALE] = np.abs(self.felt_speed[at])
        information.add(at, local, shared, SPEED_ROUNDING)
        if not self.known.with_distance:
            return
        at = np.flatnonzero(self.course.felt & (self.course.does == RUNNING))
        local = np.zeros((len(at), STATES))
        local[:, S], local[:, U], local[:, D], local[:, J] = 1.0, -tau, 1.0, 1.0
        shared = self._ahead()[at] - tau * self._faster()[at]
        shared[:, DELAY] = -self.felt_speed[at]
        shared[:, DAMPING] -= self.felt_speed[at]
        shared[:, SCALE] = self.course.arc[at] - self.course.arc[at[0]]
        information.add(at, local, shared, DISTANCE_ROUNDING)

    def crossings(self, nodes: Numbers) -> tuple[Floats, Floats]:
        """Give how late the runner is at his true places at these nodes, from the chain and from the globals. [s]"""
        course = self.course
        moving = ~np.isin(nodes, course.starts[course.standing])
        speed = np.where(moving, course.speed[nodes], 1.0)
        local, shared = np.zeros((len(nodes), STATES)), np.zeros((len(nodes), self.count))
        local[:, S] = np.where(moving, -1.0 / speed, 0.0)
        shared[moving] = -self._ahead()[nodes[moving]] / speed[moving, None]
        for number, start in enumerate(course.starts[course.standing]):
            shared[nodes == start, GLOBALS + number] = 1.0
        return local, shared
