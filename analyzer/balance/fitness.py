"""The 5K time of each session: its own, the athlete's, else that of another session."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import Athlete, FiveKFrom, Floats

SOURCES = (FiveKFrom.SESSION, FiveKFrom.ATHLETE, FiveKFrom.OTHER, FiveKFrom.NOTHING)


@dataclass(frozen=True, eq=False)
class FiveK:
    """The 5K time of each session. [s]

    seconds : NaN where nothing tells it.   source : Counts into SOURCES.   day : When it was known, since 1970-01-01.
    """

    seconds: Floats
    source: NDArray[np.int64]
    day: NDArray[np.int64]


def five_k(sessions: pd.DataFrame, athlete: Athlete) -> FiveK:
    """Give the 5K time of each session: the best that tells it, the source and its day."""
    own = _sane(sessions["five_k"].to_numpy(dtype=float))
    day = sessions["day"].to_numpy(dtype=np.int64)
    forms = [form for form in athlete.forms if form.five_k is not None and form.five_k > 0]
    said = np.array([form.five_k for form in forms], dtype=float)
    since = np.array([np.datetime64(form.since, "D").astype(np.int64) for form in forms], dtype=np.int64)
    known = np.isfinite(own)
    said_here, said_day = _last_before(said, since, day)
    other, other_day = _last_before(own[known], day[known], day)
    choices = [known, np.isfinite(said_here), np.isfinite(other)]
    return FiveK(
        seconds=np.select(choices, [own, said_here, other], np.nan),
        source=np.select(choices, [0, 1, 2], 3).astype(np.int64),
        day=np.select(choices, [day, said_day, other_day], 0).astype(np.int64),
    )


def _last_before(values: Floats, since: NDArray[np.int64], day: NDArray[np.int64]) -> tuple[Floats, Any]:
    """Give for each day the last value before it, or the first one there is, and the day that it is of."""
    if not len(values):
        return np.full(len(day), np.nan), np.zeros(len(day), dtype=np.int64)
    order = np.argsort(since, kind="stable")
    place = order[np.clip(np.searchsorted(since[order], day, side="right") - 1, 0, None)]
    return values[place], since[place]


def _sane(values: Floats) -> Floats:
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)
