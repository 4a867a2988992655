"""The session in the log that a recording is another export of."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyzer.logbook.way import WIDEST, Way, from_traces, same, shifted
from analyzer.model import Athlete
from analyzer.plane import to_plane
from analyzer.store import Overlap, Store

FASTEST, CLOSE = 10.0, 200.0
"""Who began farther off than this, even when that was later, was elsewhere; it is not looked into. [m/s, m]"""

UTC = "fit"
"""Two files of this format have no other clock: the watch counts in UTC, as its protocol says."""


@dataclass(frozen=True)
class Twin:
    """A session in the log. ahead : How far the clock of the new recording is ahead of it. [s]"""

    session: int
    ahead: float


def twin_of(store: Store, athlete: Athlete, way: Way, form: str) -> tuple[Twin | None, tuple[int, ...]]:
    """Find the session of a recording, and those that were run at the same time elsewhere. form : Its format."""
    start = pd.Timestamp(way.start, unit="s", tz="UTC")
    there = store.overlapping(athlete, start, way.duration)
    for other in there:
        if is_twin(store, athlete, way, other):
            return Twin(other.session, 0.0), ()
    around = store.overlapping(athlete, start - pd.Timedelta(seconds=WIDEST), way.duration + 2 * WIDEST)
    for other in around:
        if form == UTC == store.files(athlete, other.session)[0].format:
            continue
        known = _way(store, athlete, way, other, shift=True)
        ahead = np.nan if known is None else shifted(way, known)
        if np.isfinite(ahead):
            return Twin(other.session, ahead), ()
    return None, tuple(other.session for other in there)


def is_twin(store: Store, athlete: Athlete, way: Way, other: Overlap) -> bool:
    """Tell whether a session at the same time is that of the recording."""
    known = _way(store, athlete, way, other, shift=False)
    return known is not None and same(way, known)


def _way(store: Store, athlete: Athlete, way: Way, other: Overlap, *, shift: bool) -> Way | None:
    """Give the way of a session; None where it began too far off to be the same."""
    if len(way.elapsed) and np.isfinite(other.latitude):
        east, north = to_plane(way.latitude[0], way.longitude[0], (other.latitude, other.longitude))
        later = 0.0 if shift else abs(way.start + way.elapsed[0] - other.start.timestamp())
        if float(np.hypot(east, north)) > CLOSE + FASTEST * later:
            return None
    return from_traces(store.traces(athlete, other.session))
