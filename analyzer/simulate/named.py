"""The sessions of a training plan by name, paced by the runner's time over 5 km."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from analyzer.errors import OptionError
from analyzer.model import EffortKind, RecoveryKind, WorkoutKind
from analyzer.simulate.programme import Programme, Rep, Rest, sets

THRESHOLD, MILE, STRIDE, FAST = 0.93, 1.09, 1.25, 1.4
EASY, JOG = 0.72, 0.6
"""Speeds against 5K speed: of a tempo, a mile, a stride, leg speed, an easy run, a jog."""
_UP_HILL = 0.84
"""Of hill reps at 6 %, against 5K speed."""
_MOST_MINUTES = 600.0


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a session by name can be asked for; None leaves it as it is usual. rep_time, recovery_time : [s]"""

    five_k: float
    reps: int | None = None
    rep_time: float | None = None
    recovery: str | None = None
    recovery_time: float | None = None
    minutes: float | None = None
    grade: float | None = None

    @property
    def speed(self) -> float:
        """Speed over 5 km. [m/s]"""
        return 5000.0 / self.five_k

    def rest(self, kind: RecoveryKind, seconds: float) -> Rest:
        """Give the rest that was asked for, or the usual one."""
        if self.recovery is not None and self.recovery not in set(RecoveryKind):
            raise OptionError(f"'{self.recovery}' is no recovery; choose one of {', '.join(RecoveryKind)}")
        asked = kind if self.recovery is None else RecoveryKind(self.recovery)
        return Rest(kind=asked, time=_or(self.recovery_time, seconds))

    def programme(self, workout: WorkoutKind, reps: tuple[Rep, ...], **more: object) -> Programme:
        """Give a programme at this runner's speeds."""
        speeds: dict[str, object] = {"easy": EASY * self.speed, "jog": JOG * self.speed}
        return Programme(workout=workout, reps=reps, **(speeds | more))  # type: ignore[arg-type] # its fields by name


def _or(asked: float | None, usual: float) -> float:
    return usual if asked is None else asked


def ladder(asked: Asked) -> Programme:
    """200, 400, 800, 400, 200 m."""
    rest = asked.rest(RecoveryKind.WALK, 90.0)
    steps = ((200.0, 1.12), (400.0, 1.06), (800.0, 1.0), (400.0, 1.06), (200.0, 1.14))
    reps = tuple(Rep(speed=factor * asked.speed, distance=metres, rest=rest) for metres, factor in steps)
    return asked.programme(WorkoutKind.INTERVALS, reps * (asked.reps or 1))


def pairs(asked: Asked) -> Programme:
    """600 m at mile pace, 200 m faster after a short rest; five times."""
    mile = MILE * asked.speed
    long = Rep(speed=mile, distance=600.0, rest=Rest(kind=RecoveryKind.WALK, time=200.0))
    short = Rep(speed=mile * 1.05, distance=200.0, rest=asked.rest(RecoveryKind.STAND, 120.0))
    return asked.programme(WorkoutKind.INTERVALS, sets(asked.reps or 5, (long, short)))


def minutes(asked: Asked) -> Programme:
    """10 x 2 min on the track, a minute's walk between."""
    rep = Rep(speed=asked.speed, time=_or(asked.rep_time, 120.0), rest=asked.rest(RecoveryKind.WALK, 60.0))
    return asked.programme(WorkoutKind.INTERVALS, (rep,) * (asked.reps or 10))


def progression(asked: Asked) -> Programme:
    """Laps on end, each faster than the one before: 10 of them."""
    laps = asked.reps or 10
    rep = Rep(
        speed=0.9 * asked.speed,
        distance=400.0 * laps,
        kind=EffortKind.TEMPO,
        profile=(0.93, 1.07),
        rest=Rest(time=60.0),
    )
    return asked.programme(WorkoutKind.TEMPO, (rep,), fade=0.0)


def tempo(asked: Asked) -> Programme:
    """6 x 4 min at threshold on a path, a minute's jog between."""
    seconds = _or(asked.rep_time, 240.0)
    usual = 60.0 if seconds < 540.0 else 150.0
    rep = Rep(
        speed=THRESHOLD * asked.speed, time=seconds, kind=EffortKind.TEMPO, rest=asked.rest(RecoveryKind.JOG, usual)
    )
    return asked.programme(WorkoutKind.TEMPO, (rep,) * (asked.reps or 6), place="path", relief=2.0)


def fartlek(asked: Asked) -> Programme:
    """10 x 1 min, a minute's jog between, through streets."""
    rep = Rep(speed=1.02 * asked.speed, time=_or(asked.rep_time, 60.0), rest=asked.rest(RecoveryKind.JOG, 60.0))
    return asked.programme(WorkoutKind.INTERVALS, (rep,) * (asked.reps or 10), place="streets", relief=3.0)


def hills(asked: Asked) -> Programme:
    """8 x 45 s up a hill, a jog down."""
    grade = _or(asked.grade, 0.06)
    speed = asked.speed * _UP_HILL * (1.0 + 2.2 * (0.06 - grade))
    metres = float(round(speed * _or(asked.rep_time, 45.0)))
    rest = asked.rest(RecoveryKind.JOG, 90.0)
    rep = Rep(speed=speed, distance=metres, kind=EffortKind.HILL, rest=rest)
    return asked.programme(WorkoutKind.HILLS, (rep,) * (asked.reps or 8), place="hill", grade=grade)


def strides(asked: Asked) -> Programme:
    """Write an easy run with 5 strides of 20 s near its end."""
    rep = Rep(
        speed=STRIDE * asked.speed,
        time=_or(asked.rep_time, 20.0),
        kind=EffortKind.STRIDE,
        rest=asked.rest(RecoveryKind.WALK, 70.0),
    )
    easy = _or(asked.minutes, 32.0) * 60.0
    return asked.programme(
        WorkoutKind.STRIDES,
        (rep,) * (asked.reps or 5),
        place="streets",
        warm_up=easy,
        cool_down=180.0,
        relief=4.0,
        surges=1,
    )


def leg_speed(asked: Asked) -> Programme:
    """10 x 20 s fast, 5 min easy between."""
    rep = Rep(speed=FAST * asked.speed, time=_or(asked.rep_time, 20.0), rest=asked.rest(RecoveryKind.JOG, 300.0))
    return asked.programme(WorkoutKind.LEG_SPEED, (rep,) * (asked.reps or 10), place="streets", relief=3.0)


def easy(asked: Asked) -> Programme:
    """Write an easy run of 40 min through streets, with crossings, gentle hills and livelier spells."""
    return _long_or_easy(asked, WorkoutKind.EASY, 40.0, stops=4)


def long(asked: Asked) -> Programme:
    """Write a long run of 80 min."""
    return _long_or_easy(asked, WorkoutKind.LONG, 80.0, stops=6)


def _long_or_easy(asked: Asked, workout: WorkoutKind, usual: float, stops: int) -> Programme:
    lasts = _or(asked.minutes, usual)
    if not 1.0 <= lasts <= _MOST_MINUTES:
        raise OptionError(f"minutes of {lasts:g} cannot be run; give 1 to {_MOST_MINUTES:g}")
    many = math.ceil(stops * lasts / usual)
    return asked.programme(
        workout, (), place="streets", warm_up=lasts * 60.0, cool_down=0.0, lights=many, surges=many, relief=6.0
    )


TRAINING: dict[str, Callable[[Asked], Programme]] = {
    "ladder": ladder,
    "pairs": pairs,
    "minutes": minutes,
    "progression": progression,
    "tempo": tempo,
    "fartlek": fartlek,
    "hills": hills,
    "strides": strides,
    "leg_speed": leg_speed,
    "easy": easy,
    "long": long,
}
"""The sessions by name."""
