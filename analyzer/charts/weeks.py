"""Weeks of training: how much of each was easy, moderate and hard, and which had a long run."""

from typing import TYPE_CHECKING, Any

import numpy as np

from analyzer.charts.palette import EASY, GRID, HARD, INK, MODERATE, MUTED, SMALL, dress
from analyzer.model import Balance, TrainingWeek
from analyzer.model.balance import day_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

title = "Running time by week"
SIZE = (5.5, 2.9)
HOUR = 3600.0
PARTS = (("easy", EASY), ("moderate", MODERATE), ("hard", HARD), ("untold", GRID))
NAMES = {"untold": "not told"}
PALE = 0.5
"""A week that is not over, or that the log holds in part, is drawn so."""
LABELS = 7
"""Up to so many weeks are named."""


def caption(balance: Balance) -> str:
    """Say how to read it."""
    told = (
        "Each bar is a week from its Monday on: easy at the bottom, hard on top. A diamond is a week with a long run."
    )
    if any(not week.whole for week in balance.weeks):
        told += " Pale: not over yet, or not all of it in the log."
    if any(not week.sessions for week in balance.weeks):
        told += " A gap is a week of which no running was logged."
    return told


def draw(axes: "Axes", balance: Balance) -> None:
    """Draw the weeks as stacked bars. [h]"""
    weeks = balance.weeks
    places = np.arange(len(weeks))
    base = np.zeros(len(weeks))
    alphas = [1.0 if week.whole else PALE for week in weeks]
    shown: list[Any] = []
    dress(axes)
    for part, colour in PARTS:
        hours = np.array([getattr(week, part) for week in weeks]) / HOUR
        if not hours.any():
            continue
        bars = axes.bar(places, hours, 0.78, bottom=base, color=colour, linewidth=0, zorder=2)
        for bar, alpha in zip(bars, alphas, strict=True):
            bar.set_alpha(alpha)
        shown.append(axes.bar([0], [0], color=colour, linewidth=0, label=NAMES.get(part, part)))
        base += hours
    top = float(base.max()) if len(weeks) and base.max() > 0 else 1.0
    long = np.array([week.long_runs > 0 for week in weeks], dtype=bool)
    if long.any():
        shown += axes.plot(places[long], base[long] + 0.05 * top, "D", color=INK, markersize=4, label="long run")
    axes.set_ylim(0.0, 1.3 * top)
    axes.set_xlim(-0.7, max(len(weeks) - 0.3, 0.7))
    _label(axes, weeks)
    if shown:
        axes.legend(
            handles=shown,
            loc="upper left",
            ncols=5,
            frameon=False,
            fontsize=SMALL,
            labelcolor=MUTED,
            handlelength=0.9,
            handletextpad=0.4,
            columnspacing=1.2,
            borderaxespad=0.0,
        )


def _label(axes: "Axes", weeks: tuple[TrainingWeek, ...]) -> None:
    """Name some of the weeks by their Mondays, the last of them always, and the hours."""
    step = max(-(-len(weeks) // LABELS), 1)
    named = list(range(len(weeks)))[::-1][::step][::-1]
    axes.set_xticks(named, [day_words(weeks[place].monday) for place in named])
    axes.set_ylabel("hours")
