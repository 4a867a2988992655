"""The checks of a session as lines: kept, not kept, cannot be told; what was measured, and what was asked."""

import math
from dataclasses import dataclass

from analyzer.model import Analysis, Compare, Verdict
from analyzer.units import format_pace, format_time, pace_unit

TITLE = "Checks"
NAMES = {
    "target": "On target",
    "too_fast": "Not too fast",
    "rest": "Recovery as planned",
    "hill": "Steep enough",
    "retraced": "The same hill each time",
    "distance_consistency": "Equal distances",
    "consistency": "Even reps",
    "fade": "No fade",
    "first_last": "Last rep as fast as the first",
    "drift": "Steady within the rep",
    "second_half": "Second half held",
    "best_possible": "Near the best possible",
    "cadence": "Quicker steps",
    "ceiling": "Easy enough",
    "spike": "No jump in length",
    "duration": "Long enough, not too long",
}
"""What each check is called; one without a name here is called as its rule is."""
MARKS = {True: "✓", False: "✗", None: "?"}
TONES = {True: "passed", False: "failed", None: "untold"}
EACH = 2
"""A rule that was held against more reps than this is told in one line, with those that missed it."""
SHARE = 5.0
"""A plain number smaller than this is a share, and is written in per cent."""
LISTED = 8
"""Up to so many reps that missed a rule are listed."""


@dataclass(frozen=True)
class Line:
    """One check as it is told: mark and tone, name and where, the numbers, what to do, and what stands under it."""

    mark: str
    tone: str
    name: str
    where: str
    numbers: str
    advice: str
    under: tuple[str, ...] = ()


def check_lines(analysis: Analysis) -> tuple[Line, ...]:
    """Give a line for each check; the reps that one rule was held against share theirs."""
    found = analysis.workout.checks if analysis.workout else ()
    lines = []
    for rule in dict.fromkeys(check.rule for check in found):
        alike = [check for check in found if check.rule == rule]
        each = [check for check in alike if check.effort is not None]
        if len(each) > EACH:
            lines.append(_together(rule, each))
            alike = [check for check in alike if check.effort is None]
        lines += [_alone(check) for check in alike]
    return tuple(lines)


def summary(lines: tuple[Line, ...]) -> str:
    """Say how many checks were kept.

    >>> summary((Line("✓", "passed", "Even reps", "", "", ""), Line("?", "untold", "No fade", "", "", "")))
    '1 kept, 1 cannot be told'
    """
    words = {"passed": "kept", "failed": "not kept", "untold": "cannot be told"}
    tones = [line.tone for line in lines]
    return ", ".join(f"{tones.count(tone)} {word}" for tone, word in words.items() if tone in tones)


def numbers(check: Verdict) -> str:
    """Say what was measured and what was asked, in the runner's units."""
    if not math.isfinite(check.measured):
        return ""
    measured = quantity(check.measured, check.unit)
    error = _spread(check.measured, check.measured_sd, check.unit)
    asked = _asked(check)
    return f"{_beside(measured, error)}{f', {asked}' if asked else ''}"


def quantity(value: float, unit: str) -> str:
    """Write a number of a check as runners do.

    >>> quantity(88.4, "s"), quantity(4.0, "m/s"), quantity(0.019, ""), quantity(8.0, ""), quantity(412.3, "m")
    ('1:28.4', '4:10 min/km', '1.9 %', '8', '412 m')
    """
    if unit == "s":
        return format_time(value, decimals=1 if abs(value - round(value)) > 0.05 or value < 60 else 0) + (
            " s" if abs(value) < 60 else ""
        )
    if unit == "m/s":
        return f"{format_pace(value)} {pace_unit()}"
    if unit == "m":
        return f"{value:.0f} m"
    if unit == "" and abs(value) < SHARE:
        return f"{_signed(100 * value)} %"
    return f"{_signed(value)} {unit}".strip()


def _beside(number: str, spread: str) -> str:
    """Write a number with its spread, the seconds of both named once.

    >>> _beside("16.4 s", "0.4 s"), _beside("1:31.5", ""), _beside("4:10 min/km", "5.0 s")
    ('16.4 ± 0.4 s', '1:31.5', '4:10 min/km ± 5.0 s')
    """
    return f"{number.removesuffix(' s')} ± {spread}" if spread else number


def _signed(value: float) -> str:
    text = f"{value:.{1 if abs(value) < 10 else 0}f}".removesuffix(".0")
    return text.removeprefix("-") if text == "-0" else text.replace("-", "−")


def _spread(value: float, spread: float, unit: str) -> str:
    """Write a tolerance or an error beside a value; empty for none."""
    if not (math.isfinite(spread) and spread > 0):
        return ""
    if unit == "m/s":
        return f"{1000.0 / value**2 * spread:.1f} s" if value > 0 else ""
    if unit == "s":
        return (
            f"{spread:.1f} s" if spread < 10 else f"{spread:.0f} s" if spread < 60 else format_time(spread, decimals=0)
        )
    if unit == "m":
        return f"{spread:.0f} m"
    text = quantity(spread, unit)
    return "" if text.split()[0] == "0" else text


def _asked(check: Verdict) -> str:
    if not math.isfinite(check.target):
        return ""
    target, spare = quantity(check.target, check.unit), _spread(check.target, check.tolerance, check.unit)
    if check.compare is Compare.WITHIN:
        return f"asked {_beside(target, spare)}"
    if check.unit == "m/s":
        words = {Compare.AT_MOST: "no faster than", Compare.AT_LEAST: "no slower than"}
        return f"{words[check.compare]} {target}{f' by more than {spare}' if spare else ''}"
    sign = 1.0 if check.compare is Compare.AT_MOST else -1.0
    limit = quantity(check.target + sign * check.tolerance, check.unit)
    if not check.target:
        return f"asked {check.compare.value} {limit}"
    return f"asked {check.compare.value} {target}{f', {limit} allowed' if spare else ''}"


def _alone(check: Verdict) -> Line:
    name = NAMES.get(check.rule, check.rule.replace("_", " ").capitalize())
    return Line(MARKS[check.passed], TONES[check.passed], name, check.where, numbers(check), check.advice)


def _together(rule: str, each: list[Verdict]) -> Line:
    """Tell a rule that each rep was held against in one line, with the reps that missed it under it."""
    kept = [check for check in each if check.passed]
    missed = [check for check in each if check.passed is False]
    told = len(kept) + len(missed)
    passed = None if not told else not missed
    under = [f"{check.where}: {numbers(check)}" for check in missed[:LISTED]]
    if len(missed) > LISTED:
        under.append(f"and {len(missed) - LISTED} more")
    counted = [f"{len(kept)} of {told}"] if told else []
    if told < len(each):
        counted.append(f"{len(each) - told} cannot be told")
    name = NAMES.get(rule, rule.replace("_", " ").capitalize())
    return Line(MARKS[passed], TONES[passed], name, "each rep", "; ".join(counted), "", tuple(under))
