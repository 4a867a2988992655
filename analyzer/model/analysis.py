"""All that is known of a session."""

import math
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analyzer import frames
from analyzer.model.document import effort_part, number, recording_part, strategy_part, track_part
from analyzer.model.doubt import finish_note
from analyzer.model.effort import Effort
from analyzer.model.names import Compare, EffortKind, WorkoutKind
from analyzer.model.plan import MilePlan, Score
from analyzer.model.recording import Recording
from analyzer.model.session import Paces
from analyzer.model.track import Motion, Placement
from analyzer.model.watch import WatchBehaviour


@dataclass(frozen=True)
class Verdict:
    """A rule held against what was run; `passed` is None where a number is missing or its error hides the answer.

    measured, target, tolerance : In `unit`, "" for a plain number.   measured_sd : Standard error of `measured`.
    compare : Within: |measured - target| <= tolerance. At most: measured <= target + tolerance. At least: measured >=
        target - tolerance.
    effort : The one that it is about, counting into Analysis.efforts; None for the whole session.
    """

    rule: str
    where: str
    measured: float
    target: float
    tolerance: float
    passed: bool | None
    advice: str
    unit: str = ""
    compare: Compare = Compare.WITHIN
    measured_sd: float = math.nan
    effort: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the verdict as a part of the JSON of the analysis."""
        return {
            "rule": self.rule,
            "where": self.where,
            "effort": self.effort,
            "measured": number(self.measured, 4),
            "measured_sd": number(self.measured_sd, 4),
            "target": number(self.target, 4),
            "tolerance": number(self.tolerance, 4),
            "unit": self.unit,
            "compare": self.compare.value,
            "passed": self.passed,
            "advice": self.advice,
        }


@dataclass(frozen=True)
class MatchedRep:
    """A rep of the plan beside the effort that ran it.

    planned : In the plan language.   effort : Counts into Analysis.efforts; None where the rep was not run,
        or where it could be one of two.
    fastest, slowest : The target for the time of the rep; NaN where there is none. [s]
    rest : Planned after it; NaN where the plan does not say. [s]   rest_distance : The same by distance. [m]
    """

    planned: str
    effort: int | None
    fastest: float = math.nan
    slowest: float = math.nan
    rest: float = math.nan
    rest_distance: float = math.nan

    def to_dict(self) -> dict[str, Any]:
        """Give the rep as a part of the JSON of the analysis."""
        return {
            "planned": self.planned,
            "effort": self.effort,
            "fastest_s": number(self.fastest),
            "slowest_s": number(self.slowest),
            "rest_s": number(self.rest),
            "rest_m": number(self.rest_distance),
        }


@dataclass(frozen=True)
class Workout:
    """What the session was, and the checks on it.

    title : What was run, described: "10 x 400 m, mean 1:29.4, rest 1:02".   template : The name of the one that fits.
    plan : In the plan language; plan_from : "runner", "file", "template" or "detected".
    reps : The plan beside the efforts; empty without a plan.   advice : One line each, most important first.
    paces : The runner's own, that targets by name were taken from; None where nothing tells them.
    corrections : What the runner put right, in words.
    """

    kind: WorkoutKind
    title: str
    plan: str = ""
    plan_from: str = "detected"
    checks: tuple[Verdict, ...] = ()
    template: str = ""
    reps: tuple[MatchedRep, ...] = ()
    advice: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    paces: Paces | None = None
    corrections: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the workout as a part of the JSON of the analysis."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "template": self.template,
            "plan": self.plan,
            "plan_from": self.plan_from,
            "reps": [rep.to_dict() for rep in self.reps],
            "checks": [check.to_dict() for check in self.checks],
            "advice": list(self.advice),
            "paces": self.paces.to_dict() if self.paces else None,
            "corrections": list(self.corrections),
        }


DOCUMENT = "analysis/1"
"""The version of the JSON of an analysis; a public interface."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """All that is known of a session; everything that people see is drawn from it.

    motion : None away from a track. speed : frames.SPEED, of the whole session, on and off the track.
    strategy, score : None without a mile trial.
    watch : How the watch behaves; None where nothing tells it.
    """

    recording: Recording
    track: Placement | None = None
    motion: Motion | None = None
    efforts: tuple[Effort, ...] = ()
    workout: Workout | None = None
    strategy: MilePlan | None = None
    score: Score | None = None
    watch: WatchBehaviour | None = None
    speed: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.SPEED))
    notes: tuple[str, ...] = ()

    @property
    def trial(self) -> Effort | None:
        """The timed trial, where there is one."""
        return next((effort for effort in self.efforts if effort.kind is EffortKind.TRIAL), None)

    @property
    def all_notes(self) -> tuple[str, ...]:
        """Every note on the session, each once: of the recording, the track, the motion, the efforts, the plan."""
        parts = [finish_note(self.track), self.recording.notes]
        parts += [part.notes for part in (self.track, self.motion) if part is not None]
        parts += [effort.notes for effort in self.efforts]
        parts.append(self.strategy.notes if self.strategy else ())
        parts.append(self.workout.notes if self.workout else ())
        return tuple(dict.fromkeys(note for part in [*parts, self.notes] for note in part))

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON of the analysis: plain lists, texts and numbers, as its schema has them."""
        return {
            "schema": DOCUMENT,
            "recording": recording_part(self.recording, self.all_notes),
            "track": track_part(self.track) if self.track else None,
            "efforts": [effort_part(effort) for effort in self.efforts],
            "workout": self.workout.to_dict() if self.workout else None,
            "strategy": strategy_part(self.strategy, self.score) if self.strategy else None,
        }
