"""The laps of a mile against its mean speed, beside those of record miles, each in its own way of counting."""

import numpy as np
import pandas as pd

from analyzer.model import Shares, Trial
from analyzer.records import QUARTERS, RECORDS, RecordMile
from analyzer.units import MILE

AT_THE_LINE = "laps counted at the finish line, the first {first:.1f} m"
IN_QUARTERS = "quarter miles of 402.3 m"
FROM_THE_START = "400 m each from the start, the last {last:.1f} m"
MILE_LAPS = 4


def records() -> tuple[Shares, ...]:
    """Give the record miles as shares; the errors of hand and photo timing are not known."""
    return tuple(_record(mile) for mile in RECORDS)


def of_laps(laps: pd.DataFrame, name: str) -> Shares | None:
    """Give the shares of a trial's laps (frames.TRIAL_LAPS), counted at the finish line; None without laps."""
    if not len(laps):
        return None
    times, metres = laps["time"].to_numpy(dtype=float), (laps["to_m"] - laps["from_m"]).to_numpy(dtype=float)
    return _shares(name, AT_THE_LINE.format(first=metres[0]), times, metres, laps["time_sd"].to_numpy(dtype=float))


def beside_records(trial: Trial, name: str) -> tuple[Shares, ...]:
    """Give the shares of a trial in every way that records are counted: by laps, quarter miles, 400 m from the start.

    The last two come from its trace, and are left out without one or where it was no mile.
    """
    by_laps = of_laps(trial.laps, name)
    found = [by_laps] if by_laps is not None else []
    distance = float(trial.row["distance"])
    if len(trial.trace) and abs(distance - MILE) < 1.0:
        metre, time = trial.trace["metre"].to_numpy(), trial.trace["time"].to_numpy()
        sd = float(np.sqrt(np.mean(trial.laps["time_sd"] ** 2))) if len(trial.laps) else np.nan
        last = distance - 400.0 * (MILE_LAPS - 1)
        for convention, pieces in (
            (IN_QUARTERS, (distance / MILE_LAPS,) * MILE_LAPS),
            (FROM_THE_START.format(last=last), (400.0, 400.0, 400.0, last)),
        ):
            ends = np.concatenate([[0.0], np.cumsum(pieces)])
            passed = np.interp(np.minimum(ends, metre[-1]), metre, time)
            found.append(_shares(name, convention, np.diff(passed), np.array(pieces), np.full(MILE_LAPS, sd)))
    return tuple(found)


def _record(mile: RecordMile) -> Shares:
    convention = IN_QUARTERS if mile.metres == QUARTERS else FROM_THE_START.format(last=mile.metres[-1])
    unknown = (float("nan"),) * len(mile.segments)
    return Shares(mile.runner, mile.year, convention, mile.segments, mile.metres, mile.against_mean, unknown)


def _shares(
    name: str,
    convention: str,
    times: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    metres: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    sds: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> Shares:
    mean = metres.sum() / times.sum()
    against = metres / times / mean - 1
    # a lap is part of the mean that it is held against
    errors = (1 + against) * sds / times * (1 - times / times.sum())
    return Shares(
        name,
        0,
        convention,
        tuple(times.tolist()),
        tuple(metres.tolist()),
        tuple(against.tolist()),
        tuple(errors.tolist()),
    )
