"""What is done, on disk: parts of many items each, and a journal of those since the last part.

A part is a Parquet file with a row for each item, sorted by file, written whole. The journal is appended to as results
come, so that a process killed at any moment loses none of them; half a record at its end is left out. Of two rows for
one file the later counts; parts are numbered in the order that they were made.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any

from analyzer import files
from analyzer.batch.merging import merged
from analyzer.batch.schema import arrow, part_schema, unpacked
from analyzer.errors import AnalyzerError

MOST_ROWS = 256
"""Items of a part that is made of the journal."""
FAN = 32
"""So many parts of a size become one of the next: a run of a million has a hundred of them, not thousands."""
HALF = ".half-"
"""How the names of files begin that are not yet whole."""
_HEAD = struct.Struct("<II")
_NAME = re.compile(r"(\d{8})-(\d{8})\.parquet")
_LEDGER = ("key", "status", "where", "page")


class DamagedPartError(AnalyzerError):
    """A part that the disk has damaged."""


class Parts:
    """The parts and the journal in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._journal_path = folder / "journal"
        self._tidy()
        self._open: list[Any] = []
        self._read_journal()
        self._journal = self._journal_path.open("ab")

    def _tidy(self) -> None:
        """Remove what a killed process left half done."""
        kept = {path for _, _, path in self.names()}
        for path in list(self.folder.iterdir()):
            if path.name.startswith(HALF) or (_NAME.fullmatch(path.name) and path not in kept):
                path.unlink()

    def names(self) -> list[tuple[int, int, Path]]:
        """Give the parts, the earliest first: number of the first and the last that is in it."""
        found = [(match, path) for path in self.folder.iterdir() if (match := _NAME.fullmatch(path.name))]
        spans = sorted((int(match[1]), int(match[2]), path) for match, path in found)
        # what was joined into a larger part, and not yet removed when the process was killed
        return [one for one in spans if not any(o[0] <= one[0] and one[1] <= o[1] and o != one for o in spans)]

    def ledger(self) -> Iterator[tuple[bytes, str, str, str]]:
        """Give each item that is done, the later ones last: key, status, condition, page."""
        for _, _, path in self.names():
            for batch in _batches(path, columns=list(_LEDGER)):
                yield from _told(batch)
        for batch in self._open:
            yield from _told(batch)

    def add(self, data: bytes) -> None:
        """Take the rows of an item or of many; they are on disk when this returns."""
        self._journal.write(_HEAD.pack(len(data), zlib.crc32(data)) + data)
        self._journal.flush()
        self._open.append(unpacked(data))
        if sum(batch.num_rows for batch in self._open) >= MOST_ROWS:
            self.close_part()

    def put(self, data: bytes) -> None:
        """Take a part that was made elsewhere, the bytes of its file; it is on disk when this returns."""
        self.close_part()
        number = self._next()
        whole(self._path(number, number), lambda path: _put(data, path))
        self._join()

    def close_part(self) -> None:
        """Make a part of the journal."""
        if self._open:
            number = self._next()
            self._write(number, number, merged([iter([batch]) for batch in self._open]))
            self._open.clear()
            self._journal.truncate(0)
            self._join()

    def streams(self) -> list[Iterator[Any]]:
        """Give the rows of all parts, each sorted, the earliest part first."""
        self.close_part()
        return [_batches(path) for _, _, path in self.names()]

    def clear(self) -> None:
        """Forget all that is done."""
        self._open.clear()
        self._journal.truncate(0)
        for path in self.folder.iterdir():
            if _NAME.fullmatch(path.name):
                path.unlink()

    def close(self) -> None:
        """Close the journal."""
        self._journal.close()

    def _next(self) -> int:
        parts = self.names()
        return parts[-1][1] + 1 if parts else 0

    def _path(self, first: int, last: int) -> Path:
        return self.folder / f"{first:08d}-{last:08d}.parquet"

    def _join(self) -> None:
        """Join the last parts into a larger one as long as there are many of a size."""
        while True:
            parts = self.names()
            level = _level(parts[-1])
            last = list(takewhile(partial(_is_at_most, level), reversed(parts)))[::-1]
            if len(last) < FAN:
                return
            self._write(last[0][0], last[-1][1], merged([_batches(path) for _, _, path in last]))
            for _, _, path in last:
                path.unlink()

    def _write(self, first: int, last: int, batches: Iterator[Any]) -> None:
        parquet = arrow("parquet")

        def fill(path: Path) -> None:
            with parquet.ParquetWriter(path, part_schema(), compression="zstd", write_page_checksum=True) as writer:
                for batch in batches:
                    writer.write_batch(batch, row_group_size=MOST_ROWS)

        whole(self._path(first, last), fill)

    def _read_journal(self) -> None:
        """Take what the journal holds; cut off what a killed process wrote half."""
        if not self._journal_path.exists():
            return
        good = 0
        with self._journal_path.open("r+b") as file:
            while len(head := file.read(_HEAD.size)) == _HEAD.size:
                length, checksum = _HEAD.unpack(head)
                data = file.read(length)
                if len(data) < length or zlib.crc32(data) != checksum:
                    break
                self._open.append(unpacked(data))
                good = file.tell()
            file.truncate(good)


def whole(path: Path, fill: Callable[[Path], None]) -> None:
    """Write a file whole or not at all, to the disk: whoever reads it meanwhile sees the old one."""
    files.whole(path, fill, prefix=HALF, durable=True)


def _put(data: bytes, path: Path) -> None:
    path.write_bytes(data)


def _level(part: tuple[int, int, Path]) -> int:
    """Tell how often parts were joined into this one."""
    width, level = part[1] - part[0] + 1, 0
    while width >= FAN:
        width, level = width // FAN, level + 1
    return level


def _is_at_most(level: int, part: tuple[int, int, Path]) -> bool:
    return _level(part) <= level


def _batches(path: Path, *, columns: list[str] | None = None) -> Iterator[Any]:
    """Read a part. Raises DamagedPartError."""
    try:
        yield from (
            arrow("parquet").ParquetFile(path, page_checksum_verification=True).iter_batches(MOST_ROWS, columns=columns)
        )
    except (arrow().ArrowException, OSError) as error:
        raise DamagedPartError(f"{path} is damaged; remove it, and run again: what was in it is done again") from error


def _told(batch: Any) -> Iterator[tuple[bytes, str, str, str]]:
    columns = [batch.column(batch.schema.get_field_index(name)).to_pylist() for name in _LEDGER]
    yield from zip(*columns, strict=True)
