"""Lay a run beside its plan: find the measured zone of each planned one, and tell which can be assessed."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyzer.model import Floats, MilePlan

LARGEST_ERROR = 0.04
"""A zone whose speed is known less well than this cannot be assessed."""
LONGEST_GAP = 3.0
"""Nor one with a longer time without a position inside it. [s]"""
SAME_ZONE = 0.8
"""Share of a planned zone's metres that a measured one must cover to be the same."""


@dataclass(frozen=True, eq=False)
class Run:
    """A run laid beside the plan, one entry a planned zone; NaN where there is no measurement.

    x : ln(speed / 5K speed), NaN where it cannot be assessed.   covariance : of x.
    time, time_sd : [s]   unscored : Why a zone cannot be assessed, or "".
    """

    plan: MilePlan
    x: Floats
    covariance: Floats
    time: Floats
    time_sd: Floats
    unscored: tuple[str, ...]

    @property
    def errors(self) -> Floats:
        """Standard errors of x."""
        errors: Floats = np.sqrt(np.diag(self.covariance))
        return errors


def beside(plan: MilePlan, zones: pd.DataFrame, covariance: Floats | None) -> Run:
    """Find the measured zone of each planned one, by their metres."""
    near, far = zones["from_m"].to_numpy(), zones["to_m"].to_numpy()
    count = len(plan.zones)
    rows = np.zeros(count, dtype=np.intp)
    part = np.full(count, np.nan)
    for i, zone in enumerate(plan.zones):
        shared = np.minimum(far, zone.to_m) - np.maximum(near, zone.from_m)
        if len(shared) and np.isfinite(shared).any() and np.nanmax(shared) >= SAME_ZONE * (zone.to_m - zone.from_m):
            rows[i] = np.nanargmax(shared)
            part[i] = shared[rows[i]] / (far[rows[i]] - near[rows[i]])
    found = np.isfinite(part)

    def column(name: str) -> Floats:
        return np.where(found, zones[name].to_numpy()[rows], np.nan) if len(zones) else np.full(count, np.nan)

    speed, speed_sd, gap = column("speed"), column("speed_sd"), column("gap")
    moving = np.where(speed > 0, speed, np.nan)
    x, errors = np.log(moving * plan.five_k / 5000.0), speed_sd / moving
    if covariance is not None and len(zones):
        errors = np.sqrt(np.diag(covariance))[rows]
    unscored = tuple(_why(*values) for values in zip(x, errors, gap, strict=True))
    told = np.array([not why for why in unscored])
    spread = np.diag(np.where(told, errors, 0.0) ** 2) if covariance is None else covariance[np.ix_(rows, rows)]
    spread = np.where(np.outer(told, told), spread, 0.0)
    # a row that serves two planned zones is shared out by their metres
    return Run(
        plan, np.where(told, x, np.nan), spread, column("time") * part, column("time_sd") * np.sqrt(part), unscored
    )


def _why(x: float, error: float, gap: float) -> str:
    if not math.isfinite(x):
        return "no measurement"
    if gap > LONGEST_GAP:
        return f"{gap:.0f} s without a position"
    if not error <= LARGEST_ERROR:
        return f"its speed is known to ± {100 * error:.0f} % only" if math.isfinite(error) else "its error is unknown"
    return ""
