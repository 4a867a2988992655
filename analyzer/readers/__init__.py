"""Readers of watch files: one format each, found by the bytes and not by the name; bytes in, a Recording out.

A new format is one module with `sniff(head)` and `read(data)`, and its name in `READERS`.
"""

import hashlib
from dataclasses import replace
from typing import Protocol

from analyzer.errors import DamagedFileError, UnknownFormatError
from analyzer.model import Recording
from analyzer.readers import fit, gpx, markup, tcx, unwrap

__all__ = ["READERS", "Reader", "plain", "read"]


class Reader(Protocol):
    """What a module that reads a format offers."""

    def sniff(self, head: bytes) -> bool:
        """Tell from its first bytes whether a file is of the format."""

    def read(self, data: bytes) -> Recording:
        """Read a file of the format."""


READERS: tuple[Reader, ...] = (fit, gpx, tcx)
_HEAD = 65536
"""Bytes that are enough to tell a format."""
_OTHER_FILES = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"%PDF", "a PDF document"),
    (b"{", "JSON text"),
    (b"SQLite format 3", "a database"),
)


def read(data: bytes, *, name: str = "") -> Recording:
    """Read a watch file of any known format, plain or compressed; `name` is only for the reports.

    Raises a ReadError that says in one line what is wrong and what to do.
    """
    inside, notes = _inside(data)
    reader = _reader(inside)
    if reader is None:
        raise UnknownFormatError(_unknown(inside))
    try:
        found = reader.read(inside)
    except (ArithmeticError, LookupError, MemoryError, ValueError) as error:
        raise DamagedFileError(f"the file is damaged beyond reading ({error}); export it again") from error
    return replace(found, file=name, sha256=hashlib.sha256(inside).hexdigest(), notes=(*notes, *found.notes))


def plain(data: bytes) -> bytes:
    """Give the bytes of a recording without what they are packed in: those that its SHA-256 is of. Raises ReadError."""
    inside, _ = _inside(data)
    if _reader(inside) is None:
        raise UnknownFormatError(_unknown(inside))
    return inside


def _inside(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    if not data:
        raise UnknownFormatError("the file is empty (0 bytes); export it from the watch or its app again")
    return unwrap.contents(data, known=lambda head: _reader(head) is not None)


def _reader(data: bytes) -> Reader | None:
    head = data[:_HEAD]
    return next((reader for reader in READERS if reader.sniff(head)), None)


def _unknown(data: bytes) -> str:
    remedy = "export the run as FIT, GPX or TCX"
    root = markup.root(data[:_HEAD])
    if root:
        return f"the file is XML of another kind (<{root[:40]}>), neither GPX nor TCX; {remedy}"
    other = next((kind for start, kind in _OTHER_FILES if data.startswith(start)), "")
    if other:
        return f"the file is {other}, not a recording of a watch; {remedy}"
    return f"the {len(data)} bytes are neither FIT nor GPX nor TCX (they begin with {data[:8].hex(' ')}); {remedy}"
