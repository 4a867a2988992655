"""The runner's log: athletes, raw files by their SHA-256, analyses, diaries; SQLite or PostgreSQL."""

from pathlib import Path

from analyzer.store.choosing import By, Choice, Chosen
from analyzer.store.engine import PATIENCE, door
from analyzer.store.places import place
from analyzer.store.records import Claim, File, Kept, LoggedSession, Order, Overlap, Waiting
from analyzer.store.store import Store
from analyzer.store.upgrade import current

__all__ = [
    "By",
    "Choice",
    "Chosen",
    "Claim",
    "File",
    "Kept",
    "LoggedSession",
    "Order",
    "Overlap",
    "Store",
    "Waiting",
    "open",
]


def open(where: str | Path, *, patience: float = PATIENCE) -> Store:  # noqa: A001 - `store.open` reads as what it does
    """Open the log at a path (a SQLite file, made with its folder where it is missing) or at a PostgreSQL URL.

    patience : How long a writer waits for another one. [s]   Raises LogError, and OptionError for a wrong URL.
    """
    found = door(place(where), patience=patience)
    try:
        current(found)
    except BaseException:
        found.close()
        raise
    return Store(found)
