"""A whole session: a runner, a track, a watch; the recording and its exact truth."""

import math
from datetime import datetime

from analyzer.errors import OptionError
from analyzer.model import Direction, WorkoutKind
from analyzer.oval import STANDARD, Oval
from analyzer.simulate import scripts
from analyzer.simulate.buttons import LED
from analyzer.simulate.named import TRAINING, Asked
from analyzer.simulate.noise import Noise, noise_of
from analyzer.simulate.pacing import STRATEGIES
from analyzer.simulate.runner import run
from analyzer.simulate.scripts import LANE_EIGHT, PLAIN, REP_SPEED, TRIALS, Setup
from analyzer.simulate.training import training
from analyzer.simulate.watch import draw
from analyzer.simulate.worn import START_TIME, Simulated, Where, Worn, chances, observe
from analyzer.units import MILE, TRIAL_DISTANCES

KINDS = (*PLAIN, *TRAINING)
LONG_RUN = 60.0
"""An easy run of so many minutes is a long one."""
MILE_GOAL_FROM_5K = 348.65 / 1200.0
"""A mile goal with surges of 17.9 % (the worked example A': 20:00 gives 5:48.65)."""
RIEGEL = 1.06
VARIATION = (0.1, 0.2)
"""A runner's speed varies by this much round the meant pace. [m/s]"""
RUNNING = (1.5, 10.0)
"""The slowest and the fastest that is run here. [m/s]"""


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


def _check_training(reps: int | None, rep_time: float | None, recovery_time: float | None) -> None:
    """Refuse what no runner does of what was said of a session by name."""
    for name, value, lowest, highest in (
        ("reps", reps, 1.0, 200.0),
        ("rep_time [s]", rep_time, 5.0, 7200.0),
        ("recovery_time [s]", recovery_time, 1.0, 3600.0),
    ):
        if value is not None:
            _within(name, value, lowest, highest)


def _yes_or(value: bool | str, yes: str) -> str:  # noqa: FBT001 - the runner may say True for the usual way
    return value if isinstance(value, str) else (yes if value else "none")


def _goal(kind: str, five_k: float, goal: float | None) -> float:
    if goal is not None:
        return goal
    distance = MILE if kind.startswith("mile") else TRIAL_DISTANCES.get(f"{kind} m", MILE)
    return five_k * MILE_GOAL_FROM_5K * float((distance / MILE) ** RIEGEL)


def workout_of(kind: str, minutes: float) -> WorkoutKind:
    """Give what a coach would call a kind of session."""
    if kind in TRIALS:
        return WorkoutKind.MILE_TRIAL
    if kind == "intervals":
        return WorkoutKind.INTERVALS
    return WorkoutKind.LONG if minutes >= LONG_RUN else WorkoutKind.EASY


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
    reps: int | None = None,
    rep_distance: float = 400.0,
    rep_speed: float | None = None,
    rep_time: float | None = None,
    recovery: str | None = None,
    recovery_time: float | None = None,
    grade: float | None = None,
    timer_stops: bool = False,
    minutes: float | None = None,
    with_speed: bool = True,
    gps: bool = True,
    start_time: datetime = START_TIME,
) -> Simulated:
    """Simulate a session of running: the same options and seed give the same recording.

    kind : "mile", "mile_lane8", "1500", "1600", "3000", "5000", "intervals", "easy_track", "road", "city_block",
        "park_oval", or a session of training by name, one of named.TRAINING; `training` makes any other.
    noise : "clean", "typical", "urban", "none" (no error but rounding), or a noise.Noise.
    latitude, longitude, bearing : Of the track's centre and home straight [deg]; drawn where not given.
    five_k, goal : [s]; a goal that is not given follows from the 5K time. strategy : one of pacing.STRATEGIES.
    variation : Standard deviation of the speed round the meant pace [m/s]; drawn from 0.1-0.2 where not given.
    recording_interval : "1s", "smart" (2-7 s), "5s". buttons : one of buttons.BUTTONS.
    record_from, record_to : "session", or "trial" for a watch started with the first effort, stopped with the last.
    warm_up : "none", "track", "streets" (True). strides : with the warm-up. cool_down : "none", "same", "other" (True
        is "same"; "other" runs the other way round).
    start : "standing" or "rolling". after : "walk", "jog" or "stop".
    reps, rep_distance [m], rep_speed [m/s], recovery ("stand", "walk", "jog"), recovery_time [s] : of intervals.
    reps, recovery, recovery_time, rep_time [s], grade (of a hill) : of training by name; as usual where not given.
    timer_stops : The watch is stopped in the recoveries and at crossings. minutes : of the kinds without a trial.
    with_speed : False for a watch or an export without speed and distance. gps : False for one indoors.
    start_time : Of the first sample, UTC.

    Raises OptionError for a value that is not known.
    """
    _choose("kind", kind, KINDS)
    _choose("strategy", strategy, STRATEGIES)
    _within("five_k [s]", five_k, 600.0, 3600.0)
    if kind in TRAINING:
        _check_training(reps, rep_time, recovery_time)
        asked = Asked(
            five_k=five_k,
            reps=reps,
            rep_time=rep_time,
            recovery=recovery,
            recovery_time=recovery_time,
            minutes=minutes,
            grade=grade,
        )
        return training(
            TRAINING[kind](asked),
            kind=kind,
            seed=seed,
            noise=noise,
            lane=lane or 1,
            oval=oval,
            direction=direction,
            latitude=latitude,
            longitude=longitude,
            bearing=bearing,
            five_k=five_k,
            recording_interval=recording_interval,
            buttons=buttons,
            timer_stops=timer_stops,
            with_speed=with_speed,
            gps=gps,
            start_time=start_time,
        )
    if buttons in LED:
        raise OptionError(f"a watch does not lead through '{kind}'; choose one of {', '.join(TRAINING)} for that")
    lane = lane if lane is not None else (LANE_EIGHT if kind == "mile_lane8" else 1)
    minutes = 25.0 if minutes is None else minutes
    draw_from, levels = chances(seed), noise_of(noise)
    runners = draw_from.runners
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
        reps=10 if reps is None else reps,
        rep_distance=rep_distance,
        rep_speed=rep_speed if rep_speed is not None else REP_SPEED * 5000.0 / five_k,
        recovery="stand" if recovery is None else recovery,
        recovery_time=75.0 if recovery_time is None else recovery_time,
        minutes=minutes,
    )
    _check(setup, kind)
    ran = run(runners, scripts.script(runners, setup, kind))
    worn = Worn(
        levels=levels,
        drawn=draw(draw_from.watches, levels),
        interval=recording_interval,
        buttons=buttons,
        record_from=_choose("record_from", record_from, ("session", "trial")),
        record_to=_choose("record_to", record_to, ("session", "trial")),
        timer_stops=timer_stops,
        with_speed=with_speed,
        with_position=gps,
        start_time=start_time,
    )
    where = Where(oval=oval, lane=lane, direction=direction, latitude=latitude, longitude=longitude, bearing=bearing)
    return observe(draw_from, ran, worn, where, kind=kind, workout=workout_of(kind, minutes), seed=seed)
