"""`analyzer log`: the runner's own log of sessions."""

import click

from analyzer.cli.guard import GuardedGroup
from analyzer.cli.log import add, athletes, edit, leaving, listing, redo, remove, show


@click.group(cls=GuardedGroup, name="log")
def command() -> None:
    """Keep sessions: add, list, show, edit, remove and redo them, and take them out again.

    The log keeps each recording as it is, what was analysed of it, and what you write of it. It is one file in your
    data folder unless --log says otherwise.
    """


for part in (add, listing, show, edit, remove, redo, leaving):
    for one in part.COMMANDS:
        command.add_command(one)
command.add_command(athletes.command)
