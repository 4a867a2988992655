"""A table of texts, as every page draws it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

MANY = 40
"""A table of more rows than this is folded on the page and left out of the terminal."""


@dataclass(frozen=True)
class Row:
    """The texts of a row; `tone` names the effort asked for, or how a rep kept its target.

    toned : The cell that shows the tone, where it does not name it; -1 for none.
    """

    cells: tuple[str, ...]
    tone: str = ""
    toned: int = -1


@dataclass(frozen=True)
class Table:
    """A table of texts. `numbers` : how many of the last columns hold numbers. `note` : a line under it.

    spare : The columns that are left out where there is no room for all, the first ones first.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numbers: int
    note: str = ""
    spare: tuple[str, ...] = ()

    def fitted(self, fits: Callable[["Table"], bool]) -> "Table":
        """Leave out spare columns until the table fits."""
        table = self
        for name in self.spare:
            if fits(table):
                break
            table = table.without(name)
        return table

    def without(self, name: str) -> "Table":
        """Leave out a column."""
        gone = self.columns.index(name)
        number = gone >= len(self.columns) - self.numbers
        rows = tuple(
            replace(
                row,
                cells=row.cells[:gone] + row.cells[gone + 1 :],
                toned=row.toned - 1 if row.toned > gone else -1 if row.toned == gone else row.toned,
            )
            for row in self.rows
        )
        columns = self.columns[:gone] + self.columns[gone + 1 :]
        return replace(
            self,
            columns=columns,
            rows=rows,
            numbers=self.numbers - number,
            spare=tuple(other for other in self.spare if other != name),
        )

    def longest(self) -> list[int]:
        """Give the letters of the longest text of each column."""
        rows = [self.columns, *(row.cells for row in self.rows)]
        return [max(len(row[index]) for row in rows) for index in range(len(self.columns))]
