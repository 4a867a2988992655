"""Readers of watch files: one format each, found by the bytes and not by the name; bytes in, a Recording out.

A new format is one module with `sniff(head)` and `read(data)`, and its name in `READERS`.
"""

import hashlib
from dataclasses import replace
from typing import Protocol

from analyzer.errors import UnknownFormatError
from analyzer.model import Recording
from analyzer.readers import fit


class Reader(Protocol):
    """What a module that reads a format offers."""

    def sniff(self, head: bytes) -> bool:
        """Tell from its first bytes whether a file is of the format."""

    def read(self, data: bytes) -> Recording:
        """Read a file of the format."""


READERS: tuple[Reader, ...] = (fit,)
HEAD = 4096
"""Bytes that are enough to tell a format."""


def read(data: bytes, *, name: str = "") -> Recording:
    """Read a watch file of any known format, plain or compressed; `name` is only for the reports.

    Raises a ReadError that says in one line what is wrong and what to do.
    """
    for reader in READERS:
        if reader.sniff(data[:HEAD]):
            return replace(reader.read(data), file=name, sha256=hashlib.sha256(data).hexdigest())
    raise UnknownFormatError("the file is neither FIT nor GPX nor TCX")
