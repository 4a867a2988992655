"""Find the track in the recording with no map: shape, place, bearing, direction and lane; or say that there is none.

`running` turns samples into points with a heading, `search` finds ovals that agree with them, `fit` fits the best,
`judge` decides whether it is a track, `known` uses the tracks that were saved.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analyzer.model import Direction, FinishFrom, Placement, SavedTrack
from analyzer.model.track import DAY_OFFSET
from analyzer.oval import SHAPES, Oval
from analyzer.plane import to_geographic, to_plane
from analyzer.survey import running as points
from analyzer.survey.fit import ANGLE, CUT_MEAN, CUT_SD, OUT, OUT_MEAN, OUT_SD, STRAIGHT, Fit, X, Y, fit
from analyzer.survey.judge import SNAPPED, Findings, judge, lanes, stays
from analyzer.survey.known import Match, recall, recognise, sighting
from analyzer.survey.running import Running
from analyzer.survey.search import Candidate, candidates, oval_of

NEIGHBOURHOODS, TRIED = 3, 4
"""How many places are searched, and how many ovals are fitted at each."""
LEAST_RUN = 420.0
"""Less running about a place is no track session. [m]"""
SEARCHED, FITTED = 2500, 350
"""Points that are used to search and to fit: more say nothing new."""
ABOUT = 330.0
"""How far about a place the running is looked at. [m]"""
STRAIGHT_MEAN, STRAIGHT_SD = 84.39, 12.0
"""Straights of real 400 m tracks. [m]"""
LIKELY = {"standard": 3.5, "fitted": 0.0, "equal_quadrant": 0.5, "m300": 1.0, "m200": 1.0}
KNOWN = -1.0
"""Log odds of the shapes before the fit: the standard track is by far the commonest, other known shapes are rare."""
RARE_LAP = 6.0
"""Log odds against a lap of 200 or 300 m."""


@dataclass(frozen=True)
class Survey:
    """The track, or None; the notes say why there is none."""

    placement: Placement | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Found:
    fitted: Fit
    findings: Findings
    running: Running
    here: Running
    lap: float


def place(
    samples: pd.DataFrame,
    *,
    lane: int | None = None,
    shape: str | None = None,
    direction: Direction | None = None,
    finish: tuple[float, float] | None = None,
    saved: Sequence[SavedTrack] = (),
) -> Survey:
    """Find the track in samples (frames.SAMPLES).

    lane, shape, direction, finish [deg] : What the runner says. saved : Tracks of earlier sessions.
    """
    running = points.of(samples)
    if running is None:
        return Survey(None, ("No track can be looked for: the recording has no positions; record with GPS on.",))
    side = None if direction is None else (1 if direction is Direction.ANTICLOCKWISE else -1)
    found = _best(running, side)
    if found is None or found.findings.fault:
        return _on_a_saved_one(samples, running, side, saved, lane, finish) or Survey(None, (_fault(running, found),))
    shaped = _shaped(found, shape)
    seen = sighting(found.fitted, shaped, found.findings.residual, running.origin)
    match, notes = recall(seen, shaped, found.running, found.here, saved)
    found = replace(found, fitted=shaped)
    if match is not None:
        found = replace(found, fitted=match.fitted, findings=match.findings)
    placement = replace(_placement(found, samples, lane), seen=seen)
    return Survey(_named(placement, match, finish), notes)


def _fault(running: Running, found: _Found | None) -> str:
    """Say why there is no track here."""
    if found is not None:
        return f"No track here: {found.findings.fault}."
    if running.metres.sum() < LEAST_RUN:
        return f"No track here: only {running.metres.sum():.0f} m were run with positions."
    return "No track here: the running nowhere goes round an oval."


def _on_a_saved_one(
    samples: pd.DataFrame,
    running: Running,
    side: int | None,
    saved: Sequence[SavedTrack],
    lane: int | None,
    finish: tuple[float, float] | None,
) -> Survey | None:
    """Take too little running for a track where it lies on a saved one."""
    known = recognise(running, side, saved)
    if known is None:
        return None
    here, match = known
    found = _Found(match.fitted, match.findings, here, here, match.fitted.oval.lap())
    placement = _named(_placement(found, samples, lane), match, finish)
    note = f"Only {placement.laps:.1f} laps were run here: they count as on a track, since they lie on a saved one."
    return Survey(placement, (note,))


def turned(placement: Placement) -> Placement:
    """Give the same track with the other straight as the home straight."""
    return replace(placement, bearing=(placement.bearing + 180.0) % 360.0)


def _named(placed: Placement, match: Match | None, finish: tuple[float, float] | None) -> Placement:
    """Take name and finish line from the saved track, if it is one; what the runner says of the finish overrules it."""
    if match is not None:
        track = match.track
        placed = replace(placed, name=track.name, offset_sd=match.centre_sd)
        if track.finish_from is not FinishFrom.ASSUMED:
            placed = replace(placed, finish_from=FinishFrom.SAVED, finish_probability=track.finish_probability)
    return _by_finish(placed, finish) if finish is not None else placed


def _best(running: Running, side: int | None) -> _Found | None:
    if running.metres.sum() < LEAST_RUN:
        return None
    best: _Found | None = None
    for middle in points.densest(running, most=NEIGHBOURHOODS, least=LEAST_RUN):
        near = (np.abs(running.x - middle[0]) < ABOUT) & (np.abs(running.y - middle[1]) < ABOUT)
        here = running.only(near)
        if len(here.elapsed) < 40:
            continue
        few = _thinned(here, FITTED)
        tried = [
            _found(few, here, one)
            for one in candidates(_thinned(here, SEARCHED), middle, most=TRIED)
            if side is None or one.side == side
        ]
        for found in tried:
            if found is not None and (best is None or _rank(found) > _rank(best)):
                best = found
    return best


def _thinned(running: Running, most: int) -> Running:
    step = max(len(running.elapsed) // most, 1)
    return running.only(np.arange(0, len(running.elapsed), step)) if step > 1 else running


def _rank(found: _Found) -> tuple[bool, float]:
    """Rank a track before what is none; then by what the oval leaves unexplained, over the metres on it."""
    rare = RARE_LAP if found.lap < 350 else 0.0
    return not found.findings.fault, found.findings.metres / 50.0 - found.fitted.cost - rare


def _found(few: Running, here: Running, one: Candidate) -> _Found | None:
    outdoor = one.lap > 350
    lap = {404.0: 400.0, 303.0: 300.0, 202.0: 200.0}[one.lap]
    straight = STRAIGHT_MEAN if outdoor else one.straight
    start = np.array([one.x, one.y, one.angle, OUT_MEAN, CUT_MEAN, straight])
    sd = np.array([50.0, 50.0, 0.5, OUT_SD, CUT_SD, STRAIGHT_SD])
    begun = start.copy()
    begun[STRAIGHT] = one.straight
    fitted = fit(few, start, lambda values: oval_of(values[STRAIGHT], lap), one.side, sd)
    if fitted is None:
        return None
    return _Found(fitted, judge(here, fitted), few, here, lap)


def _shaped(found: _Found, shape: str | None) -> Fit:
    """Refit with each known shape of this lap; keep the free straight where none fits as well."""
    best, odds = found.fitted, LIKELY["fitted"] - found.fitted.cost
    for name, oval in SHAPES.items():
        if shape is not None and name != shape:
            continue
        if shape is None and abs(oval.lap() - found.lap) > 3.0:
            continue
        start = found.fitted.numbers[:STRAIGHT].copy()
        start[OUT : OUT + 2] = OUT_MEAN, CUT_MEAN
        sd = np.array([50.0, 50.0, 0.5, OUT_SD, CUT_SD])

        def known(_: object, oval: Oval = oval) -> Oval:
            return oval

        refitted = fit(found.running, start, known, found.fitted.side, sd)
        if refitted is None:
            continue
        refitted_odds = LIKELY.get(name, KNOWN) - refitted.cost
        if shape is not None or refitted_odds > odds:
            best, odds = refitted, refitted_odds
    return best


def _placement(found: _Found, samples: pd.DataFrame, lane: int | None) -> Placement:
    fitted, findings = found.fitted, found.findings
    values, running = fitted.numbers, found.running
    latitude, longitude = to_geographic(values[X], values[Y], running.origin)
    probability = lanes(fitted) if lane is None else {lane: 1.0}
    likeliest = max(probability, key=lambda number: probability[number])
    placed = Placement(
        fitted.oval,
        float(latitude),
        float(longitude),
        float((90.0 - math.degrees(values[ANGLE])) % 360.0),
        direction=Direction.ANTICLOCKWISE if fitted.side > 0 else Direction.CLOCKWISE,
        lane=likeliest,
        lane_probability=probability,
        residual=findings.residual,
        covered=findings.covered,
        laps=findings.metres / fitted.oval.lap(),
        snapped=findings.residual < SNAPPED,
        offset_sd=DAY_OFFSET,
    )
    known = samples[samples["latitude"].notna() & samples["longitude"].notna()]
    _, out = placed.oval.line().project(*placed.to_track(known["latitude"], known["longitude"]))
    return replace(
        placed,
        intervals=stays(known["elapsed"].to_numpy(), out - values[OUT]),
        offset=float(values[OUT] - (placed.line.offset - placed.oval.line().offset)),
        notes=_notes(placed),
    )


def _by_finish(placed: Placement, finish: tuple[float, float]) -> Placement:
    """Choose the straight whose finish line is nearer to the place that the runner names. [deg]

    Clockwise it is the straight on that side of the track: its line may be taken at either end.
    """
    x, y = placed.to_track(*finish)
    along = 0.0 if placed.direction is Direction.CLOCKWISE else placed.oval.straight
    chosen = placed if float(x) * along - float(y) * placed.oval.width > 0 else turned(placed)
    east, north = to_plane(*finish, (placed.latitude, placed.longitude))
    away = float(np.hypot(east, north))
    notes = placed.notes
    if away > 150.0:
        notes = (
            *notes,
            f"The finish line named lies {away:.0f} m from the middle of the track: check --finish.",
        )
    return replace(chosen, finish_from=FinishFrom.RUNNER, finish_probability=1.0, notes=notes)


def _notes(placed: Placement) -> tuple[str, ...]:
    notes = []
    if placed.snapped:
        notes.append("The watch put you on an oval of its own (track mode): what it saw across the track is gone.")
    return tuple(notes)
