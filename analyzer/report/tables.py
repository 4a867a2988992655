"""The tables of a report as texts: reps, laps, zones against the plan, splits; every page draws these."""

import math
from typing import Any

import pandas as pd

from analyzer.model import Analysis, Effort, EffortKind, Zone
from analyzer.model.document import pairs
from analyzer.model.doubt import both_names, finish_in_doubt
from analyzer.report.rep_table import rep_tables, rep_zones
from analyzer.report.rows import Row, Table
from analyzer.report.words import difference, whole, with_error
from analyzer.units import format_pace, format_time, pace_unit


def tables(analysis: Analysis, *, zones_in_reps: bool = False) -> tuple[Table, ...]:
    """Give the tables that this session has rows for, the most important first.

    zones_in_reps : The turns and straights of each rep too.
    """
    main = analysis.trial or next((e for e in analysis.efforts if e.kind is EffortKind.STEADY), None)
    made = list(rep_tables(analysis))
    if main is not None and (analysis.trial is not None or not made):
        made = [laps(analysis, main), zones(analysis, main), splits(main), *made]
    if zones_in_reps:
        made += rep_zones(analysis)
    return tuple(table for table in made if table.rows)


def laps(analysis: Analysis, effort: Effort) -> Table:
    """Give the laps, cut at the finish line, against the plan."""
    score = analysis.score.laps if analysis.score and effort.kind is EffortKind.TRIAL else ()
    planned = analysis.strategy.zones if analysis.strategy and effort.kind is EffortKind.TRIAL else ()
    rows = []
    for row in _records(effort.laps):
        lap = int(row["lap"])
        inside = [zone for zone in planned if row["from_m"] <= 0.5 * (zone.from_m + zone.to_m) < row["to_m"]]
        name = "run-off" if inside and inside[0].run_off else f"{lap}"
        cells = [name, f"{row['distance']:.1f} m", with_error(row["time"], row["time_sd"])]
        if planned:
            target = sum(zone.target for zone in inside) if inside else math.nan
            cells += [format_time(target), difference(row["time"] - target)]
            cells += [whole(score[lap - 1]) if lap <= len(score) else "–"]
        cells.append(format_pace(row["speed"]))
        rows.append(Row(tuple(cells)))
    columns = ("Lap", "Distance", "Time", *(("Target", "Off by", "Score") if planned else ()), pace_unit())
    doubt = finish_in_doubt(analysis.track) and len(rows) > 1
    note = "Cut at the likelier of two possible finish lines." if doubt else "Cut at the finish line."
    return Table("laps", "Laps", columns, tuple(rows), len(columns) - 1, note)


def zones(analysis: Analysis, effort: Effort) -> Table:
    """Give the turns and straights, against the plan where there is one."""
    asked = pairs(analysis.strategy, analysis.score) if analysis.strategy and effort.kind is EffortKind.TRIAL else []
    sensors = [name for name in ("heart_rate", "cadence") if effort.zones[name].notna().any()]
    doubt = finish_in_doubt(analysis.track)
    rows = []
    for row in _records(effort.zones):
        middle = 0.5 * (row["from_m"] + row["to_m"])
        here = next(((zone, score) for zone, score in asked if zone.from_m <= middle < zone.to_m), None)
        name = "run-off" if here and here[0].run_off else both_names(Zone(row["zone"])) if doubt else row["zone"]
        cells = [f"{row['lap']}", name]
        if asked:
            cells += _against_plan(row, here[0].target, here[1].score if here[1] else math.nan) if here else ["–"] * 4
            cells.insert(2, here[0].effort.value if here else "–")
        else:
            cells.append(with_error(row["time"], row["time_sd"]))
        cells += [format_pace(row["speed"]), *(whole(row[name]) for name in sensors)]
        rows.append(Row(tuple(cells), here[0].effort.value if here else ""))
    head = ("Lap", "Zone", *(("Asked", "Time", "Target", "Off by", "Score") if asked else ("Time",)), pace_unit())
    words = {"heart_rate": "Heart rate", "cadence": "Cadence"}
    columns = (*head, *(words[name] for name in sensors))
    note = "The time is of the whole zone; the pace leaves out its first 15 m."
    if doubt:
        note += " Which straight is the home straight is not known: the likelier name is first."
    title = "Turns and straights against the plan" if asked else "Turns and straights"
    spare = tuple(name for name in ("Cadence", "Heart rate", "Score") if name in columns)
    return Table("zones", title, columns, tuple(rows), len(columns) - (3 if asked else 2), note, spare)


def splits(effort: Effort) -> Table:
    """Give the 100 m splits with the time passed."""
    passed, rows = 0.0, []
    for row in _records(effort.splits):
        passed += row["time"]
        label = f"{row['from_m']:.0f}–{row['to_m']:.0f} m"
        rows.append(
            Row((label, with_error(row["time"], row["time_sd"]), format_time(passed), format_pace(row["speed"])))
        )
    return Table(
        "splits", "100 m splits", ("From–to", "Time", "Passed", pace_unit()), tuple(rows), 3, "From the start."
    )


def _against_plan(row: dict[str, Any], target: float, score: float) -> list[str]:
    time = with_error(row["time"], row["time_sd"])
    return [time, format_time(target), difference(row["time"] - target), whole(score)]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
