"""The mile plan, and how it was kept."""

import math
from dataclasses import dataclass

from analyzer.model.names import Zone, ZoneEffort


@dataclass(frozen=True)
class PlannedZone:
    """One zone of the mile plan: from and to [m] from the start, what it asks for, and the target. [s, m/s]"""

    lap: int
    zone: Zone
    effort: ZoneEffort
    code: str
    from_m: float
    to_m: float
    target: float
    speed: float


@dataclass(frozen=True)
class MilePlan:
    """The zone targets of a mile from a 5K time and a goal.

    five_k, goal, start_loss : [s]   surge : speed above 5K speed as a share (0.17 = 17 %).
    estimated : The inputs that were not given, "five_k" or "goal". warning : one line, or "".
    attainable : The mile time with the largest surge that is still advised; NaN without a warning. [s]
    """

    lane: int
    five_k: float
    goal: float
    surge: float
    zones: tuple[PlannedZone, ...]
    estimated: tuple[str, ...] = ()
    warning: str = ""
    attainable: float = math.nan
    held: float = 1.0
    kick: float = 1.0
    start_loss: float = 0.0


@dataclass(frozen=True)
class ZoneScore:
    """How a zone was run against its plan; `score` (0-100) is NaN where it cannot be told."""

    lap: int
    zone: Zone
    effort: ZoneEffort
    target: float
    time: float
    score: float
    weight: float


@dataclass(frozen=True)
class Score:
    """How the plan was kept, 0-100; NaN where less than 70 % of the weight could be assessed.

    contrast : Share of the prescribed changes of effort that were made, 0-1.
    cadence_share : Median share of cadence in the changes of speed; NaN where it cannot be told.
    laps : Score of each lap. held : Metres held into the back turn of lap 3. [m]
    advice : One line each, most important first.
    """

    zones: tuple[ZoneScore, ...]
    score: float
    score_sd: float
    contrast: float
    cadence_share: float
    laps: tuple[float, ...]
    held: float = math.nan
    advice: tuple[str, ...] = ()
