"""What the page of a session shows: the words of the report, its tables with the time of each row, the controls."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analyzer.charts.slots import slots
from analyzer.model import Analysis, Effort, Said
from analyzer.model.doubt import finish_in_doubt, finish_place
from analyzer.report import checks
from analyzer.report.assumptions import assumptions
from analyzer.report.behaviour import TITLE, watch_lines
from analyzer.report.rep_words import ring, tiles
from analyzer.report.rows import Table
from analyzer.report.summary import ADVICE, advice, facts, headline, notes, score_words, track_line, warnings
from analyzer.report.tables import tables
from analyzer.units import format_time
from analyzer.web.views.bars import bars

Span = tuple[float, float]
"""From and to. [s]"""
NOWHERE: Span = (math.nan, math.nan)
HILLY = 7.0
"""From so much between the highest and the lowest point the altitude is drawn. [m]"""


@dataclass(frozen=True)
class Spanned:
    """A table, and when each of its rows was run; NaN for rows that are not in the session."""

    table: Table
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Choice:
    """What a control can be set to. value : As the log keeps it; "" for what the analyser finds itself."""

    value: str
    text: str
    chosen: bool = False


@dataclass(frozen=True)
class Controls:
    """What the runner can put right: what is found now, and what was said."""

    said: Said
    lanes: tuple[Choice, ...] = ()
    finishes: tuple[Choice, ...] = ()
    directions: tuple[Choice, ...] = ()
    five_k: str = ""
    goal: str = ""
    found: dict[str, str] = field(default_factory=dict)


def view(analysis: Analysis, said: Said) -> dict[str, Any]:
    """Give all that the template of the page shows."""
    top, lines = headline(analysis), checks.check_lines(analysis)
    number, _, error = top.number.partition(" ± ")
    before, itself, after = number_parts(number)
    score, detail = score_words(analysis)
    return {
        "analysis": analysis,
        "top": top,
        "number": number,
        "number_before": before,
        "number_itself": itself,
        "number_after": after,
        "error": error,
        "track_line": track_line(analysis),
        "warnings": warnings(analysis),
        "score": score,
        "score_detail": detail,
        "advice": advice(analysis),
        "advice_title": ADVICE,
        "ring": ring(analysis),
        "tiles": tiles(analysis),
        "tables": {spanned.table.name: spanned for spanned in spanned_tables(analysis)},
        "bars": bars(analysis),
        "checks": lines,
        "checks_title": checks.TITLE,
        "checks_summary": checks.summary(lines),
        "facts": facts(analysis),
        "watch_title": TITLE,
        "watch_lines": watch_lines(analysis),
        "assumptions": assumptions(analysis),
        "notes": notes(analysis),
        "hilly": _hilly(analysis),
        "controls": controls(analysis, said),
    }


def number_parts(number: str) -> tuple[str, str, str]:
    """Part the number of a headline from the words round it, which are shown small.

    >>> [number_parts(text) for text in ("mean 4:50 min/km", "5:53.5", "13:41 in all")]
    [('mean', '4:50', 'min/km'), ('', '5:53.5', ''), ('', '13:41', 'in all')]
    """
    parts = re.fullmatch(r"([a-z ]*?) ?(\d[\d:.]*)(?: (.*))?", number)
    return ("", number, "") if parts is None else (parts[1], parts[2], parts[3] or "")


def spanned_tables(analysis: Analysis) -> tuple[Spanned, ...]:
    """Give the tables of the report, each row with its time in the session."""
    main = analysis.trial or max(analysis.efforts, key=lambda effort: effort.time, default=None)
    made = []
    for table in tables(analysis):
        spans = _spans(analysis, table.name, main)
        if len(spans) != len(table.rows):
            spans = (NOWHERE,) * len(table.rows)
        made.append(Spanned(table, spans))
    return tuple(made)


def _spans(analysis: Analysis, name: str, main: Effort | None) -> tuple[Span, ...]:
    if name == "reps":
        return tuple(
            NOWHERE if slot.effort is None else (slot.effort.start, slot.effort.end) for slot in slots(analysis)
        )
    if main is None or name not in {"laps", "zones", "splits"}:
        return ()
    frame: pd.DataFrame = getattr(main, name)
    return tuple(zip(frame["start"].tolist(), frame["end"].tolist(), strict=True))


def controls(analysis: Analysis, said: Said) -> Controls:
    """Give the controls with what can be chosen."""
    track = analysis.track
    found = {"plan": analysis.workout.plan if analysis.workout else ""}
    if track is None:
        return Controls(said, found=found)
    likely = track.lane_probability
    lanes = [Choice("", "as found", said.lane is None)]
    for lane in range(1, 10):
        sure = f", {100 * likely[lane]:.0f} % likely" if likely.get(lane, 0.0) >= 0.005 else ""
        lanes.append(Choice(f"{lane}", f"Lane {lane}{sure}", said.lane == lane))
    here, other = finish_place(track), finish_place(track, other=True)
    unsure = " (it may be either)" if finish_in_doubt(track) else ""
    finishes = (
        Choice("", f"as found{unsure}", said.finish is None),
        Choice(here, "at this end, as on the map", said.finish is not None),
        Choice(other, "at the other end of the track"),
    )
    directions = (
        Choice("", "as found", said.direction is None),
        *(Choice(way, way, said.direction == way) for way in ("anticlockwise", "clockwise")),
    )
    return Controls(
        said,
        tuple(lanes),
        finishes,
        directions,
        five_k="" if said.five_k is None else format_time(said.five_k, decimals=0),
        goal="" if said.goal is None else format_time(said.goal),
        found=found,
    )


def _hilly(analysis: Analysis) -> bool:
    altitude = analysis.speed["altitude"].dropna() if len(analysis.speed) else pd.Series(dtype=float)
    return bool(len(altitude)) and float(altitude.max() - altitude.min()) >= HILLY
