"""The pieces of work: recordings, each known by where it lies and by what changes when it changes."""

import re
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import PurePosixPath

_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")
_SECRET = re.compile(r"([?&][^=&]*(?:sig|token|key|secret|credential|password)[^=&]*=)[^&#]*", re.IGNORECASE)
_LOGIN = re.compile(r"://[^/@]*@")


@dataclass(frozen=True)
class Item:
    """A recording that is to be analysed.

    place : What the tables call it.   path : The file or URL to open.   at : Its place in that archive.
    size : [bytes]   stamp : Of the last change, as the storage tells it.   named : The runner named this very file.
    data : Its bytes, where no other process can read them.
    """

    place: str
    path: str
    size: int
    stamp: str
    at: tuple[int, ...] = ()
    named: bool = False
    data: bytes | None = field(default=None, compare=False, repr=False)

    @property
    def key(self) -> bytes:
        """Tell this state of this file from every other. (16 bytes)"""
        return blake2b(f"{self.place}\0{self.size}\0{self.stamp}".encode(), digest_size=16).digest()

    @property
    def name(self) -> str:
        """Give its name, without the folders above it."""
        return PurePosixPath(self.place).name


@dataclass(frozen=True)
class Unlisted:
    """Something that the runner named and that cannot be listed. error : One line."""

    place: str
    error: str

    @property
    def key(self) -> bytes:
        """Tell it from every other."""
        return blake2b(f"{self.place}\0{self.error}".encode(), digest_size=16, person=b"unlisted").digest()


def is_url(text: str) -> bool:
    """Tell a URL of a storage from a path.

    >>> is_url("s3://runs/2026"), is_url("C:/runs")
    (True, False)
    """
    return _URL.match(text) is not None


def readable(path: str) -> str:
    """Write a path or URL so that it is text, and tells no secrets.

    >>> readable("https://jo:pw@runs.example/a.fit?X-Amz-Signature=0a1b&v=2")
    'https://runs.example/a.fit?X-Amz-Signature=..&v=2'
    """
    text = path.encode(errors="backslashreplace").decode()
    return _SECRET.sub(r"\1..", _LOGIN.sub("://", text)) if is_url(text) else text


def numbered(place: str, taken: set[str]) -> str:
    """Give a place of its own to a file of an archive: an archive can hold one name twice."""
    number, free = 1, place
    while free in taken:
        number += 1
        free = f"{place} ({number})"
    taken.add(free)
    return free
