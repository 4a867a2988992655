"""Where files go: named after the recording, whole or not at all, and never in place of a file of another kind."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from analyzer.errors import AnalyzerError

HEADS = (b"<!doctype html>", b"%PDF", b"\x89PNG")
"""How the kinds of report begin; only a file of its own kind is ever replaced, so no recording is."""


class WriteError(AnalyzerError):
    """A file that could not be written."""


def beside(recording: Path, suffix: str, folder: Path | None = None) -> Path:
    """Name a report after the whole name of its recording: run.fit and run.gpx keep their own.

    >>> beside(Path("log/run.fit"), ".html").as_posix()
    'log/run.fit.html'
    """
    return (recording.parent if folder is None else folder) / (recording.name + suffix)


def write_report(path: Path, data: bytes) -> Path:
    """Write a report. Raises WriteError where that fails, or where a file of another kind is there already."""
    if path.is_file():
        head = next(head for head in HEADS if data.startswith(head))
        with path.open("rb") as file:
            if file.read(len(head)) != head:
                raise WriteError(f"{path} exists and is no report; it is left as it is: choose another name")
    return write(path, data)


def check_new(*paths: Path | None, force: bool) -> None:
    """Hold that files are not there yet, unless they may be replaced by `force`."""
    for path in paths:
        if path is not None and path.exists() and not force:
            raise WriteError(f"{path} exists; choose another name, or replace it with --force")


def write(path: Path, data: bytes | Iterable[bytes]) -> Path:
    """Write a file, whole or not at all; its folder is made where it is missing. Raises WriteError.

    data : Or the pieces of it, one after another.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _replace(path, (data,) if isinstance(data, bytes) else data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(f"{path} could not be written ({reason}); choose another folder") from error


def _replace(path: Path, pieces: Iterable[bytes]) -> Path:
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            file.writelines(pieces)
        return path
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
