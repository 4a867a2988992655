"""`analyzer log redo`: sessions analysed again, with this version of the method."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.guard import UNREAD, GuardedCommand, complain
from analyzer.cli.log.add import Tracks, jobs_option
from analyzer.cli.log.outcomes import Telling
from analyzer.cli.logs import json_option, log_options, opened, print_json
from analyzer.cli.screen import console
from analyzer.cli.shelf import shelf, tracks_option

if TYPE_CHECKING:
    from analyzer.logbook import Redone
    from analyzer.model import Athlete
    from analyzer.store import Store


@click.command("redo", cls=GuardedCommand)
@click.argument("numbers", nargs=-1, type=int, metavar="[NUMBER..]")
@click.option("--all", "everything", is_flag=True, help="All sessions.")
@click.option("--outdated", is_flag=True, help="Those of an earlier version of the method; so without NUMBER too.")
@click.option("--waiting", is_flag=True, help="The files that are kept and in no session yet.")
@click.option("--saved-tracks/--no-saved-tracks", default=True, help="Use the saved tracks, or not.")
@tracks_option
@jobs_option
@log_options
@json_option
def redo(
    *,
    numbers: tuple[int, ...],
    everything: bool,
    outdated: bool,
    waiting: bool,
    saved_tracks: bool,
    tracks_path: Path | None,
    jobs: int,
    log_place: str,
    athlete: str,
    as_json: bool,
) -> None:
    """Analyse sessions of the log again, from their raw files, and tell what changed.

    Numbers, diary and what you said stay. A session that fails keeps the analysis that it has. What is ended in the
    midst goes on where it was: what is done is no longer outdated.
    """
    if sum((bool(numbers), everything, outdated, waiting)) > 1:
        raise click.UsageError("Give NUMBERs, --all, --outdated or --waiting: one of them.")
    tracks = Tracks(shelf(tracks_path) if saved_tracks else None)
    with opened(log_place, athlete) as (log, who):
        if waiting:
            sys.exit(_waiting(log, who, tracks, jobs=jobs, as_json=as_json))
        chosen = _chosen(log, who, numbers, everything=everything)
        sys.exit(max(_redone(log, who, chosen, tracks, jobs=jobs, as_json=as_json), tracks.code))


def _waiting(log: "Store", athlete: "Athlete", tracks: Tracks, *, jobs: int, as_json: bool) -> int:
    from analyzer import logbook

    with Telling(log, athlete, as_json=as_json, several=True) as telling:

        def told(item: Any, added: Any) -> None:
            telling.hear(item, added)
            tracks.refine(added)

        logbook.resume(log, athlete, saved=tracks, told=told, jobs=jobs, failed=True)
        telling.settle(tracks, jobs)
    return max(telling.code, tracks.code)


def _chosen(log: "Store", athlete: "Athlete", numbers: tuple[int, ...], *, everything: bool) -> list[int]:
    """Give the sessions that are meant, the first ones first, so that each sees those before it."""
    from analyzer.pipeline import METHOD

    if numbers:
        return [log.session(athlete, number).session for number in dict.fromkeys(numbers)]
    if everything:
        return [int(number) for number in log.sessions(athlete)["session"]]
    return [number for _, number in reversed(log.outdated(METHOD, athlete))]


def _redone(log: "Store", athlete: "Athlete", numbers: list[int], tracks: Tracks, *, jobs: int, as_json: bool) -> int:
    """Analyse sessions again, tell what changed, and give the exit code."""
    from analyzer import logbook

    done: list[Redone] = []
    code = UNREAD
    with suppress(KeyboardInterrupt), _progress(len(numbers), as_json=as_json) as beat:
        for one in logbook.redo(log, athlete, numbers, saved=tracks, jobs=jobs):
            done.append(one)
            beat()
            if one.problem is not None:
                complain(one.problem, where=f"session {one.number}, which keeps its analysis")
        code = UNREAD if any(one.problem for one in done) else 0
    if as_json:
        print_json({"schema": "log_redo/1", "athlete": athlete.name, "sessions": [_part(one) for one in done]})
        return code
    changed = [one for one in done if one.after and one.after != one.before]
    if changed:
        _table(changed)
    if len(done) < len(numbers):
        click.echo("Stopped before the end. The log is sound; the same command goes on.", err=True)
    left = len(numbers) - len(done)
    failed = sum(one.problem is not None for one in done)
    parts = [f"{len(done) - failed} analysed again", f"{len(changed)} of them changed"]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{left} left"] if left else []
    click.echo("Nothing is outdated." if not numbers else f"{'; '.join(parts)}.")
    return code


def _part(one: "Redone") -> dict[str, Any]:
    problem = None if one.problem is None else str(one.problem)
    return {"session": one.number, "date": one.day, "before": one.before, "after": one.after, "problem": problem}


@contextmanager
def _progress(total: int, *, as_json: bool) -> Iterator[Callable[[], None]]:
    """Show how far it is, where somebody can see it; give what moves it on."""
    screen = console()
    if not screen.is_terminal or as_json or total < 2:
        yield lambda: None
        return
    from rich.progress import Progress

    with Progress(console=screen, transient=True) as progress:
        task = progress.add_task("Analysing", total=total)
        yield lambda: progress.advance(task)


def _table(changed: "list[Redone]") -> None:
    from analyzer.report.grid import print_table
    from analyzer.report.rows import Row, Table

    rows = tuple(Row((str(one.number), one.day, one.before, one.after)) for one in changed)
    print_table(Table("redone", "What changed", ("No.", "Date", "Before", "Now"), rows, numbers=0), console())


COMMANDS = (redo,)
