"""The saved tracks by their names: one of them, another name, its finish line, and without it."""

import math
from collections.abc import Sequence
from dataclasses import replace

from analyzer.errors import OptionError
from analyzer.model import FinishFrom, SavedTrack
from analyzer.plane import to_geographic, to_plane
from analyzer.tracks.text import LONGEST_NAME

FARTHEST_FINISH = 150.0
"""A finish line lies on the track. [m]"""


def one(tracks: Sequence[SavedTrack], name: str) -> SavedTrack:
    """Give the saved track of a name, in upper or lower case. Raises OptionError where there is none."""
    for track in tracks:
        if track.name.casefold() == name.strip().casefold():
            return track
    known = ", ".join(f"'{track.name}'" for track in tracks)
    raise OptionError(f"no track is saved as '{name}'; {f'there is {known}' if known else 'none is saved yet'}")


def named(tracks: Sequence[SavedTrack], name: str) -> SavedTrack | None:
    """Give the saved track of exactly this name, if there is one."""
    return next((track for track in tracks if track.name == name), None)


def checked(name: str) -> str:
    """Give a name without blanks about it. Raises OptionError where it cannot be one."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise OptionError(f"'{name[:LONGEST_NAME]}' cannot be the name of a track; give 1 to {LONGEST_NAME} letters")
    return name


def renamed(tracks: Sequence[SavedTrack], old: str, new: str) -> tuple[SavedTrack, ...]:
    """Give a saved track another name. Raises OptionError where there is none, or the name is taken."""
    track, new = one(tracks, old), checked(new)
    taken = next((other for other in tracks if other is not track and other.name.casefold() == new.casefold()), None)
    if taken is not None:
        raise OptionError(f"'{taken.name}' is the name of another saved track; choose another one")
    return tuple(replace(other, name=new) if other is track else other for other in tracks)


def forgotten(tracks: Sequence[SavedTrack], name: str) -> tuple[SavedTrack, ...]:
    """Leave a saved track out. Raises OptionError where there is none of that name."""
    track = one(tracks, name)
    return tuple(other for other in tracks if other is not track)


def with_finish(tracks: Sequence[SavedTrack], name: str, finish: tuple[float, float]) -> tuple[SavedTrack, ...]:
    """Say where the finish line of a saved track is: latitude and longitude. [deg]

    Raises OptionError where there is no track of that name, or the place is not on it.
    """
    track = one(tracks, name)
    east, north = (float(part) for part in to_plane(*finish, (track.latitude, track.longitude)))
    away = math.hypot(east, north)
    if away > FARTHEST_FINISH:
        raise OptionError(
            f"{finish[0]},{finish[1]} lies {distance(away)} from the middle of '{track.name}'; give its finish line"
        )
    angle = math.radians(track.bearing)
    along = east * math.sin(angle) + north * math.cos(angle)
    left = north * math.sin(angle) - east * math.cos(angle)
    turned = along * track.oval.straight - left * track.oval.width < 0
    told = replace(
        track,
        bearing=(track.bearing + 180.0 * turned) % 360.0,
        finish_from=FinishFrom.RUNNER,
        finish_probability=1.0,
    )
    return tuple(told if other is track else other for other in tracks)


def finish_of(track: SavedTrack) -> tuple[float, float]:
    """Give where the finish line crosses the line of lane 1: latitude and longitude. [deg]"""
    x, y = (float(part) for part in track.oval.line().at(0.0))
    sin, cos = math.sin(math.radians(track.bearing)), math.cos(math.radians(track.bearing))
    there = to_geographic(x * sin - y * cos, x * cos + y * sin, (track.latitude, track.longitude))
    return float(there[0]), float(there[1])


def distance(metres: float) -> str:
    """Write a distance between tracks. [m]

    >>> distance(12.3), distance(111_195.0)
    ('12 m', '111 km')
    """
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.0f} km"
