"""Where files go: named after the recording, whole or not at all, and never in place of a file of another kind."""

from pathlib import Path

from analyzer.files import WriteError, write

__all__ = ["HEADS", "WriteError", "beside", "check_new", "write", "write_report"]

HEADS = (b"<!doctype html>", b"%PDF", b"\x89PNG")
"""How the kinds of report begin; only a file of its own kind is ever replaced, so no recording is."""


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
