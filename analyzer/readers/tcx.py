"""Read TCX, Garmin's Training Center format, with the activity extension (speed, run cadence, watts)."""

from dataclasses import dataclass, field

import numpy as np

from analyzer.errors import DamagedFileError, EmptyRecordingError
from analyzer.model import Floats, PauseKind, Recording, Trigger
from analyzer.readers import markup
from analyzer.readers.assemble import Lap, Pause, both_feet, recording, sport_names
from analyzer.readers.markup import Points

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
            elif text and name in _COLUMNS:
                self.points.put(_COLUMNS[name], text)
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
    """Tell TCX by its first element; some tools write it without the outermost one."""
    return markup.root(head) in {"TrainingCenterDatabase", "Activities"}


def read(data: bytes) -> Recording:
    """Read the activities of a TCX file as one recording; gaps between its tracks are pauses.

    Raises DamagedFileError or EmptyRecordingError where it has no points with times.
    """
    activity = _Activity()
    damage = markup.parse(data, activity.start, activity.end)
    points = activity.points
    if not points.count:
        if damage:
            raise DamagedFileError(f"the TCX file is damaged ({damage}) before its first point; export it again")
        raise EmptyRecordingError("no track points in the TCX file; export the recorded run with its samples")
    times = points.times()
    timed = np.isfinite(times)
    if not timed.any():
        raise EmptyRecordingError(f"none of the {points.count} TCX points has a time; export the file with times")
    notes = []
    if damage:
        notes.append(f"the file is damaged, {damage}; the {points.count} points before it were read")
    if activity.course:
        notes.append("the file is a course: its times may be planned, not run")
    if not timed.all():
        notes.append(f"{np.sum(~timed)} points without a time were left out")
    sport, sub_sport = sport_names(activity.sport)
    laps = _laps(activity.laps, times)
    return recording(
        times[timed],
        {name: values[timed] for name, values in _columns(points, sport).items()},
        form="tcx",
        laps=laps,
        pauses=_pauses(times, points.breaks, {lap.first for lap in activity.laps}),
        device=activity.device,
        sport=sport,
        sub_sport=sub_sport,
        notes=notes,
    )


def _columns(points: Points, sport: str) -> dict[str, Floats]:
    columns = {name: points.numbers(name) for name in dict.fromkeys(points.texts) if name != "time"}
    cadence, run = columns.get("cadence"), columns.pop("run_cadence", None)
    if run is not None:
        cadence = run if cadence is None else np.where(np.isfinite(run), run, cadence)
    if cadence is not None:
        columns["cadence"] = cadence if sport == "cycling" else both_feet(cadence)
    return columns


def _laps(written: list[_LapText], times: Floats) -> list[Lap]:
    """Give the laps; the moments of the presses come from the sum of the lap times, which has fractions."""
    starts = [markup.unix_time(lap.start) for lap in written]
    laps: list[Lap] = []
    for number, lap in enumerate(written):
        start = starts[number]
        if laps and abs(laps[-1].end - start) <= _CHAIN_SLACK and start == round(start):
            start = laps[-1].end
        total = markup.number(lap.total)
        end = start + total
        last = number + 1 == len(written)
        inside = times[lap.first :] if last else times[lap.first : written[number + 1].first]
        inside = inside[np.isfinite(inside)]
        until = starts[number + 1] if not last else float(inside[-1]) if len(inside) else np.nan
        if not np.isfinite(end) or until - end > _CHAIN_SLACK:
            end = until
        if np.isfinite(start) and np.isfinite(end):
            trigger = _TRIGGERS.get(lap.trigger, Trigger.OTHER)
            laps.append(Lap(start, end, total, markup.number(lap.distance), trigger))
    return laps


def _pauses(times: Floats, breaks: list[int], lap_starts: set[int]) -> list[Pause]:
    """Give the gaps between tracks; a new lap has a new track too, so there only a long gap is a pause."""
    steps = np.diff(times[np.isfinite(times)])
    steps = steps[steps > 0]
    usual = float(np.median(steps)) if len(steps) else 1.0
    pauses = []
    for place in dict.fromkeys(breaks):
        before, after = times[:place], times[place:]
        before, after = before[np.isfinite(before)], after[np.isfinite(after)]
        longest = max(2.0, _LONG_STEP * usual) if place in lap_starts else usual
        if len(before) and len(after) and after[0] - before[-1] > longest:
            pauses.append(Pause(float(before[-1]), float(after[0]), PauseKind.SEGMENT))
    return pauses
