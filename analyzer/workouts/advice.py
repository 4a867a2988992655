"""What to do next time, from the checks: a line for each rule that was missed, the most important first."""

import math
from collections.abc import Sequence
from statistics import median

from analyzer.model import Template, Verdict
from analyzer.units import KILOMETRE
from analyzer.workouts.match import Match
from analyzer.workouts.match_notes import numbers

MOST = 5
"""Lines that a runner reads."""
ORDER = (
    "spike",
    "hill",
    "too_fast",
    "target",
    "ceiling",
    "rest",
    "fade",
    "consistency",
    "second_half",
    "drift",
    "first_last",
    "cadence",
    "best_possible",
    "distance_consistency",
    "retraced",
    "duration",
)
"""The rules, what costs a session most first: what it was, how fast, the rests, then how even."""
EACH = {
    "target": ("rep", "reps off target"),
    "rest": ("rest", "rests not kept"),
    "drift": ("rep", "reps not at one pace"),
    "second_half": ("rep", "reps not held"),
}
"""Rules that judge every rep; their verdicts are told in one line, in these words."""


def advice(checks: Sequence[Verdict], template: Template | None = None, match: Match | None = None) -> tuple[str, ...]:
    """Give at most five lines. match : The plan beside what was run; reps left out come first."""
    lines = list(match.notes[:1]) if match is not None and match.run < len(match.pairs) else []
    for rule in ORDER:
        missed = [one for one in checks if one.rule == rule and one.passed is False]
        if not missed:
            continue
        of = sum(one.rule == rule and one.passed is not None for one in checks)
        line = _together(rule, missed, of) if rule in EACH and len(missed) > 1 else _alone(missed)
        word = template.words.get(rule, "") if template is not None else ""
        lines.append(f"{line} {word}".strip())
    if not lines:
        told = [one.passed is not None for one in checks]
        kept = "All as it should be: every check kept." if all(told) else "All that could be told is as it should be."
        return (kept,) if any(told) else ()
    return tuple(lines[:MOST])


def _alone(missed: Sequence[Verdict]) -> str:
    worst = max(missed, key=_excess)
    return f"{worst.where[:1].upper()}{worst.where[1:]}: {worst.advice[:1].lower()}{worst.advice[1:]}"


def _excess(one: Verdict) -> float:
    return abs(one.measured - one.target) / max(abs(one.target), one.tolerance, 1e-9)


def _together(rule: str, missed: Sequence[Verdict], of: int) -> str:
    """Tell the reps that missed a rule in one line, by the side on which they missed it."""
    above = [one for one in missed if one.measured > one.target]
    below = [one for one in missed if one.measured <= one.target]
    high, low = _sides(rule, missed[0].unit)
    parts = [f"{_which(rule, side)} {word}{_by(rule, side)}" for side, word in ((above, high), (below, low)) if side]
    return f"{len(missed)} of {of} {EACH[rule][1]}: " + "; ".join(parts) + "."


def _sides(rule: str, unit: str) -> tuple[str, str]:
    """Name what is above and what is below a target; a time above it is slow, a speed above it is fast."""
    if rule == "rest":
        return "too long", "too short"
    if rule == "target":
        return ("too slow", "too fast") if unit == "s" else ("too fast", "too slow")
    return "faster in the second half", "slower in the second half"


def _which(rule: str, side: Sequence[Verdict]) -> str:
    counts = numbers([int(one.where.rsplit(" ", 1)[-1]) for one in side])
    word = EACH[rule][0]
    return f"{word}{'s' if len(side) > 1 else ''} {counts}"


def _apart(one: Verdict) -> float:
    return abs(one.measured - one.target)


def _beyond(one: Verdict) -> float:
    """Give how far a rep was out of its target. [s, or s/km of one that was held by its speed]"""
    limit = one.target + math.copysign(one.tolerance, one.measured - one.target)
    if one.unit == "m/s":
        return abs(KILOMETRE / one.measured - KILOMETRE / limit)
    return abs(one.measured - limit)


def _by(rule: str, side: Sequence[Verdict]) -> str:
    """Give by how much, in the middle: beyond the target, for the table of the reps counts from there too."""
    off = median((_beyond if rule == "target" else _apart)(one) for one in side)
    unit = side[0].unit
    if unit == "m/s" and rule == "target":
        return f" by {off:.1f} s/km"
    if unit == "s":
        return f" by {off:.1f} s" if off < 10 else f" by {off:.0f} s"
    if unit == "m":
        return f" by {off:.0f} m"
    share = off / side[0].target if side[0].target > 0 else off
    return f" by {100 * share:.1f} %"
