"""A planned session as the steps of a watch."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analyzer.errors import OptionError
from analyzer.export.rounds import Rounds, reps_of, written_out
from analyzer.export.watch_workout import (
    LAP,
    NAME_LETTERS,
    NOTE_LETTERS,
    WatchStep,
    WatchWorkout,
    checked,
    plain,
    repeat,
    scaled,
    seconds,
    step,
    stretch,
)
from analyzer.model import EffortKind, PlannedStep, Range, RecoveryKind, Rep, Repeat, SessionPlan, Target
from analyzer.units import KILOMETRE, MILE, format_pace, format_time

TRACK_METRES = 100.0
"""Reps of so many metres, or a multiple, are run on a track."""

OPEN_END = 0.25
"""How far a range reaches that has only one end, for a watch knows no open ones."""

Speeds = Callable[[Rep], Range | None]
"""Gives the slowest and the fastest speed of a rep, None where it has none. [m/s]"""

_NONE: Range = (math.nan, math.nan)
_RESTS = {RecoveryKind.STAND: "Stand", RecoveryKind.WALK: "Walk", RecoveryKind.JOG: "Jog", None: "Rest"}
_EARLY = (
    "the watch ends each rep by its own distance, on a track some 10 m in 400 m too early; "
    "--fit-button leaves it to the lap button, --fit-lap 410 allows for what your watch shows for a lap"
)


@dataclass(frozen=True)
class _Watch:
    """How fast each rep is to be run, whether distances are left to the lap button, the watch's metres to a metre."""

    speeds: Speeds
    button: bool
    factor: float


def session_steps(
    plan: SessionPlan, *, name: str, speeds: Speeds, button: bool = False, lap_shown: float = LAP
) -> WatchWorkout:
    """Give a session as steps.

    Of `8-12x` the watch counts the most, and `told` says so. What is run before the first rep is the warm-up, after the
    last one the cool-down.

    speeds : Gives the slowest and fastest speed of a rep, None where it has none. [m/s]
    button : What is run over a distance lasts until the lap button, for watches over-read a track.
    lap_shown : What the watch shows for a lap of 400 m, by which distances and speeds on a track are put right. [m]

    Raises OptionError where a rep names a pace and has no speeds, TooLongError for more steps than a watch takes.
    """
    parts = list(written_out(plan.parts))
    track, factor = on_track(plan), stretch(lap_shown)
    watch = _Watch(speeds, button, factor if track else 1.0)
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
    """Tell whether a session is one for the track: trials, or reps of whole hundreds of metres, on no hill."""
    reps = plan.reps()
    return bool(reps) and all(
        math.isfinite(rep.distance)
        and rep.kind is not EffortKind.HILL
        and (rep.kind is EffortKind.TRIAL or rep.distance % TRACK_METRES == 0)
        for rep in reps
    )


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
    kind = "" if rep.kind is EffortKind.REP else f"{rep.kind} ".capitalize()
    name = {"warmup": "Warm up", "cooldown": "Cool down"}.get(intensity, kind + length(rep))
    speed = _speed(rep, watch.speeds)
    planned = _step(name, intensity, rep.distance, rep.duration, watch, scaled(speed, watch.factor))
    note = ", ".join(filter(None, (_aim(rep, speed), rounds)))
    yield WatchStep(planned, plain(note, NOTE_LETTERS))
    if rep.rest is not None:
        rest = rep.rest
        easy = "recovery" if rest.kind is RecoveryKind.JOG else "rest"
        until = f" {rest.distance:g} m" if math.isfinite(rest.distance) else ""
        yield WatchStep(_step(_RESTS[rest.kind] + until, easy, rest.distance, rest.duration, watch, _NONE))


def _speed(rep: Rep, speeds: Speeds) -> Range:
    """Give the range of a rep; on a hill there is none that nobody asked for."""
    if rep.kind is EffortKind.HILL and rep.target == Target():
        return _NONE
    slow, fast = speeds(rep) or _NONE
    if math.isnan(slow) and rep.target.name is not None:
        raise OptionError(
            f"the plan names the pace {rep.target.name}, and how fast that is for you is not known; "
            "say your 5K time (20:00) or your goal for the mile (5:40)"
        )
    if fast == math.inf:
        fast = slow * (1 + OPEN_END)
    return (slow or fast * (1 - OPEN_END)), fast


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
