"""The screen that commands print on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
"""Columns where the output is a file or a pipe."""


def console() -> "Console":
    """Give a console as wide as the terminal."""
    from rich.console import Console

    screen = Console()
    return screen if screen.is_terminal else Console(width=WIDTH)
