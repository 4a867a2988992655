"""A run as the watch on the runner's wrist recorded it, with its exact truth."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from numpy.random import PCG64, Generator, SeedSequence

from analyzer.model import Direction, Placement, PlannedWorkout, Recording, WorkoutKind
from analyzer.oval import Line, Oval
from analyzer.simulate import buttons as thumb
from analyzer.simulate import recorded
from analyzer.simulate.noise import Noise
from analyzer.simulate.planned import step_ends
from analyzer.simulate.runner import Run
from analyzer.simulate.sensors import Body
from analyzer.simulate.truth import Truth, efforts_of
from analyzer.simulate.watch import USUAL, Drawn, record

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


@dataclass(frozen=True, eq=False)
class Chances:
    """What is drawn at random, each from a stream of its own: another watch leaves the runner as he was."""

    places: Generator
    runners: Generator
    thumbs: Generator
    watches: Generator
    records: Generator


def chances(seed: int) -> Chances:
    """Give the random streams of a seed."""
    return Chances(*(Generator(PCG64(child)) for child in SeedSequence(seed).spawn(5)))


@dataclass(frozen=True, kw_only=True)
class Worn:
    """The watch, and what is done with it; see `simulate.session`."""

    levels: Noise
    drawn: Drawn
    interval: str
    buttons: str
    record_from: str = "session"
    record_to: str = "session"
    timer_stops: bool = False
    with_speed: bool = True
    with_position: bool = True
    body: Body = USUAL
    start_time: datetime = START_TIME


@dataclass(frozen=True, kw_only=True)
class Where:
    """The track, or where the streets are if there is none [deg]; drawn where not given."""

    oval: Oval
    lane: int
    direction: Direction
    latitude: float | None = None
    longitude: float | None = None
    bearing: float | None = None


def _recorded_span(rng: Generator, ran: Run, record_from: str, record_to: str) -> tuple[float, float]:
    """Give when the recording starts and ends, on the clock of the run: the whole, or by a thumb at the efforts."""
    begin, end = float(rng.uniform(0.0, 1.0)), float(ran.time[-1])
    timed = [piece for piece in ran.ran if piece.leg.timed is not None]
    if timed:
        started, stopped = thumb.thumb(rng, np.array([timed[0].time[0], timed[-1].time[-1]]))
        begin = max(0.0, float(started)) if record_from == "trial" else begin
        end = min(end, float(stopped)) if record_to == "trial" else end
    return begin, end


def observe(
    draw: Chances,
    ran: Run,
    worn: Worn,
    where: Where,
    *,
    kind: str,
    workout: WorkoutKind,
    seed: int,
    plan: PlannedWorkout | None = None,
) -> Simulated:
    """Give what the watch recorded of a run, and the truth of it."""
    first, last = _recorded_span(draw.thumbs, ran, worn.record_from, worn.record_to)
    at = thumb.presses(draw.thumbs, ran, worn.buttons)
    stopped = [(a - first, b - first) for a, b in thumb.stops(draw.thumbs, ran, at)] if worn.timer_stops else []
    pressed = at - first
    samples = record(
        draw.records,
        ran,
        span=(first, last),
        interval=worn.interval,
        noise=worn.levels,
        drawn=worn.drawn,
        with_speed=worn.with_speed,
        with_position=worn.with_position,
        body=worn.body,
    )
    place = recorded.place(draw.places, where.latitude, where.longitude, where.bearing)
    ground = Placement(where.oval, *place, direction=Direction(where.direction), lane=where.lane)
    steps = [(moment - first, trigger) for moment, trigger in step_ends(ran)]
    laps = thumb.laps(samples, pressed, worn.buttons, stopped, last - first, steps)
    on_track = any(isinstance(piece.leg.course, Line) for piece in ran.ran)
    sub_sport = ("track" if on_track else "generic") if worn.with_position else "indoor_running"
    recording = recorded.recording(samples, ground, laps, stopped, worn.start_time, sub_sport, plan)
    levels = worn.levels
    truth = Truth(
        kind,
        workout,
        seed,
        recorded.track(ground) if on_track and worn.with_position else None,
        efforts_of(ran, where.oval, where.lane, first),
        {**asdict(worn.drawn), "drift": levels.drift, "fast": levels.fast, "white": levels.white},
        tuple(float(moment) for moment in np.round(pressed, 3)),
    )
    return Simulated(recording, truth, recorded.motion(ran, recording.samples["elapsed"].to_numpy() + first, first))
