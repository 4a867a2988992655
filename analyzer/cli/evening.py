"""A club's evening: the files of a followed folder on their way into the log, each to its athlete, told of once."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from analyzer.cli.followed_folder import stamp_of
from analyzer.cli.whose import Whose
from analyzer.errors import AnalyzerError, LogError, OptionError, ReadError

if TYPE_CHECKING:
    from analyzer.logbook import Added, Item
    from analyzer.logbook.added import Saved
    from analyzer.logbook.following import Following
    from analyzer.store import Store

_TAIL = 2**17
"""The end of an archive tells whether it is all there. [bytes]"""
Piece = tuple[str, str, "bytes | AnalyzerError"]
"""A recording: what a runner calls it, its name, its bytes or what is wrong with them."""


@dataclass(eq=False)
class Evening:
    """What is taken from a folder into a log.

    told : Hears what became of each recording.   complain : Hears of each error once, and where it is of.
    now : The clock that `following` goes by.
    """

    store: "Store"
    following: "Following[Path]"
    whose: Whose
    saved: "Saved"
    told: "Callable[[Item, Added], None]"
    complain: Callable[[str, Exception], None]
    jobs: int
    stop: threading.Event
    now: Callable[[], float]
    _complaints: dict[str, str] = field(default_factory=dict)
    _paths: dict[str, Path] = field(default_factory=dict)
    _left: "Counter[Path]" = field(default_factory=Counter)
    _put_off: set[Path] = field(default_factory=set)

    def take(self, paths: Sequence[Path]) -> None:
        """Take files into the log, those of each athlete together; what is no recording is passed over."""
        groups: dict[str, list[Path]] = {}
        for path in paths:
            try:
                if _is_recording(path):
                    groups.setdefault(self.whose.name(path), []).append(path)
                else:
                    self.following.done(path)
            except OptionError as error:
                self._refuse([path], error)
            except OSError as error:
                self._later([path], error, path)
        for name, own in groups.items():
            if not self.stop.is_set():
                self._take(name, own)

    def resume(self) -> None:
        """Take up what waits in the log since the process was killed in the midst of it."""
        from analyzer import logbook

        people = self.store.athletes() if self.whose.by_folder else (self.whose.athlete,)
        for athlete in people:
            if athlete is not None and not self.stop.is_set():
                logbook.resume(self.store, athlete, saved=self.saved, told=self._hear, jobs=self.jobs, failed=False)

    def complain_once(self, place: str, error: Exception | None) -> None:
        """Complain of an error once, until it is over (None)."""
        if error is None:
            self._complaints.pop(place, None)
        elif self._complaints.get(place) != str(error):
            self._complaints[place] = str(error)
            self.complain("", error)

    def _take(self, name: str, paths: list[Path]) -> None:
        from analyzer import logbook

        self._paths.clear()
        self._left.clear()
        self._put_off.clear()
        try:
            athlete = self.whose.find(self.store, name)
            logbook.add_all(self.store, athlete, self._items(paths), saved=self.saved, told=self._hear, jobs=self.jobs)
        except OptionError as error:
            self._refuse(paths, error)
        except LogError as error:
            # nothing is wrong with the files: they wait until the log can be written
            waiting = set(self.following.waiting())
            self.following.later([path for path in paths if path in waiting], self.now())
            self.complain_once(self.store.place, error)
        else:
            self.complain_once(self.store.place, None)

    def _items(self, paths: Sequence[Path]) -> "Iterator[Item]":
        """Give the recordings in the files, one after another."""
        from analyzer.logbook import Item

        for path in paths:
            if self.stop.is_set():
                return
            self._left[path] = 1
            for place, name, data in self._pieces(path):
                self._left[path] += 1
                self._paths[place] = path
                yield Item(data, _in_utf8(name), place, found=True)
            self._lessen(path)

    def _pieces(self, path: Path) -> Iterator[Piece]:
        try:
            with path.open("rb") as file:
                if self._settled(path, file):
                    yield from _recordings(path, file)
                else:
                    self._put_off.add(path)
        except OSError as error:
            self._later([path], error, path)
        except ReadError as error:
            yield str(path), path.name, error

    def _settled(self, path: Path, file: IO[bytes]) -> bool:
        """Tell whether a file is still as it was when it was looked at, and is all there or is given no more time."""
        from analyzer.readers.endings import whole

        if stamp_of(os.fstat(file.fileno())) != self.following.stamp(path):
            return False  # the next look takes it in
        if self.following.finished(path, self.now()) or whole(_outline(file)):
            return True
        self.following.short(path)
        return False

    def _hear(self, item: "Item", added: "Added") -> None:
        self.told(item, added)
        path = self._paths.get(item.place)
        if path is not None:
            self._lessen(path)

    def _lessen(self, path: Path) -> None:
        """Count a piece of a file as done; with the last one the file is."""
        self._left[path] -= 1
        if self._left[path] == 0 and path not in self._put_off:
            self.following.done(path)
            self.complain_once(str(path), None)

    def _refuse(self, paths: Sequence[Path], error: OptionError) -> None:
        for path in paths:
            self.following.done(path)
        self.complain("", error)

    def _later(self, paths: Sequence[Path], error: OSError, place: Path) -> None:
        self._put_off.update(paths)
        self.following.later(paths, self.now())
        reason = error.strerror or error
        self.complain_once(str(place), ReadError(f"{place}: the file cannot be opened ({reason}); it is tried again"))


def _in_utf8(name: str) -> str:
    """Give a name that any log can keep: the system allows any bytes in it."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _is_recording(path: Path) -> bool:
    """Tell a file that is a recording, ought to be one by its name, or may be an archive of some."""
    from analyzer import archive

    with path.open("rb") as file:
        head = file.read(archive.HEAD)
    return head.startswith(archive.ZIP) or archive.is_recording(path.name, head)


def _outline(file: IO[bytes]) -> bytes:
    """Give the bytes of a file; of an archive, which may be large, its first and its last ones."""
    from analyzer import archive
    from analyzer.readers.unwrap import LARGEST

    if file.read(len(archive.ZIP)) == archive.ZIP:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(len(archive.ZIP), size - _TAIL))
        return archive.ZIP + file.read()
    file.seek(0)
    return file.read(LARGEST + 1)


def _recordings(path: Path, file: IO[bytes]) -> Iterator[Piece]:
    """Give the recordings of a file; those of an archive one after another. Raises ReadError."""
    from analyzer import archive
    from analyzer.readers.unwrap import LARGEST

    file.seek(0)
    head = file.read(len(archive.ZIP))
    file.seek(0)
    if head != archive.ZIP:
        yield str(path), path.name, file.read(LARGEST + 1)
        return
    for member in archive.members(file, os.fstat(file.fileno()).st_size):
        yield f"{path}/{member.inside}", member.inside.name, member.data
