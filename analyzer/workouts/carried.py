"""The workout that a file carries, as a plan."""

import math
from dataclasses import dataclass, replace

from analyzer.errors import PlanError
from analyzer.model import EffortKind, PlannedStep, PlannedWorkout, Rep, Repeat, Rest, SessionPlan, Target
from analyzer.units import KILOMETRE
from analyzer.workouts.language import format_plan, parse
from analyzer.workouts.words import KINDS, MOST_REPS, SPEEDS, WORD, usual_kind

_RESTS = ("rest", "recovery")
_STEADY = ("warmup", "cooldown")

_ABSURD = 1e6
"""No step is so long. [s, m]"""

_Part = Rep | Repeat | Rest


@dataclass(frozen=True)
class _Placed:
    """A part, and the index of the first step that it is made of."""

    first: int
    part: _Part


def session_plan(planned: PlannedWorkout) -> SessionPlan | None:
    """Give the plan of a workout that a file carries; None where it plans nothing, or nothing that can be run.

    A step of rest or recovery is the rest of what comes before it, two of them in a row are one rest, and the first of
    a round comes after its last rep. A step that ends on the lap button is open.
    """
    placed: list[_Placed] = []
    for index, step in enumerate(planned.steps):
        if step.repeat_from is None:
            placed.append(_Placed(index, _part(step)))
            continue
        within = [one for one in placed if one.first >= step.repeat_from]
        times = step.repeats or 1
        if not within or times > MOST_REPS:
            continue
        placed = placed[: len(placed) - len(within)]
        placed += [_Placed(within[0].first, part) for part in _round([one.part for one in within], times)]
    parts = _joined([one.part for one in placed])
    return _readable(parts) if any(not _is_open(part) for part in parts) else None


def _part(step: PlannedStep) -> Rep | Rest:
    distance = _length(step.distance)
    duration = _length(step.duration) if math.isnan(distance) else math.nan
    if step.intensity in _RESTS:
        return Rest(duration, distance)
    target = _target(step)
    said = (KINDS.get(word.lower()) for word in WORD.findall(step.name))
    kind = next(filter(None, said), usual_kind(target.name, distance=distance, duration=duration))
    return Rep(distance, duration, EffortKind.STEADY if step.intensity in _STEADY else kind, target)


def _length(value: float) -> float:
    """Give a length to a tenth of its unit; NaN where a step has none."""
    return round(value, 1) if 0 < value < _ABSURD else math.nan


def _target(step: PlannedStep) -> Target:
    """Give the target speeds of a step as a pace in whole seconds a kilometre."""
    low, high = step.speed
    if not SPEEDS[0] <= low <= high <= SPEEDS[1]:
        return Target()
    return Target(pace=(round(KILOMETRE / high) / KILOMETRE, round(KILOMETRE / low) / KILOMETRE))


def _round(parts: list[_Part], times: int) -> list[_Part]:
    """Repeat parts; a rest after a set within them, or before the first of them, is the rest of the round."""
    rests = [part for part in parts[:1] if isinstance(part, Rest)] if len(parts) > 1 else []
    parts = parts[len(rests) :]
    if parts and isinstance(parts[-1], Rest) and len(parts) > 1 and isinstance(parts[-2], Repeat):
        rests = [parts[-1], *rests]
        parts = parts[:-1]
    inner = _joined(parts)
    if not inner:
        return list(parts)
    rest = None
    for one in rests:
        rest = _added(_last_rest(inner) if rest is None else rest, one)
    if rest is not None and isinstance(inner[-1], Rep):
        return [Repeat(times, times, (*inner[:-1], replace(inner[-1], rest=rest)))]
    return [Repeat(times, times, inner, rest)]


def _joined(parts: list[_Part]) -> tuple[Rep | Repeat, ...]:
    """Put each rest behind the part before it; one that nothing comes before is left out."""
    joined: list[Rep | Repeat] = []
    for part in parts:
        if not isinstance(part, Rest):
            joined.append(part)
        elif joined and isinstance(joined[-1], Rep):
            joined[-1] = replace(joined[-1], rest=_added(joined[-1].rest, part))
        elif joined:
            joined[-1] = Repeat(1, 1, (joined[-1],), _added(_last_rest((joined[-1],)), part))
    return tuple(joined)


def _last_rest(parts: tuple[Rep | Repeat, ...]) -> Rest | None:
    """Give the rest with which parts end."""
    last = parts[-1]
    if isinstance(last, Repeat) and last.rest is None:
        return _last_rest(last.parts)
    return last.rest


def _added(before: Rest | None, rest: Rest) -> Rest:
    """Take two rests in a row as one; of unlike units their length is open."""
    if before is None:
        return rest
    return Rest(before.duration + rest.duration, before.distance + rest.distance)


def _is_open(part: Rep | Repeat) -> bool:
    return isinstance(part, Rep) and math.isnan(part.distance) and math.isnan(part.duration)


def _readable(parts: tuple[Rep | Repeat, ...]) -> SessionPlan | None:
    """Give the plan that its text is read as; None where a step is outside what the plan language allows."""
    try:
        return parse(format_plan(SessionPlan(parts)))
    except PlanError:
        return None
