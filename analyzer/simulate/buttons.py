"""The button of the watch: presses by a human thumb, automatic laps, stops of the timer."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.random import Generator

from analyzer import frames
from analyzer.errors import OptionError
from analyzer.model import Floats, PauseKind, Trigger
from analyzer.oval import Line
from analyzer.simulate.course import Way
from analyzer.simulate.runner import Ran, Run

BUTTONS = ("none", "trial", "laps", "messy", "auto", "both", "workout", "workout_km")
"""none: no lap is taken. trial: at the start and the end of each effort. laps: also at each crossing of the finish
line. messy: as laps, but some presses are missing and some are double. auto: a lap at each kilometre of the watch.
both: as trial, and a lap at each kilometre since the last one. workout: the watch takes one at each step of its own
workout, which the file carries. workout_km: also at each kilometre within a step."""
LED = ("workout", "workout_km")
"""The watch leads through the session."""

LATE, LATE_SD = 0.2, 0.3
"""A thumb is late by this much. [s]"""
_TAIL, _TAIL_LATE, _TAIL_SD = 0.08, 0.6, 1.0
"""Now and then it is much later, or early."""
_MISSING, _DOUBLE = 0.15, 0.10
AUTO_LAP = 1000.0
_WAIT, _STOPS_AFTER, _STARTS_AFTER = 8.0, (1.0, 4.0), (-0.5, 2.5)
"""Who stands longer at a crossing stops his watch, so soon after he stands and starts it so long after he goes. [s]"""
_ONE_EVENT = 4.0
"""Presses this near to an event belong to it. [s]"""


def thumb(rng: Generator, moments: Floats) -> Floats:
    """Give when the button is pressed for events at these moments. [s]"""
    usual = rng.normal(LATE, LATE_SD, len(moments))
    tail = rng.normal(_TAIL_LATE, _TAIL_SD, len(moments))
    return moments + np.where(rng.random(len(moments)) < _TAIL, tail, usual)


def moments(run: Run, *, every_lap: bool) -> Floats:
    """Give when an effort starts or ends and, if asked, when its runner crosses the finish line. [s]"""
    found: list[float] = []
    for ran in run.ran:
        course = ran.leg.course
        if ran.leg.timed is None:
            continue
        found += [float(ran.time[0]), float(ran.time[-1])]
        if every_lap and isinstance(course, Line):
            lines = (
                np.arange(np.floor(ran.arc[0] / course.lap) + 1, np.ceil(ran.arc[-1] / course.lap - 1e-4)) * course.lap
            )
            at = np.interp(lines, ran.arc, ran.time)
            found += at[at - ran.time[0] > 5.0].tolist()
    return np.sort(np.array(found, dtype=float))


def presses(rng: Generator, run: Run, buttons: str) -> Floats:
    """Give the moments at which the lap button was pressed. [s]"""
    if buttons not in BUTTONS:
        raise OptionError(f"'{buttons}' is no way to press the button; choose one of {', '.join(BUTTONS)}")
    if buttons in {"none", "auto", *LED}:
        return np.array([])
    pressed = thumb(rng, moments(run, every_lap=buttons in {"laps", "messy"}))
    if buttons == "messy":
        pressed = pressed[rng.random(len(pressed)) >= _MISSING]
        double = pressed[rng.random(len(pressed)) < _DOUBLE]
        pressed = np.concatenate([pressed, double + rng.uniform(0.3, 1.5, len(double))])
    return np.sort(pressed)


def laps(
    samples: pd.DataFrame,
    pressed: Floats,
    buttons: str,
    stopped: list[tuple[float, float]],
    last: float,
    steps: Sequence[tuple[float, Trigger]] = (),
) -> pd.DataFrame:
    """Give the watch's laps from presses (elapsed, s), its distance, or the steps of its workout.

    A stopped timer takes no laps. last : When the recording was stopped. [s]
    """
    elapsed, distance = samples["elapsed"].to_numpy(), samples["distance"].to_numpy()
    stands = _stood(elapsed, stopped)
    moved = np.concatenate([[0.0], np.cumsum(np.where(np.diff(stands) > 0, 0.0, np.diff(distance)))])
    taken = [*steps] if buttons in LED else [(float(press), Trigger.MANUAL) for press in pressed]
    taken = [(at, why) for at, why in taken if 0.05 < at < last - 0.05 and not any(a < at < b for a, b in stopped)]
    if buttons in {"auto", "both", "workout_km"} and np.isfinite(moved).all():
        taken = _with_kilometres(taken, elapsed, moved)
    ends = np.round([*(at for at, _ in taken), last], 3)
    starts = np.concatenate([[0.0], ends[:-1]])
    covered = np.interp(ends, elapsed, moved) - np.interp(starts, elapsed, moved)
    timer = ends - starts - (_stood(ends, stopped) - _stood(starts, stopped))
    frame = pd.DataFrame(
        {
            "start": starts,
            "end": ends,
            "timer": np.round(timer, 3),
            "distance": np.round(covered, 2),
            "trigger": [*(str(why) for _, why in taken), str(Trigger.SESSION_END)],
        }
    )
    return frames.conform(frame, frames.DEVICE_LAPS)


def _with_kilometres(taken: list[tuple[float, Trigger]], elapsed: Floats, moved: Floats) -> list[tuple[float, Trigger]]:
    """Add the automatic laps: one at each kilometre of the watch since the lap before."""
    found: list[tuple[float, Trigger]] = []
    ends = [*taken, (float(elapsed[-1]), Trigger.SESSION_END)]
    since = 0.0
    for end, why in ends:
        until = float(np.interp(end, elapsed, moved))
        whole = np.interp(np.arange(since + AUTO_LAP, until, AUTO_LAP), moved, elapsed)
        found += [(float(moment), Trigger.DISTANCE) for moment in whole]
        found.append((end, why))
        since = until
    return found[:-1]


def _stood(moments: Floats, stopped: list[tuple[float, float]]) -> Floats:
    """Give how long the timer has stood by these moments. [s]"""
    total = np.zeros(len(moments))
    for begin, end in stopped:
        total += np.clip(moments - begin, 0.0, end - begin)
    return total


def stops(rng: Generator, run: Run, pressed: Floats) -> list[tuple[float, float]]:
    """Give when the timer was stopped after each effort and started again before the next, and at crossings. [s]

    The stop follows the lap press at an effort's end, the start comes before the one at the next, where there are such.
    """
    timed = [ran for ran in run.ran if ran.leg.timed is not None]
    found = []
    for before, after in pairwise(timed):
        stop, start = thumb(rng, np.array([before.time[-1], after.time[0]]))
        at_end = pressed[np.abs(pressed - before.time[-1]) < _ONE_EVENT]
        at_start = pressed[np.abs(pressed - after.time[0]) < _ONE_EVENT]
        stop = float(at_end.max() + rng.uniform(0.3, 1.0)) if len(at_end) else float(stop)
        start = float(at_start.min() - rng.uniform(0.3, 1.0)) if len(at_start) else float(start)
        if start - stop > 5.0:
            found.append((stop, start))
    return sorted([*found, *_at_crossings(rng, run, timed)])


def _at_crossings(rng: Generator, run: Run, timed: list[Ran]) -> list[tuple[float, float]]:
    """Give the stops where the runner stands at a crossing, before the first effort and after the last."""
    begin, end = (float(timed[0].time[0]), float(timed[-1].time[-1])) if timed else (np.inf, -np.inf)
    stands = [ran for ran in run.ran if isinstance(ran.leg.course, Way) and not ran.leg.speed.any()]
    stands = [ran for ran in stands if ran.leg.duration > _WAIT and not begin < float(ran.time[0]) < end]
    found = []
    for ran in stands:
        stop, start = ran.time[0] + rng.uniform(*_STOPS_AFTER), ran.time[-1] + rng.uniform(*_STARTS_AFTER)
        if start - stop > _WAIT / 2:
            found.append((float(stop), float(start)))
    return found


def pause(samples: pd.DataFrame, stopped: list[tuple[float, float]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Leave out the samples of the stops (elapsed, s), and the distance covered in them; give samples and pauses."""
    elapsed = samples["elapsed"].to_numpy()
    kept = np.ones(len(elapsed), dtype=bool)
    distance = samples["distance"].to_numpy().copy()
    for begin, end in stopped:
        kept &= ~((elapsed > begin) & (elapsed < end))
        covered = np.interp([begin, end], elapsed, samples["distance"].to_numpy())
        distance = np.where(elapsed >= end, distance - (covered[1] - covered[0]), distance)
    pauses = pd.DataFrame(
        {
            "start": np.round([begin for begin, _ in stopped], 3),
            "end": np.round([end for _, end in stopped], 3),
            "kind": [str(PauseKind.MANUAL)] * len(stopped),
        }
    )
    left = samples.assign(distance=np.round(distance, 2))[kept].reset_index(drop=True)
    return left, frames.conform(pauses, frames.PAUSES)
