"""Time efforts off the track, by the speed of the session: no line tells when they ended."""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.efforts.hard import Hard
from analyzer.efforts.reps import round_time, time_name
from analyzer.model import Boundary, Effort, EffortKind

Floats = NDArray[np.float64]

LATE = 1.8
"""A change of speed is seen so late: positions lag, and the watch smooths them. [s]"""
INFERRED_SD, PRESSED_SD = 1.2, 0.4
"""Standard error of an end that the speed tells, and of one that a press tells. [s]"""
PRESS_REACH = 6.0
"""A press or a stop so near to a change of speed is the end of the rep. [s]"""
PRESSED_ENOUGH = 3
"""So many presses tell how late the speed comes."""
FAR_SHARE = 0.02
"""How far off the watch's distance is. [1]"""
SPLIT = 100.0
"""Splits are given every so many metres. [m]"""
ALIKE = 0.06
"""Reps whose times or distances differ by less are of one set."""
NOMINAL = (200, 300, 400, 500, 600, 800, 1000, 1200, 1500, 1600, 1609, 2000, 3000, 3219, 5000)
"""What is run off the track by the watch's distance; 1609 m is a mile. [m]"""
NOMINAL_SHARE = 0.02
"""How near to it a set is by the watch."""


def timed(reps: tuple[Hard, ...], speed: pd.DataFrame, presses: Floats, stops: Floats) -> tuple[Effort, ...]:
    """Time reps off the track. speed : frames.SPEED.   presses, stops : Of the button and of the watch. [s]"""
    if not reps:
        return ()
    marks = np.append(presses, stops)
    late = _late(reps, marks)
    ends = [
        (_end(rep.start, rep, marks, late, said=rep.said[0]), _end(rep.end, rep, marks, late, said=rep.said[1]))
        for rep in reps
    ]
    elapsed, run = speed["elapsed"].to_numpy(), speed["distance"].to_numpy()
    metres = [float(np.diff(np.interp([a, b], elapsed, run))[0]) for (a, _), (b, _) in ends]
    times = [b - a for (a, _), (b, _) in ends]
    names = _names(reps, times, metres)
    return tuple(_effort(name, ends[number], metres[number], speed) for number, name in enumerate(names))


def _late(reps: tuple[Hard, ...], marks: Floats) -> float:
    """Give how late a change of speed is seen, by the starts that were pressed; the usual where too few were. [s]"""
    if not len(marks):
        return LATE
    away = np.array([rep.start - marks[np.abs(marks - rep.start).argmin()] for rep in reps])
    own = away[np.abs(away) < PRESS_REACH]
    return float(np.clip(np.median(own), 0.0, PRESS_REACH)) if len(own) >= PRESSED_ENOUGH else LATE


def _end(moment: float, rep: Hard, marks: Floats, late: float, *, said: bool) -> tuple[float, Boundary]:
    """Give when an end was: as the runner said, else a press or stop near it, else a change of speed, seen late."""
    if said:
        return moment, Boundary.INFERRED
    if len(marks):
        nearest = float(marks[np.abs(marks - moment).argmin()])
        if abs(nearest - moment) < min(PRESS_REACH, 0.25 * rep.time):
            return nearest, Boundary.BUTTON
    return moment - late, Boundary.INFERRED


def _names(reps: tuple[Hard, ...], times: list[float], metres: list[float]) -> list[str]:
    """Name each rep by the time or the distance of its set."""
    names = []
    for rep, time, far in zip(reps, times, metres, strict=True):
        like = [n for n, other in enumerate(times) if abs(math.log(other / time)) < ALIKE]
        alike = [n for n, other in enumerate(metres) if far > 0 and other > 0 and abs(math.log(other / far)) < ALIKE]
        clock = round_time([times[n] for n in like], [metres[n] for n in like])
        middle = float(np.median([metres[n] for n in alike])) if alike else far
        near = min(NOMINAL, key=lambda nominal: abs(nominal - middle))
        if rep.by_time or clock is not None:
            names.append(time_name(clock or float(round(time))))
        elif len(alike) >= 2 and abs(middle - near) < NOMINAL_SHARE * near:
            names.append("1 mile" if near == 1609 else f"{near} m")
        else:
            names.append(time_name(round(time)))
    return names


def _effort(
    nominal: str, ends: tuple[tuple[float, Boundary], tuple[float, Boundary]], metres: float, speed: pd.DataFrame
) -> Effort:
    (start, by_start), (end, by_end) = ends
    sds = [PRESSED_SD if by is Boundary.BUTTON else INFERRED_SD for by in (by_start, by_end)]
    return Effort(
        EffortKind.REP,
        nominal,
        on_track=False,
        lane=1,
        start=start,
        start_sd=sds[0],
        end=end,
        end_sd=sds[1],
        time_sd=math.hypot(*sds),
        distance=metres,
        distance_sd=FAR_SHARE * metres,
        boundary=(by_start, by_end),
        splits=_splits(start, end, metres, speed),
    )


def _splits(start: float, end: float, metres: float, speed: pd.DataFrame) -> pd.DataFrame:
    """Give the times every 100 m by the distance of the session."""
    elapsed, run = speed["elapsed"].to_numpy(), speed["distance"].to_numpy()
    first = float(np.interp(start, elapsed, run))
    marks = np.append(np.arange(0.0, max(metres - 1.0, 0.0), SPLIT), metres)
    times = np.interp(first + marks, np.maximum.accumulate(run), elapsed)
    times[[0, -1]] = start, end
    times = np.clip(np.maximum.accumulate(times), start, end)
    lasting, far = np.diff(times), np.diff(marks)
    return frames.conform(
        pd.DataFrame(
            {
                "from_m": marks[:-1],
                "to_m": marks[1:],
                "start": times[:-1],
                "end": times[1:],
                "time": lasting,
                "time_sd": np.full(len(far), INFERRED_SD),
                "distance": far,
                "speed": far / np.maximum(lasting, 1e-3),
                "gap": np.zeros(len(far)),
            }
        ),
        frames.SPLITS,
    )
