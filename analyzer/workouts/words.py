"""The words and limits of the plan language, as docs/plan_language.md has them."""

import re
from typing import NamedTuple

from analyzer.model import EffortKind, PaceName, Range, RecoveryKind
from analyzer.units import KILOMETRE, MILE

YARD = 0.9144
"""[m]"""
LAP = 400.0
"""A pace may be written for a lap: 92/400. [m]"""

MARKS = str.maketrans(
    {
        "×": "x",
        "✕": "x",
        "*": "x",
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "’": "'",
        "′": "'",
        "”": '"',
        "″": '"',
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{THIN SPACE}": " ",
        "\t": " ",
        "\r": " ",
        "\n": " ",
    }
)
"""What is read alike; one letter for one, so that places in the text stay."""

DISTANCES: dict[str, float] = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 1.0),
    **dict.fromkeys(("k", "km"), KILOMETRE),
    **dict.fromkeys(("mi", "mile", "miles"), MILE),
    **dict.fromkeys(("yd", "yard", "yards"), YARD),
}
"""Units of distance. [m]"""
TIMES: dict[str, float] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", '"'), 1.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "'"), 60.0),
    **dict.fromkeys(("h", "hour", "hours"), 3600.0),
}
"""Units of time. [s]"""
PACES: dict[str, PaceName] = {
    "m": PaceName.MILE,
    "5k": PaceName.FIVE_K,
    "5km": PaceName.FIVE_K,
    "t": PaceName.THRESHOLD,
    "e": PaceName.EASY,
    "easy": PaceName.EASY,
}
"""The names of paces."""
LONG_PACES: dict[str, PaceName] = {
    "mile": PaceName.MILE,
    "goal": PaceName.MILE,
    "threshold": PaceName.THRESHOLD,
    "tempo": PaceName.THRESHOLD,
}
"""Names that mean another thing where no `@` stands before them."""
PACE = "pace"
"""May be said after the name of a pace: `@5K pace`."""
KINDS: dict[str, EffortKind] = {
    **dict.fromkeys(("rep", "reps"), EffortKind.REP),
    **dict.fromkeys(("hill", "hills"), EffortKind.HILL),
    **dict.fromkeys(("stride", "strides"), EffortKind.STRIDE),
    "tempo": EffortKind.TEMPO,
    "trial": EffortKind.TRIAL,
    **dict.fromkeys(("steady", "jog"), EffortKind.STEADY),
}
RECOVERIES: dict[str, RecoveryKind] = {
    **dict.fromkeys(("stand", "standing"), RecoveryKind.STAND),
    **dict.fromkeys(("walk", "walking"), RecoveryKind.WALK),
    **dict.fromkeys(("jog", "jogging"), RecoveryKind.JOG),
}
RESTS = ("r", "rest", "rec", "recovery")
OPEN = "open"
"""A rep or a rest that lasts until the lap button is pressed."""

NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
CLOCK = re.compile(r"(?:([0-9]+):)?([0-9]+):([0-9]{2}(?:[.,][0-9]+)?)")
WORD = re.compile(r"[A-Za-z]+|['\"]")
COUNT = re.compile(r"([0-9]+)(?: *- *([0-9]+))? *x", re.IGNORECASE)
AROUND = re.compile(r"(?:warm|cool)(?: |-)?(?:up|down)|wu\b|cd\b", re.IGNORECASE)
"""Running before and after: 15min warm-up."""
PAUSE = re.compile(r"[,;](?= )")
"""A comma that parts what is said of a rep; a decimal comma has no space behind it."""
FIVE_K = re.compile(r"5 *km?(?![A-Za-z0-9/])", re.IGNORECASE)

LONGEST_TEXT = 2000
"""Characters of a plan."""
DEEPEST = 6
"""Brackets within brackets."""
MOST_REPS = 200


class Limit(NamedTuple):
    """What a length may be, in a unit, and how that is said."""

    low: float
    high: float
    unit: str
    of: str
    remedy: str


REP_METRES = Limit(20.0, 50_000.0, "m", "a rep", "it is 20 m to 50 km long; minutes are written 4min")
REP_SECONDS = Limit(5.0, 6 * 3600.0, "s", "a rep", "it lasts 5 s to 6 h")
REST_METRES = Limit(10.0, 10_000.0, "m", "a rest", "it is 10 m to 10 km long; leave it out where there is none")
REST_SECONDS = Limit(5.0, 3 * 3600.0, "s", "a rest", "it lasts 5 s to 3 h; leave it out where there is none")
SPEEDS: Range = (0.8, 12.0)
"""A slow walk; faster than any record. [m/s]"""
BARE_METRES = (100.0, 1600.0)
"""A rest without a unit that is a whole number of these hundreds, up to here, is a distance: `r200`. [m]"""
TEMPO_SECONDS, TEMPO_METRES = 120.0, 800.0
"""A rep at threshold that is at least so long is a tempo. [s, m]"""


def metres_in(number: float, unit: str) -> float:
    """Give a distance without the dust of floating point. [m]

    >>> metres_in(440, "yd")
    402.336
    """
    return round(number * DISTANCES[unit], 6)


def usual_kind(name: PaceName | None, *, distance: float, duration: float) -> EffortKind:
    """Give the kind of a rep of so many metres or seconds that is not said: running at E is no rep, long T is tempo.

    >>> usual_kind(PaceName.THRESHOLD, distance=float("nan"), duration=240.0).value
    'tempo'
    """
    if name is PaceName.EASY:
        return EffortKind.STEADY
    if name is PaceName.THRESHOLD and (duration >= TEMPO_SECONDS or distance >= TEMPO_METRES):
        return EffortKind.TEMPO
    return EffortKind.REP
