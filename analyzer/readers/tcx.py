"""Read TCX, Garmin's Training Center format, with the activity extension (speed, run cadence, watts)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analyzer.errors import DamagedFileError, EmptyRecordingError
from analyzer.model import Floats, Recording, Trigger
from analyzer.readers import markup, sports
from analyzer.readers.assemble import Lap, Pause, recording
from analyzer.readers.points import Points, timed_points
from analyzer.readers.presses import ROUNDED, WRITTEN, pressed, told_by_distance
from analyzer.readers.shape import Shape
from analyzer.readers.sports import Stretch
from analyzer.readers.values import number, unix_time

_COLUMNS = {
    "Time": "time",
    "LatitudeDegrees": "latitude",
    "LongitudeDegrees": "longitude",
    "AltitudeMeters": "altitude",
    "DistanceMeters": "distance",
    "Value": "heart_rate",
    "Cadence": "cadence",
    "RunCadence": "run_cadence",
    "Speed": "speed",
    "Watts": "power",
}
_TOTAL, _DISTANCE, _TRIGGER = "TotalTimeSeconds", "DistanceMeters", "TriggerMethod"
_TRIGGERS = {
    "Manual": Trigger.MANUAL,
    "Distance": Trigger.DISTANCE,
    "Time": Trigger.TIME,
    "Location": Trigger.POSITION,
}
_CHAIN_SLACK = 1.5
"""Start times of laps are whole seconds; a lap that begins further off had a pause before it. [s]"""
_LONG_STEP = 3.0
"""Steps between samples that make a break between two laps a pause."""

SHAPE = Shape(
    "Trackpoint", {}, lambda name: _COLUMNS.get(name, ""), frozenset({"Activity", "Course", "Creator", "Lap", "Track"})
)


_STARTS = SHAPE.outside | {SHAPE.point}


@dataclass(slots=True)
class _LapText:
    """A lap as the file writes it; `first` is its first point, `texts` what its elements say."""

    start: str
    first: int
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Activity:
    """An activity as the file writes it; `first` is its first point."""

    sport: str = ""
    first: int = 0
    laps: list[_LapText] = field(default_factory=list)


@dataclass
class _Database:
    """What the elements of a TCX file give, in the order that they come."""

    points: Points = field(default_factory=Points)
    activities: list[_Activity] = field(default_factory=lambda: [_Activity()])
    device: str = ""
    in_lap: bool = False
    in_creator: bool = False
    course: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name not in _STARTS:
            return
        if name == SHAPE.point:
            self.points.begin()
        elif name == "Track":
            self.points.breaks.append(self.points.count)
        elif name == "Lap":
            self.in_lap = True
            self.activities[-1].laps.append(_LapText(attributes.get("StartTime", ""), self.points.count))
        elif name == "Activity":
            self.activities.append(_Activity(attributes.get("Sport", ""), self.points.count))
        elif name == "Course":
            self.course = True
        elif name == "Creator":
            self.in_creator = True

    def end(self, name: str, text: str) -> None:
        if self.points.begun:
            if name == SHAPE.point:
                self.points.end()
            elif text and (column := SHAPE.column(name)):
                self.points.put(column, text)
        elif name == "Creator":
            self.in_creator = False
        elif name == "Name" and self.in_creator:
            self.device = self.device or text
        elif name == "Lap":
            self.in_lap = False
        elif self.in_lap and self.activities[-1].laps and name in {_TOTAL, _DISTANCE, _TRIGGER}:
            self.activities[-1].laps[-1].texts[name] = text


def sniff(head: bytes) -> bool:
    """Tell TCX by its first element, which some tools leave out, or by a point where that is damaged."""
    return markup.root(head) in {"TrainingCenterDatabase", "Activities"} or markup.holds(head, SHAPE.point)


def read(data: bytes) -> Recording:
    """Read the activities of a TCX file as one recording; gaps between its tracks are pauses.

    Raises DamagedFileError or EmptyRecordingError where it has no two points with times.
    """
    file, damage = markup.gather(data, _Database, SHAPE)
    points = file.points
    if not points.count:
        if damage:
            raise DamagedFileError(f"the TCX file is damaged ({damage.reason}) before its first point; export it again")
        raise EmptyRecordingError("no track points in the TCX file; export the recorded run with its samples")
    times = points.times()
    timed, notes = timed_points(points, times, damage, form="TCX")
    if file.course:
        notes.append("the file is a course: its times may be planned, not run")
    stretches = [(activity.first, activity.sport) for activity in file.activities]
    sport, sub_sport, several = sports.chosen(stretches, points.count)
    columns = _columns(points, stretches)
    return recording(
        times[timed],
        columns if timed.all() else {name: values[timed] for name, values in columns.items()},
        form="tcx",
        laps=_all_laps(file, times, columns.get("distance")),
        pauses=_pauses(file, times),
        device=file.device,
        sport=sport,
        sub_sport=sub_sport,
        notes=[*notes, *several],
    )


def _columns(points: Points, stretches: Sequence[Stretch]) -> dict[str, Floats]:
    columns = {name: points.numbers(name) for name in points.columns()}
    cadence, run = columns.get("cadence"), columns.pop("run_cadence", None)
    if run is not None:
        cadence = run if cadence is None else np.where(np.isfinite(run), run, cadence)
    if cadence is not None:
        columns["cadence"] = sports.steps(cadence, stretches)
    return columns


def _all_laps(file: _Database, times: Floats, distance: Floats | None) -> list[Lap]:
    """Give the laps of each activity; none of one leads to one of another."""
    distance = np.full(len(times), np.nan) if distance is None else distance
    ends = [activity.first for activity in file.activities[1:]] + [len(times)]
    return [
        lap
        for activity, end in zip(file.activities, ends, strict=True)
        for lap in _laps(activity, times[:end], distance[:end])
    ]


def _laps(activity: _Activity, times: Floats, distance: Floats) -> list[Lap]:
    """Give the laps; an end is the next start, unless the lap's time falls short of it and no pause explains that."""
    began = [unix_time(lap.start) for lap in activity.laps]
    written = [lap for lap, start in zip(activity.laps, began, strict=True) if math.isfinite(start)]
    if not written:
        return []
    own = slice(activity.first, len(times))
    starts = np.array([start for start in began if math.isfinite(start)])
    totals = np.array([number(lap.texts.get(_TOTAL, "")) for lap in written])
    distances = np.array([number(lap.texts.get(_DISTANCE, "")) for lap in written])
    whole = (starts == np.round(starts)).all()
    joined = np.abs(starts[1:] - starts[:-1] - totals[:-1]) <= _CHAIN_SLACK
    moments = pressed(
        starts,
        totals,
        exact=joined & whole,
        brackets=[WRITTEN, *[ROUNDED if whole else WRITTEN] * (len(starts) - 1)],
        told=told_by_distance(times[own], distance[own], distances),
        alone=np.full(len(starts), fill_value=False),
    )
    inside = times[written[-1].first :]
    last = float(np.nanmax(inside)) if np.isfinite(inside).any() else np.nan
    end = moments[-1] + totals[-1]
    end = end if not np.isfinite(last) or last - end <= _CHAIN_SLACK else last
    ends = [*moments[1:].tolist(), float(end)]
    columns = (moments.tolist(), ends, totals.tolist(), distances.tolist(), map(_trigger, written))
    return [lap for lap in map(Lap, *columns) if math.isfinite(lap.end)]


def _trigger(lap: _LapText) -> Trigger:
    return _TRIGGERS.get(lap.texts.get(_TRIGGER, ""), Trigger.OTHER)


def _pauses(file: _Database, times: Floats) -> list[Pause]:
    """Give the gaps between tracks; a new lap has a new track too, so there only a long gap is a pause."""
    lap_starts = {lap.first for activity in file.activities for lap in activity.laps}
    steps = np.diff(times[np.isfinite(times)])
    steps = steps[steps > 0]
    usual = float(np.median(steps)) if len(steps) else 1.0
    long = max(2.0, _LONG_STEP * usual)
    return file.points.pauses(times, lambda place: long if place in lap_starts else usual)
