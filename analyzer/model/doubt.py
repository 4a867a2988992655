"""Where it cannot be told which straight is the home straight: both readings of the names, and what to say."""

import re

from analyzer.model.names import FinishFrom, Zone
from analyzer.model.track import Placement

SURE = 10 / 11
"""Odds of 10 to 1; below them both readings are given."""
OTHER = {
    Zone.FIRST_TURN: Zone.BACK_TURN,
    Zone.BACK_STRAIGHT: Zone.HOME_STRAIGHT,
    Zone.BACK_TURN: Zone.FIRST_TURN,
    Zone.HOME_STRAIGHT: Zone.BACK_STRAIGHT,
}
"""What a zone is called if the home straight is the other one."""


def finish_in_doubt(track: Placement | None) -> bool:
    """Tell whether either straight may be the home straight."""
    if track is None or track.finish_from in {FinishFrom.RUNNER, FinishFrom.SAVED}:
        return False
    return not track.finish_probability >= SURE


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


def finish_note(track: Placement | None) -> tuple[str, ...]:
    """Say that the home straight is not known, how the odds are, and how the runner can settle it."""
    if track is None or not finish_in_doubt(track):
        return ()
    odds = max(track.finish_probability, 0.5) / (1 - max(track.finish_probability, 0.5))
    likely = "both are as likely" if odds < 1.25 else f"odds {odds:.0f} to 1" if odds > 1.75 else "odds 3 to 2"
    return (
        (
            f"Which straight is the home straight cannot be told from this recording ({likely}): turns and straights "
            f"have both names. Say it with --finish {finish_place(track)} (first name) or "
            f"--finish {finish_place(track, other=True)} (second name)."
        ),
    )
