"""Sessions with their truth, for what is corrected in them: 8 x 400 m, and a ladder."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from analyzer import simulate
from analyzer.model import Recording, RecoveryKind, Trigger, WorkoutKind
from analyzer.simulate import Programme, Rep, Rest, Simulated, TrueEffort


@cache
def session() -> Simulated:
    rep = Rep(speed=4.6, distance=400.0, rest=Rest(time=75.0, kind=RecoveryKind.STAND))
    programme = Programme(workout=WorkoutKind.INTERVALS, reps=simulate.sets(8, [rep]), warm_up=400.0, cool_down=200.0)
    return simulate.training(programme, seed=3, buttons="trial")


@cache
def ladder() -> Simulated:
    rest = Rest(time=90.0, kind=RecoveryKind.STAND)
    reps = tuple(Rep(speed=4.5, distance=metres, rest=rest) for metres in (400.0, 800.0, 1200.0, 800.0, 400.0))
    programme = Programme(workout=WorkoutKind.INTERVALS, reps=reps, warm_up=400.0, cool_down=200.0)
    return simulate.training(programme, seed=1, buttons="trial")


def half(effort: TrueEffort) -> float:
    """Give when the first half of an effort had truly been run. [s]"""
    return effort.start_s + sum(split.time_s for split in effort.splits if split.to_m < 0.5 * effort.distance_m + 1.0)


def with_press(recording: Recording, moment: float) -> Recording:
    """Press the button once more."""
    laps = recording.device_laps
    row = int(np.flatnonzero(laps["end"].to_numpy() > moment)[0])
    whole = laps.iloc[row]
    share = (moment - whole["start"]) / (whole["end"] - whole["start"])
    first = whole.to_frame().T.assign(
        end=moment, timer=share * whole["timer"], distance=share * whole["distance"], trigger=str(Trigger.MANUAL)
    )
    second = whole.to_frame().T.assign(
        start=moment, timer=(1 - share) * whole["timer"], distance=(1 - share) * whole["distance"]
    )
    pressed = pd.concat([laps.iloc[:row], first, second, laps.iloc[row + 1 :]], ignore_index=True)
    return replace(recording, device_laps=pressed.astype(laps.dtypes.to_dict()))
