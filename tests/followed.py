"""Simulated sessions followed round the track from the true placement: the estimator alone, without the survey."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from analyzer import efforts, motion, segment, simulate
from analyzer.efforts import Found
from analyzer.model import Direction, Effort, EffortKind, Floats, Motion, Placement
from analyzer.oval import SHAPES


@dataclass(frozen=True, eq=False)
class Followed:
    """A simulated session, what was estimated of it, and its truth."""

    simulated: simulate.Simulated
    placement: Placement
    motion: Motion
    found: Found
    efforts: tuple[Effort, ...]

    @property
    def trial(self) -> Effort:
        return next(effort for effort in self.efforts if effort.kind is EffortKind.TRIAL)

    @property
    def true_trial(self) -> simulate.TrueEffort:
        return self.simulated.truth.efforts[0]

    def split_errors(self) -> tuple[Floats, Floats]:
        """Give the errors of the splits after the first, and their standard errors. [s]"""
        true = np.array([split.time_s for split in self.true_trial.splits])
        splits = self.trial.splits
        return (splits["time"].to_numpy() - true)[1:], splits["time_sd"].to_numpy()[1:]


@lru_cache(maxsize=64)
def followed(seed: int, shape: str = "standard", **options: Any) -> Followed:
    simulated = simulate.session(seed=seed, oval=SHAPES[shape], **options)
    track, true = simulated.truth.track, simulated.truth.efforts
    assert track is not None
    placement = Placement(
        SHAPES[shape],
        track.latitude,
        track.longitude,
        track.bearing_deg,
        Direction(track.direction),
        lane=track.lane,
        lane_probability={track.lane: 1.0},
        intervals=((true[0].start_s - 45.0, true[-1].end_s + 45.0),) if true else ((0.0, np.inf),),
    )
    samples, laps = simulated.recording.samples, simulated.recording.device_laps
    moved = motion.follow(samples, placement)
    assert moved is not None
    speed = efforts.speed_line(simulated.recording, moved, placement)
    hard = efforts.hard_running(simulated.recording, speed, placement)
    found = efforts.find(moved, placement, laps, session=hard)
    presses = segment.presses_of(laps, simulated.recording.pauses)
    timed = tuple(segment.effort(bout, moved, placement, samples, presses) for bout in found.bouts)
    return Followed(simulated, placement, moved, found, timed)
