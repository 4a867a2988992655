"""The sets of a plan without sets in them, for a watch does not repeat repeats."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from analyzer.model import Rep, Repeat, Rest


@dataclass(frozen=True)
class Rounds:
    """Reps that are run again and again, at least and at most so many times."""

    reps: tuple[Rep, ...]
    most: int
    least: int


def written_out(parts: tuple[Rep | Repeat, ...]) -> Iterator[Rep | Rounds]:
    """Give reps and sets of reps in the order of running; the rest of a set takes the place of its last rep's.

    Of sets in sets either the outer or the inner one is written out, whichever leaves fewer steps.
    """
    for part in parts:
        if isinstance(part, Rep):
            yield part
            continue
        inner = list(written_out(part.parts))
        if not inner or part.most < 1:
            continue
        once = [*inner[:-1], *_rested(inner[-1], part.rest)]
        if part.most == 1:
            yield from once
            continue
        outer: list[Rep | Rounds] = [Rounds(tuple(_all(once)), part.most, part.least)]
        apart = once * part.most
        yield from outer if count(outer) <= count(apart) else apart


def reps_of(part: Rep | Rounds) -> tuple[Rep, ...]:
    """Give the reps of a part, those of a set once."""
    return (part,) if isinstance(part, Rep) else part.reps


def count(parts: Iterable[Rep | Rounds]) -> int:
    """Count the steps that a watch needs for the parts: reps, their rests, and the way back of a set."""
    return sum(isinstance(part, Rounds) + sum(1 + (rep.rest is not None) for rep in reps_of(part)) for part in parts)


def _all(parts: Iterable[Rep | Rounds]) -> Iterator[Rep]:
    for part in parts:
        yield from reps_of(part) * (part.most if isinstance(part, Rounds) else 1)


def _rested(part: Rep | Rounds, rest: Rest | None) -> list[Rep | Rounds]:
    """Put a rest after a part: of a set its last round is written out."""
    if rest is None:
        return [part]
    *before, last = reps_of(part)
    tail = [*before, replace(last, rest=rest)]
    if isinstance(part, Rep) or part.most < 2:
        return [*tail]
    again = part.most - 1
    return [*(part.reps if again == 1 else (replace(part, most=again, least=min(part.least, again)),)), *tail]
