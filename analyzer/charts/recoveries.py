"""The recoveries between the reps, as bars under their gaps."""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analyzer.charts.palette import INK, MUTED, RECOVERY, SMALL, clock_axis, dress
from analyzer.charts.slots import Slot, run
from analyzer.units import format_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

RESTS_LEVEL = 14
"""Up to so many recoveries have their time written on them."""
UNTOLD = "kind not known"
"""What the key says of a recovery without a kind; its bar is empty."""


def resting(found: tuple[Slot, ...]) -> bool:
    """Tell whether any recovery is known."""
    return any(math.isfinite(effort.recovery) for effort in run(found))


def planned_rests(found: tuple[Slot, ...]) -> Floats:
    """Give the recovery that was planned after each rep but the last; NaN where the plan does not say. [s]"""
    return np.array([slot.planned.rest if slot.planned else math.nan for slot in found[:-1]], dtype=float)


def recoveries(axes: "Axes", found: tuple[Slot, ...], middles: Floats, width: float) -> None:
    """Draw the recoveries at their places, as high as they were long, with a line at what was planned."""
    dress(axes)
    rests = np.array([slot.effort.recovery if slot.effort else math.nan for slot in found[:-1]], dtype=float)
    planned = np.where(np.isfinite(rests), planned_rests(found), np.nan)
    clock_axis(axes, [*rests, *planned], room=0.45, most=3)
    for middle, rest, slot in zip(middles, rests, found, strict=False):
        kind = slot.effort.recovery_kind if slot.effort else None
        if math.isfinite(rest):
            if kind:
                axes.bar(middle, rest, width, color=MUTED, alpha=RECOVERY[kind], linewidth=0, zorder=2)
            else:
                axes.bar(middle, rest, width, fill=False, edgecolor=MUTED, linewidth=0.8, zorder=2)
            if len(found) <= RESTS_LEVEL:
                axes.annotate(
                    format_time(rest, decimals=0),
                    (middle, rest),
                    xytext=(0, 2),
                    textcoords="offset points",
                    ha="center",
                    va="bottom",
                    fontsize=SMALL - 1.0,
                    color=MUTED,
                )
    axes.hlines(planned, middles - 0.6 * width, middles + 0.6 * width, color=INK, linewidth=1.1, zorder=3)
    axes.set_xticks([])
    axes.set_ylabel("recovery")
