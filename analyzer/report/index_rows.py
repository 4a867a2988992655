"""What the index of many sessions says: each session as a row of texts and raw numbers, tracks told apart, bests."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.errors import OptionError
from analyzer.model import EffortKind, WorkoutKind
from analyzer.report.words import kilometres, with_error
from analyzer.units import MILE, format_time, parse_distance

APART = 150.0
"""Centres of tracks nearer than this are one track: the oval itself is 177 m long. [m]"""
EARTH = 6_371_000.0
"""Radius; a thousandth does not matter in telling tracks apart. [m]"""
CELL = 1e-4
"""Sessions with a centre in the same cell of so many degrees (11 m) are looked at once. [deg]"""
FASTEST = (
    (100.0, 9.58),
    (200.0, 19.19),
    (400.0, 43.03),
    (800.0, 100.91),
    (1500.0, 206.00),
    (MILE, 223.13),
    (3000.0, 437.55),
    (5000.0, 755.36),
    (10000.0, 1571.00),
)
"""World records of 2026: who is faster was on wheels, or the watch was lost. [m, s]"""
BESIDE = {EffortKind.HILL, EffortKind.STEADY}
"""Kinds of effort that are no best at their distance: up or down a hill, or a piece of a run."""
JOINS = "\u00a0\u200c\u200d\u3000"
"""Spaces and joins of letters that scripts need; every other letter without a face is shown as one that was lost."""
LONGEST_TEXT = 200
"""Letters of a text on the page; what is longer is cut in the middle."""


@dataclass(frozen=True)
class Listed:
    """A session as the page lists it: texts to read, numbers to sort by (NaN where not known).

    start : Since 1970. [s]   day, clock : "2026-05-16", "07:30".   place : Counts into the places; -1 off the track.
    link : To its report, as a URL; "" where there is none.
    """

    start: float
    day: str
    clock: str
    kind: str
    title: str
    headline: str
    distance: float
    duration: float
    on_track: bool
    place: int
    trial: bool
    file: str
    link: str

    @property
    def kind_text(self) -> str:
        """Write the kind."""
        return self.kind.replace("_", " ")

    @property
    def name(self) -> str:
        """Give what to call it: the number that stands for it, where there is one."""
        return self.headline or self.title or self.kind_text

    @property
    def more(self) -> str:
        """Give what else is told of it."""
        return "" if self.name.casefold().startswith(self.title.casefold()) else self.title

    @property
    def distance_text(self) -> str:
        """Write the distance."""
        return kilometres(self.distance)

    @property
    def duration_text(self) -> str:
        """Write the duration."""
        return format_time(self.duration, decimals=0)


@dataclass(frozen=True)
class Place:
    """A track, told apart from others by where it lies. key : Stays the same from page to page."""

    key: str
    name: str
    sessions: int


@dataclass(frozen=True)
class Best:
    """The best effort at a distance, and the session that it was run in."""

    distance: str
    time: str
    off_track: bool
    session: Listed


def listed(sessions: pd.DataFrame, of_place: NDArray[np.int64], folder: str = "") -> list[Listed]:
    """Give the sessions as rows, in their order. folder : What all files begin with."""
    starts = pd.to_datetime(sessions["start"], utc=True)
    columns = {name: texts(sessions[name]) for name in ("file", "kind", "title", "headline", "report", "trial")}
    distance, duration = (sessions[name].to_numpy(dtype=float) for name in ("distance_m", "duration_s"))
    on_track = sessions["on_track"].to_numpy(dtype=float) > 0
    rows = []
    for at, start in enumerate(starts):
        dated = not pd.isna(start)
        file = columns["file"][at]
        rows.append(
            Listed(
                start=start.timestamp() if dated else math.nan,
                day=f"{start:%Y-%m-%d}" if dated else "",
                clock=f"{start:%H:%M}" if dated else "",
                kind=columns["kind"][at] or WorkoutKind.OTHER.value,
                title=readable(columns["title"][at]),
                headline=readable(columns["headline"][at]),
                distance=float(distance[at]),
                duration=float(duration[at]),
                on_track=bool(on_track[at]),
                place=int(of_place[at]),
                trial=columns["trial"][at] != "",
                file=readable(file.removeprefix(folder)),
                link=url(columns["report"][at]),
            )
        )
    return rows


def newest_first(rows: Sequence[Listed]) -> list[Listed]:
    """Put the newest first, and those without a date at the end."""
    return sorted(
        rows, key=lambda row: (math.isnan(row.start), -row.start if row.start == row.start else 0.0, row.file)
    )


def places(sessions: pd.DataFrame) -> tuple[list[Place], NDArray[np.int64]]:
    """Tell the tracks apart by their centres, and give that of each session; -1 off the track.

    A place is called what most of its sessions call the track, else by where it lies.
    """
    latitude, longitude = (sessions[name].to_numpy(dtype=float) for name in ("latitude_deg", "longitude_deg"))
    known = (sessions["on_track"].to_numpy(dtype=float) > 0) & np.isfinite(latitude) & np.isfinite(longitude)
    group = np.full(len(sessions), -1, dtype=np.int64)
    group[known] = grouped(latitude[known], longitude[known])
    named, found = np.array(texts(sessions["track"]), dtype=object), []
    for number in range(int(group.max(initial=-1)) + 1):
        inside = group == number
        north, east = float(np.median(latitude[inside])), float(np.median(longitude[inside]))
        calls = Counter(name for name in named[inside] if name).most_common(1)
        name = calls[0][0] if calls else where(north, east)
        found.append(Place(f"{north:.3f},{east:.3f}", readable(name), int(inside.sum())))
    return found, group


def grouped(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give each place the number of the one that it is part of: within APART of a place of more sessions."""
    cells = np.round(np.column_stack((latitude, longitude)) / CELL)
    each, first, cell, count = np.unique(cells, axis=0, return_index=True, return_inverse=True, return_counts=True)
    north, east = np.radians(latitude[first]), np.radians(longitude[first])
    points = EARTH * np.column_stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))
    number, centres = np.zeros(len(each), dtype=np.int64), np.empty((len(each), 3))
    found = 0
    for at in np.argsort(-count, kind="stable"):
        away = np.sqrt(((centres[:found] - points[at]) ** 2).sum(axis=1))
        near = int(away.argmin()) if found else -1
        if near >= 0 and away[near] < APART:
            number[at] = near
        else:
            centres[found] = points[at]
            number[at] = found
            found += 1
    return number[cell.reshape(-1)]


def bests(efforts: pd.DataFrame, rows: Sequence[Listed], files: Sequence[str]) -> list[Best]:
    """Give the best effort at each distance, the shortest first, those on the track before any off it.

    rows, files : The sessions, and the name by which the efforts call each.
    """
    nominal = texts(efforts["nominal"])
    metres = {name: distance_of(name) for name in set(nominal)}
    at = np.array([metres[name] for name in nominal])
    time = efforts["time_s"].to_numpy(dtype=float)
    known = set(files)
    run = [kind not in BESIDE and file in known for kind, file in zip(efforts["kind"], efforts["file"], strict=True)]
    with np.errstate(invalid="ignore"):
        sound = np.array(run, dtype=bool) & np.isfinite(at) & (time >= fastest(at))
    off = efforts["on_track"].to_numpy(dtype=float) <= 0
    order = np.lexsort((time, off, at))
    order = order[sound[order]]
    first = order[np.unique(at[order], return_index=True)[1]]
    error, session = efforts["time_sd_s"].to_numpy(dtype=float), dict(zip(files, rows, strict=True))
    return [
        Best(
            distance=nominal[row],
            time=with_error(float(time[row]), float(error[row]), unit=True),
            off_track=bool(off[row]),
            session=session[efforts["file"].iloc[row]],
        )
        for row in first
    ]


def distance_of(nominal: str) -> float:
    """Give the metres that an effort is named after; NaN where it is named otherwise.

    >>> distance_of("400 m"), distance_of("4 min")
    (400.0, nan)
    """
    if not nominal or nominal.isdigit():
        return math.nan
    try:
        return parse_distance(nominal)
    except OptionError:
        return math.nan


def fastest(metres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the time that nobody has beaten at a distance: between records as powers of the distance, beyond them too.

    >>> [round(float(time), 1) for time in fastest(np.array([400.0, 50.0]))]
    [43.0, 4.8]
    """
    far, least = np.log(np.array(FASTEST)).T
    inside = np.interp(np.log(metres), far, least)
    outside = np.log(metres) - np.clip(np.log(metres), far[0], far[-1])
    return np.asarray(np.exp(inside + outside))


def where(latitude: float, longitude: float) -> str:
    r"""Write a place; no line breaks within a half of it.

    >>> where(52.5163, -13.3777)
    '52.516°\xa0N, 13.378°\xa0W'
    """
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.3f}°\u00a0{north}, {abs(longitude):.3f}°\u00a0{east}"


def texts(column: "pd.Series[Any]") -> list[str]:
    """Give the texts of a column, "" where there is none."""
    return [text if isinstance(text, str) else "" for text in column]


def folder_of(files: Iterable[str]) -> str:
    """Give the folder that all files lie in, as their paths or URLs begin; "" where there is none.

    >>> folder_of(["s3://runs/2026/a.fit", "s3://runs/2025/b.fit"])
    's3://runs/'
    """
    every = list(files)
    if not every:
        return ""
    first, last = min(every), max(every)
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[: first.rfind("/", 0, same if first != last else None) + 1]


def readable(text: Any) -> str:
    r"""Give a text that any page can hold: what has no face is shown as lost, and its middle is left out if need be.

    >>> print(readable("run\udcff" + chr(10) + ".fit"))
    run��.fit
    """
    letters = str(text).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    letters = "".join(letter if letter.isprintable() or letter in JOINS else "\ufffd" for letter in letters)
    half = LONGEST_TEXT // 2
    return letters if len(letters) <= LONGEST_TEXT else f"{letters[:half]} … {letters[-half:]}"


def url(path: str) -> str:
    """Write a path below the page as a URL; whatever it is called, it stays a path.

    >>> url("reports/50% <a>.html"), url("javascript:x")
    ('reports/50%25%20%3Ca%3E.html', 'javascript%3Ax')
    """
    return quote(str(path).encode("utf-8", "surrogateescape"))
