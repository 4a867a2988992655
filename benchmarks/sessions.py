"""Families of training sessions: what a runner does in a year, on the track and off it, worn on many watches.

Each family is made again and again with other seeds; a seed draws the runner (5K from 15:30 to 30:00), how evenly he
runs, how long he rests, how he starts a rep, the watch and its errors, the place.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from zlib import crc32

from numpy.random import PCG64, Generator
from plans import (
    JOG,
    STAND,
    TEMPO,
    WALK,
    Build,
    Runner,
    after_strides,
    easy,
    hills,
    in_sets,
    ladder,
    pairs,
    progression,
    reps,
    strides,
    strides_on_track,
    timed,
)

from analyzer import simulate
from analyzer.model import Direction, WorkoutKind
from analyzer.oval import DOUBLE_BEND_A, EQUAL_QUADRANT, STANDARD
from analyzer.simulate import NOISE, SNAPPED, Noise, Simulated

FIVE_K = (930.0, 1800.0)
ROUGH = (0.5, 1.0)
"""On roads positions wander less from second to second than the presets, which are of tracks."""
HOLDING, COARSE = 0.75, 0.08
"""Shares of the watches that hold their speed till it jumps, and that show it in steps of 0.1 m/s."""


@dataclass(frozen=True)
class Family:
    """A kind of session: its programme, what a coach calls it, and what is asked of the watch."""

    workout: WorkoutKind
    build: Build
    worn: dict[str, Any] = field(default_factory=dict)

    def session(self, kind: str, seed: int) -> Simulated:
        """Simulate the session of a seed."""
        rng = Generator(PCG64([seed, crc32(kind.encode())]))
        runner = Runner(float(rng.uniform(*FIVE_K)), rng)
        asked: dict[str, Any] = {"noise": a_watch(rng), "direction": a_direction(rng)} | a_track(rng) | self.worn
        return simulate.training(self.build(runner), kind=kind, seed=seed, five_k=runner.five_k, **asked)


def a_watch(rng: Generator) -> Noise:
    """Draw a watch: how far its positions wander; how late its speed is; three of four hold it steady till it jumps."""
    usual = NOISE[("clean", "typical", "typical", "urban")[int(rng.integers(0, 4))]]
    late, rough = float(rng.uniform(0.5, 3.0)), float(rng.uniform(*ROUGH))
    holds = rng.random() < HOLDING
    return replace(
        usual,
        fast=rough * usual.fast,
        white=rough * usual.white,
        speed_delay=(late, late + 1.5),
        speed_tau=(0.5, 1.0) if holds else (0.5, float(rng.uniform(1.0, 3.5))),
        speed_noise=float(rng.uniform(0.02, 0.12)) * (1.0 if holds else 0.6),
        over_read=(-0.01, 0.04),
        steady=float(rng.uniform(8.0, 20.0)) if holds else 0.0,
        jump=float(rng.uniform(0.4, 0.8)),
        coarse=0.1 if rng.random() < COARSE else 0.0,
    )


def a_direction(rng: Generator) -> Direction:
    """Draw the direction of running: nearly everybody goes anticlockwise."""
    return Direction.CLOCKWISE if rng.random() < 0.1 else Direction.ANTICLOCKWISE


def a_track(rng: Generator) -> dict[str, Any]:
    """Draw the shape of the track, mostly standard, and the lane, mostly the first."""
    shape = (STANDARD, STANDARD, STANDARD, EQUAL_QUADRANT, DOUBLE_BEND_A)[int(rng.integers(0, 5))]
    return {"oval": shape, "lane": (1, 1, 1, 1, 2, 3)[int(rng.integers(0, 6))]}


IN_TOWN = replace(NOISE["urban"], steady=12.0, speed_tau=(0.5, 1.0))
INTERVALS, OF_TEMPO, OF_HILLS = WorkoutKind.INTERVALS, WorkoutKind.TEMPO, WorkoutKind.HILLS
TEMPO_PACE = (0.89, 0.96)
tempo = partial(timed, pace=TEMPO_PACE, effort=TEMPO, workout=OF_TEMPO)

FAMILIES: dict[str, Family] = {
    "400s, standing": Family(INTERVALS, reps(400.0, (8, 12), (1.03, 1.1), STAND, rest=(60.0, 120.0))),
    "400s, 200 m jog": Family(INTERVALS, reps(400.0, (8, 12), (1.0, 1.08), JOG, jogged=200.0)),
    "400s, messy presses": Family(
        INTERVALS, reps(400.0, (8, 12), (1.0, 1.1), WALK, rest=(60.0, 110.0)), {"buttons": "messy"}
    ),
    "400s, lane 4, smart": Family(
        INTERVALS,
        reps(400.0, (6, 10), (1.0, 1.1), WALK, rest=(75.0, 120.0)),
        {"lane": 4, "recording_interval": "smart"},
    ),
    "400s, snapped": Family(
        INTERVALS, reps(400.0, (6, 10), (1.0, 1.1), JOG, rest=(75.0, 120.0)), {"noise": SNAPPED, "buttons": "trial"}
    ),
    "500s, 5 s": Family(
        INTERVALS, reps(500.0, (5, 8), (1.0, 1.06), WALK, rest=(90.0, 150.0)), {"recording_interval": "5s"}
    ),
    "4 x 400": Family(INTERVALS, reps(400.0, (3, 5), (1.1, 1.16), STAND, rest=(120.0, 240.0)), {"buttons": "trial"}),
    "200s": Family(INTERVALS, reps(200.0, (10, 20), (1.08, 1.2), WALK, rest=(45.0, 90.0)), {"buttons": "both"}),
    "200s, 200 m jog": Family(INTERVALS, reps(200.0, (8, 16), (1.06, 1.15), JOG, jogged=200.0)),
    "300s, 100 m jog": Family(INTERVALS, reps(300.0, (8, 15), (1.02, 1.1), JOG, jogged=100.0)),
    "600s, no speed": Family(
        INTERVALS, reps(600.0, (5, 8), (1.0, 1.06), WALK, rest=(90.0, 150.0)), {"with_speed": False}
    ),
    "800s, timer stops": Family(
        INTERVALS,
        reps(800.0, (4, 6), (0.98, 1.04), STAND, rest=(120.0, 180.0)),
        {"timer_stops": True, "buttons": "auto"},
    ),
    "1000s": Family(INTERVALS, reps(1000.0, (4, 6), (0.97, 1.02), JOG, rest=(90.0, 180.0))),
    "150s, timer stops": Family(
        INTERVALS,
        reps(150.0, (8, 12), (1.15, 1.45), WALK, rest=(90.0, 150.0)),
        {"timer_stops": True, "buttons": "auto"},
    ),
    "400s led by the watch": Family(
        INTERVALS,
        reps(400.0, (6, 10), (1.0, 1.08), WALK, rest=(60.0, 120.0), warm_up_in="track"),
        {"buttons": "workout"},
    ),
    "400s indoors": Family(
        INTERVALS, reps(400.0, (6, 10), (1.02, 1.1), STAND, rest=(75.0, 120.0)), {"gps": False, "buttons": "trial"}
    ),
    "ladder": Family(INTERVALS, ladder((200.0, 400.0, 800.0, 400.0, 200.0), WALK)),
    "600 and 200": Family(INTERVALS, pairs),
    "400s after strides": Family(INTERVALS, after_strides),
    "sets of 300s": Family(INTERVALS, in_sets),
    "2 min on the track": Family(INTERVALS, timed(120.0, (6, 10), (0.97, 1.03), WALK, (55.0, 65.0))),
    "progression, laps": Family(INTERVALS, progression, {"buttons": "laps"}),
    "6 x 4 min, jog": Family(OF_TEMPO, tempo(240.0, (5, 7), kind=JOG, rest=(45.0, 90.0), place="path", relief=2.0)),
    "6 x 4 min, standing": Family(
        OF_TEMPO, tempo(240.0, (5, 7), kind=STAND, rest=(45.0, 90.0), place="streets", relief=3.0)
    ),
    "3 x 10 min": Family(OF_TEMPO, tempo(600.0, (3, 3), kind=JOG, rest=(120.0, 180.0), place="streets", relief=3.0)),
    "2 x 15 min": Family(OF_TEMPO, tempo(900.0, (2, 2), kind=JOG, rest=(120.0, 180.0), place="path", relief=3.0)),
    "9 min led by the watch": Family(
        OF_TEMPO,
        tempo(540.0, (3, 4), kind=JOG, rest=(150.0, 180.0), place="streets", relief=4.0),
        {"buttons": "workout_km", "recording_interval": "smart"},
    ),
    "fartlek": Family(INTERVALS, timed(60.0, (8, 12), (0.98, 1.1), JOG, (55.0, 65.0), place="streets", relief=3.0)),
    "fartlek ladder": Family(INTERVALS, ladder((60.0, 120.0, 180.0, 120.0, 60.0), JOG, by_time=True, place="streets")),
    "road 1000s": Family(
        INTERVALS,
        reps(1000.0, (4, 6), (0.97, 1.02), JOG, rest=(90.0, 150.0), place="path", relief=1.0),
        {"buttons": "trial"},
    ),
    "hills, 45 s": Family(OF_HILLS, hills(45.0, 0.06, (5, 9), JOG)),
    "hills, 28 s, steep": Family(OF_HILLS, hills(28.0, 0.1, (6, 9), WALK), {"buttons": "both"}),
    "hills, 65 s, gentle": Family(OF_HILLS, hills(65.0, 0.04, (5, 7), JOG)),
    "strides": Family(WorkoutKind.STRIDES, strides),
    "strides on the track": Family(WorkoutKind.STRIDES, strides_on_track, {"buttons": "trial"}),
    "leg speed": Family(
        WorkoutKind.LEG_SPEED,
        timed(
            20.0, (8, 12), (1.3, 1.5), JOG, (240.0, 360.0), workout=WorkoutKind.LEG_SPEED, place="streets", relief=3.0
        ),
    ),
    "easy": Family(WorkoutKind.EASY, easy((30.0, 45.0)), {"buttons": "auto"}),
    "easy, lively, in town": Family(WorkoutKind.EASY, easy((30.0, 45.0), surges=8, lights=8), {"noise": IN_TOWN}),
    "easy, hilly, smart": Family(WorkoutKind.EASY, easy((30.0, 50.0), relief=18.0), {"recording_interval": "smart"}),
    "easy, stopped at crossings": Family(WorkoutKind.EASY, easy((30.0, 45.0), lights=7), {"timer_stops": True}),
    "easy laps": Family(WorkoutKind.EASY, easy((25.0, 45.0), place="track", lights=0)),
    "easy, no GPS": Family(WorkoutKind.EASY, easy((30.0, 45.0), lights=0), {"gps": False}),
    "long": Family(WorkoutKind.LONG, easy((62.0, 100.0), WorkoutKind.LONG, relief=8.0), {"buttons": "auto"}),
}
"""The families by name."""


TRIALS: dict[str, dict[str, Any]] = {
    "mile": {"kind": "mile", "warm_up": "streets", "cool_down": "same", "strategy": "plan"},
    "3000 m": {"kind": "3000", "warm_up": "track", "cool_down": "other", "strategy": "fade", "buttons": "trial"},
}
"""Trials, for what must not be taken for reps."""


def trial(name: str, seed: int) -> Simulated:
    """Simulate the trial of a seed."""
    rng = Generator(PCG64([seed, crc32(name.encode())]))
    five_k = float(rng.uniform(*FIVE_K))
    return simulate.session(seed=seed, five_k=five_k, noise=a_watch(rng), direction=a_direction(rng), **TRIALS[name])


def families() -> dict[str, Callable[[int], Simulated]]:
    """Give for each family what makes its session from a seed; the truth names its workout."""
    trained = {name: partial(family.session, name) for name, family in FAMILIES.items()}
    return {**trained, **{name: partial(trial, name) for name in TRIALS}}
