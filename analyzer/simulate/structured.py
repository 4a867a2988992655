"""Reps on the track from mark to mark: each starts where a runner would start it, after his rest."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from analyzer.model import Floats, RecoveryKind
from analyzer.oval import LANE_WIDTH, Line, Oval
from analyzer.simulate.course import to_track
from analyzer.simulate.easy import VARIATION
from analyzer.simulate.programme import Programme, Rep, Rest
from analyzer.simulate.runner import Leg, Timed
from analyzer.simulate.scripts import LANE_EIGHT, STOP_SHORT, line_to_line, start_for

_SAME_PLACE = 0.2
"""A start this near to the end before is the same. [m]"""
_AWAY = 12.0
"""Who rests at his mark walks so far past it. [m]"""
_TIMING = 2.0
"""A rest by the runner's own watch is so inexact. [s]"""
_JOGS = (1.4, 3.4)
_HURRY = 1.8
"""Nobody walks faster to his next mark: he starts where he is. [m/s]"""
_PROFILE = 24
"""Points of the pace of a rep."""
_ROLLING = 0.6
"""So many of those who jog between their reps never stop for the next."""
_QUARTERS = 4


@dataclass(frozen=True)
class Ground:
    """The track that a session is run on, and the runner's lane."""

    oval: Oval
    lane: int

    @property
    def line(self) -> Line:
        """The line measured for the lane."""
        return self.oval.line(self.lane)

    @property
    def lap(self) -> float:
        """Length of a lap of it. [m]"""
        return self.oval.lap(self.lane)


def pace_of(rng: Generator, programme: Programme, number: int) -> Floats:
    """Give the meant speed through a rep: its profile, a start that is too fast, a bad or a good one. [m/s]"""
    rep = programme.reps[number]
    share = np.linspace(0.0, 1.0, _PROFILE)
    shape = np.interp(share, np.linspace(0.0, 1.0, max(len(rep.profile), 2)), rep.profile or (1.0, 1.0))
    fade = programme.fade * float(rng.normal(1.0, 0.5))
    tired = programme.tiring * (0.5 - number / max(len(programme.reps) - 1, 1))
    return np.asarray(
        rep.speed * float(rng.normal(1.0, programme.uneven)) * (1.0 + tired) * shape * (1 + fade * (1 - 2 * share))
    )


def timed(rep: Rep, *, last: bool) -> Timed:
    """Tell what makes a rep an effort."""
    return Timed(rep.kind, rep.nominal, None if last else rep.rest.kind)


def to_the_track(rng: Generator, programme: Programme, ground: Ground, start: float) -> list[Leg]:
    """Run to the track or round it until 15 m before the start, for about the time of the warm-up."""
    line, lap = ground.line, ground.lap
    metres = programme.easy * programme.warm_up
    if programme.warm_up_in == "none" or metres < lap:
        return [_to(line, programme.walk, start - 5.0, begin=start - 15.0)]
    outer = LANE_WIDTH * float(rng.integers(0, 4)) if ground.lane < LANE_EIGHT else 0.0
    steady = float(rng.uniform(*VARIATION))
    if programme.warm_up_in == "track":
        return [_to(line, programme.easy, start - 15.0, begin=start - metres, outward=outer, variation=steady)]
    entry = start - 15.0 - 0.25 * lap - lap * float(rng.integers(0, 2))
    way = to_track(rng, ground.oval, ground.lane, entry, length=max(200.0, metres - (start - entry)))
    streets = Leg(way, np.full(2, programme.easy), to=way.length, begin=0.0, variation=steady)
    return [streets, _to(line, programme.easy, start - 15.0, begin=entry, outward=outer, variation=steady)]


def _to(
    line: Line, speed: float, to: float, *, begin: float = math.nan, outward: float = 0.0, variation: float = 0.12
) -> Leg:
    return Leg(line, np.array([speed]), to=to, begin=begin, outward=outward, variation=variation)


def on_marks(rng: Generator, programme: Programme, ground: Ground) -> tuple[Leg, ...]:
    """Write the script of reps by distance, from mark to mark."""
    reps, line = programme.reps, ground.line
    distances = [line_to_line(ground.oval, ground.lane, rep.distance) for rep in reps]
    start = start_for(ground.oval, ground.lane, distances[0])
    rolls = bool(rng.random() < _ROLLING)
    legs = to_the_track(rng, programme, ground, start)
    legs += stand_up_to(line, programme.walk, start, float(rng.uniform(6.0, 20.0)))
    standing = True
    for number, (rep, distance) in enumerate(zip(reps, distances, strict=True)):
        last = number + 1 == len(reps)
        pace, end = pace_of(rng, programme, number), start + distance
        spread = float(rng.uniform(0.08, 0.2))
        legs.append(Leg(line, pace, to=end, standing=standing, variation=spread, timed=timed(rep, last=last)))
        if not last:
            mark = start_for(ground.oval, ground.lane, distances[number + 1])
            rest, start, standing = _between(rng, programme, ground, rep.rest, end, mark, rolls=rolls)
            legs += rest
    return (*legs, *afterwards(rng, programme, ground))


def stand_up_to(line: Line, walk: float, start: float, seconds: float) -> list[Leg]:
    """Walk up to a start and stand there for a time. [s]"""
    return [_to(line, walk, start - STOP_SHORT), Leg(line, np.zeros(1), to=start, duration=seconds)]


def _between(
    rng: Generator, programme: Programme, ground: Ground, rest: Rest, end: float, mark: float, *, rolls: bool
) -> tuple[list[Leg], float, bool]:
    """Rest from the end of a rep; give the legs, where the next starts, and whether from standing."""
    line, lap = ground.line, ground.lap
    usual = programme.jog if rest.kind is RecoveryKind.JOG else programme.walk
    speed = rest.speed if math.isfinite(rest.speed) else usual
    if math.isfinite(rest.distance):
        start = end + line_to_line(ground.oval, ground.lane, rest.distance)
        return _moving(rng, line, programme, start, speed, rolls=rolls)
    seconds = max(6.0, rest.time + float(rng.normal(0.0, _TIMING)))
    if rest.kind is RecoveryKind.JOG:
        quarter = lap / _QUARTERS
        start = quarter * max(math.floor(end / quarter + 1.01), round((end + speed * seconds) / quarter))
        return _moving(rng, line, programme, start, float(np.clip((start - end) / seconds, *_JOGS)), rolls=rolls)
    gap = (mark - end + lap / 2) % lap - lap / 2
    if abs(gap) < _SAME_PLACE or abs(gap) / max(seconds - 6.0, 1.0) > _HURRY:
        gap = 0.0
    beyond = _beyond(programme, rest, gap, seconds)
    if beyond > 0:
        return _out_and_back(line, programme, end, end + gap, beyond, seconds), end + gap, True
    pace = max(abs(gap) / max(seconds - 6.0, 1.0), programme.walk)
    start, side = end + gap, math.copysign(1.0, gap)
    walked = [_to(line, pace, start - side * STOP_SHORT, outward=1.0)]
    stood = max(3.0, seconds - abs(gap) / pace)
    return [*walked, Leg(line, np.zeros(1), to=start, duration=stood)], start, True


def _beyond(programme: Programme, rest: Rest, gap: float, seconds: float) -> float:
    """Give how far past the end of a rep a runner walks before he turns back; 0 where he goes straight on. [m]"""
    far = (programme.walk * max(seconds - 8.0, 4.0) + gap) / 2
    if rest.kind is RecoveryKind.WALK:
        return far if far > max(gap, 0.0) + _AWAY / 2 else 0.0
    return min(far, _AWAY) if gap == 0.0 else 0.0


def _moving(
    rng: Generator, line: Line, programme: Programme, start: float, speed: float, *, rolls: bool
) -> tuple[list[Leg], float, bool]:
    """Jog or walk on to the next start, and run on from there or stop a moment."""
    if rolls:
        return [_to(line, speed, start)], start, False
    stop = Leg(line, np.zeros(1), to=start, duration=float(rng.uniform(2.0, 6.0)))
    return [_to(line, speed, start - 10.0), _to(line, programme.walk, start - STOP_SHORT), stop], start, True


def _out_and_back(
    line: Line, programme: Programme, end: float, start: float, beyond: float, seconds: float
) -> list[Leg]:
    """Walk past the end and back to the next start, and stand there for what is left of the rest. [m, s]"""
    out = _to(line, programme.walk, end + beyond, outward=1.0)
    back = _to(line, programme.walk, start + STOP_SHORT, outward=1.0)
    stood = max(3.0, seconds - (2 * beyond + end - start) / programme.walk - 2.0)
    return [out, back, Leg(line, np.zeros(1), to=start, duration=stood)]


def afterwards(rng: Generator, programme: Programme, ground: Ground) -> list[Leg]:
    """Walk after the last rep, then cool down round the track and stand."""
    line = ground.line
    legs = [Leg(line, np.array([programme.walk]), duration=float(rng.uniform(20.0, 60.0)), outward=1.0)]
    if programme.cool_down > 0:
        outer = LANE_WIDTH * 2 if ground.lane < LANE_EIGHT else 0.0
        legs.append(Leg(line, np.array([programme.easy * 0.95]), duration=programme.cool_down, outward=outer))
    return [*legs, Leg(line, np.zeros(1), duration=8.0)]
