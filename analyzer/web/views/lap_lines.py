"""The laps of a mile against its mean speed beside record miles: numbers to draw an SVG from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.model import Shares

WIDTH, HEIGHT = 560.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 16.0, 12.0, 28.0
"""Room for the labels of the axes, in the units of the drawing."""
LEAST = 2.0
"""The chart shows no less than so much on either side of the mean. [%]"""
STEPS = (1, 2, 5, 10, 20)
"""Between the labelled lines. [%]"""


@dataclass(frozen=True)
class LapLine:
    """The line of one mile. number : Names its look.   points : x, y, upper and lower end of the error."""

    name: str
    number: int
    path: str
    points: tuple[tuple[float, float, float, float], ...]
    own: bool


@dataclass(frozen=True)
class LapLines:
    """The chart: the lines, the labelled heights, the laps."""

    lines: tuple[LapLine, ...]
    levels: tuple[tuple[float, str], ...]
    laps: tuple[tuple[float, str], ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM


def lap_lines(own: Sequence[Shares], records: Sequence[Shares]) -> LapLines | None:
    """Give the chart; None where the runner has no mile by laps."""
    if not own or not records:
        return None
    values = {id(one): 100 * np.array(one.against_mean) for one in (*own, *records)}
    count = max(len(found) for found in values.values())
    most = max(LEAST, *(float(np.abs(found).max()) for found in values.values() if len(found))) * 1.15
    step = next((one for one in STEPS if 2 * most / one <= 8), STEPS[-1])

    def x_of(lap: int) -> float:
        return round(LEFT + (lap + 0.5) / count * (WIDTH - LEFT - RIGHT), 1)

    def y_of(value: float) -> float:
        return round(TOP + (most - value) / (2 * most) * (HEIGHT - TOP - BOTTOM), 1)

    lines = []
    for number, share in enumerate((*records, *own)):
        mine = share in own
        found = values[id(share)]
        errors = 100 * np.nan_to_num(share.against_mean_sd) if mine else np.zeros(len(found))
        points = tuple(
            (x_of(lap), y_of(value), y_of(value + error), y_of(value - error))
            for lap, (value, error) in enumerate(zip(found.tolist(), errors.tolist(), strict=True))
        )
        path = "M" + "L".join(f"{x} {y}" for x, y, *_ in points)
        name = f"{share.name or 'You'}, latest mile" if mine else f"{share.name} {share.year}"
        lines.append(LapLine(name, number, path, points, mine))
    levels = np.arange(-step * int(most / step), most, step)
    named = tuple((y_of(float(level)), f"{level:+.0f} %".replace("-", "−") if level else "mean") for level in levels)
    return LapLines(tuple(lines), named, tuple((x_of(lap), f"Lap {lap + 1}") for lap in range(count)))
