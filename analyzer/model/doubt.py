"""Where it cannot be told which straight is the home straight: both readings of the names, and what to say."""

import re

from analyzer.model.names import FinishFrom, Zone
from analyzer.model.track import Placement

SURE = 10 / 11
"""Odds of 10 to 1; below them both readings are given."""
SETTLED = frozenset({FinishFrom.RUNNER, FinishFrom.SAVED})
"""What is told by the runner, or by the track that he keeps, is not asked again."""
OTHER = {
    Zone.FIRST_TURN: Zone.BACK_TURN,
    Zone.BACK_STRAIGHT: Zone.HOME_STRAIGHT,
    Zone.BACK_TURN: Zone.FIRST_TURN,
    Zone.HOME_STRAIGHT: Zone.BACK_STRAIGHT,
}
"""What a zone is called if the home straight is the other one."""


def finish_in_doubt(track: Placement | None) -> bool:
    """Tell whether either straight may be the home straight."""
    return track is not None and not sure_of_finish(track.finish_from, track.finish_probability) >= SURE


def sure_of_finish(known_from: str, probability: float) -> float:
    """Give the probability that the home straight is the one so called; 1 where runner or saved track tell it."""
    return 1.0 if known_from in SETTLED else probability


def names_in_doubt(probability: float) -> bool:
    """Tell whether turns and straights may have each other's names, by a known probability of the finish line."""
    return probability < SURE


def both_names(zone: Zone) -> str:
    """Name a zone by both readings, the likelier first.

    >>> both_names(Zone.BACK_STRAIGHT)
    'back / home straight'
    """
    first, kind = zone.value.split()
    return f"{first} / {OTHER[zone].value.split()[0]} {kind}"


def in_both_readings(text: str) -> str:
    """Give a text with both names wherever it names a turn or straight.

    >>> in_both_readings("Lap 2, home straight: 5 % slower than planned.")
    'Lap 2, home / back straight: 5 % slower than planned.'
    """
    named = "|".join(zone.value for zone in Zone)
    return re.sub(rf"\b({named})\b", lambda found: both_names(Zone(found.group())), text)


def finish_place(track: Placement, *, other: bool = False) -> str:
    """Write where the finish line is, or where it is on the other straight, as --finish takes it."""
    line = track.oval.line(1)
    latitude, longitude = track.to_geographic(*line.at(0.5 * line.lap if other else 0.0))
    return f"{float(latitude):.5f},{float(longitude):.5f}"


def finish_odds(probability: float) -> str:
    """Write the odds of the likelier home straight.

    >>> finish_odds(0.75), finish_odds(0.5), finish_odds(0.6)
    ('odds 3 to 1', 'both are as likely', 'odds 3 to 2')
    """
    likelier = max(probability, 0.5)
    odds = likelier / (1 - likelier)
    return "both are as likely" if odds < 1.25 else f"odds {odds:.0f} to 1" if odds > 1.75 else "odds 3 to 2"


def finish_note(track: Placement | None) -> tuple[str, ...]:
    """Say that the home straight is not known, how the odds are, and how the runner can settle it."""
    if track is None or not finish_in_doubt(track):
        return ()
    likely = finish_odds(track.finish_probability)
    return (
        (
            f"Which straight is the home straight cannot be told from this recording ({likely}): turns and straights "
            f"have both names. Say it with --finish {finish_place(track)} (first name) or "
            f"--finish {finish_place(track, other=True)} (second name)."
        ),
    )
