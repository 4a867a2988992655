"""A kept file analysed with what its athlete is and said: work that a process of its own can do."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer import corrections, pipeline, workers, workouts
from analyzer.errors import AnalyzerError
from analyzer.logbook.entry import entry
from analyzer.model import (
    Athlete,
    Corrections,
    Direction,
    Entry,
    Floats,
    Placement,
    Recording,
    Said,
    SavedTrack,
)
from analyzer.store import clock

if TYPE_CHECKING:
    from analyzer.store import Store

SPIKE_DAYS = 30
"""How far back the longest session is looked for."""
_DAY = 86400.0


@dataclass(frozen=True, eq=False)
class History:
    """The sessions that are in the log so far. starts : Since 1970, in no order. [s]   distances : [m]"""

    starts: Floats = field(default_factory=lambda: np.empty(0))
    distances: Floats = field(default_factory=lambda: np.empty(0))

    def longest(self, start: float) -> float | None:
        """Give the farthest run of the 30 days before a moment; None where there was none. [m]"""
        near = (self.starts < start) & (self.starts >= start - SPIKE_DAYS * _DAY) & np.isfinite(self.distances)
        return float(self.distances[near].max()) if near.any() else None

    def with_session(self, start: float, distance: float) -> "History":
        """Add a session."""
        return History(np.append(self.starts, start), np.append(self.distances, distance))


def history_of(store: "Store", athlete: Athlete) -> History:
    """Give the sessions of an athlete that are in the log."""
    sessions = store.sessions(athlete)
    return History(seconds(sessions.index), sessions["distance"].to_numpy(dtype=float))


def history_before(store: "Store", athlete: Athlete, start: pd.Timestamp) -> History:
    """Give as much of the log as a session needs that began at a moment."""
    longest = store.longest_before(athlete, start, days=SPIKE_DAYS)
    return History() if longest is None else History(np.array([start.timestamp() - 1.0]), np.array([longest]))


def seconds(moments: "pd.Index[pd.Timestamp]") -> Floats:
    """Count moments since 1970. [s]"""
    return moments.to_numpy(dtype="datetime64[us]").astype(np.int64) / 1e6


@dataclass(frozen=True, eq=False)
class Task:
    """A file to analyse. sha256, number : Of the file and of its session, for whoever asked; number 0 for a new one.

    data : As it was kept.   saved : The tracks that are known.   history : For the longest session before.
    """

    athlete: Athlete
    sha256: str
    name: str
    data: bytes
    said: Said
    saved: tuple[SavedTrack, ...]
    history: History
    number: int = 0


@dataclass(frozen=True, eq=False)
class Analysed:
    """What came of it. track : Where it was run, from which a saved track is refined."""

    entry: Entry
    track: Placement | None
    format: str
    longest: float | None


Analyse = Callable[[Task], Analysed | AnalyzerError]
"""Does the work of a file, here or elsewhere."""


def analyse(task: Task) -> Analysed:
    """Analyse a file. Raises ReadError, OptionError, CorrectionError."""
    recording = pipeline.read(task.data, name=task.name)
    start = recording.samples.index[0]
    longest = task.history.longest(start.timestamp())
    options = options_for(recording, task.athlete, task.said, task.saved, longest)
    analysis = pipeline.analyze(recording, options)
    return Analysed(entry(analysis), analysis.track, recording.format, longest)


def options_for(
    recording: Recording,
    athlete: Athlete,
    said: Said,
    saved: tuple[SavedTrack, ...] = (),
    longest: float | None = None,
) -> pipeline.Options:
    """Give what an analysis is told: what was said of the session, else what its corrections or the form say."""
    right = corrected_by(said)
    form = athlete.form(day_of(recording.samples.index[0], athlete))
    return pipeline.Options(
        five_k=said.five_k if said.five_k or right.five_k else form.five_k,
        goal=said.goal if said.goal or right.goal else form.goal,
        lane=said.lane,
        shape=said.shape,
        direction=None if said.direction is None else Direction(said.direction),
        finish=said.finish,
        saved=saved,
        plan=workouts.parse(said.plan) if said.plan else None,
        template=workouts.template(said.workout).name if said.workout else "",
        corrections=right,
        longest_before=longest,
    )


def corrected_by(said: Said) -> Corrections:
    """Give the corrections that were said. Raises CorrectionError."""
    return corrections.read(said.corrections) if said.corrections.strip() else Corrections()


def day_of(start: pd.Timestamp, athlete: Athlete) -> date:
    """Give the day of a moment where the athlete lives."""
    return clock.day_of(clock.local_day(clock.microseconds(start), athlete.timezone))


HELD_BACK = 40
"""Results that wait for one that was begun before them."""
SECONDS, MEMORY = 600.0, 4 * 2**30
"""A day of running takes 10 s and 200 MB; what takes more is a file that the method cannot cope with. [s, bytes]"""


def analysed(tasks: Iterable[Task], *, jobs: int) -> Iterator[tuple[Task, Analysed | AnalyzerError]]:
    """Analyse files in `jobs` processes, a single one in this; give each with what came of it.

    They come in the order of the tasks, so that sessions are numbered so; but none holds up more than a few others.
    """
    more = iter(tasks)
    first = list(islice(more, 2))
    if len(first) < 2:
        yield from ((task, here(task)) for task in first)
        return
    order: deque[Task] = deque()

    def noted() -> Iterator[Task]:
        for task in chain(first, more):
            order.append(task)
            yield task

    done: dict[str, tuple[Task, Analysed | AnalyzerError]] = {}
    for task, found in workers.run(noted(), analyse, jobs=jobs, seconds=SECONDS, memory=MEMORY):
        done[task.sha256] = task, found
        while order and (order[0].sha256 in done or len(done) > HELD_BACK):
            if order[0].sha256 not in done:
                order.rotate(-1)
                continue
            yield done.pop(order.popleft().sha256)


def apart(task: Task) -> Analysed | AnalyzerError:
    """Analyse a file in a process of its own, held to time and memory; an error takes the place of what came of it."""
    ((_, found),) = workers.run([task], analyse, jobs=1, seconds=SECONDS, memory=MEMORY)
    return found


def here(task: Task) -> Analysed | AnalyzerError:
    """Analyse a file in this process; an error takes the place of what came of it."""
    try:
        return analyse(task)
    except AnalyzerError as error:
        return error
    except Exception as error:  # noqa: BLE001 - one file must not end the others
        return workers.UnexpectedError.of(error)
