"""What a runner names on the command line: files, folders, ZIP archives, standard input; one recording at a time."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from analyzer import folder
from analyzer.cli.files import beside
from analyzer.errors import AnalyzerError, EmptyRecordingError, ReadError, UnknownFormatError

if TYPE_CHECKING:
    from analyzer.model import Recording

STDIN = Path("-")
T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """Where a recording comes from.

    place : What errors and headings call it. path : The file beside which reports go, None for what has no such place.
    below : Its path in a folder for reports.   found : It came with others, in a folder or an archive.
    """

    place: str
    path: Path | None
    below: Path
    found: bool = False

    @property
    def name(self) -> str:
        """Of the file: a text, also where the name on the disk holds bytes that are no letters."""
        return self.below.name.encode(errors="replace").decode()


Read = Callable[[Source, bytes], T]
"""Makes of the bytes of a file what is wanted of it."""


def target(source: Source, suffix: str, folder: Path | None) -> Path | None:
    """Give where a report goes: into the folder, or beside the file; None where the source has no place of its own."""
    if folder is not None:
        return beside(folder / source.below, suffix)
    return None if source.path is None else beside(source.path, suffix)


def placed(source: Source, suffix: str, given: Path | None) -> Path | None:
    """Give where a report goes that the runner gave a path for: that path, or a place in that folder; None for none."""
    return target(source, suffix, given) if given is not None and given.is_dir() else given


def check(files: Sequence[Path]) -> None:
    """Hold that standard input is named once."""
    if sum(path == STDIN for path in files) > 1:
        raise click.UsageError("- is standard input, which can be read once; give it once.")


def several(files: Sequence[Path]) -> bool:
    """Tell whether these are, or hold, more than one recording."""
    return len(files) > 1 or files[0].is_dir() or _is_collection(files[0])


def recordings(files: Sequence[Path], *, placed: bool) -> "Iterator[tuple[Source, Recording | Exception]]":
    """Read the recordings one after another; an error takes the place of one that cannot be read.

    What is no recording in a folder or an archive is passed over. placed : Whether the runner said where reports go;
    where not, an archive of several recordings is an error.
    """
    yield from _each(files, _recording, placed=placed)


def contents(files: Sequence[Path]) -> Iterator[tuple[Source, bytes | Exception]]:
    """Give the bytes of the recordings one after another, packed or not; an error where they cannot be had.

    What is no recording by its name or its first bytes is passed over in a folder or an archive.
    """
    yield from _each(files, _as_it_is, placed=True)


def _each(files: Sequence[Path], read: "Read[T]", *, placed: bool) -> "Iterator[tuple[Source, T | Exception]]":
    taken: set[Path] = set()
    for path in files:
        try:
            for source, found in _below(path, read, placed=placed, alone=len(files) == 1):
                yield _own(source, taken), found
        except (AnalyzerError, OSError) as error:
            yield Source(str(path), None, Path(path.name)), _named(str(path), error)


def _own(source: Source, taken: set[Path]) -> Source:
    """Give a source a path of its own in the folder of the reports: an archive can hold one name twice."""
    below, number = source.below, 1
    while source.path is None and below in taken:
        number += 1
        below = source.below.with_name(f"{number}-{source.below.name}")
    taken.add(below)
    return replace(source, below=below)


def _below(path: Path, read: "Read[T]", *, placed: bool, alone: bool) -> "Iterator[tuple[Source, T | Exception]]":
    if path == STDIN:
        source = Source("standard input", None, Path("stdin"))
        yield source, _read(source, _standard_input(), read)
    elif path.is_dir():
        yield from _folder(path, Path() if alone else Path(path.name), read, placed=placed)
    elif _is_collection(path):
        yield from _archive(path, Path() if alone else Path(path.name), read, placed=placed)
    else:
        yield _file(path, Path(path.name), read)


def _file(path: Path, below: Path, read: "Read[T]", *, found: bool = False) -> "tuple[Source, T | Exception]":
    import analyzer

    source = Source(str(path), path, below, found)
    try:
        data = analyzer.bytes_of(path)
    except ReadError as error:
        return source, _named(source.place, error)
    return source, _read(source, data, read)


def _folder(above: Path, below: Path, read: "Read[T]", *, placed: bool) -> "Iterator[tuple[Source, T | Exception]]":
    from analyzer import archive

    empty = True
    for path in folder.files(above):
        inner = below / path.relative_to(above)
        try:
            with path.open("rb") as file:
                head = file.read(archive.HEAD)
            zipped = head.startswith(archive.ZIP)
            if not zipped and not archive.is_recording(path.name, head):
                continue
            several = _is_collection(path)
            of_file = _archive(path, inner, read, placed=placed) if several else [_file(path, inner, read, found=True)]
            for source, found in of_file:
                other = isinstance(found, EmptyRecordingError) or (zipped and isinstance(found, UnknownFormatError))
                if not other:
                    empty = False
                    yield source, found
        except (AnalyzerError, OSError) as error:
            empty = False
            yield Source(str(path), None, inner), _named(str(path), error)
    if empty:
        raise ReadError("this is a folder without recordings; give one with FIT, GPX or TCX files, or the files")


def _archive(path: Path, below: Path, read: "Read[T]", *, placed: bool) -> "Iterator[tuple[Source, T | Exception]]":
    from analyzer import archive

    if not placed:
        raise ReadError("the archive holds several recordings; say with --out FOLDER where what is made of them goes")
    empty = True
    with path.open("rb") as file:
        for member in archive.members(file, path.stat().st_size):
            source = Source(f"{path}/{member.inside}", None, below / member.inside, found=True)
            found = _read(source, member.data, read)
            if not isinstance(found, EmptyRecordingError):
                empty = False
                yield source, found
    if empty:
        raise ReadError("there is no recording in this archive; give one with FIT, GPX or TCX files")


def _read(source: Source, data: bytes | AnalyzerError, read: "Read[T]") -> T | Exception:
    """Read a recording, or give the error, with the place that it is of."""
    if isinstance(data, AnalyzerError):
        return _named(source.place, data)
    try:
        return read(source, data)
    except AnalyzerError as error:
        return _named(source.place, error)
    except Exception as error:  # noqa: BLE001 - one file must not end the others
        return error


def _recording(source: Source, data: bytes) -> "Recording":
    from analyzer import readers

    return readers.read(data, name=source.name)


def _as_it_is(_source: Source, data: bytes) -> bytes:
    return data


def _named(place: str, error: AnalyzerError | OSError) -> AnalyzerError:
    if isinstance(error, AnalyzerError):
        named = type(error)(f"{place}: {error}")
    else:
        reason = error.strerror or error
        named = ReadError(f"{place}: the file cannot be opened ({reason}); check its path and permissions")
    # for --debug
    named.__cause__ = error
    return named


def _standard_input() -> bytes:
    from analyzer.readers.unwrap import LARGEST

    return sys.stdin.buffer.read(LARGEST + 1)


def _is_collection(path: Path) -> bool:
    """Tell a ZIP archive of several recordings, or one too large to be read at once."""
    from analyzer import archive
    from analyzer.readers.unwrap import LARGEST

    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            if file.read(len(archive.ZIP)) != archive.ZIP:
                return False
            return path.stat().st_size > LARGEST or archive.several(file)
    except OSError:
        return False
