"""Read TCX, Garmin's Training Center format, with the activity extension (speed, run cadence, watts)."""

from dataclasses import dataclass, field

import numpy as np

from analyzer.errors import DamagedFileError, EmptyRecordingError
from analyzer.model import Floats, Recording, Trigger
from analyzer.readers import markup
from analyzer.readers.assemble import Lap, Pause, both_feet, recording, sport_names
from analyzer.readers.points import Points, timed_points
from analyzer.readers.presses import ROUNDED, WRITTEN, pressed, told_by_distance
from analyzer.readers.template import Shape
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


@dataclass
class _LapText:
    """A lap as the file writes it; `first` is its first point."""

    start: str
    first: int
    total: str = ""
    distance: str = ""
    trigger: str = ""


@dataclass
class _Activity:
    """What the elements of a TCX file give, in the order that they come."""

    points: Points = field(default_factory=Points)
    laps: list[_LapText] = field(default_factory=list)
    sport: str = ""
    device: str = ""
    in_point: bool = False
    in_creator: bool = False
    course: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Trackpoint":
            self.in_point = True
        elif name == "Track":
            self.points.breaks.append(self.points.count)
        elif name == "Lap":
            self.laps.append(_LapText(attributes.get("StartTime", ""), self.points.count))
        elif name == "Activity":
            self.sport = self.sport or attributes.get("Sport", "")
        elif name == "Course":
            self.course = True
        elif name == "Creator":
            self.in_creator = True

    def end(self, name: str, text: str) -> None:
        if self.in_point:
            if name == "Trackpoint":
                self.in_point = False
                self.points.count += 1
            elif text and (column := SHAPE.column(name)):
                self.points.put(column, text)
        elif name == "Creator":
            self.in_creator = False
        elif name == "Name" and self.in_creator:
            self.device = self.device or text
        elif self.laps:
            lap = self.laps[-1]
            if name == "TotalTimeSeconds":
                lap.total = text
            elif name == "DistanceMeters":
                lap.distance = text
            elif name == "TriggerMethod":
                lap.trigger = text


def sniff(head: bytes) -> bool:
    """Tell TCX by its first element, which some tools leave out, or by a point where that is damaged."""
    return markup.root(head) in {"TrainingCenterDatabase", "Activities"} or markup.holds(head, SHAPE.point)


def read(data: bytes) -> Recording:
    """Read the activities of a TCX file as one recording; gaps between its tracks are pauses.

    Raises DamagedFileError or EmptyRecordingError where it has no two points with times.
    """
    activity, damage = markup.gather(data, _Activity, SHAPE)
    points = activity.points
    if not points.count:
        if damage:
            raise DamagedFileError(f"the TCX file is damaged ({damage.reason}) before its first point; export it again")
        raise EmptyRecordingError("no track points in the TCX file; export the recorded run with its samples")
    times = points.times()
    timed, notes = timed_points(points, times, damage, form="TCX")
    if activity.course:
        notes.append("the file is a course: its times may be planned, not run")
    sport, sub_sport = sport_names(activity.sport)
    laps = _laps(activity, times)
    return recording(
        times[timed],
        {name: values[timed] for name, values in _columns(points, sport).items()},
        form="tcx",
        laps=laps,
        pauses=_pauses(activity, times),
        device=activity.device,
        sport=sport,
        sub_sport=sub_sport,
        notes=notes,
    )


def _columns(points: Points, sport: str) -> dict[str, Floats]:
    columns = {name: points.numbers(name) for name in points.columns()}
    cadence, run = columns.get("cadence"), columns.pop("run_cadence", None)
    if run is not None:
        cadence = run if cadence is None else np.where(np.isfinite(run), run, cadence)
    if cadence is not None:
        columns["cadence"] = cadence if sport == "cycling" else both_feet(cadence)
    return columns


def _laps(activity: _Activity, times: Floats) -> list[Lap]:
    """Give the laps; an end is the next start, unless the lap's time falls short of it and no pause explains that."""
    written = [lap for lap in activity.laps if np.isfinite(unix_time(lap.start))]
    if not written:
        return []
    starts = np.array([unix_time(lap.start) for lap in written])
    totals = np.array([number(lap.total) for lap in written])
    distances = np.array([number(lap.distance) for lap in written])
    whole = (starts == np.round(starts)).all()
    joined = np.abs(np.diff(starts) - totals[:-1]) <= _CHAIN_SLACK
    moments = pressed(
        starts,
        totals,
        exact=joined & whole,
        brackets=[WRITTEN, *[ROUNDED if whole else WRITTEN] * (len(starts) - 1)],
        told=told_by_distance(times, activity.points.numbers("distance"), distances),
        alone=np.full(len(starts), fill_value=False),
    )
    inside = times[written[-1].first :]
    last = float(np.nanmax(inside)) if np.isfinite(inside).any() else np.nan
    end = moments[-1] + totals[-1]
    end = end if not np.isfinite(last) or last - end <= _CHAIN_SLACK else last
    ends = np.append(moments[1:], end)
    return [
        Lap(float(start), float(end), float(total), float(distance), _TRIGGERS.get(lap.trigger, Trigger.OTHER))
        for start, end, total, distance, lap in zip(moments, ends, totals, distances, written, strict=True)
        if np.isfinite(end)
    ]


def _pauses(activity: _Activity, times: Floats) -> list[Pause]:
    """Give the gaps between tracks; a new lap has a new track too, so there only a long gap is a pause."""
    lap_starts = {lap.first for lap in activity.laps}
    steps = np.diff(times[np.isfinite(times)])
    steps = steps[steps > 0]
    usual = float(np.median(steps)) if len(steps) else 1.0
    long = max(2.0, _LONG_STEP * usual)
    return activity.points.pauses(times, lambda place: long if place in lap_starts else usual)
