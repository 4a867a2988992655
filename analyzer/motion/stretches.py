"""Find the stretches of a profile: where the runner stands, walks, jogs and runs hard, and when that changes.

The first idea of the arc position gives a local slope; the slope gives classes; classes that last give stretches. A
long gap is a stretch of its own.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from analyzer.motion.profile import ONSET_TIME, SLOWING_TIME, STANDING, WALKING, Profile

Floats = NDArray[np.float64]

SPREAD_SHARE, LEAST_SPREAD = 1.5, 0.25
"""How far the speed may be from the pace of its stretch: a share of how it is seen to vary, and at least so. [m/s]"""
WINDOW = 3.5
"""Half the window of the local slope that gives the first idea of the speed. [s]"""
BIG_CHANGE = 1.3
"""A change of pace this large has a moment that is worth estimating. [m/s]"""
JOGGING_SHARE = 0.78
"""Below this share of the usual pace a runner jogs: the coast of the mile plan is 15-20 % below its surge."""
START_BEFORE, START_AFTER, START_REACH, START_STEP = 12.0, 16.0, 7.0, 0.25
"""A start is looked for in positions of so long before and after where it is seen roughly, so far off it. [s]"""
SHORTEST = 7.0
"""A shorter stretch belongs to its neighbour. [s]"""
FAST_START = 3.2
"""A recording that begins faster than this begins with the start of an effort. [m/s]"""
LONG_GAP, GAP_SPREAD = 12.0, 1.0
"""Over a longer time without positions nothing is known of the pace but its mean. [s, m/s]"""
AT_ONCE = 0.3
"""Who starts the watch at the start runs about so long before the first sample. [s]"""
LEAST_CONTRAST = 0.28
"""Jogging and hard running are told apart where their paces differ by this share."""


def local_speed(elapsed: Floats, arc: Floats, *, window: float = WINDOW) -> Floats:
    """Give the slope of arc [m] over time [s] in a window about each sample. [m/s]"""
    first = np.searchsorted(elapsed, elapsed - window - 1e-6)
    last = np.searchsorted(elapsed, elapsed + window + 1e-6)
    first = np.where(last - first < 3, np.maximum(first - 1, 0), first)
    last = np.where(last - first < 3, np.minimum(last + 1, len(elapsed)), last)
    t, s = elapsed - elapsed.mean(), arc - arc.mean()

    def total(values: Floats) -> Floats:
        running = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(running[last] - running[first])

    count = last - first
    st, ss, stt, sts = total(t), total(s), total(t * t), total(t * s)
    spread = stt - st**2 / count
    return np.asarray(np.where(spread > 1e-6, (sts - st * ss / count) / np.maximum(spread, 1e-6), 0.0))


def build(elapsed: Floats, arc: Floats, *, at_gun: bool) -> Profile:
    """Build the profile from a first idea of the arc position [m] at times [s].

    at_gun : The first sample is the first of the recording, so that it may begin with the start. A long gap (a stopped
    watch, no positions) is a stretch of its own, at the pace that leads over it.
    """
    dt = np.diff(elapsed)
    gaps = np.flatnonzero(dt > max(LONG_GAP, 4 * float(np.median(dt))))
    firsts, lasts = np.append(0, gaps + 1), np.append(gaps, len(elapsed) - 1)
    whole: Profile | None = None
    for first, last in zip(firsts, lasts, strict=True):
        piece = _unbroken(elapsed[first : last + 1], arc[first : last + 1])
        if whole is None:
            whole = _from_standing(piece, elapsed[0] - 60.0, 0.0) if at_gun else piece
            continue
        lost = elapsed[first] - elapsed[first - 1]
        over = float(arc[first] - arc[first - 1]) / lost
        whole = _joined(whole, _from_standing(piece, elapsed[first - 1] + 0.5, over))
    assert whole is not None  # noqa: S101 - there is always a first piece
    return replace(whole, begins=np.maximum.accumulate(whole.begins))


def _from_standing(piece: Profile, since: float, level: float) -> Profile:
    """Put a stretch before a piece [s, m/s]; where the piece begins fast, it begins with an onset."""
    begins, onsets = piece.begins.copy(), piece.onsets + 1
    if piece.levels[0] > FAST_START and level < WALKING:
        begins[0] -= AT_ONCE
        onsets = np.append(1, onsets)
    return Profile(
        np.append(since, begins), np.append(level, piece.levels), np.append(GAP_SPREAD, piece.spread), onsets
    )


def _joined(before: Profile, after: Profile) -> Profile:
    return Profile(
        np.append(before.begins, after.begins),
        np.append(before.levels, after.levels),
        np.append(before.spread, after.spread),
        np.append(before.onsets, after.onsets + len(before.begins)),
    )


def _unbroken(elapsed: Floats, arc: Floats) -> Profile:
    """Build the profile of samples without a long gap."""
    if len(elapsed) < 3:
        return Profile(elapsed[:1].copy(), np.zeros(1), np.array([GAP_SPREAD]), np.zeros(0, dtype=np.intp))
    speed = local_speed(elapsed, arc)
    starts = _stretches(elapsed, _classes(speed))
    ends = np.append(starts[1:], len(elapsed))
    levels, spread = np.zeros(len(starts)), np.zeros(len(starts))
    for i, (a, b) in enumerate(zip(starts, ends, strict=True)):
        margin = min(4, (b - a) // 4)
        inner = speed[a + margin : b - margin]
        levels[i] = np.median(inner)
        if abs(levels[i]) < STANDING:
            levels[i] = 0.0
        spread[i] = np.clip(SPREAD_SHARE * np.std(inner), LEAST_SPREAD, 1.5)
    begins = elapsed[starts].astype(float)
    onsets = []
    for i in range(1, len(starts)):
        begins[i] = _half_level(elapsed, speed, starts[i], levels[i - 1], levels[i])
        constant = ONSET_TIME if levels[i] > levels[i - 1] else SLOWING_TIME
        begins[i] = _meeting(elapsed, arc, begins[i], levels[i - 1], levels[i]) - constant
        slow, fast = sorted((levels[i - 1], levels[i]))
        if levels[i - 1] < WALKING and levels[i] > FAST_START:
            begins[i] = _start(elapsed, arc, begins[i])
        if (slow < WALKING and fast > WALKING + 0.4) or fast - slow > BIG_CHANGE:
            onsets.append(i)
    return Profile(np.maximum.accumulate(begins), levels, spread, np.array(onsets, dtype=np.intp))


def _classes(speed: Floats) -> NDArray[np.intp]:
    pace = np.abs(speed)
    classes = np.digitize(pace, [STANDING, WALKING])
    running = pace[classes == 2]
    if len(running) > 30:
        threshold, jog, hard = otsu(running)
        share = float((running > threshold).mean())
        usual = float(np.median(running))
        if hard > jog * (1 + LEAST_CONTRAST) and share > 0.05 and hard - jog > 3 * _wobble(running, threshold):
            classes = np.where(pace > threshold, 3, classes)
        elif (running < JOGGING_SHARE * usual).any():
            classes = np.where(pace > JOGGING_SHARE * usual, 3, classes)
    # running the other way round, or to and fro in drills, is a stretch of its own
    return np.where(speed < -STANDING, -classes, classes)


def otsu(values: Floats) -> tuple[float, float, float]:
    """Give the threshold that best splits values in two, and the medians below and above it."""
    ordered = np.sort(values)
    n = len(ordered)
    below = np.arange(1, n)
    total = np.cumsum(ordered)
    mean_low, mean_high = total[:-1] / below, (total[-1] - total[:-1]) / (n - below)
    best = int(np.argmax(below * (n - below) * (mean_high - mean_low) ** 2))
    threshold = 0.5 * (ordered[best] + ordered[best + 1])
    return float(threshold), float(np.median(ordered[: best + 1])), float(np.median(ordered[best + 1 :]))


def _wobble(running: Floats, threshold: float) -> float:
    groups = [running[running <= threshold], running[running > threshold]]
    return max(float(1.4826 * np.median(np.abs(group - np.median(group)))) for group in groups) / 2


def _stretches(elapsed: Floats, classes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give the first sample of each stretch, the short ones merged into the longer neighbour."""
    starts = np.concatenate([[0], np.flatnonzero(np.diff(classes)) + 1])
    while len(starts) > 1:
        lengths = np.diff(np.append(elapsed[starts], elapsed[-1] + 1.0))
        short = int(np.argmin(lengths))
        if lengths[short] >= SHORTEST:
            break
        before = lengths[short - 1] if short > 0 else -1.0
        after = lengths[short + 1] if short + 1 < len(starts) else -1.0
        if before >= after:
            classes[starts[short] : starts[short + 1] if short + 1 < len(starts) else None] = classes[starts[short] - 1]
        else:
            classes[starts[short] : starts[short + 1]] = classes[starts[short + 1]]
        starts = np.concatenate([[0], np.flatnonzero(np.diff(classes)) + 1])
    return starts


def _half_level(elapsed: Floats, speed: Floats, near: int, low: float, high: float) -> float:
    a, b = max(near - 6, 0), min(near + 7, len(elapsed))
    share = (speed[a:b] - low) / (high - low) if high != low else np.zeros(b - a)
    up = np.flatnonzero((share[:-1] < 0.5) & (share[1:] >= 0.5))  # a fall too: the share counts from the old level
    if not len(up):
        return float(elapsed[near])
    i = a + int(up[np.argmin(np.abs(up + a - near))])
    part = (0.5 - share[i - a]) / (share[i - a + 1] - share[i - a])
    return float(elapsed[i] + part * (elapsed[i + 1] - elapsed[i]))


def _start(elapsed: Floats, arc: Floats, near: float) -> float:
    """Give when a start fits best: steady before it, then rising with the time constant of an onset. [s]"""
    window = (elapsed > near - START_BEFORE) & (elapsed < near + START_AFTER)
    t, s = elapsed[window], arc[window]
    if len(t) < 5 or (t < near).sum() < 2:
        return near
    moments = np.arange(near - START_REACH, near + START_REACH, START_STEP)
    since = t - moments[:, None]
    seen = ((since < 0).sum(axis=1) >= 2) & ((since > 0).sum(axis=1) >= 3)
    moments, since = moments[seen], since[seen]
    after = np.maximum(since, 0.0)
    run = after - ONSET_TIME * (1 - np.exp(-after / ONSET_TIME))
    basis = np.stack([np.ones_like(since), np.minimum(since, 0.0), run], axis=2)
    q, r = np.linalg.qr(basis)
    along = (s @ q)[:, :, None]
    miss = ((s - (q @ along)[:, :, 0]) ** 2).sum(axis=1)
    rising = along[:, 2, 0] / r[:, 2, 2] > WALKING
    return float(moments[rising][np.argmin(miss[rising])]) if rising.any() else near


def _meeting(elapsed: Floats, arc: Floats, near: float, before: float, after: float) -> float:
    """Give when the steady motion before and that after a change of pace would meet. [s]"""
    if abs(after - before) < 0.5:
        return near
    earlier = (elapsed > near - 15.0) & (elapsed < near - 2.0)
    later = (elapsed > near + 3.0) & (elapsed < near + 16.0)
    if earlier.sum() < 2 or later.sum() < 2:
        return near
    first = float(np.median((arc - before * elapsed)[earlier]))
    second = float(np.median((arc - after * elapsed)[later]))
    return float(np.clip((second - first) / (before - after), near - 8.0, near + 8.0))
