"""`analyzer simulate DIR --season WEEKS`: a folder of a runner's sessions, named by date, and the truth of them."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from analyzer.cli.files import check_new, write
from analyzer.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

TRUTH = "truth.json"
OF_A_SEASON = ("start", "timezone", "improvement", "mixed", "copies")
"""Options that only a season has."""
OF_BOTH = ("out", "weeks", "seed", "noise", "five_k", "interval", "buttons", "truth", "force")


def season_options(function: "Callable[..., Any]") -> "Callable[..., Any]":
    """Add the options of a season to the command."""
    for option in reversed(
        (
            click.option(
                "--season", "weeks", type=click.IntRange(1, 520), help="OUT is a folder: a season of so many weeks."
            ),
            click.option("--start", type=click.DateTime(("%Y-%m-%d",)), help="First day of a season: 2026-03-02."),
            click.option("--timezone", help="Where the runner of a season lives: America/New_York."),
            click.option(
                "--improvement", type=click.FloatRange(-0.05, 0.05), help="Share that times improve by a month: 0.012."
            ),
            click.option("--mixed", is_flag=True, help="The files of a season in several formats."),
            click.option("--copies", is_flag=True, help="Every third session of a season as a GPX export too."),
        )
    ):
        function = option(function)
    return function


def only_of_a_season(ctx: click.Context) -> None:
    """Hold that nothing was said that a season does not heed."""
    _refuse(ctx, [name for name in ctx.params if name not in {*OF_BOTH, *OF_A_SEASON}], "does not go with --season")


def none_of_a_season(ctx: click.Context) -> None:
    """Hold that nothing was said that only a season heeds."""
    _refuse(ctx, OF_A_SEASON, "is of a season; add --season WEEKS")


def _refuse(ctx: click.Context, names: "tuple[str, ...] | list[str]", why: str) -> None:
    for option in ctx.command.params:
        if option.name in names and ctx.get_parameter_source(option.name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{option.opts[0]} {why}.")


def write_season(
    folder: Path,
    *,
    weeks: int,
    truth: Path | None,
    force: bool,
    mixed: bool,
    copies: bool,
    interval: str,
    start: datetime | None,
    **said: Any,
) -> None:
    """Write the sessions of a season one after another, then the truth of all of them."""
    from analyzer import simulate
    from analyzer.simulate.season_files import content, names

    if folder.exists() and not folder.is_dir():
        raise OptionError(f"{folder} is a file; a season fills a folder, give one")
    asked = {name: said[name] for name in ("timezone", "improvement") if said[name] is not None}
    if start is not None:
        asked["start"] = start.date()
    known = {name: said[name] for name in ("seed", "noise", "five_k", "buttons")}
    season = simulate.season(weeks=weeks, recording_interval=interval, **known, **asked)
    named = {planned.number: names(planned, mixed=mixed, copies=copies) for planned in season.planned}
    told = folder / TRUTH if truth is None else truth
    check_new(told, *(folder / name for own in named.values() for name in own), force=force)
    sessions = []
    for dated in season:
        for name in named[dated.truth.number]:
            write(folder / name, content(dated, name))
        sessions.append(dated.truth)
    document = season.truth(sessions).to_dict()
    for session in document["sessions"]:
        session["files"] = list(named[session["number"]])
    write(told, (json.dumps(document, indent=1) + "\n").encode())
    click.echo(f"Season: {folder} ({len(sessions)} sessions, {sum(map(len, named.values()))} files)")
    click.echo(f"Truth: {told}")
