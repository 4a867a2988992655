"""The workout that a watch carries: its steps, and when it took them."""

import math

from analyzer.model import PlannedStep, PlannedWorkout, Trigger
from analyzer.simulate.programme import Programme, Rep, Rest
from analyzer.simulate.runner import Run

_TARGET = 0.03
"""The target of a step is its speed, more or less by this share."""


def step_ends(run: Run) -> list[tuple[float, Trigger]]:
    """Give when each step of the watch's workout ended [s], and why."""
    return [(float(ran.time[-1]) - ran.leg.late, ran.leg.step) for ran in run.ran if ran.leg.step is not None]


def plan_of(programme: Programme, name: str = "") -> PlannedWorkout:
    """Give the workout of a programme as a watch carries it; what repeats is written once."""
    pairs = [(rep, rep.rest) for rep in programme.reps]
    by_press = programme.place == "hill"
    period, times = _repeated(pairs)
    steps = [_easy("warmup", programme)] if programme.warm_up > 0 else []
    block = pairs[:period]
    begin = len(steps)
    for number, (rep, rest) in enumerate(block):
        steps.append(_rep(rep, by_press=by_press))
        if times > 1 or number + 1 < len(block):
            steps.append(_rest(rest, by_press=by_press))
    if times > 1:
        steps.append(PlannedStep(repeat_from=begin, repeats=times))
    if programme.cool_down > 0:
        steps.append(PlannedStep(intensity="cooldown", duration=programme.cool_down))
    return PlannedWorkout(name or str(programme.workout), tuple(steps))


def _repeated(pairs: list[tuple[Rep, Rest]]) -> tuple[int, int]:
    """Give the length of the shortest block that makes up the whole, and how often; the last rest may be any.

    >>> from analyzer.simulate.programme import Rep
    >>> short, long = (Rep(speed=5.0, distance=metres) for metres in (200.0, 400.0))
    >>> _repeated([(rep, rep.rest) for rep in (short, long, short, long)])
    (2, 2)
    """
    count = len(pairs)
    for period in range(1, count // 2 + 1):
        if count % period == 0 and all(
            pairs[at][0].nominal == pairs[at % period][0].nominal
            and pairs[at][0].speed == pairs[at % period][0].speed
            and (at + 1 == count or pairs[at][1] == pairs[at % period][1])
            for at in range(count)
        ):
            return period, count // period
    return count, 1


def _easy(intensity: str, programme: Programme) -> PlannedStep:
    """Give easy running by time; to a track or a hill it lasts until the button is pressed there."""
    on_road = programme.place in {"streets", "path"}
    return PlannedStep(intensity=intensity, duration=programme.warm_up if on_road else math.nan)


def _rep(rep: Rep, *, by_press: bool) -> PlannedStep:
    slow, fast = rep.speed * (1.0 - _TARGET), rep.speed * (1.0 + _TARGET)
    return PlannedStep(
        name=rep.nominal,
        intensity="interval",
        duration=rep.time,
        distance=math.nan if by_press else rep.distance,
        speed=(round(slow, 3), round(fast, 3)),
    )


def _rest(rest: Rest, *, by_press: bool) -> PlannedStep:
    return PlannedStep(
        intensity="recovery",
        duration=math.nan if by_press else rest.time,
        distance=math.nan if by_press else rest.distance,
    )
