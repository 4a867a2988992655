"""How far the positions wander, and how far inside the line they draw turns."""

import numpy as np

from analyzer.model import Learned, Motion, Placement
from analyzer.model.watch import UNKNOWN
from analyzer.watch.followed import RUNNING, Track, interval

WANDERS = {"drift_sd": (80.0, 0.4), "fast_sd": (7.0, 0.35)}
"""After about so long an error of the positions is another [s]; how badly the slow and the fast are told apart. [m]"""
CUT_PRIOR_SD = 0.7
"""How watches differ in v^2 / r times which they cut a turn (see motion). [s2]"""
FEWEST_LAPS = 4
"""With fewer laps their scatter says too little."""


def wander(motion: Motion, placement: Placement, lasting: float, name: str) -> Learned:
    """Give a level of the errors of positions [m]; its error is that of so many independent errors. [s]"""
    value = motion.watch.get(name, np.nan)
    if placement.snapped or not np.isfinite(value):
        return UNKNOWN
    forgotten, mixed = WANDERS[name]
    independent = max(lasting / (2 * forgotten), 1.0)
    return Learned(float(value), float(np.hypot(value / np.sqrt(2 * independent), mixed)))


def turn_cut(track: Track, motion: Motion, placement: Placement) -> Learned:
    """Find how far inside the line the watch draws turns, at the median speed of the running. [m]"""
    running = track.speed > RUNNING
    if placement.snapped or "turn_cut" not in motion.watch:
        return UNKNOWN
    on_turn = placement.line.curvature(track.arc) > 0
    lap = np.floor((track.arc - track.arc[0]) / placement.lap).astype(int)
    cuts = []
    for here in (lap == number for number in np.unique(lap[running])):
        turn, straight = running & here & on_turn, running & here & ~on_turn
        if min(turn.sum(), straight.sum()) * interval(track) > 15.0:
            cuts.append(float(track.out[straight].mean() - track.out[turn].mean()))
    pull = float(np.median(track.speed[running])) ** 2 * np.pi / placement.oval.turn(placement.lane)
    if len(cuts) < FEWEST_LAPS:
        return UNKNOWN
    seen_sd = float(np.std(cuts, ddof=1) / np.sqrt(len(cuts)))
    sd = (seen_sd**-2 + (CUT_PRIOR_SD * pull) ** -2) ** -0.5
    return Learned(float(motion.watch["turn_cut"] * pull), float(sd))
