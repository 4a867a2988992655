"""`analyzer log show`: one session of the log, as it was analysed and with what was written of it."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.files import WriteError, write_report
from analyzer.cli.guard import GuardedCommand, complain
from analyzer.cli.logs import json_option, log_options, opened, print_json
from analyzer.cli.screen import console

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.model import Analysis


@click.command("show", cls=GuardedCommand)
@click.argument("number", type=int)
@click.option("--html", type=click.Path(path_type=Path), help="Write its report as a page (a file, or a folder).")
@click.option("--pdf", type=click.Path(path_type=Path), help="Write its report as PDF (a file, or a folder).")
@click.option("--rep-zones", is_flag=True, help="The turns and straights of each rep too.")
@log_options
@json_option
def show(
    *,
    number: int,
    html: Path | None,
    pdf: Path | None,
    rep_zones: bool,
    log_place: str,
    athlete: str,
    as_json: bool,
) -> None:
    """Show session NUMBER as it was analysed, what was said and written of it, and its files."""
    from analyzer import logbook, report
    from analyzer.pipeline import METHOD
    from analyzer.report.log_story import logged_lines

    with opened(log_place, athlete) as (log, who):
        document = logbook.logged(log, who, number)
        if as_json:
            print_json(document)
        analysis = logbook.whole(log, who, number) if html or pdf or not as_json else None
    if analysis is None:
        return
    if not as_json:
        screen = console()
        report.terminal(analysis, screen, zones_in_reps=rep_zones)
        _print(f"Session {number}", logged_lines(document["session"], method=METHOD))
    sys.exit(_written(analysis, number, (html, pdf), as_json=as_json, rep_zones=rep_zones))


def date_of(day: int) -> date:
    """Give the day of a count since 1970-01-01."""
    return date.fromordinal(date(1970, 1, 1).toordinal() + day)


def _print(title: str, lines: list[tuple[str, str]]) -> None:
    from rich.text import Text

    from analyzer.report.story import printable

    screen = console()
    screen.print()
    screen.print(Text(title, style="bold"))
    width = max(len(name) for name, _ in lines)
    for name, text in lines:
        screen.print(Text.assemble((f"{name:<{width}}  ", "dim"), printable(text)), soft_wrap=True)


def _written(
    analysis: "Analysis", number: int, places: tuple[Path | None, Path | None], *, as_json: bool, rep_zones: bool
) -> int:
    """Write the pages that are wanted and say where; give the exit code."""
    code = 0
    for path, data in _pages(analysis, number, places, rep_zones=rep_zones):
        try:
            write_report(path, data)
        except WriteError as error:
            code = complain(error)
        else:
            click.echo(f"Report: {path}", err=as_json)
    return code


def _pages(
    analysis: "Analysis", number: int, places: tuple[Path | None, Path | None], *, rep_zones: bool
) -> "Iterator[tuple[Path, bytes]]":
    from analyzer import report

    html, pdf = places
    if html is not None:
        target = html / f"session-{number}.html" if html.is_dir() else html
        yield target, report.html(analysis, zones_in_reps=rep_zones).encode()
    if pdf is not None:
        yield pdf / f"session-{number}.pdf" if pdf.is_dir() else pdf, report.pdf(analysis, zones_in_reps=rep_zones)


COMMANDS = (show,)
