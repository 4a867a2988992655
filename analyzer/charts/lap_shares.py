"""The laps of a mile against its mean speed, beside those of record miles."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from analyzer.charts.palette import GRID, MUTED, PACE, SMALL, dress
from analyzer.model import Shares

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DASHES = ((0, ()), (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))
"""How the lines of the records differ."""
KEY_BELOW = 2.6
"""How far below the axis the key stands, over the size of its text."""
OWN = ((PACE, "o"), ("#d55e00", "s"))
"""Colours and points of the runner's own miles."""


def draw(axes: "Axes", own: Sequence[Shares], records: Sequence[Shares]) -> None:
    """Draw the speed of each lap against the mean of its mile, in %; the records quiet, the runner's own above them."""
    dress(axes)
    laps = np.arange(1, 1 + max(len(share.against_mean) for share in (*own, *records)))
    beside = np.array([share.against_mean for share in records if len(share.against_mean) == len(laps)])
    if len(beside):
        low, high = 100 * beside.min(axis=0), 100 * beside.max(axis=0)
        axes.fill_between(laps, low, high, color=MUTED, alpha=0.16, linewidth=0, zorder=1)
    for share, dash in zip(records, DASHES, strict=False):
        values = 100 * np.array(share.against_mean)
        axes.plot(
            laps, values, color=MUTED, linewidth=1.1, linestyle=dash, zorder=2, label=f"{share.name} {share.year}"
        )
    for share, (colour, mark) in zip(own, OWN, strict=False):
        values = 100 * np.array(share.against_mean)
        errors = 100 * np.nan_to_num(share.against_mean_sd)
        axes.vlines(laps, values - errors, values + errors, color=colour, linewidth=1.4, zorder=4)
        axes.plot(
            laps, values, mark, linestyle="-", color=colour, linewidth=2.0, markersize=6, zorder=5, label=share.name
        )
    axes.axhline(0.0, color=GRID, linewidth=1.2, zorder=1)
    axes.set_xlim(0.75, float(laps[-1]) + 0.25)
    axes.set_xticks(laps, [f"Lap {lap}" for lap in laps])
    axes.set_ylabel("faster than the mean, %")
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        borderaxespad=KEY_BELOW,
        ncols=3,
        frameon=False,
        fontsize=SMALL,
        labelcolor=MUTED,
        columnspacing=1.2,
        handlelength=2.2,
    )
