"""What a report says in words: times with errors, what each zone asks for, and what the method can and cannot do."""

import math

from analyzer.model import FinishFrom, PlannedZone, Zone, ZoneEffort
from analyzer.units import format_distance, format_time

METHOD = (
    "Times come from one joint estimate of the runner's place on the fitted track, the slowly drifting GPS offset and "
    "the watch's speed. Each ± is one standard error: about two of three true times lie within one, 19 of 20 in two."
)
LIMITS = (
    "Running wide inside a lane (0.6 m a lap for each 10 cm) is invisible.",
    "The watch's own track mode throws the truth away before it is recorded.",
    "Without speed in the file (GPX exports) errors are about half as large again.",
    "With a point only every 5 s the splits hold, the starts do not.",
    "The errors are those of a model: real watches have reflections fixed in place and filters that nobody documents.",
)
UNLIKE_RECORDS = (
    "This plan runs the second half much faster than the first. Record miles are run evenly: their slowest lap is the "
    "second or third, and the first and last are alike."
)
FINISH = {
    FinishFrom.SAVED: "from the saved track",
    FinishFrom.STANDING_START: "from where you stood before the start and stopped after it",
    FinishFrom.LAP_PRESSES: "from where you pressed the lap button",
    FinishFrom.REPS: "from where the reps started and ended",
    FinishFrom.RUNNER: "as you gave it",
    FinishFrom.ASSUMED: "assumed: an oval looks the same from both ends",
}
SHAPES = {
    "standard": "standard, 84.39 m straights",
    "equal_quadrant": "equal quadrants, 100 m straights",
    "double_bend_a": "double-radius turns, 80 m straights",
    "double_bend_b": "double-radius turns, 98.5 m straights",
    "double_bend_c": "double-radius turns, 97.3 m straights",
    "yards_440": "440 yards",
    "m300": "300 m track",
    "m200": "200 m indoor track",
    "fitted": "fitted to this run",
}
PLAN_FROM = {
    "runner": ("Planned", "as you gave it"),
    "file": ("Planned", "from the file of the watch"),
    "template": ("Fits", "a template of the training plan"),
    "detected": ("Run as", ""),
}
"""What the plan of a session is called by where it is from, and how that is said."""
ASKS = {
    ZoneEffort.SETTLE: "settle at 5K pace",
    ZoneEffort.SURGE: "surge",
    ZoneEffort.COAST: "coast back to 5K pace",
    ZoneEffort.HOLD: "hold as much as you can",
    ZoneEffort.ALL_OUT: "all out",
    ZoneEffort.KICK: "all out; kick if you can",
}
_ASKS_HERE = {
    (1, Zone.FIRST_TURN): "settle at 5K pace; ignore the first 40 m",
    (2, Zone.FIRST_TURN): "surge; keep accelerating through the turn",
    (3, Zone.BACK_STRAIGHT): "surge, the key: fast into the back turn",
    (4, Zone.BACK_STRAIGHT): "all out; easing a little is allowed",
}


def asks(zone: PlannedZone) -> str:
    """Say what a zone of the plan asks for."""
    if zone.run_off:
        return "all out, past the line to the end of the mile"
    if zone.code == "F":
        return "run fast"
    return _ASKS_HERE.get((zone.lap, zone.zone), ASKS[zone.effort])


def with_error(seconds: float, error: float, *, unit: bool = False) -> str:
    """Write a time with its standard error.

    >>> with_error(342.31, 0.42, unit=True)
    '5:42.3 ± 0.4 s'
    """
    if not math.isfinite(seconds):
        return "–"
    tail = f" ± {max(error, 0.05):.1f}" if math.isfinite(error) else ""
    return f"{format_time(seconds)}{tail}{' s' if unit and tail else ''}"


def difference(seconds: float) -> str:
    """Write how much slower (+) or faster (−) than asked.

    >>> difference(-0.34), difference(1.25)
    ('−0.3', '+1.2')
    """
    if not math.isfinite(seconds):
        return "–"
    rounded = round(seconds, 1)
    return f"{'−' if rounded < 0 else '+' if rounded > 0 else '±'}{abs(rounded):.1f}"


def slower_or_faster(seconds: float) -> str:
    """Say a difference in words.

    >>> slower_or_faster(2.41)
    '2.4 s slower'
    """
    if abs(seconds) < 0.05:
        return "on the dot"
    return f"{abs(seconds):.1f} s {'slower' if seconds > 0 else 'faster'}"


def kilometres(metres: float) -> str:
    """Write a distance as runners do.

    >>> kilometres(8123.0), kilometres(1609.344)
    ('8.12 km', '1.61 km')
    """
    return format_distance(metres)


def whole(value: float) -> str:
    """Write a number without decimals; a dash for what is not known."""
    return f"{value:.0f}" if math.isfinite(value) else "–"


def percent(share: float) -> str:
    """Write a share.

    >>> percent(0.914), percent(0.998)
    ('91 %', '> 99 %')
    """
    if not math.isfinite(share):
        return "–"
    if 0.995 <= share < 1.0:
        return "> 99 %"
    return f"{100 * share:.0f} %"
