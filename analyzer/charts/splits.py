"""The laps and the 100 m splits, each with its time and its error."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection, PolyCollection

from analyzer.charts.palette import GRID, INK, MUTED, PACE, REP, SMALL, WIDTH, dress, pace_axis
from analyzer.charts.subject import SHORTEST_SPLIT, many, numbers, pieces
from analyzer.charts.subject import rows as rows_of
from analyzer.model import Analysis
from analyzer.units import format_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes

title = "Laps and 100 m splits"
bare = False

LABELLED = 5
"""Up to so many laps have their time and error written on them; up to 12 have the time alone."""
LABELLED_SPLITS = 17
MOST_NAMED = 16
"""Of more reps than this not every one is numbered."""


def applies(analysis: Analysis) -> bool:
    """Tell whether there are laps or splits to show; one split a rep says no more than its time."""
    if many(analysis):
        return len(_splits(analysis)) > len(pieces(analysis))
    return len(_upper(analysis)) > 0 or len(_splits(analysis)) > 0


def titled(analysis: Analysis) -> str:
    """Give the title: reps have a chart of their own, so that only their splits are here."""
    return "100 m splits of the reps" if many(analysis) else title


def caption(analysis: Analysis) -> str:
    """Say how to read the chart."""
    if many(analysis):
        return "Every 100 m from the start of each rep. Bands: one standard error. Faster is higher."
    first = " The first lap of a mile is 9.34 m longer." if _is_mile(analysis) else ""
    shown = "Above: the laps, cut at the finish line. Below: every 100 m from the start."
    return f"{shown} Bands: one standard error. Faster is higher.{first}"


def size(analysis: Analysis) -> tuple[float, float]:
    """Give the width and height that suit the chart. [in]"""
    return WIDTH, 4.4 if len(_splits(analysis)) and len(_upper(analysis)) else 2.9


def draw(axes: "Axes", analysis: Analysis) -> None:
    """Draw laps above, 100 m splits below, as steps with a band of error; of reps the splits."""
    axes.set_axis_off()
    upper, splits = _upper(analysis), _splits(analysis)
    both = len(splits) > 0 and len(upper) > 0
    if len(upper):
        panel = axes.inset_axes((0.0, 0.58, 1.0, 0.42) if both else (0.0, 0.0, 1.0, 1.0))
        _steps(panel, upper, colour=REP, errors=len(upper) <= LABELLED, label=len(upper) <= 12)
        middles = 0.5 * (upper["left"] + upper["right"])
        every = -(-len(upper) // 12)
        ticks = range(0, len(upper), every)
        panel.set_xticks(
            [middles.iloc[i] for i in ticks],
            [f"Lap {i + 1}" if i == 0 or len(upper) <= 6 else str(i + 1) for i in ticks],
        )
    if len(splits):
        panel = axes.inset_axes((0.0, 0.0, 1.0, 0.44) if both else (0.0, 0.0, 1.0, 1.0))
        _steps(panel, splits, colour=PACE, errors=False, label=len(splits) <= LABELLED_SPLITS)
        panel.set_xlabel("rep" if many(analysis) else "metres from the start")
        if many(analysis):
            count = int(splits["left"].max() // 1) + 1
            named = range(0, count, -(-count // MOST_NAMED))
            panel.set_xticks([i + 0.5 for i in named], [f"{numbers(analysis)[i]}" for i in named])
            panel.vlines(np.arange(1, count), 0, 1, transform=panel.get_xaxis_transform(), color=GRID, linewidth=0.8)


def _is_mile(analysis: Analysis) -> bool:
    return analysis.trial is not None and analysis.trial.nominal == "1 mile" and analysis.trial.lane == 1


def _upper(analysis: Analysis) -> pd.DataFrame:
    """Give the laps of the one piece: left and right on the axis, time, error and speed."""
    found = pieces(analysis)
    if not found or many(analysis):
        return pd.DataFrame()
    laps = found[0].laps[found[0].laps["distance"] >= SHORTEST_SPLIT]
    return laps.assign(left=laps["from_m"], right=laps["to_m"], speed=laps["distance"] / laps["time"])


def _splits(analysis: Analysis) -> pd.DataFrame:
    """Give the 100 m splits; those of reps lie side by side, one unit a rep."""
    found = []
    for index, effort in enumerate(pieces(analysis)):
        splits = effort.splits[effort.splits["distance"] >= SHORTEST_SPLIT]
        scale, shift = (0.88 / effort.distance, index + 0.06) if many(analysis) else (1.0, 0.0)
        found.append(
            splits.assign(
                left=shift + scale * splits["from_m"],
                right=shift + scale * splits["to_m"],
                speed=splits["distance"] / splits["time"],
            )
        )
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _steps(axes: "Axes", rows: pd.DataFrame, *, colour: str, errors: bool, label: bool) -> None:
    """Draw each row as a level line with a band of one standard error, and write its time above it."""
    dress(axes)
    left, right, speed = rows["left"].to_numpy(), rows["right"].to_numpy(), rows["speed"].to_numpy()
    share = np.nan_to_num(rows["time_sd"].to_numpy() / rows["time"].to_numpy())
    low, high = speed * (1 - share), speed * (1 + share)
    boxes = [
        [(a, b), (c, b), (c, d), (a, d)] for a, b, c, d in zip(left, low, right, high, strict=True) if np.isfinite(b)
    ]
    lines = [[(a, v), (b, v)] for a, b, v in zip(left, right, speed, strict=True)]
    axes.add_collection(PolyCollection(boxes, facecolors=colour, alpha=0.32, linewidths=0, zorder=2))
    axes.add_collection(LineCollection(lines, colors=colour, linewidths=2.2, zorder=3))
    width = right.max() - left.min()
    axes.set_xlim(left.min() - 0.01 * width, right.max() + 0.01 * width)
    pace_axis(axes, [*low, *high], least=0.3, room=0.2 if label else 0.05)
    if not label:
        return
    style: dict[str, Any] = {"ha": "center", "va": "bottom", "textcoords": "offset points", "xytext": (0, 2)}
    for a, b, top, row in zip(left, right, high, rows_of(rows), strict=True):
        written = errors and b - a > 0.15 * width
        text = format_time(row["time"]) + (
            f" ± {row['time_sd']:.1f}" if written and np.isfinite(row["time_sd"]) else ""
        )
        size = SMALL if errors else SMALL - 1.0
        axes.annotate(text, ((a + b) / 2, top), fontsize=size, color=INK if errors else MUTED, **style)
