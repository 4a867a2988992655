"""What the page of comparing shows: the words and tables of the story, the trials to choose, two of them in full."""

import math
from dataclasses import dataclass
from typing import Any

from analyzer.model import Comparison, Delta, Trial
from analyzer.report.compare_story import LAST
from analyzer.report.compare_tables import Rows, conditions_table, rows_of, trials_table
from analyzer.report.delta_story import delta_sections, lap_spans
from analyzer.report.predict_story import NOTHING
from analyzer.report.rows import Table
from analyzer.report.story import Section, Story
from analyzer.report.trial_words import one_row, sentence
from analyzer.report.zones_over_trials import zone_times
from analyzer.web.trials import Compared
from analyzer.web.views.lap_lines import lap_lines
from analyzer.web.views.session_view import NOWHERE, Span, Spanned
from analyzer.web.views.trend import which_of

OF_TRIALS = frozenset({"trials", "conditions", "all"})
"""The tables of a story that the page shows in its own way."""
SORTED_BY = {
    "No.": "session",
    "Date": "day",
    "Distance": "distance",
    "Time": "time",
    "As a mile": "equivalent",
    "Won": "previous_seconds",
    "Change of form": "previous_faster",
    "Score": "score",
}
"""The columns of the table of trials, and the numbers that they sort by."""
CLEAR, STRONG = 1.0, 2.0
"""A zone is tinted from so many standard errors away from the mean on, and deeper from the second."""


@dataclass(frozen=True)
class Choosable:
    """A trial in the table. cells : Its texts, and what each sorts by; which : As an address names it."""

    which: str
    session: int
    name: str
    cells: tuple[tuple[str, str], ...]
    chosen: bool


@dataclass(frozen=True)
class Tinted:
    """A table whose cells have a colour: the class of each, "" for none."""

    table: Table
    tints: tuple[tuple[str, ...], ...]


def compare_view(told: Compared, *, everything: bool) -> dict[str, Any]:
    """Give all that the template of the page shows. everything : All trials are listed, not the last ones alone."""
    comparison = told.comparison
    rows = rows_of(comparison.trials)
    if not rows:
        return {"count": 0}
    story, shown = told.story(), rows if everything else rows[-LAST:]
    table = trials_table(comparison, shown)
    parts = [part for part in story.told if not (part.rows and part.rows.name in OF_TRIALS)]
    return {
        "count": len(rows),
        "story": story,
        "trials": choosable(told, table, shown),
        "table_of": table,
        "plain": spanned,
        "notes": [sentence(note) for note in comparison.notes],
        "conditions": spanned(conditions_table(comparison, shown)),
        "trend": _named(parts, "trend"),
        "others": [part for part in parts if part.drawing is None],
        "zones": _zones(comparison, rows, parts),
        "records": _named(parts, "records"),
        "lap_lines": lap_lines(comparison.shares, comparison.records),
        "predictions": predictions(told),
        "along": along(told),
        "missing_grades": not any(math.isfinite(row["age_grade"]) for row in rows),
    }


def spanned(table: Table) -> Spanned:
    """Give a table whose rows are at no place."""
    return Spanned(table, (NOWHERE,) * len(table.rows))


def choosable(told: Compared, table: Table, shown: Rows) -> list[Choosable]:
    """Give the trials that are listed, the latest first."""
    names = which_of(told.comparison.trials)
    pair = {(trial.row["session"], trial.row["effort"]) for trial in told.pair}
    made = []
    for row, texts in zip(shown, table.rows, strict=True):
        cells = tuple((text, _sorted_by(row, name)) for name, text in zip(table.columns, texts.cells, strict=True))
        here = (row["session"], row["effort"])
        made.append(Choosable(names[here], int(row["session"]), one_row(row), cells, here in pair))
    return made[::-1]


def _sorted_by(row: dict[str, Any], column: str) -> str:
    value = row.get(SORTED_BY.get(column, ""), "")
    return "" if value == "" or (isinstance(value, float) and math.isnan(value)) else f"{value}"


def _named(parts: list[Section], name: str) -> Section | None:
    return next((part for part in parts if part.drawing is not None and part.drawing.name == name), None)


def _zones(comparison: Comparison, rows: Rows, parts: list[Section]) -> dict[str, Any] | None:
    """Give the zones of the last trials, tinted where one was clearly won or lost against the mean."""
    section, found = _named(parts, "zones"), zone_times(comparison, rows)
    if section is None or section.rows is None or found is None or section.drawing is None:
        return None
    ways = []
    for gains, row in zip(found.gain, section.rows.rows, strict=True):
        tints = [_tint(float(gain) / found.error) for gain in gains]
        ways.append((*[""] * (len(row.cells) - len(tints) - 1), *tints, ""))
    return {"title": section.title, "told": Tinted(section.rows, tuple(ways))}


def _tint(errors: float) -> str:
    """Name the colour of a gain that is so many standard errors from the mean."""
    if not math.isfinite(errors) or abs(errors) < CLEAR:
        return ""
    return ("won" if errors > 0 else "lost") + ("" if abs(errors) >= STRONG else "-pale")


def predictions(told: Compared) -> dict[str, Any]:
    """Give what the trials foretell, and whether they foretell anything."""
    story: Story = told.predictions()
    return {
        "any": story.number != NOTHING,
        "number": story.number,
        "lines": story.lines if story.number != NOTHING else (),
        "tables": [spanned(section.rows) for section in story.told if section.rows is not None],
        "methods": [section for section in story.told if section.rows is None],
    }


def along(told: Compared) -> dict[str, Any] | None:
    """Give two trials along the race: words, laps and zones with their places; None without two."""
    delta = told.delta
    if delta is None or len(told.pair) != 2:
        return None
    by_lap, *by_zone = delta_sections(delta)
    laps = by_lap.rows
    tables = [] if laps is None else [Spanned(laps, tuple(lap_spans(delta)))]
    zones = [section.rows for section in by_zone if section.rows is not None]
    tables += [Spanned(table, _spans(delta, told.pair[1], table)) for table in zones]
    return {
        "asked": bool(told.asked.pair),
        "title": by_lap.title,
        "lines": by_lap.lines,
        "small": by_lap.small,
        "tables": tables,
        "drawing": by_lap.drawing,
        "trials": [(trial.row["session"], one_row(trial.row)) for trial in told.pair],
        "unmatched": [sentence(one) for one in delta.unmatched],
    }


def _spans(delta: Delta, later: Trial, table: Table) -> tuple[Span, ...]:
    """Give from where to where each row of a table of zones goes, in metres of the later trial."""
    if delta.pieces == "zones":
        return tuple((gain.from_m, gain.to_m) for gain in delta.gains)
    columns = (later.zones[name].tolist() for name in ("lap", "zone", "from_m", "to_m"))
    places = {(str(lap), zone): (begin, end) for lap, zone, begin, end in zip(*columns, strict=True)}
    return tuple(places.get((row.cells[0], row.cells[1]), NOWHERE) for row in table.rows)
