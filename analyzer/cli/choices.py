"""What an option can be. The names are the rooms' own, which a test holds; to import them would cost half a second."""

from typing import Any

import click

from analyzer.errors import OptionError
from analyzer.units import parse_distance, parse_time

LANES = 9
SHAPES = (
    "standard",
    "equal_quadrant",
    "double_bend_a",
    "double_bend_b",
    "double_bend_c",
    "yards_440",
    "m300",
    "m200",
)
DIRECTIONS = ("anticlockwise", "clockwise")
KINDS = (
    "mile",
    "mile_lane8",
    "1500",
    "1600",
    "3000",
    "5000",
    "intervals",
    "easy_track",
    "road",
    "city_block",
    "park_oval",
    "ladder",
    "pairs",
    "minutes",
    "progression",
    "tempo",
    "fartlek",
    "hills",
    "strides",
    "leg_speed",
    "easy",
    "long",
)
NOISE = ("clean", "typical", "urban", "none")
STRATEGIES = ("plan", "half", "dies", "inverted", "even", "fade", "negative", "kick", "record", "surges")
INTERVALS = ("1s", "smart", "5s")
EXPORTS = ("csv", "parquet", "gpx")
FIT_STEPS = ("laps", "zones", "times")
FORETOLD = ("1500 m", "1 mile", "3000 m", "5000 m")
BUTTONS = ("none", "trial", "laps", "messy", "auto", "both", "workout", "workout_km")


class Time(click.ParamType):  # type: ignore[type-arg]  # generic in new versions of click only
    """A duration: 5:40, 20:00, 1:02:03.5. [s]"""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the duration."""
        try:
            return value if isinstance(value, float) else parse_time(value)
        except OptionError as error:
            self.fail(str(error), param, ctx)


class Distance(click.ParamType):  # type: ignore[type-arg]  # generic in new versions of click only
    """A distance: 400, 1k, 1 mile. [m]"""

    name = "distance"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the distance."""
        try:
            return value if isinstance(value, float) else parse_distance(value)
        except OptionError as error:
            self.fail(str(error), param, ctx)


class Place(click.ParamType):  # type: ignore[type-arg]  # generic in new versions of click only
    """A place: latitude and longitude. [deg]"""

    name = "lat,lon"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        """Read the two numbers."""
        if isinstance(value, tuple):
            return value
        try:
            latitude, longitude = (float(part) for part in value.split(","))
        except ValueError:
            self.fail(f"'{value}' is not a place; write latitude and longitude as 47.0712,15.4383", param, ctx)
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            self.fail(f"'{value}' is not on the earth; latitude goes to 90 and longitude to 180 degrees", param, ctx)
        return latitude, longitude
