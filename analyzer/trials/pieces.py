"""The pieces of two races beside each other: what each gave, and which zones are alike whatever the lane and start."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from analyzer import frames
from analyzer.model import Floats, Gain, Trial
from analyzer.trials.traces import SAME_PLACE, Trace

SAME_ZONE = 1.0
"""Zones whose ends lie nearer than this, counted from the start, are the same piece of the race. [m]"""
CLOSES = 0.1
"""Times of pieces that miss the time of the trial by more are not those of the whole of it. [s]"""
PIECE, SHORTEST = 100.0, 50.0
"""Where zones do not match the race is cut every so many metres; a shorter last piece belongs to the one before. [m]"""
FALSE_STORIES = 0.10
"""Probability that anything at all is told of two trials that were run alike, by all their pieces together."""
SAME_KIND = 0.75
"""A turn or straight of less than this share of the other's length is a piece of one; lane 8 turns are 1.23 as long."""
OTHER_GROUND = 15.0
"""Where the ends of zones lie farther apart than this, metres from the start are other ground in the two races. [m]"""
ABOVE_EVEN = 1.0
"""What is told also differs from an even share of the whole by more than so many errors."""


@dataclass(frozen=True, eq=False)
class Cut:
    """Pieces of the race before they are told of; one entry each. sd : Standard error of gain. [m, s]"""

    kind: str
    laps: list[int]
    zones: list[str]
    edges: Floats
    gain: Floats
    sd: Floats


def gains(
    first: Trial, second: Trial, traces: tuple[Trace | None, Trace | None], total: float
) -> tuple[str, tuple[Gain, ...]]:
    """Give what the pieces are, and what each gave: zones where both ran the same ones, else laps, else 100 m."""
    cut = _rows(first, second, "zones") or _by_trace(first, second, traces) or _rows(first, second, "laps")
    if cut is None or not np.isfinite(total):
        return "", ()
    lengths = np.diff(cut.edges)
    # what rounding leaves over is spread by length, so that the pieces add up
    gain = cut.gain + (total - cut.gain.sum()) * lengths / lengths.sum()
    even = total * lengths / lengths.sum()
    reach = reach_of(len(gain))
    told = (np.abs(gain) > reach * cut.sd) & (np.abs(gain - even) > ABOVE_EVEN * cut.sd) & same_ground(first, second)
    columns = (cut.laps, cut.zones, cut.edges[:-1].tolist(), cut.edges[1:].tolist(), gain, cut.sd, told)
    return cut.kind, tuple(
        Gain(lap, zone, _where(lap, zone, a, b), a, b, float(won), float(sd), bool(clear))
        for lap, zone, a, b, won, sd, clear in zip(*columns, strict=True)
    )


def reach_of(count: int) -> float:
    """Give how many errors a piece must differ by, so that of so many that are alike seldom any does (Sidak)."""
    return NormalDist().inv_cdf(1 - (1 - (1 - FALSE_STORIES) ** (1 / count)) / 2)


def same_ground(first: Trial, second: Trial) -> bool:
    """Tell whether the same metres of the race were run in the same turns and straights, or nearly."""
    one, other = _keyed(first), _keyed(second)
    ends = [trial.zones["to_m"].to_numpy(dtype=float) for trial in (first, second)]
    apart = [abs(ends[0][one[key]] - ends[1][other[key]]) for key in one if key in other]
    return max(apart, default=0.0) < OTHER_GROUND


def _where(lap: int, zone: str, from_m: float, to_m: float) -> str:
    if zone:
        return f"the {zone} of lap {lap}"
    return f"lap {lap}" if lap else f"metres {from_m:.0f} to {to_m:.0f}"


def _rows(first: Trial, second: Trial, kind: str) -> Cut | None:
    """Hold the zones (or laps) of two trials against each other; None where they are not the same pieces."""
    one, other = (trial.zones if kind == "zones" else trial.laps for trial in (first, second))
    if not len(one) or len(one) != len(other):
        return None
    for frame, trial in ((one, first), (other, second)):
        if not abs(float(frame["time"].to_numpy().sum()) - float(trial.row["time"])) < CLOSES:
            return None
    ends = [frame[["from_m", "to_m"]].to_numpy(dtype=float) for frame in (one, other)]
    if np.abs(ends[0] - ends[1]).max() > SAME_ZONE or one["lap"].tolist() != other["lap"].tolist():
        return None
    names = [""] * len(one)
    if kind == "zones":
        names = one["zone"].tolist()
        if names != other["zone"].tolist():
            return None
    return Cut(
        kind,
        one["lap"].tolist(),
        names,
        np.append(ends[0][0, 0], ends[0][:, 1]),
        one["time"].to_numpy(dtype=float) - other["time"].to_numpy(dtype=float),
        np.hypot(one["time_sd"].to_numpy(dtype=float), other["time_sd"].to_numpy(dtype=float)),
    )


def _by_trace(first: Trial, second: Trial, traces: tuple[Trace | None, Trace | None]) -> Cut | None:
    """Cut two races by metres from the start; the error of a piece is that of the zones, which are about as long."""
    one, other = traces
    if one is None or other is None:
        return None
    distance = min(float(one.metre[-1]), float(other.metre[-1]))
    edges = np.append(np.arange(0.0, distance - SHORTEST, PIECE), distance)
    count = len(edges) - 1
    errors = [_usual_error(trial, trace) for trial, trace in ((first, one), (second, other))]
    gain = np.diff(one.at(edges)) - np.diff(other.at(edges))
    return Cut("100 m", [0] * count, [""] * count, edges, gain, np.full(count, np.hypot(errors[0], errors[1])))


def _usual_error(trial: Trial, trace: Trace) -> float:
    errors = trial.zones["time_sd"].to_numpy(dtype=float)
    errors = errors[np.isfinite(errors)]
    return float(np.sqrt(np.mean(errors**2))) if len(errors) else float(np.median(trace.time_sd))


def alike(first: Trial, second: Trial) -> pd.DataFrame:
    """Match zones by lap and kind (frames.ALIKE): their speeds compare though metres and lanes differ.

    A zone that holds the start matches only another that does: a standing start costs time.
    """
    one, other = _keyed(first), _keyed(second)
    found = _shared(first, second)
    if not found:
        return frames.empty(frames.ALIKE)
    a, b = (trial.zones.iloc[[keyed[key] for key in found]] for trial, keyed in ((first, one), (second, other)))
    speeds = [frame["speed"].to_numpy(dtype=float) for frame in (a, b)]
    errors = [frame["speed_sd"].to_numpy(dtype=float) / speed for frame, speed in zip((a, b), speeds, strict=True)]
    columns = {
        "lap": a["lap"].to_numpy(),
        "zone": a["zone"].to_numpy(),
        "first_m": (a["to_m"] - a["from_m"]).to_numpy(),
        "second_m": (b["to_m"] - b["from_m"]).to_numpy(),
        "faster": np.log(speeds[1] / speeds[0]),
        "faster_sd": np.hypot(*errors),
    }
    return frames.build(columns, frames.ALIKE, pd.RangeIndex(len(found)))


_Key = tuple[int, str, int, bool]


def _keyed(trial: Trial) -> dict[_Key, int]:
    """Give the row of each zone by lap, kind, which of that kind, and whether it holds the start."""
    keyed: dict[_Key, int] = {}
    columns = (trial.zones[name].tolist() for name in ("lap", "zone", "from_m", "speed"))
    for row, (lap, zone, from_m, speed) in enumerate(zip(*columns, strict=True)):
        if speed > 0:
            again = sum(key[:2] == (lap, zone) for key in keyed)
            keyed[lap, zone, again, from_m < SAME_PLACE] = row
    return keyed


def unmatched(first: Trial, second: Trial) -> tuple[str, ...]:
    """Name the zones that only one of two trials has."""
    one, other = _keyed(first), _keyed(second)
    if not one or not other:
        return ()
    shared = set(_shared(first, second))
    return tuple(
        f"{key[1]} of lap {key[0]}{', with the start' if key[3] else ''}: {_why(key, others, which)}"
        for which, keys, others in (("first", one, other), ("second", other, one))
        for key in keys
        if key not in shared and not (which == "second" and key in others)
    )


def _why(key: _Key, others: dict[_Key, int], which: str) -> str:
    return "much longer in one of them" if key in others else f"only in the {which}"


def _shared(first: Trial, second: Trial) -> list[_Key]:
    """Give the keys of zones that both have, of about one length."""
    one, other = _keyed(first), _keyed(second)
    lengths = [(trial.zones["to_m"] - trial.zones["from_m"]).to_numpy(dtype=float) for trial in (first, second)]
    both = [key for key in one if key in other]
    return [key for key in both if SAME_KIND < lengths[0][one[key]] / lengths[1][other[key]] < 1 / SAME_KIND]
