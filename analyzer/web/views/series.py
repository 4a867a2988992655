"""The lines of a session over time, and the pieces of it that tables name: what the charts of a page are drawn from."""

import math
from typing import Any

import numpy as np

from analyzer.charts.slots import slots
from analyzer.charts.subject import sensor, session_speed
from analyzer.model import Analysis, Effort, EffortKind, Floats, Zone
from analyzer.model.doubt import both_names, finish_in_doubt
from analyzer.web.views.sketch import sketch

MOST_POINTS = 7200
"""Points of a line on a page: two hours at one a second; of longer sessions every second one, third one .."""
AROUND = 20.0
"""The charts begin so long before the trial or the first rep, and end so long after. [s]"""


def series(analysis: Analysis) -> dict[str, Any]:
    """Give the lines (lists of numbers, null where nothing is known), the map and the pieces of a session.

    t [s], d [m], v [m/s], hr [1/min], cad [steps/min], alt [m], x and y [m on the map].
    """
    line = session_speed(analysis)
    clock = line["elapsed"].to_numpy(dtype=float)
    drawn = sketch(analysis)
    step = max(math.ceil(len(clock) / MOST_POINTS), 1)

    def thin(values: Floats, decimals: int) -> list[float | None]:
        rounded = np.round(values[::step], decimals)
        return [None if math.isnan(value) else value for value in rounded.tolist()]

    lines = {
        "t": thin(clock, 1),
        "d": thin(line["distance"].to_numpy(dtype=float), 1),
        "v": thin(line["speed"].to_numpy(dtype=float), 3),
        "alt": thin(line["altitude"].to_numpy(dtype=float), 1),
        "hr": thin(sensor(analysis, "heart_rate", clock), 0),
        "cad": thin(sensor(analysis, "cadence", clock), 0),
        "x": thin(drawn.x, 1),
        "y": thin(drawn.y, 1),
    }
    known = {name: values for name, values in lines.items() if any(value is not None for value in values)}
    return {
        "lines": known,
        "map": drawn.to_dict(),
        "pieces": pieces(analysis),
        "focus": focus(analysis),
    }


def pieces(analysis: Analysis) -> list[dict[str, Any]]:
    """Give the reps or the turns and straights in order, with what was asked for: {name, tone, from, to}. [s]"""
    trial = analysis.trial
    if trial is not None and len(trial.zones):
        return _zones(analysis, trial)
    reps = [
        {
            "name": f"Rep {slot.number}: {slot.effort.nominal}",
            "tone": "rep",
            "from": round(slot.effort.start, 2),
            "to": round(slot.effort.end, 2),
        }
        for slot in slots(analysis)
        if slot.effort is not None
    ]
    return reps or [
        {"name": effort.nominal, "tone": "steady", "from": round(effort.start, 2), "to": round(effort.end, 2)}
        for effort in analysis.efforts
        if effort.kind is EffortKind.STEADY
    ]


def _zones(analysis: Analysis, trial: Effort) -> list[dict[str, Any]]:
    doubt = finish_in_doubt(analysis.track)
    asked = analysis.strategy.zones if analysis.strategy else ()
    found = []
    for row in trial.zones.to_dict("records"):
        middle = 0.5 * (row["from_m"] + row["to_m"])
        planned = next((zone for zone in asked if zone.from_m <= middle < zone.to_m), None)
        name = "run-off" if planned is not None and planned.run_off else row["zone"]
        if doubt and name != "run-off":
            name = both_names(Zone(row["zone"]))
        found.append(
            {
                "name": f"Lap {row['lap']}, {name}",
                "tone": planned.effort.value.replace(" ", "-") if planned is not None else "",
                "from": round(float(row["start"]), 2),
                "to": round(float(row["end"]), 2),
            }
        )
    return found


def focus(analysis: Analysis) -> list[float]:
    """Give from when to when the charts show the session at first: the trial, else all of its reps, else all. [s]"""
    elapsed = analysis.recording.samples["elapsed"]
    last = float(elapsed.iloc[-1]) if len(elapsed) else 0.0
    trial = analysis.trial
    shown = [trial] if trial is not None else [slot.effort for slot in slots(analysis) if slot.effort is not None]
    if not shown:
        return [0.0, round(last, 1)]
    begin, end = min(one.start for one in shown), max(one.end for one in shown)
    return [round(max(begin - AROUND, 0.0), 1), round(min(end + AROUND, last), 1)]
