"""A table in the terminal, and the colours of the tones there."""

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from analyzer.report.rows import Row, Table

TONES = {
    "settle": "green",
    "coast": "cyan",
    "surge": "red",
    "hold": "yellow",
    "all out": "magenta",
    "kick": "bright_yellow",
    "passed": "green",
    "failed": "red",
    "untold": "dim",
    "in target": "green",
    "too fast": "red",
    "too slow": "cyan",
    "not run": "dim",
}
"""Colours of the sixteen that every terminal has."""
GUTTER = 2
"""Letters between two columns."""


def print_table(table: Table, console: Console, *, noted: bool = False) -> None:
    """Print a table, without its spare columns where there is no room for all; its note where it is wanted."""
    table = table.fitted(lambda one: sum(one.longest()) + GUTTER * (len(one.columns) - 1) <= console.width)
    grid = Grid(
        title=Text(table.title) if table.title else None,
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        padding=(0, GUTTER, 0, 0),
    )
    first_number = len(table.columns) - table.numbers
    for index, column in enumerate(table.columns):
        grid.add_column(Text(column), justify="right" if index >= first_number else "left", header_style="dim")
    for row in table.rows:
        grid.add_row(*_cells(row))
    console.print()
    console.print(grid, highlight=False)
    if table.note and noted:
        console.print(Text(table.note, style="dim"))


def _cells(row: Row) -> list[Text]:
    style = TONES.get(row.tone, "")
    return [
        Text(cell, style=style if cell == row.tone or index == row.toned else "")
        for index, cell in enumerate(row.cells)
    ]
