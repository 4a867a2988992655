"""How the turns and straights of each rep were run against the rep's own mean."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.charts.slots import slots
from analyzer.charts.subject import SHORTEST_ZONE
from analyzer.model import Analysis, Effort, Zone

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Within:
    """The zones of the reps: one row a rep, one column a zone; NaN where a rep has no such zone.

    numbers : Of the reps.   zones : (lap of the rep, zone) of each column.
    share : ln of the speed over the mean speed of the rep; sd : its standard error.
    mean, mean_sd : Of each column over the reps.
    """

    numbers: tuple[int, ...]
    zones: tuple[tuple[int, Zone], ...]
    share: Floats
    sd: Floats
    mean: Floats
    mean_sd: Floats


def within(analysis: Analysis) -> Within | None:
    """Give the zones of those reps that have more than one; None where there are none."""
    found = [
        (slot.number, slot.effort)
        for slot in slots(analysis)
        if slot.effort is not None and slot.effort.on_track and int(_long(slot.effort).sum()) > 1
    ]
    if not found:
        return None
    order = list(Zone)
    keys = sorted({key for _, effort in found for key in _keys(effort)}, key=lambda key: (key[0], order.index(key[1])))
    share = np.full((len(found), len(keys)), np.nan)
    error = np.full((len(found), len(keys)), np.nan)
    for row, (_, effort) in enumerate(found):
        places = [keys.index(key) for key in _keys(effort)]
        share[row, places], error[row, places] = _against_mean(effort)
    known = np.isfinite(share)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, share, 0.0).sum(axis=0) / count
    mean_sd = np.sqrt(np.where(np.isfinite(error), error**2, 0.0).sum(axis=0)) / count
    return Within(tuple(number for number, _ in found), tuple(keys), share, error, mean, mean_sd)


def _keys(effort: Effort) -> list[tuple[int, Zone]]:
    zones = effort.zones[_long(effort)]
    return [(int(lap), Zone(zone)) for lap, zone in zip(zones["lap"], zones["zone"], strict=True)]


def _long(effort: Effort) -> NDArray[np.bool_]:
    """Tell which zones are no stubs at an end of the rep."""
    return np.asarray(effort.zones["distance"] >= SHORTEST_ZONE)


def _against_mean(effort: Effort) -> tuple[Floats, Floats]:
    """Give ln of the speed of each zone over the rep's mean, weighted by metres, and its standard error."""
    long = _long(effort)
    zones = effort.zones[long]
    speed, error = (zones[name].to_numpy(dtype=float) for name in ("speed", "speed_sd"))
    metres = zones["distance"].to_numpy(dtype=float)
    logs = np.log(np.where(speed > 0, speed, np.nan))
    known = np.isfinite(logs)
    weights = np.where(known, metres, 0.0)
    weights = weights / weights.sum() if weights.sum() > 0 else weights
    away = np.eye(len(logs)) - weights[None, :]
    covariance = effort.zone_covariance
    if covariance is not None and len(covariance) == len(long):
        covariance = covariance[np.ix_(long, long)]
    else:
        covariance = np.diag(np.nan_to_num(error / speed) ** 2)
    return logs - float(weights @ np.nan_to_num(logs)), np.sqrt(np.clip(np.diag(away @ covariance @ away.T), 0.0, None))


def signed(share: float) -> str:
    """Write a share in per cent with its sign.

    >>> signed(0.0142), signed(-0.003), signed(0.0001)
    ('+1.4', '−0.3', '0.0')
    """
    value = round(100 * share, 1)
    return f"{'−' if value < 0 else '+' if value > 0 else ''}{abs(value):.1f}"
