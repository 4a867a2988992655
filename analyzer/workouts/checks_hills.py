"""Checks on hill repeats: a hill at all, the same path each time, the same distance."""

import math
from itertools import pairwise

import numpy as np

from analyzer.model import Compare, Floats, Verdict
from analyzer.plane import to_plane
from analyzer.workouts import sets
from analyzer.workouts.ran import Session
from analyzer.workouts.verdicts import verdict

LEAST_GRADE = 0.03
"""Below it is no hill (a judgement)."""
LEAST_RISE = 5.0
"""A barometer drifts by a metre or two in a session: a hill must rise by this to be told. [m]"""
SAME_PATH = 15.0
"""Two runs up one path lie this close, with the errors of two positions. [m]"""
SAME_DISTANCE = 0.05
"""Variation of the distances of hill repeats (a judgement)."""
PLACES = 20
"""Places of a rep that are held against the path of the one before."""


def hill(session: Session) -> tuple[Verdict, ...]:
    """Run up a hill: a grade of 3 % or more, and a rise of 5 m or more by the barometer."""
    if not session.reps:
        return ()
    grades = [one.grade for one in session.reps if math.isfinite(one.grade)]
    rises = [one.rise for one in session.reps if math.isfinite(one.rise)]
    grade = float(np.median(grades)) if grades else math.nan
    rise = float(np.median(rises)) if rises else math.nan
    least, high = session.limit("grade", LEAST_GRADE), session.limit("rise", LEAST_RISE)
    unknown = "No altitude by a barometer in this recording: the hill cannot be told."
    return (
        verdict(
            "hill",
            "grade",
            grade,
            least,
            0.0,
            Compare.AT_LEAST,
            kept=f"A hill of {100 * grade:.1f} %.",
            missed=f"Not a hill: {100 * grade:.1f} %, and {100 * least:.0f} % is the least. Find a steeper one.",
            unknown=unknown,
        ),
        verdict(
            "hill",
            "rise",
            rise,
            high,
            0.0,
            Compare.AT_LEAST,
            unit="m",
            kept=f"It rises by {rise:.0f} m.",
            missed=f"Not a hill: it rises by {rise:.1f} m, and {high:.0f} m is the least.",
            unknown=unknown,
        ),
    )


def retraced(session: Session) -> tuple[Verdict, ...]:
    """Run up the same path each time, so that the reps can be compared."""
    if len(session.reps) < 2 or not len(session.latitude):
        return ()
    paths = [_path(session, one.start, one.end) for one in session.reps]
    apart = [_apart(before, path) for before, path in pairwise(paths)]
    known = [distance for distance in apart if math.isfinite(distance)]
    middle = float(np.median(known)) if known else math.nan
    return (
        verdict(
            "retraced",
            "the path",
            middle,
            0.0,
            session.limit("path", SAME_PATH),
            Compare.AT_MOST,
            unit="m",
            kept="The same path each time.",
            missed=f"Another path each time: {middle:.0f} m apart, so the times are not alike.",
            unknown="Too few positions to tell the path.",
        ),
    )


def distance_consistency(session: Session) -> tuple[Verdict, ...]:
    """Run as far each time: distances that vary by 5 % at most."""
    if len(session.reps) < 3:
        return ()
    varied = sets.variation([one.distance for one in session.reps])
    errors = [one.distance_sd / one.distance for one in session.reps if math.isfinite(one.distance_sd)]
    sd = math.sqrt(sum(error**2 for error in errors) / max(len(errors), 1) / (len(session.reps) - 1))
    return (
        verdict(
            "distance_consistency",
            sets.name(session.reps),
            varied,
            0.0,
            session.limit("distance_consistency", SAME_DISTANCE),
            Compare.AT_MOST,
            sd=sd,
            kept="As far each time.",
            missed=f"The distances vary by {100 * varied:.0f} %: turn at the same mark each time.",
        ),
    )


def _path(session: Session, start: float, end: float) -> Floats:
    """Give the positions of a rep at even shares of its time, on a plane. (PLACES, 2) [m]"""
    elapsed = session.speed["elapsed"].to_numpy()
    there = np.isfinite(session.latitude) & np.isfinite(session.longitude)
    if (there & (elapsed >= start) & (elapsed <= end)).sum() < 3:
        return np.empty((0, 2))
    origin = (float(session.latitude[there][0]), float(session.longitude[there][0]))
    east, north = to_plane(session.latitude[there], session.longitude[there], origin)
    moments = np.linspace(start, end, PLACES)
    return np.column_stack([np.interp(moments, elapsed[there], east), np.interp(moments, elapsed[there], north)])


def _apart(path: Floats, other: Floats) -> float:
    """Give the middle distance of the places of one path from the line of another. [m]"""
    if not (len(path) and len(other)):
        return math.nan
    start, along = path[:-1], np.diff(path, axis=0)
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip(((other[:, None] - start) * along).sum(axis=2) / length, 0.0, 1.0)
    nearest = np.hypot(*np.moveaxis(other[:, None] - start - share[..., None] * along, 2, 0)).min(axis=1)
    return float(np.median(nearest))
