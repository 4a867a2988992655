"""What the page of the saved tracks shows: each from above, north up, and what is known of it."""

import math
from dataclasses import dataclass

import numpy as np

from analyzer.model import FinishFrom, Floats, SavedTrack
from analyzer.report.words import FINISH, SHAPES

LANES, WIDE = 4, 8
"""The line that is drawn as the middle of the track, and the lane where the finish line ends."""
STEP = 3.0
"""The oval is drawn in steps of so much. [m]"""
ROOM = 22.0
"""Around the track. [m]"""
WINDS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


@dataclass(frozen=True)
class Drawn:
    """A track from above in an SVG, one unit a metre. finish, other : The line at either end, x1, y1, x2, y2."""

    box: str
    oval: str
    finish: tuple[float, float, float, float]
    other: tuple[float, float, float, float]
    label: tuple[float, float]
    other_label: tuple[float, float]


@dataclass(frozen=True)
class Shown:
    """A saved track on its page. end, other_end : Where the finish line is, and the opposite end, as winds."""

    name: str
    drawn: Drawn
    place: str
    map_address: str
    lap: str
    shape: str
    within: str
    finish: str
    end: str
    other_end: str
    sessions: int
    own: int


def shown(track: SavedTrack, own: int) -> Shown:
    """Show a saved track. own : Sessions on it in the log of who asks."""
    north, east = ("N" if track.latitude >= 0 else "S"), ("E" if track.longitude >= 0 else "W")
    known = track.finish_probability > 0.5
    share = min(track.finish_probability, 1.0)
    sure = track.finish_from is FinishFrom.RUNNER
    end = wind(track)
    finish = f"A, in the {end}: {FINISH[track.finish_from]}" if known else "A or B: not known yet"
    return Shown(
        name=track.name,
        drawn=drawn(track),
        place=f"{abs(track.latitude):.5f}° {north}, {abs(track.longitude):.5f}° {east}",
        map_address=f"https://www.openstreetmap.org/?mlat={track.latitude:.6f}&mlon={track.longitude:.6f}#map=18/"
        f"{track.latitude:.6f}/{track.longitude:.6f}",
        lap=f"{track.oval.lap():.1f} m",
        shape=SHAPES.get(track.oval.shape, track.oval.shape).replace("this run", "the runs on it"),
        within=f"{track.centre_sd:.1f}\N{NO-BREAK SPACE}m",
        finish=finish if sure or not known else f"{finish}, {100 * share:.0f} % sure",
        end=end,
        other_end=WINDS[(WINDS.index(end) + 4) % 8],
        sessions=len(track.sessions),
        own=own,
    )


def wind(track: SavedTrack) -> str:
    """Say towards which wind from the middle of the track its finish line lies."""
    (x,), (y,) = _turned(track, *track.oval.line(1).at(np.zeros(1)))
    return WINDS[round(math.degrees(math.atan2(x, -y)) / 45.0) % 8]


def drawn(track: SavedTrack) -> Drawn:
    """Draw a track from above, north up."""
    line = track.oval.line(LANES)
    arcs = np.arange(0.0, line.lap, STEP)
    x, y = _turned(track, *line.at(arcs))
    wide, high = float(np.abs(x).max()) + ROOM, float(np.abs(y).max()) + ROOM
    path = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in zip(x, y, strict=True)) + "Z"
    inner, outer = track.oval.line(1).at(np.zeros(1), -1.5), track.oval.line(WIDE).at(np.zeros(1))
    out = track.oval.line(WIDE).at(np.zeros(1), 9.0)
    (x1, x2, xl), (y1, y2, yl) = _turned(
        track, np.concatenate((inner[0], outer[0], out[0])), np.concatenate((inner[1], outer[1], out[1]))
    )
    finish = tuple(round(float(value), 1) for value in (x1, y1, x2, y2))
    first, second, third, fourth = finish
    label = (round(float(xl), 1), round(float(yl), 1))
    return Drawn(
        box=f"{-wide:.0f} {-high:.0f} {2 * wide:.0f} {2 * high:.0f}",
        oval=path,
        finish=(first, second, third, fourth),
        other=(-first, -second, -third, -fourth),
        label=label,
        other_label=(-label[0], -label[1]),
    )


def _turned(track: SavedTrack, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Give places in the frame of the track as x to the east and y to the south. [m]"""
    sin, cos = math.sin(math.radians(track.bearing)), math.cos(math.radians(track.bearing))
    return x * sin - y * cos, -(x * cos + y * sin)
