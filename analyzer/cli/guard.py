"""Commands whose errors are one clear line on standard error; a traceback only where it is asked for."""

import sys
import traceback
from typing import Any

import click

from analyzer.errors import AnalyzerError, CorrectionError, OptionError, PlanError

UNREAD, WRONG_USE = 1, 2
"""Exit codes: something could not be read or written, the rest was done; the command was used wrongly."""


class GuardedCommand(click.Command):
    """A command with --debug, which lets no traceback through without it."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params.append(
            click.Option(["--debug"], is_flag=True, expose_value=False, help="Show the traceback of an error.")
        )

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn what goes wrong into a line and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - this is the door: nothing but a line goes out
            sys.exit(complain(error))


class GuardedGroup(GuardedCommand, click.Group):
    """Commands of one kind whose errors are one clear line."""


def complain(error: Exception, *, where: str = "") -> int:
    """Print an error as one line (after the name of the file that it is of); give the exit code.

    Below the line of a plan that cannot be read a caret points at the place.
    """
    if "--debug" in sys.argv:
        traceback.print_exception(error)
    click.echo(f"Error: {where}{': ' if where else ''}{_told(error)}", err=True)
    if isinstance(error, PlanError | CorrectionError) and error.pointed:
        click.echo(error.pointed, err=True)
    return WRONG_USE if isinstance(error, OptionError) else UNREAD


def _told(error: Exception) -> str:
    if isinstance(error, AnalyzerError):
        text = str(error)
    elif isinstance(error, OSError):
        text = f"{error.strerror or error}{f' ({error.filename})' if error.filename else ''}"
    else:
        text = f"unexpected error ({type(error).__name__}: {error}); please report it with the output of --debug"
    return " ".join(text.split())
