"""Lines over one axis: the pace above, heart rate, cadence or altitude below."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analyzer.charts.palette import ALTITUDE, CADENCE, HEART_RATE, MUTED, SMALL, dress
from analyzer.charts.subject import sensor
from analyzer.model import Analysis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

POINTS = 900
"""A line of more points than this is thinned."""
WALK = 2.0
"""The axis is laid out for what is faster than a walk. [m/s]"""
STANDING = 1.2
"""Slower than this is standing or strolling, and has no pace. [m/s]"""
HEIGHT, BETWEEN = 0.2, 0.04
"""Of a panel under the pace, and above it, as shares of the height."""
KNOWN = 0.2
"""A sensor that was silent for more than the rest of the time is not drawn."""


@dataclass(frozen=True)
class Trace:
    """What is drawn along the axis: x [m, or min], speed and its error [m/s], heart rate and cadence [1/min].

    altitude : [m]
    """

    x: Floats
    speed: Floats
    error: Floats
    heart_rate: Floats
    cadence: Floats
    altitude: Floats


@dataclass(frozen=True)
class Panel:
    """A line under the pace: its name, unit, values and colour, and the least span of its axis."""

    name: str
    unit: str
    values: Floats
    colour: str
    least: float = 6.0


def trace(analysis: Analysis, x: Floats, elapsed: Floats, speed: Floats, error: Floats, altitude: Floats) -> Trace:
    """Make the lines; means over equal counts of samples where there are more than can be seen."""
    sensors = [sensor(analysis, name, elapsed) for name in ("heart_rate", "cadence")]
    values = np.vstack([x, speed, error, *sensors, altitude])
    count = -(-values.shape[1] // POINTS)
    if count > 1:
        kept = values.shape[1] // count * count
        values = values[:, :kept].reshape(len(values), -1, count).mean(axis=2)
    values[1] = np.where(values[1] > STANDING, values[1], np.nan)
    return Trace(*values)


def sensors(drawn: Trace) -> list[Panel]:
    """Give the panels of those sensors that were heard for long enough."""
    found = (
        Panel("heart rate", "1/min", drawn.heart_rate, HEART_RATE),
        Panel("cadence", "steps/min", drawn.cadence, CADENCE),
    )
    return [panel for panel in found if heard(panel)]


def heights(drawn: Trace) -> Panel:
    """Give the panel of the altitude."""
    return Panel("altitude", "m", drawn.altitude, ALTITUDE, least=10.0)


def heard(panel: Panel) -> bool:
    """Tell whether a panel has enough to show."""
    return bool(np.isfinite(panel.values).mean() > KNOWN)


def stacked(axes: "Axes", x: Floats, below: list[Panel], label: str) -> "Axes":
    """Lay out the panels and draw all but the pace; give the axes for it.

    label : Of the axis that they share.
    """
    axes.set_axis_off()
    bottom = (HEIGHT + BETWEEN) * len(below)
    panels = [axes.inset_axes((0.0, bottom, 1.0, 1.0 - bottom))]
    for index, line in enumerate(below):
        place = (len(below) - 1 - index) * (HEIGHT + BETWEEN)
        panel = axes.inset_axes((0.0, place, 1.0, HEIGHT))
        panels.append(panel)
        dress(panel)
        panel.plot(x, line.values, color=line.colour, linewidth=1.3)
        panel.set_ylabel(line.unit)
        panel.text(0.004, 0.96, line.name, transform=panel.transAxes, va="top", color=MUTED, fontsize=SMALL)
        low, high = np.nanpercentile(line.values, [1, 99.5])
        spread = max(float(high - low), line.least)
        panel.set_ylim(low - 0.15 * spread, high + 0.45 * spread)
        panel.locator_params(axis="y", nbins=3)
    for panel in panels:
        panel.set_xlim(float(x[0]), float(x[-1]))
    for panel in panels[:-1]:
        panel.tick_params(labelbottom=False)
        panel.sharex(panels[-1])
    panels[-1].set_xlabel(label)
    return panels[0]


def shown(speed: Floats) -> Floats:
    """Give the speeds that the axis of the pace is laid out for: of running, where there is any to speak of. [m/s]"""
    known = speed[np.isfinite(speed)]
    running = known[known > WALK]
    return np.asarray(running if len(running) > KNOWN * len(known) else known)
