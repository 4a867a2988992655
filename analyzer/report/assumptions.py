"""What a report took for granted, how sure it is, and the option that corrects it."""

import math
from dataclasses import dataclass

from analyzer.model import Analysis, Direction, FinishFrom, Placement
from analyzer.model.doubt import finish_in_doubt, finish_place
from analyzer.report.words import FINISH, SHAPES, percent
from analyzer.units import MILE, format_time

FIVE_KILOMETRES = 5000.0
"""[m]"""


@dataclass(frozen=True)
class Assumption:
    """One thing taken for granted: what, its value, why and how sure, and the option that corrects it."""

    what: str
    value: str
    why: str
    option: str


def assumptions(analysis: Analysis) -> tuple[Assumption, ...]:
    """Give what was taken for granted of the track and of the plan."""
    found = _of_track(analysis.track) if analysis.track else ()
    return (*found, *_of_plan(analysis))


def _of_track(track: Placement) -> tuple[Assumption, ...]:
    others = sorted(((p, lane) for lane, p in track.lane_probability.items() if lane != track.lane), reverse=True)
    sure = track.lane_probability.get(track.lane, math.nan)
    why = f"{percent(sure)} likely"
    if others and others[0][0] >= 0.05:
        why += f", lane {others[0][1]} {percent(others[0][0])}"
    why += f"; a lap is {track.lap:.2f} m"
    other_lane = others[0][1] if others else (2 if track.lane == 1 else 1)
    other_way = "anticlockwise" if track.direction is Direction.CLOCKWISE else "clockwise"
    doubt = "; it may be the other straight" if finish_in_doubt(track) else ""
    known = "" if track.finish_from is FinishFrom.RUNNER else f", {percent(track.finish_probability)} likely"
    place, other_end = (finish_place(track, other=other) for other in (False, True))
    where = f"at {place} or at {other_end}" if doubt else f"at {place}"
    return (
        Assumption("Lane", f"{track.lane}", why, f"--lane {other_lane}"),
        Assumption("Finish", where, f"{FINISH[track.finish_from]}{known}{doubt}", f"--finish {other_end}"),
        Assumption(
            "Shape",
            SHAPES.get(track.oval.shape, track.oval.shape),
            f"straights {track.oval.straight:.1f} m, kerb radius {track.oval.radius:.1f} m",
            "--shape standard",
        ),
        Assumption("Direction", track.direction.value, "as the positions go round", f"--direction {other_way}"),
    )


def _of_plan(analysis: Analysis) -> tuple[Assumption, ...]:
    plan = analysis.strategy
    if plan is None:
        return _of_workout(analysis)
    guessed = "estimated from the mile by VDOT" if "goal" in plan.estimated else "estimated from the goal by VDOT"
    five_k = guessed if "five_k" in plan.estimated else "as you gave it"
    goal = "none given; from the 5K time" if "goal" in plan.estimated else "as you gave it"
    return (
        Assumption("5K time", format_time(plan.five_k, decimals=0), five_k, "--five-k 20:00"),
        Assumption("Goal", format_time(plan.goal), goal, "--goal 5:40"),
    )


def _of_workout(analysis: Analysis) -> tuple[Assumption, ...]:
    """Give the paces that targets by name were taken from, and the plan, where they were not given."""
    workout = analysis.workout
    if workout is None:
        return ()
    found = []
    if workout.paces is not None:
        guessed = {"five_k": "estimated from the session", "goal": "estimated from the 5K time"}
        words = {
            name: guess if name in workout.paces.estimated else "as you gave it" for name, guess in guessed.items()
        }
        five_k, mile = FIVE_KILOMETRES / workout.paces.five_k, MILE / workout.paces.mile
        found.append(Assumption("5K time", format_time(five_k, decimals=0), words["five_k"], "--five-k 20:00"))
        found.append(Assumption("Goal mile", format_time(mile, decimals=0), words["goal"], "--goal 5:40"))
    if workout.plan and workout.plan_from != "runner":
        source = {"file": "from the file of the watch", "template": "it fits what was run"}.get(workout.plan_from)
        found.append(Assumption("Plan", workout.plan, source or "described from what was run", '--plan "8x400 r60"'))
    return tuple(found)
