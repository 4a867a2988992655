"""Fit an oval to the running by robust least squares on the distances from its line."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.oval import Oval
from analyzer.survey.running import Running

Floats = NDArray[np.float64]

X, Y, ANGLE, OUT, CUT, STRAIGHT = range(6)
"""Middle [m], bearing from east [rad], distance outward of the line of lane 1 [m], cut of turns [s2], straight [m]."""
SCALE = 2.5
"""Where the robust weights begin to fall. [m]"""
AGREE = 0.6
"""A point is of the oval where its heading differs by less, to and fro. [rad]"""
FORGET = 8.0
"""Errors forget over so long: points nearer in time are one. [s]"""
CUT_MEAN, CUT_SD = 0.6, 0.5
"""The watch's filter pulls a turn inward by this times v^2 / r. [s2]"""
OUT_MEAN, OUT_SD = 0.5, 3.0
"""Where runners run, outward of the line of lane 1. [m]"""
FAR = 12.0
"""A point farther off counts no more. [m]"""

_STEPS = np.array([0.3, 0.3, 0.004, 0.2, 0.2, 0.5])
_LONGEST = np.array([10.0, 10.0, 0.15, 4.0, 1.0, 8.0])


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted oval: its parameters, their covariance, and what is left unexplained (lower is better)."""

    numbers: Floats
    covariance: Floats
    oval: Oval
    side: int
    cost: float


def beside(running: Running, values: Floats, oval: Oval, side: int) -> tuple[Floats, Floats, Floats]:
    """Give the distance outward [m], arc position [m] and difference of heading [rad] of points on a fitted oval."""
    sin, cos = math.sin(values[ANGLE]), math.cos(values[ANGLE])
    east, north = running.x - values[X], running.y - values[Y]
    line = oval.line()
    arc, out = line.project(east * cos + north * sin, side * (north * cos - east * sin))
    along = side * (running.heading - values[ANGLE]) - line.heading(arc)
    turned = np.abs((along + np.pi) % (2 * np.pi) - np.pi)
    rest = out - values[OUT] + values[CUT] * running.speed**2 * line.curvature(arc)
    return rest, arc, np.minimum(turned, np.pi - turned)


def _slope(running: Running, values: Floats, oval: Oval, side: int, arc: Floats) -> Floats:
    """Give how the distances outward change with middle, bearing, offset and cut, (n, 5).

    The distance changes with the part of a shift that points outward of the line.
    """
    sin, cos = math.sin(values[ANGLE]), math.cos(values[ANGLE])
    east, north = running.x - values[X], running.y - values[Y]
    line = oval.line()
    heading = line.heading(arc)
    out_x, out_y = np.sin(heading), -np.cos(heading)
    ahead, left = east * cos + north * sin, north * cos - east * sin
    return np.column_stack(
        [
            -out_x * cos + out_y * side * sin,
            -out_x * sin - out_y * side * cos,
            out_x * left - out_y * side * ahead,
            -np.ones(len(arc)),
            running.speed**2 * line.curvature(arc),
        ]
    )


def fit(
    running: Running, start: Floats, oval_of: Callable[[Floats], Oval], side: int, sd: Floats, *, rounds: int = 14
) -> Fit | None:
    """Fit middle, bearing, offset, cut and, where `start` has it, the straight; sd : of the prior about the start."""
    values, free = start.copy(), len(start)
    gate = 25.0
    for _ in range(rounds):
        rest, arc, turned = beside(running, values, oval_of(values), side)
        on = (turned < AGREE) & (np.abs(rest) < gate)
        if on.sum() < 30:
            return None
        used = running.only(on)
        slope = _slope(used, values, oval_of(values), side, arc[on])
        if free > STRAIGHT:
            longer = values.copy()
            longer[STRAIGHT] += _STEPS[STRAIGHT]
            change = (beside(used, longer, oval_of(longer), side)[0] - rest[on]) / _STEPS[STRAIGHT]
            slope = np.column_stack([slope, change])
        weight = used.metres / used.metres.mean() / np.sqrt(1 + (rest[on] / SCALE) ** 2)
        weight *= min(running.interval / FORGET, 1.0) / SCALE**2
        normal = (slope * weight[:, None]).T @ slope + np.diag(sd**-2.0)
        pull = -(slope * weight[:, None]).T @ rest[on] - (values - start) / sd**2
        step = np.linalg.solve(normal, pull)
        values = values + np.clip(step, -_LONGEST[:free], _LONGEST[:free])
        gate = max(gate * 0.8, 10.0)
        if (np.abs(step) < 0.1 * _STEPS[:free]).all():
            break
    oval = oval_of(values)
    rest, _, turned = beside(running, values, oval, side)
    beyond = np.log1p((FAR / SCALE) ** 2)
    miss = np.where(turned < AGREE, np.minimum(np.log1p((rest / SCALE) ** 2), beyond), beyond)
    independent = min(running.interval / FORGET, 1.0)
    cost = float((miss * running.metres).sum() / running.metres.mean()) * independent
    cost += float((((values - start) / sd)[OUT:] ** 2).sum()) / 2
    return Fit(values, np.asarray(np.linalg.inv(normal), dtype=np.float64), oval, side, cost)
