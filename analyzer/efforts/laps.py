"""What the laps of the watch say of the reps: steps of a workout, timed laps in turn, laps pressed by hand."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.efforts.hard import Hard, Marks, is_nominal
from analyzer.efforts.pieces import Piece
from analyzer.model import PlannedStep, PlannedWorkout, Trigger
from analyzer.units import MILE

Floats = NDArray[np.float64]

BY_THUMB = frozenset({str(Trigger.MANUAL), str(Trigger.OTHER)})
"""Laps that somebody or something meant; distance laps are counted by the watch for itself."""
MEANT = BY_THUMB | {str(Trigger.TIME), str(Trigger.SESSION_END)}
STEP_NEAR, STEP_SHARE = 1.5, 0.015
"""A lap this near to a step of the workout is that step. [s or 10 m, share]"""
MOST_REPEATS, MOST_STEPS = 100, 1000
"""Nothing is repeated more often, and no workout has more steps with its repeats written out."""
MOST_OF_THEM = 0.6
"""A workout was run where this share of its hard steps is found among the laps."""
ACTIVE = frozenset({"active", "interval"})
TIMED = 0.25
"""Laps that end by the clock are of one length to this. [s]"""
TURNS = 3
"""So many of each of two lengths, in turn, are reps and recoveries."""
NO_SLOWER, NO_UNEVENER = 2.3, 0.82
"""Laps without a recovery between them are run, the slowest piece no slower than so much of their mean. [m/s, 1]"""
STOPPED = 8.0
"""Who presses at the end and stops is timed a few seconds more. [s]"""
WHOLE, COUNTED = 0.93, 4.0
"""A lap is run where so much of it is seen to be; one of so near a kilometre or a mile the watch has counted. [1, m]"""
SHORTEST_PRESSED, SHORTEST_PART = 150.0, 20.0
"""Laps run one after the other are at least so long [m]; a part of a bout is [s]."""
ALIKE = 0.035
"""Laps of one distance differ by less."""
IN_A_ROW = 3
"""So many laps of one distance in a row are reps."""


@dataclass(frozen=True)
class Span:
    """A lap that was meant: start, end [s], timer time [s], the distance run in it, and that by the watch. [m]"""

    start: float
    end: float
    timer: float
    distance: float
    watch: float = math.nan

    @property
    def speed(self) -> float:
        """Its speed by the timer. [m/s]"""
        return self.distance / self.timer if self.timer > 0 else 0.0


def spans(device_laps: pd.DataFrame, speed: pd.DataFrame) -> list[Span]:
    """Join the laps that the watch counted for itself to those that were meant; distances by frames.SPEED."""
    found: list[Span] = []
    begun: float | None = None
    timer = watch = 0.0
    elapsed, distance = speed["elapsed"].to_numpy(), speed["distance"].to_numpy()
    numbers = device_laps[["start", "end", "timer", "distance"]].to_numpy(dtype=float).tolist()
    for place, (trigger, (start, last, counted, metres)) in enumerate(
        zip(device_laps["trigger"], numbers, strict=True), start=1
    ):
        begun = start if begun is None else begun
        lasting = counted if math.isfinite(counted) else last - start
        timer, watch = timer + lasting, watch + metres
        if str(trigger) in MEANT:
            # the last lap of some files lasts to the last sample, which comes after it
            end = start + lasting if place == len(numbers) else last
            run = np.diff(np.interp([begun, end], elapsed, distance))[0]
            found.append(Span(begun, end, timer, float(run), watch))
            begun, timer, watch = None, 0.0, 0.0
    return found


def of_workout(plan: PlannedWorkout | None, laps: list[Span]) -> list[Hard]:
    """Give the hard steps of the workout in the file that the laps show; empty where it was not run."""
    if plan is None:
        return []
    steps = _expanded(plan.steps)
    hard = sum(step.intensity in ACTIVE for step in steps)
    found = [
        Hard(lap.start, lap.end, lap.distance, regular=True, by_time=math.isfinite(step.duration))
        for step, lap in _aligned(steps, laps)
        if step.intensity in ACTIVE
    ]
    return found if found and len(found) >= MOST_OF_THEM * hard else []


def _aligned(steps: list[PlannedStep], laps: list[Span]) -> list[tuple[PlannedStep, Span]]:
    """Pair steps with laps in order, as many as can be: a watch leaves the last recovery of a set out."""
    best = np.zeros((len(steps) + 1, len(laps) + 1))
    fits = np.array([_are_step(laps, step) for step in steps]).reshape(len(steps), len(laps))
    for i in range(len(steps) - 1, -1, -1):
        here = np.maximum(best[i + 1, :-1], np.where(fits[i], best[i + 1, 1:] + 1.0, 0.0))
        best[i, :-1] = np.maximum.accumulate(here[::-1])[::-1]
    pairs = []
    i = j = 0
    while i < len(steps) and j < len(laps):
        if fits[i, j] and best[i, j] == best[i + 1, j + 1] + 1.0:
            pairs.append((steps[i], laps[j]))
            i, j = i + 1, j + 1
        elif best[i + 1, j] >= best[i, j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _expanded(steps: tuple[PlannedStep, ...]) -> list[PlannedStep]:
    """Write the repeats of a workout out, as far as anybody runs them."""
    run: list[PlannedStep] = []
    starts: list[int] = []
    for step in steps:
        starts.append(len(run))
        if step.repeat_from is None:
            run.append(step)
        elif step.repeat_from < len(starts) - 1:
            body = run[starts[step.repeat_from] :]
            room = (MOST_STEPS - len(run)) // max(len(body), 1)
            again = min(step.repeats or 1, MOST_REPEATS) - 1
            run += body * max(min(again, room), 0)
    return run


def _are_step(laps: list[Span], step: PlannedStep) -> NDArray[np.bool_]:
    """Tell of each lap whether it is as long as a step."""
    if math.isfinite(step.duration):
        near = max(STEP_NEAR, STEP_SHARE * step.duration)
        return np.abs(np.array([lap.timer for lap in laps]) - step.duration) < near
    if math.isfinite(step.distance):
        near = max(10 * STEP_NEAR, 4 * STEP_SHARE * step.distance)
        return np.abs(np.array([lap.distance for lap in laps]) - step.distance) < near
    return np.zeros(len(laps), dtype=bool)


def by_the_clock(laps: list[Span]) -> list[Hard]:
    """Give the faster of two kinds of timed laps that come in turn, such as 60 s and 120 s; empty without such."""
    best: list[Span] = []
    run: list[Span] = []
    for number, lap in enumerate(laps):
        in_turn = number >= 2 and abs(lap.timer - laps[number - 2].timer) < TIMED
        differs = number >= 1 and abs(lap.timer - laps[number - 1].timer) > 4 * TIMED
        run = [*(run or laps[number - 2 : number]), lap] if in_turn and differs else []
        best = run if len(run) > len(best) else best
    if len(best) < 2 * TURNS:
        return []
    fast = max((best[::2], best[1::2]), key=lambda laps: sum(x.distance for x in laps) / sum(x.timer for x in laps))
    return [Hard(lap.start, lap.end, lap.distance, regular=True, by_time=True) for lap in fast]


def in_a_row(laps: list[Span], pieces: tuple[Piece, ...], marks: Marks) -> list[Hard]:
    """Give laps of one distance pressed on the track one after the other, without a recovery between them."""
    found: list[Hard] = []
    run: list[Span] = []
    for lap in [*laps, None]:
        fits = lap is not None and _is_running(lap, pieces) and marks.on_track(lap.start + STOPPED, lap.end - STOPPED)
        goes_on = lap is not None and run and abs(lap.start - run[-1].end) < 1.0 and _one_pace(run[-1], lap)
        if lap is not None and fits and (goes_on or not run):
            run.append(lap)
            continue
        found += _alike(run)
        run = [lap] if lap is not None and fits else []
    return found


def _is_running(lap: Span, pieces: tuple[Piece, ...]) -> bool:
    inside = [one for one in pieces if min(one.end, lap.end) - max(one.start, lap.start) > STOPPED]
    slowest = min((one.speed for one in inside), default=0.0)
    covered = sum(min(one.end, lap.end) - max(one.start, lap.start) for one in inside)
    whole = covered > WHOLE * lap.timer and lap.distance >= SHORTEST_PRESSED
    by_itself = any(abs(lap.watch - metres) < COUNTED for metres in (1000.0, MILE))
    return whole and not by_itself and lap.speed > NO_SLOWER and slowest > NO_UNEVENER * lap.speed


def _one_pace(before: Span, lap: Span) -> bool:
    return abs(math.log(lap.speed / before.speed)) < 1.0 - NO_UNEVENER


def _alike(run: list[Span]) -> list[Hard]:
    metres = np.array([lap.distance for lap in run])
    if len(run) < IN_A_ROW:
        return []
    near = np.abs(np.log(metres[:, None] / metres[None, :])) < ALIKE
    usual = near[int(near.sum(axis=1).argmax())]
    if usual.sum() < max(IN_A_ROW, MOST_OF_THEM * len(run)):
        return []
    return [Hard(lap.start, lap.end, lap.distance, regular=True) for lap in run]


def parted(bouts: list[Hard], presses: Floats, speed: pd.DataFrame) -> tuple[list[Hard], list[float]]:
    """Part bouts at the presses inside them where the parts are reps, and give the presses that stand for nothing.

    A part is a rep where it is like another part or bout; a bout that is itself like others was pressed by mistake.
    """
    elapsed, distance = speed["elapsed"].to_numpy(), speed["distance"].to_numpy()
    inside = [
        presses[(presses > bout.start + SHORTEST_PART) & (presses < bout.end - SHORTEST_PART)].tolist()
        for bout in bouts
    ]
    parts: list[list[Hard]] = []
    for bout, within in zip(bouts, inside, strict=True):
        ends = [bout.start, *within, bout.end]
        run = np.diff(np.interp(ends, elapsed, distance)).tolist()
        parts.append(
            [Hard(a, b, metres, on_track=bout.on_track) for (a, b), metres in zip(pairwise(ends), run, strict=True)]
        )
    whole = [bout.distance for bout, within in zip(bouts, inside, strict=True) if not within]
    every = [part.distance for group in parts for part in group]
    kept: list[Hard] = []
    stray: list[float] = []
    for bout, group, within in zip(bouts, parts, inside, strict=True):
        mistaken = sum(_near(bout.distance, other) for other in whole) >= 2
        reps = all(
            sum(_near(part.distance, other) for other in every) >= 2 or (part.on_track and is_nominal(part.distance))
            for part in group
        )
        if not within or (reps and not mistaken):
            kept += [replace(part, regular=True) for part in group] if within else [bout]
        else:
            kept.append(bout)
            stray += within
    return kept, stray


def _near(one: float, other: float) -> bool:
    return other > 0 and abs(math.log(max(one, 1e-3) / other)) < ALIKE
