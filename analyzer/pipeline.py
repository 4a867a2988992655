"""From a recording to its analysis: the one line that everything goes along, and nothing else."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from analyzer import (
    clean,
    corrections,
    efforts,
    motion,
    readers,
    score,
    segment,
    strategy,
    survey,
    tracks,
    watch,
    workouts,
)
from analyzer.charts.numbers import numbered
from analyzer.errors import CorrectionError, OptionError, PlanError
from analyzer.model import (
    Analysis,
    Bout,
    Corrections,
    Direction,
    Effort,
    EffortKind,
    FinishFrom,
    MilePlan,
    Motion,
    Paces,
    Placement,
    Recording,
    SavedTrack,
    Score,
    SessionPlan,
    Workout,
    unpack,
)
from analyzer.oval import LANES, SHAPES

METHOD = 1
"""The version of the method: one more whenever the numbers of an analysis can change."""
PLANNED = frozenset({"1 mile", "1600 m", "1500 m"})
"""The trials that the surge and coast plan is for (1500 m starts in the first turn and is close enough to it)."""


@dataclass(frozen=True)
class Options:
    """What the runner says; it overrules what the recording suggests.

    five_k, goal : [s]   finish : latitude and longitude of the finish line. [deg]
    saved : Tracks that were kept after earlier sessions.
    plan : What was meant to be run.   template : The name of the workout that it was meant to be.
    corrections : What is said after the session; the other options overrule it.
    longest_before : The longest session of the last 30 days; None where no log tells it. [m]
    """

    five_k: float | None = None
    goal: float | None = None
    lane: int | None = None
    shape: str | None = None
    direction: Direction | None = None
    finish: tuple[float, float] | None = None
    saved: tuple[SavedTrack, ...] = ()
    plan: SessionPlan | None = None
    template: str = ""
    corrections: Corrections = field(default_factory=Corrections)
    longest_before: float | None = None

    def __post_init__(self) -> None:
        if self.lane is not None and not 1 <= self.lane <= LANES:
            raise OptionError(f"lane {self.lane} does not exist; lanes go from 1 to {LANES}")
        if self.shape is not None and self.shape not in SHAPES:
            raise OptionError(f"'{self.shape}' is no known shape of a track; choose one of {', '.join(SHAPES)}")


def read(data: bytes, *, name: str = "") -> Recording:
    """Read the bytes of a watch file. Raises ReadError."""
    return readers.read(data, name=name)


def analyze(recording: Recording, options: Options | None = None) -> Analysis:
    """Analyse a recording: the track, the motion on it, the efforts, and how a mile was run against the plan.

    Raises CorrectionError where a correction does not fit the recording.
    """
    # the matrices are long and narrow: threads on them only wait for each other
    with threadpool_limits(limits=1):
        said = _with_corrections(recording, options or Options())
        return _with_texts(_analyze(recording, said), said.corrections.texts)


def kept(recording: Recording, data: bytes, corrected: Corrections | None = None) -> Analysis:
    """Give the analysis back that `model.pack` made of this recording, in some milliseconds. Raises FrozenError.

    corrected : The corrections that it was made with.
    """
    return unpack(data, efforts.without_presses(clean.samples(recording), corrected or Corrections()))


def _with_corrections(recording: Recording, said: Options) -> Options:
    """Give the options with the corrections that none of them overrules, and these with the reps that they are for."""
    right = said.corrections
    if right.sha256 and recording.sha256 and right.sha256 != recording.sha256:
        raise right.wrong(
            "sha256", f"'{right.sha256[:12]}..'", "these corrections are for another recording; write new ones for this"
        )
    if right.edits and not right.reps:
        plain = _analyze(recording, replace(said, corrections=Corrections()))
        right = replace(right, reps=corrections.spans(numbered(plain)))
    fields = {name: "template" if name == "workout" else name for name in right.settings}
    told = {name: value for name, value in right.settings.items() if not getattr(said, fields[name])}
    overruled: dict[str, Any] = {
        name: "" if name in {"plan", "workout"} else None for name in right.settings if name not in told
    }
    values = {fields[name]: value for name, value in told.items()}
    try:
        if "plan" in values:
            values["plan"] = workouts.parse(values["plan"])
        if "template" in values:
            values["template"] = workouts.template(values["template"]).name
    except PlanError as error:
        where = f"at character {error.at + 1}: {error.wrong}"
        raise CorrectionError(right.file, "plan", where, error.remedy, error.pointed) from error
    except OptionError as error:
        raise right.wrong("workout", "", str(error)) from error
    return replace(said, **values, corrections=replace(right, **overruled))


def _with_texts(analysis: Analysis, texts: tuple[str, ...]) -> Analysis:
    """Say on an analysis what was corrected."""
    if not texts or analysis.workout is None:
        return analysis
    notes = tuple(f"Corrected, as you said: {text}." for text in texts)
    return replace(analysis, workout=replace(analysis.workout, corrections=texts), notes=(*notes, *analysis.notes))


def _analyze(recording: Recording, said: Options) -> Analysis:
    recording = efforts.without_presses(clean.samples(recording), said.corrections)
    samples = recording.samples
    saved = tracks.for_session(said.saved, recording.sha256)
    found_track, followed = _on_track(samples, said, saved)
    placement = found_track.placement
    speed = efforts.speed_line(recording, followed, placement)
    hard = efforts.hard_running(recording, speed, placement if followed is not None else None)
    if placement is not None and followed is not None and efforts.backwards(hard.reps, followed) and not said.direction:
        # the warm-up was run the other way round
        other = next(way for way in Direction if way is not placement.direction)
        found_track, followed = _on_track(samples, replace(said, direction=other), saved)
        placement = found_track.placement
        speed = efforts.speed_line(recording, followed, placement)
        hard = efforts.hard_running(recording, speed, placement if followed is not None else None)
    hard = efforts.corrected(hard, said.corrections, speed, followed, placement)
    if placement is None or followed is None:
        timed = _on_road(hard.reps, (), speed, recording)
        return Analysis(
            recording,
            efforts=timed,
            workout=_workout(recording, timed, speed, said, None),
            speed=speed,
            notes=(*found_track.notes, *_repairs(timed, hard, recording)),
        )

    found = _found(followed, placement, recording, hard, lane=said.lane)
    lanes: dict[int, float] = {}
    if found.lane != placement.lane:
        moved = replace(placement, lane=found.lane)
        again = motion.follow(samples, moved) or followed
        there = _found(again, moved, recording, hard, lane=found.lane)
        if there.has_trial or not found.has_trial:
            lanes, placement, followed, found = found.lane_probability, moved, again, there
        else:
            # it was a trial in that lane or none
            found = _found(followed, placement, recording, hard, lane=said.lane, with_trial=False)
    known = tracks.named(said.saved, placement.name)
    if placement.finish_from is FinishFrom.SAVED and known is not None and recording.sha256 not in known.sessions:
        found = _with_own_finish(found, followed, placement, recording, hard)
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
    on_track = _timed(bouts, followed, placement, recording)
    off_track = tuple(rep for rep in (hard.added if found.has_trial else hard.reps) if not rep.on_track) + found.left
    timed = _on_road(off_track, on_track, speed, recording)
    plan, marks, remarks = _against_plan(timed, followed, placement, said)
    return Analysis(
        recording,
        track=placement,
        motion=followed,
        efforts=timed,
        workout=_workout(recording, timed, speed, said, plan),
        strategy=plan,
        score=marks,
        watch=watch.behaviour(samples, followed, placement, timed, recording.device_laps),
        speed=speed,
        notes=(
            *found_track.notes,
            *placement.notes,
            *followed.notes,
            *found.notes,
            *efforts.lane_notes(placement),
            *(() if found.has_trial else _repairs(timed, hard, recording)),
            *remarks,
        ),
    )


def _on_track(
    samples: pd.DataFrame, said: Options, saved: tuple[SavedTrack, ...]
) -> tuple[survey.Survey, Motion | None]:
    """Find the track, and follow the runner on it."""
    found = survey.place(
        samples, lane=said.lane, shape=said.shape, direction=said.direction, finish=said.finish, saved=saved
    )
    followed = motion.follow(samples, found.placement) if found.placement is not None else None
    return found, followed


def _found(
    followed: Motion,
    placement: Placement,
    recording: Recording,
    hard: efforts.Session,
    *,
    lane: int | None,
    with_trial: bool = True,
) -> efforts.Found:
    laps, pauses = recording.device_laps, recording.pauses
    return efforts.find(followed, placement, laps, session=hard, pauses=pauses, lane=lane, with_trial=with_trial)


def _repairs(timed: tuple[Effort, ...], hard: efforts.Session, recording: Recording) -> tuple[str, ...]:
    if hard.corrected:
        return ()
    presses, stops = efforts.presses(recording.device_laps), recording.pauses["start"].to_numpy(dtype=float)
    return efforts.repairs(timed, presses, stops, hard.stray)


def _with_own_finish(
    found: efforts.Found, followed: Motion, placement: Placement, recording: Recording, hard: efforts.Session
) -> efforts.Found:
    """Weigh the saved finish line against what this session says of it."""
    unknown = replace(placement, finish_from=FinishFrom.ASSUMED, finish_probability=0.5)
    own = _found(followed, unknown, recording, hard, lane=found.lane)
    if own.finish_from is FinishFrom.ASSUMED:
        return found
    sure = tracks.weigh_finish(placement.finish_probability, own.finish_probability, turned=own.turned)
    if sure >= 0.5:
        return replace(found, finish_probability=sure)
    note = f"The finish line is taken from this session: on the saved track '{placement.name}' it is at the other end."
    return replace(own, finish_probability=1.0 - sure, notes=(*own.notes, note))


def _timed(bouts: tuple[Bout, ...], followed: Motion, placement: Placement, recording: Recording) -> tuple[Effort, ...]:
    samples, lag = recording.samples, _cadence_lag(recording.samples)
    presses = segment.presses_of(recording.device_laps, recording.pauses)
    return tuple(segment.effort(bout, followed, placement, samples, presses, cadence_lag=lag) for bout in bouts)


def _on_road(
    reps: tuple[efforts.Hard, ...], on_track: tuple[Effort, ...], speed: pd.DataFrame, recording: Recording
) -> tuple[Effort, ...]:
    """Add the reps off the track to those on it; say what each was and how the runner recovered."""
    presses, stops = efforts.presses(recording.device_laps), recording.pauses["start"].to_numpy(dtype=float)
    road = efforts.timed_on_road(reps, speed, presses, stops)
    every = tuple(sorted((*on_track, *road), key=lambda effort: effort.start))
    told = efforts.with_kinds(every, recording.samples, speed, cadence_lag=_cadence_lag(recording.samples))
    return efforts.with_recoveries(told, speed, recording.pauses)


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


def _workout(
    recording: Recording, timed: tuple[Effort, ...], speed: pd.DataFrame, said: Options, mile: MilePlan | None
) -> Workout:
    """Hold the session against its plan: the runner's, else that of the file, else the template that fits."""
    plan, source = said.plan, "runner"
    if plan is None and recording.plan is not None:
        plan, source = workouts.session_plan(recording.plan), "file"
    track = recording.samples
    return workouts.workout(
        timed,
        speed=speed,
        plan=plan,
        plan_from=source,
        plan_name=recording.plan.name if recording.plan else "",
        paces=_paces(said, mile),
        templates=workouts.templates(),
        template=workouts.template(said.template) if said.template else None,
        sport=f"{recording.sport} {recording.sub_sport}",
        cadence=track["cadence"].to_numpy(dtype=float),
        longest_before=said.longest_before,
        latitude=track["latitude"].to_numpy(dtype=float),
        longitude=track["longitude"].to_numpy(dtype=float),
    )


def _paces(said: Options, mile: MilePlan | None) -> Paces | None:
    """Give the runner's paces where he told a time, or ran a mile; they are never guessed from reps."""
    if said.five_k is not None or said.goal is not None:
        return strategy.paces(five_k=said.five_k, goal=said.goal)
    return strategy.paces(five_k=mile.five_k) if mile is not None else None
