"""A file for the log, and what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analyzer.errors import AnalyzerError
from analyzer.model import Diary, Placement, Said, SavedTrack

Saved = Callable[[], Sequence[SavedTrack]]
"""Gives the saved tracks as they are now."""
NOTHING_SAID, EMPTY = Said(), Diary()


class Status(StrEnum):
    """What became of a file."""

    NEW = "new"
    KNOWN = "known"
    JOINED = "joined"
    FAILED = "failed"


@dataclass(frozen=True, eq=False)
class Item:
    """A file for the log. data : As it came, packed or not; or why it could not be read.

    place : What a runner calls it.   name : Of the file.   found : Came with others, in a folder or an archive.
    """

    data: bytes | AnalyzerError
    name: str
    place: str = ""
    said: Said = NOTHING_SAID
    diary: Diary = EMPTY
    found: bool = False


@dataclass(frozen=True, eq=False)
class Added:
    """What became of a file. number : Of its session, 0 where it is in none.

    headline : Of the session.   problem : Why it could not be analysed; kept : It waits in the log all the same.
    primary : Of a file that joined: the session is analysed from it now.   ahead : How far its clock is ahead. [s]
    beside : Sessions at the same time elsewhere.   silent : What was said of it, and is not taken, since the session
    says otherwise or the corrections are for another file.   filled : What was said of a file that is in the log
    already was taken.   track : Where it was run.
    """

    status: Status
    number: int = 0
    sha256: str = ""
    day: str = ""
    headline: str = ""
    format: str = ""
    problem: AnalyzerError | None = None
    kept: bool = False
    primary: bool = False
    ahead: float = 0.0
    beside: tuple[int, ...] = ()
    silent: tuple[str, ...] = ()
    filled: bool = False
    track: Placement | None = None
    longest: float | None = None


Tell = Callable[[Item, Added], None]
"""Hears what became of each file."""
