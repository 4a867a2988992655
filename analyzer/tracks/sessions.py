"""What a session adds to a saved track.

Each session sees the track's place with its own error and the watch's offset of that day. The mean by precision over
the sessions averages both out.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analyzer.errors import OptionError
from analyzer.model import Direction, FinishFrom, Placement, SavedTrack, Sighting
from analyzer.oval import KERB_TO_LINE, Oval, simple_oval
from analyzer.plane import to_geographic, to_plane
from analyzer.tracks.names import checked, distance

LEAST_CENTRE_SD, LEAST_BEARING_SD = 0.2, 0.05
"""What is the same on all days (a stand that reflects, the map of the satellites) never averages out. [m, deg]"""
SUREST = 0.995
"""The same habit may mislead each session: their finish lines never add up to more."""
UNKNOWN = 100.0
"""Times the standard errors of a track's only session: without it nothing is known."""


def kept(tracks: Sequence[SavedTrack], name: str, placement: Placement, sha256: str) -> tuple[SavedTrack, ...]:
    """Keep the track of a session under a name, or refine the one that is there under that name.

    Raises OptionError where the name is of a track elsewhere, the place has another name, or the session is too short.
    """
    name = checked(name)
    seen = placement.seen
    if placement.name:
        if placement.name.casefold() != name.casefold():
            raise OptionError(
                f"this track is saved already as '{placement.name}'; rename it with "
                f"analyzer tracks name '{placement.name}' '{name}'"
            )
        return refined(tracks, placement, sha256)
    if seen is None:
        raise OptionError(f"too little was run on this track to save it as '{name}'; save it after a longer session")
    there = next((track for track in tracks if track.name.casefold() == name.casefold()), None)
    if there is not None:
        away = float(np.hypot(*to_plane(there.latitude, there.longitude, (seen.latitude, seen.longitude))))
        raise OptionError(
            f"'{there.name}' is saved already, {distance(away)} from this track; choose another name, or forget it "
            f"with analyzer tracks forget '{there.name}'"
        )
    return (*tracks, _new(name, seen, placement, sha256))


def refined(tracks: Sequence[SavedTrack], placement: Placement, sha256: str) -> tuple[SavedTrack, ...]:
    """Take one more session into the saved track that it was run on; a session counts once."""
    return tuple(_with_session(track, placement, sha256) if track.name == placement.name else track for track in tracks)


def for_session(tracks: Sequence[SavedTrack], sha256: str) -> tuple[SavedTrack, ...]:
    """Give the tracks as sure as they are without a session, so that it does not agree with itself."""
    return tuple(_less_sure(track) if sha256 in track.sessions else track for track in tracks)


def weigh_finish(saved: float, own: float, *, turned: bool) -> float:
    """Give the probability that the saved home straight is the home straight, a session's own evidence considered.

    saved : Its probability before. own : The probability of the straight that the session says; turned : the other one.

    >>> round(weigh_finish(0.9, 0.9, turned=False), 3), round(weigh_finish(0.9, 0.9, turned=True), 3)
    (0.988, 0.5)
    """
    for_it = saved * (1.0 - own if turned else own)
    against = (1.0 - saved) * (own if turned else 1.0 - own)
    sure = for_it / (for_it + against) if for_it + against > 0 else 0.5
    return min(sure, max(saved, SUREST))


def _less_sure(track: SavedTrack) -> SavedTrack:
    others = len(track.sessions) - 1
    more = math.sqrt(len(track.sessions) / others) if others else UNKNOWN
    return replace(
        track,
        centre_sd=track.centre_sd * more,
        bearing_sd=track.bearing_sd * more,
        straight_sd=track.straight_sd * more,
    )


def _new(name: str, seen: Sighting, placement: Placement, sha256: str) -> SavedTrack:
    return SavedTrack(
        name,
        seen.oval,
        seen.latitude,
        seen.longitude,
        _of_home(seen.bearing, _home(placement)),
        max(math.hypot(seen.centre_sd, seen.offset_sd), LEAST_CENTRE_SD),
        max(seen.bearing_sd, LEAST_BEARING_SD),
        seen.straight_sd,
        placement.finish_from,
        placement.finish_probability,
        (sha256,) if sha256 else (),
    )


def _with_session(track: SavedTrack, placement: Placement, sha256: str) -> SavedTrack:
    seen = placement.seen
    if sha256 in track.sessions:
        return _with_finish_of(track, placement) if placement.finish_from is FinishFrom.RUNNER else track
    if seen is None:
        return track
    track = _with_finish_of(track, placement)
    sessions = (*track.sessions, sha256) if sha256 else track.sessions
    if placement.snapped:
        # the oval of a watch's own track mode is the same every day: it says nothing new
        return replace(track, sessions=sessions)
    east, north = (float(part) for part in to_plane(seen.latitude, seen.longitude, (track.latitude, track.longitude)))
    share, centre_sd = _share(track.centre_sd, math.hypot(seen.centre_sd, seen.offset_sd))
    latitude, longitude = to_geographic(east * share, north * share, (track.latitude, track.longitude))
    turn = (seen.bearing - track.bearing + 90.0) % 180.0 - 90.0
    bearing_share, bearing_sd = _share(track.bearing_sd, seen.bearing_sd)
    straight_share, straight_sd = _share(track.straight_sd, seen.straight_sd)
    oval = _shape(track.oval, seen.oval, straight_share)
    return replace(
        track,
        oval=oval,
        latitude=float(latitude),
        longitude=float(longitude),
        bearing=(track.bearing + turn * bearing_share) % 360.0,
        centre_sd=max(centre_sd, LEAST_CENTRE_SD),
        bearing_sd=max(bearing_sd, LEAST_BEARING_SD),
        straight_sd=straight_sd,
        sessions=sessions,
    )


def _with_finish_of(track: SavedTrack, placement: Placement) -> SavedTrack:
    """Take what a session says of the finish line; what it had from the saved track keeps its source."""
    if placement.finish_from is FinishFrom.ASSUMED:
        return track
    source = track.finish_from if placement.finish_from is FinishFrom.SAVED else placement.finish_from
    sure = 1.0 if source is FinishFrom.RUNNER else SUREST
    return replace(
        track,
        bearing=_of_home(track.bearing, _home(placement)),
        finish_from=source,
        finish_probability=min(placement.finish_probability, sure),
    )


def _home(placement: Placement) -> float:
    """Give the bearing of the home straight in the direction of running anticlockwise. [deg]"""
    return placement.bearing + (180.0 if placement.direction is Direction.CLOCKWISE else 0.0)


def _of_home(bearing: float, home: float) -> float:
    """Give the bearing of a straight in the direction in which it is the home straight. [deg]

    >>> _of_home(10.0, 188.0)
    190.0
    """
    turned = abs((bearing - home + 180.0) % 360.0 - 180.0) > 90.0
    return (bearing + 180.0 * turned) % 360.0


def _share(sd: float, other: float) -> tuple[float, float]:
    """Give how far the mean by precision moves towards the other value, and its standard error.

    >>> [round(value, 4) for value in _share(1.0, 1.0)]
    [0.5, 0.7071]
    """
    return sd**2 / (sd**2 + other**2), sd * other / math.hypot(sd, other)


def _shape(oval: Oval, seen: Oval, share: float) -> Oval:
    """Refine straights that were fitted; a known shape is taken as soon as a session has it, and kept."""
    if oval.shape != "fitted":
        return oval
    if seen.shape != "fitted":
        return seen
    straight = oval.straight + share * (seen.straight - oval.straight)
    return simple_oval(straight, (oval.lap() - 2 * straight) / (2 * math.pi) - KERB_TO_LINE)
