"""Where the zones of the mile lie, what each asks for, and the surge that a time needs.

           first turn   back straight   back turn   home straight
    lap 1  settle       SURGE           coast       coast
    lap 2  SURGE        coast           SURGE       coast
    lap 3  SURGE        SURGE           hold        coast
    lap 4  all out      all out         all out     all out, kick

Lane 1 starts so far before the finish line that four laps complete the mile (9.344 m on a 400 m track). In lane 8 the
runner starts half a lap round, runs 3.5 laps and goes straight on past the finish line. In the other lanes he starts
at the mile line, and the mile is over before the fourth lap is.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

from analyzer.model import Zone, ZoneEffort
from analyzer.oval import Oval

CODES = ("CSCC", "SCSC", "SSDC", "AAAA")
"""What the zones of each lap ask for: C settle or coast, S surge, D the runner's discretion, A all out."""
RUN_FAST = "F"
"""The first half lap in lane 8: anything from coast to surge is right."""
HALF_LAP_LANE = 8

SHORTEST_ZONE = 0.05
"""Rounding leaves no zone shorter than this. [m]"""


class Piece(NamedTuple):
    """A zone before it has a target; from and to [m] from the start."""

    lap: int
    zone: Zone
    code: str
    from_m: float
    to_m: float
    run_off: bool = False


@dataclass(frozen=True)
class Demand:
    """Metres to run at 5K speed, at the surge, and all out at 5K speed x (1 + kick x surge)."""

    coast: float
    surge: float
    all_out: float
    kick: float

    def time(self, speed: float, surge: float) -> float:
        """Time of the run at a 5K speed [m/s] and a surge. [s]"""
        return (self.coast + self.surge / (1 + surge) + self.all_out / (1 + self.kick * surge)) / speed

    def surge_for(self, time: float, speed: float) -> float:
        """Surge that a time [s] needs at a 5K speed [m/s]; infinite where no surge is enough."""
        left = time * speed - self.coast
        square = left * self.kick
        linear = left * (1 + self.kick) - self.surge * self.kick - self.all_out
        constant = left - self.surge - self.all_out
        if left <= 0 or (square == 0 and linear <= 0):
            return math.inf
        if square == 0:
            return -constant / linear
        return (-linear + math.sqrt(max(linear**2 - 4 * square * constant, 0.0))) / (2 * square)


def lay(oval: Oval, lane: int, distance: float) -> list[Piece]:
    """Cut the run into zones, from its start on."""
    lap, turn = oval.lap(lane), oval.turn(lane)
    start = lap / 2 if lane == HALF_LAP_LANE else 4 * oval.lap(1) - distance
    end = start + distance
    edges = (0.0, turn, lap / 2, lap / 2 + turn, lap)
    pieces: list[Piece] = []
    for number, codes in enumerate(CODES, start=1):
        for zone, code, near, far in zip(Zone, codes, edges[:-1], edges[1:], strict=True):
            first = number == 1 and zone is Zone.FIRST_TURN
            begin = max((number - 1) * lap + near, start) if not first else start
            finish = min((number - 1) * lap + far, end)
            if finish - begin > SHORTEST_ZONE:
                fast = not pieces and zone is Zone.BACK_TURN
                pieces.append(Piece(number, zone, RUN_FAST if fast else code, begin - start, finish - start))
    if end - 4 * lap > SHORTEST_ZONE:
        pieces.append(Piece(4, Zone.HOME_STRAIGHT, "A", 4 * lap - start, distance, run_off=True))
    return pieces


def demand_of(pieces: list[Piece], held: float, kick: float) -> Demand:
    """Add up the metres at each speed; `held` is the share of the back turn of lap 3 run at the surge."""
    metres = dict.fromkeys("CSDFA", 0.0)
    for piece in pieces:
        metres[piece.code] += piece.to_m - piece.from_m
    coast = metres["C"] + (1 - held) * metres["D"]
    surge = metres["S"] + metres[RUN_FAST] + held * metres["D"]
    return Demand(coast, surge, metres["A"], kick)


def effort_of(piece: Piece) -> ZoneEffort:
    """Name what a zone asks for."""
    if piece.code == "C":
        settling = piece.lap == 1 and piece.zone is Zone.FIRST_TURN
        return ZoneEffort.SETTLE if settling else ZoneEffort.COAST
    if piece.code == "A":
        return ZoneEffort.KICK if piece.zone is Zone.HOME_STRAIGHT else ZoneEffort.ALL_OUT
    return ZoneEffort.HOLD if piece.code == "D" else ZoneEffort.SURGE
