"""What positions and the watch's speed say of the unknowns: residuals, their derivatives, and the normal equations."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Placement
from analyzer.motion import chain, profile
from analyzer.motion.chain import BX, BY, FX, FY, STATES, E, Levels, N, S, X
from analyzer.motion.local import Local, products, windows
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
    """The normal equations about some unknowns, and the residuals that they were made from.

    border : (n, 9, 7), what ties the samples to the globals; onsets : what ties them to the onsets.
    tip : (7 + onsets, 7 + onsets).
    """

    diagonal: Floats
    lower: Floats
    border: Floats
    onsets: Local
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
    tip, pull_shared = normal.tip.copy(), normal.pull_shared.copy()
    tip[:GLOBALS, :GLOBALS] += flat.T @ flat
    pull_shared[:GLOBALS] += flat.T @ rest.reshape(-1)
    return replace(
        normal,
        diagonal=normal.diagonal + side @ local,
        border=normal.border + side @ border,
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
    states, shared = unknowns.states, unknowns.shared
    above = (1 - share) * states[node, X] + share * states[node + 1, X]
    slow = (1 - share) * states[node, E] + share * states[node + 1, E]
    backwards = np.where(pace < 0, -1.0, 1.0)
    speed = backwards * (pace + above)
    rest = seen - (1 + shared[SCALE]) * speed - slow
    sd = np.where(_blurred(unknowns.profile, time), 1.0, levels.speed_white_sd)
    weight = (STUDENT_FREEDOM + 1) / (STUDENT_FREEDOM + (rest / sd) ** 2) / sd**2
    root = np.sqrt(np.minimum(weight, 1 / sd**2))

    gain = (1 + shared[SCALE]) * backwards * root
    first = np.stack([gain * (1 - share), root * (1 - share)], axis=1)
    second = np.stack([gain * share, root * share], axis=1)
    scale, rest = speed * root, rest * root
    diagonal, lower = normal.diagonal.copy(), normal.lower.copy()
    side, pull = normal.border.copy(), normal.pull.copy()
    for row, own in enumerate((X, E)):
        for column, other in enumerate((X, E)):
            _scatter(diagonal[:, own, other], node, first[:, row] * first[:, column])
            _scatter(diagonal[:, own, other], node + 1, second[:, row] * second[:, column])
            _scatter(lower[:, own, other], node, second[:, row] * first[:, column])
        _scatter(side[:, own, SCALE], node, first[:, row] * scale)
        _scatter(side[:, own, SCALE], node + 1, second[:, row] * scale)
        _scatter(pull[:, own], node, first[:, row] * rest)
        _scatter(pull[:, own], node + 1, second[:, row] * rest)
    tip, pull_shared = normal.tip.copy(), normal.pull_shared.copy()
    tip[SCALE, SCALE] += scale @ scale
    pull_shared[SCALE] += scale @ rest

    seen_at = _SpeedsAt(time, node, first, second, gain, scale, rest)
    onsets = _of_onsets(seen_at, unknowns.profile, normal.onsets, tip, pull_shared)
    return Normal(diagonal, lower, side, onsets, tip, pull, pull_shared)


@dataclass(frozen=True, eq=False)
class _SpeedsAt:
    """The watch's speeds at times between a node and the next, each weighted: what it says of either's X and E (m, 2).

    gain : of the speed itself. scale : of the speed scale. rest : residuals.
    """

    time: Floats
    node: NDArray[np.intp]
    first: Floats
    second: Floats
    gain: Floats
    scale: Floats
    rest: Floats


def _of_onsets(seen: _SpeedsAt, pace: profile.Profile, onsets: Local, tip: Floats, pull_shared: Floats) -> Local:
    """Add what the watch's speed says of the onsets to `tip` and `pull_shared` in place, and give their columns."""
    time, begins = seen.time, pace.begins[pace.onsets]
    start, width = windows(time, begins, profile.EFFECT_LASTS, margin=0)
    rows = start[:, None] + np.arange(width)
    inside = (time[rows] > begins[:, None]) & (time[rows] <= begins[:, None] + profile.EFFECT_LASTS)
    _, effect = profile.onset_effects(pace, time[rows])
    effect = np.where(inside, seen.gain[rows] * effect, 0.0)
    blocks, number = onsets.blocks.copy(), np.nonzero(inside)[0]
    place = (seen.node[rows] - onsets.first[:, None])[inside]
    for row, own in enumerate((X, E)):
        np.add.at(blocks[:, :, own], (number, place), (seen.first[rows, row] * effect)[inside])
        np.add.at(blocks[:, :, own], (number, place + 1), (seen.second[rows, row] * effect)[inside])
    tip[GLOBALS:, GLOBALS:] += products(start, effect, effect)
    with_scale = (seen.scale[rows] * effect).sum(axis=1)
    tip[SCALE, GLOBALS:] += with_scale
    tip[GLOBALS:, SCALE] += with_scale
    pull_shared[GLOBALS:] += (seen.rest[rows] * effect).sum(axis=1)
    return replace(onsets, blocks=blocks)


def _blurred(pace: profile.Profile, time: Floats) -> NDArray[np.bool_]:
    """Tell when the watch's filter blurs what the profile has sharp."""
    begun = np.searchsorted(time, pace.begins[1:] - 2.0, side="right")
    ended = np.searchsorted(time, pace.begins[1:] + 7.0)
    count = np.zeros(len(time) + 1, dtype=np.intp)
    np.add.at(count, begun, 1)
    np.add.at(count, ended, -1)
    return np.asarray(np.cumsum(count)[:-1] > 0)


def _scatter(into: Floats, node: NDArray[np.intp], values: Floats) -> None:
    """Add values at rows in place; the rows are in order, and mostly all different."""
    if len(node) < 2 or (np.diff(node) > 0).all():
        into[node] += values
    else:
        np.add.at(into, node, values)


def start(fixes: Fixes, unknowns: Unknowns, prior: chain.Prior, placement: Placement) -> Normal:
    """Begin the normal equations with what is known beforehand: the chain, the profile's onsets, the globals."""
    pace, n = unknowns.profile, len(fixes.elapsed)
    count = len(pace.onsets)
    mean, sd = shared_prior(placement, count)
    travelled = np.diff(profile.distance_at(pace, fixes.elapsed))
    pull, weighted = chain.gradient(prior, unknowns.states, travelled)

    first, width = windows(fixes.elapsed, pace.begins[pace.onsets], profile.EFFECT_LASTS, margin=1)
    touched = first[:, None] + np.arange(width)
    effect, _ = profile.onset_effects(pace, fixes.elapsed[touched])
    per_step, steps = np.diff(effect, axis=1), touched[:, :-1]
    loaded = prior.information[steps, :, 0] * per_step[:, :, None]
    blocks = np.zeros((count, width, STATES))
    blocks[:, 1:, :3] -= loaded
    blocks[:, :-1, :3] += np.einsum("kwji,kwj->kwi", prior.step[steps], loaded)
    tip = np.diag(sd**-2.0)
    tip[GLOBALS:, GLOBALS:] += products(first, per_step, loaded[:, :, 0])
    offset = np.concatenate([unknowns.shared - mean[:GLOBALS], np.zeros(count)])
    pull_shared = -offset / sd**2
    pull_shared[GLOBALS:] += (per_step * weighted[steps, 0]).sum(axis=1)
    return Normal(
        prior.diagonal,
        prior.lower,
        np.zeros((n, STATES, GLOBALS)),
        Local(first, blocks),
        tip,
        pull,
        pull_shared,
    )
