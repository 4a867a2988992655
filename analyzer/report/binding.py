"""Tables, lines and charts set on sheets of paper one after another, and the sheets bound to a PDF."""

import io
from collections.abc import Iterable, Sequence

from matplotlib.backends.backend_pdf import PdfPages

from analyzer.charts.palette import MUTED
from analyzer.report.drawing import MARGINS
from analyzer.report.rows import Table
from analyzer.report.sheet import A4, EDGE, TABLE_ROW, Sheet, draw_table, sheet
from analyzer.report.story import Drawing

WARNING = "#b34700"
HIGH, TALL = 3.9, 9.0
"""The highest that a chart is drawn, two on a sheet and one on a sheet. [in]"""
LONGEST = 50
"""Rows of the longest table that goes on one sheet; the page and the JSON have the longer ones."""


def place(sheets: list[Sheet], table: Table) -> None:
    """Draw a table on the last sheet, or on a new one where it has no room."""
    if sheets[-1].below - 0.6 - len(table.rows) * TABLE_ROW < EDGE:
        sheets.append(sheet(A4))
    draw_table(sheets[-1], table)


def lines(sheets: list[Sheet], title: str, texts: Sequence[str]) -> None:
    """Write lines under a title, on further sheets where they have no room."""
    if not texts:
        return
    if sheets[-1].below - 0.6 - 0.2 * min(len(texts), 8) < EDGE:
        sheets.append(sheet(A4))
    sheets[-1].gap()
    sheets[-1].text(title, size=11, bold=True)
    for line in texts:
        if sheets[-1].below < EDGE + 0.3:
            sheets.append(sheet(A4))
        sheets[-1].text(line, size=8.5)


def is_tall(drawing: Drawing) -> bool:
    """Tell a drawing that is higher than wide, and so wants a sheet of its own."""
    return drawing.size[1] > drawing.size[0]


def plot_height(page: Sheet, drawing: Drawing) -> float:
    """Give the height of the axes of a drawing on a sheet. [in]"""
    width = page.width - _left(drawing)
    return min(width * drawing.size[1] / drawing.size[0], TALL if is_tall(drawing) else HIGH)


def plot(page: Sheet, drawing: Drawing) -> None:
    """Draw under its title, with its caption below it."""
    page.text(drawing.title, size=12, bold=True)
    above, below = beyond(drawing)
    page.gap(0.05 + above)
    left = _left(drawing)
    height = plot_height(page, drawing)
    total_width, total_height = page.figure.get_size_inches()
    axes = page.figure.add_axes(
        (
            (EDGE + left) / total_width,
            (page.below - height) / total_height,
            (page.width - left) / total_width,
            height / total_height,
        ),
        label=drawing.name,
    )
    drawing.draw(axes)
    page.below -= height + (0.1 if drawing.bare else 0.55) + below
    page.text(drawing.caption, size=8, colour=MUTED)
    page.gap(0.25)


def beyond(drawing: Drawing) -> tuple[float, float]:
    """Give what the labels above and below a chart need beyond the usual room. [in]"""
    if drawing.margins is None:
        return 0.0, 0.0
    _, _, above, below = drawing.margins
    return max(above - MARGINS[2], 0.0), max(below - MARGINS[3], 0.0)


def bound(sheets: Iterable[Sheet], title: str) -> bytes:
    """Bind sheets to one PDF, with no date in it."""
    made = io.BytesIO()
    with PdfPages(made, metadata={"CreationDate": None, "Title": title}) as book:
        for page in sheets:
            book.savefig(page.figure)
    return made.getvalue()


def _left(drawing: Drawing) -> float:
    """Give the room for the labels of the upright axis. [in]"""
    if drawing.margins is not None:
        return drawing.margins[0]
    return 0.0 if drawing.bare else 0.5
