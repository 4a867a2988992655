"""Which trials are told of first: the last two, and those that the best realistic mile is made from."""

from dataclasses import replace

from analyzer.model import BestMile, Comparison, TrialLog
from analyzer.trials.best import best_realistic

NEARLY = 0.1
"""Distances that differ by a smaller share than this can be laid along each other. [1]"""
Place = tuple[int, int]
"""The session of a trial, and the effort in it."""


def places(comparison: Comparison) -> list[Place]:
    """Give the session and the effort of each trial, in order."""
    frame = comparison.trials
    return list(zip(frame["session"].tolist(), frame["effort"].tolist(), strict=True))


def last_two(comparison: Comparison) -> tuple[Place, ...]:
    """Give the latest trial and the one before it over the same distance, else over nearly the same, in order."""
    names, metres = comparison.trials["nominal"].tolist(), comparison.trials["distance"].tolist()
    found = places(comparison)
    if not found:
        return ()
    before = range(len(found) - 2, -1, -1)
    same = [at for at in before if names[at] == names[-1]]
    near = [at for at in before if abs(metres[at] - metres[-1]) < NEARLY * metres[-1]]
    return (found[(same or near)[0]], found[-1]) if same or near else ()


def best_of(log: TrialLog, comparison: Comparison) -> BestMile | None:
    """Join the best zones of the trials that are compared: of the mile, else of the distance that was run last."""
    names = comparison.trials["nominal"].tolist()
    if len(names) < 2:
        return None
    here = log.trials["session"].isin(comparison.trials["session"])
    nominal = "1 mile" if "1 mile" in names else str(names[-1])
    chosen = replace(log, trials=log.trials[here])
    return best_realistic(chosen, nominal=nominal, te=comparison.typical.value)
