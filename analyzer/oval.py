r"""The geometry of a running track: laps, lanes, staggers; arc position to metres on a plane and back.

The frame of the track: the origin is its centre; x runs along the home straight in the direction of running; the
running is anticlockwise; arc position 0 is the finish line, at the end of the home straight.

            <--- back straight ---
          .---------------------------.      y
    back /                             \     ^
    turn |             o               | first turn
         \                             /     +--> x
          '---------------------------'|
             --- home straight --->    0 = finish line

Lengths are measured 0.30 m out from the kerb in lane 1 and 0.20 m out from the inner line in every other lane
(World Athletics, Track and Field Facilities Manual).
"""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analyzer.errors import OptionError
from analyzer.units import MILE

Floats = NDArray[np.float64]

LANE_WIDTH = 1.22
KERB_TO_LINE = 0.30
"""From the kerb to the line measured in lane 1. [m]"""
LANE_LINE_TO_LINE = 0.20
"""From the painted line to the line measured in lanes 2 and out. [m]"""
LANES = 9


@dataclass(frozen=True)
class Oval:
    """A track: two equal straights joined by two equal turns, each a row of arcs.

    shape : Its name in the JSON of an analysis.
    straight : Length of one straight. [m]
    arcs : Angle [rad] and kerb radius [m] of each arc of one turn; the angles add up to pi.
    """

    shape: str
    straight: float
    arcs: tuple[tuple[float, float], ...]

    @cached_property
    def kerb_turn(self) -> float:
        """Length of one turn along the kerb. [m]"""
        return sum(angle * radius for angle, radius in self.arcs)

    @cached_property
    def radius(self) -> float:
        """Mean kerb radius of the turns (their length over pi). [m]"""
        return self.kerb_turn / math.pi

    @cached_property
    def width(self) -> float:
        """Distance between the kerbs of the two straights. [m]"""
        heading, across = 0.0, 0.0
        for angle, radius in self.arcs:
            across += radius * (math.cos(heading) - math.cos(heading + angle))
            heading += angle
        return across

    def turn(self, lane: int = 1) -> float:
        """Length of one turn along the line measured for a lane. [m]"""
        return self.kerb_turn + math.pi * line_offset(lane)

    def lap(self, lane: int = 1) -> float:
        """Length of a lap along the line measured for a lane. [m]"""
        return 2.0 * (self.straight + self.turn(lane))

    def line(self, lane: int = 1) -> "Line":
        """Give the line that is measured for a lane."""
        return line_at(self, line_offset(lane))


@dataclass(frozen=True, eq=False)
class Line:
    """A closed line round the track at a fixed distance outside the kerb, cut into straights and arcs.

    The arrays have one entry a piece: where it starts along the line [m], its length [m], the place [m] and heading
    [rad] of its start in the frame of the track, its curvature [1/m].
    """

    offset: float
    starts: Floats
    lengths: Floats
    x: Floats
    y: Floats
    headings: Floats
    curvatures: Floats

    @property
    def lap(self) -> float:
        """Length of the line. [m]"""
        return float(self.starts[-1] + self.lengths[-1])

    def _piece(self, arc: Floats) -> tuple[NDArray[np.intp], Floats]:
        along = np.mod(arc, self.lap)
        piece = np.clip(np.searchsorted(self.starts, along, side="right") - 1, 0, len(self.starts) - 1)
        return piece, along - self.starts[piece]

    def heading(self, arc: ArrayLike) -> Floats:
        """Direction of running at an arc position, unwrapped within the lap. [rad]"""
        piece, along = self._piece(np.asarray(arc, dtype=float))
        return self.headings[piece] + self.curvatures[piece] * along

    def curvature(self, arc: ArrayLike) -> Floats:
        """Curvature of this line at an arc position. [1/m]"""
        piece, _ = self._piece(np.asarray(arc, dtype=float))
        return self.curvatures[piece]

    def at(self, arc: ArrayLike, outward: ArrayLike = 0.0) -> tuple[Floats, Floats]:
        """Give x and y [m] of arc positions [m], moved outward from the line by `outward` [m]."""
        piece, along = self._piece(np.asarray(arc, dtype=float))
        start, curvature = self.headings[piece], self.curvatures[piece]
        heading = start + curvature * along
        curved = np.abs(curvature) > 1e-9
        safe = np.where(curved, curvature, 1.0)
        x = self.x[piece] + np.where(curved, (np.sin(heading) - np.sin(start)) / safe, along * np.cos(start))
        y = self.y[piece] + np.where(curved, (np.cos(start) - np.cos(heading)) / safe, along * np.sin(start))
        out = np.asarray(outward, dtype=float)
        return x + out * np.sin(heading), y - out * np.cos(heading)

    def project(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Give the arc position [m, 0..lap) nearest to points, and how far outward of the line they lie [m]."""
        px, py = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        best_arc = np.zeros(np.broadcast(px, py).shape)
        best_out = np.full_like(best_arc, np.inf)
        for start, length, x0, y0, heading, curvature in zip(
            self.starts, self.lengths, self.x, self.y, self.headings, self.curvatures, strict=True
        ):
            if abs(curvature) < 1e-9:
                sin, cos = np.sin(heading), np.cos(heading)
                along = np.clip((px - x0) * cos + (py - y0) * sin, 0.0, length)
                qx, qy = x0 + along * cos, y0 + along * sin
            else:
                cx, cy = x0 - np.sin(heading) / curvature, y0 + np.cos(heading) / curvature
                angle = np.arctan2(py - cy, px - cx) - (heading - np.pi / 2)
                middle = 0.5 * length * curvature
                along = np.clip((np.mod(angle - middle + np.pi, 2 * np.pi) - np.pi + middle) / curvature, 0.0, length)
                turned = heading + curvature * along
                sin, cos = np.sin(turned), np.cos(turned)
                qx = x0 + (sin - np.sin(heading)) / curvature
                qy = y0 + (np.cos(heading) - cos) / curvature
            side = (px - qx) * sin - (py - qy) * cos
            out = np.copysign(np.hypot(px - qx, py - qy), side)
            nearer = np.abs(out) < np.abs(best_out)
            best_arc = np.where(nearer, start + along, best_arc)
            best_out = np.where(nearer, out, best_out)
        return np.mod(best_arc, self.lap), best_out


@lru_cache(maxsize=256)
def line_at(oval: Oval, offset: float) -> Line:
    """Give the line at a distance outside the kerb. [m]"""
    pieces = [(angle * (radius + offset), 1.0 / (radius + offset)) for angle, radius in oval.arcs]
    pieces.append((oval.straight, 0.0))
    pieces += pieces
    lengths = np.array([length for length, _ in pieces])
    curvatures = np.array([curvature for _, curvature in pieces])
    x, y, headings = np.zeros(len(pieces)), np.zeros(len(pieces)), np.zeros(len(pieces))
    x[0], y[0] = oval.straight / 2, -(oval.width / 2 + offset)
    for i in range(len(pieces) - 1):
        h, curvature, length = headings[i], curvatures[i], lengths[i]
        headings[i + 1] = h + curvature * length
        if curvature:
            x[i + 1] = x[i] + (math.sin(headings[i + 1]) - math.sin(h)) / curvature
            y[i + 1] = y[i] + (math.cos(h) - math.cos(headings[i + 1])) / curvature
        else:
            x[i + 1], y[i + 1] = x[i] + length * math.cos(h), y[i] + length * math.sin(h)
    starts = np.concatenate([[0.0], np.cumsum(lengths)[:-1]])
    return Line(offset, starts, lengths, x, y, headings, curvatures)


def line_offset(lane: int) -> float:
    """Distance from the kerb of lane 1 to the line measured for a lane. [m]

    >>> round(line_offset(8), 2)
    8.74
    """
    if not 1 <= lane <= LANES:
        raise OptionError(f"lane {lane} does not exist; lanes go from 1 to {LANES}")
    return KERB_TO_LINE if lane == 1 else LANE_WIDTH * (lane - 1) + LANE_LINE_TO_LINE


def simple_oval(straight: float, radius: float, *, shape: str = "fitted") -> Oval:
    """Make a track of straights [m] and half-circle turns of a kerb radius [m]."""
    return Oval(shape, straight, ((math.pi, radius),))


def _double_turn(name: str, straight: float, middle: tuple[float, float], side: tuple[float, float]) -> Oval:
    sides = (math.radians(side[0]), side[1])
    return Oval(name, straight, (sides, (math.radians(middle[0]), middle[1]), sides))


def _oval_of_lap(name: str, lap: float, straight: float) -> Oval:
    return simple_oval(straight, (lap - 2 * straight) / (2 * math.pi) - KERB_TO_LINE, shape=name)


STANDARD = simple_oval(84.39, 36.50, shape="standard")
EQUAL_QUADRANT = _oval_of_lap("equal_quadrant", 400.0, 100.0)
DOUBLE_BEND_A = _double_turn("double_bend_a", 79.996, (40.0, 51.543), (70.0, 34.000))
DOUBLE_BEND_B = _double_turn("double_bend_b", 98.52, (60.0, 48.000), (60.0, 24.000))
DOUBLE_BEND_C = _double_turn("double_bend_c", 97.256, (74.04, 40.022), (52.98, 27.082))
YARDS_440 = _oval_of_lap("yards_440", MILE / 4, 100.584)
M300 = _oval_of_lap("m300", 300.0, 60.0)
M200 = _oval_of_lap("m200", 200.0, 100.0 - math.pi * 17.2)

SHAPES: dict[str, Oval] = {
    oval.shape: oval
    for oval in (
        STANDARD,
        EQUAL_QUADRANT,
        DOUBLE_BEND_A,
        DOUBLE_BEND_B,
        DOUBLE_BEND_C,
        YARDS_440,
        M300,
        M200,
    )
}
"""The known shapes by name. The double-turn shapes close at 400 m; 440 yd has quadrants of 110 yd."""

MILE_START = 9.344
"""The mile starts this far before the finish line. [m]"""


def lap_length(lane: int = 1, oval: Oval = STANDARD) -> float:
    """Length of a lap along the line measured for a lane. [m]

    >>> round(lap_length(lane=8), 2)
    453.03
    """
    return oval.lap(lane)


def turn_length(lane: int = 1, oval: Oval = STANDARD) -> float:
    """Length of one turn along the line measured for a lane. [m]

    >>> round(turn_length(), 2)
    115.61
    """
    return oval.turn(lane)


def stagger(lane: int, *, laps: float = 1.0, oval: Oval = STANDARD) -> float:
    """How much farther than lane 1 a lane's line goes in a number of laps. [m]

    >>> round(stagger(8), 2)
    53.03
    """
    return laps * (oval.lap(lane) - oval.lap(1))
