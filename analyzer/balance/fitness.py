"""The 5K time of each session: its own, the athlete's, else what a trial or another session tells."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import Athlete, FiveKFrom, Floats, TrialLog

SOURCES = (FiveKFrom.SESSION, FiveKFrom.ATHLETE, FiveKFrom.TRIAL, FiveKFrom.OTHER, FiveKFrom.NOTHING)
Whole = NDArray[np.int64]
RACE = "5000 m"
"""The trial that is the 5K time itself; of a shorter one it is what its plan was made from, else told by VDOT."""


@dataclass(frozen=True, eq=False)
class FiveK:
    """The 5K time of each session. [s]

    seconds : NaN where nothing tells it.   source : Counts into SOURCES.   day : When it was known, since 1970-01-01.
    """

    seconds: Floats
    source: Whole
    day: Whole


def five_k(sessions: pd.DataFrame, athlete: Athlete, trials: TrialLog | None = None) -> FiveK:
    """Give the 5K time of each session: the best that tells it, the source and its day.

    A time holds from its day on, the first one also for the days before it.
    """
    own, day = _sane(sessions["five_k"]), sessions["day"].to_numpy(dtype=np.int64)
    known = np.isfinite(own)
    said, said_day = _forms(athlete)
    raced, raced_day = _trials(trials, until=int(day.max()) if len(day) else 0)
    found = FiveK(
        np.where(known, own, np.nan), np.where(known, 0, SOURCES.index(FiveKFrom.NOTHING)), np.where(known, day, 0)
    )
    at = _last_before(said_day, day)
    if at is not None:
        alike = known & np.isclose(own, said[at])
        found = _fill(found, ~known | alike, said[at], said_day[at], FiveKFrom.ATHLETE)
    values, since = np.concatenate([raced, own[known]]), np.concatenate([raced_day, day[known]])
    at = _last_before(since, day)
    if at is not None:
        trial = at < len(raced)
        free = ~np.isfinite(found.seconds)
        found = _fill(found, free & trial, values[at], since[at], FiveKFrom.TRIAL)
        found = _fill(found, free & ~trial, values[at], since[at], FiveKFrom.OTHER)
    return found


def _fill(found: FiveK, where: NDArray[np.bool_], seconds: Floats, day: Whole, source: FiveKFrom) -> FiveK:
    return FiveK(
        np.where(where, seconds, found.seconds),
        np.where(where, SOURCES.index(source), found.source),
        np.where(where, day, found.day),
    )


def _forms(athlete: Athlete) -> tuple[Floats, Whole]:
    """Give the 5K times that the athlete said, and from which day they hold."""
    said = [(form.five_k, np.datetime64(form.since, "D").astype(np.int64)) for form in athlete.forms if form.five_k]
    return np.array([time for time, _ in said], dtype=float), np.array([day for _, day in said], dtype=np.int64)


def _trials(log: TrialLog | None, *, until: int) -> tuple[Floats, Whole]:
    """Give the 5K times that the trials tell up to a day, and their days; the fastest of a day comes last."""
    if log is None or log.trials.empty:
        return np.empty(0), np.empty(0, dtype=np.int64)
    race = log.trials["nominal"].to_numpy(dtype=object) == RACE
    times = np.where(race, _sane(log.trials["time"]), _sane(log.trials["five_k"]))
    day = log.trials["day"].to_numpy(dtype=np.int64)
    order = np.lexsort((-times, day))
    order = order[np.isfinite(times[order]) & (day[order] <= until)]
    return times[order], day[order]


def _last_before(since: Whole, day: Whole) -> Whole | None:
    """Give for each day the place of the last thing known before its end, else of the first; None where none is."""
    if not len(since):
        return None
    order = np.argsort(since, kind="stable")
    places: Whole = order[np.clip(np.searchsorted(since[order], day, side="right") - 1, 0, None)]
    return places


def _sane(values: "pd.Series[float]") -> Floats:
    """Give the times that can be; NaN for the others."""
    times = values.to_numpy(dtype=float)
    return np.where(np.isfinite(times) & (times > 0), times, np.nan)
