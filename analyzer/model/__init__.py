"""The types that pass between the rooms: frozen, holding frames."""

from analyzer.model.analysis import Analysis, MatchedRep, Verdict, Workout
from analyzer.model.corrections import Add, Corrections, Drop, Edit, Join, Move, Split
from analyzer.model.effort import Bout, Effort
from analyzer.model.names import (
    Boundary,
    Compare,
    Direction,
    EffortKind,
    FinishFrom,
    PaceName,
    PauseKind,
    RecoveryKind,
    Trigger,
    WorkoutKind,
    Zone,
    ZoneEffort,
)
from analyzer.model.plan import CadenceShare, MilePlan, PlannedZone, Score, ZoneScore
from analyzer.model.recording import PlannedStep, PlannedWorkout, Recording
from analyzer.model.session import Bound, Paces, Range, Rep, Repeat, Rest, SessionPlan, Target, Template
from analyzer.model.track import Covariance, Floats, Motion, Onset, Placement, SavedTrack, Sighting, Stretch
from analyzer.model.watch import Learned, WatchBehaviour

__all__ = [
    "Add",
    "Analysis",
    "Bound",
    "Boundary",
    "Bout",
    "CadenceShare",
    "Compare",
    "Corrections",
    "Covariance",
    "Direction",
    "Drop",
    "Edit",
    "Effort",
    "EffortKind",
    "FinishFrom",
    "Floats",
    "Join",
    "Learned",
    "MatchedRep",
    "MilePlan",
    "Motion",
    "Move",
    "Onset",
    "PaceName",
    "Paces",
    "PauseKind",
    "Placement",
    "PlannedStep",
    "PlannedWorkout",
    "PlannedZone",
    "Range",
    "Recording",
    "RecoveryKind",
    "Rep",
    "Repeat",
    "Rest",
    "SavedTrack",
    "Score",
    "SessionPlan",
    "Sighting",
    "Split",
    "Stretch",
    "Target",
    "Template",
    "Trigger",
    "Verdict",
    "WatchBehaviour",
    "Workout",
    "WorkoutKind",
    "Zone",
    "ZoneEffort",
    "ZoneScore",
]
