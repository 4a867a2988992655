"""Pace along the distance over the plan, with heart rate and cadence under it; of a whole session, along the time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analyzer.charts.palette import CADENCE, EFFORT, GRID, HEART_RATE, MUTED, PACE, REP, SMALL, WIDTH, dress, pace_axis
from analyzer.charts.subject import SHORTEST_SPLIT, motion_of, rows, sensor
from analyzer.model import Analysis, EffortKind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

title = "Pace, heart rate and cadence"
bare = False

BAND = 0.03
"""Within 3 % of the asked speed a zone counts as run to plan."""
POINTS = 900
"""A line of more points than this is thinned."""
WALK = 2.0
"""The axis is laid out for what is faster than a walk. [m/s]"""
STANDING = 1.2
"""Slower than this is standing or strolling, and has no pace. [m/s]"""


@dataclass(frozen=True)
class Trace:
    """What is drawn along the axis: x [m, or min], speed and its error [m/s], heart rate and cadence [1/min]."""

    x: Floats
    speed: Floats
    error: Floats
    heart_rate: Floats
    cadence: Floats


def applies(analysis: Analysis) -> bool:
    """Tell whether there is a pace to show."""
    return int(np.isfinite(_trace(analysis).speed).sum()) > 5


def caption(analysis: Analysis) -> str:
    """Say how to read the chart."""
    if _along_distance(analysis):
        bands = "Coloured bands: the speeds asked for, ± 3 %. " if analysis.strategy else ""
        return f"{bands}The line is the estimated pace with a band of one standard error; faster is higher."
    if analysis.motion is None:
        return "The pace as the watch has it; faster is higher."
    shaded = "" if all(effort.kind is EffortKind.STEADY for effort in analysis.efforts) else "; shaded: the reps"
    return f"On the track the estimated pace, elsewhere the watch's{shaded}. Faster is higher."


def size(analysis: Analysis) -> tuple[float, float]:
    """Give the width and height that suit the chart. [in]"""
    return WIDTH, 2.8 + 0.8 * len(_sensors(_trace(analysis)))


def draw(axes: "Axes", analysis: Analysis) -> None:
    """Draw the pace above, heart rate and cadence below, on one axis of distance (or time)."""
    trace = _trace(analysis)
    below = _sensors(trace)
    axes.set_axis_off()
    height = 0.2 if below else 0.0
    bottom = 0.04 * len(below) + height * len(below)
    panels = [axes.inset_axes((0.0, bottom, 1.0, 1.0 - bottom))]
    _pace(panels[0], analysis, trace)
    for index, (name, unit, values, colour) in enumerate(below):
        place = (len(below) - 1 - index) * (height + 0.04)
        panel = axes.inset_axes((0.0, place, 1.0, height))
        panels.append(panel)
        dress(panel)
        panel.plot(trace.x, values, color=colour, linewidth=1.3)
        panel.set_ylabel(unit)
        panel.text(0.004, 0.96, name, transform=panel.transAxes, va="top", color=MUTED, fontsize=SMALL)
        low, high = np.nanpercentile(values, [1, 99.5])
        spread = max(float(high - low), 6.0)
        panel.set_ylim(low - 0.15 * spread, high + 0.45 * spread)
        panel.locator_params(axis="y", nbins=3)
    for panel in panels:
        panel.set_xlim(float(trace.x[0]), float(trace.x[-1]))
    for panel in panels[:-1]:
        panel.tick_params(labelbottom=False)
        panel.sharex(panels[-1])
    panels[-1].set_xlabel("metres from the start" if _along_distance(analysis) else "minutes")


def _along_distance(analysis: Analysis) -> bool:
    return analysis.trial is not None and len(motion_of(analysis, analysis.trial)) > 5


def _trace(analysis: Analysis) -> Trace:
    """Give the trial along its distance, or else the whole session along its time."""
    if analysis.trial is not None and _along_distance(analysis):
        motion = motion_of(analysis, analysis.trial)
        elapsed = motion["elapsed"].to_numpy()
        start = analysis.trial.start_arc
        arc = motion["arc"].to_numpy()
        x = arc - (start if np.isfinite(start) else arc[0])
        return _thin(x, motion["speed"].to_numpy(), motion["speed_sd"].to_numpy(), elapsed, analysis)
    samples = analysis.recording.samples
    elapsed = samples["elapsed"].to_numpy()
    speed = _watch_speed(analysis)
    if analysis.motion is not None:
        motion = analysis.motion.frame
        speed = speed.copy()
        rows = np.clip(np.searchsorted(elapsed, motion["elapsed"].to_numpy()), 0, len(elapsed) - 1)
        speed[rows] = motion["speed"].to_numpy()
    return _thin(elapsed / 60.0, speed, np.full(len(speed), np.nan), elapsed, analysis)


def _watch_speed(analysis: Analysis) -> Floats:
    """Give the watch's speed, or that of its distance where it has none. [m/s]"""
    samples = analysis.recording.samples
    speed = samples["speed"].to_numpy(dtype=float)
    distance = samples["distance"].to_numpy(dtype=float)
    if np.isfinite(speed).sum() > 5 or np.isfinite(distance).sum() < 5:
        return speed
    elapsed = samples["elapsed"].to_numpy()
    known = np.isfinite(distance)
    return np.asarray(np.gradient(np.interp(elapsed, elapsed[known], distance[known]), elapsed), dtype=float)


def _thin(x: Floats, speed: Floats, error: Floats, elapsed: Floats, analysis: Analysis) -> Trace:
    """Take means over equal counts of samples where there are more than can be seen."""
    values = np.vstack([x, speed, error, sensor(analysis, "heart_rate", elapsed), sensor(analysis, "cadence", elapsed)])
    count = -(-values.shape[1] // POINTS)
    if count > 1:
        kept = values.shape[1] // count * count
        values = values[:, :kept].reshape(5, -1, count).mean(axis=2)
    values[1] = np.where(values[1] > STANDING, values[1], np.nan)
    return Trace(*values)


def _sensors(trace: Trace) -> list[tuple[str, str, Floats, str]]:
    found = (
        ("heart rate", "1/min", trace.heart_rate, HEART_RATE),
        ("cadence", "steps/min", trace.cadence, CADENCE),
    )
    return [entry for entry in found if np.isfinite(entry[2]).mean() > 0.2]


def _pace(axes: "Axes", analysis: Analysis, trace: Trace) -> None:
    """Draw the pace over the plan or over the efforts."""
    dress(axes)
    if _along_distance(analysis) and analysis.trial is not None:
        for zone in analysis.strategy.zones if analysis.strategy else ():
            low, high = zone.speed * (1 - BAND), zone.speed * (1 + BAND)
            axes.fill_between(
                [zone.from_m, zone.to_m], low, high, color=EFFORT[zone.effort], alpha=0.38, linewidth=0, zorder=2
            )
        for lap in rows(analysis.trial.laps):
            if lap["from_m"] > 0:
                axes.axvline(lap["from_m"], color=GRID, linewidth=0.9, zorder=1)
            if lap["distance"] >= SHORTEST_SPLIT:
                _name(axes, 0.5 * (lap["from_m"] + lap["to_m"]), f"Lap {lap['lap']}")
    else:
        hard = [effort for effort in analysis.efforts if effort.kind is not EffortKind.STEADY]
        for effort in hard:
            axes.axvspan(effort.start / 60.0, effort.end / 60.0, color=REP, alpha=0.16, linewidth=0, zorder=1)
    axes.fill_between(
        trace.x, trace.speed - trace.error, trace.speed + trace.error, color=PACE, alpha=0.22, linewidth=0, zorder=3
    )
    axes.plot(trace.x, trace.speed, color=PACE, linewidth=1.5, zorder=4)
    known = trace.speed[np.isfinite(trace.speed)]
    running = known[known > WALK]
    known = running if len(running) > 0.2 * len(known) else known
    planned = analysis.strategy.zones if analysis.strategy and _along_distance(analysis) else ()
    targets = [zone.speed * share for zone in planned for share in (1 - BAND, 1 + BAND)]
    pace_axis(axes, [*np.percentile(known, [3, 99.7]), *targets], least=0.8, room=0.12)


def _name(axes: "Axes", x: float, text: str) -> None:
    axes.text(x, 0.985, text, transform=axes.get_xaxis_transform(), ha="center", va="top", color=MUTED, fontsize=SMALL)
