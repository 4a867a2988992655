"""The speed of each zone, turn by turn and straight by straight, against what the plan asked for."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch
from numpy.typing import NDArray

from analyzer.charts.palette import EFFORT, GRID, INK, MUTED, SMALL, STRAIGHT, TURN, WIDTH, dress, pace_axis
from analyzer.charts.subject import many, numbers, on_track, pieces, rows, zones_of
from analyzer.model import Analysis, PlannedZone, Zone
from analyzer.model.doubt import OTHER, finish_in_doubt

if TYPE_CHECKING:
    from matplotlib.axes import Axes

title = "Turns and straights"
bare = False

BAND = 0.03
"""Within 3 % of the asked speed a zone counts as run to plan."""
NAMED = 24
"""Up to so many zones each has its name under it."""
ROOM = 0.055
"""Room for a second line of names, as a share of the height."""
SHORT = {Zone.FIRST_TURN: "T1", Zone.BACK_STRAIGHT: "BS", Zone.BACK_TURN: "T2", Zone.HOME_STRAIGHT: "HS"}


def applies(analysis: Analysis) -> bool:
    """Tell whether turns and straights were timed."""
    return any(len(zones_of(analysis, effort)) for effort in on_track(analysis))


def caption(analysis: Analysis) -> str:
    """Say how to read the chart."""
    names = "T1 first turn, BS back straight, T2 back turn, HS home straight. " if _count(analysis) <= NAMED else ""
    if names and finish_in_doubt(analysis.track):
        names += "Two names: which straight is the home straight is not known; the likelier name is above. "
    band = "The coloured bands are the speeds asked for, ± 3 %. " if _planned(analysis) else ""
    return f"{band}Points: mean speed of each zone without its first 15 m; bars: one standard error. {names}".strip()


def size(analysis: Analysis) -> tuple[float, float]:
    """Give the width and height that suit the chart. [in]"""
    del analysis
    return WIDTH, 3.9


def draw(axes: "Axes", analysis: Analysis) -> None:
    """Draw the speed of each zone with its error over the band that was asked for."""
    planned, doubt = _planned(analysis), finish_in_doubt(analysis.track) and _count(analysis) <= NAMED
    if doubt:
        axes.set_axis_off()
        axes = axes.inset_axes((0.0, ROOM, 1.0, 1.0 - ROOM))
    dress(axes)
    zones: list[tuple[Zone, str]] = []
    speeds: list[tuple[float, float]] = []
    begins: list[tuple[int, str]] = []
    counted = [number for number, one in zip(numbers(analysis), pieces(analysis), strict=True) if one.on_track]
    for index, effort in enumerate(on_track(analysis)):
        lap_before = 0
        for row in rows(zones_of(analysis, effort)):
            lap, zone = int(row["lap"]), Zone(row["zone"])
            if lap != lap_before and (lap_before == 0 or not many(analysis)):
                begins.append((len(zones), f"{counted[index]}" if many(analysis) else f"{lap}"))
            lap_before = lap
            middle = 0.5 * (row["from_m"] + row["to_m"])
            for asked in planned:
                if asked.from_m <= middle < asked.to_m:
                    _band(axes, len(zones), asked)
            run_off = any(asked.run_off and asked.from_m <= middle < asked.to_m for asked in planned)
            name = f"{SHORT[zone]}\n{SHORT[OTHER[zone]]}" if doubt else SHORT[zone]
            zones.append((zone, "off" if run_off else name))
            speeds.append((row["speed"], row["speed_sd"]))
    mean, error = np.array(speeds, dtype=float).T
    positions = np.arange(len(zones))
    _points(axes, mean, error, zones=None if planned else [zone for zone, _ in zones])
    targets = [zone.speed for zone in planned]
    pace_axis(axes, [*(mean - error), *(mean + error), *(speed * (1 + BAND) for speed in targets)], room=0.16)
    _groups(axes, begins, len(positions), "Rep" if many(analysis) else "Lap")
    axes.set_xlim(-0.7, len(positions) - 0.3)
    named = zones if len(zones) <= NAMED else []
    axes.set_xticks(positions[: len(named)], [name for _, name in named])
    _key(axes, planned, below=0.07 + (ROOM if doubt else 0.0))


def _count(analysis: Analysis) -> int:
    return sum(len(zones_of(analysis, effort)) for effort in on_track(analysis))


def _planned(analysis: Analysis) -> tuple[PlannedZone, ...]:
    return () if analysis.strategy is None or analysis.trial is None else analysis.strategy.zones


def _band(axes: "Axes", here: int, zone: PlannedZone) -> None:
    colour = EFFORT[zone.effort]
    low, high = zone.speed * (1 - BAND), zone.speed * (1 + BAND)
    axes.bar(here, high - low, bottom=low, width=0.86, color=colour, alpha=0.38, linewidth=0, zorder=2)
    axes.plot([here - 0.43, here + 0.43], [zone.speed] * 2, color=colour, linewidth=2.0, zorder=3)


def _points(axes: "Axes", mean: NDArray[np.float64], error: NDArray[np.float64], *, zones: list[Zone] | None) -> None:
    """Draw the measured speeds; without a plan the turns differ from the straights."""
    positions = np.arange(len(mean))
    few = len(mean) <= NAMED
    axes.vlines(
        positions, mean - error, mean + error, color=INK if few else MUTED, linewidth=1.4 if few else 0.8, zorder=4
    )
    if zones is None:
        axes.plot(positions, mean, "o", color=INK, markersize=4.5, zorder=5)
        return
    turns = np.array(["turn" in zone for zone in zones])
    axes.plot(positions[turns], mean[turns], "o", color=TURN, markersize=5 if few else 3, zorder=5, label="turn")
    axes.plot(
        positions[~turns], mean[~turns], "s", color=STRAIGHT, markersize=5 if few else 3, zorder=5, label="straight"
    )


def _groups(axes: "Axes", begins: list[tuple[int, str]], count: int, word: str) -> None:
    """Part the laps (or reps) with a line and number them."""
    ends = [*(begin for begin, _ in begins[1:]), count]
    every = max(1, round(len(begins) / 10))
    for index, ((begin, name), end) in enumerate(zip(begins, ends, strict=True)):
        if begin and index % every == 0:
            axes.axvline(begin - 0.5, color=GRID, linewidth=0.8, zorder=1)
        if index % every == 0:
            text = f"{word} {name}" if len(begins) <= 6 or index == 0 else name
            squeezed = index == 0 and len(begins) > 6
            middle = begin - 0.5 if squeezed else (begin + end - 1) / 2
            axes.text(
                middle,
                0.985,
                text,
                transform=axes.get_xaxis_transform(),
                ha="left" if squeezed else "center",
                va="top",
                color=MUTED,
                fontsize=SMALL,
            )


def _key(axes: "Axes", planned: tuple[PlannedZone, ...], *, below: float) -> None:
    """Add the key of the colours, so far `below` the axes."""
    asked = dict.fromkeys(zone.effort for zone in planned)
    handles = [Patch(facecolor=EFFORT[effort], alpha=0.6, label=effort.value) for effort in asked] or None
    axes.legend(
        handles=handles,
        loc="upper center",
        bbox_to_anchor=(0.5, -below),
        ncols=6,
        frameon=False,
        fontsize=SMALL,
        labelcolor=MUTED,
        handlelength=1.2,
        columnspacing=1.4,
    )
