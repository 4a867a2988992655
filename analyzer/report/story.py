"""What a report tells when it is of more than one session: a story in sections, which every page draws alike."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analyzer.report.rows import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
    """

    name: str
    passed: bool | None
    numbers: str
    unseen: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a story, in this order: title, lines, checks, table, chart, small print.

    on_screen : Whether the terminal shows it too.
    """

    title: str
    lines: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    table: Table | None = None
    drawing: Drawing | None = None
    small: tuple[str, ...] = ()
    on_screen: bool = True


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
