"""The times of trials over the months, and where they are going."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analyzer.charts.dates import date_axis
from analyzer.charts.palette import GRID, INK, MUTED, PACE, PAPER, SMALL, dress
from analyzer.model import Floats
from analyzer.units import TRIAL_DISTANCES, format_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKS = dict(zip(TRIAL_DISTANCES, ("^", "s", "o", "D", "v"), strict=True))
"""The shape of a point by the distance that was run."""
OTHER = "P"
MANY = 60
"""More points than this are small and have no bars."""
NAMED = 9
"""Up to so many points each has its time beside it."""
KEY_COLUMNS, KEY_BELOW = 3, 3.6
"""Columns of the key, and how far below the axis it stands, over the size of its text."""
_STEPS = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300)


@dataclass(frozen=True, eq=False)
class Points:
    """What the chart shows of each trial, the earliest first.

    day : Since 1970-01-01. [d]   time, time_sd : As a trial over the distance `nominal` all are told in. [s]
    run : The distance that was run, by its name.   best : Counts into them; None where there is none to mark.
    """

    nominal: str
    day: Floats
    time: Floats
    time_sd: Floats
    run: Sequence[str]
    best: int | None = None


@dataclass(frozen=True, eq=False)
class Line:
    """The trend: at `day` [d since 1970-01-01] its `time` and the standard error of that. [s]"""

    day: Floats
    time: Floats
    time_sd: Floats


def draw(axes: "Axes", points: Points, line: Line | None = None) -> None:
    """Draw the times with their errors, faster above, and the trend with a band of one standard error."""
    dress(axes)
    if line is not None:
        axes.fill_between(
            line.day, line.time - line.time_sd, line.time + line.time_sd, color=PACE, alpha=0.16, linewidth=0, zorder=2
        )
        axes.plot(line.day, line.time, color=PACE, linewidth=1.6, zorder=3)
    many = len(points.day) > MANY
    if not many:
        ends = (points.time - points.time_sd, points.time + points.time_sd)
        axes.vlines(points.day, *ends, color=INK, linewidth=1.1, zorder=4)
        axes.plot(
            np.tile(points.day, 2), np.concatenate(ends), "_", color=INK, markersize=7.0, markeredgewidth=1.1, zorder=4
        )
    for name in sorted(set(points.run), key=lambda run: (run != points.nominal, TRIAL_DISTANCES.get(run, 0.0), run)):
        here = np.array([run == name for run in points.run])
        axes.plot(
            points.day[here],
            points.time[here],
            MARKS.get(name, OTHER),
            color=INK,
            markerfacecolor=INK if name == points.nominal else PAPER,
            markeredgewidth=0 if many and name == points.nominal else 1.3,
            markersize=2.6 if many else 4.8,
            zorder=5,
            label=name if name == points.nominal else f"{name}, as {_article(points.nominal)}",
        )
    _time_axis(axes, points, line)
    date_axis(axes, list(points.day))
    _best(axes, points)
    _names(axes, points, line)
    _key(axes, points)


def _time_axis(axes: "Axes", points: Points, line: Line | None) -> None:
    """Fit the axis to the times, faster above."""
    ends = [points.time - points.time_sd, points.time + points.time_sd, *([line.time] if line is not None else [])]
    known = np.concatenate(ends)
    known = known[np.isfinite(known)]
    low, high = float(known.min()), float(known.max())
    span = max(high - low, 2.0)
    fastest, slowest = low - 0.24 * span, high + 0.16 * span
    step = next((step for step in _STEPS if (slowest - fastest) / step <= 6), _STEPS[-1])
    ticks = np.arange(np.ceil(fastest / step) * step, slowest, step)
    axes.set_ylim(slowest, fastest)
    axes.set_yticks(ticks, [format_time(tick, decimals=0 if step >= 1 else 1) for tick in ticks])
    axes.set_ylabel(f"{_article(points.nominal).split(' ', 1)[1]} (faster is higher)")


def _best(axes: "Axes", points: Points) -> None:
    if points.best is None:
        return
    here = (points.day[points.best], points.time[points.best])
    axes.plot(*here, "o", markersize=14, markerfacecolor="none", markeredgecolor=PACE, markeredgewidth=1.6, zorder=6)
    axes.axhline(here[1], color=PACE, linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)


def _names(axes: "Axes", points: Points, line: Line | None) -> None:
    """Write the time beside each of few points, away from the trend; of many the best alone."""
    trend = points.time if line is None else np.interp(points.day, line.day, line.time)
    errors = np.nan_to_num(points.time_sd)
    for at, (day, time, error) in enumerate(zip(points.day, points.time, errors, strict=True)):
        if at != points.best and len(points.day) > NAMED:
            continue
        best, above = at == points.best, at == points.best or time <= trend[at]
        axes.annotate(
            f"best {format_time(time)}" if best else format_time(time),
            (day, time - error if above else time + error),
            xytext=(0, (9 if best else 4) if above else -4),
            textcoords="offset points",
            ha="center" if not best or at < len(points.day) - 1 else "right",
            va="bottom" if above else "top",
            fontsize=SMALL,
            color=PACE if best else MUTED,
            fontweight="bold" if best else "normal",
            zorder=7,
        )


def _key(axes: "Axes", points: Points) -> None:
    """Add the key of the shapes, where more than one distance was run."""
    if len(set(points.run)) > 1:
        axes.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, 0.0),
            borderaxespad=KEY_BELOW,
            ncols=KEY_COLUMNS,
            frameon=False,
            fontsize=SMALL,
            labelcolor=MUTED,
            handletextpad=0.3,
            columnspacing=1.2,
        )
    axes.spines["bottom"].set_color(GRID)


def _article(nominal: str) -> str:
    """Name a distance with its article.

    >>> _article("1 mile"), _article("1500 m")
    ('a mile', 'a 1500 m')
    """
    return "a mile" if nominal == "1 mile" else f"a {nominal}"
