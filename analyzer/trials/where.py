"""Where the seconds came from, in words; nothing is told that is not beyond its error."""

import math

import numpy as np
import pandas as pd

from analyzer.model import Gain
from analyzer.trials.pieces import reach_of

MOST = 4
"""So many pieces are named on either side."""


def where_from(
    pieces: tuple[Gain, ...], total: float, total_sd: float, *, alike: pd.DataFrame | None, on_same_ground: bool
) -> tuple[str, ...]:
    """Say how much was won or lost over the race, and where: by speeds of like zones where the ground was other.

    alike : None where it cannot be told which zones are alike.
    """
    if not math.isfinite(total):
        return ()
    amount = f"{abs(total):.1f}"
    if abs(total) < total_sd:
        way = f" {'faster' if total > 0 else 'slower'}" if abs(total) >= 0.05 else ""
        lines = [f"The same time within the errors of measuring ({amount} ± {total_sd:.1f} s{way})."]
    else:
        lines = [f"{amount} ± {total_sd:.1f} s {'faster' if total > 0 else 'slower'}, as measured."]
    if not pieces:
        return tuple(lines)
    if not on_same_ground:
        return tuple(lines) if alike is None else (*lines, *_by_speed(alike))
    won, lost = _named(pieces, 1.0), _named(pieces, -1.0)
    mostly, back = (won, lost) if total >= 0 else (lost, won)
    if not mostly and not back:
        nowhere = "No turn or straight" if pieces[0].zone else "No piece of the race"
        spread = f" the {amount} s are spread over the race." if abs(total) >= total_sd else " both were run alike."
        return (*lines, f"{nowhere} differs by more than its error allows:{spread}")
    clear = abs(total) >= total_sd
    if mostly:
        lines.append(f"{_heading(total, amount, clear=clear)}: {_list(mostly)}.")
    if back:
        heading = (
            ("Lost" if total >= 0 else "Won")
            if not mostly or not clear
            else ("Lost again" if total >= 0 else "Won back")
        )
        lines.append(f"{heading}: {_list(back)}.")
    rest = total - sum(piece.gain for piece in (*mostly, *back))
    if abs(rest) >= 0.05:
        lines.append(f"The rest, {abs(rest):.1f} s {'won' if rest > 0 else 'lost'}, is spread over the race.")
    return tuple(lines)


def _by_speed(alike: pd.DataFrame) -> tuple[str, ...]:
    """Say in which zones (frames.ALIKE) the speeds differ beyond their errors."""
    faster, error = alike["faster"].to_numpy(), alike["faster_sd"].to_numpy()
    clear = np.flatnonzero(np.abs(faster) > reach_of(max(len(alike), 1)) * error)
    lines = []
    for way, side in (("faster", 1.0), ("slower", -1.0)):
        here = [int(row) for row in clear[np.argsort(-np.abs(faster[clear]))] if faster[row] * side > 0][:MOST]
        if here:
            told = [
                f"{100 * abs(faster[row]):.1f} ± {100 * error[row]:.1f} % in the {alike['zone'].iloc[row]} of lap "
                f"{alike['lap'].iloc[row]}"
                for row in here
            ]
            lines.append(f"By kind of zone {way}: {_joined(told)}.")
    return tuple(lines) if lines else ("No turn or straight was run at a speed that differs beyond its error.",)


def _heading(total: float, amount: str, *, clear: bool) -> str:
    if not clear:
        return "Won" if total >= 0 else "Lost"
    return f"Where the {amount} s {'came from' if total > 0 else 'went'}"


def _named(pieces: tuple[Gain, ...], side: float) -> list[Gain]:
    clear = [piece for piece in pieces if piece.told and piece.gain * side > 0]
    return sorted(clear, key=lambda piece: -abs(piece.gain))[:MOST]


def _list(pieces: list[Gain]) -> str:
    told = [f"{abs(piece.gain):.1f} ± {piece.gain_sd:.1f} s in {piece.where}" for piece in pieces]
    return _joined(told)


def _joined(told: list[str]) -> str:
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
