"""Time laps, zones (turns and straights) and splits where the runner crosses them, each with its standard error.

`marks` says where the marks lie, `crossings` when they were passed (`windows` for very long running), `readings` what
the sensors read between them, `traces` the time at every metre.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.model import Bout, Effort, Motion, Placement
from analyzer.segment import windows
from analyzer.segment.crossings import NO_PRESSES, Crossings, Presses, by_watch, crossings_of, presses_of, with_presses
from analyzer.segment.marks import finish_lines, laps, lead, zones
from analyzer.segment.readings import reading_of
from analyzer.segment.traces import trace
from analyzer.segment.windows import Windows

__all__ = ["NO_PRESSES", "Presses", "effort", "presses_of", "trace"]

SPLIT = 100.0
"""Splits are timed every so many metres from the start. [m]"""


def effort(
    bout: Bout,
    motion: Motion,
    placement: Placement,
    samples: pd.DataFrame,
    presses: Presses,
    *,
    cadence_lag: float = 0.0,
) -> Effort:
    """Time a bout on the track: its ends, splits, laps and zones. cadence_lag : How late cadence comes. [s]"""
    end_arc = bout.start_arc + bout.distance
    if not np.isfinite(end_arc):
        end_arc = float(np.interp(bout.end, motion.frame["elapsed"], motion.frame["arc"]))
    pieces = zones(placement, bout.start_arc, end_arc)
    lines = [mark for mark in finish_lines(placement, bout.start_arc, end_arc) if bout.start_arc < mark < end_arc]
    hundreds = list(np.arange(bout.start_arc + SPLIT, end_arc - 1.0, SPLIT))
    inner = [first + lead(first, last) for _, _, first, last in pieces]
    arcs = np.unique(np.round([bout.start_arc, end_arc, *lines, *hundreds, *inner, *(piece[3] for piece in pieces)], 6))
    arcs = arcs[(arcs >= bout.start_arc - 1e-6) & (arcs <= end_arc + 1e-6)]
    if len(arcs) > windows.MANY:
        long = windows.timed(bout, motion, placement, presses, arcs)
        crossings: Crossings | Windows = long
        ends, zone_covariance = long.ends, None
    else:
        passed = crossings_of(bout, motion, arcs)
        crossings = ends = by_watch(passed, bout) if bout.by_watch else with_presses(passed, placement, presses)
        zone_covariance = ends.log_speed_covariance([(a + lead(a, b), b) for _, _, a, b in pieces])

    reading = reading_of(samples, cadence_lag, bout.start_arc)
    splits = [reading.row(crossings, a, b) for a, b in pairwise([bout.start_arc, *hundreds, end_arc])]
    in_laps = [
        {"lap": number, **reading.row(crossings, a, b)}
        for number, (a, b) in enumerate(pairwise(laps(bout.start_arc, lines, end_arc)), start=1)
    ]
    in_zones = [
        {"lap": lap, "zone": str(zone), **reading.row(crossings, a, b, left_out=True)} for lap, zone, a, b in pieces
    ]
    start, end, _, time_sd = ends.between(bout.start_arc, end_arc)
    return Effort(
        kind=bout.kind,
        nominal=bout.nominal,
        on_track=True,
        lane=placement.lane,
        start=start,
        start_sd=float(np.sqrt(ends.covariance[0, 0])),
        end=end,
        end_sd=float(np.sqrt(ends.covariance[-1, -1])),
        time_sd=time_sd,
        distance=bout.distance if np.isfinite(bout.distance) else end_arc - bout.start_arc,
        distance_sd=0.0 if np.isfinite(bout.distance) else _distance_sd(motion, bout),
        start_arc=bout.start_arc,
        boundary=ends.boundary,
        splits=_table(splits, frames.SPLITS),
        laps=_table(in_laps, frames.LAPS),
        zones=_table(in_zones, frames.ZONES),
        zone_covariance=zone_covariance,
    )


def _table(rows: Sequence[Mapping[str, object]], table: frames.Table) -> pd.DataFrame:
    columns = {column.name: [row[column.name] for row in rows] for column in table}
    return frames.build(columns, table, pd.RangeIndex(len(rows)))


def _distance_sd(motion: Motion, bout: Bout) -> float:
    both = motion.covariance(np.array([bout.start, bout.end]))
    return float(np.sqrt(both[0, 0] + both[1, 1] - 2 * both[0, 1]))
