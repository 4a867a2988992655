"""Where the marks of an effort lie along the lane's line: finish lines, turns and straights."""

import numpy as np

from analyzer.model import Placement, Zone

LEFT_OUT = 15.0
"""The beginning of a zone that its mean speed leaves out: the change of effort takes a few steps. [m]"""
SHORTEST_PIECE = 24.0
"""A shorter piece before the first finish line belongs to the first turn: the mile starts 9.34 m before it. [m]"""
SHORTEST_END = 12.0
"""A shorter piece at the end belongs to the one before; the run-off of lane 8, 23.73 m, stands alone. [m]"""


def lead(first: float, last: float) -> float:
    """Give the part that the mean speed of a zone leaves out; none of a short piece. [m]"""
    return LEFT_OUT if last - first > 2 * LEFT_OUT else 0.0


def finish_lines(placement: Placement, start: float, end: float) -> list[float]:
    """Give where the finish line is passed, unwrapped. [m]"""
    lap = placement.lap
    return [count * lap for count in range(int(np.ceil(start / lap)), int(np.floor(end / lap)) + 1)]


def laps(start: float, lines: list[float], end: float) -> list[float]:
    """Cut laps at the finish line; a few metres before the first or after the last belong to their neighbour."""
    marks = [mark for mark in lines if mark - start > SHORTEST_PIECE and end - mark > SHORTEST_END]
    return [start, *marks, end]


def zones(placement: Placement, start: float, end: float) -> list[tuple[int, Zone, float, float]]:
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
