"""From a recording to its analysis: the one line that everything goes along, and nothing else."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analyzer import clean, efforts, motion, readers, score, segment, strategy, survey, tracks, watch
from analyzer.errors import OptionError
from analyzer.model import (
    Analysis,
    Bout,
    Direction,
    Effort,
    EffortKind,
    FinishFrom,
    MilePlan,
    Motion,
    Placement,
    Recording,
    SavedTrack,
    Score,
    Workout,
    WorkoutKind,
)
from analyzer.oval import LANES, SHAPES

PLANNED = frozenset({"1 mile", "1600 m", "1500 m"})
"""The trials that the surge and coast plan is for (1500 m starts in the first turn and is close enough to it)."""


@dataclass(frozen=True)
class Options:
    """What the runner says; it overrules what the recording suggests.

    five_k, goal : [s]   finish : latitude and longitude of the finish line. [deg]
    saved : Tracks that were kept after earlier sessions.
    """

    five_k: float | None = None
    goal: float | None = None
    lane: int | None = None
    shape: str | None = None
    direction: Direction | None = None
    finish: tuple[float, float] | None = None
    saved: tuple[SavedTrack, ...] = ()

    def __post_init__(self) -> None:
        if self.lane is not None and not 1 <= self.lane <= LANES:
            raise OptionError(f"lane {self.lane} does not exist; lanes go from 1 to {LANES}")
        if self.shape is not None and self.shape not in SHAPES:
            raise OptionError(f"'{self.shape}' is no known shape of a track; choose one of {', '.join(SHAPES)}")


def read(data: bytes, *, name: str = "") -> Recording:
    """Read the bytes of a watch file. Raises ReadError."""
    return readers.read(data, name=name)


def analyze(recording: Recording, options: Options | None = None) -> Analysis:
    """Analyse a recording: the track, the motion on it, the efforts, and how a mile was run against the plan."""
    # the matrices are long and narrow: threads on them only wait for each other
    with threadpool_limits(limits=1):
        return _analyze(recording, options or Options())


def _analyze(recording: Recording, said: Options) -> Analysis:
    recording = clean.samples(recording)
    samples = recording.samples
    saved = tracks.for_session(said.saved, recording.sha256)
    found_track = survey.place(
        samples, lane=said.lane, shape=said.shape, direction=said.direction, finish=said.finish, saved=saved
    )
    placement = found_track.placement
    followed = motion.follow(samples, placement) if placement is not None else None
    if placement is None or followed is None:
        return Analysis(recording, workout=_workout(recording, ()), notes=found_track.notes)

    found = efforts.find(followed, placement, recording.device_laps, lane=said.lane)
    lanes: dict[int, float] = {}
    if found.lane != placement.lane:
        lanes = found.lane_probability
        placement = replace(placement, lane=found.lane)
        followed = motion.follow(samples, placement) or followed
        found = efforts.find(followed, placement, recording.device_laps, lane=found.lane)
    known = tracks.named(said.saved, placement.name)
    if placement.finish_from is FinishFrom.SAVED and known is not None and recording.sha256 not in known.sessions:
        found = _with_own_finish(found, followed, placement, recording)
    bouts = found.bouts
    if found.turned:
        followed = followed.moved(-placement.lap / 2)
        bouts = tuple(replace(bout, start_arc=bout.start_arc - placement.lap / 2) for bout in bouts)
        placement = survey.turned(placement)
    placement = replace(
        placement,
        finish_from=found.finish_from,
        finish_probability=found.finish_probability,
        lane_probability=lanes or found.lane_probability,
    )
    timed = _timed(bouts, followed, placement, recording)
    plan, marks, remarks = _against_plan(timed, followed, placement, said)
    return Analysis(
        recording,
        track=placement,
        motion=followed,
        efforts=timed,
        workout=_workout(recording, timed),
        strategy=plan,
        score=marks,
        watch=watch.behaviour(samples, followed, placement, timed, recording.device_laps),
        notes=(
            *found_track.notes,
            *placement.notes,
            *followed.notes,
            *found.notes,
            *efforts.lane_notes(placement),
            *remarks,
        ),
    )


def _with_own_finish(
    found: efforts.Found, followed: Motion, placement: Placement, recording: Recording
) -> efforts.Found:
    """Weigh the saved finish line against what this session says of it."""
    unknown = replace(placement, finish_from=FinishFrom.ASSUMED, finish_probability=0.5)
    own = efforts.find(followed, unknown, recording.device_laps, lane=found.lane)
    if own.finish_from is FinishFrom.ASSUMED:
        return found
    sure = tracks.weigh_finish(placement.finish_probability, own.finish_probability, turned=own.turned)
    if sure >= 0.5:
        return replace(found, finish_probability=sure)
    note = f"The finish line is taken from this session: on the saved track '{placement.name}' it is at the other end."
    return replace(own, finish_probability=1.0 - sure, notes=(*own.notes, note))


def _timed(bouts: tuple[Bout, ...], followed: Motion, placement: Placement, recording: Recording) -> tuple[Effort, ...]:
    samples, laps = recording.samples, recording.device_laps
    lag = _cadence_lag(samples)
    timed = tuple(segment.effort(bout, followed, placement, samples, laps, cadence_lag=lag) for bout in bouts)
    return efforts.with_recoveries(timed, followed)


def _cadence_lag(samples: pd.DataFrame) -> float:
    return score.cadence_lag(samples["elapsed"].to_numpy(), samples["speed"].to_numpy(), samples["cadence"].to_numpy())


def _against_plan(
    timed: tuple[Effort, ...], followed: Motion, placement: Placement, said: Options
) -> tuple[MilePlan | None, Score | None, tuple[str, ...]]:
    """Hold a mile against its plan; a note says why where no plan can be made."""
    trial = next((one for one in timed if one.kind is EffortKind.TRIAL and one.nominal in PLANNED), None)
    if trial is None:
        return None, None, ()
    try:
        plan = strategy.mile_plan(
            five_k=said.five_k,
            goal=said.goal,
            run=trial.time,
            lane=trial.lane,
            oval=placement.oval,
            distance=trial.distance,
        )
    except OptionError as error:
        return None, None, (f"No plan for this trial: {error}",)
    arc, speed = followed.frame["arc"].to_numpy(), followed.frame["speed"].to_numpy()
    elapsed = followed.frame["elapsed"].to_numpy()
    run = (elapsed > trial.start - 5.0) & (elapsed < trial.end + 10.0)
    ahead = np.maximum.accumulate(arc[run])
    marks = score.mile(
        plan,
        trial.zones,
        covariance=trial.zone_covariance,
        speed_at=lambda metres: np.interp(trial.start_arc + np.asarray(metres), ahead, speed[run]),
    )
    return plan, marks, ()


def _workout(recording: Recording, timed: tuple[Effort, ...]) -> Workout:
    trial = next((one for one in timed if one.kind is EffortKind.TRIAL), None)
    if trial is not None:
        return Workout(WorkoutKind.MILE_TRIAL, f"{trial.nominal} trial")
    plan = recording.plan
    return Workout(WorkoutKind.OTHER, plan.name if plan else "", plan_from="file" if plan else "detected")
