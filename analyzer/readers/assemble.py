"""Join what a reader found into a Recording: times become an index, laps and pauses count from the first sample."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.model import Floats, PauseKind, PlannedWorkout, Recording, Trigger

BOTH_FEET = 120.0
"""Median cadence below which a file counts one foot: nobody runs 120 steps/min, nor 240."""
STRAVA_RUN, STRAVA_RIDE = "9", "1"
"""The numbers that Strava writes as the type of a track."""
_EARLIEST, _LATEST = -62135596800.0, 253402300799.0
"""Years 1 to 9999. [s]"""


@dataclass(frozen=True, slots=True)
class Lap:
    """A lap of the watch; start and end are Unix times [s], NaN where not known."""

    start: float
    end: float
    timer: float
    distance: float
    trigger: Trigger


@dataclass(frozen=True, slots=True)
class Pause:
    """A stop of the recording between two Unix times. [s]"""

    start: float
    end: float
    kind: PauseKind


def both_feet(cadence: Floats) -> Floats:
    """Give steps of both feet per minute from a file that may count one foot."""
    running = cadence[cadence > 0]
    below = 2 * int(np.count_nonzero(running < BOTH_FEET))
    # counting tells the same as the median, and is faster
    one_foot = bool(np.median(running) < BOTH_FEET) if below == len(running) > 0 else below > len(running)
    return cadence * 2.0 if one_foot else cadence


def sport_names(text: str) -> tuple[str, str]:
    """Give sport and sub-sport, in lower case, from what GPX and TCX files write.

    >>> sport_names("Running"), sport_names("trail_running"), sport_names("Biking")
    (('running', ''), ('running', 'trail'), ('cycling', ''))
    """
    words = text.lower().replace("_", " ").split()
    if text.strip() == STRAVA_RUN or any(word.startswith("run") for word in words):
        return "running", "_".join(word for word in words if not word.startswith("run") and word != STRAVA_RUN)
    if text.strip() == STRAVA_RIDE or any(word.startswith(("bik", "cycl", "rid")) for word in words):
        return "cycling", ""
    return "_".join(words), ""


def known_times(times: Floats) -> NDArray[np.bool_]:
    """Tell which Unix times can be put on a calendar."""
    return np.isfinite(times) & (times >= _EARLIEST) & (times <= _LATEST)


def recording(
    times: Floats,
    columns: Mapping[str, Floats],
    *,
    form: str,
    laps: Sequence[Lap] = (),
    pauses: Sequence[Pause] = (),
    plan: PlannedWorkout | None = None,
    device: str = "",
    sport: str = "",
    sub_sport: str = "",
    notes: Sequence[str] = (),
) -> Recording:
    """Build the recording from samples at Unix times [s], all of them known."""
    stamps = np.round(times * 1e6).astype("int64").astype("datetime64[us]")
    index = pd.DatetimeIndex(stamps, tz="UTC", name="time")
    start = float(times[0])
    all_columns = columns if isinstance(columns, frames.Columns) else dict(columns)
    all_columns["elapsed"] = np.round(times - start, 6)
    samples = frames.build(all_columns, frames.SAMPLES, index)
    return Recording(
        samples=samples,
        device_laps=_laps(laps, start),
        pauses=_pauses(pauses, start),
        plan=plan,
        device=device,
        sport=sport,
        sub_sport=sub_sport,
        format=form,
        notes=tuple(notes),
    )


def _laps(laps: Sequence[Lap], start: float) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {
        "start": [round(lap.start - start, 6) for lap in laps],
        "end": [round(lap.end - start, 6) for lap in laps],
        "timer": [lap.timer for lap in laps],
        "distance": [lap.distance for lap in laps],
        "trigger": [lap.trigger.value for lap in laps],
    }
    return _frame(columns, frames.DEVICE_LAPS, len(laps))


def _pauses(pauses: Sequence[Pause], start: float) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {
        "start": [round(pause.start - start, 6) for pause in pauses],
        "end": [round(pause.end - start, 6) for pause in pauses],
        "kind": [pause.kind.value for pause in pauses],
    }
    return _frame(columns, frames.PAUSES, len(pauses))


def _frame(columns: Mapping[str, list[Any]], table: frames.Table, rows: int) -> pd.DataFrame:
    return frames.build(columns, table, pd.RangeIndex(rows)) if rows else frames.empty(table)
