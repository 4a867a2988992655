"""Say what was put right of the lap button: presses that were missed, late, doubled, or that stand for nothing."""

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Effort
from analyzer.units import format_time

Floats = NDArray[np.float64]

OWN = 12.0
"""A press farther from every end of a rep is not of one. [s]"""
LATE = 2.0
"""A press so long after the end that it is for came late; before it, early. [s]"""
DOUBLED = 5.0
"""Two presses so close together are one, pressed twice. [s]"""
MOST = 0.6
"""Ends without a press were missed where at least this share of the others has one."""


def repairs(reps: tuple[Effort, ...], presses: Floats, stops: Floats, stray: tuple[float, ...]) -> tuple[str, ...]:
    """Give a note for each press that was repaired. presses, stops : Of the button, and of the watch. [s]"""
    if not reps or not len(presses):
        return ()
    notes = [f"The press at {_clock(moment)} stands for nothing: the rep around it was not cut." for moment in stray]
    gaps = np.diff(presses)
    notes += [
        f"The button was pressed twice at {_clock(presses[number])}: taken as one press."
        for number in np.flatnonzero(gaps < DOUBLED).tolist()
    ]
    marks = np.append(presses, stops)
    for side, moments in (("start", [rep.start for rep in reps]), ("end", [rep.end for rep in reps])):
        away = np.array([presses[np.abs(presses - moment).argmin()] - moment for moment in moments])
        stopped = np.array([float(np.abs(marks - moment).min()) < OWN for moment in moments])
        own = np.abs(away) < OWN
        if own.sum() < MOST * len(reps) or own.sum() < 2:
            continue
        for number, late in enumerate(away.tolist(), start=1):
            if not own[number - 1] and not stopped[number - 1]:
                notes.append(f"No press at the {side} of rep {number}: taken from the motion.")
            elif own[number - 1] and abs(late) > LATE:
                word = "late" if late > 0 else "early"
                notes.append(
                    f"The press at the {side} of rep {number} came {abs(late):.0f} s {word}: taken from the motion."
                )
    return tuple(notes)


def _clock(moment: float) -> str:
    return format_time(float(moment), decimals=0)
