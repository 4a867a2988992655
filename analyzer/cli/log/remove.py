"""`analyzer log remove`: sessions out of the log."""

import sys

import click

from analyzer.cli.guard import GuardedCommand
from analyzer.cli.logs import json_option, log_options, opened, print_json
from analyzer.errors import OptionError


@click.command("remove", cls=GuardedCommand)
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="NUMBER..")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--keep-file", is_flag=True, help="Set the raw files aside in the log instead of removing them too.")
@log_options
@json_option
def remove(
    *, numbers: tuple[int, ...], yes: bool, keep_file: bool, log_place: str, athlete: str, as_json: bool
) -> None:
    """Take sessions out of the log, with what was written of them and with their raw files.

    What is written of days stays. A file that another athlete has in the log too stays there.
    """
    with opened(log_place, athlete) as (log, who):
        found = [log.session(who, number) for number in dict.fromkeys(numbers)]
        for session in found:
            files = f"{len(session.files)} file{'' if len(session.files) == 1 else 's'}"
            aside = " (which stay aside in the log)" if keep_file else ""
            notes = ", and what you wrote of it" if session.diary.notes else ""
            click.echo(f"Session {session.session}, {session.headline}: {files}{aside}{notes}", err=as_json)
        if not yes:
            if not sys.stdin.isatty():
                raise OptionError("nothing was removed, since nobody can be asked here; say --yes to remove it")
            click.confirm("Remove this?", abort=True, err=as_json)
        for session in found:
            log.remove(who, session.session, files=not keep_file)
            click.echo(f"removed {session.session}", err=as_json)
    if as_json:
        print_json({"schema": "log_remove/1", "athlete": who.name, "removed": [one.session for one in found]})


COMMANDS = (remove,)
