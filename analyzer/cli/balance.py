"""`analyzer balance`: weeks of training against the rules of balance."""

from datetime import date
from typing import TYPE_CHECKING

import click

from analyzer.cli.guard import GuardedCommand
from analyzer.cli.logged_trials import Day
from analyzer.cli.logs import log_options, opened
from analyzer.cli.story import Wishes, story_options, tell

if TYPE_CHECKING:
    from analyzer.model import Athlete, Balance
    from analyzer.store import Store

MOST_WEEKS = 520
"""Ten years."""


@click.command(cls=GuardedCommand, name="balance")
@click.option("--weeks", type=click.IntRange(1, MOST_WEEKS), default=12, show_default=True, help="How many are shown.")
@click.option(
    "--until",
    type=Day(),
    metavar="DAY",
    help="The last day that counts, such as 2026-05-17; else today.",
)
@log_options
@story_options
def command(*, weeks: int, until: date | None, log_place: str, athlete: str, wishes: Wishes) -> None:
    """Show the weeks of the log, and hold the last four of them against the rules of balance.

    How much is easy, hard days back to back, long runs, strides, jumps in length; strength and sleep as you wrote them.
    Each check says what it saw, what it cannot see, and what to do.
    """
    from analyzer import report

    with opened(log_place, athlete) as (log, who):
        found = _balance(log, who, weeks=weeks, until=until)
    tell(report.training_story(found), wishes)


def _balance(log: "Store", who: "Athlete", *, weeks: int, until: date | None) -> "Balance":
    from analyzer.balance import balance
    from analyzer.errors import OptionError

    today = who.today()
    if until is not None and until > today:
        raise OptionError(f"--until {until} is still to come; today is {today}: give a day that has been")
    training = log.training(who, until=until or today)
    untold = bool(training.sessions["five_k"].isna().any())
    trials = log.trials(who, until=until or today) if untold else None
    return balance(training, until=until or today, weeks=weeks, today=today, trials=trials)
