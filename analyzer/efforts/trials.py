"""Find the timed trial: which distance, from which line, in which lane, towards which finish.

Each hypothesis says how far the runner goes and where on the lap that begins. A candidate (a piece of running between
two changes of pace) is held against each: how far it went, where it began, and that the running before and after was
slower.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Motion, Placement, Stretch
from analyzer.oval import MILE_START, Oval
from analyzer.units import TRIAL_DISTANCES

Floats = NDArray[np.float64]

WALKING = 2.1
"""Out of standing or walking at no more than this a start is a standing one. [m/s]"""
RUNNING = 2.3
"""Slower than this nobody runs a trial. [m/s]"""
SHORTEST_TRIAL = 180.0
"""Nobody runs 1500 m faster. [s]"""
FASTEST = 7.4
"""Nobody runs 1500 m faster. [m/s]"""
PAST_THE_END, PAST_SD = 3.0, 6.0
"""A runner slows down some metres after the finish. [m]"""
START_SD = 2.5
"""How far from its line a runner starts, and how well the line is known. [m]"""
START_SD_PER_STEP = 0.8
"""Between sparse samples starts and ends are seen badly. [m for each second]"""
RUN_IN, RUN_IN_ODDS = 60.0, -4.0
"""A rolling start runs up to the line from no farther; it is rarer than a standing one. [m, log odds]"""
ANYWHERE = math.log(1 / 200.0)
"""Log likelihood per metre of a start at no known line."""
LEAST_LOG_ODDS = -5.0
"""Below this the candidate is no trial."""
LEAST_ANYWHERE = -4.0
"""The same for one that begins at no known line."""
_FREQUENCY = {"1 mile": 0.5, "1500 m": 0.15, "1600 m": 0.12, "3000 m": 0.11, "5000 m": 0.12}
"""How common the trials are among runners who use this plan: a judgement."""


@dataclass(frozen=True)
class Hypothesis:
    """A trial as it may be run: distance [m] in a lane, its start past the finish line [m], None where it is free."""

    nominal: str
    distance: float
    lane: int
    start: float | None
    weight: float


@dataclass(frozen=True)
class Trial:
    """A candidate under its best hypothesis.

    turned : It ends on the line at the end of the other straight. start_arc : unwrapped, of the line. [m]
    at_line : The start is taken to be at a known line. lanes : Probability of each lane, the trial considered.
    """

    hypothesis: Hypothesis
    start: float
    end: float
    start_arc: float
    onset: int | None
    turned: bool
    at_line: bool
    log_odds: float
    speed: float
    lanes: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Candidate:
    start: float
    end: float
    onset: int | None
    contrast: float
    start_arc: float
    end_arc: float
    start_sd: float
    end_sd: float
    interval: float


def hypotheses(oval: Oval, lane: int, probability: float) -> Iterator[Hypothesis]:
    """List what may be run in a lane; every start is given for a finish at the finish line."""
    for nominal, distance in TRIAL_DISTANCES.items():
        lap = oval.lap(lane)
        weight = math.log(_FREQUENCY[nominal]) + math.log(max(probability, 1e-4))
        yield Hypothesis(nominal, distance, lane, (-distance) % lap, weight)
        if lane > 1:
            yield Hypothesis(nominal, distance, lane, None, weight)
            if nominal == "1 mile":
                yield Hypothesis(nominal, distance, lane, -MILE_START % lap, weight)
                yield Hypothesis(nominal, distance, lane, lap / 2, weight)


def best(motion: Motion, placement: Placement, *, lane: int | None = None) -> list[Trial]:
    """Give the trials of a session, the likeliest first; none where nothing fits.

    lane : The lane that the runner named; without it every lane that the survey allows is weighed.
    """
    lanes = {lane: 1.0} if lane else {k: p for k, p in placement.lane_probability.items() if p > 0.005}
    found: list[Trial] = []
    for candidate in _candidates(motion):
        options = [
            trial
            for number, probability in lanes.items()
            for hypothesis in hypotheses(placement.oval, number, probability)
            if (trial := _weigh(candidate, hypothesis, motion, placement)) is not None
        ]
        if options:
            likeliest = max(options, key=lambda trial: trial.log_odds)
            found.append(replace(likeliest, lanes=_lane_probabilities(options)))
    return sorted(found, key=lambda trial: -trial.log_odds)


def _lane_probabilities(options: list[Trial]) -> dict[int, float]:
    weights: dict[int, float] = {}
    for option in options:
        lane = option.hypothesis.lane
        weights[lane] = weights.get(lane, 0.0) + math.exp(option.log_odds)
    total = sum(weights.values())
    return {lane: round(weight / total, 4) for lane, weight in sorted(weights.items())}


def _candidates(motion: Motion) -> Iterator[_Candidate]:
    """List pieces of unbroken running between changes of pace."""
    elapsed, arc, arc_sd = (motion.frame[name].to_numpy() for name in ("elapsed", "arc", "arc_sd"))
    interval = float(np.median(np.diff(elapsed)))
    block: list[Stretch] = []
    for stretch in (*motion.stretches, None):
        if stretch is not None and stretch.speed > RUNNING:
            block.append(stretch)
            continue
        for i in range(len(block)):
            for j in range(i, min(i + 24, len(block))):
                pieces = block[i : j + 1]
                before = block[i - 1].speed if i else 0.0
                after = block[j + 1].speed if j + 1 < len(block) else 0.0
                slowest = min(piece.speed for piece in pieces)
                contrast = min(slowest - before, slowest - after)
                ends = [pieces[0].start, pieces[-1].end]
                if ends[1] - ends[0] > SHORTEST_TRIAL:
                    sds = np.interp(ends, elapsed, arc_sd)
                    yield _Candidate(
                        start=ends[0],
                        end=ends[1],
                        onset=pieces[0].onset,
                        contrast=contrast,
                        start_arc=_start_arc(elapsed, arc, ends[0], before),
                        end_arc=float(np.interp(ends[1], elapsed, arc)),
                        start_sd=float(sds[0]),
                        end_sd=float(sds[1]),
                        interval=interval,
                    )
        block = []


def _start_arc(elapsed: Floats, arc: Floats, start: float, pace: float) -> float:
    """Give the arc position of a start from the last sample before it; the next may be far on its way. [m]"""
    last = max(int(np.searchsorted(elapsed, start, side="right")) - 1, 0)
    if pace > WALKING:
        return float(np.interp(start, elapsed, arc))
    return float(arc[last] + max(pace, 0.0) * (start - elapsed[last]))


def _when(motion: Motion, arc: float) -> float:
    """Give when an arc position was first reached. [s]"""
    ahead = np.maximum.accumulate(motion.frame["arc"].to_numpy())
    return float(np.interp(arc, ahead, motion.frame["elapsed"].to_numpy()))


def _weigh(candidate: _Candidate, hypothesis: Hypothesis, motion: Motion, placement: Placement) -> Trial | None:
    oval, lane = placement.oval, hypothesis.lane
    # the same turns and straights in another lane: as many laps, other metres
    scale = oval.lap(lane) / placement.lap
    begin, finish = candidate.start_arc * scale, candidate.end_arc * scale
    start_sd = math.hypot(START_SD, candidate.start_sd, START_SD_PER_STEP * candidate.interval)
    past_sd = math.hypot(PAST_SD, candidate.end_sd, START_SD_PER_STEP * candidate.interval)
    if not -10 * PAST_SD < finish - begin - hypothesis.distance < 10 * PAST_SD + RUN_IN:
        return None

    def odds(start: float) -> float:
        past = finish - start - hypothesis.distance
        return float(-0.5 * ((past - PAST_THE_END) / past_sd) ** 2)

    base = hypothesis.weight + 4.0 * float(np.clip(candidate.contrast, -1.0, 0.5))
    onset, turned, at_line = candidate.onset, False, False
    start_arc, log_odds = begin, base + odds(begin) + ANYWHERE + math.log(2.5 * start_sd)
    if hypothesis.start is not None:
        half = oval.lap(lane) / 2
        miss = (begin - hypothesis.start + half / 2) % half - half / 2
        run_in = (hypothesis.start - begin) % half
        standing = base + odds(begin) - 0.5 * (miss / start_sd) ** 2
        rolling = base + odds(begin + run_in) + RUN_IN_ODDS if run_in < RUN_IN else -math.inf
        log_odds = max(standing, rolling)
        at_line = rolling > standing or abs(miss) < 4 * start_sd
        if rolling > standing:
            start_arc, onset = begin + run_in, None
        elif at_line:
            start_arc = begin - miss
        turned = at_line and bool(round((start_arc - hypothesis.start) / half) % 2)
    if hypothesis.distance > FASTEST * (candidate.end - candidate.start):
        return None
    if log_odds < (LEAST_LOG_ODDS if at_line else LEAST_ANYWHERE) or not (at_line or candidate.onset is not None):
        return None
    return Trial(
        hypothesis,
        candidate.start if onset is not None else _when(motion, start_arc / scale),
        candidate.end,
        float(start_arc),
        onset,
        turned,
        at_line,
        float(log_odds),
        hypothesis.distance / (candidate.end - candidate.start),
    )
