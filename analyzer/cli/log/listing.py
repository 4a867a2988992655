"""`analyzer log list`: the sessions of the log."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from analyzer.cli.guard import GuardedCommand
from analyzer.cli.log.saying import Day
from analyzer.cli.logs import athlete_named, log_options, opened_log
from analyzer.cli.screen import console
from analyzer.cli.story import Wishes, story_options, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.report.rows import Table
    from analyzer.report.story import Story

LAST, MANY = 40, 200
"""So many sessions are listed where nobody says how many; more than the second are printed in plain letters."""
KINDS = ("mile_trial", "intervals", "tempo", "hills", "strides", "leg_speed", "easy", "long", "other")


@click.command("list", cls=GuardedCommand)
@click.option("--since", type=Day(), help="From this day on: 2026-05-01, or 30d, 12w ago.")
@click.option("--until", type=Day(), help="Up to this day.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only of this kind; can be repeated.")
@click.option("--track", "tracks", multiple=True, metavar="NAME", help="Only on this saved track; can be repeated.")
@click.option("--limit", type=click.IntRange(1), help=f"So many of the last ones; {LAST} where nothing else is said.")
@click.option("--all", "everything", is_flag=True, help="All of them.")
@log_options
@story_options
def list_(
    *,
    since: date | None,
    until: date | None,
    kinds: tuple[str, ...],
    tracks: tuple[str, ...],
    limit: int | None,
    everything: bool,
    log_place: str,
    athlete: str,
    wishes: Wishes,
) -> None:
    """List the sessions of the log, the newest last.

    On a screen these are the last 40, unless you say since when, or how many; pages and JSON have all.
    """
    from analyzer import frames
    from analyzer.model import Athlete
    from analyzer.pipeline import METHOD
    from analyzer.report.log_story import sessions_story

    on_paper = bool(wishes.as_json or wishes.html or wishes.pdf or wishes.png)
    cut = not (everything or limit or since or until or on_paper)
    with opened_log(log_place) as log:
        named = athlete_named(athlete)
        nobody = not named and not log.athletes()
        who = Athlete("nobody yet") if nobody else log.athlete(named)
        found, waiting, outdated = frames.empty(frames.SESSIONS), [], 0
        if not nobody:
            most = LAST + 1 if cut else limit
            found = log.sessions(who, since=since, until=until, kinds=kinds, tracks=tracks, limit=most)
            waiting = [{"name": one.name, "problem": one.problem} for one in log.waiting(who)]
            outdated = len(log.outdated(METHOD, who))
    more = cut and len(found) > LAST
    shown = found.iloc[-LAST:] if more else found
    story = sessions_story(who.name, shown, waiting=waiting, method=METHOD, outdated=outdated, more=more)
    if on_paper:
        tell(story, wishes)
    else:
        _print(story)


def _print(story: "Story") -> None:
    """Print a list whole; a long one in plain letters, which takes no time."""
    from rich.text import Text

    from analyzer.report.grid import print_table
    from analyzer.report.story import printable, printable_table

    screen = console()
    screen.print(Text.assemble((f"{printable(story.name)}  ", "bold"), (story.number, "bold cyan")))
    for line in story.lines:
        screen.print(Text(printable(line)))
    for warning in story.warnings:
        screen.print(Text(printable(warning), style="yellow"))
    for table in (replace(section.rows, title="") for section in story.told if section.rows is not None):
        if len(table.rows) <= MANY:
            print_table(printable_table(table), screen, noted=True)
        else:
            click.echo()
            click.echo("\n".join(_lines(printable_table(table))))


def _lines(table: "Table") -> "Iterator[str]":
    """Give the lines of a table."""
    widths, first = table.longest(), len(table.columns) - table.numbers
    for cells in (table.columns, *(row.cells for row in table.rows)):
        aligned = (
            cell.rjust(width) if place >= first else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        yield "  ".join(aligned).rstrip()


COMMANDS = (list_,)
