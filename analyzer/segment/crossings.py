"""When the marks of an effort were passed, with the covariance of the times.

A crossing is where the estimated arc position passes a mark. The errors of two crossings are correlated, so a split's
error comes from their covariance, never from the sum of their variances.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.model import Boundary, Bout, Motion, PauseKind, Placement, Trigger

Floats = NDArray[np.float64]

PRESS_LATE, PRESS_SD = 0.2, 0.35
"""A press comes so long after the event, with a spread. [s]"""
STOP_SD = 0.5
"""The same for stopping and starting the watch, which some files tell in whole seconds. [s]"""
PRESS_REACH = 2.5
"""A press farther from every start, line and finish than this, and than two of its errors, tells nothing. [s]"""
POSITION_LAG, POSITION_LAG_SD = 0.8, 0.5
"""Positions come late by the watch's own filter: seconds, and how that differs between watches. [s]"""
ONSET_MODEL_SD, ONSET_SD_PER_STEP = 0.2, 0.12
"""Runners do not all start alike [s], and between sparse samples a start is seen badly (share of the interval)."""
FINISH_MODEL_SD = 0.12
"""The slowing down after the finish reaches into the last metres. [s]"""
SEEN_SD = 0.8
"""Standard error of when a rise of the pace is seen. [s]"""
BY_WATCH_SD = 0.1
"""Standard error of an end that the watch made. [s]"""
AT_STOP = 0.6
"""The last sample before the watch was stopped comes no later after it. [s]"""
BEYOND = 3.0
"""So long after the last sample the runner is taken to go on. [s]"""
LEAST_SPEED = 0.5
"""A slower crossing has no meaning as a time. [m/s]"""


@dataclass(frozen=True, eq=False)
class Presses:
    """When the button was pressed, and the standard error with which that tells the moment that it was for. [s]"""

    times: Floats
    sds: Floats


NO_PRESSES = Presses(np.zeros(0), np.zeros(0))


@dataclass(frozen=True, eq=False)
class Crossings:
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

    def log_speed_covariance(self, pieces: list[tuple[float, float]]) -> Floats:
        """Give the covariance of the logarithms of the mean speeds between pairs of marks [m, unwrapped]."""
        ends = np.array(pieces)
        i, j = (np.abs(self.arcs[:, None] - ends[:, side]).argmin(axis=0) for side in (0, 1))
        whole = self.covariance
        times = whole[np.ix_(j, j)] - whole[np.ix_(j, i)] - whole[np.ix_(i, j)] + whole[np.ix_(i, i)]
        lasting = np.maximum(self.times[j] - self.times[i], 1e-3)
        return np.asarray(times / np.outer(lasting, lasting))


def crossing_times(
    motion: Motion, arcs: Floats, *, after: float, before: float, resume: float = np.nan, stop: float = np.nan
) -> tuple[Floats, Floats]:
    """Give when arc positions [m] were passed between two times, and how fast. [s, m/s]

    Between samples the motion is the cubic through their arcs and speeds.
    resume, stop : Between when the watch went: just before and after the runner is taken to go on as then. [s]
    """
    frame = motion.frame
    elapsed = frame["elapsed"].to_numpy()
    a = max(int(np.searchsorted(elapsed, after)) - 1, 0)
    b = min(int(np.searchsorted(elapsed, before, side="right")) + 1, len(elapsed))
    if np.isfinite(stop):
        b = min(b, max(int(np.searchsorted(elapsed, stop + AT_STOP)), a + 2))
    t, s, v = elapsed[a:b], frame["arc"].to_numpy()[a:b], frame["speed"].to_numpy()[a:b]
    if (b == len(elapsed) or np.isfinite(stop)) and v[-1] > LEAST_SPEED:
        # a watch stopped at the finish has not seen it: its positions come late
        t, s, v = np.append(t, t[-1] + BEYOND), np.append(s, s[-1] + v[-1] * BEYOND), np.append(v, v[-1])
    if np.isfinite(resume):
        first = min(int(np.searchsorted(t, resume - AT_STOP)), len(t) - 2)
        pace = max(float(v[first]), LEAST_SPEED)
        t, s, v = (values[first:] for values in (t, s, v))
        t, s, v = np.append(t[0] - BEYOND, t), np.append(s[0] - pace * BEYOND, s), np.append(pace, v)
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


def crossings_of(bout: Bout, motion: Motion, arcs: Floats) -> Crossings:
    """Give when a bout passed its marks (the first is its start, the last its end); [m, unwrapped]."""
    after, before = bout.start - 10.0, bout.end + 30.0
    times, speeds = crossing_times(motion, arcs, after=after, before=before, resume=bout.resume, stop=bout.stop)
    boundary = (Boundary.LINE, Boundary.LINE if np.isfinite(bout.distance) else Boundary.INFERRED)
    if bout.onset is None:
        scale = 1.0 / speeds
        covariance = motion.covariance(times) * np.outer(scale, scale)
        covariance[-1, -1] += FINISH_MODEL_SD**2
        return _with_start_seen(Crossings(arcs, times, covariance, boundary), bout.seen)
    # an onset later by a second is a start later by a second; an arc farther on is a crossing earlier
    times[0] = motion.onsets[bout.onset].time
    times[1:] = np.maximum(times[1:], times[0] + 0.1)
    joint = motion.covariance(times[1:], (bout.onset,))
    scale = np.append(-1.0 / speeds[1:], 1.0)
    joint = joint * np.outer(scale, scale)
    order = np.roll(np.arange(len(arcs)), 1)
    covariance = joint[np.ix_(order, order)]
    interval = float(np.median(np.diff(motion.frame["elapsed"])))
    covariance[0, 0] += ONSET_MODEL_SD**2 + (ONSET_SD_PER_STEP * interval) ** 2
    covariance[-1, -1] += FINISH_MODEL_SD**2
    return Crossings(arcs, times, covariance, (Boundary.START, boundary[1]))


def _with_start_seen(crossings: Crossings, seen: float) -> Crossings:
    """Weigh in when the pace was seen to rise: who walks up to a line passes it slowly, and the place tells little."""
    if not np.isfinite(seen):
        return crossings
    times, covariance = crossings.times.copy(), crossings.covariance.copy()
    # the clock of the positions is late
    miss = seen + POSITION_LAG - times[0]
    here = covariance[0].copy()
    spread = here[0] + SEEN_SD**2
    if miss**2 > 9.0 * spread:
        # the runner was near the line long before: when the pace rose is all that is known of the start
        times[0] += miss
        covariance[0], covariance[:, 0] = 0.0, 0.0
        covariance[0, 0] = SEEN_SD**2
    else:
        times += here * miss / spread
        covariance -= np.outer(here, here) / spread
    return replace(crossings, times=np.maximum.accumulate(times), covariance=covariance)


def by_watch(crossings: Crossings, bout: Bout) -> Crossings:
    """Take the ends from the watch, which began and ended the bout itself."""
    times, covariance = crossings.times.copy(), crossings.covariance.copy()
    for end, moment in ((0, bout.start), (-1, bout.end)):
        times[end] = moment
        covariance[end], covariance[:, end] = 0.0, 0.0
        covariance[end, end] = BY_WATCH_SD**2
    times = np.clip(np.maximum.accumulate(times), bout.start, bout.end)
    return replace(crossings, times=times, covariance=covariance, boundary=(Boundary.BUTTON, Boundary.BUTTON))


def with_presses(crossings: Crossings, placement: Placement, presses: Presses) -> Crossings:
    """Weigh the presses of the lap button in, and take the lag of the positions out.

    A press is evidence with an error of its own for the start, a crossing of the finish line or the end.
    """
    lap = placement.lap
    on_line = np.abs(np.mod(crossings.arcs + lap / 2, lap) - lap / 2) < 0.01
    on_line[[0, -1]] = True
    pressable = np.flatnonzero(on_line)
    found: list[tuple[int, float, float]] = []
    for press, press_sd in zip(presses.times.tolist(), presses.sds.tolist(), strict=True):
        late = press - PRESS_LATE - (crossings.times[pressable] - POSITION_LAG)
        nearest = int(np.abs(late).argmin())
        sd = float(np.sqrt(crossings.covariance[pressable[nearest], pressable[nearest]]))
        if abs(late[nearest]) < max(PRESS_REACH, 2.0 * sd):
            found.append((int(pressable[nearest]), press, press_sd))
    found = _one_each(found, crossings.times)
    count = len(crossings.times)
    mean = np.append(crossings.times, POSITION_LAG)
    covariance = np.zeros((count + 1, count + 1))
    covariance[:count, :count] = crossings.covariance
    covariance[count, count] = POSITION_LAG_SD**2
    used = set()
    for i, press, press_sd in found:
        row = np.zeros(count + 1)
        row[i], row[count] = 1.0, -1.0
        miss = press - PRESS_LATE - row @ mean
        reach = covariance @ row
        spread = float(row @ reach) + press_sd**2
        if miss**2 > 9.0 * spread:
            continue
        # a miss of more than the usual counts for less: thumbs have heavy tails
        spread += max(miss**2 - 2.0 * spread, 0.0)
        mean = mean + reach * miss / spread
        covariance = covariance - np.outer(reach, reach) / spread
        used.add(i)
    with_lag = covariance[:count, count]
    on_clock = covariance[:count, :count] - with_lag[:, None] - with_lag[None, :] + covariance[count, count]
    start, end = crossings.boundary
    return replace(
        crossings,
        times=np.maximum.accumulate(mean[:count] - mean[count]),
        covariance=on_clock,
        boundary=(Boundary.BUTTON if 0 in used else start, Boundary.BUTTON if count - 1 in used else end),
    )


def _one_each(found: list[tuple[int, float, float]], times: Floats) -> list[tuple[int, float, float]]:
    """Keep the nearest press of each mark: a doubled press is one press."""
    best: dict[int, tuple[int, float, float]] = {}
    for one in found:
        mark, press, _ = one
        if mark not in best or abs(press - times[mark]) < abs(best[mark][1] - times[mark]):
            best[mark] = one
    return [best[mark] for mark in sorted(best)]


def presses_of(device_laps: pd.DataFrame, pauses: pd.DataFrame) -> Presses:
    """Give when the runner pressed: at the start, at each lap that a thumb ended, and to stop and start the watch."""
    times, sds = np.zeros(0), np.zeros(0)
    if len(device_laps):
        by_hand = device_laps["trigger"].isin([str(Trigger.MANUAL), str(Trigger.SESSION_END)])
        ends = device_laps.loc[by_hand, "end"].to_numpy(dtype=float)
        times = np.unique(np.append(ends, device_laps["start"].iloc[0]))
        sds = np.full(len(times), PRESS_SD)
    stopped = pauses.loc[pauses["kind"] == str(PauseKind.MANUAL)]
    stops = stopped[["start", "end"]].to_numpy(dtype=float).ravel()
    alone = np.array([not len(times) or float(np.abs(times - stop).min()) > 1.5 for stop in stops.tolist()], dtype=bool)
    stops = stops[alone] if len(stops) else stops
    return Presses(np.append(times, stops), np.append(sds, np.full(len(stops), STOP_SD)))
