"""What a session of training is made of: reps with their recoveries, and the easy running before and after them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from analyzer.errors import OptionError
from analyzer.model import EffortKind, RecoveryKind, WorkoutKind

PLACES = ("track", "streets", "path", "hill")
"""track: on the lane's line. streets: through a town, never the same twice. path: straight there and back. hill: up and
down one slope at the end of streets."""
WARM_UPS = ("none", "track", "streets")
_SPEEDS = (1.2, 10.5)
"""A walk and a sprint. [m/s]"""
_LONGEST = 36_000.0


@dataclass(frozen=True, kw_only=True)
class Rest:
    """What follows a rep: so much time [s] or so many metres, standing, walking or jogging.

    speed : Of a jog or walk [m/s]; NaN for the runner's usual one.
    """

    kind: RecoveryKind = RecoveryKind.STAND
    time: float = math.nan
    distance: float = math.nan
    speed: float = math.nan


@dataclass(frozen=True, kw_only=True)
class Rep:
    """A piece of running at a meant speed [m/s] over a distance [m] or for a time [s], and the rest after it.

    profile : How the speed goes within it, against its mean, evenly over its length; () for one pace.
    """

    speed: float
    distance: float = math.nan
    time: float = math.nan
    rest: Rest = field(default_factory=lambda: Rest(time=90.0))
    kind: EffortKind = EffortKind.REP
    profile: tuple[float, ...] = ()

    @property
    def nominal(self) -> str:
        """Name it as a runner does.

        >>> [Rep(speed=5.0, **length).nominal for length in ({'time': 240.0}, {'time': 45.0}, {'distance': 400.0})]
        ['4 min', '45 s', '400 m']
        """
        if math.isfinite(self.distance):
            return f"{self.distance:g} m"
        return f"{self.time / 60:g} min" if self.time % 60 == 0 else f"{self.time:g} s"

    @property
    def about(self) -> float:
        """About how long it lasts. [s]"""
        return self.time if math.isfinite(self.time) else self.distance / self.speed


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A session of training.

    place : Of the reps, one of PLACES. Without reps it is an easy run there.
    warm_up, cool_down : Easy running before and after [s]; `warm_up_in`, of a track session : one of WARM_UPS.
    easy, jog, walk : Speeds between. [m/s]
    uneven : Standard deviation of the reps' speeds about what is meant, as a share. tiring : lost over all the reps.
    fade : A rep starts so much faster and ends so much slower, as a share.
    grade : Of the hill. relief : half the height of the gentle hills of a road. [m]
    lights : Stops at crossings in the easy running. surges : short spells of faster running that are no reps.
    """

    workout: WorkoutKind
    reps: tuple[Rep, ...] = ()
    place: str = "track"
    warm_up: float = 900.0
    warm_up_in: str = "streets"
    cool_down: float = 300.0
    easy: float = 3.0
    jog: float = 2.5
    walk: float = 1.3
    uneven: float = 0.012
    tiring: float = 0.0
    fade: float = 0.01
    grade: float = 0.06
    relief: float = 0.0
    lights: int = 0
    surges: int = 0

    def checked(self) -> "Programme":
        """Give the programme, refusing what nobody runs."""
        if self.place not in PLACES:
            raise OptionError(f"'{self.place}' is no place to train; choose one of {', '.join(PLACES)}")
        if self.warm_up_in not in WARM_UPS:
            raise OptionError(f"'{self.warm_up_in}' is no place to warm up; choose one of {', '.join(WARM_UPS)}")
        for rep in self.reps:
            _check_rep(rep)
            if self.place == "hill" and not math.isfinite(rep.distance):
                raise OptionError(f"a rep of {rep.nominal} on a hill has no landmark; give it a distance")
        _within("easy running [s]", self.warm_up + self.cool_down, 0.0, _LONGEST)
        _within("speed of a jog [m/s]", self.jog, *_SPEEDS)
        _within("grade", self.grade, 0.0, 0.3)
        return self


def _check_rep(rep: Rep) -> None:
    if math.isfinite(rep.distance) == math.isfinite(rep.time):
        raise OptionError(f"a rep has either a distance or a time, not {rep.distance:g} m and {rep.time:g} s")
    _within("speed of a rep [m/s]", rep.speed, *_SPEEDS)
    _within("length of a rep [s]", rep.about, 5.0, _LONGEST)
    if math.isfinite(rep.rest.time) == math.isfinite(rep.rest.distance):
        raise OptionError(
            f"a rest has either a time or a distance, not {rep.rest.time:g} s and {rep.rest.distance:g} m"
        )
    if rep.rest.kind is RecoveryKind.STAND and not math.isfinite(rep.rest.time):
        raise OptionError(f"a rest of {rep.rest.distance:g} m cannot be stood; walk or jog it, or give it a time")


def _within(name: str, value: float, lowest: float, highest: float) -> None:
    if not lowest <= value <= highest:
        raise OptionError(f"{name} of {value:g} cannot be run; give {lowest:g} to {highest:g}")


def sets(count: int, reps: Sequence[Rep], *, rest: Rest | None = None) -> tuple[Rep, ...]:
    """Give the reps so many times over; `rest` is what follows each whole set."""
    one = (*reps[:-1], replace(reps[-1], rest=rest)) if rest is not None else tuple(reps)
    return one * count
