"""A session of training: any list of reps, on the track or off it, with its exact truth."""

from dataclasses import replace
from datetime import datetime

from numpy.random import Generator

from analyzer.errors import OptionError
from analyzer.model import Direction
from analyzer.oval import STANDARD, Oval
from analyzer.simulate.anywhere import script
from analyzer.simulate.buttons import BUTTONS, LED
from analyzer.simulate.noise import Noise, noise_of
from analyzer.simulate.planned import plan_of
from analyzer.simulate.programme import Programme
from analyzer.simulate.runner import run
from analyzer.simulate.sensors import Body
from analyzer.simulate.structured import Ground
from analyzer.simulate.watch import draw
from analyzer.simulate.worn import START_TIME, Simulated, Where, Worn, chances, observe

_WRIST = (0.03, 0.08)
"""Without positions the wrist tells the speed, and it is wrong by so much, one way or the other."""
_WRIST_NOISE = 0.12
_RUNS_FROM = 1.7
"""Slow runners run slower than others walk; they do not walk faster than this. [m/s]"""
REFERENCE_5K = 1200.0
"""Heart rates are those of a runner with this time over 5 km. [s]"""


def training(
    programme: Programme,
    *,
    kind: str = "training",
    seed: int = 0,
    noise: str | Noise = "typical",
    lane: int = 1,
    oval: Oval = STANDARD,
    direction: Direction = Direction.ANTICLOCKWISE,
    latitude: float | None = None,
    longitude: float | None = None,
    bearing: float | None = None,
    five_k: float = REFERENCE_5K,
    recording_interval: str = "1s",
    buttons: str = "none",
    timer_stops: bool = False,
    with_speed: bool = True,
    gps: bool = True,
    start_time: datetime = START_TIME,
) -> Simulated:
    """Simulate a session of training: the same programme, options and seed give the same recording.

    kind : What the truth calls it. five_k : of the runner [s], for the heart rate.
    gps : False for a session indoors: no positions, speed and distance by the wrist, 3-8 % wrong.
    The other options are those of `simulate.session`; with buttons "workout" or "workout_km" the watch leads through
    the programme, the file carries it, and reps by distance end where the watch says so.

    Raises OptionError for a value that is not known.
    """
    if buttons not in BUTTONS:
        raise OptionError(f"'{buttons}' is no way to press the button; choose one of {', '.join(BUTTONS)}")
    if not gps and not with_speed:
        raise OptionError("without GPS and without speed nothing is recorded of the running; leave one of them on")
    programme = programme.checked()
    streams = chances(seed)
    levels = noise_of(noise)
    if not gps:
        levels = _by_the_wrist(streams.watches, levels)
    drawn = draw(streams.watches, levels)
    led = buttons in LED
    legs = script(streams.runners, programme, Ground(oval, lane), by_watch=drawn.over_read if led else None)
    worn = Worn(
        levels=levels,
        drawn=drawn,
        interval=recording_interval,
        buttons=buttons,
        timer_stops=timer_stops,
        with_speed=with_speed,
        with_position=gps,
        body=_body(streams.watches, five_k, levels),
        start_time=start_time,
    )
    where = Where(oval=oval, lane=lane, direction=direction, latitude=latitude, longitude=longitude, bearing=bearing)
    plan = plan_of(programme) if led and programme.reps else None
    made = run(streams.runners, legs)
    return observe(streams, made, worn, where, kind=kind, workout=programme.workout, seed=seed, plan=plan)


def _body(rng: Generator, five_k: float, levels: Noise) -> Body:
    """Draw the body of a runner with a time over 5 km [s]."""
    return Body(
        effort=five_k / REFERENCE_5K * float(rng.normal(1.05, 0.07)),
        runs_from=_RUNS_FROM,
        quick=float(rng.normal(0.0, 3.5)),
        held=float(rng.uniform(2.0, 4.0)) if levels.steady else 0.0,
    )


def _by_the_wrist(rng: Generator, levels: Noise) -> Noise:
    side = 1.0 if rng.random() < 0.5 else -1.0
    low, high = sorted(side * error for error in _WRIST)
    return replace(levels, over_read=(low, high), speed_noise=_WRIST_NOISE)
