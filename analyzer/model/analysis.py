"""All that is known of a session."""

from dataclasses import dataclass

from analyzer.model.effort import Effort
from analyzer.model.names import EffortKind, WorkoutKind
from analyzer.model.plan import MilePlan, Score
from analyzer.model.recording import Recording
from analyzer.model.track import Motion, Placement


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


@dataclass(frozen=True)
class Workout:
    """What the session was, and the checks on it."""

    kind: WorkoutKind
    title: str
    plan: str = ""
    plan_from: str = "detected"
    checks: tuple[Verdict, ...] = ()


@dataclass(frozen=True, eq=False)
class Analysis:
    """All that is known of a session; everything that people see is drawn from it.

    motion : None away from a track. strategy, score : None without a mile trial.
    """

    recording: Recording
    track: Placement | None = None
    motion: Motion | None = None
    efforts: tuple[Effort, ...] = ()
    workout: Workout | None = None
    strategy: MilePlan | None = None
    score: Score | None = None
    notes: tuple[str, ...] = ()

    @property
    def trial(self) -> Effort | None:
        """The timed trial, where there is one."""
        return next((effort for effort in self.efforts if effort.kind is EffortKind.TRIAL), None)
