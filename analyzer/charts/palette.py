"""The one palette, by meaning, safe for colour-blind eyes; and the look of the axes.

The colours of meaning are those of Okabe and Ito (Color Universal Design, 2008).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analyzer.charts.slots import Kept
from analyzer.model import RecoveryKind, ZoneEffort
from analyzer.units import format_pace, format_time, pace_per, pace_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#1b2530"
MUTED = "#5d6b7a"
GRID = "#d5dbe2"
PAPER = "#ffffff"
INFIELD = "#eef4ea"
TARTAN = "#f6e3da"
"""The neutral colours; the page gives each of them another value on a dark screen."""

EFFORT = {
    ZoneEffort.SETTLE: "#009e73",
    ZoneEffort.COAST: "#56b4e9",
    ZoneEffort.SURGE: "#d55e00",
    ZoneEffort.HOLD: "#e69f00",
    ZoneEffort.ALL_OUT: "#cc79a7",
    ZoneEffort.KICK: "#f0e442",
}
TURN = "#d55e00"
STRAIGHT = "#56b4e9"
REP = "#e69f00"
PACE = "#0072b2"
EASY, MODERATE, HARD, LONG, RACE = "#56b4e9", "#e69f00", "#d55e00", "#009e73", "#cc79a7"
"""How hard running was, a long run, a trial; dark letters can be read on each of them."""
HEART_RATE = "#c23b5a"
CADENCE = "#7b62c4"
ALTITUDE = "#8c6d46"
FASTER, SLOWER = "#d55e00", PACE
KEPT = {
    Kept.IN_TARGET: "#009e73",
    Kept.FAST: "#d55e00",
    Kept.SLOW: "#56b4e9",
    Kept.NO_TARGET: REP,
    Kept.NOT_RUN: MUTED,
}
RECOVERY = {RecoveryKind.STAND: 0.95, RecoveryKind.WALK: 0.6, RecoveryKind.JOG: 0.3}
"""How dark the quiet colour is for each kind of recovery: the more rest, the darker."""

SMALL = 9.0
"""Size of text, to be read on a phone at the width of its screen. [pt]"""
WIDTH = 5.5
"""Width of a chart. [in]"""

_PACE_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300)
_CLOCK_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600)


def dress(axes: "Axes", *, grid: bool = True) -> None:
    """Give the axes the look of the house: no box, light horizontal lines, quiet text."""
    axes.set_facecolor("none")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(colors=MUTED, labelsize=SMALL, length=0, pad=4)
    axes.xaxis.label.set(color=MUTED, fontsize=SMALL)
    axes.yaxis.label.set(color=MUTED, fontsize=SMALL)
    if grid:
        axes.grid(visible=True, axis="y", color=GRID, linewidth=0.6)
        axes.set_axisbelow(True)


def pace_axis(
    axes: "Axes", speeds: Sequence[float], *, least: float = 0.4, room: float = 0.0, per: float | None = None
) -> None:
    """Fit the axis of speed [m/s] to the speeds, faster above, and label it in min/km, or in the time over `per` [m].

    least : the smallest span that is shown. [m/s]   room : left free above, as a share of the span.
    """
    known = np.asarray(speeds, dtype=float)
    known = known[np.isfinite(known) & (known > 0.3)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (2.0, 5.0)
    span = max(high - low, least)
    middle = 0.5 * (low + high)
    bottom, top = max(middle - 0.58 * span, 0.4), middle + (0.58 + room) * span
    ticks = pace_ticks(bottom, top, per=per)
    axes.set_ylim(bottom, top)
    axes.set_yticks(ticks, [format_pace(speed, per=per) for speed in ticks])
    name = pace_unit() if per is None or per == pace_per() else f"time over {per:.0f} m"
    axes.set_ylabel(name, color=MUTED, fontsize=SMALL)


def clock_axis(axes: "Axes", seconds: Sequence[float], *, room: float = 0.0, most: int = 5) -> None:
    """Fit the axis to times from zero, longer above. [s]"""
    known = np.asarray(seconds, dtype=float)
    known = known[np.isfinite(known)]
    top = float(known.max()) if len(known) else 1.0
    step = next((step for step in _CLOCK_STEPS if top / step <= most), _CLOCK_STEPS[-1])
    ticks = np.arange(0.0, top + 0.01, step)
    axes.set_ylim(0.0, top * (1.06 + room))
    axes.set_yticks(ticks, [format_time(tick, decimals=0) for tick in ticks])


def pace_ticks(bottom: float, top: float, *, most: int = 6, per: float | None = None) -> list[float]:
    """Give the speeds [m/s] between two speeds at which the time over `per` [m] is round.

    >>> [format_pace(speed) for speed in pace_ticks(3.9, 5.1)]
    ['4:15', '4:00', '3:45', '3:30']
    """
    per = pace_per() if per is None else per
    slow, fast = per / bottom, per / top
    step = next((step for step in _PACE_STEPS if (slow - fast) / step <= most), _PACE_STEPS[-1])
    paces = np.arange(np.floor(slow / step) * step, fast, -step)
    return [per / float(pace) for pace in paces]
