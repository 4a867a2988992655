"""What runners train: programmes that are drawn anew for each runner and day."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from analyzer.model import EffortKind, RecoveryKind, WorkoutKind
from analyzer.simulate import Programme, Rep, Rest, sets

STAND, WALK, JOG = RecoveryKind.STAND, RecoveryKind.WALK, RecoveryKind.JOG
TEMPO, HILL, STRIDE = EffortKind.TEMPO, EffortKind.HILL, EffortKind.STRIDE

FASTEST, SLOWEST = 8.5, 1.85
"""Nobody strides faster or jogs slower. [m/s]"""


@dataclass(frozen=True)
class Runner:
    """Who trains today: his time over 5 km [s], and the chances of the day."""

    five_k: float
    rng: Generator

    @property
    def speed(self) -> float:
        """Speed over 5 km. [m/s]"""
        return 5000.0 / self.five_k

    def about(self, value: float, share: float = 0.1) -> float:
        """Give a value, more or less by a share at most."""
        return value * float(self.rng.uniform(1.0 - share, 1.0 + share))

    def one_of(self, low: int, high: int) -> int:
        """Give a whole number from low to high."""
        return int(self.rng.integers(low, high + 1))

    def seconds(self, low: float, high: float, step: float = 5.0) -> float:
        """Give a time as a runner sets it on his watch. [s]"""
        return step * round(float(self.rng.uniform(low, high)) / step)

    def programme(self, workout: WorkoutKind, reps: tuple[Rep, ...], **more: Any) -> Programme:
        """Give a programme at his speeds, run as he runs."""
        ways: dict[str, Any] = {
            "easy": max(SLOWEST, float(self.rng.uniform(0.66, 0.8)) * self.speed),
            "jog": max(SLOWEST, float(self.rng.uniform(0.5, 0.68)) * self.speed),
            "walk": float(self.rng.uniform(0.9, 1.6)),
            "uneven": float(self.rng.uniform(0.006, 0.03)),
            "tiring": float(self.rng.uniform(-0.02, 0.05)),
            "fade": float(self.rng.uniform(-0.01, 0.05)),
            "warm_up": self.seconds(420.0, 1200.0, 60.0),
            "cool_down": self.seconds(0.0, 600.0, 60.0),
            "warm_up_in": ("streets", "streets", "track", "none")[self.one_of(0, 3)],
            "surges": self.one_of(0, 2),
            "lights": self.one_of(0, 2),
        }
        return Programme(workout=workout, reps=reps, **(ways | more))


Build = Callable[[Runner], Programme]


def reps(
    metres: float,
    count: tuple[int, int],
    pace: tuple[float, float],
    kind: RecoveryKind,
    *,
    rest: tuple[float, float] = (np.nan, np.nan),
    jogged: float = np.nan,
    **more: Any,
) -> Build:
    """Give reps of a distance; pace : against 5K speed. rest : from, to [s], or `jogged` metres."""

    def build(runner: Runner) -> Programme:
        time = np.nan if np.isfinite(jogged) else runner.seconds(*rest)
        speed = float(runner.rng.uniform(*pace)) * runner.speed
        rep = Rep(speed=speed, distance=metres, rest=Rest(kind=kind, time=time, distance=jogged))
        return runner.programme(WorkoutKind.INTERVALS, (rep,) * runner.one_of(*count), **more)

    return build


def timed(
    seconds: float,
    count: tuple[int, int],
    pace: tuple[float, float],
    kind: RecoveryKind,
    rest: tuple[float, float],
    *,
    effort: EffortKind = EffortKind.REP,
    workout: WorkoutKind = WorkoutKind.INTERVALS,
    **more: Any,
) -> Build:
    """Give reps of a time; pace : against 5K speed. rest : from, to. [s]"""

    def build(runner: Runner) -> Programme:
        speed = float(runner.rng.uniform(*pace)) * runner.speed
        rep = Rep(speed=speed, time=seconds, kind=effort, rest=Rest(kind=kind, time=runner.seconds(*rest)))
        return runner.programme(workout, (rep,) * runner.one_of(*count), **more)

    return build


def ladder(steps: tuple[float, ...], kind: RecoveryKind, *, by_time: bool = False, **more: Any) -> Build:
    """Give steps up and down, in metres or seconds; the shorter the faster, the longer the rest after it."""

    def build(runner: Runner) -> Programme:
        longest = max(steps)
        done = []
        for step in steps:
            time, metres = (step, np.nan) if by_time else (np.nan, step)
            rest = Rest(kind=kind, time=runner.about(50.0 + 60.0 * step / longest, 0.2))
            speed = runner.speed * (1.12 - 0.12 * step / longest)
            done.append(Rep(speed=speed, time=time, distance=metres, rest=rest))
        return runner.programme(WorkoutKind.INTERVALS, tuple(done), **more)

    return build


def pairs(runner: Runner) -> Programme:
    """5 x (600 at mile pace, 200 s, 200 faster, 2 min)."""
    mile = 1.09 * runner.speed
    long = Rep(speed=mile, distance=600.0, rest=Rest(kind=WALK, time=200.0))
    short = Rep(speed=1.05 * mile, distance=200.0, rest=Rest(kind=STAND, time=120.0))
    return runner.programme(WorkoutKind.INTERVALS, sets(runner.one_of(3, 6), (long, short)))


def in_sets(runner: Runner) -> Programme:
    """3 sets of 4 x 300 m, a short walk between reps, 4 min between sets."""
    rep = Rep(speed=1.1 * runner.speed, distance=300.0, rest=Rest(kind=WALK, time=runner.seconds(60.0, 100.0)))
    one = sets(1, (rep,) * 4, rest=Rest(kind=WALK, time=240.0))
    return runner.programme(WorkoutKind.INTERVALS, one * runner.one_of(2, 3))


def after_strides(runner: Runner) -> Programme:
    """4 strides of 100 m, then 400s: the strides are no reps of the set."""
    rest = Rest(kind=WALK, time=runner.seconds(70.0, 110.0))
    stride = Rep(speed=min(FASTEST, 1.35 * runner.speed), distance=100.0, kind=STRIDE, rest=rest)
    rep = Rep(speed=runner.about(1.05, 0.03) * runner.speed, distance=400.0, rest=rest)
    warmed = sets(1, (stride,) * runner.one_of(2, 4), rest=Rest(kind=WALK, time=180.0))
    return runner.programme(WorkoutKind.INTERVALS, (*warmed, *(rep,) * runner.one_of(6, 10)))


def progression(runner: Runner) -> Programme:
    """Laps on end, faster and faster, each pressed: a runner calls that reps without a rest."""
    laps = runner.one_of(8, 14)
    lift = float(runner.rng.uniform(0.03, 0.08))
    rep = Rep(speed=0.92 * runner.speed, distance=400.0 * laps, kind=TEMPO, profile=(1 - lift, 1 + lift))
    return runner.programme(WorkoutKind.INTERVALS, (rep,), fade=0.0)


def hills(seconds: float, grade: float, count: tuple[int, int], kind: RecoveryKind) -> Build:
    """Give hill reps of about so long [s] to a landmark."""

    def build(runner: Runner) -> Programme:
        speed = runner.about(0.84 + 2.0 * (0.06 - grade), 0.06) * runner.speed
        rest = Rest(kind=kind, time=runner.seconds(50.0, 110.0))
        rep = Rep(speed=speed, distance=float(round(runner.about(seconds) * speed)), kind=HILL, rest=rest)
        return runner.programme(WorkoutKind.HILLS, (rep,) * runner.one_of(*count), place="hill", grade=grade)

    return build


def strides(runner: Runner) -> Programme:
    """Write an easy run with strides in its last third, by feel and not by the clock."""
    usual = runner.one_of(12, 28)
    rest = Rest(kind=(STAND, WALK, JOG)[runner.one_of(0, 2)], time=runner.seconds(40.0, 100.0))
    speed = min(FASTEST, float(runner.rng.uniform(1.25, 1.65)) * runner.speed)
    every = tuple(
        Rep(speed=speed, time=float(round(runner.about(usual, 0.12))), kind=STRIDE, rest=rest)
        for _ in range(runner.one_of(3, 8))
    )
    warm_up = runner.seconds(1200.0, 2200.0, 60.0)
    return runner.programme(
        WorkoutKind.STRIDES, every, place="streets", warm_up=warm_up, cool_down=runner.seconds(60.0, 300.0), relief=4.0
    )


def strides_on_track(runner: Runner) -> Programme:
    """Write an easy run to the track, and strides of 100 m on its straight."""
    rep = Rep(
        speed=min(FASTEST, 1.45 * runner.speed),
        distance=100.0,
        kind=STRIDE,
        rest=Rest(kind=WALK, time=runner.seconds(90.0, 140.0)),
    )
    warm_up = runner.seconds(1500.0, 2200.0, 60.0)
    return runner.programme(
        WorkoutKind.STRIDES, (rep,) * runner.one_of(3, 6), warm_up=warm_up, warm_up_in="streets", cool_down=120.0
    )


def easy(minutes: tuple[float, float], workout: WorkoutKind = WorkoutKind.EASY, **more: Any) -> Build:
    """Write easy running, from and to [min]."""

    def build(runner: Runner) -> Programme:
        lasts = 60.0 * float(runner.rng.uniform(*minutes))
        usual: dict[str, Any] = {
            "place": "streets",
            "relief": 4.0,
            "lights": runner.one_of(0, 5),
            "surges": runner.one_of(0, 4),
        }
        return runner.programme(workout, (), warm_up=lasts, cool_down=0.0, **(usual | more))

    return build
