"""The log that a command works on: where it is, whose sessions, and opening it."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.shelf import FOLDER, folder
from analyzer.errors import OptionError

if TYPE_CHECKING:
    from analyzer.model import Athlete
    from analyzer.store import Store

NAME = "log.db"
PLACE, ATHLETE = "ANALYZER_LOG", "ANALYZER_ATHLETE"
"""The variables that name the log and the athlete, where no option does."""


def log_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --log and --athlete to a command, as `log_place` and `athlete`; for `opened`."""
    return log_option(
        click.option(
            "--athlete",
            default="",
            metavar="NAME",
            help=f"Whose sessions, where the log has several athletes (or ${ATHLETE}).",
        )(function)
    )


def log_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --log to a command, as `log_place`; for `opened_log`."""
    return click.option(
        "--log",
        "log_place",
        default="",
        metavar="PLACE",
        help=f"The log: a file, or postgresql://..; else ${PLACE}, else {NAME} in your data folder or in ${FOLDER}.",
    )(function)


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --json to a command, as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")(function)


def print_json(document: Any) -> None:
    """Print a document as JSON; nothing else may go to standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))


def place_of(given: str) -> str:
    """Give where the log is: as given, as ANALYZER_LOG says, or in the data folder."""
    return given or os.environ.get(PLACE, "") or str(folder() / NAME)


@contextmanager
def opened_log(place: str) -> "Iterator[Store]":
    """Open the log. Raises AnalyzerError, one line with the place."""
    from analyzer import store

    with store.open(place_of(place)) as log:
        yield log


@contextmanager
def opened(place: str, name: str) -> "Iterator[tuple[Store, Athlete]]":
    """Open the log and find the athlete: as named, as ANALYZER_ATHLETE says, or the only one. Raises AnalyzerError."""
    with opened_log(place) as log:
        if not log.athletes():
            raise OptionError(f"{log.place}: the log is empty; add a session with analyzer log add FILE")
        yield log, log.athlete(athlete_named(name))


def athlete_named(given: str) -> str:
    """Give whose sessions are meant: as given, or as ANALYZER_ATHLETE says; "" for the only athlete."""
    return given or os.environ.get(ATHLETE, "")
