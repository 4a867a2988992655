"""The targets of reps in words: what was asked, and how far off it a rep was."""

import math

import numpy as np

from analyzer.charts.slots import Kept, Slot, by_clock
from analyzer.report.words import difference
from analyzer.units import format_time, pace_per

POINT = 0.15
"""A target narrower than this is one time. [s]"""
ALMOST = 0.015
"""Targets this much apart are one: a target by pace makes another time of each rep's true distance."""


def target(fastest: float, slowest: float) -> str:
    """Write a target for a time.

    >>> target(87.0, 90.0), target(88.1, 88.14), target(float("nan"), 90.0)
    ('1:27–1:30', '1:28.1', '≤ 1:30')
    """
    known = [end for end in (fastest, slowest) if math.isfinite(end)]
    decimals = 0 if all(abs(end - round(end)) < 0.05 for end in known) else 1
    if not known:
        return "–"
    if len(known) == 1:
        return f"{'≤' if math.isfinite(slowest) else '≥'} {format_time(known[0], decimals=decimals)}"
    if slowest - fastest < POINT:
        return format_time(0.5 * (fastest + slowest), decimals=decimals)
    return "–".join(format_time(end, decimals=decimals) for end in known)


def target_of(slot: Slot) -> str:
    """Write the target of a rep: a time, or a pace where it was run for a time."""
    each = per(slot)
    return target(*(_rounded(end * each) if each else end for end in (slot.fastest, slot.slowest)))


def common_target(found: tuple[Slot, ...]) -> str:
    """Write the one target of all reps, a pace where they were run for a time; empty where the targets differ."""
    ends = []
    for name in ("fastest", "slowest"):
        values = np.array([getattr(slot, name) * (per(slot) or 1.0) for slot in found if slot.effort is not None])
        known = np.isfinite(values)
        if known.any() and (not known.all() or float(np.ptp(values)) > ALMOST * float(np.median(values))):
            return ""
        ends.append(float(np.median(values)) if len(values) else math.nan)
    if not any(math.isfinite(end) for end in ends):
        return ""
    return target(*(_rounded(end) for end in ends)) if not ends[1] - ends[0] <= 1.0 else target(*ends)


def off_by(slot: Slot) -> str:
    """Write how far a rep was outside its target [s, or s/km where it was run for a time]; "in" where it was not."""
    if slot.kept in {Kept.NO_TARGET, Kept.NOT_RUN}:
        return "–"
    outside = difference(slot.off_by * (per(slot) or 1.0))
    if slot.kept is Kept.IN_TARGET:
        return "in" if outside.startswith("±") or outside == "–" else f"in ({outside})"
    return outside


def per(slot: Slot) -> float:
    """Give the unit of paces over the distance of a rep that was run for a time; 0 for one over a distance."""
    effort = slot.effort
    timed = effort is not None and by_clock(effort) and effort.distance > 0
    return pace_per() / effort.distance if effort is not None and timed else 0.0


def has_target(slot: Slot) -> bool:
    """Tell whether a rep had a target."""
    return math.isfinite(slot.fastest) or math.isfinite(slot.slowest)


def _rounded(seconds: float) -> float:
    return round(seconds) if math.isfinite(seconds) else math.nan
