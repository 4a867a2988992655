"""Tell what kind of session it was by counts, distances, times and rests, and by paces only where they are known."""

import math
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analyzer.model import Effort, EffortKind, Floats, Paces, WorkoutKind
from analyzer.model.sports import is_other_sport
from analyzer.workouts.lengths import METRES
from analyzer.workouts.running import Running, running

SHORT = 32.0
"""A stride, or a rep of leg speed, takes no longer; 200 m reps mostly do. [s]"""
STRIDES = ((8, 0.12), (12, 0.07))
"""Strides are at most so many where they are at most such a share of the running: short reps of a hard session can be
more, and drills before the strides are found with them."""
FASTER, BRIEF = 1.1, 60.0
"""A brief rep is so much faster than the mean of all the running; one that is not is a small hill, or a stumble of the
watch's speed. [1, s]"""
STRIDES_SHARE = 0.6
"""Strides come with an easy run: so much of the running is done before the middle one of them, ..."""
STRIDES_BEFORE = 8 * 60.0
"""... and at least so long. [s]"""
LEG_SPEED = (7, 14)
"""Reps that leg speed can have; 8 to 12 are asked for."""
LEG_SPEED_REST = 170.0
"""The usual rest of leg speed is above this; it is asked to be 4 to 6 minutes, and warned where shorter. [s]"""
FEWEST_HILLS = 3
REPEAT, REPEATED = 0.35, 0.75
"""Hill repeats last, rise and follow each other alike within the first share, so many of them."""
HILL_RISE, HILL_GRADE = 5.0, 0.03
"""A hill rises by this at least, by the barometer, and is so steep; as steep down is the way back. [m, 1]"""

LONG_REP = 3.4 * 60.0
"""Shorter reps are no tempo. [s]"""
TEMPO_REP, TEMPO_REP_METRES = 8 * 60.0, 10 * 60.0
"""Reps this long are one: by time, and by distance (2000 m are mostly intervals). [s]"""
TEMPO_REST, TEMPO_REST_METRES = 0.4, 0.2
"""The rests of a tempo are short against its reps: by time, and by distance (1000 m reps have a minute or more)."""
NO_REST = 10.0
"""Reps with less between them are laps of one run ... [s]"""
ON_END = 8 * 60.0
"""... which is a tempo from this time on. [s]"""
APART = 10 * 60.0
"""Fast pieces further apart than this are no set. [s]"""
WHOLE = 0.75
"""One piece that is more of the running than this is the run itself, its start and end a little slower."""
TEMPO_SPEED = (0.95, 0.98)
"""Speed over the 5K speed: below the first a tempo, above the second intervals, between them the rests tell."""
STEADY_TEMPO, NOT_EASY = 0.88, 4.6
"""A steady run is a tempo run above this share of the 5K speed, and where that is not known above this speed: it would
be easy for nobody slower than 14:50 over 5K. [m/s]"""
SINGLE = 0.08
"""One fast piece shorter than this share of the running leaves the session an easy run."""

LONG_RUN, LONG_NAMED = 66 * 60.0, 55 * 60.0
"""A steady run this long is a long run, from the second on where its name says so. Long runs are meant to take 60 to 90
minutes; but an hour is the usual easy run of many, so it counts as long from a little above (a judgement). [s]"""
SHORTEST, FEWEST_METRES = 4 * 60.0, 800.0
"""Less running is no session. [s, m]"""
RUN_SHARE = 0.5
"""A session with less of its moving time run than this is a walk with some running."""

NAMES = (
    (WorkoutKind.LONG, re.compile(r"\blong\b|\blsd\b", re.IGNORECASE)),
    (WorkoutKind.TEMPO, re.compile(r"\btempo\b|\bthreshold\b|\bcruise\b", re.IGNORECASE)),
    (WorkoutKind.EASY, re.compile(r"\beasy\b|\brecovery\b|\bjog\b", re.IGNORECASE)),
)
"""What the name of a session says of steady running; what was run goes first."""


def kind(
    efforts: Sequence[Effort],
    *,
    speed: pd.DataFrame,
    sport: str = "",
    name: str = "",
    paces: Paces | None = None,
) -> WorkoutKind:
    """Name the kind of a session. sport : Of the file, with its sub-sport.   name : Of the plan or of the file."""
    total = running(speed, efforts)
    if is_other_sport(sport, speed=total.speed, time=total.time):
        return WorkoutKind.OTHER
    if any(effort.kind is EffortKind.TRIAL for effort in efforts):
        return WorkoutKind.MILE_TRIAL
    reps = main_set(efforts, total.speed)
    if not _is_a_set(reps, total):
        return WorkoutKind.HILLS if total.is_up_and_down else _steady(total, name, paces)
    if sum(map(is_uphill, reps)) > len(reps) / 2 and len(reps) >= FEWEST_HILLS:
        return WorkoutKind.HILLS
    if max(one.time for one in reps) <= SHORT:
        return _short(reps, efforts, total, name, paces)
    return WorkoutKind.TEMPO if _is_tempo(reps, paces) else WorkoutKind.INTERVALS


def _is_a_set(reps: list[Effort], total: Running) -> bool:
    """Tell whether the fast pieces of a session are what it is about: not a few of them far apart in a long run."""
    if len(reps) == 1 and reps[0].time > SHORT:
        return SINGLE * total.time <= reps[0].time <= WHOLE * total.time or total.time <= 0
    return bool(reps) and not rest_of(reps) > APART


def main_set(efforts: Sequence[Effort], pace: float = 0.0) -> list[Effort]:
    """Give the reps that a session is about: hills where they are most of it, else without the strides before a set.

    pace : Of the whole session; brief pieces no faster than it are no reps. [m/s]
    """
    bouts = [one for one in efforts if one.kind not in {EffortKind.STEADY, EffortKind.TRIAL}]
    bouts = [one for one in bouts if one.time > BRIEF or is_uphill(one) or not one.speed < FASTER * pace]
    hills = [one for one in bouts if is_uphill(one)]
    if not _are_repeats(hills):
        bouts = [one for one in bouts if one not in hills]
    elif len(hills) >= sum(not one.grade <= -HILL_GRADE for one in bouts) / 2:
        return hills
    longer = [one for one in bouts if one.time > SHORT]
    short = [one for one in bouts if one.time <= SHORT]
    if not longer or (len(longer) == 1 and _time(longer) < _time(short)):
        return short
    # sets such as 400 + 200 have short reps in them; strides come before or after the set
    first, last = longer[0].start, longer[-1].end
    return [one for one in bouts if one.time > SHORT or first < one.start < last or one.kind is EffortKind.REP]


def _are_repeats(hills: list[Effort]) -> bool:
    """Tell hill repeats from the hills of a road: as long and as high each time, and one after the other evenly."""
    if len(hills) < FEWEST_HILLS:
        return False
    rises = np.array([one.rise for one in hills])
    every = np.diff([one.start for one in hills])
    measures = [np.array([one.time for one in hills]), every, *([rises] if np.isfinite(rises).all() else [])]
    return all(float((np.abs(of / np.median(of) - 1.0) <= REPEAT).mean()) >= REPEATED for of in measures)


def is_uphill(one: Effort) -> bool:
    """Tell whether an effort was run up a hill; the jog down may have been found as an effort too."""
    return one.kind is EffortKind.HILL or (one.rise >= HILL_RISE and one.grade >= HILL_GRADE)


def _time(efforts: Sequence[Effort]) -> float:
    return sum(one.time for one in efforts)


def _short(
    reps: list[Effort], efforts: Sequence[Effort], total: Running, name: str, paces: Paces | None
) -> WorkoutKind:
    """Tell strides, leg speed and short intervals apart: by the count, the rests, and the running before."""
    rest = rest_of(reps)
    least, most = LEG_SPEED
    if least <= len(reps) <= most and rest >= LEG_SPEED_REST:
        return WorkoutKind.LEG_SPEED
    before = _before(reps, efforts)
    few = any(len(reps) <= most and _time(reps) <= share * max(total.time, 1.0) for most, share in STRIDES)
    if few and before >= STRIDES_BEFORE and before >= STRIDES_SHARE * (total.time - _time(reps)):
        return WorkoutKind.LONG if total.time >= LONG_RUN else WorkoutKind.STRIDES
    if len(reps) < FEWEST_HILLS:
        return _steady(total, name, paces)
    if few and all(one.kind is EffortKind.STRIDE for one in reps) and total.time >= 2 * STRIDES_BEFORE:
        return WorkoutKind.LONG if total.time >= LONG_RUN else WorkoutKind.STRIDES
    return WorkoutKind.INTERVALS


def _before(reps: list[Effort], efforts: Sequence[Effort]) -> float:
    """Give how long was run steadily before the middle rep, as far as efforts tell, else the time until it. [s]"""
    middle = reps[len(reps) // 2].start
    steady = [one for one in efforts if one.kind is EffortKind.STEADY and one.start < middle]
    return sum(min(one.end, middle) - one.start for one in steady) if steady else reps[0].start


def rest_of(reps: Sequence[Effort]) -> float:
    """Give the usual rest between reps: the median, the last rep's left out; NaN where none is known. [s]"""
    known = [one.recovery for one in reps[:-1] if math.isfinite(one.recovery)]
    return float(np.median(known)) if known else math.nan


def _is_tempo(reps: list[Effort], paces: Paces | None) -> bool:
    """Tell a tempo from intervals: by the length of the reps, by the speed where 5K is known, else by the rests."""
    times = np.array([one.time for one in reps])
    usual, rest = float(_weighted_median(times)), rest_of(reps)
    if len(reps) > 1 and not rest > NO_REST:
        # run on end with a press each lap: laps of a minute or two are reps to their runner
        return float(times.sum()) >= ON_END and usual >= LONG_REP
    if usual < LONG_REP:
        return False
    mean = sum(one.distance for one in reps) / _time(reps)
    if paces is not None and _told(paces):
        slower, faster = (share * paces.five_k for share in TEMPO_SPEED)
        if not slower <= mean <= faster:
            return mean < slower
    by_distance = sum(one.nominal.endswith(METRES) for one in reps) > len(reps) / 2
    if len(reps) == 1 or usual >= (TEMPO_REP_METRES if by_distance else TEMPO_REP):
        return True
    return rest <= (TEMPO_REST_METRES if by_distance else TEMPO_REST) * usual


def _weighted_median(times: Floats) -> float:
    """Give the length of rep in which the middle second of the hard running lies."""
    ordered = np.sort(times)
    return float(ordered[np.searchsorted(np.cumsum(ordered), ordered.sum() / 2)])


def _steady(total: Running, name: str, paces: Paces | None) -> WorkoutKind:
    """Name a session without reps: by its length, by the 5K speed where it is known, by its name."""
    if total.time < SHORTEST or total.distance < FEWEST_METRES or total.time < RUN_SHARE * total.moving:
        return WorkoutKind.OTHER
    if not (paces is not None and _told(paces)) and total.speed > NOT_EASY:
        return WorkoutKind.TEMPO
    said = next((named for named, words in NAMES if words.search(name)), None)
    if total.time >= (LONG_NAMED if said is WorkoutKind.LONG else LONG_RUN):
        return WorkoutKind.LONG
    if paces is not None and _told(paces):
        return WorkoutKind.TEMPO if total.speed > STEADY_TEMPO * paces.five_k else WorkoutKind.EASY
    return WorkoutKind.TEMPO if said is WorkoutKind.TEMPO else WorkoutKind.EASY


def _told(paces: Paces) -> bool:
    """Tell whether the runner said how fast he is: paces taken from the session itself say nothing of it."""
    return not {"five_k", "goal"} <= set(paces.estimated)
