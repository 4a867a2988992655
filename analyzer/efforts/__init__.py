"""Find what was run: the timed trial, else reps on and off the track or steady running; and which line is the finish.

`speed` makes one line of the session's speed, `pieces` cuts it, `hard` finds the pace above which reps are, `laps`
hears what the watch's laps say of them, `sets` puts them together. `reps` puts those on the track on its
lines, `road` times the others, `recoveries` tells how the runner rested, `kinds` what each was, `repairs` what was put
right.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.efforts import trials
from analyzer.efforts.corrected import corrected, without_presses
from analyzer.efforts.hard import Hard
from analyzer.efforts.kinds import with_kinds
from analyzer.efforts.pieces import cut
from analyzer.efforts.recoveries import with_recoveries
from analyzer.efforts.repairs import repairs
from analyzer.efforts.reps import Button, on_lines
from analyzer.efforts.road import timed as timed_on_road
from analyzer.efforts.sets import Session, backwards, presses, with_own_distances
from analyzer.efforts.sets import find as find_reps
from analyzer.efforts.slopes import climbed, graded, is_uphill
from analyzer.efforts.speed import line as speed_line
from analyzer.efforts.steady import running
from analyzer.efforts.trials import Trial
from analyzer.model import Bout, EffortKind, FinishFrom, Motion, Placement, Recording, Trigger
from analyzer.units import format_time

__all__ = [
    "Found",
    "Hard",
    "Session",
    "backwards",
    "corrected",
    "find",
    "hard_running",
    "lane_notes",
    "presses",
    "repairs",
    "speed_line",
    "timed_on_road",
    "with_kinds",
    "with_recoveries",
    "without_presses",
]

Floats = NDArray[np.float64]

FASTEST_SHARE = 0.97
"""A trial is the fastest running of the session: nothing half as long may be faster by more than this share."""
REP_REACH, REP_SHARE = 200.0, 0.93
"""Reps this long and this much faster make it a session of intervals; strides are shorter. [m, 1]"""
ALIKE = 0.9
"""Running slower than the fastest by more than this share is no trial and no rep of the same set."""
SECOND_LOG_ODDS = -2.0
"""A second trial of a day must fit as well as this."""
REPEATED = 15 * 60.0
"""Efforts alike with a shorter rest between them are reps, not trials. [s]"""
SHORTEST_REP, SEVERAL = 30.0, 3
"""So many reps, each at least so long, that are faster than a trial make it none. [s]"""
RESTED, REST_SHARE = 8.0, 0.75
"""Who rests so long [s] between two reps, slower than this share of the trial's speed, has not run them as one. The
plan of the mile coasts at .91 of it; laps of a trial are pressed without a rest."""
RUN_BEFORE = 10.0
"""Who does not start out of standing is seen to run so long before the start. [s]"""
HILLY = 25.0
"""A session that climbs less is flat. [m]"""
HILLS_TELL, HILLS_TIME = 1.2, 0.3
"""Hills tell the reps where those found with the slopes weigh so much more, and are run for so much of their time."""
ANOTHER_LANE = 0.15
"""A lane this likely is worth a warning."""
PRESS_SD = 4.0
"""Presses at one line scatter so: thumb and GPS together. [m]"""


@dataclass(frozen=True)
class Found:
    """What was run: the bouts in order of time, the lane, and the finish line.

    left : Reps on the track that are timed as off it: the motion does not see them go on along it.
    turned : The home straight is the other straight than the placement says.
    """

    bouts: tuple[Bout, ...]
    lane: int
    turned: bool
    finish_from: FinishFrom
    finish_probability: float
    lane_probability: dict[int, float]
    notes: tuple[str, ...] = ()
    left: tuple[Hard, ...] = ()

    @property
    def has_trial(self) -> bool:
        """Whether a timed trial was run."""
        return any(bout.kind is EffortKind.TRIAL for bout in self.bouts)


def hard_running(recording: Recording, speed: pd.DataFrame, placement: Placement | None) -> Session:
    """Find what was run hard in a session, on and off the track (frames.SPEED).

    Uphill a runner is slow and works hard: where the speed that costs as much on the level tells reps better, it does.
    """
    if speed.empty:
        return Session()
    stays = placement.intervals if placement is not None else ()

    def reps(of_speed: pd.DataFrame) -> Session:
        pieces = cut(of_speed, recording.pauses, presses(recording.device_laps))
        return find_reps(of_speed, pieces, recording.device_laps, recording.pauses, recording.plan, stays)

    flat = reps(speed)
    if flat.source != "motion" or climbed(speed) < HILLY:
        return flat
    hilly = with_own_distances(reps(graded(speed)), speed)
    uphill = [is_uphill(speed, rep.start, rep.end) for rep in hilly.reps]
    tells = hilly.weight > HILLS_TELL * flat.weight and hilly.time > HILLS_TIME * flat.time
    return hilly if tells and sum(uphill) > 0.5 * len(uphill) else flat


def find(
    motion: Motion,
    placement: Placement,
    device_laps: pd.DataFrame,
    *,
    session: Session | None = None,
    pauses: pd.DataFrame | None = None,
    lane: int | None = None,
    with_trial: bool = True,
) -> Found:
    """Find the efforts on the track.

    session : What was run hard.   pauses : frames.PAUSES.   lane : The one that the runner named.
    with_trial : Look for a timed trial first.
    """
    known = placement.finish_from in {FinishFrom.RUNNER, FinishFrom.SAVED}
    stopped = pauses if pauses is not None else frames.empty(frames.PAUSES)
    button = Button(presses(device_laps), stopped["start"].to_numpy(dtype=float), stopped["end"].to_numpy(dtype=float))
    with_trial = with_trial and not (session is not None and session.corrected)
    found = _the_trials(motion, placement, lane=lane) if with_trial else []
    if found and session is not None and _are_reps_instead(found, session, motion):
        found = []
    if found:
        trial = found[0]
        turned = trial.turned and not known
        added = tuple(rep for rep in session.added if rep.on_track) if session is not None else ()
        beside = on_lines(added, motion, placement, button, lane=trial.hypothesis.lane).bouts if added else ()
        bouts = tuple(sorted((*(_bout(one) for one in found), *beside), key=lambda one: one.start))
        if known:
            source, probability = placement.finish_from, placement.finish_probability
        elif trial.at_line:
            source = FinishFrom.STANDING_START if trial.onset is not None else FinishFrom.REPS
            probability = 0.97 if trial.onset is not None else 0.85
        else:
            source, probability = FinishFrom.ASSUMED, 0.5
        notes = tuple(note for one in found for note in _trial_notes(one))
        return Found(bouts, trial.hypothesis.lane, turned, source, probability, trial.lanes, notes)
    reps = session.reps if session is not None else ()
    on_track = tuple(rep for rep in reps if rep.on_track)
    placed = on_lines(on_track, motion, placement, button, lane=lane)
    bouts = placed.bouts if reps else running(motion)
    turned, source, probability = (
        (False, placement.finish_from, placement.finish_probability)
        if known
        else _finish(motion, placement, bouts, device_laps)
    )
    run_in = lane or placed.lane
    lanes = placed.lanes or placement.lane_probability
    return Found(bouts, run_in, turned, source, probability, lanes, left=placed.left)


def _bout(trial: Trial) -> Bout:
    hypothesis = trial.hypothesis
    return Bout(
        EffortKind.TRIAL,
        hypothesis.nominal,
        trial.start,
        trial.end,
        trial.start_arc,
        hypothesis.distance,
        trial.onset,
    )


def _trial_notes(trial: Trial) -> tuple[str, ...]:
    if trial.onset is None:
        return (
            f"No standing start was seen at {format_time(trial.start, decimals=0)}: the start is timed at its line.",
        )
    return ()


def _the_trials(motion: Motion, placement: Placement, *, lane: int | None) -> list[Trial]:
    """Give the trials of a session, the likeliest first: mostly one, two on a day with a long rest, none among reps."""
    options = trials.best(motion, placement, lane=lane)
    fastest = max((option.speed for option in options), default=0.0)
    options = [option for option in options if option.speed > ALIKE * fastest]
    if not options:
        return []
    found = options[:1]
    for other in options[1:]:
        rest = min(max(other.start - trial.end, trial.start - other.end) for trial in found)
        if rest < 0:
            continue
        if rest < REPEATED:
            if other.hypothesis.nominal == found[0].hypothesis.nominal and other.log_odds > found[0].log_odds - 8.0:
                return []
        elif _belong(other, found[0]):
            found.append(other)
    for reach, share in ((found[0].hypothesis.distance / 2, FASTEST_SHARE), (REP_REACH, REP_SHARE)):
        if _fastest(motion, found, reach) * share > max(trial.speed for trial in found):
            return []
    return found


def _are_reps_instead(found: list[Trial], session: Session, motion: Motion) -> bool:
    """Tell whether a trial is several reps, or slower than the reps of its session, or no start was seen of it."""
    first = motion.frame["elapsed"].iloc[0]
    for trial in found:
        inside = [rep for rep in session.found if trial.start < 0.5 * (rep.start + rep.end) < trial.end]
        rests = [
            after.start - before.end
            for before, after in pairwise(inside)
            if _rested(before.end, after.start, motion, trial.speed)
        ]
        others = [rep.speed for rep in session.found if rep not in inside and rep.time >= SHORTEST_REP]
        if max(rests, default=0.0) > RESTED or (
            len(others) >= SEVERAL and REP_SHARE * float(np.median(others)) > trial.speed
        ):
            return True
        if trial.onset is None and trial.start < first + RUN_BEFORE:
            return True
    return False


def _rested(start: float, end: float, motion: Motion, pace: float) -> bool:
    """Tell whether the runner rested between two times [s]: the coasts of a trial are no rests."""
    elapsed = motion.frame["elapsed"].to_numpy()
    inside = motion.frame["speed"].to_numpy()[(elapsed >= start) & (elapsed <= end)]
    return not len(inside) or float(np.median(inside)) < REST_SHARE * pace


def _belong(other: Trial, trial: Trial) -> bool:
    """Tell whether a second trial was run in the same lane to the same line."""
    same_line = other.at_line and other.turned == trial.turned
    return other.log_odds > SECOND_LOG_ODDS and other.hypothesis.lane == trial.hypothesis.lane and same_line


def _fastest(motion: Motion, found: list[Trial], reach: float) -> float:
    """Give the fastest speed over so many metres outside of the trials. [m/s]"""
    frame = motion.frame
    elapsed, arc = frame["elapsed"].to_numpy(), np.maximum.accumulate(frame["arc"].to_numpy())
    ends = np.interp(arc + reach, arc, elapsed, right=np.inf)
    taken = ends - elapsed
    apart = taken > 0
    for trial in found:
        apart &= (elapsed > trial.end) | (ends < trial.start)
    return float(reach / taken[apart].min()) if apart.any() else 0.0


def _finish(
    motion: Motion, placement: Placement, bouts: tuple[Bout, ...], device_laps: pd.DataFrame
) -> tuple[bool, FinishFrom, float]:
    """Weigh presses, then starts, for the line at the end of either straight."""
    elapsed, arc = motion.frame["elapsed"].to_numpy(), motion.frame["arc"].to_numpy()
    by_hand = device_laps["trigger"] == str(Trigger.MANUAL)
    pressed = device_laps.loc[by_hand, "end"].to_numpy(dtype=float)
    pressed = pressed[(pressed > elapsed[0]) & (pressed < elapsed[-1])]
    starts = np.array([bout.start for bout in bouts if bout.onset is not None])
    for times, source in ((pressed, FinishFrom.LAP_PRESSES), (starts, FinishFrom.REPS)):
        if len(times) < 2:
            continue
        here = np.interp(times, elapsed, arc)
        odds = _log_likelihood(here, placement.lap) - _log_likelihood(here - placement.lap / 2, placement.lap)
        if abs(odds) > math.log(3):
            probability = 1 / (1 + math.exp(-min(abs(odds), 6.0)))
            return bool(odds < 0), source, round(min(probability, 0.98), 3)
    return False, FinishFrom.ASSUMED, 0.5


def _log_likelihood(arcs: Floats, lap: float) -> float:
    miss = np.mod(arcs + lap / 2, lap) - lap / 2
    return float(np.log(0.5 * np.exp(-0.5 * (miss / PRESS_SD) ** 2) / (PRESS_SD * 2.5) + 0.5 / lap).sum())


def lane_notes(placement: Placement) -> tuple[str, ...]:
    """Warn where another lane is within reach, and what that would change."""
    ranked = sorted(placement.lane_probability.items(), key=lambda item: -item[1])
    others = [item for item in ranked if item[0] != placement.lane]
    if not others or others[0][1] < ANOTHER_LANE:
        return ()
    lane, probability = others[0]
    longer = placement.oval.lap(lane) - placement.lap
    share = 100 * abs(longer) / placement.lap
    length, pace = ("longer", "faster") if longer > 0 else ("shorter", "slower")
    return (
        (
            f"The lane is not certain: lane {placement.lane} was taken, lane {lane} has {100 * probability:.0f} %. "
            f"In lane {lane} each lap is {abs(longer):.1f} m {length} and the pace {share:.1f} % {pace}. "
            f"Say your lane with --lane {lane} or --lane {placement.lane}."
        ),
    )


__all__ = ["Found", "find", "lane_notes", "with_recoveries"]
