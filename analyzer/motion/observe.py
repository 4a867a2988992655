"""What positions and the watch's speed say of the unknowns: residuals, their derivatives, and the normal equations."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Placement
from analyzer.motion import chain, profile
from analyzer.motion.chain import BX, BY, FX, FY, STATES, E, Levels, N, S, X
from analyzer.oval import line_at, line_offset

Floats = NDArray[np.float64]

CX, CY, PHI, CUT, WIDE, LENGTH, SCALE = range(7)
GLOBALS = 7
"""Pose of the track (m and rad about its centre), cut of turns, mean place in the lane, straight, speed scale."""

_GLOBAL_MEAN = np.array([0.0, 0.0, 0.0, 0.6, 0.0, 0.0, 0.0])
_GLOBAL_SD = np.array([2.0, 2.0, 0.02, 0.7, 0.3, 0.1, 0.04])
FITTED_STRAIGHT_SD = 2.0
"""How well the straight of a track of no known shape is known from the survey. [m]"""
ONSET_SD = 4.0
"""How well an onset is known before it is estimated. [s]"""
STUDENT_FREEDOM = 5.0
"""Degrees of freedom of the Student weights on the white part of the position noise."""
LENGTH_STEP = 0.5
SNAPPED_CROSS_SD = 50.0
"""A watch that puts the runner on an oval says nothing of where he was across it. [m]"""


@dataclass(frozen=True, eq=False)
class Fixes:
    """Positions in the frame of the track [m], the watch's speed [m/s, NaN where absent], at times [s]."""

    elapsed: Floats
    x: Floats
    y: Floats
    speed: Floats


@dataclass(frozen=True, eq=False)
class Unknowns:
    """The unknowns of a recording: states (n, 9), globals (7,), and the profile that carries the onsets."""

    states: Floats
    shared: Floats
    profile: profile.Profile


@dataclass(frozen=True, eq=False)
class Normal:
    """The normal equations about some unknowns, and the residuals that they were made from."""

    diagonal: Floats
    lower: Floats
    border: Floats
    tip: Floats
    pull: Floats
    pull_shared: Floats


@dataclass(frozen=True, eq=False)
class Watch:
    """How the watch's speed follows the runner: delay [s]; trust : whether it is used at all."""

    delay: float = 0.0
    trusted: bool = False


def shared_prior(placement: Placement, onsets: int) -> tuple[Floats, Floats]:
    """Give mean and standard deviation of the globals, the onsets after them (their mean is where they are)."""
    sd = _GLOBAL_SD.copy()
    if placement.oval.shape == "fitted":
        sd[LENGTH] = FITTED_STRAIGHT_SD
    return np.concatenate([_GLOBAL_MEAN, np.zeros(onsets)]), np.concatenate([sd, np.full(onsets, ONSET_SD)])


def predicted(placement: Placement, arc: Floats, outward: Floats, longer: float) -> tuple[Floats, Floats, Floats]:
    """Give positions (n, 2), headings and curvatures on a track with `longer` straights [m] and an unchanged lap."""
    oval = placement.oval
    if longer:
        turns = [(angle, radius - longer / np.pi) for angle, radius in oval.arcs]
        oval = replace(oval, straight=oval.straight + longer, arcs=tuple(turns))
    line = line_at(oval, line_offset(placement.lane))
    x, y = line.at(arc, outward)
    return np.stack([x, y], axis=1), line.heading(arc), line.curvature(arc)


def positions(normal: Normal, fixes: Fixes, unknowns: Unknowns, placement: Placement, levels: Levels) -> Normal:
    """Add the positions to the normal equations."""
    states, shared = unknowns.states, unknowns.shared
    speed = profile.speed_at(unknowns.profile, fixes.elapsed) + states[:, X]
    longer = float(shared[LENGTH])
    _, _, curvature = predicted(placement, states[:, S], states[:, N], longer)
    outward = states[:, N] + shared[WIDE] - shared[CUT] * speed**2 * curvature
    here, heading, _ = predicted(placement, states[:, S], outward, longer)
    wider, _, _ = predicted(placement, states[:, S], outward, longer + LENGTH_STEP)
    along = np.stack([np.cos(heading), np.sin(heading)], axis=1)
    out = np.stack([along[:, 1], -along[:, 0]], axis=1)

    n = len(states)
    local = np.zeros((n, 2, STATES))
    local[:, :, S] = along * (1 + curvature * outward)[:, None]
    local[:, :, X] = -2 * (shared[CUT] * speed * curvature)[:, None] * out
    local[:, :, N] = out
    local[:, 0, BX] = local[:, 1, BY] = local[:, 0, FX] = local[:, 1, FY] = 1.0
    border = np.zeros((n, 2, GLOBALS))
    border[:, 0, CX] = border[:, 1, CY] = 1.0
    border[:, 0, PHI], border[:, 1, PHI] = -here[:, 1], here[:, 0]
    border[:, :, CUT] = -(speed**2 * curvature)[:, None] * out
    border[:, :, WIDE] = out
    border[:, :, LENGTH] = (wider - here) / LENGTH_STEP

    turned = here + shared[PHI] * np.stack([-here[:, 1], here[:, 0]], axis=1) + shared[[CX, CY]]
    rest = np.stack([fixes.x, fixes.y], axis=1) - turned - states[:, [BX, BY]] - states[:, [FX, FY]]
    weight = (STUDENT_FREEDOM + 2) / (STUDENT_FREEDOM + (rest**2).sum(axis=1) / levels.white_sd**2) / levels.white_sd**2
    weight = np.minimum(weight, 1 / levels.white_sd**2)
    if placement.snapped:
        root = np.sqrt(weight)[:, None, None] * along[:, None, :]
        cross = out[:, None, :] / SNAPPED_CROSS_SD
        scale = np.concatenate([root, cross], axis=1)
    else:
        scale = np.sqrt(weight)[:, None, None] * np.eye(2)
    return _added(normal, scale @ local, scale @ border, (scale @ rest[:, :, None])[:, :, 0])


def _added(normal: Normal, local: Floats, border: Floats, rest: Floats) -> Normal:
    side = local.transpose(0, 2, 1)
    flat = border.reshape(-1, GLOBALS)
    to_globals, tip, pull_shared = normal.border.copy(), normal.tip.copy(), normal.pull_shared.copy()
    to_globals[:, :, :GLOBALS] += side @ border
    tip[:GLOBALS, :GLOBALS] += flat.T @ flat
    pull_shared[:GLOBALS] += flat.T @ rest.reshape(-1)
    return replace(
        normal,
        diagonal=normal.diagonal + side @ local,
        border=to_globals,
        tip=tip,
        pull=normal.pull + (side @ rest[:, :, None])[:, :, 0],
        pull_shared=pull_shared,
    )


def speeds(normal: Normal, fixes: Fixes, unknowns: Unknowns, levels: Levels, watch: Watch) -> Normal:
    """Add the watch's speed, which tells of a moment `delay` before its time stamp."""
    time = fixes.elapsed - watch.delay
    node = np.searchsorted(fixes.elapsed, time, side="right") - 1
    usable = np.isfinite(fixes.speed) & (node >= 0) & (node < len(time) - 1)
    usable &= fixes.elapsed[np.minimum(node + 1, len(time) - 1)] - fixes.elapsed[np.maximum(node, 0)] < 12.0
    time, node, seen = time[usable], node[usable], fixes.speed[usable]
    share = (time - fixes.elapsed[node]) / (fixes.elapsed[node + 1] - fixes.elapsed[node])
    pace = profile.speed_at(unknowns.profile, time)
    _, onset = profile.onset_effects(unknowns.profile, time)
    states, shared = unknowns.states, unknowns.shared
    above = (1 - share) * states[node, X] + share * states[node + 1, X]
    slow = (1 - share) * states[node, E] + share * states[node + 1, E]
    backwards = np.where(pace < 0, -1.0, 1.0)
    speed = backwards * (pace + above)
    rest = seen - (1 + shared[SCALE]) * speed - slow
    sd = np.full(len(seen), levels.speed_white_sd)
    for i in range(1, len(unknowns.profile.begins)):
        # the watch's filter blurs what the profile has sharp
        since = time - unknowns.profile.begins[i]
        sd[(since > -2.0) & (since < 7.0)] = 1.0
    weight = (STUDENT_FREEDOM + 1) / (STUDENT_FREEDOM + (rest / sd) ** 2) / sd**2
    root = np.sqrt(np.minimum(weight, 1 / sd**2))

    gain = (1 + shared[SCALE]) * backwards
    first, second = np.zeros((len(seen), STATES)), np.zeros((len(seen), STATES))
    first[:, X], second[:, X] = gain * (1 - share), gain * share
    first[:, E], second[:, E] = 1 - share, share
    border = np.zeros((len(seen), len(normal.pull_shared)))
    border[:, SCALE] = speed
    border[:, GLOBALS:] = gain[:, None] * onset
    first, second, border, rest = first * root[:, None], second * root[:, None], border * root[:, None], rest * root

    diagonal, lower = normal.diagonal.copy(), normal.lower.copy()
    side, pull = normal.border.copy(), normal.pull.copy()
    _scatter(diagonal, node, first[:, :, None] * first[:, None, :])
    _scatter(diagonal, node + 1, second[:, :, None] * second[:, None, :])
    _scatter(lower, node, second[:, :, None] * first[:, None, :])
    _scatter(side, node, first[:, :, None] * border[:, None, :])
    _scatter(side, node + 1, second[:, :, None] * border[:, None, :])
    _scatter(pull, node, first * rest[:, None])
    _scatter(pull, node + 1, second * rest[:, None])
    return replace(
        normal,
        diagonal=diagonal,
        lower=lower,
        border=side,
        tip=normal.tip + border.T @ border,
        pull=pull,
        pull_shared=normal.pull_shared + border.T @ rest,
    )


def _scatter(into: Floats, node: NDArray[np.intp], values: Floats) -> None:
    """Add values at rows in place; the rows are in order, and mostly all different."""
    if len(node) < 2 or (np.diff(node) > 0).all():
        into[node] += values
    else:
        np.add.at(into, node, values)


def start(fixes: Fixes, unknowns: Unknowns, prior: chain.Prior, placement: Placement) -> Normal:
    """Begin the normal equations with what is known beforehand: the chain, the profile's onsets, the globals."""
    count = len(unknowns.profile.onsets)
    mean, sd = shared_prior(placement, count)
    travelled = np.diff(profile.distance_at(unknowns.profile, fixes.elapsed))
    pull, weighted = chain.gradient(prior, unknowns.states, travelled)
    effect, _ = profile.onset_effects(unknowns.profile, fixes.elapsed)
    per_step = np.diff(effect, axis=0)
    border = np.zeros((len(fixes.elapsed), STATES, GLOBALS + count))
    loaded = prior.information[:, :, 0, None] * per_step[:, None, :]
    border[1:, :3, GLOBALS:] -= loaded
    border[:-1, :3, GLOBALS:] += prior.step.transpose(0, 2, 1) @ loaded
    tip = np.diag(sd**-2.0)
    tip[GLOBALS:, GLOBALS:] += per_step.T @ (prior.information[:, 0, 0, None] * per_step)
    offset = np.concatenate([unknowns.shared - mean[:GLOBALS], np.zeros(count)])
    pull_shared = -offset / sd**2
    pull_shared[GLOBALS:] += per_step.T @ weighted[:, 0]
    return Normal(prior.diagonal.copy(), prior.lower.copy(), border, tip, pull, pull_shared)
