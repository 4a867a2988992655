"""The report in the terminal: what matters of it, in one screen."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid
from rich.text import Text

from analyzer.model import Analysis
from analyzer.report import checks
from analyzer.report.assumptions import assumptions
from analyzer.report.behaviour import TITLE, watch_lines
from analyzer.report.grid import TONES, print_table
from analyzer.report.rows import MANY, Table
from analyzer.report.summary import ADVICE, advice, facts, headline, notes, score_words, track_line, warnings
from analyzer.report.tables import tables

LINES = 8
"""Up to so many notes are shown."""
CHECKS = 10
"""Up to so many checks are shown, those that were not kept first."""
NOTED = ("reps", "rep_zones")
"""The tables whose note is shown."""


def terminal(analysis: Analysis, console: Console, *, zones_in_reps: bool = False) -> None:
    """Print the headline, the tables, the score with its advice, and what was assumed.

    zones_in_reps : The turns and straights of each rep too.
    """
    _heading(analysis, console)
    for table in tables(analysis, zones_in_reps=zones_in_reps):
        if table.name == "splits":
            _in_lines(table, console)
        elif len(table.rows) <= MANY:
            print_table(table, console, noted=table.name in NOTED)
    _checks(analysis, console)
    _advice(analysis, console)
    _watch(analysis, console)
    _assumed(analysis, console)
    further = notes(analysis)
    for note in further[:LINES]:
        console.print(Text(f"Note: {note}", style="dim"))
    if len(further) > LINES:
        more = len(further) - LINES
        words = f"and {more} more note{'s' if more > 1 else ''}; --json and --html have them all"
        console.print(Text(words, style="dim"))


def _heading(analysis: Analysis, console: Console) -> None:
    top = headline(analysis)
    console.print(Text.assemble((f"{top.name}  ", "bold"), (top.number, "bold cyan")))
    for line in top.lines:
        console.print(escape(line), highlight=False)
    track = track_line(analysis)
    if track:
        console.print(Text(track, style="dim"))
    for warning in warnings(analysis):
        console.print(Text(warning, style="yellow"))
    console.print(Text(" · ".join(f"{name}: {text}" for name, text in facts(analysis)), style="dim"))


def _in_lines(table: Table, console: Console) -> None:
    """Print splits one after another; their errors are alike, so that one stands for all."""
    if len(table.rows) > MANY:
        return
    times = [row.cells[1].split(" ±")[0] for row in table.rows]
    errors = [row.cells[1].split("± ")[1] for row in table.rows if "±" in row.cells[1]]
    usual = f", each ± {sorted(errors)[len(errors) // 2]} s" if errors else ""
    console.print()
    console.print(Text(f"{table.title}{usual}", style="bold"))
    for start in range(0, len(times), 10):
        console.print("  ".join(f"{time:>4}" for time in times[start : start + 10]), highlight=False)


def _checks(analysis: Analysis, console: Console) -> None:
    """Print the checks, those that were not kept first."""
    lines = checks.check_lines(analysis)
    if not lines:
        return
    console.print()
    console.print(Text.assemble((f"{checks.TITLE}: ", "bold"), checks.summary(lines)))
    order = {"failed": 0, "untold": 1, "passed": 2}
    for line in sorted(lines, key=lambda one: order[one.tone])[:CHECKS]:
        words = f"{line.name} ({line.where})" if line.where else line.name
        advised = "" if line.tone == "passed" and line.numbers else line.advice
        told = f"{words}: {'. '.join(filter(None, (line.numbers, advised)))}"
        console.print(Text.assemble((f"  {line.mark} ", TONES[line.tone]), told))
        for under in line.under:
            console.print(Text(f"      {under}", style="dim"))
    if len(lines) > CHECKS:
        console.print(Text(f"  and {len(lines) - CHECKS} more checks", style="dim"))


def _advice(analysis: Analysis, console: Console) -> None:
    line, detail = score_words(analysis)
    if line:
        console.print()
        console.print(Text.assemble((line, "bold"), f" ({detail})" if detail else ""))
    elif advice(analysis):
        console.print()
        console.print(Text(ADVICE, style="bold"))
    if analysis.strategy is not None and analysis.strategy.warning:
        console.print(Text(analysis.strategy.warning, style="yellow"))
    for told in advice(analysis):
        console.print(Text(f"  - {told}"))


def _watch(analysis: Analysis, console: Console) -> None:
    lines = watch_lines(analysis)
    if lines:
        console.print()
        console.print(Text(TITLE, style="bold"))
    for line in lines:
        console.print(Text(f"  {line}"))


def _assumed(analysis: Analysis, console: Console) -> None:
    found = assumptions(analysis)
    if not found:
        return
    grid = Grid(title="Assumed", title_justify="left", title_style="bold", box=None, show_header=False, pad_edge=False)
    grid.add_column(no_wrap=True)
    grid.add_column()
    grid.add_column(no_wrap=True, style="dim")
    for item in found:
        grid.add_row(item.what, Text(f"{item.value} ({item.why})"), item.option)
    console.print()
    console.print(grid, highlight=False)
