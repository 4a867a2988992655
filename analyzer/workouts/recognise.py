"""Find the template that a session fits: by count, distance, time and rest of its reps."""

import math
from collections.abc import Sequence

import numpy as np

from analyzer.model import Effort, Range, Template, WorkoutKind
from analyzer.workouts.classify import NO_REST, rest_of

INSIDE = 0.8
"""Share of the reps that must be as long as the template has them."""
TIMED = 0.02
"""The time of a rep may be so much off the template's: 9 minutes are rarely 540.0 s."""
REST_REACH = 1.6
"""A rest this much longer or shorter than the template's still lets it fit: that it was not kept is for a check."""


def template(templates: Sequence[Template], kind: WorkoutKind, reps: Sequence[Effort]) -> Template | None:
    """Give the template that fits the session best, None where none does."""
    fitting = [one for one in templates if one.kind is kind and _fits(one, reps)]
    return max(fitting, key=lambda one: _closeness(one, reps), default=None)


def _fits(one: Template, reps: Sequence[Effort]) -> bool:
    fewest, most = one.reps
    if not reps or most == 0:
        return most == 0 and (kind_is_steady(one) or not reps)
    if not fewest <= len(reps) <= most:
        return False
    if one.rest[0] > NO_REST and rest_of(reps) <= NO_REST:
        return False
    inside = [_within(rep.distance, one.distance) and _within(rep.time, one.duration, TIMED) for rep in reps]
    return sum(inside) >= INSIDE * len(reps)


def kind_is_steady(one: Template) -> bool:
    """Tell whether a template is of running without reps."""
    return one.kind in {WorkoutKind.EASY, WorkoutKind.LONG, WorkoutKind.MILE_TRIAL}


def _closeness(one: Template, reps: Sequence[Effort]) -> float:
    """Rank templates that fit: by the rests, then the narrower one."""
    rest = rest_of(reps) if reps else math.nan
    least, most = one.rest
    rests = not math.isfinite(rest) or least / REST_REACH <= rest <= most * REST_REACH
    narrow = [math.log(high / max(low, 1.0)) for low, high in (one.distance, one.duration) if math.isfinite(high)]
    return (1.0 if rests else 0.0) + 0.5 / (1.0 + min(narrow, default=math.inf)) + 0.01 * bool(np.isfinite(most))


def _within(value: float, bounds: Range, reach: float = 0.0) -> bool:
    return bounds[0] * (1 - reach) <= value <= bounds[1] * (1 + reach)
