"""What the log gives of its files and sessions."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analyzer.model import Diary, Said


@dataclass(frozen=True)
class Kept:
    """A raw file that is safe in the log. new : It came for the first time.   session : Its number, if it is in one."""

    sha256: str
    new: bool
    session: int | None


@dataclass(frozen=True)
class Waiting:
    """A file that is in no session yet. problem : Why it could not be analysed; "" where nobody tried.

    athlete : The name.   received : UTC.
    """

    sha256: str
    name: str
    athlete: str
    said: Said
    diary: Diary
    problem: str
    received: pd.Timestamp


@dataclass(frozen=True)
class File:
    """A raw file of a session. format : By its bytes.   size : As it came. [bytes]   primary : The one analysed."""

    sha256: str
    name: str
    format: str
    size: int
    primary: bool


@dataclass(frozen=True)
class Overlap:
    """A session that a recording overlaps in time. start : UTC.   duration : [s]   distance : [m]

    latitude, longitude : Where it began; NaN without positions. [deg]
    """

    session: int
    start: pd.Timestamp
    duration: float
    latitude: float
    longitude: float
    distance: float
    kind: str
    sport: str
    device: str


@dataclass(frozen=True)
class LoggedSession:
    """A session of the log, whole: the columns of frames.SESSIONS, what was said and written of it, its files.

    start : UTC.   document : The JSON of the analysis.
    """

    session: int
    start: pd.Timestamp
    day: int
    kind: str
    title: str
    headline: str
    duration: float
    running: float
    distance: float
    on_track: bool
    track: str
    strides: int
    five_k: float
    method: int
    sport: str
    device: str
    temperature: float
    latitude: float
    longitude: float
    said: Said
    diary: Diary
    files: tuple[File, ...]
    document: dict[str, Any]


@dataclass(frozen=True)
class Claim:
    """Where a file of an athlete stands. state : "waiting", "logged" or "aside".

    session, headline : Of the session that it is in; None and "" for none.   problem : Why it could not be analysed.
    """

    sha256: str
    name: str
    state: str
    problem: str
    session: int | None
    headline: str


@dataclass(frozen=True)
class Order:
    """A session that is to be analysed again. athlete : The name.   said : What holds from then on.

    problem : Why it could not be; "" where nobody tried.   received : Which asking this is.
    """

    session: int
    athlete: str
    said: Said
    problem: str
    received: int
