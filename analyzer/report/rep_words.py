"""What a report says of the reps in a line or two: their mean, how the targets were kept; the ring and tiles."""

import math
from dataclasses import dataclass

import numpy as np

from analyzer.charts.slots import Kept, Slot, alike, by_clock, counts, length, run, slots
from analyzer.model import Analysis, Effort, EffortKind
from analyzer.report.targets import common_target, off_by, per, target_of
from analyzer.report.words import with_error
from analyzer.units import format_pace, format_time, pace_per, pace_unit

KIND_WORDS = {EffortKind.HILL: " hills", EffortKind.STRIDE: " strides"}
"""What is run by feel, and has no number but its pace."""
TILES = 12
"""Up to so many reps have a tile each under the headline."""


@dataclass(frozen=True)
class Ring:
    """A share shown as a ring: from 0 to 1, the number in it, the words under that, and all in words."""

    share: float
    number: str
    under: str
    words: str


@dataclass(frozen=True)
class Tile:
    """A rep under the headline: its name, its time (or pace), the error, and how its target was kept."""

    name: str
    number: str
    error: str
    under: str
    tone: str


def rep_name(efforts: list[Effort]) -> str:
    """Name the set: "8 x 400 m", "7 x 45 s hills", or how many reps there were where they differ."""
    kinds = {effort.kind for effort in efforts}
    kind = KIND_WORDS.get(efforts[0].kind, "") if len(kinds) == 1 else ""
    shared = length(efforts)
    if len(efforts) == 1:
        return f"{shared} {efforts[0].kind.value}"
    if shared:
        return f"{len(efforts)} x {shared}{kind}"
    return f"{len(efforts)}{kind}" if kind else f"{len(efforts)} reps"


def rep_number(found: tuple[Slot, ...]) -> str:
    """Give the number of the set: the mean time over one distance, the mean pace for one time, else the whole time."""
    efforts = run(found)
    error = math.sqrt(sum(effort.time_sd**2 for effort in efforts)) / len(efforts)
    mean = "mean " if len(efforts) > 1 else ""
    if alike(found):
        return f"{mean}{with_error(float(np.mean([effort.time for effort in efforts])), error, unit=True)}"
    time, metres = sum(effort.time for effort in efforts), sum(effort.distance for effort in efforts)
    by_feel = all(effort.kind in KIND_WORDS for effort in efforts)
    if (by_feel or all(by_clock(effort) for effort in efforts)) and math.isfinite(metres) and metres > 0:
        slack = error * len(efforts) / time * pace_per() * time / metres
        told = f" ± {max(slack, 0.5):.0f} s" if math.isfinite(slack) and slack >= 0.5 else ""
        return f"{mean}{format_pace(metres / time)} {pace_unit()}{told}"
    return f"{format_time(time)} in all"


def rep_lines(analysis: Analysis, found: tuple[Slot, ...]) -> tuple[str, ...]:
    """Say what the session was, how the targets were kept, how even the reps were, and how the runner recovered."""
    efforts = run(found)
    _, title = structure(analysis, efforts)
    said = [title] if title else []
    kept = kept_line(found)
    if kept:
        said.append(kept)
    parts = []
    if alike(found):
        parts.append(f"{format_pace(sum(e.distance for e in efforts) / sum(e.time for e in efforts))} {pace_unit()}")
        if len(efforts) > 1:
            times = [effort.time for effort in efforts]
            parts.append(f"{format_time(min(times))} to {format_time(max(times))}")
    rests = [effort.recovery for effort in efforts if math.isfinite(effort.recovery)]
    if rests:
        kinds = {effort.recovery_kind for effort in efforts if math.isfinite(effort.recovery)}
        only = kinds.pop() if len(kinds) == 1 else None
        how = {"stand": ", standing", "walk": ", walking", "jog": ", jogging"}.get(only.value, "") if only else ""
        parts.append(f"recovery {format_time(float(np.mean(rests)), decimals=0)} on the mean{how}")
    lines = [*said, *(["; ".join(parts)] if parts else [])]
    return tuple(line[:1].upper() + line[1:] for line in lines)


def kept_line(found: tuple[Slot, ...]) -> str:
    """Say how many reps kept their target, and what the others did; empty without a target or a rep left out."""
    counted = counts(found)
    held = counted[Kept.IN_TARGET] + counted[Kept.FAST] + counted[Kept.SLOW]
    parts = []
    if held:
        one = common_target(found)
        level = " on the level" if any(slot.on_the_level for slot in found) else ""
        asked = f" {one}{level}" if one else ""
        parts.append(f"target{asked} kept in {counted[Kept.IN_TARGET]} of {held}")
    parts += [f"{counted[word]} {word.value}" for word in (Kept.FAST, Kept.SLOW) if counted[word]]
    if counted[Kept.NOT_RUN]:
        parts.append(f"{counted[Kept.NOT_RUN]} of {len(found)} planned reps not run")
    return "; ".join(parts)


def structure(analysis: Analysis, efforts: list[Effort]) -> tuple[str, str]:
    """Name the set, and give the rest of its title: where reps differ the title knows their structure better."""
    name = rep_name(efforts)
    title = analysis.workout.title if analysis.workout else ""
    first, _, rest = title.partition(", ")
    if first.startswith(f"{len(efforts)} x {length(efforts) or '?'}"):
        return first, ""
    strides = title.rpartition(" + ")[2]
    if efforts[0].kind is EffortKind.STRIDE and strides.startswith(f"{len(efforts)} x "):
        return strides, title
    counted, _, lengths = title.partition(": ")
    if lengths and counted == f"{len(efforts)} reps":
        return counted, lengths
    if first and not length(efforts) and len(efforts) > 1:
        return first, rest
    return name, title


def ring(analysis: Analysis) -> Ring | None:
    """Give the ring beside the headline: the score of the mile, or the reps that kept their target."""
    score = analysis.score
    if score is not None:
        if not math.isfinite(score.score):
            return None
        error = f"± {score.score_sd:.0f} " if math.isfinite(score.score_sd) else ""
        number = f"{score.score:.0f}"
        return Ring(score.score / 100, number, f"{error}of 100", f"Plan kept: {number} {error}of 100")
    found = slots(analysis)
    counted = counts(found)
    held = len(found) - counted[Kept.NO_TARGET]
    if held < 2 or held == counted[Kept.NOT_RUN]:
        return None
    kept = counted[Kept.IN_TARGET]
    return Ring(kept / held, f"{kept}/{held}", "in target", f"{kept} of {held} reps in target")


def tiles(analysis: Analysis) -> tuple[Tile, ...]:
    """Give a tile for each rep, where there are few enough."""
    found = slots(analysis)
    same = bool(common_target(found))
    return tuple(_tile(slot, same=same) for slot in found) if 1 < len(found) <= TILES else ()


def _tile(slot: Slot, *, same: bool) -> Tile:
    """Make the tile of a rep. same : All reps have one target, which the headline says."""
    effort = slot.effort
    name = f"Rep {slot.number}"
    if effort is None:
        return Tile(name, "not run", "", slot.planned.planned if slot.planned else "", Kept.NOT_RUN.value)
    tone = slot.kept.value if slot.kept is not Kept.NO_TARGET else ""
    unit = "s/km" if per(slot) else "s"
    outside = "in target" if slot.kept is Kept.IN_TARGET else f"{off_by(slot).strip('+−')} {unit} {slot.kept.value}"
    asked = (outside if same else f"{target_of(slot)}, {off_by(slot)}") if tone else ""
    if by_clock(effort) and math.isfinite(effort.distance):
        return Tile(f"{name} · {effort.nominal}", format_pace(effort.speed), "", asked or pace_unit(), tone)
    error = f"{max(effort.time_sd, 0.05):.1f}" if math.isfinite(effort.time_sd) else ""
    pace = f"{format_pace(effort.speed)} {pace_unit()}" if math.isfinite(effort.speed) else ""
    return Tile(f"{name} · {effort.nominal}", format_time(effort.time), error, asked or pace, tone)
