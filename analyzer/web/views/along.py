"""Two trials along the race as numbers to draw: the time between them at each metre, and where on the track that is."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from analyzer.charts.delta import names
from analyzer.model import Delta, Floats, Gain, Trial
from analyzer.oval import STANDARD, Line, Oval, line_offset, simple_oval
from analyzer.report.trial_words import won
from analyzer.web.trials import Compared
from analyzer.web.views.sketch import LAP_GAP, ground

MOST_POINTS = 1200
"""Of the line; a mile has one every 1.3 m."""
ABREAST = 11.0
"""The laps of a race together are drawn so wide on the map. [m]"""
WON, LOST, EVEN = "won", "lost", "even"
PALE = "-pale"
"""A gain that is within its errors is shown pale."""


def along_series(told: Compared) -> dict[str, Any] | None:
    """Give what the chart and the map show; None without two trials that were timed metre by metre.

    metre; ahead and sd [s]; x and y [m on the map; empty without one]; laps: ends of laps [m]; turns: from, to [m];
    pieces: name, tone, told, from, to [m].
    """
    delta = told.delta
    if delta is None or not len(delta.metre) or len(told.pair) != 2:
        return None
    later = told.pair[1]
    metre = thinned(delta)
    ahead, error = (np.interp(metre, delta.metre, values) for values in (-delta.delta, delta.delta_sd))
    newer, older = names((delta.second, delta.first))
    drawn = None if not len(later.laps) or not later.row["lane"] else _map(later, metre)
    return {
        "newer": newer,
        "older": older,
        "distance": round(delta.distance, 2),
        "metre": np.round(metre, 1).tolist(),
        "ahead": (np.round(ahead, 3) + 0.0).tolist(),
        "sd": np.round(error, 3).tolist(),
        "laps": [round(end, 1) for end in delta.lap_ends],
        "turns": [[round(gain.from_m, 1), round(gain.to_m, 1)] for gain in delta.gains if "turn" in gain.zone],
        "pieces": pieces(delta),
        **({"map": None, "x": [], "y": []} if drawn is None else drawn),
    }


def thinned(delta: Delta) -> Floats:
    """Give the metres at which the line is drawn: not too many, and every end of a lap."""
    step = max(math.ceil(len(delta.metre) / MOST_POINTS), 1)
    return np.unique(np.concatenate([delta.metre[::step], np.array(delta.lap_ends), delta.metre[-1:]]))


def pieces(delta: Delta) -> list[dict[str, Any]]:
    """Give the pieces of the race in order, with what each gave."""
    return [
        {
            "name": gain.where,
            "tone": tone(gain),
            "told": f"{won(gain.gain, gain.gain_sd)} s",
            "from": round(gain.from_m, 1),
            "to": round(gain.to_m, 1),
        }
        for gain in delta.gains
    ]


def tone(gain: Gain) -> str:
    """Name the colour of a piece: won or lost, pale within its errors, even where it rounds to nothing."""
    if round(abs(gain.gain), 1) == 0.0:
        return EVEN
    return (WON if gain.gain > 0 else LOST) + ("" if gain.told else PALE)


def track_of(trial: Trial) -> Oval:
    """Give the track that a trial was run on, as far as its laps and zones tell it."""
    lap, lane = float(trial.row["lap"]), int(trial.row["lane"])
    zones = trial.zones
    lengths = (zones["to_m"] - zones["from_m"]).to_numpy(dtype=float)[(zones["zone"] == "back straight").to_numpy()]
    if not math.isfinite(lap) or abs(lap - STANDARD.lap(lane)) < 1.0 or not len(lengths):
        return STANDARD
    straight = float(np.median(lengths))
    return simple_oval(straight, (lap / 2 - straight) / math.pi - line_offset(lane))


def arcs(trial: Trial, metre: Floats, line: Line) -> tuple[Floats, Floats]:
    """Give where on the lap each metre of a race is, and in which lap of it (from 0): laps end at the finish line."""
    ends = trial.laps["to_m"].to_numpy(dtype=float)
    whole = ends[:-1] if len(ends) > 1 else ends
    return np.mod(metre - whole[0], line.lap), np.searchsorted(whole, metre, side="right").astype(float)


def _map(trial: Trial, metre: Floats) -> dict[str, Any]:
    oval, lane = track_of(trial), int(trial.row["lane"])
    line = oval.line(lane)
    arc, lap = arcs(trial, metre, line)
    gap = min(LAP_GAP, ABREAST / max(float(lap.max()), 1.0))
    x, y = line.at(arc, lap * (gap if lane <= 4 else -gap))
    start_x, start_y = line.at(arc[:1], 0.0)
    drawn = replace(ground(oval, line, lane), start=(float(start_x[0]), float(-start_y[0])))
    return {"map": drawn.to_dict(), "x": np.round(x, 1).tolist(), "y": np.round(-y, 1).tolist()}
