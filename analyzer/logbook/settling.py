"""Sessions whose check for a jump in length would go otherwise now that older sessions are in the log."""

from collections.abc import Mapping

import numpy as np

from analyzer.logbook.analysing import History, seconds
from analyzer.model import Athlete, WorkoutKind
from analyzer.store import Store
from analyzer.workouts.checks_runs import SPIKE

HELD = (WorkoutKind.EASY.value, WorkoutKind.LONG.value)
"""The kinds of session that are held against the longest before."""


def unsettled(store: Store, athlete: Athlete, added: Mapping[int, float | None]) -> tuple[int, ...]:
    """Give the sessions whose verdict on a jump in length the sessions that were added turn.

    added : The new sessions by number, each with the longest before that it was held against. [m]
    """
    if not added:
        return ()
    sessions = store.sessions(athlete)
    numbers, starts = sessions["session"].to_numpy(), seconds(sessions.index)
    far = sessions["distance"].to_numpy(dtype=float)
    new = np.isin(numbers, list(added))
    now, before = History(starts, far), History(starts[~new], far[~new])
    found = []
    for place in np.flatnonzero(starts >= starts[new].min()) if new.any() else ():
        if sessions["kind"].iloc[place] not in HELD:
            continue
        number, start = int(numbers[place]), float(starts[place])
        then = added[number] if number in added else before.longest(start)
        if _jumps(far[place], then) is not _jumps(far[place], now.longest(start)):
            found.append(number)
    return tuple(found)


def _jumps(distance: float, longest: float | None) -> bool | None:
    """Tell whether a session is too much longer than the longest before; None where there was none."""
    return bool(distance > (1.0 + SPIKE) * longest) if longest else None
