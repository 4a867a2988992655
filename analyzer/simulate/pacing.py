"""How a trial is paced: the speed that the runner means to run at each place, by strategy."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from analyzer.errors import OptionError
from analyzer.model import Floats, Zone
from analyzer.oval import Oval

ZONES = tuple(Zone)
SHORT_START = 24.0
"""A shorter piece at the start belongs to the next zone: the mile starts 9.344 m before the finish line. [m]"""
RUN_OFF = 24.0
"""A shorter piece past the last finish line is the run-off of lane 8 (23.73 m), a home straight run straight on. [m]"""
_MARKED = 0.1
"""A finish this close to the line is on it. [m]"""

_PLAN_FIRST = "CSCC"
_PLAN_MIDDLE = "SCSC"
_PLAN_BEFORE_LAST = "SSSC"
"""The mile plan by zone: C settle or coast at 5K pace, S surge; the D of lap 3 is held like a surge."""
_PLAN_LAST = "AAAA"

STRATEGIES = ("plan", "half", "dies", "inverted", "even", "fade", "negative", "kick", "record", "surges")
"""plan: surges and coasts as the mile plan has them. half: half-size surges. dies: the plan, then 5K pace on the last
lap. inverted: surges where the plan coasts. even: one pace. fade: 5 % too fast at first, 5 % too slow at last.
negative: the reverse. kick: even, the last 200 m 8 % faster. record: a shallow U. surges: 6 % up on back straights."""


@dataclass(frozen=True)
class Piece:
    """A zone of a lap within an effort; from and to are metres from the start, `arc` where it begins on the line."""

    lap: int
    zone: Zone
    from_m: float
    to_m: float


def pieces(oval: Oval, lane: int, start_arc: float, distance: float) -> tuple[Piece, ...]:
    """Cut an effort at the finish line and at the ends of the turns."""
    lap, turn = oval.lap(lane), oval.turn(lane)
    marks = (0.0, turn, turn + oval.straight, 2 * turn + oval.straight)
    first = int(np.floor(start_arc / lap + 1e-9))
    found: list[Piece] = []
    for number in range(first, int(np.ceil((start_arc + distance) / lap - 1e-9))):
        for zone, begin, end in zip(ZONES, marks, (*marks[1:], lap), strict=True):
            from_m = max(0.0, number * lap + begin - start_arc)
            to_m = min(distance, number * lap + end - start_arc)
            if to_m - from_m > 1e-6:
                found.append(Piece(number - first + 1, zone, from_m if found else 0.0, to_m))
    if found[0].to_m < SHORT_START and len(found) > 1:
        found[:2] = [Piece(found[1].lap, found[1].zone, 0.0, found[1].to_m)]
    last = found[-1]
    if last.lap > 1 and last.zone is Zone.FIRST_TURN and last.to_m - last.from_m < RUN_OFF:
        found[-1] = Piece(last.lap - 1, Zone.HOME_STRAIGHT, last.from_m, last.to_m)
    early = found[0].lap - 1
    return tuple(Piece(piece.lap - early, piece.zone, piece.from_m, piece.to_m) for piece in found)


def lap_marks(lap: float, start_arc: float, distance: float) -> tuple[float, ...]:
    """Give where the laps of an effort begin and end, cut at the finish line. [m from the start]"""
    lines = np.arange(np.ceil((start_arc + SHORT_START) / lap), np.ceil((start_arc + distance) / lap + 1)) * lap
    inner = [float(line - start_arc) for line in lines if line < start_arc + distance - _MARKED]
    return (0.0, *inner, distance)


def _code(piece: Piece, laps: int) -> str:
    if piece.lap >= laps:
        row = _PLAN_LAST
    elif piece.lap == 1:
        row = _PLAN_FIRST
    else:
        row = _PLAN_BEFORE_LAST if piece.lap == laps - 1 else _PLAN_MIDDLE
    return row[ZONES.index(piece.zone)]


def _plan(rng: Generator, zones: tuple[Piece, ...], five_k: float, goal: float, strategy: str) -> Floats:
    """Give the speed of each zone; the surge is what the goal needs, and no two surges come out alike."""
    laps = zones[-1].lap
    coast = 5000.0 / five_k
    metres = np.array([piece.to_m - piece.from_m for piece in zones])
    codes = np.array([_code(piece, laps) for piece in zones])
    fast = codes != "C"
    spare = goal * coast - metres[~fast].sum()
    surge = metres[fast].sum() / spare - 1.0 if spare > 0 else np.inf
    if not -0.2 < surge < 0.6:
        raise OptionError(f"a goal of {goal:g} s does not fit a 5K of {five_k:g} s; give a goal nearer to it")
    if strategy == "inverted":
        fast = np.where(codes == "A", fast, ~fast)
    if strategy == "dies":
        fast = fast & (codes != "A")
    size = surge * (0.5 if strategy == "half" else 1.0) * (1.0 + 0.15 * rng.standard_normal(len(zones)))
    return np.asarray(coast * (1.0 + np.where(fast, size, 0.01 * rng.standard_normal(len(zones)))))


def _shape(strategy: str, share: Floats, distance: float, back: Floats) -> Floats:
    """Give the speed against the mean, by the share of the distance that is run."""
    if strategy == "fade":
        return 1.05 - 0.10 * share
    if strategy == "negative":
        return 0.96 + 0.08 * share
    if strategy == "kick":
        return np.where((1.0 - share) * distance < 200.0, 1.08, 1.0)
    if strategy == "record":
        return 0.987 + 0.12 * (share - 0.5) ** 2
    if strategy == "surges":
        return np.where(back > 0, 1.06, 1.0)
    return np.ones_like(share)


def speeds(
    rng: Generator,
    zones: tuple[Piece, ...],
    metres: Floats,
    *,
    strategy: str,
    five_k: float,
    goal: float,
) -> Floats:
    """Give the speed that the runner means to run at distances from the start. [m/s]"""
    if strategy not in STRATEGIES:
        raise OptionError(f"'{strategy}' is no strategy; choose one of {', '.join(STRATEGIES)}")
    zone = np.clip(np.searchsorted([piece.to_m for piece in zones], metres, side="right"), 0, len(zones) - 1)
    if strategy in {"plan", "half", "dies", "inverted"}:
        return _plan(rng, zones, five_k, goal, strategy)[zone]
    distance = zones[-1].to_m
    back = np.array([piece.zone is Zone.BACK_STRAIGHT for piece in zones], dtype=float)[zone]
    shape = _shape(strategy, metres / distance, distance, back)
    return shape * (distance / goal) * float(np.mean(1.0 / shape))
