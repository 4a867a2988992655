"""Where the runner can run: the lane's line of a track, and ways through streets and parks, in the track's frame."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from analyzer.model import Floats
from analyzer.oval import Line, Oval

_SPACING = 0.25
"""Between the points of a way. [m]"""


@dataclass(frozen=True, eq=False)
class Way:
    """A way off the track as a row of close points.

    along : Distance from its beginning [m]. x, y : in the frame of the track [m].
    closed : The end joins the beginning, and a runner may go round and round.
    heights : Of the points, above the first one [m]; None for level ground.
    """

    along: Floats
    x: Floats
    y: Floats
    closed: bool = False
    heights: Floats | None = None

    @property
    def length(self) -> float:
        """Length of the way, or of one round. [m]"""
        return float(self.along[-1])

    def at(self, arc: Floats, outward: Floats) -> tuple[Floats, Floats]:
        """Give x and y of distances along the way, moved to its right by `outward`. [m]"""
        place = np.mod(arc, self.length) if self.closed else arc
        x, y = np.interp(place, self.along, self.x), np.interp(place, self.along, self.y)
        heading = np.unwrap(np.arctan2(np.gradient(self.y), np.gradient(self.x)))
        turned = np.interp(place, self.along, heading)
        return x + outward * np.sin(turned), y - outward * np.cos(turned)


Course = Line | Way


def height_of(course: Course, arc: Floats) -> Floats:
    """Give the height of distances along a course; a track is level. [m]"""
    if isinstance(course, Line) or course.heights is None:
        return np.zeros_like(arc)
    return np.interp(np.mod(arc, course.length) if course.closed else arc, course.along, course.heights)


def _way(points: NDArray[np.float64], *, closed: bool = False) -> Way:
    """Make a way of equally spaced points through a dense polyline."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    kept = np.concatenate([[True], steps > 1e-9])
    points = points[kept]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    even = np.linspace(0.0, along[-1], max(2, round(float(along[-1]) / _SPACING) + 1))
    return Way(even, np.interp(even, along, points[:, 0]), np.interp(even, along, points[:, 1]), closed)


def _rounded(before: Floats, at: Floats, after: Floats, radius: float) -> NDArray[np.float64]:
    """Give the points of a street turn, a parabola that leaves both streets `radius` before the crossing."""
    back, ahead = before - at, after - at
    enter = at + back * min(0.5, radius / float(np.hypot(*back)))
    leave = at + ahead * min(0.5, radius / float(np.hypot(*ahead)))
    part = np.linspace(0.0, 1.0, 24)[:, None]
    return np.asarray((1 - part) ** 2 * enter + 2 * part * (1 - part) * at + part**2 * leave)


def through(crossings: Sequence[tuple[float, float]], *, radius: float, closed: bool = False) -> Way:
    """Make a way through street crossings, each turn rounded over `radius` on both sides. [m]"""
    places = [np.array(crossing, dtype=float) for crossing in crossings]
    if closed:
        places = [(places[0] + places[-1]) / 2, *places, (places[0] + places[-1]) / 2]
    pieces = [places[0][None, :]]
    pieces += [_rounded(*three, radius) for three in zip(places, places[1:], places[2:], strict=False)]
    pieces.append(places[-1][None, :])
    return _way(np.concatenate(pieces), closed=closed)


def streets(rng: Generator, *, length: float = 1500.0) -> Way:
    """Make a run through a town: blocks of 60-180 m, right angles and a few slanting streets."""
    place, heading, crossings, run = np.zeros(2), rng.uniform(0, 2 * np.pi), [(0.0, 0.0)], 0.0
    while run < length:
        block = float(rng.uniform(60.0, 180.0))
        place = place + block * np.array([np.cos(heading), np.sin(heading)])
        crossings.append((float(place[0]), float(place[1])))
        heading += float(rng.choice([-np.pi / 2, 0.0, 0.0, np.pi / 2, 0.5, -0.4]))
        run += block
    return through(crossings, radius=5.0)


def to_track(rng: Generator, oval: Oval, lane: int, arc: float, *, length: float = 900.0) -> Way:
    """Make a way through streets that ends on the lane's line at an arc position, in the direction of running."""
    line = oval.line(lane)
    end_x, end_y = (float(value) for value in line.at(arc))
    heading = float(line.heading(arc))
    ahead, right = np.array([np.cos(heading), np.sin(heading)]), np.array([np.sin(heading), -np.cos(heading)])
    end = np.array([end_x, end_y])
    gate = end - 25.0 * ahead
    kerb = gate - 35.0 * ahead + 18.0 * right
    crossings, place, side, run = [end, gate, kerb], kerb, 1.0, 60.0
    while run < length:
        block = float(rng.uniform(60.0, 160.0))
        place = place + block * (right if side > 0 else -ahead)
        side = -side
        crossings.append(place)
        run += block
    return through([(float(x), float(y)) for x, y in reversed(crossings)], radius=6.0)


def city_block(rng: Generator, *, perimeter: float = 420.0, rounded: bool = False) -> Way:
    """Make a block of four streets, run round and round: right angles, or turns rounded over 8-15 m."""
    long_side = float(rng.uniform(0.26, 0.36)) * perimeter
    short_side = perimeter / 2 - long_side
    radius = float(rng.uniform(8.0, 15.0)) if rounded else 2.0
    crossings = [(0.0, 0.0), (long_side, 0.0), (long_side, short_side), (0.0, short_side)]
    return through(crossings, radius=radius, closed=True)


def park_oval(rng: Generator) -> Way:
    """Make the path round a pond or a lawn: nearly an ellipse, 430-600 m round."""
    perimeter, flatness = float(rng.uniform(430.0, 600.0)), float(rng.uniform(0.45, 0.85))
    angle = np.linspace(0.0, 2 * np.pi, 1441)
    bumps = 1.0 + sum(float(rng.normal(0, 0.025)) * np.cos(k * angle + rng.uniform(0, 2 * np.pi)) for k in (2, 3, 4))
    points = np.column_stack([np.cos(angle) * bumps, flatness * np.sin(angle) * bumps])
    return _way(points * (perimeter / float(np.hypot(*np.diff(points, axis=0).T).sum())), closed=True)
