"""A folder that is followed: what is in it now, and waking up when something changes there."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.errors import ReadError

if TYPE_CHECKING:
    from analyzer.logbook.following import Stamp

UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".temp", ".opdownload", "~")
"""How programs call what they still write, before they give it its name."""
SELDOM = 30.0
"""Changes are told by the system; but not those of a network folder, so it is looked at so often at least. [s]"""
OFTEN = 2.0
"""Where nothing tells of changes the folder is looked at so often. [s]"""
_TICK, _GATHER, _STEP = 500, 200, 50
"""How long the system is listened to at a time, and for how long changes are gathered after the first. [ms]"""


def listing(folder: Path) -> "tuple[dict[Path, Stamp], list[OSError]]":
    """Give the files in a folder and its folders, no hidden or unfinished ones, and what could not be looked into.

    Raises ReadError where the folder itself is gone, or may not be looked into.
    """
    from analyzer.logbook.following import Stamp

    found: dict[Path, Stamp] = {}
    errors: list[OSError] = []
    for path, entry in _entries(folder, errors):
        try:
            about = entry.stat()
        except OSError:
            continue  # it was renamed or taken away meanwhile, or leads nowhere
        found[path] = stamp_of(about)
    for error in errors:
        if error.filename == str(folder):
            raise ReadError(f"{folder}: the folder cannot be opened ({error.strerror or error})") from error
    return {path: stamp for path, stamp in found.items() if not _converted(path, found)}, errors


def stamp_of(about: os.stat_result) -> "Stamp":
    """Give what tells a changed file from the same."""
    from analyzer.logbook.following import Stamp

    return Stamp(about.st_size, about.st_mtime, (about.st_dev, about.st_ino))


def _entries(folder: Path, errors: list[OSError]) -> "Iterator[tuple[Path, os.DirEntry[str]]]":
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        errors.append(error)
        return
    for entry in inside:
        name = entry.name
        if name.startswith((".", "__MACOSX")) or name.lower().endswith(UNFINISHED):
            continue
        path = folder / name
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(path, errors)
            elif entry.is_file():
                yield path, entry
        except OSError:
            continue


def _converted(path: Path, files: "dict[Path, Stamp]") -> bool:
    """Tell what `analyzer convert` wrote beside its recording."""
    return path.suffix == ".gpx" and path.with_name(path.stem) in files


class Wakes:
    """Wakes up when something may have changed in a folder, or after a time, or when it is to stop.

    poll : Look so often, and do not listen to the system, which hears nothing of network folders [s]; None to listen.
    """

    def __init__(self, folder: Path, stop: threading.Event, poll: float | None) -> None:
        self._folder, self._stop, self._poll = folder, stop, poll
        self._heard: Iterator[Any] | None = None
        self._listened_to: tuple[int, int] | None = None
        self._new = False

    def wait(self, soonest: float | None) -> None:
        """Wait until something changes, or for so long at most. soonest : None where nothing is waited for. [s]"""
        longest = min(SELDOM if soonest is None else soonest, SELDOM)
        if self._poll is not None or not self._listening():
            usual = OFTEN if self._poll is None else self._poll
            self._stop.wait(usual if soonest is None else min(usual, max(longest, _STEP / 1000)))
            return
        if self._new:
            # what changed before it listened was not heard: it is looked at once more
            self._new = False
            self._changed()
            return
        until = time.monotonic() + longest
        while not self._stop.is_set() and time.monotonic() < until:
            if self._changed():
                return

    def _listening(self) -> bool:
        """Listen to the folder that is there now: one that went and came back is another."""
        try:
            about = self._folder.stat()
        except OSError:
            self._heard = self._listened_to = None
            return False
        if self._listened_to != (about.st_dev, about.st_ino):
            self._heard, self._listened_to, self._new = self._listen(), (about.st_dev, about.st_ino), True
        return self._heard is not None

    def _listen(self) -> Iterator[Any] | None:
        try:
            import watchfiles
        except ImportError:
            return None
        return watchfiles.watch(
            self._folder,
            watch_filter=None,
            debounce=_GATHER,
            step=_STEP,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            stop_event=self._stop,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )

    def _changed(self) -> bool:
        """Listen for a moment; where that fails (the system listens to so many folders only) look from time to time."""
        if self._heard is None:
            return True
        try:
            return bool(next(self._heard))
        except StopIteration:
            return True
        except (OSError, RuntimeError):
            self._heard = None
            return True
