"""The chart of trials over the months, from a comparison."""

import numpy as np

from analyzer.charts import trend
from analyzer.charts.trend import Line, Points
from analyzer.model import Comparison
from analyzer.report.story import Drawing

USUAL, KEY_ROOM, KEY_LINE = (0.7, 0.24, 0.14, 0.62), 0.92, 0.14
"""Left, right, above and below of a chart; below it where a key in two lines stands there; one of them. [in]"""
WIDTH, HEIGHT = 5.5, 3.4


def trend_drawing(comparison: Comparison) -> Drawing | None:
    """Draw the times over the months; None where less than two can be laid beside each other."""
    frame = comparison.trials[comparison.trials["equivalent"].notna()]
    if len(frame) < 2:
        return None
    points = _points(comparison)
    line = _line(comparison, points.nominal)
    kinds = len(set(points.run))
    room = KEY_ROOM if kinds > trend.KEY_COLUMNS else KEY_ROOM - KEY_LINE if kinds > 1 else USUAL[3]
    caption = "Faster is higher. Bars: the error of a time. The circle: the best."
    if line is not None:
        caption += " The line: the trend, with a band of one standard error."
    if kinds > 1:
        caption += " Open points: other distances, as the mile that is worth as much."
    return Drawing(
        "trend",
        f"{'The mile' if points.nominal == '1 mile' else points.nominal} over time",
        caption,
        lambda axes: trend.draw(axes, points, line),
        (WIDTH, HEIGHT + room - USUAL[3]),
        margins=(*USUAL[:3], room),
    )


def _points(comparison: Comparison) -> Points:
    """Give the times as they were run where all are over one distance, else as miles."""
    frame = comparison.trials[comparison.trials["equivalent"].notna()]
    alike = frame["nominal"].nunique() == 1
    own = "time" if alike else "equivalent"
    converted = 0.0 if alike else frame["conversion_sd"].to_numpy()
    best = comparison.best
    here = best is not None and (frame["session"] == best.session) & (frame["effort"] == best.effort)
    return Points(
        nominal=str(frame["nominal"].iloc[0]) if alike else "1 mile",
        day=frame["day"].to_numpy(dtype=float),
        time=frame[own].to_numpy(),
        time_sd=np.hypot(frame[f"{own}_sd"].to_numpy(), converted),
        run=frame["nominal"].to_list(),
        best=int(np.flatnonzero(here)[0]) if np.any(here) else None,
    )


def _line(comparison: Comparison, nominal: str) -> Line | None:
    """Give the trend of the miles, of another distance by its ratio to the mile; None where there is none."""
    told = comparison.trend
    if not len(told.day):
        return None
    frame = comparison.trials
    ratio = 1.0 if nominal == "1 mile" else float((frame["time"] / frame["equivalent"]).median())
    return Line(told.day, ratio * told.time, ratio * told.time_sd)
