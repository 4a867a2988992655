"""What was run, in the numbers that the JSON shows, so that every check can be done again by hand from it."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.model import Effort, EffortKind, Floats, Paces, RecoveryKind, Template, Verdict
from analyzer.model.document import number


@dataclass(frozen=True, eq=False)
class Ran:
    """An effort with its numbers rounded as in the JSON; see Effort for the units. index : Into Analysis.efforts."""

    index: int
    kind: EffortKind
    nominal: str
    start: float
    end: float
    time: float
    time_sd: float
    distance: float
    distance_sd: float
    start_sd: float
    end_sd: float
    recovery: float
    recovery_distance: float
    recovery_kind: RecoveryKind | None
    heart_rate: float
    cadence: float
    rise: float
    grade: float
    graded_speed: float
    marks: Floats
    """Where its splits end, from 0. [m]"""
    times: Floats
    """When it passed them, from 0. [s]"""
    split_sd: float
    """Mean standard error of a split. [s]"""

    @property
    def speed(self) -> float:
        """Distance over time. [m/s]"""
        return self.distance / self.time if self.time > 0 else math.nan

    @property
    def error(self) -> float:
        """Standard error of the speed, as a share of it."""
        errors = (self.time_sd / self.time if self.time > 0 else math.nan, self.distance_sd / self.distance)
        return math.hypot(*(error if math.isfinite(error) else 0.0 for error in errors))


def ran(index: int, effort: Effort) -> Ran:
    """Give the numbers of an effort as the JSON shows them."""
    splits = effort.splits
    lengths = [shown(far) - shown(near) for near, far in zip(splits["from_m"], splits["to_m"], strict=True)]
    times = [shown(time) for time in splits["time"]]
    errors = [shown(error) for error in splits["time_sd"]]
    return Ran(
        index=index,
        kind=effort.kind,
        nominal=effort.nominal,
        start=shown(effort.start),
        end=shown(effort.end),
        time=shown(effort.time),
        time_sd=shown(effort.time_sd),
        distance=shown(effort.distance),
        distance_sd=shown(effort.distance_sd),
        start_sd=shown(effort.start_sd),
        end_sd=shown(effort.end_sd),
        recovery=shown(effort.recovery),
        recovery_distance=shown(effort.recovery_distance, 1),
        recovery_kind=effort.recovery_kind,
        heart_rate=shown(effort.heart_rate, 1),
        cadence=shown(effort.cadence, 1),
        rise=shown(effort.rise, 2),
        grade=shown(effort.grade, 4),
        graded_speed=shown(effort.graded_speed),
        marks=np.concatenate([[0.0], np.cumsum(lengths)]),
        times=np.concatenate([[0.0], np.cumsum(times)]),
        split_sd=float(np.mean(errors)) if errors else math.nan,
    )


def shown(value: float, decimals: int = 3) -> float:
    """Round a number as the JSON does; NaN where it is not known."""
    rounded = number(value, decimals)
    return math.nan if rounded is None else rounded


@dataclass(frozen=True)
class Held:
    """What one rep is held against.

    slowest, fastest : Target speeds; NaN where nothing says.   too_fast : Faster trains something else. [m/s]
    distance : Planned; NaN for a rep by time. [m]   rest : Shortest and longest, by time [s], else by distance [m].
    planned_rest : A plan asks for this rest; else a template, which knows no rest between sets.
    """

    slowest: float = math.nan
    fastest: float = math.nan
    distance: float = math.nan
    too_fast: float = math.nan
    rest: tuple[float, float] = (math.nan, math.nan)
    rest_metres: tuple[float, float] = (math.nan, math.nan)
    rest_kind: RecoveryKind | None = None
    planned_rest: bool = False


@dataclass(frozen=True, eq=False)
class Session:
    """A session as the checks see it.

    reps : Those that the session is about, in order.   around : All its efforts.   held : By the index of the effort.
    speed : frames.SPEED.   limits : Numbers of the rules that the template changes.
    latitude, longitude : Of the moments of `speed`; empty where there are none. [deg]
    cadence : Of the same moments. [steps/min]
    longest_before : The longest of the last 30 days; NaN where nothing tells it. [m]
    """

    reps: tuple[Ran, ...]
    around: tuple[Ran, ...] = ()
    held: dict[int, Held] = field(default_factory=dict)
    speed: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.SPEED))
    paces: Paces | None = None
    template: Template | None = None
    limits: dict[str, float] = field(default_factory=dict)
    latitude: Floats = field(default_factory=lambda: np.empty(0))
    longitude: Floats = field(default_factory=lambda: np.empty(0))
    cadence: Floats = field(default_factory=lambda: np.empty(0))
    longest_before: float = math.nan

    def limit(self, name: str, usual: float) -> float:
        """Give a number of a rule: the template's own, else the usual one."""
        return self.limits.get(name, usual)


Rule = Callable[[Session], tuple[Verdict, ...]]
"""A check: what a session says of it; empty where there is nothing to hold against it."""
