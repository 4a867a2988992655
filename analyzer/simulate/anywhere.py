"""Reps by the clock or by the watch's own distance, which start and end wherever they come; and reps up a hill."""

import math
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from analyzer.model import Floats, RecoveryKind, Trigger
from analyzer.simulate.buttons import LATE, LATE_SD
from analyzer.simulate.course import Course
from analyzer.simulate.easy import HEEDS, easy_run, lasting
from analyzer.simulate.programme import Programme, Rep, Rest
from analyzer.simulate.relief import path, road, slope
from analyzer.simulate.runner import Leg
from analyzer.simulate.structured import Ground, afterwards, on_marks, pace_of, timed, to_the_track

_LATE, _LATE_SD = 0.4, 0.25
"""After the signal a runner changes his speed so much later. [s]"""
_SPARE = 1.15
"""A road is made so much longer than the session."""
_WATCH_REP = 0.004
"""The scale of the watch's distance differs by so much from rep to rep."""
_SPREAD = (0.08, 0.18)
_LANDMARK, _FOOT = 1.5, 1.0
"""A hill rep ends within so many metres of its landmark and starts within so many of its foot."""
_HEEDS_A_REP = 1.5
"""Who runs by effort at pace is slowed by half as much as an easy runner."""


def script(rng: Generator, programme: Programme, ground: Ground, *, by_watch: float | None) -> tuple[Leg, ...]:
    """Write the script of a session of training.

    by_watch : The reps by distance end where a watch with this scale error says so; None for true distances.
    """
    if programme.place == "hill":
        return _hills(rng, programme)
    on_track = programme.place == "track"
    if on_track and programme.reps and by_watch is None and all(math.isfinite(rep.distance) for rep in programme.reps):
        return on_marks(rng, programme, ground)
    if not on_track:
        course: Course = _course(rng, programme)
        still = Leg(course, np.zeros(1), to=0.0, begin=0.0, duration=5.0)
        return (still, *_session(rng, programme, course, by_watch), Leg(course, np.zeros(1), duration=6.0))
    start = float(rng.uniform(0.0, ground.lap))
    if not programme.reps:
        still = Leg(ground.line, np.zeros(1), to=start, begin=start, duration=5.0)
        return (still, *easy_run(rng, ground.line, programme, programme.warm_up))
    warm = to_the_track(rng, programme, ground, start)
    warm[-1] = replace(warm[-1], step=Trigger.MANUAL, late=_early(rng))
    main = _reps(
        rng, programme, ground.line, by_watch, first=0.0, mark=ground.lap / 4 if by_watch is None else math.nan
    )
    return (*warm, *main, *afterwards(rng, programme, ground))


def _course(rng: Generator, programme: Programme) -> Course:
    if programme.place == "path":
        return path(rng, relief=programme.relief)
    rests = sum(
        rep.rest.time * programme.jog if math.isfinite(rep.rest.time) else rep.rest.distance for rep in programme.reps
    )
    metres = (programme.warm_up + programme.cool_down) * programme.easy + rests
    metres += sum(rep.about * rep.speed for rep in programme.reps)
    return road(rng, length=_SPARE * metres + 400.0, relief=programme.relief)


def _session(rng: Generator, programme: Programme, course: Course, by_watch: float | None) -> list[Leg]:
    """Run easily, run the reps, run easily."""
    late = _late(rng)
    legs = easy_run(rng, course, programme, programme.warm_up + (late if programme.reps else 0.0))
    if programme.reps:
        if legs:
            legs[-1] = replace(legs[-1], step=Trigger.TIME, late=late)
        legs += _reps(rng, programme, course, by_watch, first=late if legs else 0.0)
        legs += easy_run(rng, course, programme, programme.cool_down, lively=False)
    return legs


def _late(rng: Generator) -> float:
    return float(np.clip(rng.normal(_LATE, _LATE_SD), 0.05, 1.5))


def _early(rng: Generator) -> float:
    """Give how long before the end of a leg a thumb ends its step: mostly it is late. [s]"""
    return -float(rng.normal(LATE, LATE_SD))


def _reps(
    rng: Generator,
    programme: Programme,
    course: Course,
    by_watch: float | None,
    *,
    first: float,
    mark: float = math.nan,
) -> list[Leg]:
    """Run the reps and rests; `first` : how late the first one starts [s]; `mark` : of starts by true distance. [m]"""
    legs: list[Leg] = []
    begun, stands = first, True
    for number, rep in enumerate(programme.reps):
        ended, last = _late(rng), number + 1 == len(programme.reps)
        pace = pace_of(rng, programme, number)
        leg = Leg(
            course,
            pace,
            standing=stands,
            variation=float(rng.uniform(*_SPREAD)),
            heeds=_HEEDS_A_REP,
            timed=timed(rep, last=last),
            step=Trigger.TIME if math.isfinite(rep.time) else Trigger.DISTANCE,
            late=ended,
        )
        legs.append(_as_long(rng, leg, rep, begun, ended, by_watch))
        if last:
            break
        begun = _late(rng)
        legs += _rest(programme, course, rep.rest, rep.rest.time + begun - ended)
        legs[-1] = replace(
            legs[-1], step=Trigger.TIME if math.isfinite(rep.rest.time) else Trigger.DISTANCE, late=begun
        )
        stands = rep.rest.kind is RecoveryKind.STAND
        if math.isfinite(mark) and math.isfinite(programme.reps[number + 1].distance):
            legs.append(Leg(course, np.array([programme.walk]), mark=mark))
    return legs


def _as_long(rng: Generator, leg: Leg, rep: Rep, begun: float, ended: float, by_watch: float | None) -> Leg:
    if math.isfinite(rep.time):
        return replace(leg, duration=rep.time + ended - begun)
    scale = 1.0 if by_watch is None else 1.0 + by_watch + float(rng.normal(0.0, _WATCH_REP))
    return replace(leg, ahead=rep.distance / scale)


def _rest(programme: Programme, course: Course, rest: Rest, seconds: float) -> list[Leg]:
    """Jog, walk, or walk a little and stand."""
    usual = programme.jog if rest.kind is RecoveryKind.JOG else programme.walk
    speed = rest.speed if math.isfinite(rest.speed) else usual
    if math.isfinite(rest.distance):
        return [Leg(course, np.array([speed]), ahead=rest.distance)]
    if rest.kind is RecoveryKind.STAND:
        walked = min(0.35 * seconds, 15.0)
        moving = Leg(course, np.array([programme.walk]), duration=walked)
        return [moving, Leg(course, np.zeros(1), duration=seconds - walked)]
    if rest.kind is RecoveryKind.WALK:
        return [Leg(course, np.array([speed]), duration=seconds)]
    return [lasting(course, np.full(2, speed), seconds, variation=0.12, heeds=HEEDS)]


def _hills(rng: Generator, programme: Programme) -> tuple[Leg, ...]:
    """Run to the foot of a hill, up it and down again, and home the way that he came."""
    longest = max((rep.distance for rep in programme.reps), default=100.0)
    way, foot = slope(rng, before=programme.easy * programme.warm_up, length=longest, grade=programme.grade)
    easy = np.full(2, programme.easy)
    legs = [Leg(way, np.zeros(1), to=0.0, begin=0.0, duration=5.0)]
    legs.append(Leg(way, easy, to=foot, variation=0.08, step=Trigger.MANUAL, late=_early(rng)))
    legs.append(Leg(way, np.zeros(1), duration=float(rng.uniform(1.0, 15.0))))
    for number, rep in enumerate(programme.reps):
        last = number + 1 == len(programme.reps)
        top = foot + rep.distance + float(rng.normal(0.0, _LANDMARK))
        legs.append(
            Leg(
                way,
                pace_of(rng, programme, number),
                to=top,
                standing=True,
                variation=float(rng.uniform(*_SPREAD)),
                timed=timed(rep, last=last),
                step=Trigger.MANUAL,
                late=_early(rng),
            )
        )
        legs += _down(rng, programme, way, rep.rest, foot + float(rng.normal(0.0, _FOOT)), rep.distance)
    home = max(3.0, foot - programme.easy * programme.cool_down)
    return (*legs, Leg(way, easy, to=home, variation=0.08), Leg(way, np.zeros(1), duration=6.0))


def _down(rng: Generator, programme: Programme, way: Course, rest: Rest, to: float, metres: float) -> list[Leg]:
    """Turn round at the top, go down, and stand until the next rep."""
    usual = programme.walk if rest.kind is RecoveryKind.WALK else programme.jog
    speed: float = rest.speed if math.isfinite(rest.speed) else usual
    left = rest.time - metres / speed if math.isfinite(rest.time) else 0.0
    turning = Leg(way, np.zeros(1), duration=float(rng.uniform(1.5, 4.0)))
    pace: Floats = np.array([speed])
    stood = Leg(way, np.zeros(1), duration=max(1.5, left), step=Trigger.MANUAL, late=_early(rng))
    return [turning, Leg(way, pace, to=to), stood]
