"""The checks by name, and those that each kind of session is held against.

A check is decided by the numbers that it shows: Within, At most or At least, as Verdict has it. It cannot be told
(None) where one of them is missing, or where the standard error is larger than the tolerance and that is not 0.
"""

from analyzer.model import Verdict, WorkoutKind
from analyzer.workouts import (
    checks_cadence,
    checks_hills,
    checks_reps,
    checks_rest,
    checks_runs,
    checks_target,
    checks_within,
)
from analyzer.workouts.ran import Rule, Session

RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        checks_target.target,
        checks_target.too_fast,
        checks_rest.rest,
        checks_hills.hill,
        checks_hills.retraced,
        checks_hills.distance_consistency,
        checks_reps.consistency,
        checks_reps.fade,
        checks_reps.first_last,
        checks_within.drift,
        checks_within.second_half,
        checks_reps.best_possible,
        checks_cadence.cadence,
        checks_runs.ceiling,
        checks_runs.spike,
        checks_runs.duration,
    )
}
"""Every check, in the order in which it is shown; a new one is a function, and its name here."""

USUAL: dict[WorkoutKind, tuple[str, ...]] = {
    WorkoutKind.INTERVALS: ("target", "too_fast", "rest", "consistency", "fade", "first_last", "best_possible"),
    WorkoutKind.TEMPO: ("target", "too_fast", "rest", "consistency", "drift"),
    WorkoutKind.HILLS: ("target", "rest", "hill", "retraced", "distance_consistency", "fade"),
    WorkoutKind.STRIDES: ("target", "rest", "cadence", "ceiling"),
    WorkoutKind.LEG_SPEED: ("target", "rest", "cadence", "fade"),
    WorkoutKind.EASY: ("ceiling", "spike"),
    WorkoutKind.LONG: ("ceiling", "spike"),
}
"""The checks of a session that fits no template."""


def run(session: Session, kind: WorkoutKind) -> tuple[Verdict, ...]:
    """Hold a session against the checks of its template, else against the usual ones of its kind."""
    asked = session.template.rules if session.template is not None else USUAL.get(kind, ())
    return tuple(found for name, rule in RULES.items() if name in asked for found in rule(session))
