"""A table of colours: what was won and lost, numbers in the cells."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analyzer.charts.delta import lead
from analyzer.charts.palette import FASTER, GRID, INK, MUTED, SLOWER, SMALL, dress
from analyzer.model import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW, HEAD = 0.245, 0.62
"""Height of a row, and of what is above the rows. [in]"""
LEAST = 0.5
"""The colours are full at so many seconds, or at the largest there is. [s]"""
MOST = 7
"""So many columns can be read at the width of a phone."""


def draw(
    axes: "Axes", gains: Floats, rows: Sequence[str], columns: Sequence[str], *, groups: Sequence[int] = ()
) -> None:
    """Draw a cell for each gain [s], (rows, columns), plus is faster; NaN where there is none.

    groups : Counts into the rows, before which a line is drawn.
    """
    dress(axes, grid=False)
    axes.spines["bottom"].set_visible(False)
    known = np.abs(gains[np.isfinite(gains)])
    full = max(LEAST, float(np.percentile(known, 95))) if len(known) else LEAST
    for (row, column), gain in np.ndenumerate(gains):
        if not math.isfinite(gain):
            axes.text(column, row, "–", ha="center", va="center", fontsize=SMALL, color=MUTED)
            continue
        deep = 0.06 + 0.7 * min(abs(gain) / full, 1.0)
        colour = MUTED if lead(gain) == "0" else FASTER if gain > 0 else SLOWER
        axes.bar(column, 0.92, 0.96, row - 0.46, color=colour, alpha=deep, linewidth=0, zorder=2)
        axes.text(column, row, lead(gain), ha="center", va="center", fontsize=SMALL, color=INK, zorder=3)
    for group in groups:
        axes.axhline(group - 0.5, color=GRID, linewidth=1.2, zorder=1)
    axes.set_xlim(-0.55, len(columns) - 0.45)
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.set_yticks(range(len(rows)), list(rows))
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(columns)), list(columns))


def height(rows: int) -> float:
    """Give the height that suits so many rows. [in]"""
    return HEAD + ROW * rows
