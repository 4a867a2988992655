"""The whole session over its time: pace, the reps and recoveries in it, heart rate, and the altitude of hills."""

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.charts import pace
from analyzer.charts.easy import above_easy, ceiling_of
from analyzer.charts.palette import KEPT, MUTED, PACE, RECOVERY, REP, SMALL, TURN, WIDTH, dress, pace_axis
from analyzer.charts.panels import Panel, Trace, heard, heights, sensors, shown, stacked, trace
from analyzer.charts.slots import Kept, Slot, others, run, slots
from analyzer.charts.subject import session_speed
from analyzer.model import Analysis, EffortKind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

title = "The whole session"
bare = False

NUMBERED = 16
"""Of more reps than this not every one is numbered."""
STRIP = 0.03
"""Height of the strip of the recoveries, as a share."""
APART = 0.028
"""Numbers nearer to each other than this share of the axis would touch."""
GAP = 15.0
"""Over a longer gap in the recording no line is drawn. [s]"""
MINUTE = 60.0
MOST_PANELS = 2
HILLY = 25.0
"""Of a run whose altitude changes by more than this the altitude is shown. [m]"""


def applies(analysis: Analysis) -> bool:
    """Tell whether there is a pace to show, and no trial that has its own."""
    return not pace.applies(analysis) and int(np.isfinite(_trace(analysis).speed).sum()) > 5


def caption(analysis: Analysis) -> str:
    """Say how to read the chart."""
    if analysis.motion is not None:
        source = "On the track the estimated pace, elsewhere the watch's"
    else:
        source = "The pace as the watch has it" if not len(analysis.speed) else "The pace over the ground"
    found = slots(analysis)
    shaded = "; shaded: the reps" if run(found) or analysis.trial is not None else ""
    said = [f"{source}{shaded}. Faster is higher."]
    if any(effort.recovery_kind for effort in run(found)):
        said.append("Strip at the foot: the recoveries, the darker the more rest (stand, walk, jog).")
    ceiling = ceiling_of(analysis)
    if math.isfinite(ceiling):
        said.append("Dashed: the fastest that is easy; what is above it is filled.")
    return " ".join(said)


def size(analysis: Analysis) -> tuple[float, float]:
    """Give the width and height that suit the chart. [in]"""
    return WIDTH, 2.8 + 0.8 * len(_below(analysis, _trace(analysis)))


def draw(axes: "Axes", analysis: Analysis) -> None:
    """Draw the pace above, what else was recorded below, on one axis of time."""
    drawn = _trace(analysis)
    upper = stacked(axes, drawn.x, _below(analysis, drawn), "minutes")
    dress(upper)
    upper.plot(drawn.x, drawn.speed, color=PACE, linewidth=1.3, zorder=4)
    ceiling = ceiling_of(analysis)
    pace_axis(
        upper,
        [*np.percentile(shown(drawn.speed), [3, 99.7]), *([ceiling] if math.isfinite(ceiling) else [])],
        least=0.8,
        room=0.12,
    )
    _efforts(upper, analysis)
    if math.isfinite(ceiling):
        _easy(upper, analysis, drawn, ceiling)


def _trace(analysis: Analysis) -> Trace:
    frame = _with_gaps(session_speed(analysis))
    elapsed = frame["elapsed"].to_numpy()
    unknown = np.full(len(frame), np.nan)
    return trace(
        analysis, elapsed / MINUTE, elapsed, frame["speed"].to_numpy(dtype=float), unknown, frame["altitude"].to_numpy()
    )


def _with_gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the speed with an empty row in each gap of the recording, so that no line is drawn over it."""
    clock = frame["elapsed"].to_numpy()
    wide = np.diff(clock) > GAP
    between = pd.DataFrame({"elapsed": 0.5 * (clock[:-1] + clock[1:])[wide]})
    joined = pd.concat([frame, between], ignore_index=True) if wide.any() else frame
    return joined.sort_values("elapsed", kind="stable")


def _below(analysis: Analysis, drawn: Trace) -> list[Panel]:
    """Give the panels under the pace: the altitude of hills before the cadence."""
    found, altitude = sensors(drawn), heights(drawn)
    hills = any(effort.kind is EffortKind.HILL for effort in analysis.efforts)
    spread = np.nanmax(drawn.altitude) - np.nanmin(drawn.altitude) if heard(altitude) else 0.0
    if heard(altitude) and (hills or spread > HILLY):
        found.insert(min(len(found), 1), altitude)
    return found[:MOST_PANELS]


def _efforts(axes: "Axes", analysis: Analysis) -> None:
    """Shade and number the reps, and mark the recoveries at the foot."""
    found = slots(analysis)
    for effort in (*others(analysis), *((analysis.trial,) if analysis.trial else ())):
        axes.axvspan(effort.start / MINUTE, effort.end / MINUTE, color=MUTED, alpha=0.18, linewidth=0, zorder=1)
    every = -(-len(found) // NUMBERED)
    last, apart = -math.inf, APART * float(session_speed(analysis)["elapsed"].max())
    for index, slot in enumerate(found):
        effort = slot.effort
        if effort is None:
            continue
        colour = REP if slot.kept is Kept.NO_TARGET else KEPT[slot.kept]
        axes.axvspan(effort.start / MINUTE, effort.end / MINUTE, color=colour, alpha=0.22, linewidth=0, zorder=1)
        if effort.recovery_kind is not None and math.isfinite(effort.recovery):
            ends = (effort.end / MINUTE, (effort.end + effort.recovery) / MINUTE)
            axes.axvspan(*ends, 0.0, STRIP, color=MUTED, alpha=RECOVERY[effort.recovery_kind], linewidth=0, zorder=3)
        middle = 0.5 * (effort.start + effort.end)
        if index % every == 0 and middle - last > apart:
            _number(axes, slot)
            last = middle


def _number(axes: "Axes", slot: Slot) -> None:
    if slot.effort is None:
        return
    axes.text(
        0.5 * (slot.effort.start + slot.effort.end) / MINUTE,
        0.985,
        f"{slot.number}",
        transform=axes.get_xaxis_transform(),
        ha="center",
        va="top",
        color=MUTED,
        fontsize=SMALL,
    )


def _easy(axes: "Axes", analysis: Analysis, drawn: Trace, ceiling: float) -> None:
    """Draw the fastest pace that is easy, fill what is above it, and say how much that is."""
    axes.axhline(ceiling, color=TURN, linewidth=1.2, linestyle=(0, (4, 2)), zorder=3)
    above: NDArray[np.bool_] = np.nan_to_num(drawn.speed) > ceiling
    axes.fill_between(drawn.x, drawn.speed, ceiling, where=list(above), color=TURN, alpha=0.35, linewidth=0, zorder=2)
    share = above_easy(analysis)
    if math.isfinite(share):
        axes.text(
            0.005,
            0.985,
            f"{100 * share:.0f} % of the time faster than easy",
            transform=axes.transAxes,
            ha="left",
            va="top",
            color=MUTED,
            fontsize=SMALL,
        )
