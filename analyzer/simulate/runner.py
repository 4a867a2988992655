"""The runner: a script of legs along the track and the streets, run on a fine time grid."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from analyzer.model import EffortKind, Floats, RecoveryKind, Trigger
from analyzer.oval import Line
from analyzer.simulate.course import Course, Way, height_of
from analyzer.simulate.signals import drift, low_pass, variation

STEP = 0.1
"""The time grid of the true motion. [s]"""
STANDING_START = 0.85
"""Time constant of the speed after a standing start. [s]"""
VARIATION_SCALE = 8.0
"""Time scale of the speed's own variation. [s]"""
REACTION = 1.5
"""Time constant with which a meant change of speed is carried out. [s]"""
SETTLING = 2.5
"""Time constant from one leg's speed to the next. [s]"""
LATERAL, LATERAL_TAU = 0.25, 12.0
"""Standard deviation [m] and time constant [s] of the place inside the lane."""
_STEEP, _SLOWEST, _ROUNDS = 0.15, 0.5, 3
"""No steeper grade is felt more, nor at less speed [m/s]; so often speed and place on a hill are made to agree."""
_DOWN = 0.5
"""Down a hill so much of what it costs up is won."""
_PACE_STEP = 0.25
"""Between the points of an effort's pace. [m]"""


@dataclass(frozen=True, eq=False)
class Timed:
    """What makes a leg an effort: its kind, its name, the recovery after it."""

    kind: EffortKind
    nominal: str
    recovery_kind: RecoveryKind | None = None


@dataclass(frozen=True, eq=False)
class Leg:
    """One piece of a session.

    course : Where it is run. to : the arc position it ends at [m], ahead or behind; or `ahead`, the metres to go from
        where it begins, or `mark`, to the next whole multiple of so many metres; all NaN for a leg of `duration` [s].
    speed : Meant speed [m/s]; or several, evenly over the way or the duration, for running at a pace.
    begin : Arc position it starts from [m]; NaN to go on from the leg before (on the same course).
    standing : It starts from standing. variation : Standard deviation of the speed. [m/s]
    outward : Meant distance outward from the course's line. [m]
    heeds : Share of the speed that is lost for each share of grade, of running at a pace by time.
    step : What ends a step of the watch's workout with this leg; `late` : how long after that the leg ends. [s]
    """

    course: Course
    speed: Floats
    to: float = math.nan
    ahead: float = math.nan
    mark: float = math.nan
    duration: float = math.nan
    begin: float = math.nan
    standing: bool = False
    variation: float = 0.12
    outward: float = 0.0
    heeds: float = 0.0
    timed: Timed | None = None
    step: Trigger | None = None
    late: float = 0.0


@dataclass(frozen=True, eq=False)
class Ran:
    """A leg that was run: elapsed times [s] and arc positions [m], both since the session began."""

    leg: Leg
    time: Floats
    arc: Floats


@dataclass(frozen=True, eq=False)
class Run:
    """The true motion on an even grid of `STEP`, in the frame of the track.

    arc : Along the lane's line, NaN off the track. [m]   speed : over the ground. [m/s]
    height : Above the track, or above where a way begins. [m]
    """

    ran: tuple[Ran, ...]
    time: Floats
    x: Floats
    y: Floats
    arc: Floats
    outward: Floats
    speed: Floats
    height: Floats


def pace_points(distance: float) -> Floats:
    """Give the distances at which an effort's speed is meant. [m]"""
    return np.linspace(0.0, distance, max(2, math.ceil(distance / _PACE_STEP) + 1))


def _effort(rng: Generator, leg: Leg, begin: float, entry: float) -> tuple[Floats, Floats]:
    """Run a leg of known length at a pace by place: times and arcs.

    A standing start is the same way run with a clock that starts slowly: t - tau (1 - exp(-t / tau)).
    """
    distance = abs(leg.to - begin)
    metres = pace_points(distance)
    meant = np.interp(metres, np.linspace(0.0, distance, len(leg.speed)), leg.speed)
    typical = float(meant.mean())
    step = float(metres[1])
    first = meant[0] if leg.standing else max(abs(entry), 0.3 * meant[0])
    meant = low_pass(np.concatenate([[first], meant]), step, tau=REACTION * typical)[1:]
    wander = variation(rng, len(metres), step, sigma=leg.variation, scale=VARIATION_SCALE * typical)
    speed = np.maximum(meant + wander, 0.3 * typical)
    steady = np.concatenate([[0.0], np.cumsum(step * 0.5 * (1 / speed[1:] + 1 / speed[:-1]))])
    direction = math.copysign(1.0, leg.to - begin)
    if not leg.standing:
        return steady, begin + direction * metres
    late = np.arange(0.0, float(steady[-1]) + 2 * STANDING_START, STEP / 2)
    warped = late - STANDING_START * (1.0 - np.exp(-late / STANDING_START))
    end = float(np.interp(steady[-1], warped, late))
    time = np.append(late[late < end - 1e-9], end)
    clock = np.append(warped[late < end - 1e-9], steady[-1])
    return time, begin + direction * np.interp(clock, steady, metres)


def _easy(rng: Generator, leg: Leg, begin: float, entry: float) -> tuple[Floats, Floats]:
    """Walk, jog or stand: times and arcs, from the speed of the leg before."""
    target = float(leg.speed[0])
    forward = -1.0 if leg.to < begin else 1.0
    if target == 0.0 and math.isfinite(leg.to):
        time = np.append(np.arange(0.0, leg.duration, STEP), leg.duration)
        gap = leg.to - begin
        ease = max(0.2, min(gap / entry if gap * entry > 0 else 1.0, leg.duration / 12))
        arc = leg.to - gap * np.exp(-time / ease)
        return time, np.append(arc[:-1], leg.to)
    longest = leg.duration if math.isfinite(leg.duration) else 3 * abs(leg.to - begin) / target + 60.0
    time = np.append(np.arange(0.0, longest, STEP), longest)
    wander = variation(rng, len(time), STEP, sigma=min(leg.variation, 0.1 * target), scale=VARIATION_SCALE)
    settling = SETTLING if target > 0 else 1.0
    speed = forward * np.maximum(target + wander, 0.4 * target)
    speed = speed + (entry - speed[0]) * np.exp(-time / settling)
    arc = begin + np.concatenate([[0.0], np.cumsum(np.diff(time) * 0.5 * (speed[1:] + speed[:-1]))])
    if math.isfinite(leg.duration):
        return time, arc
    reached = int(np.argmax(forward * (arc - leg.to) >= 0))
    part = (leg.to - arc[reached - 1]) / (arc[reached] - arc[reached - 1])
    end = time[reached - 1] + part * (time[reached] - time[reached - 1])
    return np.append(time[:reached], end), np.append(arc[:reached], leg.to)


def _lasting(rng: Generator, leg: Leg, begin: float, entry: float) -> tuple[Floats, Floats]:
    """Run a leg of known duration at a pace by time: times and arcs; a hill slows who heeds it."""
    time = np.append(np.arange(0.0, leg.duration, STEP), leg.duration)
    meant = np.interp(time, np.linspace(0.0, leg.duration, len(leg.speed)), leg.speed)
    typical = float(meant.mean())
    first = meant[0] if leg.standing else entry
    meant = low_pass(np.concatenate([[first], meant]), STEP, tau=REACTION)[1:]
    speed = meant + variation(rng, len(time), STEP, sigma=min(leg.variation, 0.1 * abs(typical)), scale=VARIATION_SCALE)
    if leg.standing:
        speed = speed * (1.0 - np.exp(-time / STANDING_START))
    felt = speed
    rounds = _ROUNDS if leg.heeds and isinstance(leg.course, Way) and leg.course.heights is not None else 0
    for _ in range(rounds):
        here = begin + np.concatenate([[0.0], np.cumsum(np.diff(time) * felt[:-1])])
        rising = np.gradient(height_of(leg.course, here), time)
        grade = np.clip(rising / np.maximum(np.abs(felt), _SLOWEST), -_STEEP, _STEEP)
        felt = speed / (1.0 + leg.heeds * np.where(grade < 0, _DOWN * grade, grade))
    return time, begin + np.concatenate([[0.0], np.cumsum(np.diff(time) * 0.5 * (felt[1:] + felt[:-1]))])


def _placed(leg: Leg, begin: float) -> Leg:
    """Tell where a leg ends that is told by the metres ahead or by the next mark."""
    if math.isfinite(leg.ahead):
        return replace(leg, to=begin + leg.ahead)
    if math.isfinite(leg.mark):
        return replace(leg, to=(math.floor(begin / leg.mark) + 1) * leg.mark)
    return leg


def _way_of(leg: Leg) -> Callable[[Generator, Leg, float, float], tuple[Floats, Floats]]:
    if len(leg.speed) == 1:
        return _easy
    return _effort if math.isfinite(leg.to) else _lasting


def run(rng: Generator, legs: tuple[Leg, ...]) -> Run:
    """Run the legs one after the other."""
    ran: list[Ran] = []
    now, entry = 0.0, 0.0
    for leg in legs:
        begin = leg.begin if math.isfinite(leg.begin) else (float(ran[-1].arc[-1]) if ran else 0.0)
        placed = _placed(leg, begin)
        time, arc = _way_of(placed)(rng, placed, begin, entry)
        ran.append(Ran(placed, now + time, arc))
        now += float(time[-1])
        entry = float((arc[-1] - arc[-2]) / (time[-1] - time[-2]))
    return _on_grid(rng, tuple(ran))


def _on_grid(rng: Generator, ran: tuple[Ran, ...]) -> Run:
    time = np.arange(0.0, float(ran[-1].time[-1]), STEP)
    which = np.clip(np.searchsorted([piece.time[-1] for piece in ran], time, side="right"), 0, len(ran) - 1)
    along = np.empty_like(time)
    for number, piece in enumerate(ran):
        here = which == number
        along[here] = np.interp(time[here], piece.time, piece.arc)
    outward = _place_in_lane(rng, ran, which, along)
    x, y, arc = np.empty_like(time), np.empty_like(time), np.full_like(time, np.nan)
    height = np.zeros_like(time)
    for number, piece in enumerate(ran):
        here = which == number
        x[here], y[here] = piece.leg.course.at(along[here], outward[here])
        if isinstance(piece.leg.course, Line):
            arc[here] = along[here]
        else:
            height[here] = height_of(piece.leg.course, along[here])
    speed = np.hypot(np.gradient(x, STEP), np.gradient(y, STEP))
    return Run(ran, time, x, y, arc, outward, speed, height)


def _place_in_lane(rng: Generator, ran: tuple[Ran, ...], which: NDArray[np.intp], along: Floats) -> Floats:
    """Give the distance outward from the course's line: meant lane plus wandering, which stops as he does."""
    meant = np.array([piece.leg.outward for piece in ran])[which]
    moving = np.minimum(1.0, np.abs(np.gradient(along, STEP)) / 1.5)
    moved = np.cumsum(np.clip(moving, 0.0, 1.0)) * STEP
    wander = drift(rng, math.ceil(float(moved[-1]) / STEP) + 2, STEP, sigma=LATERAL, tau=LATERAL_TAU)
    smooth = low_pass(low_pass(meant, STEP, tau=1.5), STEP, tau=1.5)
    return smooth + low_pass(np.interp(moved / STEP, np.arange(len(wander)), wander), STEP, tau=0.5)
