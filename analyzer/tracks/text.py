"""Saved tracks as a JSON text that people can read, with the version of its layout, and back."""

import json
import math
from collections.abc import Iterable
from typing import Any

from analyzer.errors import ReadError
from analyzer.model import FinishFrom, SavedTrack
from analyzer.oval import KERB_TO_LINE, SHAPES, Oval, simple_oval

SCHEMA = "tracks/1"
"""The version of the text; a later one is not read, and so never written over."""
LONGEST_NAME = 60
LAPS = (150.0, 600.0)
"""Laps of tracks. [m]"""
FITTED = "fitted"
DAMAGED = "repair it, or move it away to start anew"


def write(tracks: Iterable[SavedTrack]) -> str:
    """Write saved tracks as text."""
    document = {"schema": SCHEMA, "tracks": [part(track) for track in tracks]}
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read(text: str) -> tuple[SavedTrack, ...]:
    """Read saved tracks from their text. Raises ReadError with the place of what is wrong."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ReadError(f"the saved tracks are damaged{where}; {DAMAGED}") from error
    schema = document.get("schema") if isinstance(document, dict) else None
    if not isinstance(schema, str) or not schema.startswith("tracks/"):
        raise ReadError(f"this is no file of saved tracks (its schema is not '{SCHEMA}'); choose another one")
    if schema != SCHEMA:
        raise ReadError(f"the saved tracks are of layout '{schema}', this version knows '{SCHEMA}'; update analyzer")
    parts = document.get("tracks")
    if not isinstance(parts, list):
        raise ReadError(f"the saved tracks are damaged (there is no list 'tracks'); {DAMAGED}")
    tracks = tuple(_track(part, number) for number, part in enumerate(parts, start=1))
    names = [track.name.casefold() for track in tracks]
    twice = next((track.name for track in tracks if names.count(track.name.casefold()) > 1), None)
    if twice is not None:
        raise ReadError(f"the saved tracks are damaged (two are called '{twice}'); {DAMAGED}")
    return tracks


def part(track: SavedTrack) -> dict[str, Any]:
    """Give a saved track as a part of its file."""
    return {
        "name": track.name,
        "latitude": round(track.latitude, 8),
        "longitude": round(track.longitude, 8),
        "bearing_deg": round(track.bearing % 360.0, 4),
        "shape": track.oval.shape,
        "straight_m": round(track.oval.straight, 4),
        "radius_m": round(track.oval.radius, 4),
        "finish": {"known_from": track.finish_from.value, "probability": round(track.finish_probability, 4)},
        "errors": {
            "centre_m": round(track.centre_sd, 4),
            "bearing_deg": round(track.bearing_sd, 4),
            "straight_m": round(track.straight_sd, 4),
        },
        "sessions": list(track.sessions),
    }


def _track(part: Any, number: int) -> SavedTrack:
    try:
        return _checked(part)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        why = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else str(error)
        raise ReadError(f"the saved tracks are damaged (track {number}: {why}); {DAMAGED}") from error


def _checked(part: dict[str, Any]) -> SavedTrack:
    name, sessions, errors, finish = part["name"], part["sessions"], part["errors"], part["finish"]
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise ValueError("its name is no name")
    if not isinstance(sessions, list) or not all(isinstance(session, str) for session in sessions):
        raise ValueError("'sessions' is no list of texts")
    return SavedTrack(
        name,
        _oval(part),
        _number(part, "latitude", -90.0, 90.0),
        _number(part, "longitude", -180.0, 180.0),
        _number(part, "bearing_deg", 0.0, 360.0),
        _number(errors, "centre_m", 1e-3, 100.0),
        _number(errors, "bearing_deg", 1e-3, 90.0),
        _number(errors, "straight_m", 1e-3, 100.0),
        FinishFrom(finish["known_from"]),
        _number(finish, "probability", 0.5, 1.0),
        tuple(sessions),
    )


def _oval(part: dict[str, Any]) -> Oval:
    straight, radius = _number(part, "straight_m", 10.0, 250.0), _number(part, "radius_m", 5.0, 90.0)
    oval = simple_oval(straight, radius) if part["shape"] == FITTED else SHAPES.get(part["shape"])
    if oval is None:
        raise ValueError(f"its shape '{part['shape']}' is not known")
    if max(abs(oval.straight - straight), abs(oval.radius - radius)) > 0.01:
        raise ValueError(f"its straights or turns are not those of the shape '{oval.shape}'")
    if not LAPS[0] < oval.lap() < LAPS[1]:
        raise ValueError(f"its lap would be {2 * (straight + math.pi * (radius + KERB_TO_LINE)):.0f} m")
    return oval


def _number(part: dict[str, Any], name: str, lowest: float, highest: float) -> float:
    value = part[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
        raise ValueError(f"'{name}' is {value!r}, not a number from {lowest:g} to {highest:g}")
    return float(value)
