"""What the sensors read between two marks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyzer.segment.crossings import Crossings
from analyzer.segment.marks import lead


@dataclass(frozen=True, eq=False)
class Reading:
    """Reads the sensors between two crossings."""

    samples: pd.DataFrame
    cadence_lag: float
    start_arc: float

    def row(self, crossings: Crossings, first: float, last: float, *, left_out: bool = False) -> dict[str, float]:
        """Give one row of frames.SPLITS between two marks [m, unwrapped]."""
        start, end, time, time_sd = crossings.between(first, last)
        skipped = lead(first, last) if left_out else 0.0
        _, _, inner, inner_sd = crossings.between(first + skipped, last)
        inner = max(inner, 1e-3)
        speed = (last - first - skipped) / inner
        elapsed = self.samples["elapsed"].to_numpy()
        inside = self.samples[(elapsed >= start) & (elapsed <= end)]
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
            "heart_rate": _mean(inside["heart_rate"]),
            "cadence": cadence,
            "step_length": 60.0 * speed / cadence if cadence > 0 else np.nan,
            "gap": self._gap(start, end),
        }

    def _cadence(self, start: float, end: float) -> float:
        elapsed = self.samples["elapsed"].to_numpy() - self.cadence_lag
        settled = start + (self.cadence_lag + 2.0 if end - start > 3 * (self.cadence_lag + 2.0) else 0.0)
        cadence = self.samples["cadence"].to_numpy()[(elapsed >= settled) & (elapsed <= end)]
        cadence = cadence[cadence > 0]
        return float(np.median(cadence)) if len(cadence) else np.nan

    def _gap(self, start: float, end: float) -> float:
        known = self.samples["elapsed"].to_numpy()[self.samples["latitude"].notna().to_numpy()]
        inside = known[(known >= start - 30.0) & (known <= end + 30.0)]
        steps = np.diff(inside)
        reached = (inside[1:] > start) & (inside[:-1] < end)
        return float(max(steps[reached].max() - np.median(steps), 0.0)) if reached.any() else end - start


def _mean(values: pd.Series) -> float:
    known = values.dropna()
    return float(known.mean()) if len(known) else np.nan
