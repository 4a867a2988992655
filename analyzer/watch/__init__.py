"""Learn how the watch behaves from a session on a track: how late it is, how far it counts a lap, what turns do to it.

Each number comes with a standard error from how it differs between laps, presses or parts of the session, and is NaN
where it cannot be told.
"""

import numpy as np
import pandas as pd

from analyzer.model import Effort, Motion, Placement, WatchBehaviour
from analyzer.watch.followed import RUNNING, followed, interval
from analyzer.watch.laps import lap_error, turn_bias
from analyzer.watch.late import position_lag, speed_delay
from analyzer.watch.positions import turn_cut, wander

LEAST_RUNNING = 120.0
"""Less running tells nothing of the watch. [s]"""


def behaviour(
    samples: pd.DataFrame,
    motion: Motion,
    placement: Placement,
    efforts: tuple[Effort, ...],
    device_laps: pd.DataFrame,
) -> WatchBehaviour | None:
    """Learn how the watch behaves from the samples (frames.SAMPLES) of a session; None where nothing can be told."""
    track = followed(samples, motion, placement)
    running = track.speed > RUNNING
    ran = float(running.sum()) * interval(track)
    if ran < LEAST_RUNNING:
        return None
    delay = speed_delay(track)
    late = delay.value if np.isfinite(delay.value) else float(np.nan_to_num(motion.watch.get("speed_delay", 0.0)))
    off, scatter, laps = lap_error(track, placement, late)
    own, ours = turn_bias(track, placement, efforts, late)
    return WatchBehaviour(
        placement.lap,
        laps,
        off,
        scatter,
        delay,
        position_lag(track, placement, device_laps),
        own,
        ours,
        wander(motion, placement, ran, "drift_sd"),
        wander(motion, placement, ran, "fast_sd"),
        turn_cut(track, motion, placement),
    )
