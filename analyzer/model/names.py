"""The closed sets of names: zones, directions, triggers, kinds of effort, paces."""

from enum import StrEnum


class Zone(StrEnum):
    """A turn or a straight of a lap, in the order that they are run from the finish line."""

    FIRST_TURN = "first turn"
    BACK_STRAIGHT = "back straight"
    BACK_TURN = "back turn"
    HOME_STRAIGHT = "home straight"


class Direction(StrEnum):
    """Direction of running; anticlockwise is the rule."""

    ANTICLOCKWISE = "anticlockwise"
    CLOCKWISE = "clockwise"


class FinishFrom(StrEnum):
    """How it is known which straight is the home straight."""

    SAVED = "saved"
    STANDING_START = "standing start"
    LAP_PRESSES = "lap presses"
    REPS = "reps"
    RUNNER = "runner"
    ASSUMED = "assumed"


class Trigger(StrEnum):
    """What ended a lap of the watch."""

    MANUAL = "manual"
    DISTANCE = "distance"
    TIME = "time"
    POSITION = "position"
    SESSION_END = "session_end"
    OTHER = "other"


class PauseKind(StrEnum):
    """Why the recording stood still."""

    MANUAL = "manual"
    AUTO = "auto"
    SEGMENT = "segment"


class EffortKind(StrEnum):
    """What a piece of running was."""

    TRIAL = "trial"
    REP = "rep"
    STRIDE = "stride"
    HILL = "hill"
    TEMPO = "tempo"
    STEADY = "steady"


class Boundary(StrEnum):
    """How an end of an effort was found."""

    BUTTON = "button"
    START = "start"
    LINE = "line"
    INFERRED = "inferred"


class RecoveryKind(StrEnum):
    """How the runner recovered after an effort."""

    STAND = "stand"
    WALK = "walk"
    JOG = "jog"


class ZoneEffort(StrEnum):
    """What the mile plan asks for in a zone."""

    SETTLE = "settle"
    SURGE = "surge"
    COAST = "coast"
    HOLD = "hold"
    ALL_OUT = "all out"
    KICK = "kick"


class PaceName(StrEnum):
    """The paces that a plan can name."""

    MILE = "M"
    FIVE_K = "5K"
    THRESHOLD = "T"
    EASY = "E"


class Compare(StrEnum):
    """How a check compares what was measured with its target: each within the tolerance."""

    WITHIN = "within"
    AT_MOST = "at most"
    AT_LEAST = "at least"


class WorkoutKind(StrEnum):
    """The kinds of session."""

    MILE_TRIAL = "mile_trial"
    INTERVALS = "intervals"
    TEMPO = "tempo"
    HILLS = "hills"
    STRIDES = "strides"
    LEG_SPEED = "leg_speed"
    EASY = "easy"
    LONG = "long"
    OTHER = "other"
