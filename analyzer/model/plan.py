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
    run_off: bool = False
    """The metres past the finish line that complete a mile of 3.5 laps in lane 8."""

    @property
    def where(self) -> str:
        """Name the zone as a runner does."""
        return f"Lap {self.lap}, {'run-off' if self.run_off else self.zone}"


@dataclass(frozen=True)
class MilePlan:
    """The zone targets of a mile from a 5K time and a goal.

    five_k, goal, start_loss : [s]   surge : speed above 5K speed as a share (0.17 = 17 %).
    estimated : The inputs that were not given, "five_k" or "goal". warning : one line, or "".
    attainable : The mile time with the largest surge that is still advised; NaN unless the goal asks for more. [s]
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
    notes: tuple[str, ...] = ()


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
    unscored: str = ""
    """Why it cannot be told, or ""."""


@dataclass(frozen=True)
class CadenceShare:
    """The share of cadence in one change of speed, into a zone of a lap; `word` says what it means to a runner."""

    lap: int
    zone: Zone
    share: float
    share_sd: float
    word: str


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
    cadence_share_sd: float = math.nan
    cadence_word: str = ""
    """What the share means, "cadence not usable", or "" where no change can tell."""
    cadence: tuple[CadenceShare, ...] = ()
