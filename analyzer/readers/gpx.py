"""Read GPX 1.0 and 1.1 with the extensions of Garmin, Strava and phones."""

from dataclasses import dataclass, field

from analyzer.errors import DamagedFileError, EmptyRecordingError
from analyzer.model import Recording
from analyzer.readers import markup, sports
from analyzer.readers.assemble import recording
from analyzer.readers.points import Points, timed_points
from analyzer.readers.shape import Shape
from analyzer.readers.sports import Stretch

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


def _column(name: str) -> str:
    return _COLUMNS.get(name.lower(), "")


SHAPE = Shape(
    "trkpt", {"lat": "latitude", "lon": "longitude"}, _column, frozenset({"gpx", "trk", "trkseg", "wpt", "rtept"})
)


@dataclass
class _Track:
    """What the elements of a GPX file give, in the order that they come."""

    points: Points = field(default_factory=Points)
    creator: str = ""
    sports: list[Stretch] = field(default_factory=list)
    in_track: bool = False
    other_points: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == SHAPE.point:
            self.points.begin()
            for name_there, column in SHAPE.attributes.items():
                self.points.put(column, attributes.get(name_there, ""))
        elif name in {"trkseg", "trk"}:
            self.points.breaks.append(self.points.count)
            if name == "trk":
                self.in_track = True
                self.sports.append((self.points.count, ""))
        elif name in {"wpt", "rtept"}:
            self.other_points += 1
        elif name == "gpx":
            self.creator = attributes.get("creator", "").strip()

    def end(self, name: str, text: str) -> None:
        if self.points.begun:
            if name == SHAPE.point:
                self.points.end()
            elif text and (column := SHAPE.column(name)):
                self.points.put(column, text)
        elif name == "trk":
            self.in_track = False
        elif name == "type" and self.in_track and not self.sports[-1][1]:
            self.sports[-1] = self.sports[-1][0], text


def sniff(head: bytes) -> bool:
    """Tell GPX by its first element, or by a point where that is damaged."""
    return markup.root(head) == "gpx" or markup.holds(head, SHAPE.point)


def read(data: bytes) -> Recording:
    """Read the tracks of a GPX file as one recording; a break between segments is a pause.

    Raises DamagedFileError or EmptyRecordingError where it has no two points with times.
    """
    track, damage = markup.gather(data, _Track, SHAPE)
    points = track.points
    if not points.count:
        if damage:
            raise DamagedFileError(f"the GPX file is damaged ({damage.reason}) before its first point; export it again")
        others = f", only waypoints or a route ({track.other_points} of them)" if track.other_points else ""
        raise EmptyRecordingError(f"no track points in the GPX file{others}; export the recorded run, not a course")
    times = points.times()
    timed, notes = timed_points(points, times, damage, form="GPX")
    sport, sub_sport, several = sports.chosen(track.sports, points.count)
    columns = {name: points.numbers(name) for name in points.columns()}
    if "cadence" in columns:
        columns["cadence"] = sports.steps(columns["cadence"], track.sports)
    return recording(
        times[timed],
        columns if timed.all() else {name: values[timed] for name, values in columns.items()},
        form="gpx",
        pauses=points.pauses(times, lambda _: 0.0),
        device=track.creator,
        sport=sport,
        sub_sport=sub_sport,
        notes=[*notes, *several],
    )
