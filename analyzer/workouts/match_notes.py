"""What is said of a plan beside what was run: reps left out, added, cut short, or not to be told apart."""

import math
from itertools import pairwise

from analyzer.model import Effort, Rep
from analyzer.units import format_time

CUT_SHORT, RUN_ON = 0.95, 1.05
"""A rep is cut short, or run on, from these shares of its length (a judgement; a watch's 400 m is within 3 %)."""


def length(rep: Rep) -> str:
    """Name the length of a planned rep.

    >>> length(Rep(distance=400)), length(Rep(duration=240)), length(Rep())
    ('400 m', '4:00', 'open')
    """
    if math.isfinite(rep.distance):
        return f"{rep.distance:.0f} m"
    return format_time(rep.duration, decimals=0) if math.isfinite(rep.duration) else "open"


def numbers(counts: list[int]) -> str:
    """Write numbers as people do, runs of them from one to the other.

    >>> numbers([1, 2, 3, 7, 9])
    '1 to 3, 7 and 9'
    """
    runs: list[list[int]] = [counts[:1]]
    for before, here in pairwise(counts):
        if here == before + 1:
            runs[-1].append(here)
        else:
            runs.append([here])
    words = [f"{run[0]} to {run[-1]}" if len(run) > 2 else " and ".join(map(str, run)) for run in runs if run]
    parts = ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)
    return parts.replace(" and", ",", parts.count(" and") - 1)


def left_out(reps: tuple[Rep, ...], missing: tuple[int, ...]) -> tuple[str, ...]:
    """Name the reps of the plan that were not run."""
    if not missing:
        return ()
    lengths = ", ".join(dict.fromkeys(length(reps[i]) for i in missing))
    which = numbers([i + 1 for i in missing])
    if len(missing) == 1:
        return (f"1 of {len(reps)} reps of the plan was not run: number {which} ({lengths}).",)
    return (f"{len(missing)} of {len(reps)} reps of the plan were not run: numbers {which} ({lengths}).",)


def added(efforts: tuple[Effort, ...], extra: tuple[int, ...]) -> tuple[str, ...]:
    """Name the efforts that the plan does not have."""
    if not extra:
        return ()
    which = ", ".join(f"{_ran(efforts[i])} at {format_time(efforts[i].start, decimals=0)}" for i in extra)
    return (f"{len(extra)} {'rep' if len(extra) == 1 else 'reps'} more than planned: {which}.",)


def _ran(effort: Effort) -> str:
    return effort.nominal or f"{effort.distance:.0f} m"


def lengths(pairs: tuple[tuple[Rep, int | None], ...], efforts: tuple[Effort, ...]) -> tuple[str, ...]:
    """Name the reps that were shorter or longer than planned."""
    notes = []
    for count, (rep, index) in enumerate(pairs, 1):
        if index is None:
            continue
        effort = efforts[index]
        by_distance = math.isfinite(rep.distance)
        share = effort.distance / rep.distance if by_distance else effort.time / rep.duration
        ran = f"{effort.distance:.0f} m" if by_distance else format_time(effort.time, decimals=0)
        if share < CUT_SHORT:
            notes.append(f"Rep {count} was cut short: {ran} of {length(rep)}.")
        elif share > RUN_ON:
            notes.append(f"Rep {count} was longer than planned: {ran} for {length(rep)}.")
    return tuple(notes)


def ties(efforts: tuple[Effort, ...], unsure: list[int]) -> tuple[str, ...]:
    """Name the efforts that fit two reps with different targets."""
    if not unsure:
        return ()
    which = ", ".join(f"the {_ran(efforts[i])} at {format_time(efforts[i].start, decimals=0)}" for i in unsure)
    return (f"Two ways to match fit alike: {which} fits reps with different targets, so it is held against none.",)


def whichever(efforts: list[Effort], count: int) -> tuple[str, ...]:
    """Say that an effort more than planned could be any of those alike."""
    if not efforts:
        return ()
    lengths = " or ".join(dict.fromkeys(_ran(effort) for effort in efforts))
    counted = "the last one counts" if count == 1 else f"the last {count} count"
    return (f"Two ways to match fit alike: any {lengths} could be more than planned; {counted} as that.",)
