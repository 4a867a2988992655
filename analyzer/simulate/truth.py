"""The exact truth of a simulated session, in the conventions of the JSON of an analysis."""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from analyzer.model import Direction, EffortKind, Floats, RecoveryKind, WorkoutKind, Zone
from analyzer.oval import Line, Oval
from analyzer.simulate.pacing import lap_marks, pieces
from analyzer.simulate.runner import STEP, Ran, Run

SPLIT = 100.0
"""Between the splits of an effort. [m]"""
_MARKED = 0.1
"""A track that is millimetres too long makes no split of its own. [m]"""


@dataclass(frozen=True)
class TrueTrack:
    """Where the track lies. `finish_latitude` and `finish_longitude` : the finish on the line of the lane. [deg]"""

    latitude: float
    longitude: float
    bearing_deg: float
    shape: str
    straight_m: float
    radius_m: float
    lap_m: float
    lane: int
    direction: Direction
    finish_latitude: float
    finish_longitude: float


@dataclass(frozen=True)
class TrueSplit:
    """A piece of an effort, from and to [m] from its start."""

    from_m: float
    to_m: float
    time_s: float


@dataclass(frozen=True)
class TrueLap(TrueSplit):
    """A lap of an effort, cut at the finish line; the run-off of lane 8 is a lap of its own, the fifth."""

    lap: int


@dataclass(frozen=True)
class TrueZone(TrueLap):
    """A turn or straight of an effort; the run-off of lane 8 is a second home straight of lap 4."""

    zone: Zone


@dataclass(frozen=True)
class TrueEffort:
    """A timed effort; start and end are elapsed [s] since the first sample.

    lane, start_arc_m : 0 off the track, where there are no laps and no zones.
    climb_m : How much higher it ended than it began.
    """

    kind: EffortKind
    nominal: str
    on_track: bool
    lane: int
    start_s: float
    end_s: float
    time_s: float
    distance_m: float
    climb_m: float
    start_arc_m: float
    standing_start: bool
    recovery_s: float | None
    recovery_m: float | None
    recovery_kind: RecoveryKind | None
    splits: tuple[TrueSplit, ...]
    laps: tuple[TrueLap, ...]
    zones: tuple[TrueZone, ...]


@dataclass(frozen=True)
class Truth:
    """What really happened. Times are elapsed [s] since the first sample.

    kind, workout : What was asked for, and what a coach would call it.
    watch : What was drawn for the watch: "lag", "filter", "speed_delay", "over_read" ... and the noise levels.
    presses : When the button was pressed.
    """

    kind: str
    workout: WorkoutKind
    seed: int
    track: TrueTrack | None
    efforts: tuple[TrueEffort, ...]
    watch: dict[str, float] = field(default_factory=dict)
    presses: tuple[float, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the truth as plain values for JSON."""
        return {"schema": "truth/1", **asdict(self)}


def _crossings(ran: Ran, metres: Floats) -> Floats:
    """Give when the runner was at distances from the start of an effort. [s]"""
    return np.interp(metres, np.abs(ran.arc - ran.arc[0]), ran.time)


def _recovery(run: Run, number: int) -> tuple[float | None, float | None, RecoveryKind | None]:
    """Give the time [s] and distance [m] from the end of an effort to the start of the next, and how it was spent."""
    timed = run.ran[number].leg.timed
    after = next((ran for ran in run.ran[number + 1 :] if ran.leg.timed is not None), None)
    if after is None or timed is None:
        return None, None, None
    begin, end = float(run.ran[number].time[-1]), float(after.time[0])
    between = (run.time >= begin) & (run.time < end)
    return end - begin, float(run.speed[between].sum() * STEP), timed.recovery_kind


def effort_of(run: Run, number: int, oval: Oval, lane: int, first: float) -> TrueEffort:
    """Give the truth of a leg that was an effort."""
    ran = run.ran[number]
    timed = ran.leg.timed
    assert timed is not None  # noqa: S101 - only efforts are asked for
    on_track = isinstance(ran.leg.course, Line)
    start_arc, distance = float(ran.arc[0]), float(ran.arc[-1] - ran.arc[0])
    marks = np.append(np.arange(0.0, distance - _MARKED, SPLIT), distance)
    at_marks = _crossings(ran, marks)
    recovery, covered, recovery_kind = _recovery(run, number)
    start, end = float(ran.time[0]), float(ran.time[-1])
    low, high = np.interp([start, end], run.time, run.height)
    return TrueEffort(
        kind=timed.kind,
        nominal=timed.nominal,
        on_track=on_track,
        lane=lane if on_track else 0,
        start_s=start - first,
        end_s=end - first,
        time_s=end - start,
        distance_m=distance,
        climb_m=float(high - low),
        start_arc_m=max(0.0, (start_arc + 1e-6) % oval.lap(lane) - 1e-6) if on_track else 0.0,
        standing_start=ran.leg.standing,
        recovery_s=recovery,
        recovery_m=covered,
        recovery_kind=recovery_kind,
        splits=tuple(
            TrueSplit(float(marks[i]), float(marks[i + 1]), float(at_marks[i + 1] - at_marks[i]))
            for i in range(len(marks) - 1)
        ),
        laps=_laps(ran, oval, lane) if on_track else (),
        zones=_zones(ran, oval, lane) if on_track else (),
    )


def _laps(ran: Ran, oval: Oval, lane: int) -> tuple[TrueLap, ...]:
    start_arc, distance = float(ran.arc[0]), float(ran.arc[-1] - ran.arc[0])
    lines = np.array(lap_marks(oval.lap(lane), start_arc, distance))
    at = _crossings(ran, lines)
    return tuple(
        TrueLap(float(lines[i]), float(lines[i + 1]), float(at[i + 1] - at[i]), i + 1) for i in range(len(lines) - 1)
    )


def _zones(ran: Ran, oval: Oval, lane: int) -> tuple[TrueZone, ...]:
    zones = pieces(oval, lane, float(ran.arc[0]), float(ran.arc[-1] - ran.arc[0]))
    at = _crossings(ran, np.array([0.0, *(zone.to_m for zone in zones)]))
    return tuple(
        TrueZone(piece.from_m, piece.to_m, float(at[i + 1] - at[i]), piece.lap, piece.zone)
        for i, piece in enumerate(zones)
    )


def efforts_of(run: Run, oval: Oval, lane: int, first: float) -> tuple[TrueEffort, ...]:
    """Give the truth of each trial and rep of a session."""
    timed = [number for number, ran in enumerate(run.ran) if ran.leg.timed is not None]
    return tuple(effort_of(run, number, oval, lane, first) for number in timed)
