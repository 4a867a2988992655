"""The ground of a chart of the track: infield, lanes, finish line, names, scale and north."""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analyzer.charts.palette import GRID, INFIELD, INK, MUTED, PAPER, SMALL, TARTAN
from analyzer.model import Placement, Zone
from analyzer.model.doubt import both_names, finish_in_doubt
from analyzer.oval import LANE_WIDTH, LANES
from analyzer.plane import to_plane

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

LEAST_WIDTH = 180.0
"""Room for the scale bar, the north and the key of the colours side by side. [m]"""
SCALE = 50.0
"""Length of the scale bar. [m]"""
LETTER = 2.6
"""About how wide a letter is on the ground. [m]"""
CENTRED: dict[str, Any] = {"ha": "center", "color": INK, "zorder": 9}


def north_up(track: Placement, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Give metres east and north of the centre for points in the frame of the track."""
    latitude, longitude = track.to_geographic(x, y)
    return to_plane(latitude, longitude, (track.latitude, track.longitude))


def along(track: Placement, arc: Floats, outward: Floats | float = 0.0) -> tuple[Floats, Floats]:
    """Give metres east and north of the centre for places along the runner's line."""
    return north_up(track, *track.line.at(arc, outward))


def ground(axes: "Axes", track: Placement) -> None:
    """Draw the infield, the kerb and the lanes."""
    arc = np.linspace(0.0, track.lap, 161)
    kerb = -track.line.offset
    outer = along(track, arc, kerb + LANE_WIDTH * (LANES - 1))
    inner = along(track, arc, kerb)
    axes.fill(*outer, facecolor=TARTAN, edgecolor=GRID, linewidth=0.8, zorder=1)
    for lane in range(2, LANES):
        axes.plot(*along(track, arc, kerb + LANE_WIDTH * (lane - 1)), color=PAPER, linewidth=0.5, zorder=2)
    axes.fill(*inner, facecolor=INFIELD, edgecolor=MUTED, linewidth=1.0, zorder=3)


def marks(axes: "Axes", track: Placement, start: float) -> None:
    """Mark the finish line, the start where it is known, the zones and the direction of running."""
    kerb, edge = -track.line.offset, -track.line.offset + LANE_WIDTH * (LANES - 1)
    doubt = finish_in_doubt(track)
    for line in (0.0, track.lap / 2) if doubt else (0.0,):
        across = along(track, np.full(2, line), np.array([kerb - 2.0, edge + 3.0]))
        axes.plot(*across, color=INK, linewidth=2.2, zorder=7)
        _beside(axes, track, line, edge + 4.0, "Finish?" if doubt else "Finish")
    if math.isfinite(start):
        x, y = along(track, np.full(1, start), 0.0)
        axes.plot(x, y, "o", color=PAPER, markeredgecolor=INK, markeredgewidth=1.4, markersize=6, zorder=8)
        _beside(axes, track, start, kerb - 3.0, "Start", inside=True)
    straight, turn = track.oval.straight, track.oval.turn(track.lane)
    middles = (turn / 2, turn + straight / 2, 1.5 * turn + straight, 2 * turn + 1.5 * straight)
    for zone, middle in zip(Zone, middles, strict=True):
        name = both_names(zone) if doubt else zone.value
        broken = name.replace(" / ", " /\n") if doubt else name.replace(" ", "\n")
        _label(axes, track, middle, kerb - (10.0 if doubt else 8.0), broken if "turn" in name else name)
    arc = turn + straight * np.array([0.3, 0.7])
    (tail_x, head_x), (tail_y, head_y) = along(track, arc, edge + 5.0)
    axes.annotate(
        "",
        xy=(head_x, head_y),
        xytext=(tail_x, tail_y),
        arrowprops={"arrowstyle": "-|>", "color": MUTED, "linewidth": 1.2},
        zorder=6,
    )


def _beside(axes: "Axes", track: Placement, arc: float, outward: float, text: str, *, inside: bool = False) -> None:
    """Write a word so that it ends (or, inside the track, begins) at a distance outward from the line."""
    (x0, x1), (y0, y1) = along(track, np.full(2, arc), np.array([outward, outward + 1.0]))
    out_x, out_y = x1 - x0, y1 - y0
    room = (abs(out_x) * 0.5 * LETTER * len(text) + abs(out_y) * LETTER) * (-1.0 if inside else 1.0)
    axes.text(x0 + room * out_x, y0 + room * out_y, text, va="center", fontsize=SMALL, fontweight="bold", **CENTRED)


def _label(axes: "Axes", track: Placement, arc: float, outward: float, text: str) -> None:
    """Name a zone, along it where it is straight."""
    (x0, x1), (y0, y1) = along(track, np.array([arc, arc + 1.0]), outward)
    angle = math.degrees(math.atan2(y1 - y0, x1 - x0)) if "straight" in text else 0.0
    style = {**CENTRED, "color": MUTED}
    axes.text(x0, y0, text, va="center", rotation=(angle + 90.0) % 180.0 - 90.0, fontsize=SMALL, **style)


def furniture(axes: "Axes", track: Placement) -> None:
    """Add the scale bar and the arrow to the north, and leave room for them."""
    x, y = along(track, np.linspace(0.0, track.lap, 161), LANE_WIDTH * LANES)
    left, right, low, high = float(x.min()), float(x.max()), float(y.min()), float(y.max())
    middle, half = 0.5 * (left + right), max(0.5 * (right - left) + 8.0, LEAST_WIDTH / 2)
    left = middle - half + 8.0
    axes.set_xlim(middle - half, middle + half)
    axes.set_ylim(low - 24.0, high + 8.0)
    bar = low - 15.0
    axes.plot([left, left + SCALE], [bar, bar], color=INK, linewidth=1.6, solid_capstyle="butt")
    axes.text(left + SCALE / 2, bar + 2.0, f"{SCALE:.0f} m", ha="center", va="bottom", color=MUTED, fontsize=SMALL)
    axes.annotate(
        "N",
        xy=(left + SCALE + 16.0, bar + 9.0),
        xytext=(left + SCALE + 16.0, bar - 3.0),
        ha="center",
        va="center",
        color=MUTED,
        fontsize=SMALL,
        arrowprops={"arrowstyle": "-|>", "color": MUTED, "linewidth": 1.0, "shrinkA": 3, "shrinkB": 0},
    )
