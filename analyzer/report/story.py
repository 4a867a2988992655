"""What a report tells when it is of more than one session: a story in sections, which every page draws alike."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from analyzer.report.checks import MARKS, TONES
from analyzer.report.rows import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ADVICE = "What to do next"
"""What stands over the advice of a story."""
LONG = 300_000
"""A longer JSON is for programs: with each number on its own line it takes three times as long to write. [letters]"""
WORDS = {True: "kept", False: "not kept", None: "cannot be told"}
"""How a check went, where it does not say so itself."""


@dataclass(frozen=True)
class Drawing:
    """A chart: `draw` draws it on the axes that it is given. size : Width and height. [in]

    name : Of its file and its place on the page.   bare : Without axes, so without room for their labels.
    margins : Left, right, top, bottom, where the usual ones are too small for its labels. [in]
    """

    name: str
    title: str
    caption: str
    draw: "Callable[[Axes], None]"
    size: tuple[float, float] = (5.5, 2.6)
    bare: bool = False
    margins: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Check:
    """A rule, how it went, and what to do about it. passed : None where it cannot be told.

    numbers : What was seen beside what is asked.   unseen : What the log cannot see of it.   advice : One line.
    word, mark : How it went, where that is more than kept, not kept, cannot be told: "between", "~".
    """

    name: str
    passed: bool | None
    numbers: str
    unseen: str = ""
    advice: str = ""
    word: str = ""
    mark: str = ""

    @property
    def said(self) -> str:
        """Say in a word how it went."""
        return self.word or WORDS[self.passed]

    @property
    def sign(self) -> str:
        """Give the mark of how it went."""
        return self.mark or MARKS[self.passed]

    @property
    def tone(self) -> str:
        """Name the colour of how it went."""
        return TONES[self.passed]


@dataclass(frozen=True)
class Section:
    """A part of a story, in this order: title, lines, checks, table, chart, small print.

    on_screen, on_page : Whether the terminal shows it; whether the page and the PDF do.
    last : Where a table is cut its last rows stay, as the newest of a log; else its first, as the best of a list.
    """

    title: str
    lines: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    table: Table | None = None
    drawing: Drawing | None = None
    small: tuple[str, ...] = ()
    on_screen: bool = True
    on_page: bool = True
    last: bool = True

    @property
    def rows(self) -> Table | None:
        """Give its table, if it has rows."""
        return self.table if self.table is not None and self.table.rows else None

    @property
    def is_empty(self) -> bool:
        """Tell that there is nothing in it."""
        return not (self.lines or self.checks or self.rows or self.drawing or self.small)

    def cut(self, table: Table, most: int) -> Table:
        """Give the table with so many of its rows at the most."""
        if len(table.rows) <= most:
            return table
        return replace(table, rows=table.rows[-most:] if self.last else table.rows[:most])


@dataclass(frozen=True)
class Story:
    """A report in sections, and its JSON.

    name : What it is of: "Trials", "Balance of training".   number : The one that stands for it, in words.
    lines : Under the number.   warnings : What the reader must know first.   advice : One line each.
    document : The JSON of the same, plain lists, texts and numbers.
    """

    name: str
    number: str
    lines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    document: dict[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> tuple[Section, ...]:
        """Give the sections that have something in them."""
        return tuple(section for section in self.sections if not section.is_empty)

    @property
    def on_page(self) -> tuple[Section, ...]:
        """Give the sections of the page and the PDF that have something in them."""
        return tuple(section for section in self.told if section.on_page)

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """Give the drawings of the pages, each under a name of its own."""
        found = [section.drawing for section in self.on_page if section.drawing is not None]
        names = list(_names([drawing.name for drawing in found]))
        return tuple(replace(drawing, name=name) for drawing, name in zip(found, names, strict=True))


def story_json(story: Story) -> str:
    """Give the JSON of a story: each value on a line of its own, of a long one each item of its lists."""
    parts = [f"{_json(name)}: {_by_item(value)}" for name, value in story.document.items()]
    if sum(map(len, parts)) <= LONG:
        return json.dumps(story.document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def _by_item(value: Any) -> str:
    """Write a value, a list with each of its items on a line."""
    if not isinstance(value, list) or not value:
        return _json(value)
    return "[\n  " + ",\n  ".join(map(_json, value)) + "\n ]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def story_png(story: Story) -> dict[str, bytes]:
    """Give the PNG of each chart by its name, at twice the pixels of a plain screen."""
    from analyzer.report.drawing import images  # noqa: PLC0415 - matplotlib is needed for pictures alone

    return images(story.drawings)


def printable(text: str) -> str:
    """Give a text on one line, without what would move the cursor of a terminal.

    >>> printable("fast" + chr(10) + "and " + chr(27) + "[31mred")
    'fast and [31mred'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def printable_table(table: Table) -> Table:
    """Give a table each of whose texts is on one line."""
    return replace(
        table,
        title=printable(table.title),
        columns=tuple(printable(column) for column in table.columns),
        rows=tuple(replace(row, cells=tuple(printable(cell) for cell in row.cells)) for row in table.rows),
        note=printable(table.note),
        spare=tuple(printable(column) for column in table.spare),
    )


def _names(wanted: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in wanted:
        number, own = 1, name
        while own in seen:
            number += 1
            own = f"{name}-{number}"
        seen.add(own)
        yield own
