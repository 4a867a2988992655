"""The runs that count, each once, with what is easy and what is hard of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.balance.fitness import FiveK, five_k
from analyzer.model import SPEED_BINS, SPEED_STEP, Floats, TrainingLog, TrialLog, WorkoutKind
from analyzer.model.sports import FASTEST, FOR_LONG, is_other_sport

EASY_CEILING, HARD_FLOOR = 0.82, 0.88
"""Easy is at or below the first, hard above the second, as shares of 5K speed; section 4 and 5 of the science (J)."""
RUNNING = 1.8
"""Slower than this is walking. [m/s]"""
HARD_KINDS = (WorkoutKind.INTERVALS, WorkoutKind.TEMPO, WorkoutKind.HILLS)
"""Sessions that are hard whatever the clock says: section 5. A trial is hard by the clock, so a mile alone is not."""
EASY_KINDS = (WorkoutKind.EASY, WorkoutKind.STRIDES, WorkoutKind.LONG)
UNSORTED = ("", WorkoutKind.OTHER)
"""What is not known to be of any kind is taken by its speeds."""
EASY_SHARE = 0.95
"""A run without a kind is easy where so much of it is: section 4, less than 5 % above the ceiling."""
LONG_LEAST, LONG_MOST = 60, 90
"""Of a long run. [min]"""
MINUTE = 60.0
SAME = 0.5
"""Two sessions that share more than so much of the shorter one's time are one, recorded twice."""

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Runs:
    """The runs as columns, in order of their start.

    day : Since 1970-01-01, where the runner was.   start : UTC.   running : [s]   distance : [m]
    easy, moderate, hard : Time of each. [s]   told : Whether these are known.   five_k : What they stand on.
    hard_kind, trial, easy_run, long_run, longer : Hard by its kind; a trial; easy, not long; 60-90 min; longer.
    strides : How many.   twice : How many further sessions were recordings of these.
    others : The days of sessions of other sports, which are left out.
    """

    day: Whole
    start: NDArray[np.datetime64]
    running: Floats
    distance: Floats
    easy: Floats
    moderate: Floats
    hard: Floats
    told: Flags
    hard_kind: Flags
    trial: Flags
    easy_run: Flags
    long_run: Flags
    longer: Flags
    strides: Whole
    five_k: FiveK
    twice: int
    others: Whole

    def __len__(self) -> int:
        return len(self.day)


def runs(log: TrainingLog, *, until: date, trials: TrialLog | None = None) -> Runs:
    """Give the runs of a log up to a day; the trials may tell the 5K time."""
    last = np.datetime64(until, "D").astype(np.int64)
    start = _utc(log.sessions.index)
    order = np.argsort(start, kind="stable")
    order = order[log.sessions["day"].to_numpy()[order] <= last]
    other = _other_sports(log.sessions.iloc[order])
    others, order = log.sessions["day"].to_numpy(dtype=np.int64)[order[other]], order[~other]
    once = order[_once(log.sessions.iloc[order], start[order])]
    frame, speeds = log.sessions.iloc[once], np.asarray(log.speeds, dtype=float).reshape(-1, SPEED_BINS)[once]
    time = _running(frame)
    known = five_k(frame, log.athlete, trials)
    easy, moderate, hard = _parts(speeds, 5000.0 / known.seconds)
    told = np.isfinite(known.seconds) & (easy + moderate + hard > 0)
    kinds = frame["kind"].to_numpy(dtype=object).astype(str)
    hard_kind = np.isin(kinds, [kind.value for kind in HARD_KINDS])
    share = easy / np.where(told, easy + moderate + hard, np.inf)
    by_speed = np.isin(kinds, [str(kind) for kind in UNSORTED]) & told & (share >= EASY_SHARE)
    easy_kind = np.isin(kinds, [kind.value for kind in EASY_KINDS]) | by_speed
    minutes = np.floor(time / MINUTE + 0.5)
    steady = easy_kind | np.isin(kinds, [str(kind) for kind in UNSORTED])
    return Runs(
        day=frame["day"].to_numpy(dtype=np.int64),
        start=start[once],
        running=time,
        distance=frame["distance"].to_numpy(dtype=float),
        easy=easy,
        moderate=moderate,
        hard=hard,
        told=told,
        hard_kind=hard_kind,
        trial=kinds == WorkoutKind.MILE_TRIAL.value,
        easy_run=easy_kind & (minutes < LONG_LEAST),
        long_run=steady & (minutes >= LONG_LEAST) & (minutes <= LONG_MOST),
        longer=steady & (minutes > LONG_MOST),
        strides=frame["strides"].to_numpy(dtype=np.int64) + (kinds == WorkoutKind.STRIDES.value),
        five_k=known,
        twice=len(order) - len(once),
        others=others,
    )


def time_below(speeds: Floats, limit: Floats) -> Floats:
    """Give the time at or below a speed [m/s] of each session, straight within the bin that holds it. [s]

    speeds : Seconds at each speed, (sessions, SPEED_BINS).   limit : One a session; NaN gives NaN.

    >>> bins = np.zeros((1, SPEED_BINS)); bins[0, 34] = 60.0
    >>> [float(time_below(bins, np.array([speed]))[0].round(6)) for speed in (3.4, 3.425, 3.5)]
    [0.0, 15.0, 60.0]
    """
    places = np.clip(np.asarray(limit) / SPEED_STEP, 0.0, float(SPEED_BINS))
    sums = np.concatenate([np.zeros((len(speeds), 1)), np.cumsum(speeds, axis=1)], axis=1)
    whole = np.floor(np.nan_to_num(places)).astype(int).clip(0, SPEED_BINS - 1)
    rows = np.arange(len(speeds))
    found: Floats = sums[rows, whole] + (places - whole) * speeds[rows, whole]
    return found


def _parts(speeds: Floats, five_k_speed: Floats) -> tuple[Floats, Floats, Floats]:
    """Part the running time of each session into easy, moderate and hard; zeros where that cannot be told. [s]"""
    speeds = np.nan_to_num(speeds).clip(0.0)
    able = EASY_CEILING * five_k_speed > RUNNING
    walked = time_below(speeds, np.full(len(speeds), RUNNING))
    easy = time_below(speeds, EASY_CEILING * five_k_speed) - walked
    moderate = time_below(speeds, HARD_FLOOR * five_k_speed) - walked - easy
    hard = speeds.sum(axis=1) - walked - easy - moderate
    return tuple(np.where(able, np.round(part, 6), 0.0) for part in (easy, moderate, hard))  # type: ignore[return-value]


def _running(frame: pd.DataFrame) -> Floats:
    """Give the running time, of what has none that of the recording; 0 where neither is known. [s]"""
    running, duration = (frame[name].to_numpy(dtype=float) for name in ("running", "duration"))
    return np.nan_to_num(np.where(np.isfinite(running), running, duration)).clip(0.0)


def _utc(index: "pd.Index[Any]") -> NDArray[np.datetime64]:
    """Give the moments of an index in UTC."""
    return pd.DatetimeIndex(pd.to_datetime(index, utc=True)).tz_localize(None).to_numpy().astype("datetime64[ns]")


def _other_sports(frame: pd.DataFrame) -> Flags:
    """Tell the sessions that were no running: rides, swims, walks."""
    sports = frame["sport"].to_numpy(dtype=object).astype(str)
    names, place = np.unique(sports, return_inverse=True)
    named = np.array([is_other_sport(name, speed=np.nan, time=0.0) for name in names], dtype=bool)
    time, distance = _running(frame), frame["distance"].to_numpy(dtype=float)
    return named[place] | ((time > FOR_LONG) & (distance > FASTEST * time))


def _once(frame: pd.DataFrame, starts: NDArray[np.datetime64]) -> Flags:
    """Tell which sessions to count: of those that were recorded twice the longer one."""
    keep: Flags = ~frame["session"].duplicated().to_numpy()
    start = starts.astype(np.int64) / 1e9
    length = np.nan_to_num(frame["duration"].to_numpy(dtype=float)).clip(0.0)
    end = start + length
    before = np.maximum.accumulate(np.concatenate([[-np.inf], np.where(keep, end, -np.inf)]))[:-1]
    suspect = start < before
    if not suspect.any():
        return keep
    last = -1
    for at in np.flatnonzero(keep).tolist():
        if suspect[at] and last >= 0:
            shared = min(end[at], end[last]) - start[at]
            if shared > SAME * min(length[at], length[last]):
                gone = last if length[at] > length[last] else at
                keep[gone] = False
                last = at if gone == last else last
                continue
        last = at
    return keep
