"""A calendar of hard and easy days: a row a week, a letter a day."""

from typing import TYPE_CHECKING

from analyzer.charts.palette import EASY, GRID, HARD, LONG, MODERATE, MUTED, RACE, SMALL
from analyzer.model import Balance, DayKind, TrainingDay
from analyzer.model.balance import WEEKDAYS, day_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

title = "Hard and easy days"
WIDTH = 5.5
ROW, AROUND = 0.28, 0.75
"""Height of a week, and of the names of the days and the key together. [in]"""
MOST = 16
"""Up to so many weeks are drawn, the last ones."""
WEEK = 7
LETTERS = {
    DayKind.HARD: "H",
    DayKind.TRIAL: "T",
    DayKind.LONG: "L",
    DayKind.MODERATE: "M",
    DayKind.EASY: "E",
    DayKind.RUN: "R",
    DayKind.OTHER: "o",
    DayKind.REST: "–",
    DayKind.NOTHING: "·",
    DayKind.OUTSIDE: "",
}
"""The mark of a day, in the terminal too; a hard day with a long run is HL."""
WORDS = {
    DayKind.HARD: "hard",
    DayKind.TRIAL: "trial",
    DayKind.LONG: "long",
    DayKind.MODERATE: "moderate",
    DayKind.EASY: "easy",
    DayKind.RUN: "run, not told how hard",
    DayKind.OTHER: "another sport",
    DayKind.REST: "rest",
    DayKind.NOTHING: "nothing logged",
}
_COLOURS = {
    DayKind.HARD: HARD,
    DayKind.TRIAL: RACE,
    DayKind.LONG: LONG,
    DayKind.MODERATE: MODERATE,
    DayKind.EASY: EASY,
    DayKind.RUN: GRID,
}
LETTER = "#101820"
"""Dark on a dark page too, as the cells keep their colours."""


def mark(day: TrainingDay) -> str:
    """Give the letter of a day; HL is a hard day with a long run."""
    return "HL" if day.hard and day.long else LETTERS[day.kind]


def key(balance: Balance) -> str:
    """Say what the marks stand for that are used."""
    used = {day.kind for day in balance.days}
    told = [f"{LETTERS[kind]} {word}" for kind, word in WORDS.items() if kind in used]
    if any(day.hard and day.long for day in balance.days):
        told.insert(1, "HL hard and long")
    return ", ".join(told)


def caption(balance: Balance) -> str:
    """Say how to read it."""
    cut = f" The last {MOST} weeks." if len(balance.weeks) > MOST else ""
    return f"The numbers are minutes of running. That nothing was logged does not say that none was run.{cut}"


def size(balance: Balance) -> tuple[float, float]:
    """Give the width and height that suit it. [in]"""
    return WIDTH, AROUND + ROW * min(len(balance.weeks), MOST)


def draw(axes: "Axes", balance: Balance) -> None:
    """Draw the days as cells, a row a week, the latest at the bottom."""
    days = balance.days[-MOST * WEEK :]
    rows = len(days) // WEEK
    axes.set_axis_off()
    axes.set_xlim(-1.15, WEEK)
    axes.set_ylim(rows + 0.9, -1.1)
    small = SMALL - 1.0
    for column, name in enumerate(WEEKDAYS):
        axes.text(column + 0.5, -0.45, name, ha="center", va="center", fontsize=small, color=MUTED)
    for place, day in enumerate(days):
        row, column = divmod(place, WEEK)
        if not column:
            axes.text(-0.12, row + 0.5, day_words(day.day), ha="right", va="center", fontsize=small, color=MUTED)
        _cell(axes, column, row, day)
    axes.text(WEEK / 2 - 0.57, rows + 0.6, key(balance), ha="center", va="center", fontsize=small - 1.0, color=MUTED)


def _cell(axes: "Axes", column: int, row: int, day: TrainingDay) -> None:
    if day.kind is DayKind.OUTSIDE:
        return
    filled = day.kind in _COLOURS
    if filled:
        axes.broken_barh([(column + 0.04, 0.92)], (row + 0.06, 0.88), facecolor=_COLOURS[day.kind], linewidth=0)
    minutes = f" {day.running / 60.0:.0f}" if filled and day.running > 0 else ""
    axes.text(
        column + 0.5,
        row + 0.5,
        f"{mark(day)}{minutes}",
        ha="center",
        va="center",
        fontsize=SMALL - 1.0 if filled else SMALL + 3.0,
        color=LETTER if filled and day.kind is not DayKind.RUN else MUTED,
        fontweight="bold" if filled else "normal",
    )
