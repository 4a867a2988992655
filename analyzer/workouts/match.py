"""Match the reps of a plan to what was run: in order, by distance and time, blind to pace.

Pace never enters, so that no pace can fake a rep that was not run.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Effort, EffortKind, Rep, Repeat, Rest, SessionPlan
from analyzer.workouts import match_notes

FARTHEST = 1.5
"""A rep that is longer or shorter than planned by more than this factor is another rep: one left out, one added."""
LEFT_OUT = 1.0
"""Cost of a planned rep that was not run, and of a rep that nobody planned; what a wrong length costs is held to it."""
REST_COST = 0.05
"""Cost of quite another rest than planned: it tells only which of two reps alike was left out."""
REST_ALIKE, REST_OTHER = math.log(1.5), math.log(3.0)
"""A rest within the first factor of the planned one costs nothing, from the second factor on all of REST_COST."""
ALIKE = 0.02
"""Matchings whose costs differ by less than this fit alike; two per cent of a rep left out."""
SAME_LENGTH = 1.05
"""Steady running within this factor of a planned rep is that rep: a tempo run at one pace."""
MUCH_SHORTER = 0.5
"""An effort below this share of the shortest planned rep is a stride before the set, no rep more than planned."""
MOST_COUNTS, NEAREST = 4000, 40
"""Ways to choose the counts of `8-12x` in a plan that are counted; those nearest to what was run are looked at."""


@dataclass(frozen=True)
class Match:
    """A plan beside what was run.

    pairs : Every planned rep in order, with the effort that ran it (counting into the efforts given) or None.
    extra : Efforts that no planned rep asked for.   unsure : Efforts that two reps of the plan fit alike.
    cost : 0 where every length is as planned; LEFT_OUT for each rep left out or added.
    """

    pairs: tuple[tuple[Rep, int | None], ...]
    extra: tuple[int, ...] = ()
    unsure: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    cost: float = 0.0

    @property
    def run(self) -> int:
        """How many reps of the plan were run."""
        return sum(effort is not None for _, effort in self.pairs)


def match(plan: SessionPlan, efforts: tuple[Effort, ...]) -> Match:
    """Match the plan to the efforts in order; where reps with other targets fit alike, choose none and say so."""
    asked = list(islice(_ways(plan.parts), MOST_COUNTS))
    candidates = [i for i, effort in enumerate(efforts) if effort.kind is not EffortKind.STEADY]
    asked = sorted(asked, key=lambda reps: abs(len(reps) - len(candidates)))[:NEAREST]
    if not candidates:
        candidates = [i for i, effort in enumerate(efforts) if _is_the_run(effort, asked)]
    ran = [efforts[i] for i in candidates]
    rows: dict[int, list[float]] = {}
    for reps in asked:
        for rep in reps:
            if id(rep) not in rows:
                rows[id(rep)] = [_pair_cost(rep, one) for one in ran]
    ways = [_Alignment(tuple(reps), np.array([rows[id(rep)] for rep in reps]), len(ran)) for reps in asked]
    best = min(ways, key=lambda way: way.cost)
    alike = [way for way in ways if way.cost <= best.cost + ALIKE]
    unsure = {j for j in range(len(ran)) if len(set().union(*(way.targets_of(j, best.cost) for way in alike))) > 1}
    chosen = best.choice()
    pairs = tuple(
        (rep, None if j is None or j in unsure else candidates[j]) for rep, j in zip(best.reps, chosen, strict=True)
    )
    extra = tuple(candidates[j] for j in range(len(ran)) if j not in chosen)
    whichever = [j for j in range(len(ran)) if j in chosen and best.could_be_more(j)] if extra else []
    missing = tuple(i for i, j in enumerate(chosen) if j is None)
    notes = (
        *match_notes.left_out(best.reps, missing),
        *match_notes.added(efforts, _worth_a_word(extra, efforts, best.reps)),
        *match_notes.lengths(pairs, efforts),
        *match_notes.ties(efforts, [candidates[j] for j in sorted(unsure)]),
        *match_notes.whichever([ran[j] for j in whichever], len(extra)),
    )
    return Match(pairs, extra, tuple(candidates[j] for j in sorted(unsure)), notes, best.cost)


def _ways(parts: tuple[Rep | Repeat, ...]) -> Iterator[list[Rep]]:
    """Give the reps in order of running, once for every choice of the counts that the plan leaves open."""
    if not parts:
        yield []
        return
    for head in _ways_of(parts[0]):
        for tail in _ways(parts[1:]):
            yield [*head, *tail]


def _ways_of(part: Rep | Repeat) -> Iterator[list[Rep]]:
    if isinstance(part, Rep):
        yield [] if part.kind is EffortKind.STEADY else [part]
        return
    for inner in _ways(part.parts):
        for count in range(part.most, part.least - 1, -1):
            yield _rounds(inner, count, part.rest)


def _rounds(inner: list[Rep], count: int, rest: Rest | None) -> list[Rep]:
    if not inner:
        return []
    last = inner[-1] if rest is None else replace(inner[-1], rest=rest)
    return [*inner[:-1], last] * count


def _is_the_run(effort: Effort, asked: list[list[Rep]]) -> bool:
    """Tell whether steady running is as long as some rep: a tempo run at one pace is found as that."""
    return any(_unlike(rep, effort) < math.log(SAME_LENGTH) for reps in asked for rep in reps)


def _worth_a_word(extra: tuple[int, ...], efforts: tuple[Effort, ...], reps: tuple[Rep, ...]) -> tuple[int, ...]:
    """Leave out what is much shorter than every planned rep: strides before a set are part of warming up."""
    far = min((rep.distance for rep in reps if math.isfinite(rep.distance)), default=math.inf)
    long = min((rep.duration for rep in reps if math.isfinite(rep.duration)), default=math.inf)
    least, shortest = MUCH_SHORTER * far, MUCH_SHORTER * long
    unknown = math.isinf(far) and math.isinf(long)
    return tuple(i for i in extra if unknown or efforts[i].distance >= least or efforts[i].time >= shortest)


def _unlike(rep: Rep, effort: Effort) -> float:
    """Give how much longer or shorter an effort is than planned, as a logarithm."""
    planned, ran = (rep.distance, effort.distance) if math.isfinite(rep.distance) else (rep.duration, effort.time)
    if not (planned > 0 and ran > 0):
        return 0.0 if not planned > 0 else math.inf
    return abs(math.log(ran / planned))


def _pair_cost(rep: Rep, effort: Effort) -> float:
    unlike = _unlike(rep, effort) / math.log(FARTHEST)
    return 2 * LEFT_OUT * unlike**2 + REST_COST * _rest_unlike(rep.rest, effort)


def _rest_unlike(rest: Rest | None, effort: Effort) -> float:
    """Give how far a rest is from the planned one, 0 to 1."""
    if rest is None:
        return 0.0
    pairs = ((rest.duration, effort.recovery), (rest.distance, effort.recovery_distance))
    known = [abs(math.log(ran / planned)) for planned, ran in pairs if planned > 0 and ran > 0]
    return min(max((known[0] - REST_ALIKE) / (REST_OTHER - REST_ALIKE), 0.0), 1.0) if known else 0.0


class _Alignment:
    """The cheapest ways to run through a list of reps and a list of efforts side by side."""

    def __init__(self, reps: tuple[Rep, ...], pair: NDArray[np.float64], ran: int) -> None:
        self.reps = reps
        self.pair = pair.reshape(len(reps), ran)
        self.after = _cheapest(self.pair)
        self.before = _cheapest(self.pair[::-1, ::-1])[::-1, ::-1]
        self.cost = float(self.after[0, 0])

    def choice(self) -> list[int | None]:
        """Give the effort of each rep; of reps alike the last ones count as left out, of efforts alike as added."""
        chosen: list[int | None] = []
        i = j = 0
        rows, columns = self.pair.shape
        while i < rows:
            here = self.after[i, j]
            if j < columns and self.pair[i, j] + self.after[i + 1, j + 1] <= here + 1e-9:
                chosen.append(j)
                i, j = i + 1, j + 1
            elif self.after[i + 1, j] + LEFT_OUT <= here + 1e-9:
                chosen.append(None)
                i += 1
            else:
                j += 1
        return chosen

    def could_be_more(self, j: int) -> bool:
        """Tell whether effort j can be the one more than planned in a matching that fits about as well."""
        without = self.before[:, j] + LEFT_OUT + self.after[:, j + 1]
        return bool(without.min() <= self.cost + ALIKE)

    def targets_of(self, j: int, best: float) -> set[tuple[object, ...]]:
        """Give what effort j is held against in every matching that fits about as well as the best."""
        through = self.before[:-1, j] + self.pair[:, j] + self.after[1:, j + 1]
        return {
            (rep.target, rep.distance if math.isfinite(rep.distance) else 0.0, rep.kind)
            for rep, cost in zip(self.reps, through, strict=True)
            if cost <= best + ALIKE
        }


def _cheapest(pair: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the cost of the cheapest way from each place to the end."""
    columns = pair.shape[1]
    below = [LEFT_OUT * (columns - j) for j in range(columns + 1)]
    after = [below]
    for costs in pair.tolist()[::-1]:
        here = [LEFT_OUT * len(after)] * (columns + 1)
        for j in range(columns - 1, -1, -1):
            here[j] = min(costs[j] + below[j + 1], LEFT_OUT + min(below[j], here[j + 1]))
        after.append(here)
        below = here
    return np.array(after[::-1])


__all__ = ["Match", "match"]
