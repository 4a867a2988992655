"""Two trials along the race: how far one was ahead of the other at each metre, in seconds."""

from typing import TYPE_CHECKING

import numpy as np

from analyzer.charts.dates import day_of, short
from analyzer.charts.palette import FASTER, GRID, INK, MUTED, SLOWER, SMALL, TARTAN, dress
from analyzer.model import Delta, TrialName

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEAST = 0.6
"""The axis shows no less than so much on either side. [s]"""
MANY = 6
"""Of more laps than this only some have their name and their gap."""
SHADE = 0.45
"""How deep the turns are shaded, so that a dark screen is not striped."""
STUB = 60.0
"""A lap shorter than this is a stub that has no number. [m]"""
_STEPS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)


def caption(delta: Delta) -> str:
    """Say how to read the chart."""
    newer, older = _days(delta)
    shaded = " Shaded: the turns." if delta.pieces == "zones" else ""
    return (
        f"How many seconds {newer} was ahead of {older} at each metre: the line rises where {newer} was faster, falls "
        f"where it was slower, and is above zero while ahead.{shaded} Band: one standard error. At the end of each lap "
        "the line is the difference of the times that are reported."
    )


def draw(axes: "Axes", delta: Delta) -> None:
    """Draw the lead of the second trial along the race, ahead above zero, with its error and the gap at each lap."""
    dress(axes)
    ahead = -delta.delta
    _bounds(axes, delta)
    for gain in delta.gains:
        if "turn" in gain.zone:
            axes.axvspan(gain.from_m, gain.to_m, color=TARTAN, alpha=SHADE, linewidth=0, zorder=0)
    for end in delta.lap_ends[:-1]:
        axes.axvline(end, color=GRID, linewidth=1.1, zorder=1)
    axes.axhline(0.0, color=MUTED, linewidth=1.0, zorder=3)
    axes.fill_between(
        delta.metre, ahead - delta.delta_sd, ahead + delta.delta_sd, color=MUTED, alpha=0.3, linewidth=0, zorder=2
    )
    axes.fill_between(delta.metre, 0.0, ahead, where=ahead > 0, color=FASTER, alpha=0.2, linewidth=0, zorder=2)
    axes.fill_between(delta.metre, 0.0, ahead, where=ahead < 0, color=SLOWER, alpha=0.2, linewidth=0, zorder=2)
    axes.plot(delta.metre, ahead, color=INK, linewidth=1.7, zorder=4)
    _sides(axes, delta)
    _gaps(axes, delta)
    axes.set_xlabel("metres from the start")
    axes.set_ylabel(f"seconds ahead of {_days(delta)[1]}")


def _bounds(axes: "Axes", delta: Delta) -> None:
    """Fit the axes, zero always in view."""
    known = np.concatenate([-delta.delta - delta.delta_sd, -delta.delta + delta.delta_sd])
    known = known[np.isfinite(known)]
    low, high = min(float(known.min()), -LEAST), max(float(known.max()), LEAST)
    span = high - low
    bottom, top = low - 0.2 * span, high + 0.3 * span
    step = next((step for step in _STEPS if span / step <= 6), _STEPS[-1])
    ticks = np.arange(np.ceil(low / step) * step, high + 1e-9, step)
    axes.set_ylim(bottom, top)
    axes.set_yticks(ticks, [lead(float(tick)).removesuffix(".0") for tick in ticks])
    axes.set_xlim(0.0, float(delta.distance))


def _sides(axes: "Axes", delta: Delta) -> None:
    """Say which side of zero is whose, at the left where the trials are still together."""
    newer, _ = _days(delta)
    for y, side, where in ((0.89, "ahead", "top"), (0.03, "behind", "bottom")):
        colour = FASTER if side == "ahead" else SLOWER
        axes.text(
            0.012, y, f"{newer} {side}", transform=axes.transAxes, ha="left", va=where, fontsize=SMALL, color=colour
        )


def _gaps(axes: "Axes", delta: Delta) -> None:
    """Name the laps, and write the gap at the end of each."""
    laps = list(zip((0.0, *delta.lap_ends), delta.lap_ends, strict=False))
    last_lap, every = len(laps), -(-len(laps) // MANY)
    for number, (begin, end) in enumerate(laps, start=1):
        if (end - begin < STUB and number < last_lap) or (last_lap - number) % every:
            continue
        if end - begin >= STUB and last_lap > 1:
            _name(axes, 0.5 * (begin + end), f"Lap {number}")
        ahead = -float(np.interp(end, delta.metre, delta.delta))
        last, side = end == delta.lap_ends[-1], 1 if ahead >= 0 else -1
        axes.plot([end], [ahead], "o", color=INK, markersize=4.5, zorder=6, clip_on=False)
        axes.annotate(
            lead(ahead),
            (end, ahead + side * float(np.interp(end, delta.metre, delta.delta_sd))),
            xytext=(-5, 3 * side),
            textcoords="offset points",
            ha="right",
            va="bottom" if side > 0 else "top",
            fontsize=SMALL + (1.0 if last else 0.0),
            fontweight="bold" if last else "normal",
            color=INK,
            zorder=7,
        )


def _name(axes: "Axes", x: float, text: str) -> None:
    axes.text(x, 0.985, text, transform=axes.get_xaxis_transform(), ha="center", va="top", color=MUTED, fontsize=SMALL)


def lead(seconds: float) -> str:
    """Write seconds ahead with their sign.

    >>> lead(1.24), lead(-0.31), lead(0.0)
    ('+1.2', '−0.3', '0')
    """
    rounded = round(seconds, 1)
    return "0" if rounded == 0 else f"{'+' if rounded > 0 else '−'}{abs(rounded):.1f}"


def _days(delta: Delta) -> tuple[str, str]:
    """Name the second trial and the first by their days, with the year or the session where they need it."""
    return names((delta.second, delta.first))


def names(trials: tuple[TrialName, TrialName]) -> tuple[str, str]:
    """Name two trials by their days, as briefly as they can be told apart."""
    days = [day_of(trial.day) for trial in trials]
    if days[0] == days[1]:
        return f"session {trials[0].session}", f"session {trials[1].session}"
    year = days[0].year != days[1].year
    return short(days[0], year=year), short(days[1], year=year)
