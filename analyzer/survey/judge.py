"""Decide whether a fitted oval is a track, and which lane was run.

A city block or a park's oval fits within the noise of GPS point by point, but leaves a pattern fixed in place.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.oval import KERB_TO_LINE, LANES, line_offset
from analyzer.survey.fit import AGREE, OUT, Fit, beside
from analyzer.survey.running import Running

Floats = NDArray[np.float64]

ON = 9.0
"""A point is on the track within this of the runner's line. [m]"""
PLACES = 36
"""Places round the lap at which the residual is averaged."""
STRETCH = (-0.4, -0.2, 0.0, 0.2, 0.4)
"""Parts of the way that a point stands for: a watch that records every 5 s passes places without a point in them."""
LEAST_LAPS = 1.25
LEAST_COVERED = 0.93
LEAST_PASSED = 0.15
"""A place counts where this share of an even running was run."""
MOST_PATTERN = 1.25
"""Real tracks leave up to 1.0 m, blocks and the ovals of parks 1.6 m and more. [m]"""
MOST_RESIDUAL = 3.9
"""Median distance from the line. [m]"""
LEAST_SHARE = 0.65
"""Of the running about the place, this share is on the oval."""
ABOUT = 140.0
"""How far from its middle the running about a track is counted. [m]"""
STRAIGHTS = {400: (62.0, 112.0), 300: (42.0, 80.0), 200: (28.0, 62.0)}
"""Straights of tracks by their lap: 66 to 106 m are known of 400 m tracks. [m]"""
INMOST, OUTMOST = -5.0, 14.0
"""Where a line can lie outward of lane 1's: lane 9 is 9.7 m out, and real watches err by 4 m. [m]"""
SNAPPED = 0.15
"""A median residual below this is not GPS: the watch put the runner on an oval. [m]"""
LANE_PRIOR = {1: 0.72, 2: 0.09, 3: 0.045, 4: 0.035, 5: 0.025, 6: 0.02, 7: 0.015, 8: 0.045, 9: 0.005}
"""Where runners run: a judgement."""
LANE_SD = 2.2
"""How far off the distance from the kerb is beyond the error of the fit: real watches in lane 1 read up to 4 m. [m]"""


@dataclass(frozen=True)
class Findings:
    """What was run on a fitted oval; `fault` is empty for a track."""

    metres: float
    covered: float
    residual: float
    pattern: float
    share: float
    fault: str


def judge(running: Running, fitted: Fit, *, laps: float = LEAST_LAPS, covered: float = LEAST_COVERED) -> Findings:
    """Hold a fitted oval against what a track must show; laps, covered : so much of it must have been run."""
    rest, arc, turned = beside(running, fitted.numbers, fitted.oval, fitted.side)
    on = (np.abs(rest) < ON) & (turned < AGREE)
    lap = fitted.oval.lap()
    metres = float(running.metres[on].sum())
    place = np.floor(arc[on] / lap * PLACES).astype(int) % PLACES
    run = np.bincount(place, running.metres[on], PLACES)
    enough = run > LEAST_PASSED * metres / PLACES
    mean = np.bincount(place, rest[on] * running.metres[on], PLACES) / np.maximum(run, 1e-9)
    residual = float(np.median(np.abs(rest[on]))) if on.any() else math.inf
    averaged = max(metres / lap, 1.0)
    # the drift of GPS leaves a pattern of its own that more laps average out
    by_chance = (0.8 * 1.4826 * residual) ** 2 / averaged
    pattern = math.sqrt(max(float(np.mean(mean[enough] ** 2)) - by_chance, 0.0)) if enough.any() else math.inf
    middle = np.hypot(running.x - fitted.numbers[0], running.y - fitted.numbers[1]) < ABOUT
    share = metres / max(float(running.metres[middle].sum()), 1.0)
    round_it = _covered(arc[on], running.metres[on], lap)
    shortest, longest = STRAIGHTS[round(lap / 100) * 100]
    fault = ""
    if metres < laps * lap:
        fault = f"only {metres / lap:.1f} laps of an oval were run, a track needs {laps}"
    elif round_it < covered:
        fault = f"only {100 * round_it:.0f} % of an oval was run round"
    elif share < LEAST_SHARE:
        fault = f"only {100 * share:.0f} % of the running there lies on an oval"
    elif residual > MOST_RESIDUAL:
        fault = f"the running misses the best oval by {residual:.1f} m"
    elif pattern > MOST_PATTERN:
        fault = f"the running leaves the best oval by {pattern:.1f} m at the same places each lap: a block or a park"
    elif not shortest < fitted.oval.straight < longest:
        fault = f"the best oval has straights of {fitted.oval.straight:.0f} m, which no track has"
    elif not INMOST < fitted.numbers[OUT] < OUTMOST:
        fault = f"the best oval is run {abs(fitted.numbers[OUT]):.0f} m from its lane 1, where no lane lies"
    return Findings(metres, round_it, residual, pattern, share, fault)


def _covered(arc: Floats, metres: Floats, lap: float) -> float:
    """Give the share of the places round the lap that were run through."""
    passed = (arc[:, None] + metres[:, None] * np.array(STRETCH)).ravel()
    run = np.bincount(np.floor(passed / lap * PLACES).astype(int) % PLACES, np.repeat(metres, len(STRETCH)), PLACES)
    return float((run > LEAST_PASSED * run.sum() / PLACES).mean())


def lanes(fitted: Fit) -> dict[int, float]:
    """Give the probability of each lane from the distance outward, which is known to a lane or two."""
    sd = math.hypot(LANE_SD, math.sqrt(fitted.covariance[OUT, OUT]))
    out = fitted.numbers[OUT]
    odds = {
        lane: LANE_PRIOR[lane] * math.exp(-0.5 * ((out - (line_offset(lane) - KERB_TO_LINE)) / sd) ** 2) + 1e-12
        for lane in range(1, LANES + 1)
    }
    total = sum(odds.values())
    return {lane: round(value / total, 4) for lane, value in odds.items()}


def stays(
    elapsed: Floats, rest: Floats, *, bridge: float = 25.0, shortest: float = 8.0
) -> tuple[tuple[float, float], ...]:
    """Give from when to when the runner was on the track: samples [s] by their distance from the line. [m]"""
    times = elapsed[np.abs(rest) < ON + 3.0]
    if not len(times):
        return ()
    cuts = np.flatnonzero(np.diff(times) > bridge)
    begins, ends = times[np.append(0, cuts + 1)], times[np.append(cuts, len(times) - 1)]
    return tuple((float(a), float(b)) for a, b in zip(begins, ends, strict=True) if b - a >= shortest)
