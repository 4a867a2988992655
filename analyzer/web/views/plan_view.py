"""What the plan builder shows: the mile zone by zone, or a workout with its targets in the runner's own paces."""

from dataclasses import dataclass
from typing import Any

from analyzer import strategy, workouts
from analyzer.errors import OptionError, PlanError
from analyzer.model import MilePlan, Paces, SessionPlan, Template
from analyzer.report import card
from analyzer.report.workout import asked, template_dict
from analyzer.units import format_pace, format_time, pace_unit
from analyzer.workouts.language import format_plan, format_rep, parse

OVAL = (84.39, 36.5)
"""Straight and radius of the little ovals, as of the standard track. [m]"""


@dataclass(frozen=True)
class LittleLap:
    """A lap drawn as an oval of four pieces: the path of each, and what it asks for."""

    lap: int
    time: str
    pieces: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Target:
    """What is asked of a rep of a workout, in words."""

    count: str
    rep: str
    pace: str
    time: str
    per_400: str


def mile(five_k: float | None, goal: float | None, lane: int | None) -> dict[str, Any]:
    """Give the plan of a mile for the page. Raises OptionError."""
    plan = strategy.mile_plan(five_k=five_k, goal=goal, lane=lane or 1)
    return {
        "plan": plan,
        "title": card.title(plan),
        "terms": card.terms(plan),
        "lines": card.lines(plan),
        "laps": little_laps(plan),
        "remarks": card.remarks(plan),
    }


def little_laps(plan: MilePlan) -> tuple[LittleLap, ...]:
    """Give each lap of a plan as a little oval."""
    times = dict(card.lap_times(plan))
    made = []
    for lap, time in times.items():
        zones = [zone for zone in plan.zones if zone.lap == lap and not zone.run_off]
        pieces = tuple(
            (_piece(zone.zone.value), zone.effort.value.replace(" ", "-"), zone.zone.value) for zone in zones
        )
        made.append(LittleLap(lap, time, pieces))
    return tuple(made)


def _piece(zone: str) -> str:
    """Give the path of a turn or a straight; the home straight is below, run to the right."""
    half, radius = OVAL[0] / 2, OVAL[1]
    turn = f"A{radius} {radius} 0 0 0"
    return {
        "first turn": f"M{half} {radius}{turn} {half} {-radius}",
        "back straight": f"M{half} {-radius}L{-half} {-radius}",
        "back turn": f"M{-half} {-radius}{turn} {-half} {radius}",
        "home straight": f"M{-half} {radius}L{half} {radius}",
    }[zone]


def found(text: str) -> tuple[SessionPlan, Template | None]:
    """Give the plan that the name of a workout or a plan stands for. Raises OptionError, PlanError."""
    try:
        one = workouts.template(text)
    except OptionError:
        return parse(text), None
    return parse(one.plan), one


def workout(text: str, five_k: float | None, goal: float | None) -> dict[str, Any]:
    """Give a workout for the page; `problem` where the plan cannot be read, with the place in it."""
    try:
        plan, template = found(text)
    except PlanError as error:
        return {"problem": f"{error.wrong}; {error.remedy}", "pointed": error.pointed}
    paces = paces_of(five_k, goal)
    return {
        "written": format_plan(plan),
        "template": template,
        "told": template_dict(template) if template else None,
        "paces": paces,
        "targets": targets(plan, template, paces),
    }


def paces_of(five_k: float | None, goal: float | None) -> Paces | None:
    """Give the runner's paces where a time was given."""
    return None if five_k is None and goal is None else strategy.paces(five_k=five_k, goal=goal)


def targets(plan: SessionPlan, template: Template | None, paces: Paces | None) -> tuple[Target, ...]:
    """Give what is asked of each kind of rep."""
    made = []
    for one in asked(plan, template, paces):
        least, most = one.count
        slow, fast = one.band or (float("nan"), float("nan"))
        rep = one.rep
        time = _range(rep.distance / fast, rep.distance / slow) if one.band and rep.distance > 0 and slow > 0 else ""
        made.append(
            Target(
                count=f"{most}" if least == most else f"{least}–{most}",
                rep=format_rep(rep),
                pace=f"{_ends(format_pace(fast), format_pace(slow))} {pace_unit()}" if one.band else "no target",
                time=time,
                per_400=_range(400.0 / fast, 400.0 / slow) if one.band and slow > 0 else "",
            )
        )
    return tuple(made)


def _range(fast: float, slow: float) -> str:
    return _ends(format_time(fast), format_time(slow))


def _ends(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
