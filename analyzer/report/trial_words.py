"""How trials are named and their changes told, in every report of them."""

import math
from datetime import date
from typing import Any

from analyzer.charts.dates import day_of
from analyzer.model import Change, Reality, TrialName
from analyzer.report.words import with_error
from analyzer.units import format_time

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
HOW_LIKELY = {
    Reality.VERY_LIKELY_FASTER: "very likely",
    Reality.LIKELY_FASTER: "likely",
    Reality.UNCLEAR: "unclear",
    Reality.LIKELY_SLOWER: "likely",
    Reality.VERY_LIKELY_SLOWER: "very likely",
}


def on_day(number: int, beside: int | None = None) -> str:
    """Write a local day; without its year beside a day of the same year.

    >>> on_day(20555, beside=20709), on_day(20555)
    ('12 April', '12 April 2026')
    """
    day = day_of(number)
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if beside is not None and day_of(beside).year == day.year else f"{words} {day.year}"


def iso(number: int) -> str:
    """Write a local day as it sorts.

    >>> iso(20555)
    '2026-04-12'
    """
    return date.isoformat(day_of(number))


def chance(probability: float) -> str:
    """Write a probability, which is never certain.

    >>> chance(0.843), chance(0.9991), chance(0.004)
    ('P 0.84', 'P > 0.99', 'P < 0.01')
    """
    if not math.isfinite(probability):
        return "P not known"
    if probability > 0.99:
        return "P > 0.99"
    return "P < 0.01" if probability < 0.01 else f"P {probability:.2f}"


def how_likely(verdict: str, faster: float, slower: float) -> str:
    """Say whether a change is one of form, with its probability; empty where there was nothing to compare with.

    >>> how_likely("likely faster", 0.84, 0.03), how_likely("unclear", 0.41, 0.2)
    ('likely, P 0.84', 'unclear, P 0.41')
    """
    if not verdict:
        return ""
    likelier = max((value for value in (faster, slower) if math.isfinite(value)), default=math.nan)
    return f"{HOW_LIKELY[Reality(verdict)]}, {chance(likelier)}"


def change_line(change: Change, *, time: float = math.nan) -> str:
    """Tell a change in a line: how much, since when, and how likely it is one of form.

    time : Of the earlier trial. [s]
    """
    since = f"on {on_day(change.earlier.day, change.later.day)}"
    if change.earlier.day == change.later.day:
        since = f"in session {change.earlier.session} of the same day"
    was = format_time(time)
    run = f" ({was if change.earlier.nominal == change.later.nominal else f'{was} over {_over(change.earlier)}'})"
    as_miles = f", both told as {_article(change.over)}" if change.earlier.nominal != change.later.nominal else ""
    much = f"{abs(change.seconds):.1f} s {'faster' if change.seconds > 0 else 'slower'} than"
    if abs(change.seconds) < 0.05:
        much = "as fast as"
    return f"{much} {since}{run if math.isfinite(time) else ''}{as_miles}: {_form(change)}"


def _form(change: Change) -> str:
    """Say how likely a change is one of form."""
    if change.verdict is Reality.UNCLEAR:
        better = change.faster >= change.slower
        word = "better" if better else "worse"
        return f"unclear whether form is {word} ({chance(change.faster if better else change.slower)})"
    gained = change.verdict in {Reality.LIKELY_FASTER, Reality.VERY_LIKELY_FASTER}
    likelihood = chance(change.faster if gained else change.slower)
    return f"{HOW_LIKELY[change.verdict]} a real {'gain' if gained else 'loss'} of form ({likelihood})"


def _over(trial: TrialName) -> str:
    return "the mile" if trial.nominal == "1 mile" else trial.nominal


def _article(nominal: str) -> str:
    return "a mile" if nominal == "1 mile" else nominal


def distance_name(nominal: str) -> str:
    """Name a distance as the number that stands for a trial is introduced.

    >>> distance_name("1 mile"), distance_name("1500 m")
    ('Mile', '1500 m')
    """
    return "Mile" if nominal == "1 mile" else nominal


def one_row(row: dict[str, Any]) -> str:
    """Say a trial in a few words: its time with error, distance and day."""
    over = "" if row["nominal"] == "1 mile" else f" over {row['nominal']}"
    return f"{with_error(row['time'], row['time_sd'], unit=True)}{over} on {on_day(int(row['day']))}"


def seconds_won(seconds: float) -> str:
    """Write time won (+) or lost (−).

    >>> seconds_won(4.71), seconds_won(-0.25), seconds_won(0.01)
    ('+4.7', '−0.2', '±0.0')
    """
    if not math.isfinite(seconds):
        return "–"
    rounded = round(seconds, 1)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else '±'}{abs(rounded):.1f}"


def won(seconds: float, error: float) -> str:
    """Write time won or lost with its standard error.

    >>> won(1.234, 0.31)
    '+1.2 ± 0.3'
    """
    tail = f" ± {max(error, 0.05):.1f}" if math.isfinite(error) and math.isfinite(seconds) else ""
    return f"{seconds_won(seconds)}{tail}"


def sentence(words: str) -> str:
    """Make a phrase a sentence.

    >>> sentence("a trend needs 3 trials"), sentence("It is so.")
    ('A trend needs 3 trials.', 'It is so.')
    """
    end = "" if not words or words[-1] in ".!?:" else "."
    return f"{words[:1].upper()}{words[1:]}{end}"
