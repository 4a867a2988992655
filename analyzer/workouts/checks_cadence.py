"""Checks on strides and leg speed: faster by quicker steps, not by longer ones alone."""

import math

import numpy as np

from analyzer.model import Compare, EffortKind, Verdict
from analyzer.model.cadence import LEAST_CHANGE, WORDS, is_clear, share_sd, word
from analyzer.workouts.ran import Ran, Session
from analyzer.workouts.verdicts import verdict

REACHING = WORDS[0][0]
"""A share of cadence below this is reaching for speed with longer steps."""
ROOM = 0.05
"""What a share may be below that."""


def cadence(session: Session) -> tuple[Verdict, ...]:
    """Get faster by quicker steps: the share of cadence in the change of speed from the running before."""
    fast = [one for one in session.reps if math.isfinite(one.cadence) and math.isfinite(one.speed)]
    easy = _before(session)
    if easy is None or not fast:
        return ()
    faster = math.log(float(np.median([one.speed for one in fast])) / easy.speed)
    quicker = math.log(float(np.median([one.cadence for one in fast])) / easy.cadence)
    error = math.hypot(float(np.median([one.error for one in fast])) / math.sqrt(len(fast)), easy.error)
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


def _before(session: Session) -> Ran | None:
    """Give the longest steady running with a cadence before the first rep, else around the reps."""
    steady = [one for one in session.around if one.kind is EffortKind.STEADY and one.cadence > 0]
    before = [one for one in steady if session.reps and one.end <= session.reps[0].start + 1.0]
    return max(before or steady, key=lambda one: one.time, default=None)
