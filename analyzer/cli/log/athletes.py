"""`analyzer log athlete`: whose sessions the log keeps."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.choices import Time
from analyzer.cli.guard import GuardedCommand, GuardedGroup
from analyzer.cli.log.password import asked
from analyzer.cli.log.saying import Day
from analyzer.cli.logs import athlete_named, json_option, log_option, opened_log, print_json
from analyzer.cli.screen import console
from analyzer.errors import OptionError

if TYPE_CHECKING:
    from analyzer.model import Athlete

SEXES = ("female", "male")
SCHEMA = "athletes/1"
EARLIEST = 1900


def about(command: Any) -> Any:
    """Add the options of what is known of an athlete."""
    for option in reversed(
        (
            click.option("--birth-year", type=click.IntRange(EARLIEST, date.today().year), help="For age grades."),  # noqa: DTZ011
            click.option("--sex", type=click.Choice(SEXES), help="As the tables of age grades have it."),
            click.option("--timezone", metavar="ZONE", help="Such as Europe/Vienna; else that of the machine."),
            click.option("--five-k", type=Time(), help="The time over 5 km, from --since on."),
            click.option("--goal", type=Time(), help="The mile that is aimed at, from --since on."),
            click.option("--since", type=Day(), help="From when these times hold; today where it is not said."),
        )
    ):
        command = option(command)
    return command


@click.group("athlete", cls=GuardedGroup)
def command() -> None:
    """List, add and change the athletes of the log."""


@command.command("list", cls=GuardedCommand)
@log_option
@json_option
def list_(*, log_place: str, as_json: bool) -> None:
    """List the athletes of the log."""
    with opened_log(log_place) as log:
        people = log.athletes()
        if as_json:
            _print_json(people)
        elif not people:
            click.echo(f"No athlete is in {log.place} yet; add one with analyzer log athlete add NAME")
        else:
            _table(people)


@command.command("add", cls=GuardedCommand)
@click.argument("name")
@about
@log_option
@json_option
def add(*, name: str, log_place: str, as_json: bool, **options: Any) -> None:
    """Add the athlete NAME."""
    from analyzer.model import Athlete

    with opened_log(log_place) as log:
        made = log.put_athlete(_with(Athlete(name), options))
        _tell(made, as_json=as_json)


@command.command("set", cls=GuardedCommand)
@click.argument("name", default="")
@click.option("--rename", metavar="NAME", help="Give the athlete another name.")
@click.option(
    "--password/--no-password",
    default=None,
    help="Set what the athlete signs in with where the log is served (asked for, or one line of standard input).",
)
@about
@log_option
@json_option
def set_(
    *, name: str, rename: str | None, password: bool | None, log_place: str, as_json: bool, **options: Any
) -> None:
    """Change what is known of the athlete NAME, or of the only one."""
    with opened_log(log_place) as log:
        before = log.athlete(athlete_named(name))
        hashed = asked() if password else ""
        after = log.put_athlete(replace(_with(before, options), name=rename or before.name))
        if password is not None:
            log.set_password(after, hashed)
        _tell(after, as_json=as_json)
        if password is not None and not as_json:
            said = "set; whoever was signed in with the one before is out" if password else "none; nobody signs in so"
            click.echo(f"Password: {said}")
        if not as_json and before.forms != after.forms:
            click.echo(
                "Sessions are analysed with it from now on; analyzer log redo --all looks at the old ones again."
            )


def _with(athlete: "Athlete", options: dict[str, Any]) -> "Athlete":
    """Give the athlete with what is said now; what is not said stays."""
    from analyzer.model import Form, Sex

    known: dict[str, Any] = {name: options[name] for name in ("birth_year", "timezone") if options[name] is not None}
    if options["sex"] is not None:
        known["sex"] = Sex(options["sex"])
    five_k, goal, since = options["five_k"], options["goal"], options["since"]
    if since is not None and five_k is None and goal is None:
        raise OptionError("--since says from when --five-k and --goal hold; give one of them with it")
    if five_k is not None or goal is not None:
        day = since or date.today()  # noqa: DTZ011 - the runner's own calendar
        then = athlete.form(day) if any(form.since <= day for form in athlete.forms) else Form(day)
        form = Form(day, five_k=five_k or then.five_k, goal=goal or then.goal)
        others = [one for one in athlete.forms if one.since != day]
        known["forms"] = tuple(sorted((*others, form), key=lambda one: one.since))
    return replace(athlete, **known)


def _table(people: "tuple[Athlete, ...]") -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("Athlete", "Born", "Sex", "Time zone", "Form"):
        table.add_column(column)
    for one in people:
        form = _form(one.forms[-1]) if one.forms else ""
        born, sex = str(one.birth_year or ""), one.sex.value if one.sex else ""
        table.add_row(*map(Text, (one.name, born, sex, one.timezone or "of the machine", form)))
    console().print(table, highlight=False)


def _form(form: Any) -> str:
    from analyzer.units import format_time

    times = {"5K": form.five_k, "mile": form.goal}
    told = [f"{name} {format_time(time, decimals=0)}" for name, time in times.items() if time is not None]
    return f"{', '.join(told)} since {form.since.isoformat()}"


def _tell(athlete: "Athlete", *, as_json: bool) -> None:
    if as_json:
        _print_json((athlete,))
        return
    known = [str(athlete.birth_year or ""), athlete.sex.value if athlete.sex else "", athlete.timezone]
    click.echo(f"Athlete: {', '.join([athlete.name, *(word for word in known if word)])}")
    for form in athlete.forms:
        click.echo(f"Form:    {_form(form)}")


def _print_json(people: "tuple[Athlete, ...]") -> None:
    from analyzer.logbook.leaving import athlete_part

    print_json({"schema": SCHEMA, "athletes": [athlete_part(one) for one in people]})
