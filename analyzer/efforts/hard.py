"""Find what was run hard: the pace that best parts reps from all else, and the reps above it.

Every pace between two pieces of the session is tried as the border. Above a good one lie bouts that are alike, that
stand out from what was run before and after them, and that are far from what lies below.
"""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analyzer.efforts.pieces import Piece

Floats = NDArray[np.float64]

WALKING = 1.85
"""Nobody runs slower, nobody recovers faster by walking. [m/s]"""
SHORTEST, LONGEST = 8.0, 17 * 60.0
"""The time of a rep, from a short stride to the longest tempo. [s]"""
TOGETHER = 1.5
"""Pieces that follow each other within this are one bout. [s]"""
DIP, DIP_SHARE = 8.0, 0.55
"""Slower running so short is no recovery, if it is not slower than this share of the running about it. [s, 1]"""
STANDS_OUT = ((60.0, 1.10), (30.0, 1.15), (0.0, 1.22))
"""How much faster a bout of so many seconds is than what is run next to it: short ones may be noise."""
ALIKE, ALIKE_SHORT = 0.05, 3.5
"""Bouts are alike whose times or distances differ by no more: a share; in short ones (40 s) seconds."""
SHORT = 40.0
"""Bouts so short are compared in seconds. [s]"""
SHORT_METRES = 14.0
"""and in metres."""
PRESSED = 4.0
"""A press or a stop so near to the end of a bout is its own. [s]"""
CHANCE = 1 / 10
"""Bouts are alike where they are like this share of all."""
NOMINAL = (200, 300, 400, 600, 800, 1000, 1200, 1600, 2000, 3000)
"""What is mostly run on a track. [m]"""
NOMINAL_SHARE = 0.03
"""How near to it a bout is that is not timed yet."""
EASY_AT_LEAST, EASY_SHARE = 60.0, 0.15
"""Less easy running than this, and than this share of the hard, tells nothing of the easy pace. [s, 1]"""
EASY_PIECE = 15.0
"""The shortest piece that tells the easy pace. [s]"""
EVEN = 0.75
"""No piece of a rep is slower than this share of its fastest; the jog that follows it is."""
EASY_QUANTILE = 0.8
"""The easy pace is faster than this share of the easy running: reps stand out from its faster side."""
LEAST_CONTRAST, FULL_CONTRAST = 0.06, 0.20
"""Reps that are faster than easy running by the first do not count, by the second fully."""
UNKNOWN_CONTRAST = 0.4
"""What a session counts in which nothing was run but reps."""
WIDE = 0.5
"""A border counts most where the paces above and below it differ by this share."""
SLOW_SIDE = 0.1
"""The pace of hard running is that of its slower side: this share of the bouts is slower."""
AS_GOOD = 0.96
"""Borders whose weights differ by less part about alike."""
WEIGHT_TIME, MOST_WEIGHT = 60.0, 2.0
"""A bout weighs as the root of its time in these units [s], at most so much: a stride is less than a mile."""


@dataclass(frozen=True)
class Hard:
    """A bout of hard running: start, end [s], distance [m] and speed [m/s].

    regular : It is like another, or of a distance that is run on a track, or begins and ends with a press.
    by_time : A workout tells that it was run for a time.   said : Whether the runner told its start, and its end.
    meant : The distance that the runner told; NaN where he told none. [m]
    """

    start: float
    end: float
    distance: float
    regular: bool = False
    on_track: bool = False
    by_time: bool = False
    said: tuple[bool, bool] = (False, False)
    meant: float = math.nan

    @property
    def time(self) -> float:
        """How long it lasted. [s]"""
        return self.end - self.start

    @property
    def speed(self) -> float:
        """Its mean speed. [m/s]"""
        return self.distance / self.time


@dataclass(frozen=True)
class Border:
    """A pace that parts hard running from easy, and what lies above it.

    speed : The border. [m/s]   easy : The pace of easy running; NaN where there is too little. [m/s]
    weight : How well it parts them; 0 where nothing above it is alike.
    regular_time : Of the bouts that are regular and run at one pace: none of a rep and the jog after it. [s]
    """

    speed: float
    easy: float
    weight: float
    bouts: tuple[Hard, ...]
    regular_time: float = 0.0


@dataclass(frozen=True)
class Marks:
    """When the lap button was pressed, when the watch was stopped or went on, and the stays on the track. [s]"""

    presses: Floats
    stops: Floats
    track: tuple[tuple[float, float], ...] = ()

    def on_track(self, start: float, end: float) -> bool:
        """Tell whether the runner was on the track from start to end. [s]"""
        return any(first - TOGETHER <= start and end <= last + TOGETHER for first, last in self.track)


def borders(pieces: tuple[Piece, ...], marks: Marks) -> list[Border]:
    """Give the borders above which something is alike, the one that parts best first."""
    levels = sorted({round(piece.speed, 3) for piece in pieces if piece.speed > WALKING})
    middles = [0.5 * (low + high) for low, high in pairwise(levels) if high - low > 0.05]
    tried = [_weigh(pieces, speed, marks) for speed in (WALKING, *middles)]
    ordered = sorted((one for one in tried if one.weight > 0), key=lambda one: -one.weight)
    # of borders that part about alike, the one with the most regular running above it tells the session best
    near = [one for one in ordered if one.weight > AS_GOOD * ordered[0].weight]
    return [*sorted(near, key=lambda one: -one.regular_time), *ordered[len(near) :]]


def above(pieces: tuple[Piece, ...], speed: float) -> list[Hard]:
    """Give the bouts of unbroken running above a speed; a dip of a few seconds does not break one. [m/s]"""
    bouts: list[Hard] = []
    for number, piece in enumerate(pieces):
        if piece.speed <= speed and not _is_dip(number, pieces, speed):
            continue
        metres = piece.lasting * piece.speed
        if bouts and piece.joined and piece.start - bouts[-1].end < TOGETHER:
            bouts[-1] = Hard(bouts[-1].start, piece.end, bouts[-1].distance + metres)
        elif piece.speed > speed:
            bouts.append(Hard(piece.start, piece.end, metres))
    return bouts


def _is_dip(number: int, pieces: tuple[Piece, ...], speed: float) -> bool:
    """Tell whether a slow piece is too short for a recovery."""
    piece = pieces[number]
    if piece.lasting > DIP or not 0 < number < len(pieces) - 1:
        return False
    before, after = pieces[number - 1], pieces[number + 1]
    unbroken = piece.joined and after.joined and min(before.speed, after.speed) > speed
    return unbroken and piece.speed > DIP_SHARE * min(before.speed, after.speed)


def _weigh(pieces: tuple[Piece, ...], speed: float, marks: Marks) -> Border:
    fit = [bout for bout in above(pieces, speed) if SHORTEST <= bout.time <= LONGEST and _stands_out(bout, pieces)]
    easy = _easy_pace(pieces, speed, sum(bout.time for bout in fit))
    if not fit:
        return Border(speed, easy, 0.0, ())
    regular = with_regular(fit, marks)
    weights = np.minimum(np.sqrt(np.array([bout.time for bout in regular]) / WEIGHT_TIME), MOST_WEIGHT)
    alike = float((weights * [bout.regular for bout in regular]).sum())
    counts = UNKNOWN_CONTRAST
    if math.isfinite(easy):
        contrast = _slow_side(np.array([bout.speed for bout in regular]), weights) / easy - 1.0
        enough = np.clip((contrast - LEAST_CONTRAST) / (FULL_CONTRAST - LEAST_CONTRAST), 0.0, 1.0)
        counts = float(enough * (0.5 + np.clip(contrast / WIDE, 0.0, 1.0)))
    told = sum(bout.time for bout in regular if bout.regular and _is_even(bout, pieces))
    return Border(speed, easy, alike**2 / float(weights.sum()) * counts, tuple(regular), told)


def _slow_side(speeds: Floats, weights: Floats) -> float:
    order = np.argsort(speeds)
    so_far = np.cumsum(weights[order])
    return float(speeds[order][int(np.searchsorted(so_far, SLOW_SIDE * so_far[-1]))])


def _stands_out(bout: Hard, pieces: tuple[Piece, ...]) -> bool:
    least = next(share for lasting, share in STANDS_OUT if bout.time >= lasting)
    before = [piece for piece in pieces if abs(piece.end - bout.start) < TOGETHER]
    after = [piece for piece in pieces if abs(piece.start - bout.end) < TOGETHER]
    return all(bout.speed >= least * piece.speed for piece in (*before, *after))


def _is_even(bout: Hard, pieces: tuple[Piece, ...]) -> bool:
    inside = [
        one.speed
        for one in pieces
        if one.lasting >= EASY_PIECE and bout.start - TOGETHER < one.start and one.end < bout.end + TOGETHER
    ]
    return not inside or min(inside) >= EVEN * max(inside)


def _easy_pace(pieces: tuple[Piece, ...], speed: float, hard: float) -> float:
    """Give the faster side of the easy running; NaN where it is little beside the time of hard running. [m/s, s]"""
    easy = sorted(
        (one.speed, one.lasting) for one in pieces if WALKING < one.speed <= speed and one.lasting >= EASY_PIECE
    )
    total = sum(lasting for _, lasting in easy)
    if total < max(EASY_AT_LEAST, EASY_SHARE * hard):
        return math.nan
    so_far = np.cumsum([lasting for _, lasting in easy])
    return easy[int(np.searchsorted(so_far, EASY_QUANTILE * total))][0]


def with_regular(bouts: list[Hard], marks: Marks) -> list[Hard]:
    """Mark the bouts that are regular: alike, pressed, or on the track and of a distance that is run there.

    Among many bouts some are alike by chance: the more there are, the more must be alike.
    """
    others = max(1, round(CHANCE * len(bouts)))
    time, metres = np.array([bout.time for bout in bouts]), np.array([bout.distance for bout in bouts])
    told = []
    for number, bout in enumerate(bouts):
        other = np.arange(len(bouts)) != number
        if bout.time < SHORT:
            alike = (np.abs(time[other] - bout.time) < ALIKE_SHORT) | (
                np.abs(metres[other] - bout.distance) < SHORT_METRES
            )
        else:
            alike = np.abs(np.log(time[other] / bout.time)) < ALIKE
            alike |= np.abs(np.log(metres[other] / bout.distance)) < ALIKE
        on_track = marks.on_track(bout.start, bout.end)
        meant = bout.time >= SHORT and (is_pressed(bout, marks) or (on_track and is_nominal(bout.distance)))
        told.append(replace(bout, regular=int(alike.sum()) >= others or meant, on_track=on_track))
    return told


def is_marked(bout: Hard, marks: Marks) -> bool:
    """Tell whether a bout begins and ends with a press or a stop of the watch."""
    every = np.append(marks.presses, marks.stops)
    return len(every) > 0 and all(float(np.abs(every - end).min()) < PRESSED for end in (bout.start, bout.end))


def is_pressed(bout: Hard, marks: Marks) -> bool:
    """Tell whether a bout begins and ends with a press or a stop of the watch, at least one of them a press."""
    if not len(marks.presses) or not is_marked(bout, marks):
        return False
    return any(float(np.abs(marks.presses - end).min()) < PRESSED for end in (bout.start, bout.end))


def is_nominal(metres: float) -> bool:
    """Tell whether a distance is near one that is run on a track.

    >>> is_nominal(1212.0), is_nominal(1130.0)
    (True, False)
    """
    return any(abs(metres - nominal) < NOMINAL_SHARE * nominal for nominal in NOMINAL)
