"""What a session is meant to be: the plan that a runner writes or a watch carries; the templates of workouts."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from analyzer.model.document import number
from analyzer.model.names import EffortKind, PaceName, RecoveryKind, WorkoutKind

Range = tuple[float, float]
"""Lowest and highest."""
ANY: Range = (0.0, math.inf)


@dataclass(frozen=True)
class Target:
    """How fast a rep is meant to be run: by name, or by the time of the rep, or by a pace; or not said.

    time : Fastest and slowest time of the whole rep. [s]   pace : Fastest and slowest, over one metre. [s/m]
    per : The distance over which the pace was written: 1000, 1609.344 or 400. [m]
    """

    name: PaceName | None = None
    time: Range | None = None
    pace: Range | None = None
    per: float = 1000.0


@dataclass(frozen=True)
class Rest:
    """The recovery after a rep: for a time [s] or over a distance [m], the other NaN. kind : stand, walk, jog."""

    duration: float = math.nan
    distance: float = math.nan
    kind: RecoveryKind | None = None


@dataclass(frozen=True)
class Rep:
    """One piece of the plan: over a distance [m] or for a time [s], the other NaN.

    kind : REP, HILL, STRIDE or TEMPO; STEADY for running that is no rep (warm-up, cool-down, an easy run).
    """

    distance: float = math.nan
    duration: float = math.nan
    kind: EffortKind = EffortKind.REP
    target: Target = field(default_factory=Target)
    rest: Rest | None = None


@dataclass(frozen=True)
class Repeat:
    """Pieces that are run again and again, at least and at most so many times. rest : After each round."""

    least: int
    most: int
    parts: "tuple[Rep | Repeat, ...]"
    rest: Rest | None = None


@dataclass(frozen=True)
class SessionPlan:
    """A whole session as it is planned, in order."""

    parts: tuple[Rep | Repeat, ...]

    def reps(self, *, most: bool = True) -> tuple[Rep, ...]:
        """Give every rep in the order of running, its rest filled in, running that is no rep left out.

        most : With the most of each `8-12x`, else with the least.
        """
        return tuple(rep for rep in _each(self.parts, most=most) if rep.kind is not EffortKind.STEADY)


def _each(parts: tuple[Rep | Repeat, ...], *, most: bool) -> Iterator[Rep]:
    for part in parts:
        if isinstance(part, Rep):
            yield part
            continue
        for _ in range(part.most if most else part.least):
            inner = list(_each(part.parts, most=most))
            if inner and part.rest is not None:
                last = inner[-1]
                inner[-1] = Rep(last.distance, last.duration, last.kind, last.target, part.rest)
            yield from inner


@dataclass(frozen=True)
class Paces:
    """The runner's paces as speeds, slowest and fastest of each. [m/s]

    estimated : The inputs that were not given ("five_k", "goal") and so were taken from the session.
    """

    five_k: float
    mile: float
    threshold: Range
    easy: Range
    estimated: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the paces as a part of the JSON of the analysis."""
        return {
            "five_k": number(self.five_k),
            "mile": number(self.mile),
            "threshold": [number(speed) for speed in self.threshold],
            "easy": [number(speed) for speed in self.easy],
            "estimated": list(self.estimated),
        }


@dataclass(frozen=True)
class Bound:
    """A speed as a share of one of the runner's paces. base : "5K", "M", or "5K-M", their geometric mean."""

    base: str
    share: float


@dataclass(frozen=True)
class Template:
    """A workout of the training plan, as its TOML file has it.

    plan : In the plan language.   purpose, how : What it trains; how to run it.
    reps : How many are recognised.   distance, duration : Of a rep. [m, s]   rest : After a rep. [s]
    total : Of the whole session. [s]   slowest, fastest, centre : The target speed; None where there is none.
    too_fast : Faster than this it trains something else; None where nothing is too fast.
    rules : The names of the checks that are held against it.   words : Advice by the name of its check.
    limits : Numbers that the checks take instead of their usual ones, by name.
    """

    name: str
    title: str
    kind: WorkoutKind
    plan: str
    purpose: str
    how: str
    reps: tuple[int, int] = (0, 0)
    distance: Range = ANY
    duration: Range = ANY
    rest: Range = ANY
    total: Range = ANY
    slowest: Bound | None = None
    fastest: Bound | None = None
    centre: Bound | None = None
    too_fast: Bound | None = None
    rules: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)
