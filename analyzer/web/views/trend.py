"""Trials over time as numbers to draw: each with its error and its words, the best, and the trend with its band."""

from typing import Any

import numpy as np
import pandas as pd

from analyzer.model import Comparison, Floats
from analyzer.report.compare_tables import rows_of
from analyzer.report.trial_words import one_row

MILE = "1 mile"


def trend_series(comparison: Comparison) -> dict[str, Any] | None:
    """Give the trials that can be laid beside each other; None where less than two can.

    day [d since 1970-01-01], time and sd [s, as trials over `nominal`], run (counts into `runs`), session, which (as an
    address names the trial), told; best (counts into these, null where none is); line {day, time, sd} or null.
    """
    frame = comparison.trials[comparison.trials["equivalent"].notna()]
    if len(frame) < 2:
        return None
    kinds = set(frame["nominal"])
    own = frame["nominal"].iloc[0] if len(kinds) == 1 else ""
    column = "time" if own else "equivalent"
    error = np.hypot(frame[f"{column}_sd"].to_numpy(), 0.0 if own else frame["conversion_sd"].to_numpy())
    nominal = own or MILE
    runs = sorted(kinds, key=lambda run: (run != nominal, run))
    best = comparison.best
    here = [] if best is None else ((frame["session"] == best.session) & (frame["effort"] == best.effort)).tolist()
    trend = comparison.trend
    names = which_of(comparison.trials)
    has_line = nominal == MILE and len(trend.day) > 0
    return {
        "nominal": nominal,
        "day": frame["day"].tolist(),
        "time": _plain(frame[column].to_numpy()),
        "sd": _plain(error),
        "run": [runs.index(run) for run in frame["nominal"]],
        "runs": runs,
        "session": frame["session"].tolist(),
        "told": [one_row(row) for row in rows_of(frame)],
        "which": [names[place] for place in zip(frame["session"].tolist(), frame["effort"].tolist(), strict=True)],
        "best": here.index(True) if True in here else None,
        "line": {"day": _plain(trend.day), "time": _plain(trend.time), "sd": _plain(trend.time_sd)}
        if has_line
        else None,
    }


def which_of(frame: pd.DataFrame) -> dict[tuple[int, int], str]:
    """Name each trial as an address does: by its session, and by its effort too where the session has another."""
    twice = frame["session"].duplicated(keep=False).tolist()
    places = zip(frame["session"].tolist(), frame["effort"].tolist(), strict=True)
    return {
        place: f"{place[0]}.{place[1]}" if another else f"{place[0]}"
        for place, another in zip(places, twice, strict=True)
    }


def _plain(values: Floats) -> list[float | None]:
    """Give numbers for JSON, null where nothing is known."""
    return [None if np.isnan(value) else value for value in np.round(np.asarray(values, dtype=float), 2).tolist()]
