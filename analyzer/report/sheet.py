"""A sheet of paper that is filled from the top, for the PDF of reports and cards."""

import textwrap
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analyzer.charts.palette import EFFORT, GRID, INK, KEPT, MUTED
from analyzer.report.rows import Table

A4 = (8.27, 11.69)
A5 = (5.83, 8.27)
"""Sheets of paper, upright. [in]"""
EDGE = 0.6
"""Left free all round. [in]"""
LINE = 1.42
"""Height of a line of text over its size."""
POINTS = 72.0
"""Points in an inch."""
WIDE = 0.5
"""Mean width of a letter over the size of the text, to break lines."""
TABLE_TEXT = 8.0
LETTER = TABLE_TEXT * 0.62 / POINTS
"""Room that a letter of a table takes. [in]"""
GUTTER = 2.0
"""Letters between two columns."""
NARROWEST = 0.92 * LETTER
"""Below this room for a letter the texts of a table touch. [in]"""
COLOURS = {tone.value: colour for tone, colour in (*EFFORT.items(), *KEPT.items())}
"""Of a swatch, by the tone of its row."""
TABLE_ROW = TABLE_TEXT * LINE / POINTS + 0.03
"""Height of a row of a table. [in]"""


@dataclass
class Sheet:
    """A sheet of paper that is filled from the top; `below` is where the next thing goes. [in]"""

    figure: Figure
    below: float

    @property
    def width(self) -> float:
        """Width between the edges. [in]"""
        return float(self.figure.get_size_inches()[0]) - 2 * EDGE

    def text(self, words: str, *, size: float = 9.5, bold: bool = False, colour: str = INK) -> None:
        """Write words, broken into lines, and move down."""
        wide = max(int(self.width * POINTS / (size * WIDE * (1.12 if bold else 1.0))), 10)
        for line in textwrap.wrap(words, wide) or [""]:
            self.write(EDGE, line, size=size, bold=bold, colour=colour)
            self.below -= size * LINE / POINTS

    def write(
        self, x: float, words: str, *, size: float, bold: bool = False, colour: str = INK, align: str = "left"
    ) -> None:
        """Write one line at x [in] on the present line."""
        width, height = self.figure.get_size_inches()
        self.figure.text(
            x / width,
            self.below / height,
            words,
            ha=align,
            va="top",
            fontsize=size,
            color=colour,
            fontweight="bold" if bold else "normal",
            parse_math=False,
        )

    def gap(self, height: float = 0.12) -> None:
        """Leave some room. [in]"""
        self.below -= height

    def box(self, x: float, width: float, height: float, colour: str) -> None:
        """Fill a box whose top is at the present line. [in]"""
        w, h = self.figure.get_size_inches()
        self.figure.add_artist(
            Rectangle((x / w, (self.below - height) / h), width / w, height / h, facecolor=colour, linewidth=0)
        )


def sheet(size: tuple[float, float]) -> Sheet:
    """Take an empty sheet."""
    return Sheet(Figure(figsize=size, facecolor="white"), size[1] - EDGE)


def draw_table(page: Sheet, table: Table) -> None:
    """Draw a table: texts to the left, numbers to the right, a swatch for the effort asked for."""
    page.gap()
    page.text(table.title, size=11, bold=True)
    page.gap(0.03)
    table = table.fitted(lambda one: page.width / sum(count + GUTTER for count in one.longest()) > NARROWEST)
    width = _widths(table, page.width)
    first_number = len(table.columns) - table.numbers
    head = [(table.columns, "", -1, MUTED)]
    for row, tone, toned, colour in [*head, *((row.cells, row.tone, row.toned, INK) for row in table.rows)]:
        x = EDGE
        for index, (cell, wide) in enumerate(zip(row, width, strict=True)):
            if index >= first_number:
                if index == toned and tone in COLOURS:
                    page.box(x + wide - 0.12 - LETTER * len(cell) - 0.06, 0.08, 0.1, COLOURS[tone])
                page.write(x + wide - 0.06, cell, size=TABLE_TEXT, colour=colour, align="right")
            else:
                swatch = cell == tone and tone in COLOURS
                if swatch:
                    page.box(x, 0.08, 0.1, COLOURS[tone])
                page.write(x + (0.14 if swatch else 0.0), cell, size=TABLE_TEXT, colour=colour)
            x += wide
        page.below -= TABLE_ROW - 0.03
        page.box(EDGE, page.width, 0.006, GRID)
        page.below -= 0.03
    if table.note:
        page.text(table.note, size=7.5, colour=MUTED)


def _widths(table: Table, total: float) -> list[float]:
    """Share the width by the longest text of each column. [in]"""
    longest = [count + GUTTER for count in table.longest()]
    letter = min(LETTER, total / sum(longest))
    spare = (total - letter * sum(longest)) / len(longest)
    return [letter * count + spare for count in longest]
