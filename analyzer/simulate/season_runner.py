"""Who runs a season: how fast over each distance as the months go by, and where."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from numpy.random import Generator

from analyzer.errors import OptionError
from analyzer.simulate.season_truth import MONTH
from analyzer.simulate.session import MILE_GOAL_FROM_5K
from analyzer.units import MILE

RESERVE = (MILE - MILE_GOAL_FROM_5K * 5000.0) / (1.0 - MILE_GOAL_FROM_5K)
"""D' of the critical speed that has both the 5K time and the mile that goes with it. [m]"""
_HOME, _AWAY = 0.012, 0.5
"""Home is up to so far from the track, and the track of the races. [deg]"""
_NORTH, _EAST = (25.0, 58.0), 5.0
"""Between these latitudes a runner lives, up to so far from the meridian of his clock. [deg]"""
Place = tuple[float, float, float]
"""Latitude, longitude and bearing of a track. [deg]"""


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Who runs the season, and where.

    five_k : On the first day [s].   improvement : Share of the time that is gained a month.   variation : Standard
    deviation of a day's trial, as a share.   track, race : That of the trials and that of the races.
    home : Where the streets are. [deg]
    """

    five_k: float
    improvement: float
    variation: float
    track: Place
    race: Place
    home: tuple[float, float]

    def five_k_after(self, days: float) -> float:
        """Give the time over 5 km after so many days. [s]"""
        return self.five_k * float((1.0 - self.improvement) ** (days / MONTH))


def form(distance: float, five_k: float) -> float:
    """Give the time that a runner is good for [s] over a distance [m], by one critical speed.

    >>> round(form(1609.344, 1200.0), 2), round(form(5000.0, 1200.0), 2)
    (348.65, 1200.0)
    """
    return (distance - RESERVE) * five_k / (5000.0 - RESERVE)


def drawn(rng: Generator, *, timezone: str, day: date, five_k: float, improvement: float, variation: float) -> Runner:
    """Draw where a runner lives: where the clocks of the time zone suit the sun, not far from a track.

    Raises OptionError for what is no runner's.
    """
    for name, value, lowest, highest in (
        ("five_k [s]", five_k, 780.0, 2400.0),
        ("improvement a month", improvement, -0.05, 0.05),
        ("variation", variation, 0.0, 0.05),
    ):
        if not lowest <= value <= highest:
            raise OptionError(f"{name} of {value:g} is no runner's; give {lowest:g} to {highest:g}")
    north, east = float(rng.uniform(*_NORTH)), _meridian(timezone, day) + float(rng.uniform(-_EAST, _EAST))
    near, far = (rng.uniform(-reach, reach, 2) for reach in (_HOME, _AWAY))
    track, race = (float(bearing) for bearing in rng.uniform(0.0, 360.0, 2))
    return Runner(
        five_k=five_k,
        improvement=improvement,
        variation=variation,
        track=(north, east, track),
        race=(north + float(far[0]), east + float(far[1]), race),
        home=(north + float(near[0]), east + float(near[1])),
    )


def _meridian(timezone: str, day: date) -> float:
    """Give about where a time zone lies: 15 degrees for each hour. [deg]"""
    offset = datetime.combine(day, datetime.min.time(), ZoneInfo(timezone)).utcoffset() or timedelta()
    return min(max(15.0 * (offset / timedelta(hours=1)), -170.0), 170.0)
