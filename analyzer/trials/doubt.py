"""Trials whose home straight may be the back straight: their turns and straights may have each other's names."""

from collections.abc import Iterable

import pandas as pd

from analyzer.model import Trial
from analyzer.model.doubt import finish_odds, names_in_doubt

NAMED = 6
"""Of more sessions than this only the count is told; the JSON has the probability of each."""


def in_doubt(trial: Trial) -> bool:
    """Tell whether the names of a trial's turns and straights may be swapped."""
    return names_in_doubt(float(trial.row.get("finish_probability", float("nan"))))


def doubt_note(*trials: Trial) -> tuple[str, ...]:
    """Say which of some trials may have the names of their turns and straights swapped."""
    return _note((int(one.row["session"]), float(one.row["finish_probability"])) for one in trials if in_doubt(one))


def doubt_of(trials: pd.DataFrame) -> tuple[str, ...]:
    """Say the same of rows of frames.TRIALS."""
    known = zip(trials["session"].tolist(), trials["finish_probability"].tolist(), strict=True)
    return _note((session, sure) for session, sure in known if names_in_doubt(sure))


def _note(doubtful: Iterable[tuple[int, float]]) -> tuple[str, ...]:
    odds = dict(doubtful)
    if not odds:
        return ()
    least = finish_odds(min(odds.values()))
    numbers = ", ".join(str(session) for session in sorted(odds))
    many = f"{len(odds)} sessions" if len(odds) > NAMED else f"sessions {numbers}"
    whose = f"in session {numbers} it is" if len(odds) == 1 else f"in {many} it is"
    how = least if len(odds) == 1 else f"{least} in the least sure"
    what = f"{whose} not sure which straight is the home straight ({how})"
    settled = "the names of turns and straights may be swapped; `analyzer log edit NUMBER --finish LAT,LON` settles it"
    return (f"{what}: {settled}",)
