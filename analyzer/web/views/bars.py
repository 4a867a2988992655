"""The speed of each turn and straight, or of each rep, over the band that is asked for: numbers to draw from."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from analyzer.charts.slots import Kept, slots
from analyzer.model import Analysis, Effort, PlannedZone
from analyzer.units import format_pace, pace_per

WIDTH, HEIGHT = 960.0, 270.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 8.0, 14.0, 46.0
"""Room for the labels of the axes, in the units of the drawing."""
BAND = 0.03
"""Within 3 % of the asked speed a zone counts as run to plan."""
SHORT = {"first turn": "T1", "back straight": "BS", "back turn": "T2", "home straight": "HS"}
MOST_REPS = 40
"""Of more there is no room for a bar each."""
WIDEST = 90.0
STEPS = (1, 2, 5, 10, 15, 20, 30, 60)
"""Between the paces that are labelled. [s]"""


@dataclass(frozen=True)
class Bar:
    """One zone: where it stands, its speed with its error, and the band that was asked for (heights; NaN for none).

    start, end : Of the zone in the session. [s]
    """

    x: float
    width: float
    y: float
    high: float
    low: float
    band_top: float
    band_height: float
    tone: str
    name: str
    told: str
    start: float
    end: float

    @property
    def asked(self) -> bool:
        """Tell whether the plan asks for a speed here."""
        return math.isfinite(self.band_top)


@dataclass(frozen=True)
class Bars:
    """The chart: its bars, the lines of the paces, and where the laps of a trial begin."""

    bars: tuple[Bar, ...]
    paces: tuple[tuple[float, str], ...]
    groups: tuple[tuple[float, str], ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    bottom: float = HEIGHT - BOTTOM
    right: float = WIDTH - RIGHT
    top: float = TOP


@dataclass(frozen=True)
class _Piece:
    """What a bar is drawn of. speed, error : [m/s]   slow, fast : Of the band; NaN for none. [m/s]"""

    group: str
    name: str
    tone: str
    told: str
    speed: float
    error: float
    slow: float
    fast: float
    start: float
    end: float


def bars(analysis: Analysis) -> Bars | None:
    """Give the chart of a trial's zones, else of the reps; None where there are none."""
    trial = analysis.trial
    pieces = _reps(analysis) if trial is None else _zones(analysis, trial)
    return _drawn(pieces) if pieces else None


def _zones(analysis: Analysis, trial: Effort) -> list[_Piece]:
    made = []
    for row in trial.zones.to_dict("records"):
        plan = _planned(analysis, row)
        asked = plan.speed if plan is not None else math.nan
        made.append(
            _Piece(
                group=f"Lap {row['lap']}",
                name="+" if plan is not None and plan.run_off else SHORT.get(str(row["zone"]), ""),
                tone=plan.effort.value.replace(" ", "-") if plan is not None else "steady",
                told=_told(row, plan),
                speed=float(row["speed"]),
                error=float(row["speed_sd"]),
                slow=asked * (1 - BAND),
                fast=asked * (1 + BAND),
                start=float(row["start"]),
                end=float(row["end"]),
            )
        )
    return made


def _reps(analysis: Analysis) -> list[_Piece]:
    found = [slot for slot in slots(analysis) if slot.effort is not None]
    if not 1 < len(found) <= MOST_REPS:
        return []
    made = []
    for slot in found:
        effort = slot.effort
        if effort is None or not math.isfinite(effort.speed):
            return []
        kept = slot.kept
        tone = "rep" if kept is Kept.NO_TARGET else kept.value.replace(" ", "-")
        told = f"Rep {slot.number}, {effort.nominal}: {format_pace(effort.speed)}"
        made.append(
            _Piece(
                group="",
                name=f"{slot.number}",
                tone=tone,
                told=told if kept is Kept.NO_TARGET else f"{told}, {kept.value}",
                speed=effort.speed,
                error=effort.speed * effort.time_sd / effort.time,
                slow=effort.distance / slot.slowest,
                fast=effort.distance / slot.fastest,
                start=effort.start,
                end=effort.end,
            )
        )
    return made


def _drawn(pieces: list[_Piece]) -> Bars | None:
    ends = [speed for one in pieces for speed in (one.speed, one.slow, one.fast) if math.isfinite(speed)]
    if not ends:
        return None
    low, high = min(ends) * 0.975, max(ends) * 1.025

    def height_of(speed: float) -> float:
        return round(TOP + (high - speed) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    step = (WIDTH - LEFT - RIGHT) / len(pieces)
    made, groups = [], []
    for place, one in enumerate(pieces):
        if one.group and (not place or one.group != pieces[place - 1].group):
            groups.append((round(LEFT + place * step, 1), one.group))
        error = one.error if math.isfinite(one.error) else 0.0
        # a band without an end on one side goes on to the edge of the chart
        slow, fast = (one.slow if math.isfinite(one.slow) else low), (one.fast if math.isfinite(one.fast) else high)
        asked = math.isfinite(one.slow) or math.isfinite(one.fast)
        made.append(
            Bar(
                x=round(LEFT + (place + 0.5) * step, 1),
                width=round(min(step, WIDEST), 1),
                y=height_of(one.speed) if math.isfinite(one.speed) else math.nan,
                high=height_of(one.speed + error),
                low=height_of(one.speed - error),
                band_top=height_of(fast) if asked else math.nan,
                band_height=round(height_of(slow) - height_of(fast), 1) if asked else math.nan,
                tone=one.tone,
                name=one.name,
                told=one.told,
                start=one.start,
                end=one.end,
            )
        )
    return Bars(tuple(made), _paces(low, high, height_of), tuple(groups))


def _planned(analysis: Analysis, row: dict[Any, Any]) -> PlannedZone | None:
    middle = 0.5 * (row["from_m"] + row["to_m"])
    zones = analysis.strategy.zones if analysis.strategy else ()
    return next((zone for zone in zones if zone.from_m <= middle < zone.to_m), None)


def _told(row: dict[Any, Any], plan: PlannedZone | None) -> str:
    """Say a zone in words, for those who hear the chart."""
    asked = f", asked {plan.effort.value} at {format_pace(plan.speed)}" if plan is not None else ""
    return f"Lap {row['lap']}, {row['zone']}: {format_pace(float(row['speed']))}{asked}"


def _paces(low: float, high: float, height_of: Any) -> tuple[tuple[float, str], ...]:
    per = pace_per()
    slow, fast = per / low, per / high
    step = next((one for one in STEPS if (slow - fast) / one <= 5), STEPS[-1])
    found = np.arange(math.floor(slow / step) * step, fast, -step)
    return tuple((height_of(per / pace), format_pace(per / pace)) for pace in found)
