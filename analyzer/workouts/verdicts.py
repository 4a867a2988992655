"""Hold a number against its target, by the rounded numbers that people see."""

import math

from analyzer.model import Compare, Verdict
from analyzer.workouts.ran import shown

DECIMALS = 4
"""The numbers of a check are rounded to these, as the JSON shows them, before it is decided."""
CLEAR = 2.0
"""A number so many of its standard errors away from the limit is told, however large they are."""
CANNOT_TELL = "The error of this is larger than what is allowed for: it cannot be told."


def decide(measured: float, target: float, tolerance: float, compare: Compare, sd: float = math.nan) -> bool | None:
    """Decide a check from its numbers as they are shown; None where one is missing, or the error hides the answer.

    It does where it is larger than the tolerance and the number no more than two errors away from the limit. A
    tolerance of 0 has no room for an error: then the numbers decide alone.
    """
    measured, target, tolerance, sd = (shown(value, DECIMALS) for value in (measured, target, tolerance, sd))
    if not (math.isfinite(measured) and math.isfinite(target) and math.isfinite(tolerance)):
        return None
    room = {
        Compare.AT_MOST: target + tolerance - measured,
        Compare.AT_LEAST: measured - (target - tolerance),
        Compare.WITHIN: tolerance - abs(measured - target),
    }[compare]
    if 0 < tolerance < sd and abs(room) <= CLEAR * sd:
        return None
    return _decided(measured, target, tolerance, compare)


def _decided(measured: float, target: float, tolerance: float, compare: Compare) -> bool:
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
