"""The options by which a runner says and writes something of a session."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.choices import DIRECTIONS, LANES, SHAPES, Place, Time
from analyzer.errors import OptionError

if TYPE_CHECKING:
    from analyzer.model import Diary, Said

SAID = ("five_k", "goal", "lane", "shape", "direction", "finish", "plan", "workout")
WRITTEN = ("notes", "weather", "shoes", "rpe")
HARDEST = 10
_AGO = re.compile(r"(\d{1,5})\s*([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def said_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of what a runner says of a session, so that it is analysed so."""
    for option in reversed(
        (
            click.option("--five-k", type=Time(), help="Your time over 5 km then, where it is not that of your form."),
            click.option("--goal", type=Time(), help="What you wanted to run, such as 5:40."),
            click.option("--lane", type=click.IntRange(1, LANES), help="The lane, where the guess is wrong."),
            click.option("--shape", type=click.Choice(SHAPES), help="The shape of the track, where it is known."),
            click.option("--direction", type=click.Choice(DIRECTIONS), help="The direction of running."),
            click.option("--finish", type=Place(), help="Where the finish line is: latitude,longitude in degrees."),
            click.option("--plan", metavar="PLAN", default="", help='What was planned, such as "8x400@90 r60".'),
            click.option("--workout", metavar="NAME", default="", help="Which of `analyzer workouts` it was."),
        )
    ):
        command = option(command)
    return command


def diary_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of what a runner writes of a session."""
    for option in reversed(
        (
            click.option("--notes", metavar="TEXT", help="What you want to remember of it."),
            click.option("--weather", metavar="TEXT", help='Such as "24 C, windy".'),
            click.option("--rpe", type=click.IntRange(1, HARDEST), help="How hard it felt, 1 to 10."),
            click.option("--shoes", metavar="TEXT", help="The shoes that you ran in."),
        )
    ):
        command = option(command)
    return command


def said_of(options: dict[str, Any], *, corrections: str = "") -> "Said":
    """Give what was said by the options. Raises OptionError for a plan or a workout that cannot be read."""
    from analyzer import workouts
    from analyzer.model import Said

    values = {name: options[name] for name in SAID if options.get(name) not in {None, ""}}
    if "plan" in values:
        workouts.parse(values["plan"])
    if "workout" in values:
        values["workout"] = workouts.template(values["workout"]).name
    return Said(**values, corrections=corrections)


def diary_of(options: dict[str, Any]) -> "Diary":
    """Give what was written by the options."""
    from analyzer.model import Diary

    return Diary(**{name: options[name] for name in WRITTEN if options.get(name) is not None})


class Day(click.ParamType):  # type: ignore[type-arg]  # generic in new versions of click only
    """A day: 2026-05-16, today, yesterday, or how long ago: 30d, 12w, 6m, 1y."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        if isinstance(value, date):
            return value
        try:
            return day(value)
        except OptionError as error:
            self.fail(str(error), param, ctx)


def day(text: str, *, today: date | None = None) -> date:
    """Read a day, as a date or as how long ago it was. Raises OptionError.

    >>> day("12w", today=date(2026, 5, 16)), day("2026-05-01")
    (datetime.date(2026, 2, 21), datetime.date(2026, 5, 1))
    """
    now = today or date.today()  # noqa: DTZ011 - the runner's own calendar
    words = text.strip().lower()
    ago = _AGO.fullmatch(words)
    if words in {"today", "yesterday"}:
        return now - timedelta(days=words == "yesterday")
    try:
        return now - timedelta(days=int(ago[1]) * _DAYS[ago[2]]) if ago else date.fromisoformat(words)
    except (ValueError, OverflowError):
        raise OptionError(f"'{text}' is not a day; write it as 2026-05-16, yesterday, 30d or 12w") from None
