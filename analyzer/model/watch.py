"""How this watch behaves on this track."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Learned:
    """A number with its standard error; NaN where it cannot be told."""

    value: float = math.nan
    sd: float = math.nan

    def sure(self, *, of: float = 0.0, errors: float = 2.0) -> bool:
        """Tell whether the number differs from another by more than so many of its errors."""
        return abs(self.value - of) > errors * self.sd


UNKNOWN = Learned()


@dataclass(frozen=True)
class WatchBehaviour:
    """What a session on a track tells of the watch; each number is of this watch on this day.

    lap : The true lap. [m]   laps : How many of them the distance was compared over.
    lap_error, lap_scatter : How much too far its own distance says a lap is, and how that differs from lap to lap. [m]
    speed_delay : How late its speed is against its positions; its smoothing counts in. [s]
    position_lag : How late its positions are against the presses of the lap button. [s]
    turn_bias : Its own speed on turns over that on straights, less 1, in steady running.
    turn_bias_left : The same of the estimated speed: what is left of the bias.
    drift, fast : How far its positions wander within minutes and within seconds, on each axis. [m]
    turn_cut : How far inside the line it draws a turn, at the speed of the runner. [m]
    """

    lap: float
    laps: int = 0
    lap_error: Learned = UNKNOWN
    lap_scatter: float = math.nan
    speed_delay: Learned = UNKNOWN
    position_lag: Learned = UNKNOWN
    turn_bias: Learned = UNKNOWN
    turn_bias_left: Learned = UNKNOWN
    drift: Learned = UNKNOWN
    fast: Learned = UNKNOWN
    turn_cut: Learned = UNKNOWN
