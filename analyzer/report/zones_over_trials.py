"""The turns and straights of the last trials beside each other."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analyzer.charts.dates import day_of, short
from analyzer.charts.heat import MOST
from analyzer.model import Comparison, Floats, Zone
from analyzer.model.doubt import in_both_readings, names_in_doubt
from analyzer.report.compare_tables import rows_of
from analyzer.report.rows import Row, Table
from analyzer.report.trial_words import seconds_won

ALIKE = 0.1
"""Trials whose distances differ by a larger share than this are not laid beside each other zone by zone. [1]"""
MANY_LAPS = 6
"""Of trials of more laps than this whole laps are shown, not zones."""
WHOLE_LAP = "whole lap"
SAME_PIECE = 0.75
"""A zone shorter than this share of the others of its kind is another piece of track, and is left out. [1]"""


@dataclass(frozen=True, eq=False)
class ZoneTimes:
    """The zones of some trials, the earliest first: one row a zone, one column a trial.

    trials : Rows of the comparison.   keys : (lap, zone) of each row.
    time : [s]   gain : Won against the mean of these trials over the same metres, plus is faster; NaN where a trial has
        no such zone. [s]   error : The usual standard error of a zone's time. [s]
    """

    trials: tuple[dict[str, Any], ...]
    keys: tuple[tuple[int, str], ...]
    time: Floats
    gain: Floats
    error: float

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the trials by their days; by their sessions where two were on one day."""
        days = [day_of(row["day"]) for row in self.trials]
        if len(set(days)) < len(days):
            return tuple(f"no. {row['session']}" for row in self.trials)
        years = len({day.year for day in days}) > 1
        return tuple(f"{short(day)}\n{day.year}" if years else short(day) for day in days)

    @property
    def rows(self) -> tuple[str, ...]:
        """Name the zones, each lap once."""
        before, names = 0, []
        for (lap, zone), name in zip(self.keys, self.names, strict=True):
            names.append((f"lap {lap}" if zone == WHOLE_LAP else f"lap {lap}   {name}") if lap != before else name)
            before = lap
        return tuple(names)

    @property
    def names(self) -> tuple[str, ...]:
        """Name the zones, both ways where the home straight of any of the trials is in doubt."""
        doubtful = any(names_in_doubt(row["finish_probability"]) for row in self.trials)
        return tuple(in_both_readings(zone) if doubtful else zone for _, zone in self.keys)

    @property
    def title(self) -> str:
        """Say what the pieces are."""
        return "Laps over the trials" if self.by_lap else "Turns and straights"

    @property
    def by_lap(self) -> bool:
        """Tell whether the pieces are whole laps: a long race has too many turns for one table."""
        return all(zone == WHOLE_LAP for _, zone in self.keys)

    @property
    def first_of_lap(self) -> tuple[int, ...]:
        """Give the rows with which a lap begins, but the first."""
        if self.by_lap:
            return ()
        return tuple(at for at in range(1, len(self.keys)) if self.keys[at][0] != self.keys[at - 1][0])


def zone_times(comparison: Comparison, rows: Sequence[dict[str, Any]], *, most: int = MOST) -> ZoneTimes | None:
    """Lay the zones of the last trials beside each other; None where less than two were timed by zones."""
    timed = set(zip(comparison.zones["session"], comparison.zones["effort"], strict=True))
    known = [row for row in rows if (row["session"], row["effort"]) in timed]
    alike = [row for row in known if abs(math.log(row["distance"] / known[-1]["distance"])) < ALIKE][-most:]
    if len(alike) < 2:
        return None
    places = {(row["session"], row["effort"]): at for at, row in enumerate(alike)}
    pieces = _pieces(comparison.zones, places)
    if len({piece["lap"] for piece in pieces}) > MANY_LAPS:
        pieces = [{**piece, "zone": WHOLE_LAP} for piece in _pieces(comparison.laps, places)]
    order = [WHOLE_LAP, *Zone]
    keys = sorted({(piece["lap"], piece["zone"]) for piece in pieces}, key=lambda key: (key[0], order.index(key[1])))
    time, metres = np.full((2, len(keys), len(alike)), np.nan)
    for piece in pieces:
        here = keys.index((piece["lap"], piece["zone"])), places[piece["session"], piece["effort"]]
        time[here], metres[here] = piece["time"], piece["to_m"] - piece["from_m"]
    usual = np.nanmax(metres, axis=1, keepdims=True)
    time = np.where(metres >= SAME_PIECE * usual, time, np.nan)
    told = np.isfinite(time).sum(axis=1) > 1
    keys, time, metres = [key for key, is_told in zip(keys, told, strict=True) if is_told], time[told], metres[told]
    if not keys:
        return None
    pace = np.nanmean(time / metres, axis=1, keepdims=True)
    error = float(np.nanmedian([piece["time_sd"] for piece in pieces]))
    return ZoneTimes(tuple(alike), tuple(keys), time, metres * pace - time, error)


def _pieces(frame: pd.DataFrame, places: Mapping[tuple[int, int], int]) -> list[dict[str, Any]]:
    """Give the laps or zones of some trials."""
    here = frame["session"].isin([session for session, _ in places])
    return [piece for piece in rows_of(frame[here]) if (piece["session"], piece["effort"]) in places]


def zones_table(found: ZoneTimes) -> Table:
    """Give the time of each zone in each trial, and what the last of them won against the mean."""
    made = []
    for at, ((lap, _), zone) in enumerate(zip(found.keys, found.names, strict=True)):
        times = [f"{time:.1f}" if math.isfinite(time) else "–" for time in found.time[at]]
        made.append(Row((str(lap), zone, *times, seconds_won(found.gain[at, -1]))))
    days = tuple(name.replace("\n", " ") for name in found.columns)
    note = f"Seconds, each ± {found.error:.1f}. Won: by the last of them, against the mean of these."
    columns = ("Lap", "Zone", *days, "Won")
    table = Table("zones", found.title, columns, tuple(made), len(days) + 1, note, days[:-2])
    return table.without("Zone") if found.by_lap else table
