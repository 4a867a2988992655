"""A workout explained: what it is for, how to run it, the targets in the runner's own paces, what will be checked."""

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from analyzer.model import Bound, EffortKind, Paces, Range, Rep, SessionPlan, Template
from analyzer.model.document import number
from analyzer.units import KILOMETRE, MILE, format_pace, format_time, pace_unit
from analyzer.workouts import targets
from analyzer.workouts.checks import RULES
from analyzer.workouts.language import format_plan, format_rep
from analyzer.workouts.written import format_metres

LAP = 400.0
"""Runners know the pace of a track by its 400 m. [m]"""
BASES = {"5K": "5K speed", "M": "the speed of your goal mile", "5K-M": "the speed half way between 5K and goal mile"}
WITHOUT_PACES = "Give --five-k 20:00, --goal 5:40 or both, and the targets are told in your own paces."
UPHILL = "Paces on the level that cost as much: up 4 % you are 1.24 times slower, up 6 % 1.37, up 8 % 1.51."
"""Minetti 2002, 10.1152/japplphysiol.01177.2001."""
INDENT = (0, 0, 0, 2)


@dataclass(frozen=True)
class Asked:
    """What is asked of one rep of a plan.

    count : How often, at least and at most.   band : Slowest and fastest; None where nothing says. [m/s]
    """

    rep: Rep
    count: tuple[int, int]
    band: Range | None


def asked(plan: SessionPlan, template: Template | None, paces: Paces | None) -> tuple[Asked, ...]:
    """Give the reps of a plan that differ in more than their rest, in order; running that is no rep only if all is."""
    most, least = (
        Counter(_bare(rep) for rep in plan.reps(most=many)) or Counter(_bare(rep) for rep in _steady(plan))
        for many in (True, False)
    )
    first = {_bare(rep): rep for rep in (*plan.reps()[::-1], *(() if plan.reps() else _steady(plan)))}
    return tuple(Asked(first[rep], (least[rep], count), _band(rep, template, paces)) for rep, count in most.items())


def _band(rep: Rep, template: Template | None, paces: Paces | None) -> Range | None:
    """Give the speeds to show for a rep: of a trial the goal alone."""
    if rep.kind is not EffortKind.TRIAL:
        return targets.band(rep, template, paces)
    goal = targets.speeds(rep.target, rep, paces)
    if goal is None and template is not None and template.centre is not None and paces is not None:
        speed = targets.bound(template.centre, paces)
        return speed, speed
    return goal


def workout_list(found: tuple[Template, ...], console: Console) -> None:
    """Print the workouts: name, title, plan, and what each is for."""
    names = max(len(one.name) for one in found) + 2
    titles = max(len(one.title) for one in found) + 2
    for one in found:
        name, title = f"{one.name:<{names}}", f"{one.title:<{titles}}"
        console.print(Text.assemble((name, "bold cyan"), (title, "bold"), one.plan))
        console.print(Padding(Text(one.purpose, style="dim"), (0, 0, 0, names)))
    console.print()
    console.print(Text("analyzer workouts NAME explains one of them; a plan of your own is read too.", style="dim"))


def workout(plan: SessionPlan, template: Template | None, paces: Paces | None, console: Console) -> None:
    """Explain a workout of the training, or a plan of the runner's own."""
    written = format_plan(plan)
    console.print(Text.assemble((template.title if template else "Your plan", "bold"), "  ", (written, "bold cyan")))
    if template is not None:
        console.print(Text(template.purpose))
        _heading("How to run it", console)
        console.print(Padding(Text(template.how), INDENT))
    _heading("Your targets" if paces else "Targets", console, _runner(paces))
    _targets(plan, template, paces, console)
    if template is not None and template.rules:
        _heading("What will be checked", console)
        grid = Grid.grid(padding=(0, 1, 0, 0))
        for rule in template.rules:
            grid.add_row("-", _told(rule))
        console.print(Padding(grid, INDENT), highlight=False)


def workout_dict(plan: SessionPlan, template: Template | None, paces: Paces | None) -> dict[str, Any]:
    """Give a workout as plain lists, texts and numbers, for JSON."""
    fastest = targets.too_fast(template, paces) if template else None
    return {
        "schema": "workout/1",
        **({} if template is None else template_dict(template)),
        "plan": format_plan(plan),
        "paces": None if paces is None else paces.to_dict(),
        "too_fast": None if fastest is None else number(fastest),
        "targets": [_asked_dict(one) for one in asked(plan, template, paces)],
    }


def template_dict(one: Template) -> dict[str, Any]:
    """Give what a template says as plain lists, texts and numbers, for JSON."""
    return {
        "name": one.name,
        "title": one.title,
        "kind": one.kind.value,
        "plan": one.plan,
        "purpose": one.purpose,
        "how": one.how,
        "reps": list(one.reps),
        "distance_m": _ends(one.distance),
        "duration_s": _ends(one.duration),
        "rest_s": _ends(one.rest),
        "total_s": _ends(one.total),
        "checks": [{"rule": rule, "told": _told(rule), "advice": one.words.get(rule, "")} for rule in one.rules],
        "limits": one.limits,
    }


def _steady(plan: SessionPlan) -> tuple[Rep, ...]:
    return tuple(part for part in plan.parts if isinstance(part, Rep) and part.kind is EffortKind.STEADY)


def _bare(rep: Rep) -> Rep:
    return replace(rep, rest=None)


def _heading(text: str, console: Console, detail: str = "") -> None:
    console.print()
    console.print(Text.assemble((text, "bold"), (f"  {detail}" if detail else "", "dim")))


def _runner(paces: Paces | None) -> str:
    if paces is None:
        return ""
    five_k = format_time(_time(5 * KILOMETRE, paces.five_k), decimals=0)
    mile = format_time(_time(MILE, paces.mile), decimals=0)
    guessed = {name: " (estimated)" if name in paces.estimated else "" for name in ("five_k", "goal")}
    return f"5K {five_k}{guessed['five_k']}, goal mile {mile}{guessed['goal']}"


def _time(metres: float, speed: float) -> float:
    """Give the time of a distance [m] at a speed [m/s]; 0 for no bound. [s]"""
    return metres / speed if speed > 0 else math.inf


def _targets(plan: SessionPlan, template: Template | None, paces: Paces | None, console: Console) -> None:
    rows = asked(plan, template, paces)
    named = any(one.rep.target.name is not None for one in rows)
    if paces is None and template is not None:
        console.print(Padding(Text(_shares(template)), INDENT))
    if any(one.band for one in rows):
        console.print(Padding(_grid(rows), INDENT), highlight=False)
    if any(one.rep.kind is EffortKind.HILL and one.band for one in rows):
        console.print(Padding(Text(UPHILL), INDENT))
    fastest = targets.too_fast(template, paces) if template else None
    if fastest:
        each = {one.rep.distance for one in rows if math.isfinite(one.rep.distance)}
        times = ", ".join(f"{format_time(metres / fastest)} for {format_metres(metres)} m" for metres in sorted(each))
        told = f"Faster than {format_pace(fastest)}/km{f' ({times})' if times else ''} is too fast for this one."
        console.print(Padding(Text(told), INDENT))
    if template is not None and template.rest != (0.0, math.inf):
        console.print(Padding(Text(f"Rest {_span(template.rest)} is right."), INDENT))
    if paces is None and (template is not None or named):
        console.print(Padding(Text(WITHOUT_PACES, style="dim"), INDENT))
    elif not any(one.band for one in rows):
        console.print(Padding(Text("The plan says no pace; write one as 400@90, 1000@3:45/km or 400@M."), INDENT))


def _grid(rows: tuple[Asked, ...]) -> Grid:
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    laps = any(one.rep.distance != LAP for one in rows)
    grid.add_column("Rep")
    for name in ("Each", pace_unit(), *(["400 m lap"] if laps else []), "Rest"):
        grid.add_column(name, justify="right")
    for one in rows:
        low, high = one.band or (math.nan, math.nan)
        lap = _between(format_time(_time(LAP, high)), format_time(_time(LAP, low)), high, low)
        pace = _between(format_pace(high), format_pace(low), high, low)
        grid.add_row(_name(one), _each(one.rep, low, high), pace, *([lap] if laps else []), _rest(one.rep))
    return grid


def _name(one: Asked) -> str:
    least, most = one.count
    count = "" if most == 1 else f"{most} x " if least == most else f"{least}-{most} x "
    return f"{count}{format_rep(replace(one.rep, rest=None))}"


def _each(rep: Rep, low: float, high: float) -> str:
    """Tell the time of a rep by distance, or how far a rep by time goes; not up a hill, where nobody knows."""
    if rep.kind is EffortKind.HILL:
        return "–"
    if math.isfinite(rep.distance):
        fast, slow = (format_time(_time(rep.distance, speed)) for speed in (high, low))
        return _between(fast, slow, high, low)
    if math.isfinite(rep.duration):
        near, far = (f"{rep.duration * speed:.0f}" for speed in (low, high))
        return f"{_between(near, far, low, high)} m"
    return "–"


def _between(first: str, last: str, of_first: float, of_last: float) -> str:
    """Write a range; of one with an open end, the other."""
    if not (0 < of_first < math.inf):
        return last if of_first == 0 else f"{last} or faster"
    if not (0 < of_last < math.inf):
        return f"from {first}"
    return first if first == last else f"{first}–{last}"


def _rest(rep: Rep) -> str:
    if rep.rest is None:
        return "–"
    length = "open"
    if math.isfinite(rep.rest.duration):
        length = format_time(rep.rest.duration, decimals=0)
    elif math.isfinite(rep.rest.distance):
        length = f"{format_metres(rep.rest.distance)} m"
    return f"{length} {rep.rest.kind.value}" if rep.rest.kind else length


def _span(rest: Range) -> str:
    low, high = rest
    if math.isinf(high):
        return f"{_lasting(low)} or more"
    return f"{_lasting(low)} to {_lasting(high)}"


def _lasting(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds % 60 == 0 else format_time(seconds, decimals=0)


def _shares(one: Template) -> str:
    """Say the target speeds of a template for nobody in particular."""
    low, high, centre = one.slowest, one.fastest, one.centre
    if low and high and low.base == high.base:
        return f"{_percent(low)} to {_percent(high)} of {BASES[low.base]}."
    if low and high:
        return f"{_percent(low)} of {BASES[low.base]} to {_percent(high)} of {BASES[high.base]}."
    if low or high:
        bound = low or high
        assert bound is not None  # noqa: S101 - one of both, for mypy
        return f"{_percent(bound)} of {BASES[bound.base]} or {'faster' if low else 'slower'}."
    return f"{_percent(centre)} of {BASES[centre.base]}." if centre else ""


def _percent(bound: Bound) -> str:
    return f"{100 * bound.share:.0f} %"


def _told(rule: str) -> str:
    """Give what a check asks, in the words of its first line."""
    return (RULES[rule].__doc__ or rule).strip().splitlines()[0]


def _ends(ends: Range) -> list[float | None]:
    return [number(end) for end in ends]


def _asked_dict(one: Asked) -> dict[str, Any]:
    low, high = one.band or (math.nan, math.nan)
    fast, slow = (one.rep.distance / speed if speed else math.nan for speed in (high, low))
    return {
        "rep": format_rep(_bare(one.rep)),
        "count": list(one.count),
        "distance_m": number(one.rep.distance),
        "duration_s": number(one.rep.duration),
        "slowest": number(low),
        "fastest": number(high),
        "fastest_s": number(fast) if math.isfinite(high) else None,
        "slowest_s": number(slow),
    }
