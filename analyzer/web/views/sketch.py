"""The map of a session: the track with the home straight below; without a track the way that was run, north up."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analyzer.model import Analysis, Floats, Placement
from analyzer.oval import LANE_WIDTH, LANES, Line, Oval
from analyzer.plane import to_plane

MARGIN = 14.0
"""Round the track, or round what was run. [m]"""
REACH = 45.0
"""Positions farther from the track than this are not on its map. [m]"""
SIDE_BY_SIDE, LAP_GAP = 6, 2.4
"""Up to so many laps are drawn side by side, so far apart. [m]"""
INSIDE_TURN, INSIDE_STRAIGHT = 17.0, 9.0
"""So far inside the kerb the names stand, the wider ones of the turns farther. [m]"""
STEPS = 120
"""Points of a lap that is drawn."""


@dataclass(frozen=True, eq=False)
class Sketch:
    """A map to be drawn: x to the right and y down, in metres.

    box : Left, top, width, height.   x, y : Where the runner was at each row of the session's speed; NaN off the map.
    surface, infield : Outlines of the track, "" without one.   lanes : The painted lines.
    finish : Both ends of the finish line, () where there is no track.   start : Where the trial began, or ().
    names : Text and place of each turn and straight.
    """

    box: tuple[float, float, float, float]
    x: Floats
    y: Floats
    surface: str = ""
    infield: str = ""
    lanes: tuple[str, ...] = ()
    finish: tuple[float, float, float, float] | tuple[()] = ()
    start: tuple[float, float] | tuple[()] = ()
    names: tuple[tuple[str, float, float], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the map without the runner, for the script that draws it."""
        return {
            "box": [round(side, 1) for side in self.box],
            "surface": self.surface,
            "infield": self.infield,
            "lanes": list(self.lanes),
            "finish": [round(side, 1) for side in self.finish],
            "start": [round(side, 1) for side in self.start],
            "names": [[name, round(x, 1), round(y, 1)] for name, x, y in self.names],
        }


def sketch(analysis: Analysis) -> Sketch:
    """Give the map of a session."""
    return _of_way(analysis) if analysis.track is None else _of_track(analysis, analysis.track)


def _of_track(analysis: Analysis, track: Placement) -> Sketch:
    x, y = _on_track(analysis, track)
    return replace(ground(track.oval, track.line, track.lane), x=x, y=y, start=_start(analysis, track))


def ground(oval: Oval, line: Line, lane: int) -> Sketch:
    """Give the map of a track that nobody runs on; line : That of the lane."""
    kerb, edge = -line.offset, -line.offset + LANE_WIDTH * (LANES - 1)
    arc = np.linspace(0.0, line.lap, STEPS + 1)
    outer = line.at(arc, edge)
    left, top = float(outer[0].min()) - MARGIN, float((-outer[1]).min()) - MARGIN
    width, height = float(np.ptp(outer[0])) + 2 * MARGIN, float(np.ptp(outer[1])) + 2 * MARGIN
    x_finish, y_finish = line.at(np.zeros(2), np.array([kerb - 1.5, edge + 1.5]))
    turn, straight = oval.turn(lane), oval.straight
    places = (turn / 2, turn + straight / 2, 1.5 * turn + straight, 2 * turn + 1.5 * straight)
    names_x, names_y = line.at(np.array(places), kerb - np.array([INSIDE_TURN, INSIDE_STRAIGHT] * 2))
    names = ("first turn", "back straight", "back turn", "home straight")
    return Sketch(
        box=(left, top, width, height),
        x=np.zeros(0),
        y=np.zeros(0),
        surface=path(*outer),
        infield=path(*line.at(arc, kerb)),
        lanes=tuple(path(*line.at(arc, kerb + LANE_WIDTH * lane)) for lane in range(1, LANES - 1)),
        finish=(float(x_finish[0]), float(-y_finish[0]), float(x_finish[1]), float(-y_finish[1])),
        names=tuple((name, float(a), float(-b)) for name, a, b in zip(names, names_x, names_y, strict=True)),
    )


def _start(analysis: Analysis, track: Placement) -> tuple[float, float] | tuple[()]:
    trial = analysis.trial
    if trial is None or not math.isfinite(trial.start_arc):
        return ()
    x, y = track.line.at(np.array([trial.start_arc]), 0.0)
    return float(x[0]), float(-y[0])


def _on_track(analysis: Analysis, track: Placement) -> tuple[Floats, Floats]:
    """Give where the runner was: along the line where the motion is known, else where the watch says."""
    clock = analysis.speed["elapsed"].to_numpy(dtype=float)
    samples = analysis.recording.samples
    known = np.isfinite(samples["latitude"].to_numpy(dtype=float))
    x, y = (np.full(len(clock), np.nan) for _ in range(2))
    if known.sum() > 1:
        at = samples["elapsed"].to_numpy(dtype=float)[known]
        places = track.to_track(
            samples["latitude"].to_numpy(dtype=float)[known], samples["longitude"].to_numpy(dtype=float)[known]
        )
        x, y = (_between(clock, at, place) for place in places)
        half, wide = track.oval.straight / 2 + track.oval.radius, track.oval.width / 2
        far = (np.abs(x) > half + REACH) | (np.abs(y) > wide + REACH)
        x, y = np.where(far, np.nan, x), np.where(far, np.nan, y)
    if analysis.motion is not None and len(analysis.motion.frame):
        motion = analysis.motion.frame
        at = motion["elapsed"].to_numpy(dtype=float)
        on = np.isfinite(_between(clock, at, at))
        arc, offset = (np.interp(clock, at, motion[name].to_numpy(dtype=float)) for name in ("arc", "offset"))
        mine_x, mine_y = track.line.at(arc, np.clip(offset, -3.0, 12.0) + _aside(analysis, track, arc, clock))
        x, y = np.where(on, mine_x, x), np.where(on, mine_y, y)
    return x, -y


def _aside(analysis: Analysis, track: Placement, arc: Floats, clock: Floats) -> Floats:
    """Give how far outward each place of the trial is drawn, so that its laps lie side by side. [m]"""
    trial = analysis.trial
    if trial is None or not math.isfinite(trial.start_arc):
        return np.zeros(len(arc))
    first = math.floor((trial.start_arc + 0.25 * track.lap) / track.lap)
    laps = np.clip(np.floor(arc / track.lap) - first, 0, max(len(trial.laps) - 1, 0))
    during = (clock >= trial.start) & (clock <= trial.end)
    step = LAP_GAP if len(trial.laps) <= SIDE_BY_SIDE else 0.0
    return np.where(during, laps * (step if track.lane <= LANES // 2 else -step), 0.0)


def _of_way(analysis: Analysis) -> Sketch:
    clock = analysis.speed["elapsed"].to_numpy(dtype=float)
    samples = analysis.recording.samples
    latitude, longitude = (samples[name].to_numpy(dtype=float) for name in ("latitude", "longitude"))
    known = np.isfinite(latitude)
    if known.sum() < 2 or not len(clock):
        return Sketch((0.0, 0.0, 0.0, 0.0), np.full(len(clock), np.nan), np.full(len(clock), np.nan))
    middle = float(np.median(latitude[known])), float(np.median(longitude[known]))
    east, north = to_plane(latitude[known], longitude[known], middle)
    at = samples["elapsed"].to_numpy(dtype=float)[known]
    x, y = _between(clock, at, east), -_between(clock, at, north)
    if not np.isfinite(x).any():
        return Sketch((0.0, 0.0, 0.0, 0.0), x, y)
    room = MARGIN + 0.04 * max(float(np.nanmax(x) - np.nanmin(x)), float(np.nanmax(y) - np.nanmin(y)))
    box = (
        float(np.nanmin(x)) - room,
        float(np.nanmin(y)) - room,
        float(np.nanmax(x) - np.nanmin(x)) + 2 * room,
        float(np.nanmax(y) - np.nanmin(y)) + 2 * room,
    )
    return Sketch(box, x, y)


def _between(clock: Floats, at: Floats, values: Floats, *, gap: float = 12.0) -> Floats:
    """Interpolate between samples; NaN in gaps and outside. [gap: s]"""
    after = np.clip(np.searchsorted(at, clock), 1, len(at) - 1)
    inside = (clock >= at[0]) & (clock <= at[-1]) & (at[after] - at[after - 1] <= gap)
    return np.where(inside, np.interp(clock, at, values), np.nan)


def path(x: Floats, y: Floats) -> str:
    """Write a closed outline as the path of an SVG, y turned down.

    >>> path(np.array([0.0, 10.0, 10.0]), np.array([0.0, 0.0, 5.0]))
    'M0.0 0.0L10.0 0.0L10.0 -5.0Z'
    """
    return "M" + "L".join(f"{a:.1f} {-b + 0.0:.1f}" for a, b in zip(x, y, strict=True)) + "Z"
