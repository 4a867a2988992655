"""Hold a number against its target, by the rounded numbers that people see."""

import math

from analyzer.model import Compare, Verdict
from analyzer.workouts.ran import shown

DECIMALS = 4
"""The numbers of a check are rounded to these, as the JSON shows them, before it is decided."""
CANNOT_TELL = "The error of this is larger than what is allowed for: it cannot be told."


def decide(measured: float, target: float, tolerance: float, compare: Compare, sd: float = math.nan) -> bool | None:
    """Decide a check from its numbers as they are shown; None where one is missing or the error exceeds the tolerance.

    A tolerance of 0 has no room for an error: then the numbers decide alone.
    """
    measured, target, tolerance, sd = (shown(value, DECIMALS) for value in (measured, target, tolerance, sd))
    if not (math.isfinite(measured) and math.isfinite(target) and math.isfinite(tolerance)):
        return None
    if 0 < tolerance < sd:
        return None
    if compare is Compare.AT_MOST:
        return measured <= target + tolerance
    if compare is Compare.AT_LEAST:
        return measured >= target - tolerance
    return abs(measured - target) <= tolerance


def verdict(
    rule: str,
    where: str,
    measured: float,
    target: float,
    tolerance: float,
    compare: Compare,
    *,
    kept: str,
    missed: str,
    unknown: str = CANNOT_TELL,
    unit: str = "",
    sd: float = math.nan,
    effort: int | None = None,
) -> Verdict:
    """Hold a number against its target. kept, missed, unknown : The advice for each outcome."""
    passed = decide(measured, target, tolerance, compare, sd)
    advice = unknown if passed is None else kept if passed else missed
    return Verdict(
        rule,
        where,
        shown(measured, DECIMALS),
        shown(target, DECIMALS),
        shown(tolerance, DECIMALS),
        passed,
        advice,
        unit=unit,
        compare=compare,
        measured_sd=shown(sd, DECIMALS),
        effort=effort,
    )
