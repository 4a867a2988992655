"""Use a saved track as a prior: hold it against the session first, so that a wrong one cannot capture it.

The centre that a session sees is off by the watch's offset of the day; the saved one knows where the track is, but not
where this watch sees it today. Both are combined by their precision.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.model import SavedTrack, Sighting
from analyzer.model.track import DAY_OFFSET
from analyzer.oval import Oval
from analyzer.plane import to_geographic, to_plane
from analyzer.survey.fit import (
    AGREE,
    ANGLE,
    CUT_MEAN,
    CUT_SD,
    OUT_MEAN,
    OUT_SD,
    STRAIGHT,
    Fit,
    Floats,
    X,
    Y,
    beside,
    fit,
)
from analyzer.survey.judge import ON, SNAPPED, Findings, judge
from analyzer.survey.running import Running
from analyzer.survey.search import oval_of

REACH = 60.0
"""A saved track whose centre lies farther off is another one. [m]"""
SIGMAS = 4.0
LEAST_APART, LEAST_TURNED = 8.0, 3.0
"""Within these a saved track is never refused for its place [m] or its bearing [deg] alone."""
DRIFT_SHARE, BEARING_SHARE = 1.5, 0.6
"""Errors of fitted centres over those of the fit's covariance, for each metre of residual [1/m], and of bearings: in
simulated sessions of three kinds of watch. Drift lasts longer than the fit believes, and it turns the track less."""
OFFSET_SHARE, LEAST_RESIDUAL = 1.0, 0.7
"""A watch that scatters more is off by more on a day; one that smooths its positions is not better for it. [1, m]"""
SNAPPED_OFFSET = 2.0
"""Where a watch in its own track mode believes the track to be: as well as it once measured it. [m]"""
LEAST_STRAIGHT_SD = 0.5
"""The filter of a watch cuts the ends of straights: no session knows their length better. [m]"""
WORSE_COST = 6.0
"""A saved shape that leaves so much more unexplained than the session's own is another shape. [log odds]"""
WORSE_PATTERN, LEAST_WORSE = 0.75, 0.5
"""The same for what is left at the same places each lap, over the standard error of the centre's distance. [1, m]"""
SHORT_LAPS, SHORT_COVERED = 0.45, 0.45
"""So much of a saved track must be run to be taken for it: a street or a pitch beside it holds a straight at most."""
SHORT_WORSE = 4.0
"""The same as WORSE_COST for so little running: on the track it is 0 to 2.6, 15 m beside it 6 to 24 (simulated)."""
ANYWHERE = np.array([30.0, 30.0, 0.3])
"""Leaves middle and bearing free. [m, rad]"""
PINNED = np.array([1e-3, 1e-3, 1e-5])
"""Leaves middle and bearing where they are. [m, rad]"""


@dataclass(frozen=True, eq=False)
class Match:
    """A saved track that agrees with the running, as it lies today; how well its centre is known. [m]"""

    track: SavedTrack
    fitted: Fit
    findings: Findings
    centre_sd: float


def sighting(free: Fit, shaped: Fit, residual: float, origin: tuple[float, float]) -> Sighting:
    """Give where a session alone sees the track; free : the fit that left the straight free. residual : Its median [m].

    origin : Of the plane. [deg]
    """
    values, spread = shaped.numbers, np.sqrt(np.diag(shaped.covariance))
    latitude, longitude = to_geographic(values[X], values[Y], origin)
    bearing = 90.0 - math.degrees(values[ANGLE])
    scatter = max(residual, LEAST_RESIDUAL)
    return Sighting(
        shaped.oval,
        float(latitude),
        float(longitude),
        float(bearing % 360.0),
        centre_sd=DRIFT_SHARE * scatter * float(np.hypot(spread[X], spread[Y])) / math.sqrt(2),
        bearing_sd=BEARING_SHARE * math.degrees(spread[ANGLE]),
        straight_sd=max(DRIFT_SHARE * scatter * float(free.covariance[STRAIGHT, STRAIGHT]) ** 0.5, LEAST_STRAIGHT_SD),
        offset_sd=SNAPPED_OFFSET if residual < SNAPPED else OFFSET_SHARE * scatter,
    )


def recall(
    seen: Sighting, own: Fit, few: Running, here: Running, saved: Sequence[SavedTrack]
) -> tuple[Match | None, tuple[str, ...]]:
    """Give the saved track that a found one is; the notes say why one that lies near is not used."""
    own_pattern = judge(here, own).pattern
    notes: list[str] = []
    for apart, track in _nearest(seen.latitude, seen.longitude, saved):
        centre_sd = math.hypot(seen.centre_sd, seen.offset_sd, track.centre_sd)
        bearing_sd = math.hypot(seen.bearing_sd, track.bearing_sd)
        turned = abs((seen.bearing - track.bearing + 90.0) % 180.0 - 90.0)
        oval = _shape(seen, own, few, track)
        if apart > max(SIGMAS * centre_sd, LEAST_APART):
            notes.append(_refused(track, f"the track run on lies {apart:.0f} m from it"))
        elif turned > max(SIGMAS * bearing_sd, LEAST_TURNED):
            notes.append(_refused(track, f"the track run on is turned by {turned:.0f} degrees"))
        elif oval is None:
            notes.append(_refused(track, "the track run on has another shape"))
        else:
            fitted, sd = _combined(seen, own, few, track, oval)
            findings = judge(here, fitted) if fitted is not None else None
            worse = max(WORSE_PATTERN * centre_sd, LEAST_WORSE)
            if fitted is None or findings is None or findings.pattern > own_pattern + worse:
                notes.append(_refused(track, "the running fits it clearly worse than a track of its own"))
            else:
                return Match(track, fitted, findings, sd), tuple(notes)
    return None, tuple(notes)


def recognise(running: Running, side: int | None, saved: Sequence[SavedTrack]) -> tuple[Running, Match] | None:
    """Find running on a saved track that alone would be too little to be called a track; with the running there."""
    for track in saved:
        x, y = (float(part) for part in to_plane(track.latitude, track.longitude, running.origin))
        here = running.only(np.hypot(running.x - x, running.y - y) < 3 * REACH)
        if here.metres.sum() < SHORT_LAPS * track.oval.lap() or len(here.elapsed) < 30:
            continue
        match = _short(here, side, track, (x, y))
        if match is not None:
            return here, match
    return None


def _short(here: Running, side: int | None, track: SavedTrack, middle: tuple[float, float]) -> Match | None:
    centre_sd = math.hypot(track.centre_sd, DAY_OFFSET)
    start = np.array([*middle, math.radians(90.0 - track.bearing), OUT_MEAN, CUT_MEAN])
    sd = np.array([centre_sd, centre_sd, math.radians(track.bearing_sd), OUT_SD, CUT_SD])
    run = _side(here, start, track.oval)
    if side is not None and side != run:
        return None
    start[ANGLE] += math.pi if run < 0 else 0.0
    fitted = fit(here, start, lambda _: track.oval, run, sd)
    free = (
        None
        if fitted is None
        else fit(here, fitted.numbers, lambda _: track.oval, run, np.array([*ANYWHERE, OUT_SD, CUT_SD]))
    )
    if fitted is None or free is None or fitted.cost > free.cost + SHORT_WORSE:
        return None
    moved = math.hypot(*(fitted.numbers[:2] - start[:2]))
    findings = judge(here, fitted, laps=SHORT_LAPS, covered=SHORT_COVERED)
    if findings.fault or moved > max(SIGMAS * centre_sd / 2, LEAST_APART / 2):
        return None
    spread = np.sqrt(np.diag(fitted.covariance))
    return Match(track, fitted, findings, float(np.hypot(spread[X], spread[Y])) / math.sqrt(2))


def _side(here: Running, values: Floats, oval: Oval) -> int:
    """Tell which way round most of the running on an oval went: +1 for anticlockwise."""
    rest, arc, turned = beside(here, values, oval, 1)
    on = (np.abs(rest) < ON) & (turned < AGREE)
    ahead = np.cos(here.heading - values[ANGLE] - oval.line().heading(arc))
    return 1 if float((ahead * here.metres)[on].sum()) >= 0 else -1


def _nearest(latitude: float, longitude: float, saved: Sequence[SavedTrack]) -> Iterator[tuple[float, SavedTrack]]:
    """Give the saved tracks within reach of a place with their distances, the nearest first. [m]"""
    ranked = [
        (float(np.hypot(*to_plane(track.latitude, track.longitude, (latitude, longitude)))), track) for track in saved
    ]
    yield from sorted((one for one in ranked if one[0] < REACH), key=lambda one: one[0])


def _shape(seen: Sighting, own: Fit, few: Running, track: SavedTrack) -> Oval | None:
    """Give the shape that a session and a saved track agree on, if they do."""
    if seen.oval.shape == track.oval.shape != "fitted":
        return track.oval
    if abs(seen.oval.lap() - track.oval.lap()) > 4.0:
        return None
    if track.oval.shape != "fitted":
        start = own.numbers[:STRAIGHT].copy()
        sd = np.array([50.0, 50.0, 0.5, OUT_SD, CUT_SD])
        refitted = fit(few, start, lambda _: track.oval, own.side, sd)
        return track.oval if refitted is not None and refitted.cost < own.cost + WORSE_COST else None
    sd_of_both = math.hypot(seen.straight_sd, track.straight_sd)
    if abs(seen.oval.straight - track.oval.straight) > SIGMAS * sd_of_both:
        return None
    if seen.oval.shape != "fitted":
        return seen.oval
    straight = _weighed((seen.oval.straight, seen.straight_sd), (track.oval.straight, track.straight_sd))[0]
    return oval_of(straight, track.oval.lap())


def _combined(seen: Sighting, own: Fit, few: Running, track: SavedTrack, oval: Oval) -> tuple[Fit | None, float]:
    """Fit the rest with the centre and bearing of both by their precision; give it with the centre's error. [m]"""
    x, y = (float(part) for part in to_plane(track.latitude, track.longitude, few.origin))
    prior_sd = math.hypot(track.centre_sd, seen.offset_sd)
    place = [_weighed((float(own.numbers[k]), seen.centre_sd), (there, prior_sd)) for k, there in ((X, x), (Y, y))]
    turn = (seen.bearing - track.bearing + 90.0) % 180.0 - 90.0
    bearing = track.bearing + _weighed((turn, seen.bearing_sd), (0.0, track.bearing_sd))[0]
    angle = math.radians(90.0 - bearing) + (0.0 if own.side > 0 else math.pi)
    start = np.array([place[0][0], place[1][0], angle, OUT_MEAN, CUT_MEAN])
    return fit(few, start, lambda _: oval, own.side, np.array([*PINNED, OUT_SD, CUT_SD])), place[0][1]


def _weighed(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Give the mean of two values by their precision, and its standard error.

    >>> _weighed((1.0, 1.0), (3.0, 1.0))
    (2.0, 0.7071067811865476)
    """
    weights = one[1] ** -2.0, other[1] ** -2.0
    total = sum(weights)
    return (one[0] * weights[0] + other[0] * weights[1]) / total, total**-0.5


def _refused(track: SavedTrack, why: str) -> str:
    return f"The saved track '{track.name}' is not used: {why}."
