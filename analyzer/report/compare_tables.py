"""The tables of a comparison: the trials, their laps and conditions, the laps of record miles."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from analyzer.model import Comparison, Shares
from analyzer.report.rows import Row, Table
from analyzer.report.trial_words import how_likely, iso, seconds_won
from analyzer.report.words import percent, whole, with_error
from analyzer.units import format_time

MANY_LAPS = 5
"""Of more laps than this the table has the fastest and the slowest alone."""
CONDITIONS = 48
"""Letters of the conditions that the table has room for; the JSON has them all."""
SHORTEST_LAP = 0.7
"""A lap shorter than this share of the longest is a part of one, and is not among the fastest. [1]"""

Rows = Sequence[dict[str, Any]]
Laps = dict[tuple[int, int], list[tuple[float, float]]]


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as they are told."""
    names = [str(name) for name in frame.columns]
    return [
        dict(zip(names, values, strict=True)) for values in zip(*(frame[name].tolist() for name in names), strict=True)
    ]


def laps_of(comparison: Comparison) -> Laps:
    """Give the time [s] and the length [m] of each lap, by session and effort."""
    found: Laps = {}
    frame = comparison.laps
    columns = (frame[name].tolist() for name in ("session", "effort", "time", "from_m", "to_m"))
    for session, effort, time, begin, end in zip(*columns, strict=True):
        found.setdefault((session, effort), []).append((time, end - begin))
    return found


def trials_table(comparison: Comparison, rows: Rows, *, title: str = "Trials", name: str = "trials") -> Table:
    """Give a row for each trial, beside the one before it."""
    others = any(row["nominal"] != "1 mile" for row in rows)
    best = comparison.best
    made = []
    for row in rows:
        is_best = best is not None and (row["session"], row["effort"]) == (best.session, best.effort)
        cells = [str(row["session"]), iso(row["day"]), row["nominal"] + (", best" if is_best else "")]
        cells.append(with_error(row["time"], row["time_sd"]))
        if others:
            cells.append("–" if row["nominal"] == "1 mile" else _equivalent(row))
        cells.append(seconds_won(row["previous_seconds"]))
        cells.append(how_likely(row["previous_verdict"], row["previous_faster"], row["previous_slower"]) or "–")
        cells.append(whole(row["score"]))
        made.append(Row(tuple(cells)))
    columns = ("No.", "Date", "Distance", "Time", *(("As a mile",) if others else ()), "Won", "Change of form", "Score")
    note = (
        "Won: faster than the trial before it, in seconds over its own distance; minus is slower. Change of form: how "
        "likely it is that form changed by more than is worth noticing, P its probability."
    )
    return Table(name, title, columns, tuple(made), len(columns) - 3, note, ("Score",))


def conditions_table(comparison: Comparison, rows: Rows) -> Table:
    """Give the laps of each trial, and what it was run in."""
    laps = laps_of(comparison)
    graded = any(math.isfinite(row["age_grade"]) for row in rows)
    felt = any(math.isfinite(row["heart_rate"]) for row in rows)
    made = []
    for row in rows:
        cells = [str(row["session"]), iso(row["day"]), lap_words(laps.get((row["session"], row["effort"]), []))]
        cells += [percent(row["age_grade"])] if graded else []
        cells += [whole(row["heart_rate"])] if felt else []
        made.append(Row((*cells, _cut(conditions(row)))))
    columns = (
        "No.",
        "Date",
        "Laps",
        *(("Age grade",) if graded else ()),
        *(("Heart rate",) if felt else ()),
        "Conditions",
    )
    first = "of a mile is 9.3 m longer" if any(row["nominal"] == "1 mile" for row in rows) else "may be a part of one"
    note = f"Laps are cut at the finish line: the first {first}." if laps else ""
    return Table("conditions", "Laps and conditions", columns, tuple(made), 0, note, ("Heart rate",))


def lap_words(laps: Sequence[tuple[float, float]]) -> str:
    """Write the laps, or of many the fastest and the slowest of the whole ones.

    >>> lap_words([(91.6, 409.3), (85.3, 400.0)]), lap_words([])
    ('1:31.6  1:25.3', '–')
    """
    if len(laps) <= MANY_LAPS:
        return "  ".join(format_time(time) for time, _ in laps) or "–"
    full = max(metres for _, metres in laps)
    times = [time for time, metres in laps if metres > SHORTEST_LAP * full]
    return f"{len(laps)} laps, {format_time(min(times))} to {format_time(max(times))}"


def conditions(row: dict[str, Any]) -> str:
    """Say what a trial was run in: the weather, the shoes, how hard it felt, the notes, and where."""
    parts = [row["weather"]]
    if math.isfinite(row["temperature"]):
        parts.append(f"{row['temperature']:.0f} °C at the watch")
    parts += [row["shoes"], row["notes"]]
    parts.append(f"RPE {row['rpe']:.0f}" if math.isfinite(row["rpe"]) else "")
    parts.append("off the track" if row["lane"] == 0 else f"lane {row['lane']}" if row["lane"] > 1 else "")
    return "; ".join(part for part in parts if part)


def shares_table(own: Iterable[Shares], records: Iterable[Shares]) -> Table:
    """Give the laps of miles against their mean speed."""
    made = []
    for share in (*own, *records):
        times = "  ".join(format_time(time) for time in share.times)
        against = "  ".join(f"{_signed(value)}" for value in share.against_mean)
        made.append(Row((f"{share.name}{f' {share.year}' if share.year else ''}", times, against)))
    return Table("shares", "Beside record miles", ("Mile", "Laps", "Faster than the mean, %"), tuple(made), 0)


def _signed(share: float) -> str:
    value = round(100 * share, 1)
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{abs(value):.1f}"


def _equivalent(row: dict[str, Any]) -> str:
    error = math.hypot(row["equivalent_sd"], row["conversion_sd"])
    return with_error(row["equivalent"], error)


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= CONDITIONS else f"{flat[: CONDITIONS - 2].rstrip()} .."
