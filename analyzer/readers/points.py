"""Collect the points of a GPX or TCX file: texts one by one, or whole runs of points that a template has read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import EmptyRecordingError
from analyzer.model import Floats, PauseKind
from analyzer.readers import values
from analyzer.readers.assemble import Pause, known_times
from analyzer.readers.spans import Places
from analyzer.readers.template import TIME, Runs


@dataclass(frozen=True)
class Damage:
    """The first place where a text is no XML: its line, its byte, what is wrong; and the points read before it.

    places : How many such places there are. lost : Points that were begun and could not be read.
    """

    line: int
    byte: int
    reason: str
    before: int
    places: int
    lost: int

    def note(self, count: int) -> str:
        """Say in one sentence where it broke, what was read, `count` points in all, and what was lost."""
        where = f"in line {self.line}" if self.places == 1 else f"in {self.places} places, first in line {self.line}"
        after = f" and the {count - self.before} after it" if count > self.before else ""
        lost = f", {self.lost} {'point was' if self.lost == 1 else 'points were'} lost" if self.lost else ""
        return (
            f"the file is damaged, {self.reason} {where} (byte {self.byte}); the {self.before} points before it"
            f"{after} were read{lost}"
        )


@dataclass
class Points:
    """The points met so far: for each column the texts and the points they belong to.

    begun : Whether a point is being read. breaks : The points before which a segment or track begins.
    runs : Points that were read at once; `met` holds the first point of each run that was met in the text.
    """

    count: int = 0
    begun: bool = False
    texts: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)
    runs: Runs = field(default_factory=Runs)
    met: list[int] = field(default_factory=list)

    def begin(self) -> None:
        """Begin a point; one that was not ended has all that it will have."""
        self.end()
        self.begun = True

    def end(self) -> None:
        """End the point that is being read."""
        self.count += self.begun
        self.begun = False

    def put(self, column: str, text: str) -> None:
        """Note a value of the point that is being read."""
        self.texts.setdefault(column, []).append(text)
        self.rows.setdefault(column, []).append(self.count)

    def drop(self) -> None:
        """Forget the point that is being read."""
        self.begun = False
        for column, rows in self.rows.items():
            while rows and rows[-1] == self.count:
                rows.pop()
                self.texts[column].pop()

    def pass_run(self) -> None:
        """Take the next run as met here."""
        self.met.append(self.count)
        self.count += self.runs.lengths[len(self.met) - 1]

    def columns(self) -> list[str]:
        """Name the columns of numbers that the points have."""
        return [name for name in dict.fromkeys([*self.texts, *self.runs.columns]) if name != TIME]

    def numbers(self, column: str) -> Floats:
        """Give a column as floats, NaN where a point has no number."""
        return self._spread(column, values.numbers)

    def times(self) -> Floats:
        """Give the Unix times [s], NaN where a point has none."""
        stamps = self._spread(TIME, values.unix_times)
        stamps[~known_times(stamps)] = np.nan
        return stamps

    def pauses(self, times: Floats, longest: Callable[[int], float]) -> list[Pause]:
        """Give the breaks whose gap, from the last time before it to the first after it, is longer than `longest`. [s]

        longest : Called with the point before which the break lies.
        """
        known = np.flatnonzero(np.isfinite(times))
        places = np.array(list(dict.fromkeys(self.breaks)), dtype=np.int64)
        after = np.searchsorted(known, places)
        between = np.flatnonzero((after > 0) & (after < len(known)))
        after = after[between]
        gaps = zip(
            places[between].tolist(), times[known[after - 1]].tolist(), times[known[after]].tolist(), strict=True
        )
        return [Pause(start, end, PauseKind.SEGMENT) for place, start, end in gaps if end - start > longest(place)]

    def _spread(self, column: str, convert: Callable[[list[str]], Floats]) -> Floats:
        found = np.full(self.count + 1, np.nan)
        if column in self.texts:
            found[self.rows[column]] = convert(self.texts[column])
        if column in self.runs.columns:
            found[self._run_rows] = self.runs.columns[column]
        return found[: self.count]

    @cached_property
    def _run_rows(self) -> Places:
        """The points of the runs; to be asked for once all runs are met."""
        lengths = np.array(self.runs.lengths)
        ahead = np.array(self.met) - np.cumsum(lengths) + lengths
        return np.repeat(ahead, lengths) + np.arange(lengths.sum())


def timed_points(
    points: Points, times: Floats, damage: Damage | None, *, form: str
) -> tuple[NDArray[np.bool_], list[str]]:
    """Tell which points have a time, with notes on what the file lacks.

    Raises EmptyRecordingError where fewer than two have one.
    """
    timed = np.isfinite(times)
    count = int(timed.sum())
    if not count:
        raise EmptyRecordingError(f"none of the {points.count} {form} points has a time; export the file with times")
    if count == 1:
        raise EmptyRecordingError(f"only one {form} point has a time; export the whole run")
    notes = [damage.note(points.count)] if damage else []
    if not timed.all():
        notes.append(f"{points.count - count} points without a time were left out")
    return timed, notes
