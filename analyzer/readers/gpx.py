"""Read GPX 1.0 and 1.1 with the extensions of Garmin, Strava and phones."""

from dataclasses import dataclass, field

import numpy as np

from analyzer.errors import DamagedFileError, EmptyRecordingError
from analyzer.model import Floats, PauseKind, Recording
from analyzer.readers import markup
from analyzer.readers.assemble import Pause, both_feet, recording, sport_names
from analyzer.readers.markup import Points

_COLUMNS = {
    "ele": "altitude",
    "time": "time",
    "speed": "speed",
    "hr": "heart_rate",
    "heartrate": "heart_rate",
    "cad": "cadence",
    "cadence": "cadence",
    "runcadence": "cadence",
    "atemp": "temperature",
    "temp": "temperature",
    "power": "power",
    "powerinwatts": "power",
    "watts": "power",
    "distance": "distance",
    "hacc": "accuracy",
    "accuracy": "accuracy",
}
"""Elements of a point, in lower case, wherever in it they stand."""


@dataclass
class _Track:
    """What the elements of a GPX file give, in the order that they come."""

    points: Points = field(default_factory=Points)
    creator: str = ""
    sport: str = ""
    in_track: bool = False
    in_point: bool = False
    other_points: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "trkpt":
            self.in_point = True
            self.points.put("latitude", attributes.get("lat", ""))
            self.points.put("longitude", attributes.get("lon", ""))
        elif name in {"trkseg", "trk"}:
            self.in_track = True
            self.points.breaks.append(self.points.count)
        elif name in {"wpt", "rtept"}:
            self.other_points += 1
        elif name == "gpx":
            self.creator = attributes.get("creator", "").strip()

    def end(self, name: str, text: str) -> None:
        if self.in_point:
            if name == "trkpt":
                self.in_point = False
                self.points.count += 1
            elif text:
                column = _COLUMNS.get(name.lower())
                if column:
                    self.points.put(column, text)
        elif name == "trk":
            self.in_track = False
        elif name == "type" and self.in_track and not self.sport:
            self.sport = text


def sniff(head: bytes) -> bool:
    """Tell GPX by its first element."""
    return markup.root(head) == "gpx"


def read(data: bytes) -> Recording:
    """Read the tracks of a GPX file as one recording; a break between segments is a pause.

    Raises DamagedFileError or EmptyRecordingError where it has no points with times.
    """
    track = _Track()
    damage = markup.parse(data, track.start, track.end)
    points = track.points
    if not points.count:
        if damage:
            raise DamagedFileError(f"the GPX file is damaged ({damage}) before its first point; export it again")
        others = f", only waypoints or a route ({track.other_points} of them)" if track.other_points else ""
        raise EmptyRecordingError(f"no track points in the GPX file{others}; export the recorded run, not a course")
    times = points.times()
    timed = np.isfinite(times)
    if not timed.any():
        raise EmptyRecordingError(f"none of the {points.count} GPX points has a time; export the file with times")
    notes = []
    if damage:
        notes.append(f"the file is damaged, {damage}; the {points.count} points before it were read")
    if not timed.all():
        notes.append(f"{np.sum(~timed)} points without a time were left out")
    sport, sub_sport = sport_names(track.sport)
    columns = {name: points.numbers(name)[timed] for name in dict.fromkeys(points.texts) if name != "time"}
    if "cadence" in columns and sport != "cycling":
        columns["cadence"] = both_feet(columns["cadence"])
    return recording(
        times[timed],
        columns,
        form="gpx",
        pauses=_pauses(times, points.breaks),
        device=track.creator,
        sport=sport,
        sub_sport=sub_sport,
        notes=notes,
    )


def _pauses(times: Floats, breaks: list[int]) -> list[Pause]:
    pauses = []
    for place in dict.fromkeys(breaks):
        before, after = times[:place], times[place:]
        before, after = before[np.isfinite(before)], after[np.isfinite(after)]
        if len(before) and len(after) and after[0] > before[-1]:
            pauses.append(Pause(float(before[-1]), float(after[0]), PauseKind.SEGMENT))
    return pauses
