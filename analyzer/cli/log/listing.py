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
    from analyzer.report.story import Story

LAST = 40
"""So many sessions are listed where nobody says how many."""
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

    On a screen these are the last ones, unless you say since when, or how many; pages and JSON have all.
    """
    from analyzer import frames
    from analyzer.model import Athlete
    from analyzer.pipeline import METHOD
    from analyzer.report.log_story import sessions_story

    with opened_log(log_place) as log:
        named = athlete_named(athlete)
        nobody = not named and not log.athletes()
        who = Athlete("nobody yet") if nobody else log.athlete(named)
        found, waiting = frames.empty(frames.SESSIONS), []
        if not nobody:
            found = log.sessions(who, since=since, until=until, kinds=kinds, tracks=tracks, limit=limit)
            waiting = [{"name": one.name, "problem": one.problem} for one in log.waiting(who)]
    on_paper = wishes.as_json or wishes.html or wishes.pdf or wishes.png
    some = not (everything or limit or since or until or on_paper)
    more = max(len(found) - LAST, 0) if some else 0
    story = sessions_story(who.name, found.iloc[more:], waiting=waiting, method=METHOD, more=more)
    if on_paper:
        tell(story, wishes)
    else:
        _print(story)


def _print(story: "Story") -> None:
    """Print a list whole."""
    from rich.text import Text

    from analyzer.report.grid import print_table
    from analyzer.report.story import printable, printable_table

    screen = console()
    screen.print(Text.assemble((f"{printable(story.name)}  ", "bold"), (story.number, "bold cyan")))
    for line in story.lines:
        screen.print(Text(printable(line)))
    for warning in story.warnings:
        screen.print(Text(printable(warning), style="yellow"))
    for section in story.told:
        if section.rows is not None:
            print_table(printable_table(replace(section.rows, title="")), screen, noted=True)


COMMANDS = (list_,)
