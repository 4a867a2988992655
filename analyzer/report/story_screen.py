"""A story in the terminal."""

from dataclasses import replace

from rich.console import Console
from rich.text import Text

from analyzer.report.grid import TONES, print_table
from analyzer.report.rows import MANY, Table
from analyzer.report.story import ADVICE, Check, Section, Story, printable, printable_table

INDENT = 2
"""Letters before a check, and as many again before what is under it."""


def story_terminal(story: Story, console: Console) -> None:
    """Print a story: its number, its sections but the charts, its advice."""
    console.print(_text(Text.assemble((f"{printable(story.name)}  ", "bold"), (printable(story.number), "bold cyan"))))
    for line in story.lines:
        console.print(_plain(line))
    for warning in story.warnings:
        console.print(_plain(warning, "yellow"))
    for section in story.told:
        if section.on_screen and not replace(section, drawing=None).is_empty:
            _section(section, console)
    if story.advice:
        console.print()
        console.print(Text(ADVICE, style="bold"))
    for line in story.advice:
        _hanging("- ", "", line, console)


def _section(section: Section, console: Console) -> None:
    table = section.rows
    headed = bool(section.lines or section.checks or table is None)
    if headed and section.title:
        console.print()
        console.print(_plain(section.title, "bold"))
    for line in section.lines:
        console.print(_plain(line))
    for check in section.checks:
        _check(check, console)
    if table is not None:
        title = table.title if headed and table.title != section.title else "" if headed else section.title
        _table(section, replace(table, title=title), console)
    for line in section.small:
        console.print(_plain(line, "dim"))


def _table(section: Section, table: Table, console: Console) -> None:
    cut = section.cut(table, MANY)
    print_table(printable_table(cut), console, noted=True)
    more = len(table.rows) - len(cut.rows)
    if more:
        where = "before these" if section.last else "after these"
        console.print(Text(f"and {more:,} more {where}; --html and --json have them all", style="dim"))


def _check(check: Check, console: Console) -> None:
    """Print how a check went, and under it what cannot be seen and what to do."""
    numbers = f": {check.numbers}" if check.numbers else ""
    _hanging(f"{check.sign} ", TONES[check.tone], f"{check.name} ({check.said}){numbers}", console)
    if check.unseen:
        _indented(f"Cannot be seen: {check.unseen}", 2 * INDENT, console, style="dim")
    if check.advice:
        _indented(check.advice, 2 * INDENT, console)


def _hanging(mark: str, style: str, words: str, console: Console) -> None:
    """Print words behind a mark; further lines begin where the words did."""
    _indented(words, INDENT + len(mark), console, mark=Text.assemble(" " * INDENT, (mark, style)))


def _indented(words: str, indent: int, console: Console, *, style: str = "", mark: Text | None = None) -> None:
    """Print words, each line so many letters from the edge; the first one behind a mark."""
    lines = Text(printable(words), style=style).wrap(console, max(console.width - indent, 1)) or [Text("")]
    for place, line in enumerate(lines):
        line.rstrip()
        before = mark if mark is not None and not place else Text(" " * indent)
        console.print(_text(before + line))


def _plain(words: str, style: str = "") -> Text:
    return _text(Text(printable(words), style=style))


def _text(text: Text) -> Text:
    """Let long words break."""
    text.overflow = "fold"
    return text
