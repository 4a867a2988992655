"""Noise levels read off the recording itself: how position errors forget, and how the watch's speed follows."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analyzer.motion.chain import LATERAL_SD, LATERAL_TIME, Levels

Floats = NDArray[np.float64]

_DRIFT_TIMES = (40.0, 80.0, 150.0)
_FAST_TIMES = (3.0, 6.0, 12.0)
_LAGS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 65, 80, 100)
_LEAST = {"drift_sd": 0.4, "fast_sd": 0.15, "white_sd": 0.05}
_MOST = {"drift_sd": 6.0, "fast_sd": 3.0, "white_sd": 1.5}
SMALLEST = 40
"""With fewer samples than this the usual levels are taken. [samples]"""

SLOW_SHARE, WHITE_SHARE = 0.25, 0.6
"""How what the watch's speed leaves unexplained is split: a slow drift, and errors that are taken as independent."""
FEWEST_PAIRS = 20
"""Fewer pairs of samples than this at one distance in time say nothing."""

DELAYS = np.arange(0.0, 9.01, 0.25)
"""Delays of a watch's speed that are tried: 1 to 7 s are seen in real files. [s]"""


def of_positions(elapsed: Floats, cross: Floats, heading: Floats, levels: Levels) -> Levels:
    """Fit drift, fast and white noise to the errors across the track [m] by how they correlate in time.

    Two errors a while apart share the part of the GPS offset that has not been forgotten, seen under the angle that
    the runner has turned meanwhile.
    """
    if len(elapsed) < SMALLEST:
        return levels
    centred = np.clip(cross, -4 * _robust_sd(cross), 4 * _robust_sd(cross))
    moments, weights = [], []
    turned: list[Floats] = []
    apart: list[Floats] = []
    for lag in _LAGS:
        if lag >= len(elapsed) // 3:
            break
        dt = elapsed[lag:] - elapsed[: len(elapsed) - lag]
        near = dt <= 1.5 * lag * np.median(np.diff(elapsed)) + 1e-9 if lag else np.ones(len(dt), dtype=bool)
        if near.sum() < FEWEST_PAIRS:
            continue
        moments.append(float((centred[lag:] * centred[: len(elapsed) - lag])[near].mean()))
        turned.append(np.cos(heading[lag:] - heading[: len(elapsed) - lag])[near])
        apart.append(dt[near])
        weights.append(1.0 / (1.0 + float(dt[near].mean()) / 8.0))
    wander = np.array([LATERAL_SD**2 * np.exp(-dt / LATERAL_TIME).mean() for dt in apart])
    target, weight = np.array(moments) - wander, np.array(weights)
    if not moments:
        return levels
    white = np.array([1.0] + [0.0] * (len(moments) - 1))

    def faded(memory: float) -> Floats:
        return np.array([(np.exp(-dt / memory) * c).mean() for dt, c in zip(apart, turned, strict=True)])

    best, chosen = np.inf, levels
    for drift_time in _DRIFT_TIMES:
        slow = faded(drift_time)
        for fast_time in _FAST_TIMES:
            basis = np.stack([slow, faded(fast_time), white], axis=1)
            shares, miss = _non_negative(basis * weight[:, None], target * weight)
            if miss < best:
                sd = np.sqrt(shares)
                best = miss
                chosen = replace(
                    levels,
                    drift_sd=_clipped("drift_sd", sd[0]),
                    drift_time=drift_time,
                    fast_sd=_clipped("fast_sd", sd[1]),
                    fast_time=fast_time,
                    white_sd=_clipped("white_sd", sd[2]),
                )
    return chosen


def _clipped(name: str, value: float) -> float:
    return float(np.clip(value, _LEAST[name], _MOST[name]))


def _robust_sd(values: Floats) -> float:
    return max(1.4826 * float(np.median(np.abs(values - np.median(values)))), 0.05)


def _non_negative(basis: Floats, target: Floats) -> tuple[Floats, float]:
    """Solve least squares with no negative share, by dropping the negative ones."""
    keep = list(range(basis.shape[1]))
    shares = np.zeros(basis.shape[1])
    while keep:
        part, *_ = np.linalg.lstsq(basis[:, keep], target, rcond=None)
        if (part >= 0).all():
            shares[keep] = part
            break
        keep.pop(int(np.argmin(part)))
    return shares, float(((target - basis @ shares) ** 2).sum())


def speed_delay(elapsed: Floats, seen: Floats, arc: Floats, steady: NDArray[np.bool_]) -> tuple[float, float]:
    """Find the delay [s] at which the watch's speed agrees best with the motion of the positions, and the miss [m/s].

    steady : Samples to compare at.
    """
    usable = np.isfinite(seen) & steady
    best, lowest = 0.0, np.inf
    for delay in DELAYS:
        # distance over the seconds about the moment: speed errors of the positions average out
        ahead = np.interp(elapsed[usable] - delay + 1.5, elapsed, arc)
        back = np.interp(elapsed[usable] - delay - 1.5, elapsed, arc)
        rest = seen[usable] - np.abs(ahead - back) / 3.0
        miss = float(np.mean(np.minimum((rest - np.median(rest)) ** 2, 1.0)))
        if miss < lowest:
            best, lowest = float(delay), miss
    return best, float(np.sqrt(lowest))


def of_speed(elapsed: Floats, rest: Floats, levels: Levels) -> Levels:
    """Split what the watch's speed leaves unexplained [m/s] into a slow and a white part."""
    good = np.isfinite(rest)
    if good.sum() < SMALLEST:
        return levels
    values = rest[good] - np.median(rest[good])
    sd = _robust_sd(values)
    values = np.clip(values, -4 * sd, 4 * sd)
    pairs = np.diff(elapsed[good]) <= 2.0
    if not pairs.any():
        return levels
    kept = float(np.clip((values[1:] * values[:-1])[pairs].mean() / values.var(), 0.0, 0.98))
    variance = float(values.var())
    return replace(
        levels,
        speed_slow_sd=float(np.clip(SLOW_SHARE * np.sqrt(variance), 0.02, 0.3)),
        speed_white_sd=float(np.clip(WHITE_SHARE * np.sqrt(variance * (1 + kept) / (1 - kept)), 0.05, 1.0)),
    )
