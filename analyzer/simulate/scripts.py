"""The scripts of sessions: warm-up, trial or reps, cool-down, as legs for the runner."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from analyzer.errors import OptionError
from analyzer.model import EffortKind, RecoveryKind
from analyzer.oval import LANE_WIDTH, Oval
from analyzer.simulate.course import Course, city_block, park_oval, streets, to_track
from analyzer.simulate.pacing import pieces, speeds
from analyzer.simulate.runner import Leg, Timed, pace_points
from analyzer.units import MILE, TRIAL_DISTANCES

_MARKED = 0.1
"""Distances this near to half laps are run from line to line. [m]"""
WALK, JOG = 1.4, 2.7
"""Speeds between efforts. [m/s]"""
STOP_SHORT = 0.8
"""A walker begins to stop this far before the place where he stands. [m]"""
_RUN_UP = 25.0
"""A rolling start is run up over this much. [m]"""
LANE_EIGHT = 8
REP_SPEED = 1.06
"""Reps are run faster than 5K speed by this factor unless their speed is given."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """All that a session can be asked for; see `simulate.session`."""

    oval: Oval
    lane: int
    five_k: float
    goal: float
    strategy: str
    warm_up: str
    strides: int
    cool_down: str
    start: str
    after: str
    variation: float
    reps: int
    rep_distance: float
    rep_speed: float
    recovery: str
    recovery_time: float
    minutes: float


def _easy(
    course: Course,
    speed: float,
    *,
    to: float = math.nan,
    duration: float = math.nan,
    begin: float = math.nan,
    outward: float = 0.0,
) -> Leg:
    return Leg(course, np.array([speed]), to=to, duration=duration, begin=begin, outward=outward)


def trial_place(kind: str, oval: Oval, lane: int) -> tuple[str, float, float]:
    """Give a trial's nominal name, where it starts [m past the finish line] and its distance [m].

    A trial ends on the finish line; the mile in lane 8 starts half a lap round and runs off past the line.
    """
    if kind == "mile_lane8":
        return "1 mile", oval.lap(lane) / 2, MILE
    name = "1 mile" if kind == "mile" else f"{kind} m"
    distance = line_to_line(oval, lane, TRIAL_DISTANCES[name])
    return name, start_for(oval, lane, distance), distance


def line_to_line(oval: Oval, lane: int, distance: float) -> float:
    """Give a distance as it is marked on the track: whole half laps are run from line to line. [m]"""
    half = oval.lap(lane) / 2
    whole = round(distance / half) * half
    return whole if abs(distance - whole) < _MARKED else distance


def start_for(oval: Oval, lane: int, distance: float) -> float:
    """Give where to start so as to end on the finish line; less than half a lap before it, or else past it. [m]"""
    lap = oval.lap(lane)
    before = distance - round(distance / lap) * lap
    return -before if abs(before) > 1e-6 else 0.0


def _warm_up(rng: Generator, setup: Setup, start: float) -> list[Leg]:
    """Jog to the track, round it, stride on the straights, walk to the start."""
    if setup.warm_up == "none":
        return []
    line, lap, straight = setup.oval.line(setup.lane), setup.oval.lap(setup.lane), setup.oval.straight
    entry = math.floor(start / lap) * lap - 3 * lap - straight + 5.0
    outer = LANE_WIDTH * float(rng.integers(0, 4)) if setup.lane < LANE_EIGHT else 0.0
    legs = []
    if setup.warm_up == "streets":
        way = to_track(rng, setup.oval, setup.lane, entry)
        legs.append(_easy(way, JOG + 0.2, to=way.length, begin=0.0))
    legs.append(_easy(line, JOG, to=entry + lap + straight - 5.0, begin=entry, outward=outer))
    at, turn = entry + lap + straight - 5.0, setup.oval.turn(setup.lane)
    for _ in range(setup.strides):
        if at + turn + straight > start - 30.0:
            break
        legs.append(_easy(line, JOG - 0.3, to=at + turn, outward=outer))
        stride = np.full(2, 6.2)
        legs.append(Leg(line, stride, to=at + turn + straight - 8.0, outward=outer))
        legs.append(_easy(line, WALK, to=at + turn + straight, outward=outer))
        at += turn + straight
    if start - 30.0 > at:
        legs.append(_easy(line, JOG, to=start - 30.0, outward=outer))
    return legs


def _to_the_line(rng: Generator, setup: Setup, start: float, *, first: bool) -> list[Leg]:
    """Walk up to the start and stand, or run up to it."""
    line = setup.oval.line(setup.lane)
    if setup.start == "rolling":
        ahead = [] if not first else [_easy(line, WALK, to=start - _RUN_UP, begin=start - _RUN_UP - 15.0)]
        return [*ahead, Leg(line, np.full(2, 5000.0 / setup.five_k), to=start)]
    walk = _easy(line, WALK, to=start - STOP_SHORT, begin=start - 12.0 if first else math.nan)
    return [walk, _easy(line, 0.0, to=start, duration=float(rng.uniform(8.0, 20.0)))]


def _afterwards(rng: Generator, setup: Setup, finish: float) -> list[Leg]:
    """Go on after the last effort, then cool down."""
    line, lap = setup.oval.line(setup.lane), setup.oval.lap(setup.lane)
    if setup.after == "stop":
        legs = [_easy(line, 0.0, duration=float(rng.uniform(10.0, 25.0)))]
    else:
        legs = [
            _easy(line, WALK if setup.after == "walk" else JOG, duration=float(rng.uniform(30.0, 60.0)), outward=1.0)
        ]
    ahead = {"same": 1.0, "other": -1.0}.get(setup.cool_down)
    if ahead is not None:
        end = finish + ahead * 2.0 * lap + float(rng.uniform(40.0, 140.0))
        legs.append(_easy(line, JOG, to=end, outward=LANE_WIDTH * 2 if setup.lane < LANE_EIGHT else 0.0))
        legs.append(_easy(line, 0.0, duration=8.0))
    return legs


def _paced(
    rng: Generator, setup: Setup, start: float, distance: float, timed: Timed, goal: float, strategy: str
) -> Leg:
    zones = pieces(setup.oval, setup.lane, start, distance)
    pace = speeds(rng, zones, pace_points(distance), strategy=strategy, five_k=setup.five_k, goal=goal)
    standing = setup.start == "standing"
    line = setup.oval.line(setup.lane)
    return Leg(line, pace, to=start + distance, standing=standing, variation=setup.variation, timed=timed)


def trial(rng: Generator, setup: Setup, kind: str) -> tuple[Leg, ...]:
    """Write the script of a timed trial."""
    name, start, distance = trial_place(kind, setup.oval, setup.lane)
    legs = _warm_up(rng, setup, start)
    legs += _to_the_line(rng, setup, start, first=not legs)
    legs.append(_paced(rng, setup, start, distance, Timed(EffortKind.TRIAL, name), setup.goal, setup.strategy))
    return (*legs, *_afterwards(rng, setup, start + distance))


def _recover(rng: Generator, setup: Setup, end: float, start: float) -> list[Leg]:
    """Stand, walk or jog from the end of a rep to the start of the next."""
    line, seconds = setup.oval.line(setup.lane), setup.recovery_time
    if setup.recovery == "jog":
        if setup.start == "rolling":
            return [_easy(line, JOG, to=start - 10.0), Leg(line, np.full(2, 4.0), to=start)]
        rest = _easy(line, 0.0, to=start, duration=float(rng.uniform(2.0, 5.0)))
        return [_easy(line, JOG, to=start - 12.0), _easy(line, WALK, to=start - STOP_SHORT), rest]
    if abs(start - end) > _MARKED:
        stand = max(3.0, seconds - (start - end) / WALK)
        legs = [_easy(line, WALK, to=start - _run_up(setup) - STOP_SHORT, outward=1.0)]
        return [*legs, *_set_off(setup, start, stand)]
    away = 12.0 if setup.recovery == "stand" else max(20.0, WALK * (seconds - 12.0) / 2)
    back, again = end + away + 10.0, start - _run_up(setup)
    legs = [_easy(line, WALK, to=back, outward=1.0), _easy(line, WALK, to=again + STOP_SHORT, outward=1.0)]
    walked = 2 * (away + 10.0) + 1.5 * _run_up(setup)
    stand = max(3.0, seconds - walked / WALK) if setup.recovery == "stand" else 5.0
    return [*legs, *_set_off(setup, start, stand)]


def _run_up(setup: Setup) -> float:
    return _RUN_UP if setup.start == "rolling" else 0.0


def _set_off(setup: Setup, start: float, stand: float) -> list[Leg]:
    """Stand for a time [s] at the start, or before the run up to it."""
    line, back = setup.oval.line(setup.lane), _run_up(setup)
    legs = [_easy(line, 0.0, to=start - back, duration=stand)]
    return [*legs, Leg(line, np.full(2, 5000.0 / setup.five_k), to=start)] if back else legs


def _next_start(setup: Setup, first: float, end: float) -> float:
    """Give where the next rep starts: at its mark, at most half a lap on; a jog at the mark goes half a lap on."""
    lap = setup.oval.lap(setup.lane)
    gap = (first - end + _MARKED / 2) % lap - _MARKED / 2
    if gap < _MARKED:
        return end + lap / 2 if setup.recovery == "jog" else end
    return end + min(gap, lap / 2)


def intervals(rng: Generator, setup: Setup) -> tuple[Leg, ...]:
    """Write the script of a session of reps; after a jog over whole laps the next rep starts 200 m on."""
    kinds = {"stand": RecoveryKind.STAND, "walk": RecoveryKind.WALK, "jog": RecoveryKind.JOG}
    if setup.recovery not in kinds:
        raise OptionError(f"'{setup.recovery}' is no recovery; choose one of {', '.join(kinds)}")
    distance = line_to_line(setup.oval, setup.lane, setup.rep_distance)
    start = start_for(setup.oval, setup.lane, distance)
    mark = start
    timed = Timed(EffortKind.REP, f"{setup.rep_distance:g} m", kinds[setup.recovery])
    legs = _warm_up(rng, setup, start)
    legs += _to_the_line(rng, setup, start, first=not legs)
    for number in range(setup.reps):
        goal = distance / (setup.rep_speed * float(rng.normal(1.0, 0.012)))
        legs.append(_paced(rng, setup, start, distance, timed, goal, "even"))
        end = start + distance
        start = _next_start(setup, mark, end)
        if number + 1 < setup.reps:
            legs += _recover(rng, setup, end, start)
    return (*legs, *_afterwards(rng, setup, end))


def easy_track(rng: Generator, setup: Setup) -> tuple[Leg, ...]:
    """Write the script of easy laps."""
    line, lap = setup.oval.line(setup.lane), setup.oval.lap(setup.lane)
    begin = float(rng.uniform(0.0, lap))
    return (
        _easy(line, 0.0, to=begin, duration=5.0, begin=begin),
        _easy(line, JOG + 0.4, duration=setup.minutes * 60.0),
    )


def _road(rng: Generator, setup: Setup) -> tuple[Leg, ...]:
    way = streets(rng, length=(JOG + 0.6) * setup.minutes * 60.0)
    return (_easy(way, 0.0, to=0.0, duration=5.0, begin=0.0), _easy(way, JOG + 0.6, to=way.length))


def _rounds(rng: Generator, setup: Setup, kind: str) -> tuple[Leg, ...]:
    make: dict[str, Callable[[], Course]] = {
        "city_block": lambda: city_block(rng, rounded=bool(rng.random() < 0.5)),
        "park_oval": lambda: park_oval(rng),
    }
    way = make[kind]()
    return (_easy(way, 0.0, to=0.0, duration=5.0, begin=0.0), _easy(way, JOG + 0.8, duration=setup.minutes * 60.0))


TRIALS = ("mile", "mile_lane8", "1500", "1600", "3000", "5000")
OFF_TRACK = ("road", "city_block", "park_oval")
PLAIN = (*TRIALS, "intervals", "easy_track", *OFF_TRACK)


def script(rng: Generator, setup: Setup, kind: str) -> tuple[Leg, ...]:
    """Write the script of a kind of session."""
    if kind in TRIALS:
        return trial(rng, setup, kind)
    if kind == "intervals":
        return intervals(rng, setup)
    if kind == "easy_track":
        return easy_track(rng, setup)
    return _road(rng, setup) if kind == "road" else _rounds(rng, setup, kind)
