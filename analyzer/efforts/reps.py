"""Put the reps that were run on the track on its lines: how far each was meant to go, and from where.

A distance is never rounded for a rep alone. The reps of a set share their distance and the place that they start from;
all reps of a session share an error, by which they are seen too long or too short (the watch's lag does that).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analyzer.efforts.hard import Hard
from analyzer.efforts.trials import RUNNING, WALKING
from analyzer.model import Bout, EffortKind, Motion, Placement, Stretch

Floats = NDArray[np.float64]

USUAL = {
    400: 1.0, 200: 0.9, 800: 0.7, 300: 0.6, 600: 0.6, 1000: 0.7, 1200: 0.5, 1600: 0.4, 100: 0.3, 500: 0.25, 2000: 0.3,
    150: 0.2, 3000: 0.2, 1500: 0.15, 700: 0.1, 900: 0.1, 1400: 0.08, 250: 0.06, 350: 0.05, 450: 0.03, 2400: 0.1,
    4000: 0.1, 5000: 0.2,
}  # fmt: skip
"""What is run on a track, and how often against 400 m: a judgement. [m]"""
SEEN_SD, SEEN_SHARE = 3.0, 0.0025
"""How well the distance of a rep is seen before its ends are timed: so many metres, and so much of it."""
COARSE = 1.0
"""Between sparse samples distances are seen worse. [m for each second]"""
SHARED_SD, STOPS_LATE, STOP_SHARE = 2.5, 5.0, 0.2
"""How far all reps of a session are seen too long or too short; by how much where the watch is always stopped late, and
how often that is so. [m, m, 1]"""
START_LATE, END_LATE = 2.1, 2.9
"""The pieces of a session begin and end so long after a rep: who starts gets up to speed, who ends runs out. [s]"""
SLOWED, SLOWED_LATE = 0.85, 1.2
"""At the end of a rep the speed falls below this share of its own, and that so late. [1, s]"""
ODD_SD, ODD_SHARE = 8.0, 0.1
"""Some sessions have another error, and how often. [m, 1]"""
ANOTHER_LANE = 3.0
"""Another lane than the track was placed in is taken where it is so much likelier."""
LEAST_LANE = 0.005
"""Less likely lanes are not weighed."""
ANYTHING = 0.12
"""How likely it is that a rep is of no such distance, against 400 m, spread over 100 m."""
ONE_SET = 0.06
"""Reps in order of distance are of one set until the next is longer by more."""
REFUSED = 3.0
"""A rep that is seen farther than so many errors from the distance of its set keeps its own."""
UNPRESSED = 0.09
"""Where no press tells its end, only one that is off by more than this share does."""
FEW = 2
"""A set of so few does not tell where it starts from."""
REACH = 8.0
"""A change of pace, a press or a stop so near to an end of a rep is its own. [s]"""
POSITION_LAG = 0.8
"""Positions come so late. [s]"""
STANDS_SO_LONG, PRESS_LATE = 3.0, 0.2
"""Who presses and then runs does so within this; a press comes so late. [s]"""
SAID_LATE = 0.8
"""Positions come so late after what the runner says, which is on the clock of the report. [s]"""
LEAST = 30.0
"""Less is no rep. [m]"""
CLOCK_NEAR, CLOCK_SPREAD, CLOCK_STEP = 1.5, 1.2, 15.0
"""Reps by time are so near to a round time [s], so like each other [s], and round times are steps of this. [s]"""
LONG_CLOCK, MINUTE, CLOCK_SHARE = 300.0, 60.0, 0.006
"""Reps so long are run for whole minutes [s], and seen to end with an error of this share."""
BY_TIME_SPREAD, BY_DISTANCE = 7.0, 0.025
"""Reps by distance differ by less (the median of them) [m], and are so near to a distance that is run on a track."""
SAME_START = 6.0
"""Starts that lie so near together are one start. [m]"""
FROM_LINE = 6.0
"""A shared start so near the finish line, or the line half a lap on, is that line. [m]"""


@dataclass(frozen=True)
class _Seen:
    """A rep as the motion sees it: start and end [s], where it began [m, unwrapped], how far it went [m]."""

    rep: Hard
    start: float
    end: float
    arc: float
    metres: float
    onset: int | None
    resume: float
    stop: float
    inferred: bool


@dataclass(frozen=True)
class Button:
    """When the button was pressed, and when the watch was stopped and went on. [s]"""

    presses: Floats
    stops: Floats
    resumes: Floats


@dataclass(frozen=True)
class Placed:
    """Reps on the track: their bouts in order of time, their lane, and the probability of each, the reps considered.

    left : Reps that the motion does not see go on along the track; they are timed as off it.
    """

    bouts: tuple[Bout, ...]
    lane: int
    lanes: dict[int, float]
    left: tuple[Hard, ...] = ()


def on_lines(
    reps: tuple[Hard, ...], motion: Motion, placement: Placement, button: Button, *, lane: int | None
) -> Placed:
    """Put reps on the lines of the track. lane : The one that the runner named."""
    seen = [_as_said(_seen(rep, motion, button), motion) for rep in reps]
    left = tuple(one.rep for one in seen if not one.metres > LEAST)
    seen = [one for one in seen if one.metres > LEAST]
    told = _sets([one for one in seen if math.isfinite(one.rep.meant)])
    seen = [one for one in seen if not math.isfinite(one.rep.meant)]
    # where the runner parted a rep; nobody runs the parts for a time
    cuts = {rep.end for rep in reps if rep.said[1]} & {rep.start for rep in reps if rep.said[0]}
    clocks = {
        number: clock
        for number, one in enumerate(seen)
        if cuts.isdisjoint((one.rep.start, one.rep.end)) and (clock := _clock(one, seen)) is not None
    }
    sets = _sets([one for number, one in enumerate(seen) if number not in clocks])
    interval = float(np.median(np.diff(motion.frame["elapsed"])))
    asked = {lane: 1.0} if lane is not None else {k: p for k, p in placement.lane_probability.items() if p > LEAST_LANE}
    read = {
        number: _meant(sets, placement.oval.lap(number) / placement.lap, interval)
        for number in asked or {placement.lane: 1.0}
    }
    weights = {number: math.log(max(asked.get(number, 1.0), 1e-3)) + read[number][0] for number in read}
    best = max(weights.values())
    lanes = {number: math.exp(weight - best) for number, weight in weights.items()}
    lanes = {number: round(share / sum(lanes.values()), 4) for number, share in lanes.items()}
    bouts = [_bout(seen[number], time_name(clock), math.nan) for number, clock in clocks.items()]
    for group, nominal in zip(sets, read[placement.lane if placement.lane in read else min(read)][1], strict=True):
        if nominal is None:
            bouts += [_bout(one, f"{one.metres:.0f} m", math.nan) for one in group]
        else:
            bouts += _from_one_place(group, float(nominal), placement)
    bouts += [bout for group in told for bout in _as_meant(group, placement)]
    run_in = max(lanes, key=lambda number: lanes[number])
    if not sets or lanes[run_in] < ANOTHER_LANE * lanes.get(placement.lane, 0.0):
        run_in = placement.lane
    return Placed(tuple(_parted(sorted(bouts, key=lambda bout: bout.start))), run_in, lanes if sets else {}, left)


def time_name(seconds: float) -> str:
    """Name a time as a runner does.

    >>> time_name(120.0), time_name(45.0), time_name(90.0)
    ('2 min', '45 s', '90 s')
    """
    return f"{seconds / 60:.0f} min" if seconds >= 120 and seconds % 60 == 0 else f"{seconds:.0f} s"


def round_time(times: list[float], metres: list[float]) -> float | None:
    """Give the time that a set was run for; None where it was run for a distance. [s, m]"""
    middle = float(np.median(times))
    long = middle >= LONG_CLOCK
    step = MINUTE if long else CLOCK_STEP
    near = step * round(middle / step)
    room = max(1.0, CLOCK_SHARE * middle / CLOCK_NEAR)
    spread = float(np.median(np.abs(np.array(times) - middle)))
    far = float(np.median(metres))
    like = float(np.median(np.abs(np.array(metres) - far))) < BY_TIME_SPREAD
    by_distance = like and any(abs(far - nominal) < max(SHARED_SD, BY_DISTANCE * nominal) for nominal in USUAL)
    if len(times) < (2 if long else 3) or by_distance or not near:
        return None
    return near if spread <= CLOCK_SPREAD * room and abs(middle - near) <= CLOCK_NEAR * room else None


def _clock(one: _Seen, seen: list[_Seen]) -> float | None:
    """Give the time that a rep was run for, with those like it; None where it was run for a distance. [s]"""
    like = [other for other in seen if abs(math.log(other.rep.time / one.rep.time)) < ONE_SET]
    clock = round_time([other.rep.time for other in like], [other.metres for other in like])
    if clock is not None or not one.rep.by_time:
        return clock
    near = CLOCK_STEP * round(one.rep.time / CLOCK_STEP)
    return near if near and abs(one.rep.time - near) < CLOCK_NEAR else float(round(one.rep.time))


def _seen(rep: Hard, motion: Motion, button: Button) -> _Seen:
    """See a rep from press to press where there are presses, else from one change of pace to the other."""
    elapsed, arc = motion.frame["elapsed"].to_numpy(), motion.frame["arc"].to_numpy()
    begun = _begun(motion.stretches, rep.start)
    stop, resume = _at(button.stops, rep.end), _at(button.resumes, rep.start)
    pressed = _at(np.append(button.presses, button.resumes), rep.start), _at(button.presses, rep.end)
    # nobody starts before the watch does
    earliest = resume if math.isfinite(resume) else float(elapsed[0])
    start, end, onset = max(rep.start - START_LATE, earliest), _slowed(rep, motion), None
    if begun is not None and begun.onset is not None and abs(motion.onsets[begun.onset].time - start) < STANDS_SO_LONG:
        start, onset = motion.onsets[begun.onset].time, begun.onset
    if math.isfinite(pressed[0]) and abs(pressed[0] - start) > STANDS_SO_LONG:
        start, onset = pressed[0] - PRESS_LATE, None
    if math.isfinite(pressed[1]):
        end = pressed[1] - PRESS_LATE
    elif math.isfinite(stop):
        end = stop
    # who presses while running is seen behind the line: positions come late
    lag = POSITION_LAG if math.isfinite(pressed[0]) and onset is None else 0.0
    first, last = np.interp([start + lag, end + lag], elapsed, arc).tolist()
    told = math.isfinite(pressed[1]) or math.isfinite(stop)
    return _Seen(rep, start, end, first, last - first, onset, resume, stop, not told)


def _as_said(seen: _Seen, motion: Motion) -> _Seen:
    """Give a rep the ends that the runner told."""
    if not any(seen.rep.said):
        return seen
    start, end = seen.start, seen.end
    if seen.rep.said[0]:
        start = seen.rep.start
        seen = replace(seen, start=start, onset=None, resume=math.nan)
    if seen.rep.said[1]:
        end = seen.rep.end
        seen = replace(seen, end=end, stop=math.nan, inferred=False)
    late = [SAID_LATE if told else 0.0 for told in seen.rep.said]
    elapsed, arc = motion.frame["elapsed"].to_numpy(), motion.frame["arc"].to_numpy()
    first, last = np.interp([start + late[0], end + late[1]], elapsed, arc).tolist()
    return replace(seen, arc=first, metres=last - first)


def _as_meant(group: list[_Seen], placement: Placement) -> Iterator[Bout]:
    """Give the bouts of parts whose distance the runner told."""
    for one, bout in zip(group, _from_one_place(group, group[0].rep.meant, placement), strict=True):
        meant = one.rep.meant
        yield replace(bout, nominal=f"{meant:g} m", distance=meant)


def _parted(bouts: list[Bout]) -> Iterator[Bout]:
    """Begin each part of a rep at the line where the part before it ends. bouts : In order of time."""
    before: Bout | None = None
    for bout in bouts:
        if before is not None and before.end == bout.start and math.isfinite(before.distance):
            before = replace(bout, start_arc=before.start_arc + before.distance, seen=math.nan)
        else:
            before = bout
        yield before


def _at(moments: Floats, end: float) -> float:
    """Give the moment near the end of a rep; NaN where none is. [s]"""
    away = np.abs(moments - end)
    return float(moments[away.argmin()]) if len(moments) and away.min() < REACH else math.nan


def _begun(stretches: tuple[Stretch, ...], moment: float) -> Stretch | None:
    """Give the stretch of running that begins out of standing or walking near a moment. [s]"""
    best, miss = None, REACH
    for before, one in pairwise((None, *stretches)):
        walks = before is None or abs(before.speed) < WALKING
        away = abs(one.start - moment) if one is not None else math.inf
        if one is not None and one.speed > RUNNING and walks and away < miss:
            best, miss = one, away
    return best


def _slowed(rep: Hard, motion: Motion) -> float:
    """Give when a runner slowed down at the end of a rep. [s]"""
    elapsed, speed = motion.frame["elapsed"].to_numpy(), motion.frame["speed"].to_numpy()
    inside = (elapsed > rep.start + 0.3 * rep.time) & (elapsed < rep.end - 0.1 * rep.time)
    if not inside.any():
        return rep.end - END_LATE
    fast = (elapsed <= rep.end + REACH) & (elapsed > rep.start + 0.5 * rep.time)
    level = SLOWED * float(np.median(speed[inside]))
    fast &= speed >= level
    last = int(np.flatnonzero(fast)[-1]) if fast.any() else len(elapsed)
    if last + 1 >= len(elapsed):
        return rep.end - END_LATE
    step = elapsed[last + 1] - elapsed[last]
    part = (speed[last] - level) / max(float(speed[last] - speed[last + 1]), 1e-3)
    return float(elapsed[last] + min(part, 1.0) * min(step, REACH)) - SLOWED_LATE


def _sets(seen: list[_Seen]) -> list[list[_Seen]]:
    """Group reps of one distance, whatever their order."""
    sets: list[list[_Seen]] = []
    for one in sorted(seen, key=lambda rep: rep.metres):
        if sets and math.log(one.metres / sets[-1][-1].metres) < ONE_SET:
            sets[-1].append(one)
        else:
            sets.append([one])
    return sets


def _meant(sets: list[list[_Seen]], scale: float, interval: float) -> tuple[float, list[int | None]]:
    """Give the distance that each set was meant to be, None for one that is of none, and how well that fits (log odds).

    scale : Length of the lap in the lane against that of the placement.   interval : Between samples. [s]
    """
    best: tuple[float, list[int | None]] = (-math.inf, [])
    for shared in np.arange(-12.0, 16.5, 0.5).tolist():
        total = _shared_odds(shared, SHARED_SD + COARSE * (interval - 1.0))
        meant: list[int | None] = []
        for group in sets:
            odds, nominal = _likeliest(group, shared, scale, interval)
            total += odds
            meant.append(nominal)
        if total > best[0]:
            best = total, meant
    return best


def _shared_odds(shared: float, sd: float) -> float:
    """Give the log odds of an error that all reps share: mostly small; some stop the watch late. [m]"""
    usual = math.exp(-0.5 * (shared / sd) ** 2) / sd
    late = math.exp(-0.5 * ((shared - STOPS_LATE) / STOPS_LATE) ** 2) / STOPS_LATE
    odd = math.exp(-0.5 * (shared / ODD_SD) ** 2) / ODD_SD
    return math.log((1 - STOP_SHARE - ODD_SHARE) * usual + STOP_SHARE * late + ODD_SHARE * odd)


def _likeliest(group: list[_Seen], shared: float, scale: float, interval: float) -> tuple[float, int | None]:
    metres = np.array([one.metres * scale for one in group]) - shared
    mean = float(metres.mean())
    sd = SEEN_SD + COARSE * (interval - 1.0) + SEEN_SHARE * mean
    own = np.minimum(((metres - mean) / sd) ** 2, 9.0)
    best: tuple[float, int | None] = (math.log(ANYTHING * sd / 100.0) - 0.5 * float(own.sum()), None)
    for nominal, usual in USUAL.items():
        if abs(mean - nominal) > 5 * sd:
            continue
        # a heavy tail: the end of one rep may be seen badly
        misses = np.minimum(((metres - nominal) / sd) ** 2, 9.0)
        odds = math.log(usual) - 0.5 * float(misses.sum())
        if odds > best[0]:
            best = odds, nominal
    return best


def _from_one_place(group: list[_Seen], nominal: float, placement: Placement) -> list[Bout]:
    """Give the bouts of a set that starts from one place of the lap, or from its opposite."""
    half = placement.lap / 2
    starts = np.array([one.arc for one in group])
    turn = np.exp(2j * np.pi * starts / half)
    middle = float(np.angle(turn.mean()) / (2 * np.pi) * half) if len(group) > FEW else math.nan
    # one start elsewhere moves the mean of all
    middle += float(np.median((starts - middle + half / 2) % half - half / 2))
    off = (starts - middle + half / 2) % half - half / 2
    shared = len(group) > FEW and float(np.median(np.abs(off))) < SAME_START / 2
    if shared and abs((middle + half / 2) % half - half / 2) < FROM_LINE:
        middle = 0.0
    bouts = []
    for one, miss in zip(group, off.tolist(), strict=True):
        reach = max(REFUSED * (SEEN_SD + SEEN_SHARE * nominal), UNPRESSED * nominal if one.inferred else 0.0)
        if abs(one.metres - nominal) > reach:
            bouts.append(_bout(one, f"{one.metres:.0f} m", math.nan))
            continue
        together = shared and abs(miss) < SAME_START
        arc = one.arc - ((one.arc - middle + half / 2) % half - half / 2) if together else one.arc
        bouts.append(replace(_bout(one, f"{nominal:.0f} m", nominal), start_arc=float(arc)))
    return bouts


def _bout(one: _Seen, nominal: str, distance: float) -> Bout:
    # an end that no line tells is where the runner slowed down; the position lags behind it as at a line
    end = one.end if math.isfinite(distance) or not one.inferred else one.end + SLOWED_LATE
    if one.rep.by_time:
        return Bout(EffortKind.REP, nominal, one.rep.start, one.rep.end, one.arc, by_watch=True)
    seen = one.start if one.onset is None else math.nan
    return Bout(EffortKind.REP, nominal, one.start, end, one.arc, distance, one.onset, seen, one.resume, one.stop)
