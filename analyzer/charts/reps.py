"""The reps as bars against their targets, with the recoveries between them."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch
from numpy.typing import NDArray

from analyzer.charts.palette import (
    INK,
    KEPT,
    MUTED,
    RECOVERY,
    SMALL,
    WIDTH,
    clock_axis,
    dress,
    pace_axis,
)
from analyzer.charts.recoveries import UNTOLD, planned_rests, recoveries, resting
from analyzer.charts.slots import Kept, Slot, alike, counts, length, run, slots
from analyzer.model import Analysis
from analyzer.units import format_pace, format_time, pace_per

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

title = "Rep by rep"
bare = False

WITH_ERRORS, LEVEL, UPRIGHT = 4, 10, 34
"""Up to so many reps have their error written beside the time, then the time alone, then the time standing upright."""
NAMED = 8
"""Up to so many reps that differ have their length under their number."""
GAP = 0.3
"""Between two bars, over the usual width of a bar."""
NARROWEST, WIDEST = 0.45, 2.2
"""A bar is as wide as its rep was long, within these limits, over the usual width."""
MARKED = 6
MARKS = {Kept.FAST: " ▲", Kept.SLOW: " ▼"}
"""Beside the times of up to so many reps, for who cannot tell the colours."""
LOWER = 0.24
"""Share of the height for the recoveries."""


@dataclass(frozen=True)
class Bars:
    """Where the bars stand and how high: left and right on the axis, value, its error, and the target's two ends.

    per : Over this distance the time is written [m]; None where only times are known and the value is a time.
    """

    left: Floats
    right: Floats
    value: Floats
    low: Floats
    high: Floats
    target: tuple[Floats, Floats]
    per: float | None

    @property
    def middle(self) -> Floats:
        """The middle of each bar."""
        return 0.5 * (self.left + self.right)


def applies(analysis: Analysis) -> bool:
    """Tell whether reps were run."""
    return len(run(slots(analysis))) > 0


def caption(analysis: Analysis) -> str:
    """Say how to read the chart."""
    found = slots(analysis)
    value = "Time of each rep" if alike(found) or _bars(found).per is None else "Pace of each rep"
    value += " on the level (that costs as much)" if _level(found) else ""
    faster = (
        "; longer is higher" if _bars(found).per is None else "; faster is higher, and the bars do not start at zero"
    )
    said = [f"{value} with one standard error{faster}."]
    if any(math.isfinite(slot.fastest) or math.isfinite(slot.slowest) for slot in found):
        said.append("Grey bands: the targets; a rep as near as its error allows counts as in target.")
    widths = _bars(found).right - _bars(found).left
    if float(widths.max()) > 1.05 * float(widths.min()):
        said.append("A wider bar is a longer rep.")
    if counts(found)[Kept.NOT_RUN]:
        said.append("Dashed: planned, not run.")
    if resting(found):
        planned = "; the line across: as planned" if np.isfinite(planned_rests(found)).any() else ""
        said.append(f"Below: the recoveries{planned}.")
    return " ".join(said)


def size(analysis: Analysis) -> tuple[float, float]:
    """Give the width and height that suit the chart. [in]"""
    return WIDTH, 3.9 if resting(slots(analysis)) else 3.2


def draw(axes: "Axes", analysis: Analysis) -> None:
    """Draw a bar for each rep over its target, and under the gaps a bar for each recovery."""
    found = slots(analysis)
    bars = _bars(found)
    axes.set_axis_off()
    upper = axes.inset_axes((0.0, LOWER + 0.1, 1.0, 0.9 - LOWER) if resting(found) else (0.0, 0.0, 1.0, 1.0))
    dress(upper)
    _reps(upper, found, bars)
    every = -(-len(found) // 16)
    ticks = [i for i in range(len(found)) if i % every == 0]
    upper.set_xticks([bars.middle[i] for i in ticks], [_name(found, i) for i in ticks])
    panels = [upper]
    if resting(found):
        lower = axes.inset_axes((0.0, 0.0, 1.0, LOWER))
        recoveries(lower, found, 0.5 * (bars.right[:-1] + bars.left[1:]), min(0.8, 2.4 * GAP))
        panels.append(lower)
    for panel in panels:
        panel.set_xlim(-GAP, float(bars.right[-1]) + GAP)
    _key(axes, found)


def _level(found: tuple[Slot, ...]) -> bool:
    """Tell whether the reps are held to their targets by the pace on the level."""
    return any(slot.on_the_level for slot in found)


def _name(found: tuple[Slot, ...], index: int) -> str:
    """Name a rep by its number, and by how long it was where that differs and there is room."""
    effort = found[index].effort
    number = f"Rep {found[index].number}" if len(found) <= LEVEL and index == 0 else f"{found[index].number}"
    differ = not length(run(found)) and len(found) <= NAMED
    return f"{number}\n{effort.nominal if effort else ''}" if differ else number


def _bars(found: tuple[Slot, ...]) -> Bars:
    """Lay the bars out; those of reps that were not run are as wide as the usual one."""
    times = np.array([slot.held_time for slot in found])
    metres = np.array([slot.effort.distance if slot.effort else math.nan for slot in found])
    errors = np.nan_to_num([slot.effort.time_sd if slot.effort else math.nan for slot in found])
    usual = float(np.nanmedian(times))
    widths = np.clip(np.nan_to_num(times, nan=usual) / usual, NARROWEST, WIDEST)
    if alike(found):
        widths = np.ones(len(found))
        metres = np.full(len(found), float(np.nanmedian(metres)))
    right = np.cumsum(widths + GAP) - GAP
    fastest, slowest = (np.array([getattr(slot, end) for slot in found]) for end in ("fastest", "slowest"))
    if not np.isfinite(metres).any():
        ends = (times - errors, times + errors)
        return Bars(right - widths, right, times, *ends, (fastest, slowest), None)
    per = float(np.nanmedian(metres)) if alike(found) else pace_per()
    ends = (metres / (times + errors), metres / (times - errors))
    return Bars(right - widths, right, metres / times, *ends, (metres / fastest, metres / slowest), per)


def _reps(axes: "Axes", found: tuple[Slot, ...], bars: Bars) -> None:
    count = len(found)
    room = 0.14 if count <= LEVEL else 0.52 if count <= UPRIGHT else 0.05
    spread = np.concatenate([bars.low, bars.high, *bars.target])
    if bars.per is None:
        clock_axis(axes, list(spread), room=room)
    else:
        pace_axis(axes, list(spread), least=0.25, room=room, per=bars.per)
    if _level(found):
        axes.set_ylabel(f"{axes.get_ylabel()} on the level")
    low, high = axes.get_ylim()
    for slot, left, right, value, fast, slow in zip(
        found, bars.left, bars.right, bars.value, *bars.target, strict=True
    ):
        width = right - left
        if slot.effort is None or not math.isfinite(value):
            axes.bar(
                left, 0.55 * (high - low), width, low, align="edge", fill=False, edgecolor=MUTED, linestyle=(0, (3, 2))
            )
            continue
        axes.bar(left, value - low, width, low, align="edge", color=KEPT[slot.kept], alpha=0.42, linewidth=0, zorder=2)
        axes.plot([left, right], [value] * 2, color=KEPT[slot.kept], linewidth=2.4, solid_capstyle="butt", zorder=4)
        _target(axes, (left, right), (fast, slow), (low, high))
    some = count <= UPRIGHT
    axes.vlines(bars.middle, bars.low, bars.high, color=INK, linewidth=1.4 if some else 0.8, zorder=5)
    _labels(axes, found, bars)


def _target(axes: "Axes", sides: tuple[float, float], target: tuple[float, float], view: tuple[float, float]) -> None:
    """Draw the target of a rep a little wider than its bar; one without an end goes on to the edge of the chart."""
    known = [end for end in target if math.isfinite(end)]
    if not known:
        return
    wider = 0.3 * GAP
    left, right = sides[0] - wider, sides[1] + wider
    ends = (
        (min(known), max(known))
        if len(known) == 2
        else ((view[0], known[0]) if math.isfinite(target[0]) else (known[0], view[1]))
    )
    axes.fill_between([left, right], *ends, color=MUTED, alpha=0.16, linewidth=0, zorder=1)
    axes.hlines(known, left, right, color=MUTED, linewidth=0.9, zorder=3)


def _labels(axes: "Axes", found: tuple[Slot, ...], bars: Bars) -> None:
    """Write on each bar its time, its pace where the reps differ."""
    if len(found) > UPRIGHT:
        return
    level = len(found) <= LEVEL
    bottom = axes.get_ylim()[0]
    for slot, middle, value, top in zip(found, bars.middle, bars.value, bars.high, strict=True):
        words, here = _words(slot, value, bars, errors=len(found) <= WITH_ERRORS, marks=len(found) <= MARKED), top
        if slot.effort is None or not math.isfinite(value):
            here = bottom
            words = "not run" if slot.effort is None else words
        axes.annotate(
            words,
            (middle, here),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            va="bottom",
            rotation=0 if level and (slot.effort is not None or len(found) <= 6) else 90,
            fontsize=SMALL if level else SMALL - 1.0,
            color=INK if slot.effort else MUTED,
            zorder=6,
        )


def _words(slot: Slot, value: float, bars: Bars, *, errors: bool, marks: bool) -> str:
    if slot.effort is None:
        return "not run"
    mark = MARKS.get(slot.kept, "") if marks else ""
    if bars.per == pace_per() and math.isfinite(value):
        return f"{format_pace(value)}{mark}"
    error = f" ± {slot.effort.time_sd:.1f}" if errors and math.isfinite(slot.effort.time_sd) else ""
    return f"{format_time(slot.held_time)}{error}{mark}"


def _key(axes: "Axes", found: tuple[Slot, ...]) -> None:
    """Add the key of the colours: of the targets, where there are any, and of the kinds of recovery."""
    kept = [word for word, count in counts(found).items() if count and word not in {Kept.NO_TARGET, Kept.NOT_RUN}]
    marks = MARKS if len(found) <= MARKED else {}
    handles = [Patch(facecolor=KEPT[word], alpha=0.7, label=f"{word.value}{marks.get(word, '')}") for word in kept]
    if kept and counts(found)[Kept.NO_TARGET]:
        handles.append(Patch(facecolor=KEPT[Kept.NO_TARGET], alpha=0.7, label=Kept.NO_TARGET.value))
    rests = {effort.recovery_kind for effort in run(found)[:-1] if math.isfinite(effort.recovery)}
    handles += [Patch(facecolor=MUTED, alpha=RECOVERY[kind], label=kind.value) for kind in RECOVERY if kind in rests]
    if None in rests and len(rests) > 1:
        handles.append(Patch(fill=False, edgecolor=MUTED, linewidth=0.8, label=UNTOLD))
    if handles:
        axes.legend(
            handles=handles,
            loc="upper center",
            bbox_to_anchor=(0.5, -0.02 if resting(found) else -0.1),
            ncols=6,
            frameon=False,
            fontsize=SMALL,
            labelcolor=MUTED,
            handlelength=1.0,
            columnspacing=1.1,
        )
