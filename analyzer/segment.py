"""Time laps, zones (turns and straights) and splits where the runner crosses them, each with its standard error.

A crossing is where the estimated arc position passes a mark. The errors of two crossings are correlated, so a split's
error comes from their covariance, never from the sum of their variances.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.model import Bout, Boundary, Effort, Motion, Placement, Trigger, Zone

Floats = NDArray[np.float64]

SPLIT = 100.0
"""Splits are timed every so many metres from the start. [m]"""
LEFT_OUT = 15.0
"""The beginning of a zone that its mean speed leaves out: the change of effort takes a few steps. [m]"""
SHORTEST_PIECE = 24.0
"""A shorter piece of a zone at the start of an effort belongs to the next one: the mile starts 9.34 m before the line. [m]"""
SHORTEST_END = 12.0
"""A shorter piece at the end belongs to the one before; the run-off of lane 8, 23.73 m, stands alone. [m]"""

PRESS_LATE, PRESS_SD = 0.2, 0.35
"""A press comes so long after the event, with a spread. [s]"""
PRESS_REACH = 2.5
"""A press farther from every start, line and finish than this tells nothing. [s]"""
POSITION_LAG, POSITION_LAG_SD = 0.7, 0.5
"""Positions come late by the watch's own filter: seconds, and how that differs between watches. [s]"""
ONSET_MODEL_SD = 0.15
"""Runners do not all start alike. [s]"""
LEAST_SPEED = 0.5
"""A slower crossing has no meaning as a time. [m/s]"""


@dataclass(frozen=True, eq=False)
class _Crossings:
    """When the marks of an effort were passed, from its start to its end, with the covariance of the times."""

    arcs: Floats
    times: Floats
    covariance: Floats
    boundary: tuple[Boundary, Boundary]

    def between(self, first: float, last: float) -> tuple[float, float, float, float]:
        """Give start, end, time and its standard error between two marks. [s]"""
        i, j = int(np.abs(self.arcs - first).argmin()), int(np.abs(self.arcs - last).argmin())
        variance = self.covariance[i, i] + self.covariance[j, j] - 2 * self.covariance[i, j]
        start, end = float(self.times[i]), float(self.times[j])
        return start, end, end - start, float(np.sqrt(max(variance, 0.0)))


def effort(
    bout: Bout,
    motion: Motion,
    placement: Placement,
    samples: pd.DataFrame,
    device_laps: pd.DataFrame,
    *,
    cadence_lag: float = 0.0,
) -> Effort:
    """Time a bout on the track: its ends, splits, laps and zones. cadence_lag : How late cadence comes. [s]"""
    end_arc = bout.start_arc + bout.distance
    if not np.isfinite(end_arc):
        end_arc = float(np.interp(bout.end, motion.frame["elapsed"], motion.frame["arc"]))
    zones = _zone_marks(placement, bout.start_arc, end_arc)
    lines = [mark for mark in _lines(placement, bout.start_arc, end_arc) if bout.start_arc < mark < end_arc]
    hundreds = list(np.arange(bout.start_arc + SPLIT, end_arc - 1.0, SPLIT))
    inner = [first + LEFT_OUT for _, _, first, last in zones if last - first > 2 * LEFT_OUT]
    arcs = np.unique(np.round([bout.start_arc, end_arc, *lines, *hundreds, *inner, *(z[3] for z in zones)], 6))
    arcs = arcs[(arcs >= bout.start_arc - 1e-6) & (arcs <= end_arc + 1e-6)]
    crossings = _with_presses(_crossings(bout, motion, arcs), placement, device_laps)

    reading = _Reading(samples, cadence_lag, bout.start_arc)
    splits = [reading.row(crossings, a, b) for a, b in pairwise([bout.start_arc, *hundreds, end_arc])]
    laps = [
        {"lap": number, **reading.row(crossings, a, b)}
        for number, (a, b) in enumerate(pairwise(_lap_marks(bout.start_arc, lines, end_arc)), start=1)
    ]
    in_zones = [
        {"lap": lap, "zone": str(zone), **reading.row(crossings, a, b, left_out=LEFT_OUT)} for lap, zone, a, b in zones
    ]
    start, end, _, time_sd = crossings.between(bout.start_arc, end_arc)
    return Effort(
        kind=bout.kind,
        nominal=bout.nominal,
        on_track=True,
        lane=placement.lane,
        start=start,
        start_sd=float(np.sqrt(crossings.covariance[0, 0])),
        end=end,
        end_sd=float(np.sqrt(crossings.covariance[-1, -1])),
        time_sd=time_sd,
        distance=end_arc - bout.start_arc,
        distance_sd=0.0 if np.isfinite(bout.distance) else _distance_sd(motion, bout),
        start_arc=bout.start_arc,
        boundary=crossings.boundary,
        splits=frames.conform(pd.DataFrame(splits), frames.SPLITS),
        laps=frames.conform(pd.DataFrame(laps), frames.LAPS),
        zones=frames.conform(pd.DataFrame(in_zones), frames.ZONES),
    )


def _distance_sd(motion: Motion, bout: Bout) -> float:
    both = motion.covariance(np.array([bout.start, bout.end]))
    return float(np.sqrt(both[0, 0] + both[1, 1] - 2 * both[0, 1]))


def _lines(placement: Placement, start: float, end: float) -> list[float]:
    """Give where the finish line is passed, unwrapped. [m]"""
    lap = placement.lap
    return [count * lap for count in range(int(np.ceil(start / lap)), int(np.floor(end / lap)) + 1)]


def _lap_marks(start: float, lines: list[float], end: float) -> list[float]:
    """Cut laps at the finish line; a few metres before the first or after the last belong to their neighbour."""
    marks = [mark for mark in lines if mark - start > SHORTEST_PIECE and end - mark > SHORTEST_END]
    return [start, *marks, end]


def _zone_marks(placement: Placement, start: float, end: float) -> list[tuple[int, Zone, float, float]]:
    """Cut turns and straights: lap, zone, from and to [m, unwrapped]."""
    turn, straight, lap = placement.oval.turn(placement.lane), placement.oval.straight, placement.lap
    starts = np.array([0.0, turn, turn + straight, 2 * turn + straight])
    first_lap = int(np.floor((start + SHORTEST_PIECE) / lap))
    pieces: list[tuple[int, Zone, float, float]] = []
    for number in range(first_lap - 1, int(np.ceil(end / lap)) + 1):
        for zone, a, b in zip(Zone, starts, [*starts[1:], lap], strict=True):
            first, last = max(number * lap + a, start), min(number * lap + b, end)
            if last - first > 1e-6:
                pieces.append((number - first_lap + 1, zone, first, last))
    before_line = pieces[0][1] is Zone.HOME_STRAIGHT and pieces[0][3] - pieces[0][2] < SHORTEST_PIECE
    if len(pieces) > 1 and before_line:
        pieces[:2] = [(*pieces[1][:2], pieces[0][2], pieces[1][3])]
    if len(pieces) > 1 and pieces[-1][3] - pieces[-1][2] < SHORTEST_END:
        pieces[-2:] = [(*pieces[-2][:3], pieces[-1][3])]
    number, zone, first, last = pieces[-1]
    if number > 1 and zone is Zone.FIRST_TURN and last - first < SHORTEST_PIECE:
        # the run-off of lane 8 goes straight on past the finish line
        pieces[-1] = (number - 1, Zone.HOME_STRAIGHT, first, last)
    return pieces


def crossing_times(motion: Motion, arcs: Floats, *, after: float, before: float) -> tuple[Floats, Floats]:
    """Give when arc positions [m] were passed between two times, and how fast. [s, m/s]

    Between samples the motion is the cubic through their arcs and speeds.
    """
    frame = motion.frame
    elapsed = frame["elapsed"].to_numpy()
    a, b = np.searchsorted(elapsed, after), np.searchsorted(elapsed, before, side="right")
    a, b = max(int(a) - 1, 0), min(int(b) + 1, len(elapsed))
    t, s, v = elapsed[a:b], frame["arc"].to_numpy()[a:b], frame["speed"].to_numpy()[a:b]
    ahead = np.maximum.accumulate(s)
    i = np.clip(np.searchsorted(ahead, arcs) - 1, 0, len(t) - 2)
    h = t[i + 1] - t[i]
    low, high = np.zeros(len(arcs)), np.ones(len(arcs))
    for _ in range(40):
        r = 0.5 * (low + high)
        here = (
            (1 + 2 * r) * (1 - r) ** 2 * s[i]
            + r * (1 - r) ** 2 * h * v[i]
            + r**2 * (3 - 2 * r) * s[i + 1]
            - r**2 * (1 - r) * h * v[i + 1]
        )
        low, high = np.where(here < arcs, r, low), np.where(here < arcs, high, r)
    return t[i] + r * h, np.maximum((1 - r) * v[i] + r * v[i + 1], LEAST_SPEED)


def _crossings(bout: Bout, motion: Motion, arcs: Floats) -> _Crossings:
    times, speeds = crossing_times(motion, arcs, after=bout.start - 10.0, before=bout.end + 30.0)
    boundary = (Boundary.LINE, Boundary.LINE if np.isfinite(bout.distance) else Boundary.INFERRED)
    if bout.onset is None:
        scale = 1.0 / speeds
        covariance = motion.covariance(times) * np.outer(scale, scale)
        return _Crossings(arcs, times, covariance, boundary)
    # an onset later by a second is a start later by a second; an arc farther on is a crossing earlier
    times[0] = motion.onsets[bout.onset].time
    times[1:] = np.maximum(times[1:], times[0] + 0.1)
    joint = motion.covariance(times[1:], (bout.onset,))
    scale = np.append(-1.0 / speeds[1:], 1.0)
    joint = joint * np.outer(scale, scale)
    order = np.roll(np.arange(len(arcs)), 1)
    covariance = joint[np.ix_(order, order)]
    covariance[0, 0] += ONSET_MODEL_SD**2
    return _Crossings(arcs, times, covariance, (Boundary.START, boundary[1]))


def _with_presses(crossings: _Crossings, placement: Placement, device_laps: pd.DataFrame) -> _Crossings:
    """Weigh the presses of the lap button in, and take the lag of the positions out.

    A press is evidence with an error of its own for the start, a crossing of the finish line or the end.
    """
    lap = placement.lap
    on_line = np.abs(np.mod(crossings.arcs + lap / 2, lap) - lap / 2) < 0.01
    on_line[[0, -1]] = True
    pressable = np.flatnonzero(on_line)
    presses = press_times(device_laps)
    found: list[tuple[int, float]] = []
    for press in presses:
        late = press - PRESS_LATE - (crossings.times[pressable] - POSITION_LAG)
        nearest = int(np.abs(late).argmin())
        if abs(late[nearest]) < PRESS_REACH:
            found.append((int(pressable[nearest]), press))
    found = _one_each(found, crossings.times)
    count = len(crossings.times)
    mean = np.append(crossings.times, POSITION_LAG)
    covariance = np.zeros((count + 1, count + 1))
    covariance[:count, :count] = crossings.covariance
    covariance[count, count] = POSITION_LAG_SD**2
    used = set()
    for i, press in found:
        row = np.zeros(count + 1)
        row[i], row[count] = 1.0, -1.0
        miss = press - PRESS_LATE - row @ mean
        reach = covariance @ row
        spread = float(row @ reach) + PRESS_SD**2
        if miss**2 > 9.0 * spread:
            continue
        # a miss of more than the usual counts for less: thumbs have heavy tails
        spread += max(miss**2 - 2.0 * spread, 0.0)
        mean = mean + reach * miss / spread
        covariance = covariance - np.outer(reach, reach) / spread
        used.add(i)
    to_clock = np.eye(count, count + 1)
    to_clock[:, count] = -1.0
    start, end = crossings.boundary
    return replace(
        crossings,
        times=np.maximum.accumulate(to_clock @ mean),
        covariance=to_clock @ covariance @ to_clock.T,
        boundary=(Boundary.BUTTON if 0 in used else start, Boundary.BUTTON if count - 1 in used else end),
    )


def _one_each(found: list[tuple[int, float]], times: Floats) -> list[tuple[int, float]]:
    """Keep the nearest press of each mark: a doubled press is one press."""
    best: dict[int, float] = {}
    for i, press in found:
        if i not in best or abs(press - times[i]) < abs(best[i] - times[i]):
            best[i] = press
    return sorted(best.items())


def press_times(device_laps: pd.DataFrame) -> Floats:
    """Give when the runner pressed: the start of the recording and each lap that a thumb ended. [s]"""
    if device_laps.empty:
        return np.zeros(0)
    by_hand = device_laps["trigger"].isin([str(Trigger.MANUAL), str(Trigger.SESSION_END)])
    return np.unique(np.append(device_laps.loc[by_hand, "end"].to_numpy(dtype=float), device_laps["start"].iloc[0]))


@dataclass(frozen=True, eq=False)
class _Reading:
    """Reads the sensors between two crossings."""

    samples: pd.DataFrame
    cadence_lag: float
    start_arc: float

    def row(self, crossings: _Crossings, first: float, last: float, *, left_out: float = 0.0) -> dict[str, float]:
        """Give one row of frames.SPLITS between two marks [m, unwrapped]."""
        start, end, time, time_sd = crossings.between(first, last)
        lead = left_out if last - first > 2 * left_out else 0.0
        _, _, inner, inner_sd = crossings.between(first + lead, last)
        inner = max(inner, 1e-3)
        speed = (last - first - lead) / inner
        elapsed = self.samples["elapsed"].to_numpy()
        inside = self.samples[(elapsed >= start) & (elapsed <= end)]
        cadence = self._cadence(start, end)
        return {
            "from_m": first - self.start_arc,
            "to_m": last - self.start_arc,
            "start": start,
            "end": end,
            "time": time,
            "time_sd": time_sd,
            "distance": last - first,
            "speed": speed,
            "speed_sd": speed * inner_sd / inner,
            "heart_rate": _mean(inside["heart_rate"]),
            "cadence": cadence,
            "step_length": 60.0 * speed / cadence if cadence > 0 else np.nan,
            "gap": self._gap(start, end),
        }

    def _cadence(self, start: float, end: float) -> float:
        elapsed = self.samples["elapsed"].to_numpy() - self.cadence_lag
        settled = start + (self.cadence_lag + 2.0 if end - start > 3 * (self.cadence_lag + 2.0) else 0.0)
        cadence = self.samples["cadence"].to_numpy()[(elapsed >= settled) & (elapsed <= end)]
        cadence = cadence[cadence > 0]
        return float(np.median(cadence)) if len(cadence) else np.nan

    def _gap(self, start: float, end: float) -> float:
        known = self.samples["elapsed"].to_numpy()[self.samples["latitude"].notna().to_numpy()]
        inside = known[(known >= start - 30.0) & (known <= end + 30.0)]
        steps = np.diff(inside)
        reached = (inside[1:] > start) & (inside[:-1] < end)
        return float(max(steps[reached].max() - np.median(steps), 0.0)) if reached.any() else end - start


def _mean(values: pd.Series) -> float:
    known = values.dropna()
    return float(known.mean()) if len(known) else np.nan
