"""Which files of a folder are new and settled: what was seen of each when, and what became of it.

Nothing is opened here. A file is taken when it has not changed for a while, and again only when it has changed since.
One that is cut short may still be in the making: it is given more time, and then taken as it is.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

SETTLE = 2.0
"""Who writes a file writes on within this time. [s]"""
PATIENCE = 60.0
"""A file that is cut short and has not grown for so long stays so: the watch's battery died, or a copy failed. [s]"""
FIRST_RETRY, LAST_RETRY = 2.0, 60.0
"""What could not be opened is tried again after this, each time twice as long. [s]"""

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Stamp:
    """What tells a changed file from the same. changed : When, by the folder's own clock, since 1970. [s]"""

    size: int
    changed: float
    file: tuple[int, int] = (0, 0)


class State(StrEnum):
    """What is to become of a file."""

    NEW = "new"
    SHORT = "short"
    LATER = "later"
    DONE = "done"


@dataclass
class _Sight:
    """What is known of a file. since : When it became as it is; observed : when that was seen here. [s]"""

    stamp: Stamp
    since: float
    observed: float
    state: State = State.NEW
    again: float = 0.0
    wait: float = FIRST_RETRY


@dataclass
class Following(Generic[T]):
    """The files that are followed, by their path or whatever names them.

    Times `now` are of a clock that only goes forward, `wall` of the one that files are stamped by (another machine's
    may be wrong by minutes). [s]
    """

    settle: float = SETTLE
    patience: float = PATIENCE
    _sights: dict[T, _Sight] = field(default_factory=dict)
    _looked: bool = False

    def look(self, files: Mapping[T, Stamp], *, now: float, wall: float) -> None:
        """Take in which files there are; those that are gone are forgotten."""
        for gone in self._sights.keys() - files.keys():
            del self._sights[gone]
        for name, stamp in files.items():
            known = self._sights.get(name)
            if known is None or known.stamp != stamp:
                since = now - max(0.0, wall - stamp.changed)
                # what was there at first may be years old; of what came since it is known that it is not
                self._sights[name] = _Sight(stamp, since, now if self._looked else since)
        self._looked = True

    def ready(self, now: float) -> Iterator[T]:
        """Give the files that can be taken now, in the order in which they became as they are."""
        found = [(sight.since, place, name) for place, (name, sight) in enumerate(self._sights.items())]
        for _, _, name in sorted(found, key=lambda one: one[:2]):
            sight = self._sights.get(name)
            if sight is not None and sight.state is not State.DONE and self._when(sight) <= now:
                yield name

    def soonest(self, now: float) -> float | None:
        """Give how long it is until one can be taken, if nothing changes; None where none waits. [s]"""
        waits = [self._when(sight) - now for sight in self._sights.values() if sight.state is not State.DONE]
        return max(0.0, min(waits)) if waits else None

    def stamp(self, name: T) -> Stamp:
        """Give what a file was when it was last seen."""
        return self._sights[name].stamp

    def finished(self, name: T, now: float) -> bool:
        """Tell whether a file that is cut short is given no more time."""
        return now - self._sights[name].observed >= self.patience

    def done(self, name: T) -> None:
        """Take note that a file was dealt with: it is given again only when it has changed."""
        self._sights[name].state = State.DONE

    def short(self, name: T) -> None:
        """Take note that a file is cut short: it is given again when it has changed, or after the patience."""
        self._sights[name].state = State.SHORT

    def later(self, names: Iterable[T], now: float) -> None:
        """Take note that files could not be dealt with for now; they are given again, each time after a longer wait."""
        for name in names:
            sight = self._sights[name]
            sight.state, sight.again = State.LATER, now + sight.wait
            sight.wait = min(2.0 * sight.wait, LAST_RETRY)

    def waiting(self) -> tuple[T, ...]:
        """Give the files that are not dealt with yet."""
        return tuple(name for name, sight in self._sights.items() if sight.state is not State.DONE)

    def _when(self, sight: _Sight) -> float:
        if sight.state is State.LATER:
            return sight.again
        return sight.observed + self.patience if sight.state is State.SHORT else sight.since + self.settle
