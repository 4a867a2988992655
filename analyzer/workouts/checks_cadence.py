"""Checks on strides and leg speed: faster by quicker steps, not by longer ones alone."""

import math

import numpy as np

from analyzer.model import Compare, EffortKind, Verdict
from analyzer.model.cadence import LEAST_CHANGE, WORDS, is_clear, share_sd, word
from analyzer.workouts.ran import Session
from analyzer.workouts.verdicts import verdict

REACHING = WORDS[0][0]
"""A share of cadence below this is reaching for speed with longer steps."""
ROOM = 0.05
"""What a share may be below that."""
RUNNING, LEAST_CADENCE = 1.8, 130.0
"""Below these it is walking. [m/s, steps/min]"""
APART = 5.0
"""Left out before the first stride. [s]"""
FEWEST = 60
"""Samples that tell the easy running."""
EASY_ERROR = 0.01
"""Error of the speed of all the easy running, as a share: the scale of the watch's speed."""


def cadence(session: Session) -> tuple[Verdict, ...]:
    """Get faster by quicker steps: the share of cadence in the change of speed from the running before."""
    fast = [one for one in session.reps if math.isfinite(one.cadence) and math.isfinite(one.speed)]
    easy_speed, easy_cadence, easy_error = _before(session)
    if not (fast and easy_cadence > 0):
        return ()
    faster = math.log(float(np.median([one.speed for one in fast])) / easy_speed)
    quicker = math.log(float(np.median([one.cadence for one in fast])) / easy_cadence)
    error = math.hypot(float(np.median([one.error for one in fast])) / math.sqrt(len(fast)), easy_error)
    clear = faster >= LEAST_CHANGE and bool(is_clear(np.array(faster), np.array(error)))
    share = quicker / faster if clear else math.nan
    sd = float(share_sd(np.array(share), np.array(faster), np.array(error))) if clear else math.nan
    least = session.limit("cadence", REACHING)
    said = f"cadence made {100 * share:.0f} % of the change of speed" if clear else ""
    return (
        verdict(
            "cadence",
            "the fast running",
            share,
            least,
            max(ROOM, sd) if math.isfinite(sd) else ROOM,
            Compare.AT_LEAST,
            sd=sd,
            kept=f"{word(share).capitalize()}: {said}." if clear else "",
            missed=f"Reaching: {said}. Think of quicker steps, not longer ones.",
            unknown="The change of speed is too small or too uncertain to tell the share of cadence.",
        ),
    )


def _before(session: Session) -> tuple[float, float, float]:
    """Give the speed [m/s] and cadence [steps/min] of the running before, and the error of the speed as a share.

    The longest steady effort before the first rep; where there is none, the samples that were run before it.
    """
    begun = session.reps[0].start if session.reps else math.inf
    steady = [
        one for one in session.around if one.kind is EffortKind.STEADY and one.cadence > 0 and one.end <= begun + 1
    ]
    if steady:
        longest = max(steady, key=lambda one: one.time)
        return longest.speed, longest.cadence, longest.error
    elapsed, speed = (session.speed[name].to_numpy(dtype=float) for name in ("elapsed", "speed"))
    if len(session.cadence) != len(elapsed):
        return math.nan, math.nan, math.nan
    easy = (elapsed < begun - APART) & (speed >= RUNNING) & (session.cadence >= LEAST_CADENCE)
    if easy.sum() < FEWEST:
        return math.nan, math.nan, math.nan
    return float(np.median(speed[easy])), float(np.median(session.cadence[easy])), EASY_ERROR
