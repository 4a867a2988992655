"""A planned session as the steps of a watch."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from analyzer.errors import OptionError
from analyzer.export.watch_workout import (
    NOTE_LETTERS,
    WatchStep,
    WatchWorkout,
    around,
    checked,
    plain,
    repeat,
    seconds,
    step,
)
from analyzer.model import EffortKind, PaceName, Paces, Range, RecoveryKind, Rep, Repeat, Rest, SessionPlan, Target
from analyzer.units import format_pace

TRACK_METRES = 100.0
"""Reps of so many metres, or a multiple, are run on a track."""

_NONE: Range = (math.nan, math.nan)
_NAMES = {
    EffortKind.REP: "Rep",
    EffortKind.HILL: "Hill",
    EffortKind.STRIDE: "Stride",
    EffortKind.TEMPO: "Tempo",
    EffortKind.TRIAL: "Trial",
    EffortKind.STEADY: "Run",
}
_RESTS = {RecoveryKind.STAND: "Stand", RecoveryKind.WALK: "Walk", RecoveryKind.JOG: "Jog", None: "Rest"}


@dataclass(frozen=True)
class _Set:
    """Parts that are repeated, none of them a set itself."""

    times: int
    reps: tuple[Rep, ...]
    least: int


def session_steps(plan: SessionPlan, *, name: str, paces: Paces | None) -> WatchWorkout:
    """Give a session as steps; sets in sets are written out, for watches do not repeat repeats.

    Of `8-12x` the watch counts the most, and `told` says so. What is run before the first rep is the warm-up, after the
    last one the cool-down.

    paces : The runner's, for the paces that the plan names.

    Raises OptionError where it names one and there are none, TooLongError for more steps than a watch takes.
    """
    parts = list(_flat(plan.parts))
    hard = [index for index, part in enumerate(parts) if any(_is_rep(rep) for rep in _reps(part))]
    steps: list[WatchStep] = []
    for index, part in enumerate(parts):
        intensity = "active" if not hard else "warmup" if index < hard[0] else "cooldown" if index > hard[-1] else ""
        first = len(steps)
        for rep in _reps(part):
            steps += _rep_steps(rep, intensity or "active", paces, _count(part))
        if isinstance(part, _Set):
            steps.append(repeat(first, part.times))
    told = dict.fromkeys(line for part in _sets(plan.parts) if (line := _open_count(part)))
    return checked(WatchWorkout(plain(name, 31) or "Workout", tuple(steps), _on_track(plan), tuple(told)))


def _flat(parts: tuple[Rep | Repeat, ...]) -> Iterator[Rep | _Set]:
    """Write sets in sets out; the rest of a set takes the place of its last rep's."""
    for part in parts:
        if isinstance(part, Rep):
            yield part
            continue
        inner = list(_flat(part.parts))
        if not inner or part.most < 1:
            continue
        if all(isinstance(one, Rep) for one in inner) and part.most > 1:
            reps = [one for one in inner if isinstance(one, Rep)]
            yield _Set(part.most, (*reps[:-1], _rested(reps[-1], part.rest)), part.least)
            continue
        for _ in range(part.most):
            yield from inner[:-1]
            yield from _last(inner[-1], part.rest)


def _last(part: Rep | _Set, rest: Rest | None) -> Iterator[Rep | _Set]:
    """Put the rest of a set after its last part: of a set within it the last round is written out."""
    if isinstance(part, Rep):
        yield _rested(part, rest)
    elif rest is None:
        yield part
    else:
        if part.times > 2:
            yield replace(part, times=part.times - 1)
        else:
            yield from part.reps * (part.times - 1)
        yield from part.reps[:-1]
        yield _rested(part.reps[-1], rest)


def _rested(rep: Rep, rest: Rest | None) -> Rep:
    return rep if rest is None else replace(rep, rest=rest)


def _reps(part: Rep | _Set) -> tuple[Rep, ...]:
    return (part,) if isinstance(part, Rep) else part.reps


def _is_rep(rep: Rep) -> bool:
    return rep.kind is not EffortKind.STEADY


def _sets(parts: tuple[Rep | Repeat, ...]) -> Iterator[Repeat]:
    for part in parts:
        if isinstance(part, Repeat):
            yield part
            yield from _sets(part.parts)


def _open_count(part: Repeat) -> str:
    if part.least == part.most:
        return ""
    return f"the plan asks for {part.least} to {part.most} rounds; the watch counts {part.most}: stop when you like"


def _count(part: Rep | _Set) -> str:
    return f"{part.least} to {part.times} rounds" if isinstance(part, _Set) and part.least < part.times else ""


def _rep_steps(rep: Rep, intensity: str, paces: Paces | None, count: str) -> Iterator[WatchStep]:
    name = {"warmup": "Warm up", "cooldown": "Cool down"}.get(intensity, _NAMES[rep.kind])
    speed = speeds(rep, paces)
    planned = step(name, intensity, distance=rep.distance, duration=rep.duration, speed=speed)
    note = ", ".join(filter(None, (_aim(rep, speed), count)))
    yield WatchStep(planned, plain(note, NOTE_LETTERS))
    if rep.rest is not None:
        rest = rep.rest
        kind = "recovery" if rest.kind is RecoveryKind.JOG else "rest"
        yield WatchStep(step(_RESTS[rest.kind], kind, distance=rest.distance, duration=rest.duration))


def speeds(rep: Rep, paces: Paces | None) -> Range:
    """Give the speeds that a rep is meant to be run at, a single one with a margin; NaN where the plan says none. [m/s]

    Raises OptionError where the plan names a pace and there are none.
    """
    slow, fast = _asked(rep, paces)
    if not (math.isfinite(slow) and math.isfinite(fast) and slow > 0):
        return _NONE
    return around(slow) if math.isclose(slow, fast) else (slow, fast)


def _asked(rep: Rep, paces: Paces | None) -> Range:
    target: Target = rep.target
    if target.time is not None and math.isfinite(rep.distance):
        fast, slow = target.time
        return _speed(rep.distance, slow), _speed(rep.distance, fast)
    if target.pace is not None:
        fast, slow = target.pace
        return _speed(1.0, slow), _speed(1.0, fast)
    if target.name is None:
        return _NONE
    if paces is None:
        raise OptionError(
            f"the plan names the pace {target.name}, and how fast that is for you is not known; "
            "say your 5K time (20:00) or your goal for the mile (5:40)"
        )
    known: dict[PaceName, Range] = {
        PaceName.MILE: (paces.mile, paces.mile),
        PaceName.FIVE_K: (paces.five_k, paces.five_k),
        PaceName.THRESHOLD: paces.threshold,
        PaceName.EASY: paces.easy,
    }
    return known[target.name]


def _speed(metres: float, time: float) -> float:
    return metres / time if time > 0 else math.nan


def _aim(rep: Rep, speed: Range) -> str:
    """Say the aim as a runner counts it: the time of a rep over a distance, else the pace."""
    if not math.isfinite(speed[0]):
        return ""
    if rep.target.time is not None:
        return f"in {seconds(rep.target.time)}"
    named = f"{rep.target.name} pace, " if rep.target.name else ""
    if math.isfinite(rep.distance):
        return f"{named}in {seconds((rep.distance / speed[1], rep.distance / speed[0]))}"
    return f"{named}{format_pace(speed[1])}-{format_pace(speed[0])} min/km"


def _on_track(plan: SessionPlan) -> bool:
    reps = plan.reps()
    metres = [rep.distance for rep in reps]
    return bool(reps) and all(
        rep.kind is EffortKind.REP and math.isfinite(far) and far % TRACK_METRES == 0
        for rep, far in zip(reps, metres, strict=True)
    )
