"""Tell the sports of a GPX or TCX file, whose tracks and activities may differ, and what cadence means in each."""

from collections.abc import Sequence

import numpy as np

from analyzer.model import Floats
from analyzer.readers.assemble import both_feet, sport_names

Stretch = tuple[int, str]
"""The first point of a track or activity, and its sport as the file writes it."""
_RUNNING, _CYCLING = "running", "cycling"


def chosen(stretches: Sequence[Stretch], count: int) -> tuple[str, str, list[str]]:
    """Give sport and sub-sport of the run among the stretches, else of the first that says one; and notes.

    >>> chosen([(0, "Biking"), (90, "Running")], 200)
    ('running', '', ['the file holds several sports: cycling, running'])
    """
    ends = [*(first for first, _ in stretches[1:]), count]
    said = [sport_names(text) for (first, text), end in zip(stretches, ends, strict=False) if text and end > first]
    names = list(dict.fromkeys(sport for sport, _ in said))
    notes = [f"the file holds several sports: {', '.join(names)}"] if len(names) > 1 else []
    sport, sub_sport = next((names for names in said if names[0] == _RUNNING), said[0] if said else ("", ""))
    return sport, sub_sport, notes


def steps(cadence: Floats, stretches: Sequence[Stretch]) -> Floats:
    """Give steps of both feet per minute; where the sport is cycling, turns of the pedals as they are."""
    firsts = np.array([first for first, _ in stretches], dtype=np.int64)
    cycling = np.array([False, *(sport_names(text)[0] == _CYCLING for _, text in stretches)])
    ridden = cycling[np.searchsorted(firsts, np.arange(len(cadence)), side="right")]
    return np.where(ridden, cadence, both_feet(np.where(ridden, np.nan, cadence)))
