"""The report and the card of a plan as PDF, drawn on sheets by matplotlib; the same analysis gives the same bytes."""

from collections.abc import Iterator, Sequence

from analyzer.charts.palette import EFFORT, GRID, MUTED
from analyzer.model import Analysis, MilePlan, ZoneEffort
from analyzer.report import card, checks
from analyzer.report.assumptions import assumptions
from analyzer.report.behaviour import TITLE, watch_lines
from analyzer.report.binding import LONGEST, WARNING, bound, is_tall, lines, place, plot
from analyzer.report.drawing import drawings
from analyzer.report.sheet import A4, A5, EDGE, Sheet, sheet
from analyzer.report.story import Drawing
from analyzer.report.summary import ADVICE, advice, facts, headline, notes, score_words, track_line, warnings
from analyzer.report.tables import tables
from analyzer.report.words import LIMITS, METHOD


def pdf(analysis: Analysis, *, zones_in_reps: bool = False) -> bytes:
    """Give the report as PDF: the numbers on the first sheets, then the charts.

    zones_in_reps : The turns and straights of each rep too.
    """
    sheets = [_first(analysis)]
    found = [table for table in tables(analysis) if len(table.rows) <= LONGEST]
    for table in found:
        if table.name != "splits":
            place(sheets, table)
    checked = checks.check_lines(analysis)
    told = [text for line in checked for text in _check(line)]
    lines(sheets, f"{checks.TITLE}: {checks.summary(checked)}", told)
    lines(sheets, TITLE, list(watch_lines(analysis)))
    lines(
        sheets,
        "What was assumed, and how to correct it",
        [f"{item.what}: {item.value}; {item.why} ({item.option})" for item in assumptions(analysis)],
    )
    lines(sheets, "Notes on the data", list(notes(analysis)))
    for table in found:
        if table.name == "splits":
            place(sheets, table)
    if analysis.track is not None:
        lines(sheets, "How the times were made, and what they cannot tell", [METHOD, *LIMITS])
    plots = list(_plots(drawings(analysis, zones_in_reps=zones_in_reps)))
    return bound([*sheets, *plots], headline(analysis).name)


def plan_card_pdf(plan: MilePlan) -> bytes:
    """Give the card of a plan as one sheet of A5."""
    page = sheet(A5)
    page.text(card.title(plan), size=20, bold=True)
    page.text(card.terms(plan), size=8, colour=MUTED)
    if plan.warning:
        page.text(plan.warning, size=8, colour=WARNING)
    page.gap(0.05)
    page.text("Laps  " + "   ".join(time for _, time in card.lap_times(plan)), size=12, bold=True)
    page.gap(0.05)
    _card_lines(page, card.lines(plan))
    page.gap()
    for remark in card.remarks(plan):
        if remark != plan.warning:
            page.text(remark, size=6.5, colour=MUTED)
    return bound([page], card.title(plan))


def _first(analysis: Analysis) -> Sheet:
    """Write the headline, the score with its advice, and what the watch says."""
    page, top = sheet(A4), headline(analysis)
    page.text(top.name, size=12, bold=True, colour=MUTED)
    page.text(top.number, size=30, bold=True)
    for line in filter(None, (*top.lines, track_line(analysis))):
        page.text(line)
    page.text(" · ".join(f"{name}: {text}" for name, text in facts(analysis)), size=8.5, colour=MUTED)
    for warning in warnings(analysis):
        page.text(warning, size=8.5, colour=WARNING)
    score, detail = score_words(analysis)
    if score:
        page.gap()
        page.text(score, size=12, bold=True)
        page.text(detail, size=8.5, colour=MUTED)
    told = advice(analysis)
    if told and not score:
        page.gap()
        page.text(ADVICE, size=12, bold=True)
    for line in told:
        page.text(f"•  {line}")
    if analysis.strategy is not None and analysis.strategy.warning:
        page.text(analysis.strategy.warning, colour=WARNING)
    return page


def _check(line: checks.Line) -> list[str]:
    where = f" ({line.where})" if line.where else ""
    told = ". ".join(filter(None, (line.numbers, line.advice)))
    return [f"{line.mark}  {line.name}{where}{f': {told}' if told else ''}", *(f"    {under}" for under in line.under)]


def _plots(found: Sequence[Drawing]) -> Iterator[Sheet]:
    """Draw the charts, two on a sheet; one that is higher than wide takes a sheet of its own."""
    usual = [drawing for drawing in found if not is_tall(drawing)]
    pairs = [usual[first : first + 2] for first in range(0, len(usual), 2)]
    for here in (*pairs, *([drawing] for drawing in found if is_tall(drawing))):
        page = sheet(A4)
        for drawing in here:
            plot(page, drawing)
        yield page


def _card_lines(page: Sheet, found: tuple[card.Line, ...]) -> None:
    """Write the zones of the card, large enough to be read at arm's length."""
    size = 10.5
    edges = (EDGE + page.width - 1.62, EDGE + page.width - 0.72, EDGE + page.width)
    for x, name in zip(edges, ("zone", "passed", "per 400 m"), strict=True):
        page.write(x, name, size=7, colour=MUTED, align="right")
    page.below -= 0.15
    lap = 0
    for line in found:
        if line.lap != lap:
            page.write(EDGE, f"{line.lap}", size=size, bold=True)
        lap = line.lap
        page.box(EDGE + 0.2, 0.1, 0.24, EFFORT[ZoneEffort(line.effort)])
        page.write(EDGE + 0.38, line.zone, size=size, bold=True)
        page.write(edges[0], line.time, size=size, align="right")
        page.write(edges[1], line.passed, size=size + 1, bold=line.last_of_lap, align="right")
        page.write(edges[2], line.pace, size=size, colour=MUTED, align="right")
        page.below -= 0.175
        page.write(EDGE + 0.38, line.what, size=6.5, colour=MUTED)
        page.below -= 0.125
        page.box(EDGE, page.width, 0.014 if line.last_of_lap else 0.005, MUTED if line.last_of_lap else GRID)
        page.below -= 0.04
