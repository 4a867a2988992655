"""A story as PDF, drawn on sheets; the same story gives the same bytes."""

from dataclasses import replace

from analyzer.charts.palette import MUTED
from analyzer.report.binding import LONGEST, WARNING, beyond, bound, lines, place, plot, plot_height
from analyzer.report.rows import Table
from analyzer.report.sheet import A4, EDGE, Sheet, sheet
from analyzer.report.story import ADVICE, Check, Drawing, Section, Story, printable, printable_table

LONGEST_CELL = 36
"""A text of more letters than this is cut in a table on paper."""
LONG_NUMBER = 24
"""A number of more letters than this is words, and is set smaller."""
AROUND_PLOT = 1.3
"""Room for the title and the caption of a chart. [in]"""


def story_pdf(story: Story) -> bytes:
    """Give a story as PDF; of a table that is too long for one sheet, the rows that matter most."""
    sheets = [_first(story)]
    drawings = list(story.drawings)
    for section in story.on_page:
        texts = [printable(line) for line in section.lines]
        texts += [line for check in section.checks for line in _check(check)]
        drawn = drawings.pop(0) if section.drawing is not None else None
        if texts:
            lines(sheets, printable(section.title), texts)
        if section.rows is not None:
            _table(sheets, section, section.rows, headed=bool(texts))
        if drawn is not None:
            _plot(sheets, drawn)
        for line in section.small:
            sheets[-1].text(printable(line), size=7.5, colour=MUTED)
    return bound(sheets, story.name)


def _first(story: Story) -> Sheet:
    page = sheet(A4)
    page.text(printable(story.name), size=12, bold=True, colour=MUTED)
    page.text(printable(story.number), size=18 if len(story.number) > LONG_NUMBER else 30, bold=True)
    for line in story.lines:
        page.text(printable(line))
    for warning in story.warnings:
        page.text(printable(warning), size=8.5, colour=WARNING)
    if story.advice:
        page.gap()
        page.text(ADVICE, size=12, bold=True)
    for line in story.advice:
        page.text(f"•  {printable(line)}")
    return page


def _check(check: Check) -> list[str]:
    told = [printable(f"{check.sign} {check.name} ({check.said}){f': {check.numbers}' if check.numbers else ''}")]
    under = (f"Cannot be seen: {check.unseen}" if check.unseen else "", check.advice)
    told += [f"      {printable(line)}" for line in under if line]
    return told


def _table(sheets: list[Sheet], section: Section, table: Table, *, headed: bool) -> None:
    """Place the rows that matter most of a table, its long texts cut."""
    cut = section.cut(table, LONGEST)
    more = len(table.rows) - len(cut.rows)
    rest = (
        f"{more:,} more {'before' if section.last else 'after'} these are on the page and in the JSON." if more else ""
    )
    cut = printable_table(cut)
    rows = tuple(replace(row, cells=tuple(_short(cell) for cell in row.cells)) for row in cut.rows)
    title = cut.title if headed and cut.title != section.title else "" if headed else section.title
    note = " ".join(filter(None, (rest, cut.note)))
    place(sheets, replace(cut, rows=rows, title=title, note=note))


def _short(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 1]}…"


def _plot(sheets: list[Sheet], drawing: Drawing) -> None:
    """Draw a chart on the last sheet, or on a new one where it has no room."""
    sheets[-1].gap()
    if sheets[-1].below - plot_height(sheets[-1], drawing) - sum(beyond(drawing)) - AROUND_PLOT < EDGE:
        sheets.append(sheet(A4))
    plot(sheets[-1], replace(drawing, title=printable(drawing.title), caption=printable(drawing.caption)))
