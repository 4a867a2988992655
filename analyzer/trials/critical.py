"""Critical speed and D' from trials over different distances: T = (D - D') / CS."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import Floats, Predicted, Prediction, TrialLog
from analyzer.trials.miles import names_of
from analyzer.trials.table import relative_errors
from analyzer.trials.typical import USUAL
from analyzer.units import TRIAL_DISTANCES, format_time

METHOD = "critical speed"
WINDOW = 90
"""Form changes: only trials so near to the latest one count. [d]"""
HARD_FOR = (180.0, 900.0)
"""The line holds for races of 3 to 15 min; outside it the time is extrapolated. [s]"""
SHORTEST = 800.0
"""Over less nobody runs for three minutes. [m]"""
APART = 1.5
"""The longest distance must be so many times the shortest: of 1500 m and a mile the error of D' is larger than D'."""
LARGEST_RESERVE = 500.0
"""Nobody runs farther above critical speed; runners' D' is 80-350 m. [m]"""
REMEDY = "run a mile and 3000 m within the same weeks"
MODEL_SD, BEYOND_SD = 0.02, 0.03
"""What the line itself is off by, within its range and beyond it; science prints 2-3 %."""
FORETOLD = ("1500 m", "1 mile", "3000 m", "5000 m")


def critical_speed(log: TrialLog, *, te: float = USUAL) -> Prediction:
    """Tell critical speed and D' from the best trial over each distance, 3 to 15 min long, of the last 90 days.

    te : Typical error, the day-to-day variation as a share of the time.
    """
    trials = log.trials
    names = names_of(trials["nominal"].to_numpy(), trials["distance"].to_numpy())
    rows = _chosen(trials, names)
    if not len(rows):
        return _refused(f"it needs trials of 3 to 15 min over two distances within {WINDOW} days; there is none")
    distance = _metres(names[rows], trials["distance"].to_numpy()[rows])
    time = trials["time"].to_numpy()[rows]
    told = ", ".join(f"{name} in {format_time(value)}" for name, value in zip(names[rows], time, strict=True))
    if distance.max() < APART * distance.min():
        short = "one distance alone does not tell D'" if len(rows) == 1 else "too close in distance to tell D'"
        return _refused(f"{told}: {short}; {REMEDY}")
    errors = time * np.hypot(te, relative_errors(trials)[rows])
    found, covariance = _line(distance, time, errors)
    speed, reserve = 1 / float(found[0]), float(found[1] / found[0])
    if speed <= 0 or not 0 < reserve <= LARGEST_RESERVE:
        return _refused(
            f"{told}: they give a D' of {reserve:.0f} m, which nobody has; one of them was not "
            "run all out, or on a bad day"
        )
    to_reserve = np.array([-reserve / found[0], speed])
    sessions = trials["session"].to_numpy()[rows]
    return Prediction(
        METHOD,
        source=f"{told} (the best over each distance within {WINDOW} days of the latest trial)",
        sessions=tuple(int(session) for session in sessions),
        times=tuple(_predicted(name, found, covariance, te) for name in FORETOLD),
        error=f"day-to-day variation {round(100 * te, 2):g} % of each race, measuring, and 2 to 3 % "
        "that the line itself is off by",
        speed=speed,
        speed_sd=float(np.sqrt(covariance[0, 0])) * speed**2,
        reserve=reserve,
        reserve_sd=float(np.sqrt(to_reserve @ covariance @ to_reserve)),
        notes=("two trials only: the line goes through both, and nothing checks it",) if len(rows) == 2 else (),
    )


def _chosen(trials: pd.DataFrame, names: NDArray[np.object_]) -> NDArray[np.intp]:
    """Give the rows of the best trial over each distance, the shortest first."""
    time, days = trials["time"].to_numpy(), trials["day"].to_numpy()
    metres = _metres(names, trials["distance"].to_numpy())
    hard = (time >= HARD_FOR[0]) & (time <= HARD_FOR[1]) & (metres >= SHORTEST)
    if not hard.any():
        return np.zeros(0, dtype=np.intp)
    hard &= days >= days[hard].max() - WINDOW
    rows = np.flatnonzero(hard)
    best = [rows[names[rows] == name][np.argmin(time[rows[names[rows] == name]])] for name in set(names[rows].tolist())]
    return np.array(sorted(best, key=lambda row: float(metres[row])), dtype=np.intp)


def _metres(names: NDArray[np.object_], distance: Floats) -> Floats:
    known = np.array([TRIAL_DISTANCES.get(str(name), np.nan) for name in names.tolist()])
    return np.where(np.isfinite(known), known, distance)


def _line(distance: Floats, time: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Fit T = a D - b, a = 1/CS and b = D'/CS; the errors grow where the trials do not lie on a line."""
    design = np.stack([distance, -np.ones(len(distance))], axis=1) / errors[:, None]
    covariance = np.linalg.inv(design.T @ design)
    found = covariance @ (design.T @ (time / errors))
    if len(distance) > 2:
        rest = time / errors - design @ found
        covariance = covariance * max(1.0, float((rest**2).sum()) / (len(distance) - 2))
    return np.asarray(found), np.asarray(covariance)


def _predicted(name: str, found: Floats, covariance: Floats, te: float) -> Predicted:
    distance = TRIAL_DISTANCES[name]
    at = np.array([distance, -1.0])
    time = float(at @ found)
    beyond = not HARD_FOR[0] <= time <= HARD_FOR[1]
    # the race that is foretold has a day of its own
    of_line = time * float(np.hypot(te, BEYOND_SD if beyond else MODEL_SD))
    error = float(np.hypot(np.sqrt(at @ covariance @ at), of_line))
    return Predicted(name, distance, time, error, beyond)


def _refused(why: str) -> Prediction:
    return Prediction(METHOD, refused=why)
