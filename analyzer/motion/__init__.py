"""Follow the runner along the track: arc position and speed with covariance, jointly with the drifting GPS offset.

One maximum a posteriori estimate over all samples on the track at once: `chain` says how the unknowns go on from
sample to sample, `profile` at what pace and from which standing starts, `observe` what positions and
the watch's speed say of them, `solver` solves, `noise` reads the noise levels off the recording.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.model import Covariance, Motion, Onset, Placement, Stretch
from analyzer.motion import chain, noise, observe, profile, solver, stretches
from analyzer.motion.chain import Levels, S, X
from analyzer.motion.observe import CUT, GLOBALS, LENGTH, SCALE, WIDE, Fixes, Unknowns, Watch

Floats = NDArray[np.float64]

LONG_GAP = 15.0
"""Over a longer time without positions the distance run is told from the speed before counting laps. [s]"""
LONGEST_STEP = 10.0
"""Samples farther apart are not of running without a stop. [s]"""
FEWEST = 20
"""Fewer positions on the track than this are not followed. [samples]"""
AT_GUN = 5.0
"""A first position on the track this soon after the first sample may be that of the start. [s]"""
CLOSE_ENOUGH = 0.02
"""The estimate is done when no arc position moves more than this. [m]"""


def follow(samples: pd.DataFrame, placement: Placement) -> Motion | None:
    """Follow the runner through the samples (frames.SAMPLES) that lie on the track; None where too few do."""
    rows = _on_track(samples, placement)
    if len(rows) < FEWEST:
        return None
    on_track = samples.iloc[rows]
    elapsed = on_track["elapsed"].to_numpy()
    x, y = placement.to_track(on_track["latitude"], on_track["longitude"])
    fixes = Fixes(elapsed, x, y, on_track["speed"].to_numpy())
    near, outward = placement.line.project(x, y)
    arc = _unwrapped(elapsed, near, _covered(samples)[rows], placement.lap)
    pace = stretches.build(elapsed, arc, at_gun=elapsed[0] < AT_GUN)
    states = np.zeros((len(elapsed), chain.STATES))
    states[:, S] = arc
    unknowns = Unknowns(states, observe.shared_prior(placement, 0)[0], pace)

    moving = np.abs(stretches.local_speed(elapsed, arc)) > profile.WALKING
    on_line = moving & profile.line_kept_at(pace, elapsed)
    levels = Levels()
    if on_line.any() and not placement.snapped:
        cross = outward[on_line] - np.median(outward[on_line])
        levels = noise.of_positions(elapsed[on_line], cross, placement.line.heading(arc[on_line]), levels)
    unknowns, _ = _solve(fixes, unknowns, placement, levels, Watch(), rounds=2)
    watch = _watch(fixes, unknowns, moving)
    if watch.trusted:
        rest = _speed_rest(fixes, unknowns, watch)
        levels = noise.of_speed(elapsed[moving], rest[moving], levels)
    unknowns, factor = _solve(fixes, unknowns, placement, levels, watch, rounds=6)
    return _motion(rows, fixes, unknowns, factor, levels, watch)


def _on_track(samples: pd.DataFrame, placement: Placement) -> NDArray[np.intp]:
    elapsed = samples["elapsed"].to_numpy()
    inside = np.zeros(len(elapsed), dtype=bool)
    for begin, end in placement.intervals:
        inside |= (elapsed >= begin) & (elapsed <= end)
    inside &= samples["latitude"].notna().to_numpy() & samples["longitude"].notna().to_numpy()
    inside[1:] &= np.diff(elapsed) > 0
    return np.flatnonzero(inside)


def _covered(samples: pd.DataFrame) -> Floats:
    """Give the distance by the watch's speed up to each sample [m]; while the watch is stopped nobody runs."""
    dt = np.diff(samples["elapsed"].to_numpy(), prepend=0.0)
    pace = np.where(dt <= LONGEST_STEP, samples["speed"].to_numpy(), 0.0)
    return np.cumsum(np.nan_to_num(pace) * dt)


def _unwrapped(elapsed: Floats, near: Floats, covered: Floats, lap: float) -> Floats:
    """Count laps: arc positions that go on from one sample to the next.

    covered : Distance by the watch's speed up to each sample, for the time without positions. [m]
    """
    expected = np.where(np.diff(elapsed) > LONG_GAP, np.diff(covered), 0.0)
    step = np.diff(near) - expected
    step = np.mod(step + lap / 2, lap) - lap / 2 + expected
    return np.asarray(near[0] + np.concatenate([[0.0], np.cumsum(step)]))


def _solve(
    fixes: Fixes, unknowns: Unknowns, placement: Placement, levels: Levels, watch: Watch, *, rounds: int
) -> tuple[Unknowns, solver.Factor]:
    for _ in range(rounds):
        on_line = profile.line_kept_at(unknowns.profile, fixes.elapsed)
        prior = chain.prior(fixes.elapsed, profile.spread_at(unknowns.profile, fixes.elapsed), on_line, levels)
        normal = observe.start(fixes, unknowns, prior, placement)
        normal = observe.positions(normal, fixes, unknowns, placement, levels)
        if watch.trusted:
            normal = observe.speeds(normal, fixes, unknowns, levels, watch)
        factor = solver.factorise(normal.diagonal, normal.lower, normal.border, normal.onsets, normal.tip)
        step, shared = solver.solve(factor, normal.pull, normal.pull_shared)
        unknowns = Unknowns(
            unknowns.states + step,
            unknowns.shared + shared[:GLOBALS],
            unknowns.profile.moved(np.clip(shared[GLOBALS:], -1.5, 1.5)),
        )
        if np.abs(step[:, S]).max() < CLOSE_ENOUGH and not (np.abs(shared[GLOBALS:]) > 0.01).any():
            break
    return unknowns, factor


def _watch(fixes: Fixes, unknowns: Unknowns, moving: NDArray[np.bool_]) -> Watch:
    if (np.isfinite(fixes.speed) & moving).sum() < noise.SMALLEST:
        return Watch()
    delay, miss = noise.speed_delay(fixes.elapsed, fixes.speed, unknowns.states[:, S], moving)
    return Watch(delay, trusted=miss < 0.8)


def _speed_rest(fixes: Fixes, unknowns: Unknowns, watch: Watch) -> Floats:
    time = fixes.elapsed - watch.delay
    speed = profile.speed_at(unknowns.profile, time) + np.interp(time, fixes.elapsed, unknowns.states[:, X])
    return np.asarray(fixes.speed - np.abs(speed))


def _motion(
    rows: NDArray[np.intp], fixes: Fixes, unknowns: Unknowns, factor: solver.Factor, levels: Levels, watch: Watch
) -> Motion:
    elapsed, states = fixes.elapsed, unknowns.states
    parts = solver.marginals(factor, (S, X))
    variances = solver.variances(factor, parts)
    frame = pd.DataFrame(
        {
            "elapsed": elapsed,
            "arc": states[:, S],
            "speed": profile.speed_at(unknowns.profile, elapsed) + states[:, X],
            "offset": states[:, chain.N] + unknowns.shared[WIDE],
            "arc_sd": np.sqrt(variances[:, 0]),
            "speed_sd": np.sqrt(variances[:, 1]),
        },
        index=pd.Index(rows),
    )
    onsets = tuple(
        Onset(
            float(unknowns.profile.begins[i]), float(unknowns.profile.levels[i - 1]), float(unknowns.profile.levels[i])
        )
        for i in unknowns.profile.onsets
    )
    return Motion(
        frames.conform(frame, frames.MOTION),
        _covariance(elapsed, factor, parts, len(onsets)),
        watch={
            "speed_delay": watch.delay if watch.trusted else np.nan,
            "speed_scale": float(unknowns.shared[SCALE]) if watch.trusted else np.nan,
            "turn_cut": float(unknowns.shared[CUT]),
            "straight_change": float(unknowns.shared[LENGTH]),
            "drift_sd": levels.drift_sd,
            "drift_time": levels.drift_time,
            "fast_sd": levels.fast_sd,
            "noise_sd": levels.white_sd,
        },
        onsets=onsets,
        stretches=_stretches(unknowns.profile, elapsed),
    )


def _stretches(pace: profile.Profile, elapsed: Floats) -> tuple[Stretch, ...]:
    ends = np.append(pace.begins[1:], elapsed[-1])
    order = {int(i): count for count, i in enumerate(pace.onsets)}
    return tuple(
        Stretch(float(begin), float(end), float(level), order.get(i))
        for i, (begin, end, level) in enumerate(zip(pace.begins, ends, pace.levels, strict=True))
        if end > begin and end > elapsed[0]
    )


def _covariance(elapsed: Floats, factor: solver.Factor, parts: solver.Marginals, count: int) -> Covariance:
    def covariance(times: Floats, onsets: tuple[int, ...] = ()) -> Floats:
        at = np.asarray(times, dtype=float)
        node = np.clip(np.searchsorted(elapsed, at, side="right") - 1, 0, len(elapsed) - 2)
        share = np.clip((at - elapsed[node]) / (elapsed[node + 1] - elapsed[node]), 0.0, 1.0)
        of_globals = np.zeros((len(onsets), GLOBALS + count))
        of_globals[np.arange(len(onsets)), GLOBALS + np.array(onsets, dtype=np.intp)] = 1.0
        return solver.covariance(factor, parts, node, share, of_globals)

    return covariance
