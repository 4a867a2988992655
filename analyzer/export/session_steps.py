"""A planned session as the steps of a watch."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.errors import OptionError
from analyzer.export.rounds import Rounds, reps_of, written_out
from analyzer.export.watch_workout import (
    LAP,
    NAME_LETTERS,
    NOTE_LETTERS,
    WatchStep,
    WatchWorkout,
    around,
    checked,
    plain,
    repeat,
    scaled,
    seconds,
    step,
    stretch,
)
from analyzer.model import EffortKind, PaceName, Paces, PlannedStep, Range, RecoveryKind, Rep, Repeat, SessionPlan
from analyzer.units import KILOMETRE, MILE, format_pace, format_time

TRACK_METRES = 100.0
"""Reps of so many metres, or a multiple, are run on a track."""

_NONE: Range = (math.nan, math.nan)
_RESTS = {RecoveryKind.STAND: "Stand", RecoveryKind.WALK: "Walk", RecoveryKind.JOG: "Jog", None: "Rest"}
_EARLY = (
    "the watch ends each rep by its own distance, on a track some 10 m in 400 m too early; "
    "--fit-button leaves it to the lap button, --fit-lap 410 allows for what your watch shows for a lap"
)


@dataclass(frozen=True)
class _Watch:
    """How the watch is used: the runner's paces, reps over a distance left to the lap button, its metres to a metre."""

    paces: Paces | None
    button: bool
    factor: float


def session_steps(
    plan: SessionPlan, *, name: str, paces: Paces | None, button: bool = False, lap_shown: float = LAP
) -> WatchWorkout:
    """Give a session as steps.

    Of `8-12x` the watch counts the most, and `told` says so. What is run before the first rep is the warm-up, after the
    last one the cool-down.

    paces : The runner's, for the paces that the plan names.
    button : What is run over a distance lasts until the lap button, for watches over-read a track.
    lap_shown : What the watch shows for a lap of 400 m, by which distances and speeds on a track are put right. [m]

    Raises OptionError where a pace is named and there are none, TooLongError for more steps than a watch takes.
    """
    parts = list(written_out(plan.parts))
    track, factor = on_track(plan), stretch(lap_shown)
    watch = _Watch(paces, button, factor if track else 1.0)
    hard = [
        index for index, part in enumerate(parts) if any(rep.kind is not EffortKind.STEADY for rep in reps_of(part))
    ]
    steps: list[WatchStep] = []
    for index, part in enumerate(parts):
        before, after = bool(hard) and index < hard[0], bool(hard) and index > hard[-1]
        intensity = "warmup" if before else "cooldown" if after else "active"
        first = len(steps)
        for rep in reps_of(part):
            steps += _rep_steps(rep, intensity, watch, _rounds(part))
        if isinstance(part, Rounds):
            steps.append(repeat(first, part.most))
    told = [line for part in _sets(plan.parts) if (line := _open_count(part))]
    if track and not button and factor == 1.0:
        told.append(_EARLY)
    return checked(
        WatchWorkout(plain(name, NAME_LETTERS) or "Workout", tuple(steps), track, tuple(dict.fromkeys(told)))
    )


def on_track(plan: SessionPlan) -> bool:
    """Tell whether a session is one for the track: every rep is a whole number of hundreds of metres, on no hill."""
    reps = plan.reps()
    return bool(reps) and all(
        rep.kind is not EffortKind.HILL and math.isfinite(rep.distance) and rep.distance % TRACK_METRES == 0
        for rep in reps
    )


def speeds(rep: Rep, paces: Paces | None) -> Range:
    """Give the speeds that a rep is meant to be run at, a single one with a margin; NaN where the plan says none. [m/s]

    Raises OptionError where the plan names a pace and there are none.
    """
    slow, fast = _asked(rep, paces)
    if not (math.isfinite(slow) and math.isfinite(fast) and slow > 0):
        return _NONE
    return around(slow) if math.isclose(slow, fast) else (slow, fast)


def length(rep: Rep) -> str:
    """Write how long a rep is, as a name for its step.

    >>> [length(rep) for rep in (Rep(distance=400.0), Rep(distance=1500.0), Rep(duration=90.0), Rep())]
    ['400 m', '1500 m', '1:30 min', 'Rep']
    """
    if math.isfinite(rep.distance):
        if math.isclose(rep.distance, MILE):
            return "1 mile"
        far = rep.distance >= 2 * KILOMETRE
        return f"{rep.distance / KILOMETRE:g} km" if far else f"{rep.distance:g} m"
    if math.isfinite(rep.duration):
        if rep.duration < 60:
            return f"{rep.duration:g} s"
        whole = rep.duration % 60 == 0
        return f"{rep.duration / 60:g} min" if whole else f"{format_time(rep.duration, decimals=0)} min"
    return "Rep"


def _rep_steps(rep: Rep, intensity: str, watch: _Watch, rounds: str) -> Iterator[WatchStep]:
    kind = {EffortKind.REP: "", EffortKind.STEADY: "Run "}.get(rep.kind, f"{rep.kind} ".capitalize())
    name = {"warmup": "Warm up", "cooldown": "Cool down"}.get(intensity, kind + length(rep))
    speed = speeds(rep, watch.paces)
    planned = _step(name, intensity, rep.distance, rep.duration, watch, scaled(speed, watch.factor))
    note = ", ".join(filter(None, (_aim(rep, speed), rounds)))
    yield WatchStep(planned, plain(note, NOTE_LETTERS))
    if rep.rest is not None:
        rest = rep.rest
        easy = "recovery" if rest.kind is RecoveryKind.JOG else "rest"
        until = f" {rest.distance:g} m" if math.isfinite(rest.distance) else ""
        yield WatchStep(_step(_RESTS[rest.kind] + until, easy, rest.distance, rest.duration, watch, _NONE))


def _step(name: str, intensity: str, distance: float, duration: float, watch: _Watch, speed: Range) -> PlannedStep:
    metres = math.nan if watch.button else distance * watch.factor
    return step(name, intensity, distance=metres, duration=duration, speed=speed)


def _sets(parts: tuple[Rep | Repeat, ...]) -> Iterator[Repeat]:
    for part in parts:
        if isinstance(part, Repeat):
            yield part
            yield from _sets(part.parts)


def _open_count(part: Repeat) -> str:
    if part.least == part.most:
        return ""
    asked = f"the plan asks for {part.least} to {part.most} rounds"
    return f"{asked}; the watch counts {part.most}: stop when you like"


def _rounds(part: Rep | Rounds) -> str:
    return f"{part.least} to {part.most} rounds" if isinstance(part, Rounds) and part.least < part.most else ""


def _asked(rep: Rep, paces: Paces | None) -> Range:
    target = rep.target
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
