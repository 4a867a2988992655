"""What a comparison of trials gives: the table, the trend, what is real, where on the lap, what is foretold.

Signs: a *gain* is time won, plus is faster; a *delta* is second minus first along the race, minus is ahead.
Every sd is one standard error.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd

from analyzer.model.log import Athlete
from analyzer.model.track import Floats


def _nothing() -> Floats:
    return np.zeros(0)


class Reality(StrEnum):
    """How likely a change between two trials is one of form, and not of the day or of the watch."""

    VERY_LIKELY_FASTER = "very likely faster"
    LIKELY_FASTER = "likely faster"
    UNCLEAR = "unclear"
    LIKELY_SLOWER = "likely slower"
    VERY_LIKELY_SLOWER = "very likely slower"


@dataclass(frozen=True)
class TrialName:
    """Which trial: the session in the log, the effort in it, its local day since 1970-01-01, its distance by name."""

    session: int
    effort: int
    day: int
    nominal: str


@dataclass(frozen=True)
class Change:
    """From an earlier trial to a later one.

    seconds, seconds_sd : Won over the distance `over` ("1 mile" where the two ran different ones); the error holds the
        measuring and the day-to-day variation. [s]   gain, gain_sd : The same as shares of the time, in logarithms.
    measured_sd : The part of the measuring alone. [s]
    faster, slower : Probability that form is better (worse) by more than the smallest worthwhile change.
    """

    earlier: TrialName
    later: TrialName
    over: str
    seconds: float
    seconds_sd: float
    measured_sd: float
    gain: float
    gain_sd: float
    faster: float
    slower: float
    verdict: Reality
    words: str


@dataclass(frozen=True, eq=False)
class Trend:
    """How the mile (its equivalent) changed over time, of late.

    trials, of : So many the line is laid through, those of the last year or so, of so many.
    per_year, per_year_sd : Share of the time won a year (ln), plus is faster.
    per_month, per_month_sd : Seconds of the mile won a month, at the middle of the trials. [s]
    improving : Probability that it is above zero.   robust_per_year : Theil-Sen slope, to hold against an odd trial.
    day, time, time_sd : The line, for a chart: local days since 1970-01-01, mile times and their errors. [s]
    refused : Why there is none, in words ("3 trials over 4 weeks or more are needed"); "" where there is one.
    """

    trials: int
    per_year: float = float("nan")
    per_year_sd: float = float("nan")
    per_month: float = float("nan")
    per_month_sd: float = float("nan")
    improving: float = float("nan")
    robust_per_year: float = float("nan")
    day: Floats = field(default_factory=_nothing)
    time: Floats = field(default_factory=_nothing)
    time_sd: Floats = field(default_factory=_nothing)
    refused: str = ""
    words: str = ""
    of: int = 0


@dataclass(frozen=True)
class Contender:
    """A trial that may be the best: the probability that its true (equivalent) time is the fastest of all."""

    trial: TrialName
    probability: float


@dataclass(frozen=True)
class TypicalError:
    """How much a runner varies from trial to trial at one form, as a share of the time.

    value : Used. 0.0125 is 1.25 %.   source : "default", "newer runner", "log" (its own trials say so), "told".
    words : The same, for the small print.
    """

    value: float
    source: str
    words: str


@dataclass(frozen=True)
class Shares:
    """The pieces of a mile against its mean speed.

    name : The runner, or whose record.   year : Of the record; 0 of a trial of the log.
    convention : How the pieces are counted, in words ("laps counted at the finish line: the first is 409.3 m").
    times [s], metres [m] : Of the pieces, in order.   against_mean : Speed of each; 0.01 is 1 % faster than the mean.
    against_mean_sd : Standard errors; NaN where nobody tells them.
    """

    name: str
    year: int
    convention: str
    times: tuple[float, ...]
    metres: tuple[float, ...]
    against_mean: tuple[float, ...]
    against_mean_sd: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Trials beside each other.

    trials : frames.COMPARED, index `start` (UTC), in order.   laps, zones : Of these (frames.TRIAL_LAPS, TRIAL_ZONES).
    best : The fastest by its mile equivalent; None without trials.   contenders : Those that may be the best, the
        likeliest first, down to 5 %.
    previous, beside_best, since_first : The latest trial against the one before it, the best before it, the first one;
        None where there is no such trial.
    typical : The day-to-day variation that was used.
    records : The record miles, for the share of each lap.   shares : The laps of the latest mile beside them.
    bests : The fastest of each distance, the shortest distance first.
    notes : What the reader must know (different tracks, different lanes, distances without an equivalent).
    """

    athlete: Athlete
    trials: pd.DataFrame
    laps: pd.DataFrame
    zones: pd.DataFrame
    typical: TypicalError
    best: TrialName | None = None
    contenders: tuple[Contender, ...] = ()
    previous: Change | None = None
    beside_best: Change | None = None
    since_first: Change | None = None
    trend: Trend = field(default_factory=lambda: Trend(0, refused="no trials"))
    shares: tuple[Shares, ...] = ()
    records: tuple[Shares, ...] = ()
    bests: tuple[TrialName, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gain:
    """What a piece of the race gave: time of the first trial minus that of the second, plus is won. [s]

    lap, zone : Of the track; 0 and "" where the piece is just metres of the race.   where : "back turn of lap 3".
    told : The gain is beyond its errors; one that is not has no story.
    """

    lap: int
    zone: str
    where: str
    from_m: float
    to_m: float
    gain: float
    gain_sd: float
    told: bool


@dataclass(frozen=True, eq=False)
class Delta:
    """Two trials along the race.

    distance : Compared, from the start. [m]
    metre, delta, delta_sd : Time of the second minus that of the first at each metre from the start, minus is ahead;
        at every lap end and at the end exactly the difference of the reported times. Empty without traces. [m, s]
    lap_ends : Metres of the laps' ends that both trials share, the end of the race last. [m]
    total, total_sd : Won by the second over the distance, plus is faster; the error of the measuring alone. [s]
    change : The same as a change of form; None where the distances differ and no equivalent is known.
    gains : The pieces of the race in order; they add up to the total.   pieces : What they are: "zones", "laps",
        "100 m", "" where there are none.
    alike : frames.ALIKE, one row a zone that both ran, matched by lap and kind whatever the lane and the start.
    words : Where it came from, one line each.   unmatched : Zones that only one of them has.
    names_in_doubt : The home straight of either may be the back straight: only zones of the same metres are matched.
    """

    first: TrialName
    second: TrialName
    distance: float
    metre: Floats
    delta: Floats
    delta_sd: Floats
    lap_ends: tuple[float, ...]
    total: float
    total_sd: float
    change: Change | None
    gains: tuple[Gain, ...]
    pieces: str
    alike: pd.DataFrame
    words: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    names_in_doubt: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class BestZone:
    """A zone of the best realistic mile, and the trial that it came from.

    time, time_sd : As it counts, freed of the luck of the best. [s]   run : As it was measured. [s]
    speed_in, speed_out : At its ends. [m/s]
    """

    trial: TrialName
    lap: int
    zone: str
    from_m: float
    to_m: float
    time: float
    time_sd: float
    run: float
    speed_in: float
    speed_out: float


@dataclass(frozen=True)
class BestMile:
    """The best zones of several trials, joined only where the speeds match: a hope, not a forecast.

    time, time_sd : Of all zones, freed of the luck of the best. [s]   plain : Without that: too fast. [s]
    best, best_time, best_time_sd : The best of the trials that it is made from. [s]
    gain, gain_sd : Faster than that. [s]   joins : Changes from one trial to another.
    ahead : How far it is ahead at a join, at most, of the trial that it goes on in. [s]
    names_in_doubt : The home straight of one of them may be the back straight.
    refused : Why there is none; "" where there is one.
    """

    time: float = float("nan")
    time_sd: float = float("nan")
    plain: float = float("nan")
    nominal: str = ""
    best: TrialName | None = None
    best_time: float = float("nan")
    best_time_sd: float = float("nan")
    gain: float = float("nan")
    gain_sd: float = float("nan")
    zones: tuple[BestZone, ...] = ()
    trials: tuple[TrialName, ...] = ()
    joins: int = 0
    ahead: float = 0.0
    names_in_doubt: bool = False
    refused: str = ""
    words: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Predicted:
    """A time foretold. extrapolated : Outside the range that the method was made for. [m, s]"""

    nominal: str
    distance: float
    time: float
    time_sd: float
    extrapolated: bool = False


@dataclass(frozen=True)
class Prediction:
    """What trials or reps foretell by one method.

    method : "critical speed", "4 x 400 m", "equivalents".   source : What it was told from, in words.
    sessions : Their numbers.   times : The shortest distance first.
    error : What the error is made of, in words.
    speed, speed_sd : Critical speed. [m/s]   reserve, reserve_sd : D'. [m]   NaN by the other methods.
    refused : Why there is none; "" where there is one.
    """

    method: str
    source: str = ""
    sessions: tuple[int, ...] = ()
    times: tuple[Predicted, ...] = ()
    error: str = ""
    speed: float = float("nan")
    speed_sd: float = float("nan")
    reserve: float = float("nan")
    reserve_sd: float = float("nan")
    refused: str = ""
    notes: tuple[str, ...] = ()
