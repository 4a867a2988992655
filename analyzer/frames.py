"""The column tables of every frame, and `conform`, which makes a frame fit its table.

A frame always has every column of its table; what a sensor did not give is NaN (or an empty text).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

try:
    from pandas.api.internals import create_dataframe_from_blocks as _from_blocks  # type: ignore[import-not-found]
except ImportError:  # before pandas 3
    _from_blocks = None


@dataclass(frozen=True)
class Column:
    """One column: its name, dtype, unit and meaning."""

    name: str
    dtype: str
    unit: str
    meaning: str


SAMPLES = (
    Column("elapsed", "float64", "s", "since the first sample"),
    Column("latitude", "float64", "deg", "WGS 84"),
    Column("longitude", "float64", "deg", "WGS 84"),
    Column("altitude", "float64", "m", "above sea level"),
    Column("distance", "float64", "m", "the watch's own, cumulative"),
    Column("speed", "float64", "m/s", "the watch's own"),
    Column("heart_rate", "float64", "1/min", "heart beats"),
    Column("cadence", "float64", "steps/min", "both feet"),
    Column("power", "float64", "W", "running power"),
    Column("step_length", "float64", "m", "the watch's own"),
    Column("vertical_oscillation", "float64", "m", "rise and fall of the trunk in a step"),
    Column("ground_contact", "float64", "s", "time on the ground in a step"),
    Column("ground_contact_balance", "float64", "%", "share of the left foot"),
    Column("temperature", "float64", "degC", "at the watch"),
    Column("accuracy", "float64", "m", "horizontal accuracy that the watch claims"),
)
"""`Recording.samples`: index `time` (UTC), one row a record; further house columns may follow these."""

DEVICE_LAPS = (
    Column("start", "float64", "s", "since the first sample"),
    Column("end", "float64", "s", "since the first sample: the moment of the press, to the fraction in the file"),
    Column("timer", "float64", "s", "timer time of the lap, pauses left out"),
    Column("distance", "float64", "m", "the watch's own"),
    Column("trigger", "str", "", "a Trigger: manual, distance, time, position, session_end or other"),
)
PAUSES = (
    Column("start", "float64", "s", "since the first sample"),
    Column("end", "float64", "s", "since the first sample"),
    Column("kind", "str", "", "a PauseKind: manual, auto or segment"),
)
MOTION = (
    Column("elapsed", "float64", "s", "since the first sample of the recording"),
    Column("arc", "float64", "m", "along the lane's line, unwrapped; 0 is the finish line"),
    Column("speed", "float64", "m/s", "along the lane's line"),
    Column("offset", "float64", "m", "outward from the measured line"),
    Column("arc_sd", "float64", "m", "standard error of arc"),
    Column("speed_sd", "float64", "m/s", "standard error of speed"),
)
SPEED = (
    Column("elapsed", "float64", "s", "since the first sample of the recording"),
    Column("distance", "float64", "m", "run so far: along the lane's line on the track, else by positions and watch"),
    Column("speed", "float64", "m/s", "over the ground, the watch's delay taken out"),
    Column("altitude", "float64", "m", "above sea level, smoothed; NaN without a barometer"),
    Column("on_track", "float64", "1", "1 where Motion gave the speed, 0 elsewhere"),
)
SPLITS = (
    Column("from_m", "float64", "m", "from the start of the effort"),
    Column("to_m", "float64", "m", "from the start of the effort"),
    Column("start", "float64", "s", "since the first sample"),
    Column("end", "float64", "s", "since the first sample"),
    Column("time", "float64", "s", "end - start"),
    Column("time_sd", "float64", "s", "standard error of time"),
    Column("distance", "float64", "m", "to_m - from_m"),
    Column("speed", "float64", "m/s", "mean; in zones without the first 15 m"),
    Column("speed_sd", "float64", "m/s", "standard error of speed"),
    Column("heart_rate", "float64", "1/min", "mean"),
    Column("cadence", "float64", "steps/min", "median, shifted by the sensor's lag"),
    Column("step_length", "float64", "m", "speed over cadence"),
    Column("gap", "float64", "s", "longest time without a position beyond the usual interval"),
)
LAPS = (Column("lap", "int64", "", "1 for the first"), *SPLITS)
ZONES = (Column("lap", "int64", "", "1 for the first"), Column("zone", "str", "", "a Zone"), *SPLITS)
TRACE = (
    Column("metre", "float64", "m", "from the start of the effort"),
    Column("time", "float64", "s", "since the start of the effort"),
    Column("time_sd", "float64", "s", "standard error of time"),
)
_LOGGED = (
    Column("session", "int64", "", "number of the session in the log"),
    Column("effort", "int64", "", "counts into the efforts of the session, from 0"),
)
LOGGED_EFFORTS = (
    *_LOGGED,
    Column("kind", "str", "", "an EffortKind"),
    Column("nominal", "str", "", "1 mile, 400 m, 4 min ..."),
    Column("on_track", "int64", "", "1 on the track"),
    Column("start", "float64", "s", "since the first sample"),
    Column("time", "float64", "s", "of the effort"),
    Column("time_sd", "float64", "s", "standard error of time"),
    Column("distance", "float64", "m", "along the line"),
    Column("distance_sd", "float64", "m", "standard error of distance"),
    Column("recovery", "float64", "s", "after it, until the next"),
    Column("heart_rate", "float64", "1/min", "mean"),
    Column("cadence", "float64", "steps/min", "median"),
    Column("day", "int64", "d", "local day of the session, since 1970-01-01"),
)
"""Every effort of the log, or of one session."""
TRIALS = (
    *_LOGGED,
    Column("day", "int64", "d", "local day, since 1970-01-01"),
    Column("nominal", "str", "", "1 mile, 1600 m ..."),
    Column("distance", "float64", "m", "along the line"),
    Column("time", "float64", "s", "of the trial"),
    Column("time_sd", "float64", "s", "standard error of time"),
    Column("lane", "int64", "", "1 for the innermost; 0 off the track"),
    Column("lap", "float64", "m", "length of a lap in that lane"),
    Column(
        "finish_probability", "float64", "1", "that the home straight is the one so called; 1 where that is settled"
    ),
    Column("track", "str", "", "name of the saved track"),
    Column("latitude", "float64", "deg", "of the track, else of the start"),
    Column("longitude", "float64", "deg", "of the track, else of the start"),
    Column("score", "float64", "", "how the plan was kept, of 100"),
    Column("score_sd", "float64", "", "standard error of score"),
    Column("five_k", "float64", "s", "the 5K time that the plan was made from"),
    Column("goal", "float64", "s", "what was wanted; NaN where it was not said"),
    Column("heart_rate", "float64", "1/min", "mean"),
    Column("cadence", "float64", "steps/min", "median"),
    Column("temperature", "float64", "degC", "at the watch"),
    Column("rpe", "float64", "", "rate of perceived exertion, 1 to 10"),
    Column("weather", "str", "", "as the runner wrote"),
    Column("shoes", "str", "", "as the runner wrote"),
    Column("notes", "str", "", "as the runner wrote"),
)
"""The trials of the log; index `start` (UTC)."""
COMPARED = (
    *TRIALS,
    Column("equivalent", "float64", "s", "the mile that is worth it"),
    Column("equivalent_sd", "float64", "s", "standard error of equivalent, from the measuring alone"),
    Column("conversion_sd", "float64", "s", "what the conversion adds: trials of one distance share it; 0 of a mile"),
    Column("age", "float64", "yr", "on the day, as the birth year tells it"),
    Column("age_grade", "float64", "1", "standard of the age over the time; NaN without birth year or sex"),
    Column("age_grade_sd", "float64", "1", "standard error of age_grade: of the time, and of the unknown birthday"),
    *(
        Column(f"{than}_{name}", dtype, unit, meaning.format(than=than))
        for than in ("previous", "best", "first")
        for name, dtype, unit, meaning in (
            (
                "seconds",
                "float64",
                "s",
                "faster than the {than} trial before it, over its own distance; minus is slower",
            ),
            ("gain", "float64", "1", "the same as a share of the time: ln(that time / this time)"),
            ("gain_sd", "float64", "1", "standard error of gain: of both times and of the day-to-day variation"),
            ("faster", "float64", "1", "probability that the change to the better is real and worth something"),
            ("slower", "float64", "1", "probability that the change to the worse is"),
            ("verdict", "str", "", "a Reality; empty of the first trial"),
        )
    ),
)
"""Trials beside each other; index `start` (UTC). "best" is the best of the trials before."""
TRIAL_LAPS = (
    *_LOGGED,
    Column("lap", "int64", "", "1 for the first"),
    Column("from_m", "float64", "m", "from the start of the effort"),
    Column("to_m", "float64", "m", "from the start of the effort"),
    Column("time", "float64", "s", "of the lap"),
    Column("time_sd", "float64", "s", "standard error of time"),
)
TRIAL_ZONES = (
    *_LOGGED,
    Column("lap", "int64", "", "1 for the first"),
    Column("zone", "str", "", "a Zone"),
    Column("from_m", "float64", "m", "from the start of the effort"),
    Column("to_m", "float64", "m", "from the start of the effort"),
    Column("time", "float64", "s", "of the zone"),
    Column("time_sd", "float64", "s", "standard error of time"),
    Column("speed", "float64", "m/s", "mean, without the first 15 m"),
    Column("speed_sd", "float64", "m/s", "standard error of speed"),
    Column("heart_rate", "float64", "1/min", "mean"),
    Column("cadence", "float64", "steps/min", "median"),
    Column("score", "float64", "", "how the plan was kept in it, of 100"),
)
ALIKE = (
    Column("lap", "int64", "", "1 for the first"),
    Column("zone", "str", "", "a Zone"),
    Column("first_m", "float64", "m", "length of the zone in the first trial"),
    Column("second_m", "float64", "m", "length of the zone in the second trial"),
    Column("faster", "float64", "1", "ln of the speeds; plus is a faster second trial"),
    Column("faster_sd", "float64", "1", "standard error of faster"),
)
"""Zones that two trials both ran, whatever the lane and the start."""
SESSIONS = (
    Column("session", "int64", "", "number of the session in the log"),
    Column("day", "int64", "d", "local day, since 1970-01-01"),
    Column("kind", "str", "", "a WorkoutKind"),
    Column("title", "str", "", "what was run, described"),
    Column("headline", "str", "", "the number that stands for it, in words"),
    Column("sport", "str", "", "as the file says; empty where it says nothing"),
    Column("duration", "float64", "s", "of the recording"),
    Column("running", "float64", "s", "at 1.8 m/s or faster"),
    Column("distance", "float64", "m", "run, along the line on the track"),
    Column("on_track", "int64", "", "1 where a track was found"),
    Column("track", "str", "", "name of the saved track"),
    Column("strides", "int64", "", "how many were run"),
    Column("five_k", "float64", "s", "the 5K time of the runner then; NaN where nothing tells it"),
    Column("rpe", "float64", "", "rate of perceived exertion, 1 to 10"),
    Column("notes", "str", "", "as the runner wrote"),
    Column("files", "int64", "", "recordings of it in the log"),
    Column("method", "int64", "", "version of the method that analysed it"),
)
"""The sessions of the log; index `start` (UTC)."""

Table = tuple[Column, ...]
_Block = tuple[NDArray[Any], NDArray[np.intp]]

_MISSING = {"float64": np.nan, "int64": 0, "str": ""}
_DTYPES: dict[str, Any] = {"float64": np.dtype("float64"), "int64": np.dtype("int64"), "str": np.dtype("object")}


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give the frame every column of the table, in its order and dtype; other columns follow, unchanged."""
    columns: dict[str, Any] = {}
    for column in table:
        values = frame[column.name] if column.name in frame else pd.Series(_MISSING[column.dtype], index=frame.index)
        dtype = _DTYPES[column.dtype]
        columns[column.name] = values if values.dtype == dtype else values.astype(dtype)
    for name in frame.columns:
        columns.setdefault(str(name), frame[name])
    return pd.DataFrame(columns, index=frame.index)


class Columns(dict[str, NDArray[np.float64]]):
    """Columns of floats that lie in one block from the start, those of a table in its order, others after them.

    What is set is copied into the block, so that `build` needs no copy of it all.
    """

    def __init__(self, table: Table, rows: int, *, others: int) -> None:
        super().__init__()
        self.rows = rows
        self.block = np.empty((len(table) + others, rows))
        self.places = {column.name: place for place, column in enumerate(table)}

    def __setitem__(self, name: str, values: NDArray[np.float64]) -> None:
        place = self.places.setdefault(name, len(self.places))
        self.block[place] = values
        super().__setitem__(name, self.block[place])

    def room(self, name: str) -> NDArray[np.float64]:
        """Give the row of the block in which a column lies, to be written."""
        row: NDArray[np.float64] = self.block[self.places.setdefault(name, len(self.places))]
        super().__setitem__(name, row)
        return row

    def filled(self) -> NDArray[np.float64]:
        """Give the block, NaN in the columns that were not set."""
        for name, place in self.places.items():
            if name not in self:
                self.block[place] = np.nan
        return self.block[: len(self.places)]


def build(columns: Mapping[str, Any], table: Table, index: "pd.Index[Any]") -> pd.DataFrame:
    """Make a frame of the table from arrays: what `conform` would give, without a frame in between.

    Columns that are not in the table follow, as floats.
    """
    if isinstance(columns, Columns):
        return _joined([(columns.filled(), np.arange(len(columns.places)))], tuple(columns.places), index)
    own = {column.name: column.dtype for column in table}
    names = (*own, *(name for name in columns if name not in own))
    places = [place for place, name in enumerate(names) if own.get(name, "float64") == "float64"]
    block = np.empty((len(places), len(index)))
    for row, place in zip(block, places, strict=True):
        row[:] = columns.get(names[place], np.nan)
    blocks: list[_Block] = [(block, np.array(places, dtype=np.intp))]
    for place, column in enumerate(table):
        if column.dtype != "float64":
            values = np.empty((1, len(index)), dtype=_DTYPES[column.dtype])
            values[0] = columns.get(column.name, _MISSING[column.dtype])
            blocks.append((values, np.array([place], dtype=np.intp)))
    return _joined(blocks, names, index)


def _joined(blocks: list[_Block], names: tuple[str, ...], index: "pd.Index[Any]") -> pd.DataFrame:
    """Make a frame of blocks of rows, each with the places of its rows among the names."""
    if _from_blocks is not None:
        made: pd.DataFrame = _from_blocks(blocks, index=index, columns=_labels(names))
        return made
    (block, places), *others = blocks
    frame = pd.DataFrame(block.T, index=index, columns=_labels(tuple(names[at] for at in places)), copy=False)
    for values, (place,) in others:
        frame.insert(int(place), names[place], pd.Series(values[0], index=index, dtype=values.dtype))
    return frame


def empty(table: Table) -> pd.DataFrame:
    """Give a frame of the table without rows."""
    return _empty(table).copy(deep=False)


@cache
def _empty(table: Table) -> pd.DataFrame:
    return build({}, table, pd.RangeIndex(0))


@lru_cache(maxsize=32)
def _labels(names: tuple[str, ...]) -> "pd.Index[Any]":
    return pd.Index(list(names))
