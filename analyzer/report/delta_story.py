"""Two trials along the race: where the seconds between them came from."""

import math

import numpy as np

from analyzer.charts import delta as chart
from analyzer.charts.within import signed
from analyzer.model import Delta, Gain
from analyzer.model.doubt import in_both_readings
from analyzer.report.compare_tables import rows_of
from analyzer.report.rows import Row, Table
from analyzer.report.story import Drawing, Section
from analyzer.report.trial_words import on_day, seconds_won, sentence, won

SIZE = (5.5, 3.2)
BY_ZONE = "Won and lost by turn and straight"
LAP_STUB = 60.0
"""The piece of a lap that is left over behind the last full one is added to it below this length. [m]"""


def delta_sections(delta: Delta, *, zones_on_screen: bool = True) -> tuple[Section, ...]:
    """Tell where on the lap the second trial won and lost: words and the laps, the chart, the turns and straights.

    zones_on_screen : Whether the terminal shows each turn and straight too.
    """
    newer, older = chart.names((delta.second, delta.first))
    title = f"Along the race: {_full(delta)}"
    drawing = None
    if len(delta.metre):
        drawing = Drawing(
            "delta", f"{newer} against {older}", chart.caption(delta), lambda axes: chart.draw(axes, delta), SIZE
        )
    by_lap = Section(
        title,
        lines=tuple(sentence(line) for line in delta.words),
        table=laps_table(delta),
        drawing=drawing,
        small=tuple(sentence(note) for note in delta.notes),
    )
    if delta.pieces == "zones":
        table, title = zones_table(delta), BY_ZONE
    elif len(delta.alike):
        table, title = alike_table(delta), "Speed by turn and straight"
    else:
        return (by_lap,)
    return by_lap, Section(title, table=table, on_screen=zones_on_screen)


def laps_table(delta: Delta) -> Table | None:
    """Give what each lap won, and by how much the second trial is ahead at its end; None without a trace or laps."""
    if not len(delta.metre) or len(delta.lap_ends) < 2:
        return None
    made: list[Row] = []
    behind = 0.0
    for begin, end in lap_spans(delta):
        ahead, error = _ahead(delta, end)
        name = str(len(made) + 1) if end - begin >= LAP_STUB else "to the end"
        lap = (name, f"{begin:.0f}–{end:.0f} m", seconds_won(ahead - behind), won(ahead, error))
        made.append(Row(lap))
        behind = ahead
    note = (
        "Won: by the later trial, plus is faster. The lead at the end of a lap is the difference of the reported times."
    )
    return Table("delta_laps", "Lap by lap", ("Lap", "Metres", "Won", "Ahead at its end"), tuple(made), 2, note)


def lap_spans(delta: Delta) -> list[tuple[float, float]]:
    """Give from where to where each row of the laps goes; a stub belongs to the lap after it. [m]"""
    spans, before, last = [], 0.0, len(delta.lap_ends) - 1
    for at, end in enumerate(delta.lap_ends):
        if end - before >= LAP_STUB or at == last:
            spans.append((before, end))
            before = end
    return spans


def zones_table(delta: Delta) -> Table:
    """Give what each turn and straight won."""
    made, ahead = [], 0.0
    for gain in delta.gains:
        ahead += gain.gain
        zone = in_both_readings(gain.zone) if delta.names_in_doubt else gain.zone
        cells = (str(gain.lap), zone, won(gain.gain, gain.gain_sd), seconds_won(ahead), _told(gain))
        made.append(Row(cells))
    columns = ("Lap", "Zone", "Won", "Ahead at its end", "Stands out")
    note = "Won: by the later trial, in seconds. What stands out is beyond its error and an even share of the whole."
    table = Table("gains", BY_ZONE, columns, tuple(made), 3, note)
    return table if any(gain.told for gain in delta.gains) else table.without("Stands out")


def alike_table(delta: Delta) -> Table:
    """Give how much faster each turn and straight was run that both ran, whatever the lane and the start."""
    made = []
    for row in rows_of(delta.alike):
        error = f" ± {100 * row['faster_sd']:.1f}" if math.isfinite(row["faster_sd"]) else ""
        made.append(Row((str(row["lap"]), row["zone"], f"{signed(row['faster'])} %{error}")))
    note = (
        "Plus: the later trial was faster. Zones are matched by lap and name, since the metres of the two races differ."
    )
    return Table("alike", "Speed by turn and straight", ("Lap", "Zone", "Faster"), tuple(made), 1, note)


def _told(gain: Gain) -> str:
    return ("won" if gain.gain > 0 else "lost") if gain.told else ""


def _ahead(delta: Delta, metre: float) -> tuple[float, float]:
    """Give how far ahead the second trial is at a metre, and the error of that. [s]"""
    ahead = -float(np.interp(metre, delta.metre, delta.delta))
    return ahead, float(np.interp(metre, delta.metre, delta.delta_sd))


def _full(delta: Delta) -> str:
    if delta.first.day == delta.second.day:
        return f"session {delta.second.session} against session {delta.first.session}"
    return f"{on_day(delta.second.day)} against {on_day(delta.first.day, delta.second.day)}"
