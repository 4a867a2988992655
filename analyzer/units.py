"""Conversions, and the parsing and formatting of times, paces and distances."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from analyzer.errors import OptionError

MILE = 1609.344
"""The international mile. [m]"""
KILOMETRE = 1000.0
SEMICIRCLE = 180.0 / 2**31
"""Degrees in one FIT semicircle."""

TRIAL_DISTANCES: dict[str, float] = {
    "1500 m": 1500.0,
    "1600 m": 1600.0,
    "1 mile": MILE,
    "3000 m": 3000.0,
    "5000 m": 5000.0,
}
"""The distances of a timed trial, by the name that the report prints. [m]"""

_TIME = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:[.,]\d+)?)s?")
_DISTANCE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(m|km|k|mile|miles|mi|yd)?")
_METRES_IN = {"m": 1.0, "k": 1000.0, "km": 1000.0, "mile": MILE, "miles": MILE, "mi": MILE, "yd": 0.9144}


def parse_time(text: str) -> float:
    """Read a duration such as `5:40`, `1:02:03.5` or `340`. [s]

    Raises OptionError where the text is no positive duration.

    >>> parse_time("5:40")
    340.0
    >>> parse_time("1:00:00.5")
    3600.5
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise OptionError(f"'{text}' is not a time; write it as 5:40, 20:00 or 1:02:03.5")
    hours, minutes, seconds = match.groups()
    last = float(seconds.replace(",", "."))
    if minutes is not None and last >= 60:
        raise OptionError(f"'{text}' is not a time: {seconds} seconds after a colon; write it as 5:40 or 1:02:03.5")
    if hours is not None and int(minutes) >= 60:
        raise OptionError(f"'{text}' is not a time: {minutes} minutes after an hour; write it as 1:02:03.5")
    value = int(hours or 0) * 3600 + int(minutes or 0) * 60 + last
    if value <= 0:
        raise OptionError(f"'{text}' is not a time above zero; write it as 5:40 or 20:00")
    return value


def format_time(seconds: float, *, decimals: int = 1) -> str:
    """Write a duration as a runner does; a dash for what is not known.

    >>> format_time(340.04)
    '5:40.0'
    >>> format_time(59.96)
    '1:00.0'
    >>> format_time(3725, decimals=0)
    '1:02:05'
    >>> format_time(20.04)
    '20.0'
    """
    if not math.isfinite(seconds):
        return "–"
    sign = "-" if seconds < 0 else ""
    ticks = round(abs(seconds) * 10**decimals)
    whole, fraction = divmod(ticks, 10**decimals)
    tail = f".{fraction:0{decimals}d}" if decimals else ""
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    if hours:
        return f"{sign}{hours}:{minutes:02d}:{secs:02d}{tail}"
    if minutes:
        return f"{sign}{minutes}:{secs:02d}{tail}"
    return f"{sign}{secs}{tail}" if decimals else f"{sign}0:{secs:02d}"


_PER: ContextVar[float] = ContextVar("per", default=KILOMETRE)


@contextmanager
def paces_per(metres: float) -> Iterator[None]:
    """Write paces and distances per kilometre or per mile [m] in all that is written inside.

    >>> with paces_per(MILE):
    ...     format_pace(4.0), pace_unit(), format_distance(8123.0)
    ('6:42', 'min/mile', '5.05 mi')
    """
    token = _PER.set(metres)
    try:
        yield
    finally:
        _PER.reset(token)


def pace_per() -> float:
    """Give the distance that paces are written over. [m]"""
    return _PER.get()


def pace_unit() -> str:
    """Name the unit that paces are written in."""
    return "min/mile" if pace_per() == MILE else "min/km"


def format_pace(speed: float, *, per: float | None = None) -> str:
    """Write a speed [m/s] as minutes and seconds over a distance `per` [m], else over that of `paces_per`.

    >>> format_pace(4.0)
    '4:10'
    """
    if not math.isfinite(speed) or speed <= 0:
        return "–"
    return format_time((pace_per() if per is None else per) / speed, decimals=0)


def format_distance(metres: float) -> str:
    """Write a distance as runners do.

    >>> format_distance(8123.0), format_distance(1609.344)
    ('8.12 km', '1.61 km')
    """
    if not math.isfinite(metres):
        return "–"
    return f"{metres / MILE:.2f} mi" if pace_per() == MILE else f"{metres / KILOMETRE:.2f} km"


def parse_distance(text: str) -> float:
    """Read a distance such as `1500`, `5k`, `1 mile` or `440 yd`. [m]

    >>> parse_distance("1 mile")
    1609.344
    """
    words = text.strip().lower()
    if words == "mile":
        return MILE
    match = _DISTANCE.fullmatch(words)
    if match is None or float(match[1].replace(",", ".")) <= 0:
        raise OptionError(f"'{text}' is not a distance; write it as 1500, 5k or 1 mile")
    return float(match[1].replace(",", ".")) * _METRES_IN[match[2] or "m"]
