"""Put together what was run hard: the reps of the session, and what beside them is warm-up, cool-down or drill."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.efforts import hard, laps
from analyzer.efforts.hard import Hard, Marks
from analyzer.efforts.pieces import Piece
from analyzer.model import Motion, PlannedWorkout, Trigger

Floats = NDArray[np.float64]

AS_FAST = 0.95
"""What the laps do not tell is a rep beside those that they do where it is about as fast."""
STRIDE, STRIDE_GAP = 32.0, 1.3
"""Shorter bouts are strides; reps beside them are longer by this factor. [s, 1]"""
LONG = 40.0
"""Running so long that no lap told may be a rep beside laps. [s]"""
SHORTER = 0.5
"""Shorter bouts among reps than this share of the shortest are bursts, unless there are several."""
LEAST_WEIGHT, AN_HOUR = 2.2, 3600.0
"""A border that weighs less parts nothing; the longer the session [s], the more of its pieces are alike by chance."""
LEAST_STRIDES, STRIDES_FASTER = 1.3, 1.42
"""Strides weigh little, being short; they are so much faster than easy running that a few tell themselves."""
FEWEST, FEWEST_LONG = 3, 2
"""So many bouts make a session of reps; of long ones fewer do."""
LONG_REP, BLOCK = 150.0, 6 * 60.0
"""A rep so long counts as long; a single block of tempo is at least so long. [s]"""
BESIDE = 180.0
"""Less running before and after it tells nothing of the easy pace. [s]"""
BLOCK_FASTER = 1.2
"""A block of tempo is so much faster than what was run before and after it."""
REGULAR_SHARE = 0.5
"""At least this share of the bouts is like another, or else they are no reps."""
CHANCE, BEYOND_CHANCE, MOST_NEEDED = 0.09, 0.2, 0.85
"""How likely two bouts that have nothing to do with each other are alike; so many more must be; no more than this."""
OTHERS = 1.15
"""Bouts that nobody pressed are no reps beside pressed ones that are longer by this factor."""
APART = 0.22
"""Slow bouts at either end, so far from the slowest of the others (as a logarithm), are warm-up and cool-down."""
WITHOUT_EASY, OF_A_SET = 0.75, 0.025
"""Where nothing easy was run, this share of the bouts must be told, or alike to this share."""


@dataclass(frozen=True)
class Session:
    """What was run hard.

    reps : In order of time.   strides : How many short bouts before or after the reps were left out, and their time.
    easy : The pace of easy running. [m/s]   weight : How well the border of the reps parts them.
    stray : Presses that stand for nothing. [s]   source : What told the reps:
    "workout", "laps" or "motion".   corrected : The runner said which reps there are, and no trial is looked for.
    added : Those of the reps that the runner added; they stand beside a trial too.
    """

    reps: tuple[Hard, ...] = ()
    strides: tuple[Hard, ...] = ()
    easy: float = math.nan
    stray: tuple[float, ...] = ()
    source: str = "motion"
    weight: float = 0.0

    @property
    def time(self) -> float:
        """Time of all reps. [s]"""
        return sum(rep.time for rep in self.reps)

    corrected: bool = False
    added: tuple[Hard, ...] = ()

    @property
    def found(self) -> tuple[Hard, ...]:
        """The reps without those that the runner added."""
        return tuple(rep for rep in self.reps if rep not in self.added)


def with_own_distances(session: Session, speed: pd.DataFrame) -> Session:
    """Give the reps the distances that were run, by frames.SPEED."""
    elapsed, run = speed["elapsed"].to_numpy(), speed["distance"].to_numpy()
    return replace(
        session,
        reps=tuple(
            replace(rep, distance=float(np.diff(np.interp([rep.start, rep.end], elapsed, run))[0]))
            for rep in session.reps
        ),
    )


def presses(device_laps: pd.DataFrame) -> Floats:
    """Give when laps ended that somebody or something meant, and when the recording was started. [s]"""
    if device_laps.empty:
        return np.zeros(0)
    ends = device_laps.loc[device_laps["trigger"].isin(laps.BY_THUMB | {str(Trigger.TIME)}), "end"].to_numpy(
        dtype=float
    )
    return np.unique(np.append(ends, device_laps["start"].iloc[0]))


def backwards(reps: tuple[Hard, ...], motion: Motion) -> bool:
    """Tell whether most of the reps on the track were run the other way round than its arc positions count."""
    elapsed, arc = motion.frame["elapsed"].to_numpy(), motion.frame["arc"].to_numpy()
    ends = np.array([(rep.start, rep.end) for rep in reps if rep.on_track])
    return len(ends) > 0 and bool(np.median(np.diff(np.interp(ends, elapsed, arc), axis=1)) < 0)


def find(
    speed: pd.DataFrame,
    pieces: tuple[Piece, ...],
    device_laps: pd.DataFrame,
    pauses: pd.DataFrame,
    plan: PlannedWorkout | None,
    stays: tuple[tuple[float, float], ...],
) -> Session:
    """Find the reps of a session: by the workout in the file and the laps first, then by the motion.

    speed : frames.SPEED. stays : From when to when the runner was on the track. [s]
    """
    meant = laps.spans(device_laps, speed)
    pressed = presses(device_laps)
    stops = np.append(pauses["start"].to_numpy(dtype=float), pauses["end"].to_numpy(dtype=float))
    marks = Marks(pressed, stops, stays)
    told = laps.of_workout(plan, meant) or laps.by_the_clock(meant)
    motion = _by_motion(pieces, marks, speed)
    by_motion, strides, easy = motion.reps, motion.strides, motion.easy
    source = "workout"
    if not told:
        told, source = laps.in_a_row(meant, pieces, marks), "laps"
    if not told:
        return motion
    others = [bout for bout in by_motion if not any(_overlap(bout, rep) for rep in told)]
    told = [replace(rep, on_track=marks.on_track(rep.start + laps.STOPPED, rep.end - laps.STOPPED)) for rep in told]
    if source == "workout":
        # the workout is what was run from its first step to its last; more may follow it
        first, last = told[0].start, told[-1].end
        others = [bout for bout in others if bout.end < first - LONG or bout.start > last + LONG]
    typical = float(np.median([rep.time for rep in told]))
    slowest = min(rep.speed for rep in told) * AS_FAST
    others = [bout for bout in others if bout.time > max(LONG, 0.4 * typical) and bout.speed > slowest]
    return Session(tuple(sorted((*told, *others), key=lambda rep: rep.start)), strides, easy, (), source)


def _overlap(one: Hard, other: Hard) -> bool:
    return min(one.end, other.end) - max(one.start, other.start) > 0.2 * min(one.time, other.time)


def _by_motion(pieces: tuple[Piece, ...], marks: Marks, speed: pd.DataFrame) -> Session:
    """Find the reps above the best border that has some."""
    lasting = pieces[-1].end - pieces[0].start if pieces else 0.0
    least = LEAST_WEIGHT * math.sqrt(max(lasting / AN_HOUR, 1.0))
    for border in hard.borders(pieces, marks):
        if border.weight < (LEAST_STRIDES if _are_strides(border) else least):
            continue
        bouts, strides = _without_strides(_without_slow_ends(list(border.bouts)), marks)
        bouts, stray = laps.parted(bouts, marks.presses, speed)
        bouts = _without_odd_ends(hard.with_regular(bouts, marks))
        if _are_reps(bouts, border, marks):
            return Session(tuple(bouts), tuple(strides), border.easy, tuple(stray), weight=border.weight)
    block = _block(pieces)
    return Session((block,) if block else ())


def _are_strides(border: hard.Border) -> bool:
    """Tell whether all that is above a border is short and far above easy running: a few of these are strides."""
    if not math.isfinite(border.easy) or any(bout.time > STRIDE for bout in border.bouts):
        return False
    return float(np.median([bout.speed for bout in border.bouts])) > STRIDES_FASTER * border.easy


def _without_strides(bouts: list[Hard], marks: Marks) -> tuple[list[Hard], list[Hard]]:
    """Part strides of the warm-up and cool-down, and odd short bursts, from the reps, which are longer or pressed."""
    shortest = _longest_stride(bouts)
    longer = [bout for bout in bouts if bout.time >= shortest]
    pressed = [bout for bout in bouts if hard.is_marked(bout, marks)]
    short_time = sum(bout.time for bout in bouts if bout.time < shortest)
    if shortest > 0 and len(longer) >= FEWEST_LONG and sum(bout.time for bout in longer) > short_time:
        reps = longer
    elif len(pressed) >= FEWEST and _are_others([bout for bout in bouts if bout not in pressed], pressed):
        reps = pressed
    else:
        return bouts, []
    first, last = min(bout.start for bout in reps), max(bout.start for bout in reps)
    least = SHORTER * min(bout.time for bout in reps)
    short = [bout for bout in bouts if bout not in reps]
    inner = [bout for bout in short if first < bout.start < last]
    kept = [bout for bout in inner if bout.time >= least or len(inner) >= FEWEST]
    outer = [bout for bout in short if bout not in inner]
    own = _of_the_pairs(inner, outer, first, last)
    strides = [bout for bout in outer if bout not in own]
    return sorted((*reps, *kept, *own), key=lambda bout: bout.start), strides


def _of_the_pairs(inner: list[Hard], outer: list[Hard], first: float, last: float) -> list[Hard]:
    """Give the short bout next to the first and to the last rep, where several like it are run between them."""
    if len(inner) < FEWEST:
        return []
    usual = float(np.median([bout.time for bout in inner]))
    before, after = [bout for bout in outer if bout.start < first], [bout for bout in outer if bout.start > last]
    return [bout for bout in (*before[-1:], *after[:1]) if abs(bout.time - usual) < hard.ALIKE_SHORT]


def _are_others(bouts: list[Hard], reps: list[Hard]) -> bool:
    """Tell whether several bouts are shorter than the reps, and so not of their set."""
    usual = float(np.median([rep.time for rep in reps]))
    return len(bouts) >= FEWEST and float(np.median([bout.time for bout in bouts])) * OTHERS < usual


def _longest_stride(bouts: list[Hard]) -> float:
    """Give the time that parts strides from reps: of a stride, or where the times of shorter ones stop. [s]"""
    times = sorted(bout.time for bout in bouts)
    gaps = [(after / before, after) for before, after in pairwise(times) if before < STRIDE]
    if not gaps or gaps[-1][1] < STRIDE or gaps[-1][0] > STRIDE_GAP:
        return STRIDE
    # the times go on from shorter to longer about a stride: they are of one set unless they part below it
    widest, after = max(gaps)
    return after if widest > STRIDE_GAP else 0.0


def _without_slow_ends(bouts: list[Hard]) -> list[Hard]:
    """Leave the warm-up and the cool-down out: slow bouts before the first and after the last of the others."""
    ordered = sorted(bouts, key=lambda bout: bout.speed)
    gaps = [math.log(b.speed / a.speed) for a, b in pairwise(ordered)]
    if not gaps or max(gaps) < APART:
        return bouts
    cut = int(np.argmax(gaps)) + 1
    slow, fast = ordered[:cut], ordered[cut:]
    if len(slow) > len(fast) / 2:
        return bouts
    first, last = min(bout.start for bout in fast), max(bout.start for bout in fast)
    return [bout for bout in bouts if bout in fast or first < bout.start < last]


def _without_odd_ends(bouts: list[Hard]) -> list[Hard]:
    """Leave bouts out that are like no other, before the first and after the last that is."""
    regular = [number for number, bout in enumerate(bouts) if bout.regular]
    return bouts[regular[0] : regular[-1] + 1] if regular else []


def _are_reps(bouts: list[Hard], border: hard.Border, marks: Marks) -> bool:
    if not math.isfinite(border.easy):
        # where nothing is easier than the bouts, they must be more alike: traffic lights cut easy runs too
        told = [_is_of_a_set(bout, bouts) or hard.is_pressed(bout, marks) for bout in bouts]
        told = [
            one or (bout.on_track and hard.is_nominal(bout.distance)) for one, bout in zip(told, bouts, strict=True)
        ]
        return sum(told) >= FEWEST and sum(told) >= WITHOUT_EASY * len(bouts)
    regular = sum(bout.regular for bout in bouts)
    long = sum(bout.time >= LONG_REP for bout in bouts)
    enough = regular >= FEWEST or (long >= FEWEST_LONG and regular >= FEWEST_LONG)
    by_chance = 1.0 - (1.0 - CHANCE) ** (len(bouts) - 1)
    return enough and regular >= min(max(REGULAR_SHARE, by_chance + BEYOND_CHANCE), MOST_NEEDED) * len(bouts)


def _is_of_a_set(bout: Hard, bouts: list[Hard]) -> bool:
    near = [abs(math.log(other.time / bout.time)) < OF_A_SET for other in bouts]
    metres = [abs(math.log(other.distance / bout.distance)) < OF_A_SET for other in bouts]
    return max(sum(near), sum(metres)) >= FEWEST


def _block(pieces: tuple[Piece, ...]) -> Hard | None:
    """Give the one long piece of a run that is much faster than all before and after it."""
    running = [piece for piece in pieces if piece.speed > hard.WALKING]
    fastest = max((piece for piece in running if piece.lasting >= BLOCK / 3), key=lambda one: one.speed, default=None)
    if fastest is None:
        return None
    bouts = [bout for bout in hard.above(pieces, fastest.speed / BLOCK_FASTER) if bout.time >= BLOCK]
    if len(bouts) != 1:
        return None
    bout = bouts[0]
    beside = [piece for piece in running if piece.end <= bout.start + 1 or piece.start >= bout.end - 1]
    run = sum(piece.lasting for piece in beside)
    before = sum(piece.lasting for piece in beside if piece.end <= bout.start + 1)
    if run < max(0.25 * bout.time, BESIDE) or min(before, run - before) < BESIDE / 2:
        return None
    pace = sum(piece.lasting * piece.speed for piece in beside) / run
    return replace(bout, regular=True) if bout.speed > BLOCK_FASTER * pace else None
