"""The file of saved tracks: reading it, and writing it whole; a damaged one is never written over."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from analyzer import tracks
from analyzer.errors import AnalyzerError, OptionError, ReadError
from analyzer.files import WriteError, write
from analyzer.model import Placement, SavedTrack

LARGEST = 16 * 1024 * 1024
"""No file of saved tracks is so large. [bytes]"""
PATIENCE = 30.0
"""To write the tracks takes milliseconds: whoever holds them for so long is stuck. [s]"""


def load(path: Path) -> tuple[SavedTrack, ...]:
    """Read the saved tracks; none where there is no file yet. Raises ReadError, one line with the path."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ReadError(f"{path}: the saved tracks cannot be opened ({error.strerror or error})") from error
    try:
        if len(data) > LARGEST:
            raise ReadError("this is far too large for saved tracks; choose another file")
        return tracks.read(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ReadError(f"{path}: this is no text, so no saved tracks; choose another file") from error
    except AnalyzerError as error:
        raise ReadError(f"{path}: {error}") from error


def change(path: Path, how: Callable[[Sequence[SavedTrack]], Sequence[SavedTrack]]) -> tuple[SavedTrack, ...]:
    """Read, change and write the saved tracks; give them as they are now. Nothing is written where nothing changed.

    Of several processes that change them at once each sees what the others wrote: none of it is lost. Raises ReadError
    for a damaged file, which stays as it is, and WriteError.
    """
    before = load(path)
    if tuple(how(before)) == before:
        return before
    with _alone(path):
        before = load(path)
        after = tuple(how(before))
        if after != before:
            write(path, tracks.write(after).encode())
    return after


def save(path: Path, name: str, track: Placement | None, sha256: str, *, where: str) -> SavedTrack:
    """Save the track that a recording was run on under a name, or refine it. Raises OptionError where that cannot be.

    where : What an error calls the recording.
    """
    if track is None:
        raise OptionError(f"{where}: no track was found in it, so none is saved as '{name}'")
    return tracks.one(change(path, lambda kept: tracks.kept(kept, name, track, sha256)), name)


def refine(path: Path, track: Placement | None, sha256: str) -> SavedTrack | None:
    """Take where a session of a recording was run into the saved track; give that where it made a difference."""
    if track is None or not track.name:
        return None
    before = tracks.named(load(path), track.name)
    after = tracks.named(change(path, lambda kept: tracks.refined(kept, track, sha256)), track.name)
    return after if after != before else None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other processes from changing a file; by a lock beside it, which is freed when a process dies."""
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
