"""The file of saved tracks: where it is, reading it, and writing it whole; a damaged one is never written over."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.files import WriteError, write
from analyzer.errors import AnalyzerError, ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from analyzer.model import SavedTrack

NAME = "tracks.json"
FOLDER = "ANALYZER_DATA"
"""The variable that names the folder for what is kept, instead of the user's own."""
LARGEST = 16 * 1024 * 1024
"""No file of saved tracks is so large. [bytes]"""
PATIENCE = 30.0
"""To write the tracks takes milliseconds: whoever holds them for so long is stuck. [s]"""


def tracks_option(function: "Callable[..., Any]") -> "Callable[..., Any]":
    """Add --tracks to a command."""
    return click.option(
        "--tracks",
        "tracks_path",
        type=click.Path(path_type=Path),
        help=f"File of the saved tracks (or its folder), instead of {NAME} in your data folder or in ${FOLDER}.",
    )(function)


def shelf(given: Path | None) -> Path:
    """Give where the saved tracks are: as given, else in the data folder."""
    if given is not None:
        return given / NAME if given.is_dir() else given
    return folder() / NAME


def folder() -> Path:
    """Give the folder of what is kept from session to session: that of ANALYZER_DATA, else the user's data folder."""
    named = os.environ.get(FOLDER)
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("track-analyzer", appauthor=False))


def load(path: Path) -> "tuple[SavedTrack, ...]":
    """Read the saved tracks; none where there is no file yet. Raises ReadError, one line with the path."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ReadError(f"{path}: the saved tracks cannot be opened ({error.strerror or error})") from error
    from analyzer import tracks

    try:
        if len(data) > LARGEST:
            raise ReadError("this is far too large for saved tracks; choose another file")
        return tracks.read(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ReadError(f"{path}: this is no text, so no saved tracks; choose another file") from error
    except AnalyzerError as error:
        raise ReadError(f"{path}: {error}") from error


def change(path: Path, how: "Callable[[Sequence[SavedTrack]], Sequence[SavedTrack]]") -> "tuple[SavedTrack, ...]":
    """Read, change and write the saved tracks; give them as they are now. Nothing is written where nothing changed.

    Of several processes that change them at once each sees what the others wrote: none of it is lost. Raises ReadError
    for a damaged file, which stays as it is, and WriteError.
    """
    from analyzer import tracks

    before = load(path)
    if tuple(how(before)) == before:
        return before
    with _alone(path):
        before = load(path)
        after = tuple(how(before))
        if after != before:
            write(path, tracks.write(after).encode())
    return after


@contextmanager
def _alone(path: Path) -> "Iterator[None]":
    """Keep other processes from changing a file; by a lock beside it, which is freed when a process dies."""
    from filelock import FileLock, Timeout

    lock = path.with_name(f".{path.name}.lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        held = FileLock(lock, timeout=PATIENCE)
        held.acquire()
    except Timeout as error:
        raise WriteError(
            f"{path}: another analyzer has held it for {PATIENCE:.0f} s; end that, or try again"
        ) from error
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or error
        raise WriteError(f"{path} could not be written ({reason}); choose another folder") from error
    try:
        yield
    finally:
        held.release()
