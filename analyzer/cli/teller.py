"""What an evening prints: a line for each recording, each error once, and a line at the end."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.guard import complain

if TYPE_CHECKING:
    from analyzer.logbook import Added, Item

FEW = 3
"""Recordings that are in the log already are named up to so many in a row; more are counted."""


@dataclass(eq=False)
class Teller:
    """Prints what becomes of recordings. count : How many became what.   complaints : How many errors were named."""

    as_json: bool
    count: "Counter[str]" = field(default_factory=Counter)
    complaints: int = 0
    _known: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Print a line for people."""
        if not self.as_json:
            click.echo(line)

    def told(self, item: "Item", added: "Added") -> None:
        """Print what became of a recording."""
        self.count[added.status] += 1
        if self.as_json:
            click.echo(json.dumps(document(item, added), ensure_ascii=False, allow_nan=False))
        if added.problem is not None:
            self.complain(item.place, added.problem)
        elif added.status == "known":
            self._known.append(item.place)
        elif not self.as_json:
            click.echo(line(item, added))

    def complain(self, where: str, error: Exception) -> None:
        """Print an error."""
        self.complaints += 1
        complain(error, where=where)

    def rest(self) -> None:
        """Tell of the recordings that were in the log already."""
        known, self._known = self._known, []
        if len(known) <= FEW:
            for place in known:
                self.say(f"{place}: in the log already")
        else:
            self.say(f"{len(known)} recordings are in the log already")

    def sum_up(self, waiting: int) -> None:
        """Say in a line what there was."""
        words = (
            ("new", "{} new session{s}"),
            ("joined", "{} more export{s} of a session"),
            ("known", "{} in the log already"),
            ("failed", "{} not read"),
        )
        parts = [
            text.format(self.count[status], s="" if self.count[status] == 1 else "s")
            for status, text in words
            if self.count[status]
        ]
        parts += [f"{waiting} left for the next time"] if waiting else []
        self.say(f"Done: {', '.join(parts) or 'nothing came'}")


def document(item: "Item", added: "Added") -> dict[str, Any]:
    """Give what became of a recording for JSON."""
    return {
        "file": item.place or item.name,
        "status": added.status.value,
        "session": added.number or None,
        "day": added.day or None,
        "headline": added.headline or None,
        "sha256": added.sha256 or None,
        "problem": None if added.problem is None else str(added.problem),
    }


def line(item: "Item", added: "Added") -> str:
    """Write what became of a recording."""
    if added.status == "joined":
        return f"{item.place}: another export of session {added.number}, {added.day}, {added.headline}"
    return f"{item.place}: session {added.number}, {added.day}, {added.headline}"
