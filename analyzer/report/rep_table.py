"""The table of the reps: planned beside run, target, sensors, recovery, and how their ends were found."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analyzer.charts.slots import Kept, Slot, alike, others, run, slots
from analyzer.model import Analysis, Boundary, Effort
from analyzer.report.rows import Row, Table
from analyzer.report.words import difference, whole, with_error
from analyzer.units import format_pace, format_time

ENDS = {
    Boundary.BUTTON: "button",
    Boundary.START: "standing start",
    Boundary.LINE: "finish line",
    Boundary.INFERRED: "inferred",
}
"""How an end of a rep was found, in the runner's words."""
POINT = 0.15
"""A target narrower than this is one time. [s]"""


@dataclass(frozen=True)
class Column:
    """A column of the table: its name, what stands in it, and how soon it is left out where there is no room.

    spare : 0 for never, else the highest goes first.
    """

    name: str
    cell: Callable[[Slot], str]
    number: bool = True
    spare: int = 0


def rep_tables(analysis: Analysis) -> tuple[Table, ...]:
    """Give the table of the reps, and that of what was run beside them."""
    main = slots(analysis)
    beside = tuple(Slot(i, None, effort, None) for i, effort in enumerate(others(analysis), start=1))
    made = []
    if run(main):
        made.append(_table("reps", "Reps", main, _note(main)))
    if beside:
        made.append(_table("others", "Also run", beside, ""))
    return tuple(made)


def target(fastest: float, slowest: float) -> str:
    """Write a target for a time.

    >>> target(87.0, 90.0), target(88.1, 88.2), target(float("nan"), 90.0)
    ('1:27–1:30', '1:28.1', '≤ 1:30')
    """
    known = [end for end in (fastest, slowest) if math.isfinite(end)]
    decimals = 0 if all(abs(end - round(end)) < 0.05 for end in known) else 1
    if not known:
        return "–"
    if len(known) == 1:
        return f"{'≤' if math.isfinite(slowest) else '≥'} {format_time(known[0], decimals=decimals)}"
    if slowest - fastest < POINT:
        return format_time(0.5 * (fastest + slowest), decimals=decimals)
    return "–".join(format_time(end, decimals=decimals) for end in known)


def off_by(slot: Slot) -> str:
    """Write how far a rep was outside its target; "in" where it was not. [s]"""
    if slot.kept in {Kept.NO_TARGET, Kept.NOT_RUN}:
        return "–"
    outside = difference(slot.off_by)
    if slot.kept is Kept.IN_TARGET:
        return "in" if outside.startswith("±") or outside == "–" else f"in ({outside})"
    return outside


def recovery(effort: Effort, *, planned: float = math.nan) -> str:
    """Write how long and how the runner recovered after a rep."""
    if not math.isfinite(effort.recovery):
        return "–"
    kind = f" {effort.recovery_kind.value}" if effort.recovery_kind else ""
    asked = f" ({format_time(planned, decimals=0)})" if math.isfinite(planned) else ""
    return f"{format_time(effort.recovery, decimals=0)}{asked}{kind}"


def _table(name: str, title: str, found: tuple[Slot, ...], note: str) -> Table:
    columns = [column for column in _columns(found) if column.spare == 0 or any(column.cell(s) != "–" for s in found)]
    off = next((i for i, column in enumerate(columns) if column.name == "Off by"), -1)
    rows = tuple(
        Row(
            tuple(column.cell(slot) for column in columns),
            slot.kept.value if slot.kept is not Kept.NO_TARGET else "",
            toned=off if slot.effort is not None else -1,
        )
        for slot in found
    )
    spare = sorted((column for column in columns if column.spare), key=lambda column: -column.spare)
    return Table(
        name,
        title,
        tuple(column.name for column in columns),
        rows,
        sum(column.number for column in columns),
        note,
        tuple(column.name for column in spare),
    )


def _columns(found: tuple[Slot, ...]) -> tuple[Column, ...]:
    planned = any(slot.planned for slot in found)
    same = len({slot.planned.planned if slot.planned else "" for slot in found}) == 1 if planned else alike(found)
    return (
        Column("Rep", lambda slot: f"{slot.number}", number=False),
        Column("Planned" if planned else "What", _what, number=False, spare=90 if same else 2),
        Column("Distance", _of(lambda one: f"{one.distance:.0f} m" if math.isfinite(one.distance) else "–"), spare=20),
        Column("Time", lambda slot: with_error(slot.effort.time, slot.effort.time_sd) if slot.effort else "not run"),
        Column("Target", lambda slot: target(slot.fastest, slot.slowest), spare=1),
        Column("Off by", off_by, spare=1),
        Column("min/km", _of(lambda one: format_pace(one.speed)), spare=30 if alike(found) else 3),
        Column("Grade", _of(lambda one: f"{100 * one.grade:.1f} %" if math.isfinite(one.grade) else "–"), spare=35),
        Column("On the level", _of(lambda one: format_pace(one.graded_speed)), spare=4),
        Column("Heart rate", _of(lambda one: whole(one.heart_rate)), spare=40),
        Column("Cadence", _of(lambda one: whole(one.cadence)), spare=50),
        Column("Recovery after", _rest, spare=5),
        Column("Ends", _of(_ends), spare=100),
    )


def _of(cell: Callable[[Effort], str]) -> Callable[[Slot], str]:
    return lambda slot: cell(slot.effort) if slot.effort else "–"


def _what(slot: Slot) -> str:
    if slot.planned:
        return slot.planned.planned
    return f"{slot.effort.nominal} {slot.effort.kind.value}" if slot.effort else "–"


def _rest(slot: Slot) -> str:
    if slot.effort is None:
        return "–"
    planned = slot.planned.rest if slot.planned else math.nan
    far = f", {slot.effort.recovery_distance:.0f} m" if slot.planned and slot.planned.rest_distance > 0 else ""
    return recovery(slot.effort, planned=planned) + (far if math.isfinite(slot.effort.recovery_distance) else "")


def _ends(effort: Effort) -> str:
    start, end = (ENDS[boundary] for boundary in effort.boundary)
    return start if start == end else f"{start} / {end}"


def _note(found: tuple[Slot, ...]) -> str:
    """Say the mean and the range of reps alike, and how their ends were found."""
    efforts = run(found)
    said = []
    if len(efforts) > 1 and alike(found):
        times = [effort.time for effort in efforts]
        said.append(
            f"Fastest {format_time(min(times))}, slowest {format_time(max(times))}, "
            f"standard deviation {float(np.std(times, ddof=1)):.1f} s."
        )
    said.append(_ends_counted(efforts))
    if any(math.isfinite(effort.graded_speed) for effort in efforts):
        said.append("On the level: the pace that would cost as much there.")
    return " ".join(said)


def _ends_counted(efforts: list[Effort]) -> str:
    ends = [boundary for effort in efforts for boundary in effort.boundary]
    counted = [(ENDS[kind], ends.count(kind)) for kind in Boundary if kind in ends]
    if len(counted) == 1:
        return f"Starts and ends: {counted[0][0]}."
    return f"Starts and ends: {', '.join(f'{count} {name}' for name, count in counted)}."
