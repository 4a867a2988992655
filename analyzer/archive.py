"""Walk a ZIP archive, such as the export of a service: one recording at a time, and never more than a bounded size.

An export holds thousands of recordings, gzipped or in further archives, beside tables and pictures. What is no
recording by its name or its first bytes is passed over. A small archive can be made to unpack to terabytes, so what is
unpacked is counted against the bytes that it came from.
"""

import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO, NamedTuple

from analyzer import readers
from analyzer.errors import AnalyzerError, DamagedFileError, ReadError
from analyzer.readers import unwrap

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
ENDINGS = {".fit", ".gpx", ".tcx"}
HEAD = 65536
"""Bytes that are enough to tell a recording."""
_MOST_ENTRIES = 200_000
_DEEPEST = 2
"""Archives inside an archive; services put one inside the other at most."""
_TOO_DEEP = f"this archive lies more than {_DEEPEST} archives deep; unpack them and give the folder"
_HIGHEST_RATIO = 200
"""Unpacked over packed: the XML of a run packs to a thirtieth, the zeros of a bomb to a thousandth."""
_HIGHEST_TOTAL_RATIO = 100
_SLACK = 2**20
"""Bytes that may be unpacked whatever the ratio."""
_TOTAL_SLACK = 256 * 2**20
_LARGEST_TOTAL = 32 * 2**30
"""Twenty thousand recordings, unpacked. [bytes]"""
_PIECE = 2**20
_LONGEST_NAME = 120
"""Letters of a name; with what is added it fits into any file system."""
_NO_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f:*?"<>|]')
"""What some file system refuses in a name."""
_UNZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, RuntimeError)
"""What zipfile raises, whatever the damage; NotImplementedError is a RuntimeError."""


@dataclass(frozen=True)
class Member:
    """A file of an archive that is or ought to be a recording.

    inside : Its path in the archive, safe to make in a folder. data : Its bytes, or what is wrong with them.
    """

    inside: PurePosixPath
    data: bytes | AnalyzerError


@dataclass(frozen=True)
class Listed:
    """A file of an archive that is or ought to be a recording, not unpacked.

    inside : Its path in the archive.   at : Where `Opened` finds it.   size : Unpacked. [bytes]   crc : Its checksum.
    wrong : Why it cannot be taken out.
    """

    inside: PurePosixPath
    at: tuple[int, ...]
    size: int
    crc: int
    wrong: AnalyzerError | None = None


class _Way(NamedTuple):
    """The way to a file: names of the archives and of the file; their places."""

    inside: PurePosixPath = PurePosixPath()
    at: tuple[int, ...] = ()


_Found = tuple[PurePosixPath, tuple[int, ...], tuple[zipfile.ZipFile, zipfile.ZipInfo] | AnalyzerError]


class FullError(ReadError):
    """An archive that unpacks to more than can be true."""


class _Budget:
    """The bytes that may still be unpacked."""

    def __init__(self, packed: int) -> None:
        self.left = min(_LARGEST_TOTAL, _HIGHEST_TOTAL_RATIO * packed + _TOTAL_SLACK)

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise FullError("the archive unpacks to more than can be true; the rest of it is not read: export it again")


def several(file: IO[bytes]) -> bool:
    """Tell whether a ZIP archive holds more than one recording, or further archives; not where it cannot be opened."""
    try:
        with zipfile.ZipFile(file) as archive:
            count = 0
            for entry in _entries(archive):
                kind = _kind(entry.filename, _head_or_none(archive, entry))
                count += 2 if kind == "zip" else kind == "recording"
                if count > 1:
                    return True
    except (AnalyzerError, *_UNZIP_ERRORS):
        pass
    return False


def members(file: IO[bytes], size: int) -> Iterator[Member]:
    """Give the recordings in a ZIP archive of `size` bytes, those of archives inside it among them.

    Raises ReadError for an archive that cannot be read on.
    """
    budget = _Budget(size)
    for inside, _, found in _walk(file, _Way(), budget, sniff_all=True):
        yield Member(inside, found if isinstance(found, AnalyzerError) else _told(partial(_unpacked, *found, budget)))


def listing(file: IO[bytes], size: int) -> Iterator[Listed]:
    """List the recordings in a ZIP archive of `size` bytes without unpacking them; archives inside it are unpacked.

    Raises ReadError for an archive that cannot be read on.
    """
    for inside, at, found in _walk(file, _Way(), _Budget(size), sniff_all=False):
        if isinstance(found, AnalyzerError):
            yield Listed(inside, at, 0, 0, found)
        else:
            yield Listed(inside, at, found[1].file_size, found[1].CRC)


class Opened:
    """A ZIP archive that is kept open, to take the recordings that were listed out of it, in any order."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._archive, self._size = file, _opened(file), size
        self._entries = {entry.header_offset: entry for entry in _entries(self._archive)}
        self._inner: tuple[int, Opened] | None = None

    def read(self, at: tuple[int, ...]) -> bytes:
        """Take out the recording that was listed at this place. Raises ReadError."""
        entry = self._entries.get(at[0])
        if entry is None:
            raise DamagedFileError("the archive has changed since it was listed; run it again")
        if len(at) == 1:
            found = _told(partial(_unpacked, self._archive, entry, _Budget(self._size)))
            if isinstance(found, AnalyzerError):
                raise found
            return found
        if self._inner is None or self._inner[0] != at[0]:
            self._close_inner()
            copy = _copied(self._archive, entry, _Budget(self._size))
            self._inner = at[0], Opened(copy, copy.seek(0, 2))
        return self._inner[1].read(at[1:])

    def close(self) -> None:
        """Close it, and the file that it was opened from."""
        self._close_inner()
        self._archive.close()
        self._file.close()

    def _close_inner(self) -> None:
        if self._inner is not None:
            self._inner[1].close()
            self._inner = None


def _told(unpack: Callable[[], bytes]) -> bytes | AnalyzerError:
    try:
        return unpack()
    except FullError:
        raise
    except AnalyzerError as error:
        return error
    except _UNZIP_ERRORS as error:
        return DamagedFileError(f"it cannot be unpacked ({error}); copy or export it again")


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except _UNZIP_ERRORS as error:
        raise DamagedFileError(f"the ZIP archive cannot be opened ({error}); copy or export it again") from error


def _walk(file: IO[bytes], way: _Way, budget: _Budget, *, sniff_all: bool) -> Iterator[_Found]:
    """Give each recording with its way and its entry. sniff_all : Look into those too that are known by their names."""
    with _opened(file) as archive:
        for entry in _entries(archive):
            here = _Way(way.inside / safe(entry.filename), (*way.at, entry.header_offset))
            try:
                kind = "recording"
                if sniff_all or not is_recording(entry.filename, b""):
                    kind = _kind(entry.filename, _head(archive, entry))
                    budget.take(min(HEAD, entry.file_size))
                if kind == "zip":
                    if len(here.at) > _DEEPEST:
                        raise ReadError(_TOO_DEEP)
                    with _copied(archive, entry, budget) as copy:
                        yield from _walk(copy, here, budget, sniff_all=sniff_all)
                elif kind == "recording":
                    yield *here, (archive, entry)
            except FullError:
                raise
            except AnalyzerError as error:
                yield *here, error
            except _UNZIP_ERRORS as error:
                yield *here, DamagedFileError(f"it cannot be unpacked ({error}); copy or export it again")


def _entries(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise FullError(f"the archive has {len(entries)} entries (limit {_MOST_ENTRIES}); unpack it first")
    for entry in sorted(entries, key=lambda entry: entry.filename):
        path = PurePosixPath(entry.filename)
        if entry.is_dir() or path.name.startswith(".") or "__MACOSX" in path.parts:
            continue
        if entry.flag_bits & 1:
            raise ReadError("the archive is encrypted; unpack it with its password and give the folder")
        yield entry


def _head(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        return file.read(HEAD)


def _head_or_none(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        return _head(archive, entry)
    except _UNZIP_ERRORS:
        return b""


def _kind(name: str, head: bytes) -> str:
    """Tell "zip" and "recording" from "" for any other file."""
    return "zip" if head.startswith(ZIP) else "recording" if is_recording(name, head) else ""


def is_recording(name: str, head: bytes) -> bool:
    """Tell whether a file is a recording by its first bytes, or ought to be one by its name."""
    path = PurePosixPath(name.lower())
    ending = PurePosixPath(path.stem).suffix if path.suffix == ".gz" else path.suffix
    if ending in ENDINGS:
        return True
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, HEAD)
        except zlib.error:
            return False
    return _sniffed(head)


def _sniffed(head: bytes) -> bool:
    return any(reader.sniff(head) for reader in readers.READERS)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> bytes:
    with archive.open(entry) as file:
        data = b"".join(_pieces(file, entry.compress_size, unwrap.LARGEST, budget))
    if data.startswith(GZIP):
        plain, _ = unwrap.contents(data, known=_sniffed)
        budget.take(len(plain))
    return data


def _copied(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> IO[bytes]:
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - closed by who asked for it
    try:
        with archive.open(entry) as file:
            for piece in _pieces(file, entry.compress_size, _LARGEST_TOTAL, budget):
                copy.write(piece)
        copy.seek(0)
    except BaseException:
        copy.close()
        raise
    return copy


def _pieces(file: IO[bytes], packed: int, largest: int, budget: _Budget) -> Iterator[bytes]:
    size = 0
    while piece := file.read(_PIECE):
        size += len(piece)
        budget.take(len(piece))
        _hold_ratio(size, packed)
        if size > largest:
            raise ReadError(f"it holds more than {largest // 2**20} MB, too much for a run; export the run alone")
        yield piece


def _hold_ratio(size: int, packed: int) -> None:
    if size > _HIGHEST_RATIO * packed + _SLACK:
        raise ReadError(
            f"it unpacks to more than {_HIGHEST_RATIO} times its size, which no recording does; export the run again"
        )


def safe(name: str) -> PurePosixPath:
    r"""Give the path of a member without what could lead out of a folder.

    >>> safe("../C:/activities\\12?.fit")
    PurePosixPath('C_/activities/12_.fit')
    """
    parts = name.replace("\\", "/").split("/")
    clean = [_NO_NAME.sub("_", part)[:_LONGEST_NAME] for part in parts if part not in {"", ".", ".."}]
    return PurePosixPath(*clean or ["_"])
