"""The speed of each turn and straight over the band that the plan asks for: numbers to draw an SVG from."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from analyzer.model import Analysis, PlannedZone
from analyzer.units import format_pace, pace_per

WIDTH, HEIGHT = 960.0, 270.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 8.0, 14.0, 46.0
"""Room for the labels of the axes, in the units of the drawing."""
BAND = 0.03
"""Within 3 % of the asked speed a zone counts as run to plan."""
SHORT = {"first turn": "T1", "back straight": "BS", "back turn": "T2", "home straight": "HS"}
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
    """The chart: its bars, the lines of the paces, and where the laps begin."""

    bars: tuple[Bar, ...]
    paces: tuple[tuple[float, str], ...]
    laps: tuple[tuple[float, str], ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    bottom: float = HEIGHT - BOTTOM
    right: float = WIDTH - RIGHT
    top: float = TOP


def bars(analysis: Analysis) -> Bars | None:
    """Give the chart of a trial's zones; None where there are none."""
    trial = analysis.trial
    if trial is None or not len(trial.zones):
        return None
    zones = trial.zones.to_dict("records")
    planned = [_planned(analysis, row) for row in zones]
    speeds = [float(row["speed"]) for row in zones]
    asked = [one.speed for one in planned if one is not None]
    known = [speed for speed in (*speeds, *asked) if math.isfinite(speed)]
    if not known:
        return None
    low, high = min(known) * 0.975, max(known) * 1.025

    def height_of(speed: float) -> float:
        return round(TOP + (high - speed) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    step = (WIDTH - LEFT - RIGHT) / len(zones)
    made, laps = [], []
    for place, (row, plan, speed) in enumerate(zip(zones, planned, speeds, strict=True)):
        if not place or row["lap"] != zones[place - 1]["lap"]:
            laps.append((round(LEFT + place * step, 1), f"Lap {row['lap']}"))
        sd = float(row["speed_sd"]) if math.isfinite(float(row["speed_sd"])) else 0.0
        top = height_of(plan.speed * (1 + BAND)) if plan is not None else math.nan
        made.append(
            Bar(
                x=round(LEFT + (place + 0.5) * step, 1),
                width=round(step, 1),
                y=height_of(speed) if math.isfinite(speed) else math.nan,
                high=height_of(speed + sd),
                low=height_of(speed - sd),
                band_top=top,
                band_height=height_of(plan.speed * (1 - BAND)) - top if plan is not None else math.nan,
                tone=plan.effort.value.replace(" ", "-") if plan is not None else "steady",
                name="+" if plan is not None and plan.run_off else SHORT.get(str(row["zone"]), ""),
                told=_told(row, plan),
                start=float(row["start"]),
                end=float(row["end"]),
            )
        )
    return Bars(tuple(made), _paces(low, high, height_of), tuple(laps))


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
