"""The mile plan: how fast each zone must be for the goal."""

import math

import numpy as np

from analyzer.equivalents import equivalent
from analyzer.errors import OptionError
from analyzer.model import Floats, MilePlan, PlannedZone
from analyzer.oval import MILE_START, STANDARD, Oval
from analyzer.strategy.layout import HALF_LAP_LANE, RUN_FAST, Piece, demand_of, effort_of, lay
from analyzer.units import MILE, format_time

FIVE_K = 5000.0
USUAL_SURGE = 0.17
"""Surge above 5K speed that fits a 5K time, and the surge where no goal is given."""
LARGEST_SURGE = 0.20
"""Above it the 5K time is stale or the goal is too fast (a judgement)."""
SMALLEST_SURGE = 0.05
"""Below it a watch cannot tell a surge from 5K pace (under two errors of a zone's speed)."""
ABSURD_SURGE = 1.0
"""Nobody surges at twice 5K speed."""

LAP_RANGE = (390.0, 410.0)
"""Laps of lane 1 that the four laps of the plan fit. [m]"""
DISTANCE_RANGE = (1490.0, 1620.0)
"""1500 m, 1600 m and the mile. [m]"""
FIVE_K_RANGE = (12 * 60.0, 60 * 60.0)
"""Faster than any record; slower than a brisk walk. [s]"""
PACE_RANGE = (3.5 * 60, 20 * 60.0)
"""The same for the goal. [s a mile]"""
LANE_EIGHT_DOUBT = 8.0
"""How far the line run in lane 8 may be from the line measured. [m]"""


def mile_plan(
    *,
    five_k: float | None = None,
    goal: float | None = None,
    run: float | None = None,
    lane: int = 1,
    oval: Oval = STANDARD,
    distance: float = MILE,
    held: float = 1.0,
    kick: float = 1.0,
    start_loss: float = 0.0,
) -> MilePlan:
    """Plan a mile from a 5K time and a goal; what is missing is estimated, and the plan says so.

    Without a 5K time it is the one worth the goal, or else the run, by VDOT; without a goal the surge is 17 %.

    five_k, goal : [s]   run : Time of the mile that was run, to estimate from. [s]
    distance : 1500 m and 1600 m are run by the same plan with a shorter first lap. [m]
    held : Share of the back turn of lap 3 that is run at the surge, 0-1.
    kick : Speed of the last lap: 5K speed x (1 + kick x surge).
    start_loss : What the standing start costs. [s]

    Raises OptionError for times that no plan can join, and for tracks other than about 400 m.
    """
    _check(five_k, goal, run, oval, distance, held, kick, start_loss)
    pieces = lay(oval, lane, distance)
    known = goal if goal is not None else run
    estimated = tuple(name for name, value in (("five_k", five_k), ("goal", goal)) if value is None)
    if five_k is None:
        if known is None:
            raise OptionError("no 5K time and no goal; give at least one, such as 20:00 for 5 km or 5:40 for the mile")
        five_k = equivalent(distance, known, FIVE_K)
    speed, demand = FIVE_K / five_k, demand_of(pieces, held, kick)
    if goal is None:
        surge, goal = USUAL_SURGE, start_loss + demand.time(speed, USUAL_SURGE)
    else:
        surge = demand.surge_for(goal - start_loss, speed)
    _check_surge(surge, goal, five_k, distance)
    attainable = start_loss + demand.time(speed, LARGEST_SURGE) if _too_fast(surge) else math.nan
    return MilePlan(
        lane=lane,
        five_k=five_k,
        goal=goal,
        surge=surge,
        zones=_targets(pieces, speed, surge, held, kick, start_loss),
        estimated=estimated,
        warning=_warning(surge, attainable),
        attainable=attainable,
        held=held,
        kick=kick,
        start_loss=start_loss,
        notes=_notes(lane, pieces, surge, speed),
    )


def judgement(plan: MilePlan) -> str:
    """Say whether 5K time and goal belong together: too slow, consistent, ambitious or too fast."""
    if plan.surge < SMALLEST_SURGE:
        return "too slow"
    if _too_fast(plan.surge):
        return "too fast"
    return "ambitious" if plan.surge > USUAL_SURGE + 1e-9 else "consistent"


def lap_targets(plan: MilePlan) -> tuple[float, ...]:
    """Give the target of each lap, counted at the finish line. [s]"""
    laps = sorted({zone.lap for zone in plan.zones})
    return tuple(sum(zone.target for zone in plan.zones if zone.lap == lap) for lap in laps)


def cumulative(plan: MilePlan, *, every: float = 100.0) -> Floats:
    """Give the planned time at every 100 m (or `every` [m]) from the start. [s]"""
    metres = np.array([0.0, *(zone.to_m for zone in plan.zones)])
    times = np.cumsum([0.0, *(zone.target for zone in plan.zones)])
    marks = every * np.arange(1, int(metres[-1] / every + 1e-9) + 1)
    passed: Floats = np.interp(marks, metres, times)
    return passed


def metres_by_code(plan: MilePlan) -> dict[str, float]:
    """Add up the metres of each code: C, S, D, A, and F in lane 8. [m]"""
    metres: dict[str, float] = {}
    for zone in plan.zones:
        metres[zone.code] = metres.get(zone.code, 0.0) + zone.to_m - zone.from_m
    return metres


def _targets(
    pieces: list[Piece], speed: float, surge: float, held: float, kick: float, start_loss: float
) -> tuple[PlannedZone, ...]:
    fast = speed * (1 + surge)
    speeds = {
        "C": speed,
        "S": fast,
        RUN_FAST: fast,
        "D": 1 / (held / fast + (1 - held) / speed),
        "A": speed * (1 + kick * surge),
    }
    return tuple(
        PlannedZone(
            lap=piece.lap,
            zone=piece.zone,
            effort=effort_of(piece),
            code=piece.code,
            from_m=piece.from_m,
            to_m=piece.to_m,
            target=(piece.to_m - piece.from_m) / speeds[piece.code] + (0.0 if piece.from_m else start_loss),
            speed=speeds[piece.code],
            run_off=piece.run_off,
        )
        for piece in pieces
    )


def _too_fast(surge: float) -> bool:
    return surge > LARGEST_SURGE + 1e-9


def _warning(surge: float, attainable: float) -> str:
    if _too_fast(surge):
        return (
            f"5K time stale or goal too fast: the surges would have to be {surge:.0%} faster than 5K pace, and "
            f"{LARGEST_SURGE:.0%} is the most to plan with; {format_time(attainable)} is attainable"
        )
    if surge < SMALLEST_SURGE:
        return (
            f"goal slow for this 5K time: the surges are only {100 * surge:.1f} % faster than 5K pace, and a watch "
            "can hardly tell them from it; choose a faster goal or check the 5K time"
        )
    return ""


def _notes(lane: int, pieces: list[Piece], surge: float, speed: float) -> tuple[str, ...]:
    notes = []
    if USUAL_SURGE + 1e-9 < surge <= LARGEST_SURGE:
        notes.append(
            f"an ambitious goal: the surges are {100 * surge:.1f} % faster than 5K pace; {USUAL_SURGE:.0%} is usual"
        )
    last = pieces[-1]
    if lane == HALF_LAP_LANE:
        notes.append(
            f"lane {lane}: start half a lap round, run 3.5 laps and {last.to_m - last.from_m:.1f} m past the finish "
            f"line; where in the lane you run makes ± {LANE_EIGHT_DOUBT:.0f} m "
            f"(± {LANE_EIGHT_DOUBT / speed / (1 + surge):.1f} s) of doubt"
        )
    elif lane > 1:
        notes.append(
            f"lane {lane}: start at the mile line, {MILE_START:.2f} m before the finish; the distance is complete "
            f"{last.to_m - last.from_m:.1f} m into the {last.zone} of lap {last.lap}"
        )
    return tuple(notes)


def _check_surge(surge: float, goal: float, five_k: float, distance: float) -> None:
    even = five_k * distance / FIVE_K
    if surge > ABSURD_SURGE:
        raise OptionError(
            f"goal {format_time(goal)} is out of reach of a {format_time(five_k, decimals=0)} 5K: no surge is fast "
            f"enough; 5K pace alone takes {format_time(even)}; check both times"
        )
    if surge <= 0:
        raise OptionError(
            f"goal {format_time(goal)} is no faster than the pace of a {format_time(five_k, decimals=0)} 5K, which "
            f"takes {format_time(even)}; give a faster goal or a newer 5K time"
        )


def _check(
    five_k: float | None,
    goal: float | None,
    run: float | None,
    oval: Oval,
    distance: float,
    held: float,
    kick: float,
    start_loss: float,
) -> None:
    if five_k is not None and not FIVE_K_RANGE[0] <= five_k <= FIVE_K_RANGE[1]:
        raise OptionError(f"{format_time(five_k)} is no 5K time; write it as 20:00")
    for name, time in (("goal", goal), ("run", run)):
        if time is not None and not PACE_RANGE[0] <= time * MILE / distance <= PACE_RANGE[1]:
            raise OptionError(f"{name} {format_time(time)} is no time for {distance:.0f} m; write it as 5:40")
    if not DISTANCE_RANGE[0] <= distance <= DISTANCE_RANGE[1]:
        raise OptionError(f"{distance:.0f} m has no plan of surges; it is for 1500 m, 1600 m and the mile")
    if not LAP_RANGE[0] <= oval.lap(1) <= LAP_RANGE[1]:
        raise OptionError(f"a lap of {oval.lap(1):.0f} m has no plan of surges; it is for tracks of about 400 m")
    if not (0 <= held <= 1 and 0 <= kick <= 2 and 0 <= start_loss <= 10):
        raise OptionError(
            f"held {held:g}, kick {kick:g}, start loss {start_loss:g} s: they go from 0 to 1, 0 to 2 and 0 to 10 s"
        )
