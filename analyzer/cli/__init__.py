"""The commands: they open paths, print, and set the exit code; each is a module of this folder."""

import codecs
import importlib
import sys
import warnings
from typing import Any

import click

from analyzer import __version__

__all__ = ["COMMANDS", "commands", "main"]

COMMANDS = (
    "report",
    "log",
    "watch",
    "serve",
    "compare",
    "predict",
    "balance",
    "plan",
    "workouts",
    "tracks",
    "convert",
    "batch",
    "simulate",
)
"""A new command is a module of this name with `command` in it, and its name here."""

PLAIN = str.maketrans({"–": "-", "—": "-", "−": "-", "±": "+/-", "·": "-", "×": "x", "°": " deg", "’": "'", "…": ".."})
"""For terminals that have no letters beyond their own."""


class Commands(click.Group):
    """The commands, each imported when it is first asked for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Give the names in the order that they are used."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Import a command."""
        if name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"analyzer.cli.{name}").command
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="analyzer", message="%(prog)s %(version)s")
def commands() -> None:
    """Tell the true times of laps, turns and straights on a 400 m track from a watch file, each with its error."""


def main() -> None:
    """Run a command."""
    codecs.register_error("plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="plain")  # type: ignore[union-attr]  # typeshed calls them TextIO
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    commands(prog_name="analyzer")


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Write what the terminal's encoding lacks in plain letters."""
    lost: Any = error
    text = str(lost.object[lost.start : lost.end]).translate(PLAIN)
    return "".join(letter if letter.isascii() else "?" for letter in text), lost.end
