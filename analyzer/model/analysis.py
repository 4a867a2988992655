"""All that is known of a session."""

from dataclasses import dataclass
from typing import Any

from analyzer.model.document import effort_part, number, recording_part, strategy_part, track_part
from analyzer.model.doubt import finish_note
from analyzer.model.effort import Effort
from analyzer.model.names import EffortKind, WorkoutKind
from analyzer.model.plan import MilePlan, Score
from analyzer.model.recording import Recording
from analyzer.model.track import Motion, Placement
from analyzer.model.watch import WatchBehaviour


@dataclass(frozen=True)
class Verdict:
    """A rule held against what was run; `passed` is None where it cannot be told."""

    rule: str
    where: str
    measured: float
    target: float
    tolerance: float
    passed: bool | None
    advice: str

    def to_dict(self) -> dict[str, Any]:
        """Give the verdict as a part of the JSON of the analysis."""
        return {
            "rule": self.rule,
            "where": self.where,
            "measured": number(self.measured),
            "target": number(self.target),
            "tolerance": number(self.tolerance),
            "passed": self.passed,
            "advice": self.advice,
        }


@dataclass(frozen=True)
class Workout:
    """What the session was, and the checks on it."""

    kind: WorkoutKind
    title: str
    plan: str = ""
    plan_from: str = "detected"
    checks: tuple[Verdict, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the workout as a part of the JSON of the analysis."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "plan": self.plan,
            "plan_from": self.plan_from,
            "checks": [check.to_dict() for check in self.checks],
        }


DOCUMENT = "analysis/1"
"""The version of the JSON of an analysis; a public interface."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """All that is known of a session; everything that people see is drawn from it.

    motion : None away from a track. strategy, score : None without a mile trial.
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
