"""Pace of a trial along its distance over the plan, with heart rate and cadence under it."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.charts.palette import EFFORT, GRID, MUTED, PACE, SMALL, WIDTH, dress, pace_axis
from analyzer.charts.panels import Trace, sensors, shown, stacked, trace
from analyzer.charts.subject import SHORTEST_SPLIT, motion_of, rows
from analyzer.model import Analysis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

title = "Pace, heart rate and cadence"
bare = False

BAND = 0.03
"""Within 3 % of the asked speed a zone counts as run to plan."""


def applies(analysis: Analysis) -> bool:
    """Tell whether a trial was followed along the track."""
    return analysis.trial is not None and len(motion_of(analysis, analysis.trial)) > 5


def caption(analysis: Analysis) -> str:
    """Say how to read the chart."""
    bands = "Coloured bands: the speeds asked for, ± 3 %. " if analysis.strategy else ""
    return f"{bands}The line is the estimated pace with a band of one standard error; faster is higher."


def size(analysis: Analysis) -> tuple[float, float]:
    """Give the width and height that suit the chart. [in]"""
    return WIDTH, 2.8 + 0.8 * len(sensors(_trace(analysis)))


def draw(axes: "Axes", analysis: Analysis) -> None:
    """Draw the pace above, heart rate and cadence below, on one axis of distance."""
    drawn = _trace(analysis)
    _pace(stacked(axes, drawn.x, sensors(drawn), "metres from the start"), analysis, drawn)


def _trace(analysis: Analysis) -> Trace:
    """Give the trial along its distance."""
    if analysis.trial is None:
        raise AssertionError
    motion = motion_of(analysis, analysis.trial)
    start, arc = analysis.trial.start_arc, motion["arc"].to_numpy()
    return trace(
        analysis,
        arc - (start if np.isfinite(start) else arc[0]),
        motion["elapsed"].to_numpy(),
        motion["speed"].to_numpy(),
        motion["speed_sd"].to_numpy(),
        np.full(len(motion), np.nan),
    )


def _pace(axes: "Axes", analysis: Analysis, drawn: Trace) -> None:
    """Draw the pace over the plan."""
    dress(axes)
    for zone in analysis.strategy.zones if analysis.strategy else ():
        low, high = zone.speed * (1 - BAND), zone.speed * (1 + BAND)
        axes.fill_between(
            [zone.from_m, zone.to_m], low, high, color=EFFORT[zone.effort], alpha=0.38, linewidth=0, zorder=2
        )
    for lap in rows(analysis.trial.laps) if analysis.trial else ():
        if lap["from_m"] > 0:
            axes.axvline(lap["from_m"], color=GRID, linewidth=0.9, zorder=1)
        if lap["distance"] >= SHORTEST_SPLIT:
            _name(axes, 0.5 * (lap["from_m"] + lap["to_m"]), f"Lap {lap['lap']}")
    axes.fill_between(
        drawn.x, drawn.speed - drawn.error, drawn.speed + drawn.error, color=PACE, alpha=0.22, linewidth=0, zorder=3
    )
    axes.plot(drawn.x, drawn.speed, color=PACE, linewidth=1.5, zorder=4)
    planned = analysis.strategy.zones if analysis.strategy else ()
    targets = [zone.speed * share for zone in planned for share in (1 - BAND, 1 + BAND)]
    pace_axis(axes, [*np.percentile(shown(drawn.speed), [3, 99.7]), *targets], least=0.8, room=0.12)


def _name(axes: "Axes", x: float, text: str) -> None:
    axes.text(x, 0.985, text, transform=axes.get_xaxis_transform(), ha="center", va="top", color=MUTED, fontsize=SMALL)
