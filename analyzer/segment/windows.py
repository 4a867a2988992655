"""Time the marks of very long running in windows, so that memory grows with its length and not with its square.

Only neighbouring marks share their errors: drift is forgotten within minutes. A window holds many laps, and windows
overlap by more than a lap. Presses are not weighed in here: they would move the windows against each other.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Bout, Motion, Placement
from analyzer.segment.crossings import NO_PRESSES, Crossings, Presses, crossings_of, with_presses

Floats = NDArray[np.float64]

MANY = 500
"""More marks than this are timed in windows: 15 km and more."""
WINDOW, OVERLAP = 240, 80
"""Marks in a window, and marks that two windows share: a lap has 13, and 1 km of a 200 m track has 75."""


@dataclass(frozen=True, eq=False)
class Windows:
    """The crossings of a long effort: its two ends together, and overlapping windows over its marks."""

    ends: Crossings
    parts: tuple[Crossings, ...]

    def between(self, first: float, last: float) -> tuple[float, float, float, float]:
        """Give start, end, time and its standard error between two marks. [s]"""
        fitting = [part for part in self.parts if part.arcs[0] <= first + 1e-6 and part.arcs[-1] >= last - 1e-6]
        return (fitting[-1] if fitting else self.ends).between(first, last)


def timed(bout: Bout, motion: Motion, placement: Placement, presses: Presses, arcs: Floats) -> Windows:
    """Time the marks of a bout [m, unwrapped, the first its start and the last its end] in windows."""
    ends = with_presses(crossings_of(bout, motion, arcs[[0, -1]]), placement, presses)
    about = np.interp(arcs, np.maximum.accumulate(motion.frame["arc"].to_numpy()), motion.frame["elapsed"].to_numpy())
    parts = []
    for first in range(0, len(arcs) - OVERLAP, WINDOW - OVERLAP):
        marks = slice(first, min(first + WINDOW, len(arcs)))
        begin, end = float(about[marks][0]), float(about[marks][-1])
        piece = bout if first == 0 else replace(bout, onset=None, start=begin)
        part = crossings_of(replace(piece, end=end), motion, arcs[marks])
        parts.append(with_presses(part, placement, NO_PRESSES))
    return Windows(ends, tuple(parts))
