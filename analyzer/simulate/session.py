"""A whole session: a runner, a track, a watch; the recording and its exact truth."""

import math
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator, SeedSequence

from analyzer.errors import OptionError
from analyzer.model import Direction, Placement, Recording
from analyzer.oval import STANDARD, Oval
from analyzer.simulate import buttons as thumb
from analyzer.simulate import recorded, scripts
from analyzer.simulate.pacing import STRATEGIES
from analyzer.simulate.runner import Run, run
from analyzer.simulate.scripts import KINDS, LANE_EIGHT, OFF_TRACK, REP_SPEED, TRIALS, Setup
from analyzer.simulate.truth import Truth, efforts_of
from analyzer.simulate.watch import Noise, draw, noise_of, record
from analyzer.units import MILE, TRIAL_DISTANCES

MILE_GOAL_FROM_5K = 348.65 / 1200.0
"""A mile goal with surges of 17.9 % (the worked example A': 20:00 gives 5:48.65)."""
RIEGEL = 1.06
VARIATION = (0.1, 0.2)
"""A runner's speed varies by this much round the meant pace. [m/s]"""
RUNNING = (1.5, 10.0)
"""The slowest and the fastest that is run here. [m/s]"""
START_TIME = datetime(2026, 5, 16, 7, 30, tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class Simulated:
    """A recording with its truth.

    motion : The true arc position along the lane's line (unwrapped, NaN off the track) [m], speed over the ground [m/s]
        and offset outward [m] at each sample.
    """

    recording: Recording
    truth: Truth
    motion: pd.DataFrame


def _choose(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise OptionError(f"{name} '{value}' is not known; choose one of {', '.join(choices)}")
    return value


def _within(name: str, value: float, lowest: float, highest: float) -> None:
    if not lowest <= value <= highest:
        raise OptionError(f"{name} of {value:g} cannot be run; give {lowest:g} to {highest:g}")


def _check(setup: Setup, kind: str) -> None:
    """Refuse what no runner does: the speeds are from a walk to a sprint."""
    _within("reps", setup.reps, 1, 200)
    _within("rep_distance [m]", setup.rep_distance, 50.0, 20000.0)
    _within("rep_speed [m/s]", setup.rep_speed, *RUNNING)
    _within("recovery_time [s]", setup.recovery_time, 1.0, 3600.0)
    _within("minutes", setup.minutes, 1.0, 600.0)
    _within("strides", setup.strides, 0, 20)
    _within("variation [m/s]", setup.variation, 0.0, 1.0)
    if kind in TRIALS:
        distance = scripts.trial_place(kind, setup.oval, setup.lane)[2]
        _within("goal [s]", setup.goal, math.ceil(distance / RUNNING[1]), math.floor(distance / RUNNING[0]))


def _yes_or(value: bool | str, yes: str) -> str:  # noqa: FBT001 - the runner may say True for the usual way
    return value if isinstance(value, str) else (yes if value else "none")


def _goal(kind: str, five_k: float, goal: float | None) -> float:
    if goal is not None:
        return goal
    distance = MILE if kind.startswith("mile") else TRIAL_DISTANCES.get(f"{kind} m", MILE)
    return five_k * MILE_GOAL_FROM_5K * float((distance / MILE) ** RIEGEL)


def _recorded_span(rng: Generator, ran: Run, record_from: str, record_to: str) -> tuple[float, float]:
    """Give when the recording starts and ends, on the clock of the run: the whole, or by a thumb at the efforts."""
    begin, end = float(rng.uniform(0.0, 1.0)), float(ran.time[-1])
    timed = [piece for piece in ran.ran if piece.leg.timed is not None]
    if timed:
        started, stopped = thumb.thumb(rng, np.array([timed[0].time[0], timed[-1].time[-1]]))
        begin = max(0.0, float(started)) if record_from == "trial" else begin
        end = min(end, float(stopped)) if record_to == "trial" else end
    return begin, end


def session(
    *,
    kind: str = "mile",
    seed: int = 0,
    noise: str | Noise = "typical",
    lane: int | None = None,
    oval: Oval = STANDARD,
    direction: Direction = Direction.ANTICLOCKWISE,
    latitude: float | None = None,
    longitude: float | None = None,
    bearing: float | None = None,
    five_k: float = 1200.0,
    goal: float | None = None,
    strategy: str = "plan",
    variation: float | None = None,
    recording_interval: str = "1s",
    buttons: str = "none",
    record_from: str = "session",
    record_to: str = "session",
    warm_up: bool | str = False,
    strides: int = 0,
    cool_down: bool | str = False,
    start: str = "standing",
    after: str = "walk",
    reps: int = 10,
    rep_distance: float = 400.0,
    rep_speed: float | None = None,
    recovery: str = "stand",
    recovery_time: float = 75.0,
    timer_stops: bool = False,
    minutes: float = 25.0,
    with_speed: bool = True,
    start_time: datetime = START_TIME,
) -> Simulated:
    """Simulate a session of running: the same options and seed give the same recording.

    kind : "mile", "mile_lane8", "1500", "1600", "3000", "5000", "intervals", "easy_track", "road", "city_block",
        "park_oval".
    noise : "clean", "typical", "urban", "none" (no error but rounding), or a watch.Noise.
    latitude, longitude, bearing : Of the track's centre and home straight [deg]; drawn where not given.
    five_k, goal : [s]; a goal that is not given follows from the 5K time. strategy : one of pacing.STRATEGIES.
    variation : Standard deviation of the speed round the meant pace [m/s]; drawn from 0.1-0.2 where not given.
    recording_interval : "1s", "smart" (2-7 s), "5s". buttons : one of buttons.BUTTONS.
    record_from, record_to : "session", or "trial" for a watch started with the first effort, stopped with the last.
    warm_up : "none", "track", "streets" (True). strides : with the warm-up. cool_down : "none", "same", "other" (True
        is "same"; "other" runs the other way round).
    start : "standing" or "rolling". after : "walk", "jog" or "stop".
    reps, rep_distance [m], rep_speed [m/s], recovery ("stand", "walk", "jog"), recovery_time [s] : of intervals.
    timer_stops : The watch is stopped in the recoveries. minutes : of the kinds without a trial.
    with_speed : False for a watch or an export without speed and distance. start_time : of the first sample, UTC.

    Raises OptionError for a value that is not known.
    """
    _choose("kind", kind, KINDS)
    _choose("strategy", strategy, STRATEGIES)
    _within("five_k [s]", five_k, 600.0, 3600.0)
    lane = lane if lane is not None else (LANE_EIGHT if kind == "mile_lane8" else 1)
    places, runners, thumbs, watches, records = (Generator(PCG64(child)) for child in SeedSequence(seed).spawn(5))
    levels = noise_of(noise)
    setup = Setup(
        oval=oval,
        lane=lane,
        five_k=five_k,
        goal=_goal(kind, five_k, goal),
        strategy=strategy,
        warm_up=_choose("warm-up", _yes_or(warm_up, "streets"), ("none", "track", "streets")),
        strides=strides,
        cool_down=_choose("cool-down", _yes_or(cool_down, "same"), ("none", "same", "other")),
        start=_choose("start", start, ("standing", "rolling")),
        after=_choose("after", after, ("walk", "jog", "stop")),
        variation=float(runners.uniform(*VARIATION)) if variation is None else variation,
        reps=reps,
        rep_distance=rep_distance,
        rep_speed=rep_speed if rep_speed is not None else REP_SPEED * 5000.0 / five_k,
        recovery=recovery,
        recovery_time=recovery_time,
        minutes=minutes,
    )
    _check(setup, kind)
    ran = run(runners, scripts.script(runners, setup, kind))
    first, last = _recorded_span(
        thumbs,
        ran,
        _choose("record_from", record_from, ("session", "trial")),
        _choose("record_to", record_to, ("session", "trial")),
    )
    at = thumb.presses(thumbs, ran, buttons)
    stopped = [(a - first, b - first) for a, b in thumb.stops(thumbs, ran, at)] if timer_stops else []
    pressed = at - first
    drawn, span = draw(watches, levels), (first, last)
    samples = record(
        records, ran, span=span, interval=recording_interval, noise=levels, drawn=drawn, with_speed=with_speed
    )
    place = recorded.place(places, latitude, longitude, bearing)
    ground = Placement(oval, *place, direction=Direction(direction), lane=lane)
    laps = thumb.laps(samples, pressed, buttons, stopped, last - first)
    recording = recorded.recording(samples, ground, laps, stopped, start_time, kind)
    truth = Truth(
        kind,
        seed,
        None if kind in OFF_TRACK else recorded.track(ground),
        efforts_of(ran, oval, lane, first),
        {**asdict(drawn), "drift": levels.drift, "fast": levels.fast, "white": levels.white},
        tuple(float(moment) for moment in np.round(pressed, 3)),
    )
    return Simulated(recording, truth, recorded.motion(ran, recording.samples["elapsed"].to_numpy() + first, first))
