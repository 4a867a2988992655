"""Faster by quicker steps or by longer ones: the share of cadence in a change of speed.

ln(v2/v1) = ln(c2/c1) + ln(l2/l1): speed is cadence times step length.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyzer.model import CadenceShare, Floats, MilePlan
from analyzer.model.cadence import is_clear, share_sd, word
from analyzer.score.marks import Rules

FLAT = 0.004
"""A cadence that changes less than this in every clear change of speed, under one step a minute, is not measured."""
FEWEST_FLAT = 2
"""Clear changes that it takes to call a cadence flat."""
NOT_USABLE = "cadence not usable"

LONGEST_LAG = 10.0
"""A wrist cadence comes at most so late. [s]"""
TREND = 60
"""Slower changes of speed and cadence than over this time say nothing of the lag. [s]"""
LEAST_CORRELATION = 0.3
"""Of cadence with speed; below it no lag is told."""
LONGEST_HOLE = 3.0
"""Samples are joined over no longer time than this. [s]"""


@dataclass(frozen=True)
class Shares:
    """The share of cadence in each change of effort, and their median; NaN and "" where nothing can be told."""

    changes: tuple[CadenceShare, ...] = ()
    share: float = math.nan
    share_sd: float = math.nan
    word: str = ""


def shares(plan: MilePlan, zones: pd.DataFrame, asked: Rules, x: Floats, errors: Floats) -> Shares:
    """Give the share of cadence in each prescribed change of effort that was large and clear enough."""
    beat = _cadence_of(plan, zones)
    before, after = asked.before, asked.after
    faster = x[after] - x[before]
    speed_error = np.hypot(errors[before], errors[after])
    quicker = beat[after] - beat[before]
    clear = is_clear(faster, speed_error) & np.isfinite(quicker)
    if not clear.any():
        return Shares()
    if clear.sum() >= FEWEST_FLAT and np.abs(quicker[clear]).max() < FLAT:
        return Shares(word=NOT_USABLE)
    share = quicker[clear] / faster[clear]
    errors_of_share = share_sd(share, faster[clear], speed_error[clear])
    middle = float(np.median(share))
    into = [plan.zones[i] for i in after[clear]]
    return Shares(
        tuple(
            CadenceShare(zone.lap, zone.zone, float(one), float(error), word(one))
            for zone, one, error in zip(into, share, errors_of_share, strict=True)
        ),
        middle,
        _median_sd(errors_of_share),
        word(middle),
    )


def _median_sd(errors: Floats) -> float:
    """Give the standard error of a median of values with these errors."""
    wider = math.sqrt(math.pi / 2) if len(errors) > 2 else 1.0
    return wider * math.sqrt(float(np.mean(errors**2)) / len(errors))


def _cadence_of(plan: MilePlan, zones: pd.DataFrame) -> Floats:
    """Give ln cadence of each planned zone, from the measured zone at its middle."""
    near, far, steps = (zones[name].to_numpy() for name in ("from_m", "to_m", "cadence"))
    beat = np.full(len(plan.zones), np.nan)
    for i, zone in enumerate(plan.zones):
        inside = np.flatnonzero((near <= (zone.from_m + zone.to_m) / 2) & ((zone.from_m + zone.to_m) / 2 < far))
        if len(inside) and steps[inside[0]] > 0:
            beat[i] = math.log(steps[inside[0]])
    return beat


def cadence_lag(elapsed: Floats, speed: Floats, cadence: Floats) -> float:
    """Find how late the cadence comes after the speed, 0-10 s, by where the two agree best; 0 where it cannot be told.

    elapsed : [s]   speed : [m/s]   cadence : [steps/min]; NaN or 0 where there is none.
    """
    known = np.isfinite(elapsed) & np.isfinite(speed) & np.isfinite(cadence) & (cadence > 0)
    if known.sum() < 2 * TREND:
        return 0.0
    time = elapsed[known]
    seconds = np.arange(math.ceil(time[0]), math.floor(time[-1]) + 1.0)
    gaps = np.diff(time)[np.clip(np.searchsorted(time, seconds, side="right") - 1, 0, len(time) - 2)]
    there = gaps <= LONGEST_HOLE
    pace = _detrended(np.interp(seconds, time, speed[known]))
    beat = _detrended(np.interp(seconds, time, cadence[known]))
    lags = np.arange(int(LONGEST_LAG) + 1)
    agreement = np.array([_agreement(pace, beat, there, int(lag)) for lag in lags])
    best = int(np.argmax(agreement))
    if not agreement[best] >= LEAST_CORRELATION:
        return 0.0
    if best in {0, lags[-1]}:
        return float(best)
    left, top, right = agreement[best - 1 : best + 2]
    second_difference = left - 2 * top + right
    return float(best + (0.5 * (left - right) / second_difference if second_difference < 0 else 0.0))


def _detrended(values: Floats) -> Floats:
    window = min(TREND, len(values))
    ones = np.convolve(np.ones(len(values)), np.ones(window), "same")
    trend: Floats = np.convolve(values, np.ones(window), "same") / ones
    return values - trend


def _agreement(pace: Floats, beat: Floats, there: np.ndarray[tuple[int], np.dtype[np.bool_]], lag: int) -> float:
    end = len(pace) - lag
    use = there[:end] & there[lag:]
    a, b = pace[:end][use], beat[lag:][use]
    scale = math.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / scale if scale > 0 else 0.0
