"""How the app is served: where the log is, who may come, and how much they may bring."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Settings:
    """What the door told the app.

    log : Place of the log, a path or a URL.   tracks : File of the saved tracks; None where none are to be used.
    locked : Everybody signs in; always so where others can reach the app.   hosts : Names that it answers to.
    largest : Of one file; most_files : in one upload. [bytes]   jobs : Processes that analyse.
    secure : It is reached by HTTPS, through a proxy: cookies are sent over nothing else.
    """

    log: str
    tracks: Path | None = None
    locked: bool = False
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    largest: int = 64 * MEGABYTE
    most_files: int = 50
    jobs: int = 1
    secure: bool = False

    @property
    def largest_upload(self) -> int:
        """Give how large the body of one upload can be. [bytes]"""
        return 4 * self.largest


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a server on this address.

    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "192.168.1.5")]
    [True, True, True, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
