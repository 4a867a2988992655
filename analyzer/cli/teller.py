"""What an evening prints: a line for each recording, each error once, and a line at the end."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from analyzer.cli.guard import complain
from analyzer.cli.log.outcomes import NOTHING, ORDER, document_of, kind_of, line_of, place_of, problem_of

if TYPE_CHECKING:
    from analyzer.logbook import Added, Item

FEW = 3
"""Recordings that are in the log already are named up to so many in a row; more are counted."""


@dataclass(eq=False)
class Teller:
    """Prints what becomes of recordings. counts : How many became what.   complaints : How many errors were named."""

    as_json: bool
    counts: "Counter[str]" = field(default_factory=Counter)
    complaints: int = 0
    _known: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Print a line for people."""
        if not self.as_json:
            click.echo(line)

    def told(self, item: "Item", added: "Added") -> None:
        """Print what became of a recording; what is known already is told by `rest`."""
        kind = kind_of(item, added)
        if kind == NOTHING:
            return
        self.counts[kind] += 1
        if self.as_json:
            click.echo(json.dumps(document_of(item, added), ensure_ascii=False, allow_nan=False))
        line = f"{item.place or item.name}: {line_of(added)}" if added.problem is None else ""
        if added.problem is not None:
            self.complain(place_of(item, added), problem_of(item, added))
        elif kind == "known" and not added.silent:
            self._known.append(line)
        else:
            self.say(line)

    def complain(self, where: str, error: Exception) -> None:
        """Print an error."""
        self.complaints += 1
        complain(error, where=where)

    def rest(self) -> None:
        """Tell of the recordings that were in the log already."""
        known, self._known = self._known, []
        for line in known if len(known) <= FEW else [f"{len(known)} files are already in the log"]:
            self.say(line)

    def sum_up(self, waiting: int) -> None:
        """Say in a line what there was. waiting : Files that are not dealt with."""
        parts = [f"{self.counts[kind]} {words}" for kind, words in ORDER.items() if self.counts[kind]]
        parts += [f"{waiting} left for the next time"] if waiting else []
        self.say(f"Done: {'; '.join(parts) or 'nothing came'}.")
