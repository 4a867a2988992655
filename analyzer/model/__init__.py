"""The types that pass between the rooms: frozen, holding frames."""

from analyzer.model.analysis import Analysis, Verdict, Workout
from analyzer.model.effort import Bout, Effort
from analyzer.model.names import (
    Boundary,
    Direction,
    EffortKind,
    FinishFrom,
    PauseKind,
    RecoveryKind,
    Trigger,
    WorkoutKind,
    Zone,
    ZoneEffort,
)
from analyzer.model.plan import CadenceShare, MilePlan, PlannedZone, Score, ZoneScore
from analyzer.model.recording import PlannedStep, PlannedWorkout, Recording
from analyzer.model.track import Covariance, Floats, Motion, Onset, Placement, SavedTrack, Sighting, Stretch
from analyzer.model.watch import Learned, WatchBehaviour

__all__ = [
    "Analysis",
    "Boundary",
    "Bout",
    "CadenceShare",
    "Covariance",
    "Direction",
    "Effort",
    "EffortKind",
    "FinishFrom",
    "Floats",
    "Learned",
    "MilePlan",
    "Motion",
    "Onset",
    "PauseKind",
    "Placement",
    "PlannedStep",
    "PlannedWorkout",
    "PlannedZone",
    "Recording",
    "RecoveryKind",
    "SavedTrack",
    "Score",
    "Sighting",
    "Stretch",
    "Trigger",
    "Verdict",
    "WatchBehaviour",
    "Workout",
    "WorkoutKind",
    "Zone",
    "ZoneEffort",
    "ZoneScore",
]
