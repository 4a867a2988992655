"""What the mile may be: from 4 x 400 m, and from the best recent trial; each with its error and its source."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import EffortKind, Predicted, Prediction, TrialLog
from analyzer.trials.critical import FORETOLD, critical_speed
from analyzer.trials.miles import mile_times, names_of, time_over
from analyzer.trials.table import relative_errors
from analyzer.trials.typical import USUAL
from analyzer.units import MILE, TRIAL_DISTANCES, format_time

BY_400S, BY_TRIAL = "4 x 400 m", "equivalents"
REP, REP_REACH = 400.0, 12.0
"""A rep of 400 m is one within so many metres. [m]"""
REPS = (3, 5)
"""So many of them foretell a mile."""
MOSTLY = 0.75
"""At least this share of a session's reps must be of 400 m."""
RESTS = (60.0, 150.0, 240.0)
SLOWER = (0.005, 0.025, 0.05)
SLOWER_SD = (0.005, 0.005, 0.01)
"""How much slower than the reps the mile is, by the rest between them [s]: 0-1 % with a minute or less, 2-3 % with two
to three, 4-6 % with four or more (a judgement)."""
RECENT = 90
"""A trial foretells others only so many days on. [d]"""


def predictions(log: TrialLog, *, te: float = USUAL) -> tuple[Prediction, ...]:
    """Give every prediction that the log allows, and why it does not allow the others."""
    return critical_speed(log, te=te), mile_from_400s(log, te=te), from_best(log, te=te)


def mile_from_400s(log: TrialLog, *, te: float = USUAL) -> Prediction:
    """Tell the mile from the latest session of 4 x 400 m (3 to 5 reps), by their mean and the rest between them."""
    reps = log.reps[(log.reps["kind"] == str(EffortKind.REP)).to_numpy()]
    session = _latest_400s(reps)
    if session is None:
        return Prediction(BY_400S, refused="no session of 3 to 5 reps of 400 m in the log")
    here = reps[(reps["session"] == session).to_numpy() & _is_400(reps)].sort_values("effort")
    times, errors = here["time"].to_numpy(), np.nan_to_num(here["time_sd"].to_numpy())
    # a rep of 398 m is held to 400 m
    times = times * REP / here["distance"].to_numpy()
    rests = here["recovery"].to_numpy()[:-1]
    rests = rests[np.isfinite(rests)]
    mean, rest = float(times.mean()), float(np.mean(rests)) if len(rests) else float("nan")
    known = np.isfinite(rest)
    slower = float(np.interp(rest, RESTS, SLOWER)) if known else SLOWER[1]
    spread = float(np.interp(rest, RESTS, SLOWER_SD)) if known else max(SLOWER) - SLOWER[1]
    laps = MILE / REP
    measured = float(np.sqrt((errors**2).sum())) / len(times) / mean
    time = laps * mean * (1 + slower)
    error = time * float(np.sqrt(2 * te**2 + (spread / (1 + slower)) ** 2 + measured**2))
    rested = f"rest {format_time(rest, decimals=0)}" if known else "rest not known"
    return Prediction(
        BY_400S,
        source=f"{len(times)} x 400 m, mean {format_time(mean)}, {rested}, {_date(int(here['day'].iloc[0]))}",
        sessions=(int(session),),
        times=(Predicted("1 mile", MILE, time, error),),
        error=f"the mile is {100 * slower:.1f} ± {100 * spread:.1f} % slower than such reps (a judgement), day-to-day "
        f"variation {round(100 * te, 2):g} % of each day, measuring {100 * measured:.1f} %",
        notes=("it holds if the reps were as fast as all of them could be run",),
    )


def _is_400(reps: pd.DataFrame) -> NDArray[np.bool_]:
    return np.asarray(np.abs(reps["distance"].to_numpy() - REP) <= REP_REACH)


def _latest_400s(reps: pd.DataFrame) -> int | None:
    """Find the latest session that was 3 to 5 reps of 400 m and little else."""
    sessions, inverse = np.unique(reps["session"].to_numpy(), return_inverse=True)
    if not len(sessions):
        return None
    fitting = np.bincount(inverse, weights=_is_400(reps))
    whole = np.bincount(inverse)
    day = np.zeros(len(sessions), dtype=np.int64)
    day[inverse] = reps["day"].to_numpy()
    good = np.flatnonzero((fitting >= REPS[0]) & (fitting <= REPS[1]) & (fitting >= MOSTLY * whole))
    return int(sessions[good[np.lexsort((sessions[good], day[good]))[-1]]]) if len(good) else None


def from_best(log: TrialLog, *, te: float = USUAL) -> Prediction:
    """Tell other distances from the best trial of the last 90 days: 1600 and 1500 m by their factors, else by VDOT."""
    trials = log.trials
    names = names_of(trials["nominal"].to_numpy(), trials["distance"].to_numpy())
    mile, spread = mile_times(names, trials["distance"].to_numpy(), trials["time"].to_numpy())
    worth = np.flatnonzero(np.isfinite(mile))
    if not len(worth):
        return Prediction(BY_TRIAL, refused="no trial of 1500 to 5000 m in the log")
    days = trials["day"].to_numpy()
    recent = worth[days[worth] >= days[worth].max() - RECENT]
    row = int(recent[np.argmin(mile[recent])])
    own, name = float(mile[row]), str(names[row])
    time, day = float(trials["time"].iloc[row]), int(days[row])
    measured = float(relative_errors(trials)[row])
    return Prediction(
        BY_TRIAL,
        source=f"{name} in {format_time(time)}, {_date(day)}, the best of {_trials(len(recent))} within {RECENT} days",
        sessions=(int(trials["session"].iloc[row]),),
        times=tuple(
            _equal(other, name, own, time, float(spread[row]), np.hypot(2**0.5 * te, measured)) for other in FORETOLD
        ),
        error=f"day-to-day variation {round(100 * te, 2):g} % of each race, measuring {100 * measured:.1f} %, and what "
        "the conversion is off by",
        notes=("the best of several trials was also a lucky one: expect a little less",) if len(recent) > 1 else (),
    )


def _equal(other: str, name: str, mile: float, time: float, spread: float, own: float) -> Predicted:
    """Give the equal time over another distance; over its own it is the time itself."""
    distance = TRIAL_DISTANCES[other]
    if other == name:
        return Predicted(other, distance, time, time * float(own))
    equal, more = time_over(distance, mile)
    return Predicted(other, distance, equal, equal * float(np.sqrt(own**2 + spread**2 + more**2)))


def _date(day: int) -> str:
    return str(np.datetime64(day, "D"))


def _trials(count: int) -> str:
    return "1 trial" if count == 1 else f"{count} trials"
