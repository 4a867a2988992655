"""The turns and straights of each rep against the rep's own mean, as a table of colours."""

import math
from typing import TYPE_CHECKING

import numpy as np

from analyzer.charts.palette import FASTER, GRID, INK, MUTED, SLOWER, SMALL, WIDTH, dress
from analyzer.charts.within import Within, signed, within
from analyzer.charts.zones import SHORT
from analyzer.model import Analysis, Zone
from analyzer.model.doubt import OTHER, both_names, finish_in_doubt

if TYPE_CHECKING:
    from matplotlib.axes import Axes

title = "Turns and straights of each rep"
bare = False

ROW, HEAD, NAMES = 0.26, 1.0, 0.32
"""Height of a row, of what is above and below the rows, and of the names in it. [in]"""
FEW = 14
"""Of more reps than this the rows are lower and have no errors."""
LOW = 0.185
"""Height of such a row. [in]"""
WIDE = 4
"""Up to so many columns their names are written out, and each number has its error."""
LEAST = 0.03
"""The colours are full at this share, or at the largest there is. [1]"""


def applies(analysis: Analysis) -> bool:
    """Tell whether the turns and straights of reps were timed."""
    return within(analysis) is not None


def caption(analysis: Analysis) -> str:
    """Say how to read the chart."""
    found = within(analysis)
    errors = "± one standard error" if found is not None and _with_errors(found) else _typical(found)
    return f"Speed against the mean of the same rep in %, {errors}; + and orange is faster, − and blue slower."


def size(analysis: Analysis) -> tuple[float, float]:
    """Give the width and height that suit the number of reps. [in]"""
    found = within(analysis)
    rows = len(found.numbers) + 1 if found else 1
    return WIDTH, HEAD + rows * (ROW if rows <= FEW + 1 else LOW)


def draw(axes: "Axes", analysis: Analysis) -> None:
    """Draw a row for each rep and one for their mean, a column for each turn and straight."""
    found = within(analysis)
    if found is None:
        return
    axes.set_axis_off()
    room = NAMES / size(analysis)[1]
    axes = axes.inset_axes((0.0, 0.0, 1.0, 1.0 - room))
    dress(axes, grid=False)
    axes.spines["bottom"].set_visible(False)
    share = np.vstack([found.share, found.mean])
    errors = np.vstack([found.sd, found.mean_sd])
    full = max(LEAST, float(np.nanmax(np.abs(share))))
    small = len(found.numbers) > FEW or len(found.zones) > 2 * WIDE
    for (row, column), value in np.ndenumerate(share):
        if not math.isfinite(value):
            continue
        deep = 0.08 + 0.72 * min(abs(value) / full, 1.0)
        axes.bar(
            column,
            0.92,
            0.97,
            row - 0.46,
            color=FASTER if value > 0 else SLOWER,
            alpha=deep,
            linewidth=0,
            zorder=2,
        )
        error = f" ± {100 * errors[row, column]:.1f}" if _with_errors(found) else ""
        axes.text(
            column,
            row,
            f"{signed(value)}{error}",
            ha="center",
            va="center",
            fontsize=SMALL - (1.5 if small else 0.0),
            color=INK,
            fontweight="bold" if row == len(found.numbers) else "normal",
            zorder=3,
        )
    rows = len(share)
    axes.axhline(rows - 1.5, color=GRID, linewidth=1.2, zorder=4)
    axes.set_xlim(-0.55, len(found.zones) - 0.45)
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_yticks(range(rows), [*(f"{number}" for number in found.numbers), "mean"])
    axes.xaxis.tick_top()
    doubt = finish_in_doubt(analysis.track)
    axes.set_xticks(range(len(found.zones)), [_name(found, zone, doubt=doubt) for _, zone in found.zones])
    axes.set_ylabel("rep", color=MUTED)


def _name(found: Within, zone: Zone, *, doubt: bool) -> str:
    if len(found.zones) > WIDE:
        return f"{SHORT[zone]}\n{SHORT[OTHER[zone]]}" if doubt else SHORT[zone]
    return both_names(zone).replace(" / ", " /\n") if doubt else zone.value


def _with_errors(found: Within) -> bool:
    return len(found.numbers) <= FEW and len(found.zones) <= WIDE


def _typical(found: Within | None) -> str:
    if found is None:
        return ""
    each, means = (100 * float(np.nanmedian(errors)) for errors in (found.sd, found.mean_sd))
    return f"each ± {each:.1f}, the means ± {means:.1f}"
