"""The trials of a log, as the commands want them that compare and predict."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.logs import ATHLETE, opened_log

if TYPE_CHECKING:
    from analyzer.model import Athlete, TrialLog
    from analyzer.store import Store


class Day(click.DateTime):
    """A day: 2026-04-01."""

    name = "day"

    def __init__(self) -> None:
        super().__init__(formats=["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the day."""
        if isinstance(value, date):
            return value
        read: datetime = super().convert(value, param, ctx)
        return read.date()


def day_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --since and --until to a command."""
    until = click.option("--until", type=Day(), metavar="DAY", help="Only sessions up to this day.")(function)
    help_text = "Only sessions from this day on, such as 2026-04-01."
    return click.option("--since", type=Day(), metavar="DAY", help=help_text)(until)


@contextmanager
def logged_trials(
    place: str, name: str, *, since: date | None = None, until: date | None = None
) -> "Iterator[tuple[Store, Athlete, TrialLog]]":
    """Open the log, find the athlete and the trials; a log that nobody is in yet has none. Raises AnalyzerError."""
    with opened_log(place) as log:
        named = name or os.environ.get(ATHLETE, "")
        if not named and not log.athletes():
            yield log, *_nobody()
        else:
            who = log.athlete(named)
            yield log, who, log.trials(who, since=since, until=until)


def _nobody() -> "tuple[Athlete, TrialLog]":
    from analyzer import frames
    from analyzer.model import Athlete, TrialLog

    who = Athlete("")
    tables = (frames.TRIALS, frames.TRIAL_LAPS, frames.TRIAL_ZONES, frames.LOGGED_EFFORTS)
    return who, TrialLog(who, *(frames.empty(table) for table in tables))
