"""Corrections as text: what was corrected, and the file that a runner is given to edit."""

import math
from collections.abc import Mapping

from analyzer.model import Analysis, Corrections, Edit, Effort, Join, Split, Trigger
from analyzer.model.corrections import clock
from analyzer.model.doubt import finish_place
from analyzer.units import MILE, format_time

HEAD = """\
# Corrections of {file}
# Take the # from a line to use it, change what it says, save, and run the report again.
# Times count from the start of the recording, as the report prints them. Reps have the numbers that they have below,
# those of the report before any correction: the order of the corrections does not matter.
"""
EDITS = """\
# A rep that is two, parted at a time or at a distance from its start:
# [[split]]
# rep = {rep}
# at = "{middle}"
# or: at_m = 200

# Reps that are one:
# [[join]]
# reps = [{rep}, {next}]

# What was no rep:
# [[drop]]
# rep = {rep}

# A rep that was not found:
# [[add]]
# start = "{start}"
# end = "{end}"

# A rep that began or ended at another time (one of them can be left out):
# [[move]]
# rep = {rep}
# start = "{start}"
# end = "{end}"
"""


ROW = 10
"""Presses in a line."""


def write(said: Corrections) -> str:
    """Write corrections as TOML, which `read` reads as the same."""
    lines = [f"{key} = {_value(key, value)}" for key, value in _values(said).items()]
    for edit in sorted(said.edits, key=lambda one: type(one).__name__):
        lines += ["", f"[[{type(edit).__name__.lower()}]]", *_fields(edit)]
    return "\n".join(lines) + "\n"


def to_edit(analysis: Analysis, numbered: Mapping[int, Effort]) -> str:
    """Write the file for the runner to edit: what was found, as comments ready to be used.

    numbered : The efforts by the numbers that corrections call them.
    """
    recording = analysis.recording
    known = Corrections(sha256=recording.sha256, reps=spans(numbered))
    file = recording.file if recording.file.isprintable() else "a recording"
    parts = [
        HEAD.format(file=file or "a recording"),
        "# The recording, and the reps that the numbers are for; leave both as they are.\n"
        + "".join(f"{key} = {_value(key, value)}\n" for key, value in _values(known).items()),
        "\n".join(_assumed(analysis)) + "\n",
        "\n".join(_presses(analysis)) + "\n",
        "# Reps\n" + "".join(f"#   {_rep_line(number, effort)}\n" for number, effort in sorted(numbered.items())),
        _examples(numbered),
    ]
    return "\n".join(parts)


def spans(numbered: Mapping[int, Effort]) -> tuple[tuple[float, float] | None, ...]:
    """Give from when to when each numbered rep went, to a tenth; None for a number that was not run. [s]"""
    last = max(numbered, default=0)
    efforts = [numbered.get(number) for number in range(1, last + 1)]
    return tuple(None if one is None else (round(max(one.start, 0.0), 1), round(one.end, 1)) for one in efforts)


def _assumed(analysis: Analysis) -> list[str]:
    track, workout, plan = analysis.track, analysis.workout, analysis.strategy
    lines = ["# What was taken for granted"]
    if track is not None:
        finish = finish_place(track).replace(",", ", ")
        lines += [
            f"# lane = {track.lane}",
            f'# shape = "{track.oval.shape if track.oval.shape != "fitted" else "standard"}"',
            f'# direction = "{track.direction.value}"',
            f"# finish = [{finish}]",
        ]
    five_k, goal = (plan.five_k, plan.goal) if plan is not None else _paces(analysis)
    lines.append(f'# five_k = "{_told(five_k, "20:00")}"')
    lines.append(f'# goal = "{_told(goal, "5:40")}"')
    written = workout.plan if workout is not None else ""
    template = workout.template if workout is not None else ""
    return [*lines, f"# plan = {_text(written or '8x400 r60')}", f"# workout = {_text(template or '8-12x400m')}"]


def _paces(analysis: Analysis) -> tuple[float, float]:
    paces = analysis.workout.paces if analysis.workout is not None else None
    return (5000.0 / paces.five_k, MILE / paces.mile) if paces is not None else (math.nan, math.nan)


def _told(seconds: float, usual: str) -> str:
    return format_time(seconds, decimals=0) if math.isfinite(seconds) else usual


def _presses(analysis: Analysis) -> list[str]:
    laps = analysis.recording.device_laps
    own = laps["trigger"].ne(str(Trigger.DISTANCE)) & laps["trigger"].ne(str(Trigger.SESSION_END))
    pressed = [f'"{clock(round(end, 1))}"' for end in laps.loc[own, "end"].tolist()]
    if not pressed:
        return ["# No press of the lap button was recorded."]
    rows = [f"#   {', '.join(pressed[first : first + ROW])}," for first in range(0, len(pressed), ROW)]
    return ["# Presses of the lap button; keep only those that were wrong.", "# wrong_presses = [", *rows, "# ]"]


def _rep_line(number: int, effort: Effort) -> str:
    ends = f"{clock(round(effort.start, 1))} to {clock(round(effort.end, 1))}"
    return f"{number:2d}  {ends}  {effort.distance:.0f} m  {format_time(effort.time)}  ({effort.nominal})"


def _examples(numbered: Mapping[int, Effort]) -> str:
    number = min(numbered, default=1)
    effort = numbered.get(number)
    start, end = (effort.start, effort.end) if effort is not None else (600.0, 690.0)
    words = {name: clock(round(max(at, 0.0))) for name, at in (("start", start), ("end", end))}
    return EDITS.format(rep=number, next=number + 1, middle=clock(round(0.5 * (start + end))), **words)


def _values(said: Corrections) -> dict[str, object]:
    named = {"sha256": said.sha256, "reps": said.reps, **said.settings, "wrong_presses": said.wrong_presses}
    return {key: value for key, value in named.items() if value}


def _value(key: str, value: object) -> str:
    if key == "reps" and isinstance(value, tuple):
        return _list([_span(one) for one in value])
    if key == "wrong_presses" and isinstance(value, tuple):
        return _list([f'"{clock(one)}"' for one in value])
    if key in {"five_k", "goal"} and isinstance(value, float):
        return f'"{clock(value)}"'
    if isinstance(value, tuple):
        return f"[{', '.join(repr(float(one)) for one in value)}]"
    return str(value) if isinstance(value, int) else _text(str(value))


def _span(span: tuple[float, float] | None) -> str:
    return '"-"' if span is None else f'"{clock(span[0])} - {clock(span[1])}"'


def _list(items: list[str]) -> str:
    one = f"[{', '.join(items)}]"
    return one if len(one) <= 100 else "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def _fields(edit: Edit) -> list[str]:
    if isinstance(edit, Join):
        return [f"reps = [{', '.join(map(str, edit.reps))}]"]
    rep = [f"rep = {edit.rep}"] if hasattr(edit, "rep") else []
    moments = [(name, getattr(edit, name, math.nan)) for name in ("at", "start", "end")]
    rep += [f'{name} = "{clock(moment)}"' for name, moment in moments if math.isfinite(moment)]
    return [*rep, f"at_m = {edit.at_m!r}"] if isinstance(edit, Split) and math.isfinite(edit.at_m) else rep


def _text(text: str) -> str:
    """Write a text of TOML, whatever letters it has."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\U{ord(one):08X}" for one in plain) + '"'
