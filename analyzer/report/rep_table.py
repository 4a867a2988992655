"""The table of the reps: planned beside run, target, sensors, recovery, and how their ends were found."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analyzer.charts.slots import Kept, Slot, alike, others, run, slots
from analyzer.charts.within import signed, within
from analyzer.model import Analysis, Boundary, Effort, EffortKind
from analyzer.model.doubt import both_names, finish_in_doubt
from analyzer.report.rows import Row, Table
from analyzer.report.targets import has_target, off_by, per, target_of
from analyzer.report.words import whole, with_error
from analyzer.units import format_pace, format_time, pace_unit

ENDS = {
    Boundary.BUTTON: "button",
    Boundary.START: "standing start",
    Boundary.LINE: "finish line",
    Boundary.INFERRED: "inferred",
}
"""How an end of a rep was found, in the runner's words."""
SAID_ELSEWHERE = frozenset({"Planned", "What", "Ends"})
"""The headline, the plan and the note under the table say what is the same of every rep."""
HILLY = 0.03
"""From this grade on a rep is run on a hill."""


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


def rep_zones(analysis: Analysis) -> list[Table]:
    """Give the table of the turns and straights of each rep against its own mean; empty where none were timed."""
    found = within(analysis)
    if found is None:
        return []
    doubt = finish_in_doubt(analysis.track)
    laps = max(lap for lap, _ in found.zones) > 1
    names = [f"{f'{lap} ' if laps else ''}{both_names(zone) if doubt else zone.value}" for lap, zone in found.zones]
    lines = [*zip(map(str, found.numbers), found.share, found.sd, strict=True), ("mean", found.mean, found.mean_sd)]
    rows = tuple(
        Row((name, *(_share(value, error) for value, error in zip(shares, errors, strict=True))))
        for name, shares, errors in lines
    )
    note = "Speed of each turn and straight without its first 15 m against the mean of the same rep, in %; + is faster."
    return [Table("rep_zones", "Turns and straights of each rep", ("Rep", *names), rows, len(names), note)]


def _share(value: float, error: float) -> str:
    return f"{signed(value)} ± {100 * error:.1f}" if math.isfinite(value) else "–"


def recovery(effort: Effort, *, planned: float = math.nan) -> str:
    """Write how long and how the runner recovered after a rep."""
    if not math.isfinite(effort.recovery):
        return "–"
    kind = f" {effort.recovery_kind.value}" if effort.recovery_kind else ""
    asked = f" ({format_time(planned, decimals=0)})" if math.isfinite(planned) else ""
    return f"{format_time(effort.recovery, decimals=0)}{asked}{kind}"


def _table(name: str, title: str, found: tuple[Slot, ...], note: str) -> Table:
    columns = [column for column in _columns(found) if column.spare == 0 or _tells(column, found)]
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


def _tells(column: Column, found: tuple[Slot, ...]) -> bool:
    """Tell whether a column says more than dashes; of what is said elsewhere too, more than the same of each rep."""
    cells = {column.cell(slot) for slot in found if slot.effort is not None}
    return cells != {"–"} and (len(cells) > 1 or column.name not in SAID_ELSEWHERE)


def _columns(found: tuple[Slot, ...]) -> tuple[Column, ...]:
    planned = any(slot.planned for slot in found)
    rest = _one_rest(found)
    hilly = _hilly(run(found))
    same = len({slot.planned.planned if slot.planned else "" for slot in found}) == 1 if planned else alike(found)
    return (
        Column("Rep", lambda slot: f"{slot.number}", number=False),
        Column("Planned" if planned else "What", _what, number=False, spare=90 if same else 2),
        Column("Distance", _of(lambda one: f"{one.distance:.0f} m" if math.isfinite(one.distance) else "–"), spare=20),
        Column("Time", lambda slot: with_error(slot.effort.time, slot.effort.time_sd) if slot.effort else "not run"),
        Column("Target", target_of, spare=60 if len({target_of(slot) for slot in found}) == 1 else 1),
        Column("Off by", off_by, spare=1),
        Column(pace_unit(), _of(lambda one: format_pace(one.speed)), spare=30 if alike(found) else 3),
        Column("Grade", _of(lambda one: percent_of(one.grade) if hilly else "–"), spare=35),
        Column("On the level", _of(lambda one: format_pace(one.graded_speed) if hilly else "–"), spare=4),
        Column("Heart rate", _of(lambda one: whole(one.heart_rate)), spare=40),
        Column("Cadence", _of(lambda one: whole(one.cadence)), spare=50),
        Column("Recovery after", lambda slot: _rest(slot, same=math.isfinite(rest)), spare=5),
        Column("Ends", _of(_ends), spare=100),
    )


def percent_of(share: float) -> str:
    """Write a grade."""
    return f"{signed(share)} %" if math.isfinite(share) else "–"


def _hilly(efforts: list[Effort]) -> bool:
    """Tell whether the reps were run on hills; the little that a barometer wavers on the flat is none."""
    grades = [abs(effort.grade) for effort in efforts if math.isfinite(effort.grade)]
    return any(effort.kind is EffortKind.HILL for effort in efforts) or (
        len(grades) > 0 and float(np.median(grades)) >= HILLY
    )


def _of(cell: Callable[[Effort], str]) -> Callable[[Slot], str]:
    return lambda slot: cell(slot.effort) if slot.effort else "–"


def _what(slot: Slot) -> str:
    if slot.planned:
        return slot.planned.planned
    return f"{slot.effort.nominal} {slot.effort.kind.value}" if slot.effort else "–"


def _rest(slot: Slot, *, same: bool) -> str:
    if slot.effort is None:
        return "–"
    planned = slot.planned.rest if slot.planned and not same else math.nan
    far = f", {slot.effort.recovery_distance:.0f} m" if slot.planned and slot.planned.rest_distance > 0 else ""
    return recovery(slot.effort, planned=planned) + (far if math.isfinite(slot.effort.recovery_distance) else "")


def _one_rest(found: tuple[Slot, ...]) -> float:
    """Give the recovery that was planned, where it is the same after each rep; NaN otherwise. [s]"""
    planned = {slot.planned.rest for slot in found[:-1] if slot.planned}
    return planned.pop() if len(planned) == 1 else math.nan


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
    if math.isfinite(_one_rest(found)):
        said.append(f"Recovery planned: {format_time(_one_rest(found), decimals=0)}.")
    if any(per(slot) for slot in found) and any(has_target(slot) for slot in found):
        level = ", on the level" if any(slot.on_the_level for slot in found) else ""
        said.append(f"Target and how far off: in {pace_unit()} and s/{pace_unit()[4:]}{level}.")
    said.append(_ends_counted(efforts))
    if _hilly(efforts) and any(math.isfinite(effort.graded_speed) for effort in efforts):
        said.append("On the level: the pace that would cost as much there.")
    return " ".join(said)


def _ends_counted(efforts: list[Effort]) -> str:
    ends = [boundary for effort in efforts for boundary in effort.boundary]
    counted = [(ENDS[kind], ends.count(kind)) for kind in Boundary if kind in ends]
    if len(counted) == 1:
        return f"Starts and ends: {counted[0][0]}."
    return f"Starts and ends: {', '.join(f'{count} {name}' for name, count in counted)}."
