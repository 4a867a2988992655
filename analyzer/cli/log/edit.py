"""`analyzer log edit`: what a runner writes of a session or a day, and says of a session afterwards."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli import corrections
from analyzer.cli.guard import GuardedCommand
from analyzer.cli.log.saying import SAID, WRITTEN, day, diary_of, diary_options, said_of, said_options
from analyzer.cli.logs import json_option, log_options, opened, print_json
from analyzer.cli.shelf import load, shelf, tracks_option
from analyzer.cli.sources import Source
from analyzer.errors import OptionError

if TYPE_CHECKING:
    from analyzer.logbook import Redone
    from analyzer.model import Athlete, Diary, Said
    from analyzer.store import Store

_NUMBER = re.compile(r"\d{1,18}")
OF_DAY = ("sleep", "strength")
UNSET = (*WRITTEN, *OF_DAY, *SAID, "corrections")
MOST_SLEEP, MOST_STRENGTH = 24.0, 1440.0


class Hours(click.ParamType):  # type: ignore[type-arg]  # generic in new versions of click only
    """Hours: 7:30 or 7.5. [h]"""

    name = "hours"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the hours."""
        if isinstance(value, float):
            return value
        clock = re.fullmatch(r"(\d{1,2}):([0-5]\d)", value.strip())
        plain = re.fullmatch(r"(\d{1,2}(?:[.,]\d+)?)\s*h?", value.strip())
        hours = int(clock[1]) + int(clock[2]) / 60 if clock else float(plain[1].replace(",", ".")) if plain else None
        if hours is None or hours > MOST_SLEEP:
            self.fail(f"'{value}' is no time of sleep; write it as 7:30 or 7.5", param, ctx)
        return hours


@click.command("edit", cls=GuardedCommand)
@click.argument("which", metavar="NUMBER or DATE")
@diary_options
@click.option("--sleep", type=Hours(), help="Of the night before that day: 7:30 or 7.5 hours.")
@click.option("--strength", type=click.FloatRange(0, MOST_STRENGTH), help="Strength training of that day, in minutes.")
@said_options
@click.option(
    "--corrections",
    "corrections_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Your corrections of the session (TOML).",
)
@click.option("--unset", multiple=True, type=click.Choice(UNSET), metavar="NAME", help="Forget one of these.")
@tracks_option
@log_options
@json_option
def edit(
    *,
    which: str,
    corrections_path: Path | None,
    unset: tuple[str, ...],
    tracks_path: Path | None,
    log_place: str,
    athlete: str,
    as_json: bool,
    **options: Any,
) -> None:
    """Write of session NUMBER, or of the day DATE, what is to be remembered; say of a session what is wrong in it.

    What is said of a session (lane, finish, goal, plan ..) analyses it again at once. Sleep and strength are of the
    day, whether there was a session on it or not.
    """
    with opened(log_place, athlete) as (log, who):
        if _NUMBER.fullmatch(which):
            saved = load(shelf(tracks_path))
            document = _session(log, who, int(which), options, unset, corrections_path, saved, as_json=as_json)
        else:
            wrong = [name for name in (*SAID, "weather", "shoes", "rpe") if options[name] not in {None, ""}]
            wrong += [name for name in unset if name not in {*OF_DAY, "notes"}]
            if wrong or corrections_path is not None:
                name = (wrong or ["corrections"])[0]
                raise OptionError(f"--{name.replace('_', '-')} is of a session; give its NUMBER in place of {which}")
            document = _day(log, who, day(which), options, unset, as_json=as_json, notes=True)
    if as_json:
        print_json(document)


def _session(
    log: "Store",
    athlete: "Athlete",
    number: int,
    options: dict[str, Any],
    unset: tuple[str, ...],
    path: Path | None,
    saved: Any,
    *,
    as_json: bool,
) -> dict[str, Any]:
    """Change a session and the day that it is of; what cannot be analysed changes nothing."""
    from analyzer import logbook
    from analyzer.cli.log.show import date_of

    session = log.session(athlete, number)
    diary, said = _diary(session.diary, options, unset), _said(session.said, options, unset, path)
    _hold_any(options, unset, path)
    done: Redone | None = None
    if said != session.said:
        done = logbook.again(log, athlete, number, said=said, diary=diary, saved=saved)
    elif diary != session.diary:
        log.edit(athlete, number, diary=diary)
    of_day = any(options[name] is not None for name in OF_DAY) or set(unset) & set(OF_DAY)
    if of_day:
        _day(log, athlete, date_of(session.day), options, unset, as_json=True, notes=False)
    document = logbook.logged(log, athlete, number)
    if not as_json:
        _tell(number, done, document["session"])
    return document


def _hold_any(options: dict[str, Any], unset: tuple[str, ...], path: Path | None) -> None:
    names = (*WRITTEN, *SAID, *OF_DAY)
    if not unset and path is None and all(options[name] in {None, ""} for name in names):
        raise OptionError('nothing is to be changed; say what, such as --rpe 7 or --notes "..": see --help')


def _diary(diary: "Diary", options: dict[str, Any], unset: tuple[str, ...]) -> "Diary":
    new = diary_of(options)
    told = {name: getattr(new, name) for name in WRITTEN if options[name] is not None}
    empty = {name: None if name == "rpe" else "" for name in unset if name in WRITTEN}
    return replace(diary, **(told | empty))


def _said(said: "Said", options: dict[str, Any], unset: tuple[str, ...], path: Path | None) -> "Said":
    from analyzer import corrections as right
    from analyzer.model import Said

    text = ""
    if path is not None:
        wanted = corrections.Wanted(path, use=True, write=False)
        text = corrections.text_of(Source(str(path), None, path), wanted) or ""
        right.read(text, file=str(path))
    told = said_of(options, corrections=text).to_dict()
    kept = {name: value for name, value in (said.to_dict() | told).items() if name not in unset}
    return Said.from_dict(kept)


def _day(
    log: "Store",
    athlete: "Athlete",
    when: date,
    options: dict[str, Any],
    unset: tuple[str, ...],
    *,
    as_json: bool,
    notes: bool,
) -> dict[str, Any]:
    """Change what is written of a day. notes : Whether the notes are of the day too."""
    from analyzer.model import Day
    from analyzer.report.log_story import day_part, day_words

    names = (*OF_DAY, "notes") if notes else OF_DAY
    if all(options[name] is None for name in names) and not unset:
        raise OptionError("nothing is to be changed; say what of the day, such as --sleep 7:30 or --strength 30")
    before = next(iter(log.days(athlete, when, when)), Day(when))
    told = {name: options[name] for name in names if options[name] is not None}
    empty = {name: "" if name == "notes" else None for name in unset if name in names}
    after = replace(before, **(told | empty))
    log.write_day(athlete, after)
    part = day_part(after)
    if not as_json:
        click.echo(f"{when.isoformat()}: {', '.join(day_words(part)) or 'nothing is written of it now'}")
    return {"schema": "day/1", "athlete": athlete.name, "day": part}


def _tell(number: int, done: "Redone | None", part: dict[str, Any]) -> None:
    from analyzer.pipeline import METHOD
    from analyzer.report.log_story import logged_lines

    if done is not None:
        same = done.before == done.after
        click.echo(f"Session {number}: {done.after}{' as before' if same else f', before {done.before}'}")
    else:
        click.echo(f"Session {number}: {part['date']} {part['headline']}")
    for name, text in logged_lines(part, method=METHOD):
        if name not in {"File", "Method"}:
            click.echo(f"  {name}: {' '.join(text.split())}")


COMMANDS = (edit,)
