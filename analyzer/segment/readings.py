"""What the sensors read between two marks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.segment.crossings import Crossings
from analyzer.segment.marks import lead
from analyzer.segment.windows import Windows

Floats = NDArray[np.float64]

AROUND = 30.0
"""The usual interval of a recording is told from so long about a piece. [s]"""
SETTLING = 2.0
"""After a change of pace cadence takes so long to settle, beyond the lag of the sensor. [s]"""


@dataclass(frozen=True, eq=False)
class Reading:
    """The sensors of a recording, to be read between two crossings.

    cadence_lag : How late cadence comes [s]. start_arc : Where the effort began. [m]
    """

    elapsed: Floats
    heart_rate: Floats
    cadence: Floats
    positions: Floats
    cadence_lag: float
    start_arc: float

    def row(
        self, crossings: Crossings | Windows, first: float, last: float, *, left_out: bool = False
    ) -> dict[str, float]:
        """Give one row of frames.SPLITS between two marks [m, unwrapped]."""
        start, end, time, time_sd = crossings.between(first, last)
        skipped = lead(first, last) if left_out else 0.0
        _, _, inner, inner_sd = crossings.between(first + skipped, last)
        inner = max(inner, 1e-3)
        speed = (last - first - skipped) / inner
        cadence = self._cadence(start, end)
        return {
            "from_m": first - self.start_arc,
            "to_m": last - self.start_arc,
            "start": start,
            "end": end,
            "time": time,
            "time_sd": time_sd,
            "distance": last - first,
            "speed": speed,
            "speed_sd": speed * inner_sd / inner,
            "heart_rate": self._heart_rate(start, end),
            "cadence": cadence,
            "step_length": 60.0 * speed / cadence if cadence > 0 else np.nan,
            "gap": self._gap(start, end),
        }

    def _inside(self, start: float, end: float) -> slice:
        return slice(*np.searchsorted(self.elapsed, [start, np.nextafter(end, np.inf)]))

    def _heart_rate(self, start: float, end: float) -> float:
        beats = self.heart_rate[self._inside(start, end)]
        beats = beats[np.isfinite(beats)]
        return float(beats.mean()) if len(beats) else np.nan

    def _cadence(self, start: float, end: float) -> float:
        wait = self.cadence_lag + SETTLING
        settled = start + (wait if end - start > 3 * wait else 0.0)
        cadence = self.cadence[self._inside(settled + self.cadence_lag, end + self.cadence_lag)]
        cadence = cadence[cadence > 0]
        return float(np.median(cadence)) if len(cadence) else np.nan

    def _gap(self, start: float, end: float) -> float:
        around = slice(*np.searchsorted(self.positions, [start - AROUND, end + AROUND]))
        known = self.positions[around]
        steps = np.diff(known)
        reached = (known[1:] > start) & (known[:-1] < end)
        return float(max(steps[reached].max() - np.median(steps), 0.0)) if reached.any() else end - start


def reading_of(samples: pd.DataFrame, cadence_lag: float, start_arc: float) -> Reading:
    """Take the sensors out of samples (frames.SAMPLES)."""
    elapsed = samples["elapsed"].to_numpy()
    return Reading(
        elapsed,
        samples["heart_rate"].to_numpy(),
        samples["cadence"].to_numpy(),
        elapsed[samples["latitude"].notna().to_numpy()],
        cadence_lag,
        start_arc,
    )
