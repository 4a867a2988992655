"""What the queue does: it analyses what is due in the log, in processes of their own, held to time and memory."""

import logging
import time

from analyzer import shelf
from analyzer.errors import AnalyzerError
from analyzer.logbook.added import Added, Status
from analyzer.logbook.analysing import Analysed, Task, analyse
from analyzer.logbook.due import Due, Job, Key
from analyzer.model import Athlete, SavedTrack
from analyzer.store import Store
from analyzer.web.queue import Queue
from analyzer.web.settings import Settings
from analyzer.workers import NoWorkersError, Pool

LOG = logging.getLogger("analyzer.web")
SECONDS, MEMORY = 300.0, 2 * 2**30
"""A day of running takes 10 s and 200 MB; a small computer is ten times slower. [s, bytes]"""
TICK = 0.2
"""What comes while others are at work is looked at so soon. [s]"""
REST = 600.0
"""The processes are kept for the next file for so long; to start them takes seconds. [s]"""


class Bench:
    """The processes that analyse, and what is to be done; for one thread."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._jobs, self._tracks = settings.jobs, settings.tracks
        self._due = Due(store, self._saved, self._heard)
        self._pool: Pool[Task, Analysed] | None = None
        self._by_task: dict[int, Job] = {}
        self._used = time.monotonic()
        self._unsettled = False

    def look(self) -> None:
        """See what is new."""
        self._due.look()

    def turn(self) -> bool:
        """Hand out what there is room for, and put away what is done; False where nothing is to be done."""
        while len(self._by_task) <= self._jobs and (job := self._due.take()) is not None:
            self._by_task[id(job.task)] = job
            self.warm().add(job.task)
        if self._by_task:
            for task, found in self._results():
                self._finish(self._by_task.pop(id(task)), found)
            return True
        if self._unsettled:
            self._unsettled = False
            self._due.settle()
            return True
        return False

    def warm(self) -> Pool[Task, Analysed]:
        """Have the processes ready."""
        self._used = time.monotonic()
        if self._pool is None:
            self._pool = Pool(analyse, self._jobs, SECONDS, MEMORY)
        return self._pool

    def rest(self) -> None:
        """Let the processes go where nobody has needed them for long."""
        if time.monotonic() - self._used > REST:
            self.close()

    def close(self) -> None:
        """End the processes; what they were at is due again."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None
        for job in self._by_task.values():
            self._due.give_back(job)
        self._by_task.clear()

    def places(self) -> dict[Key, int]:
        """Give the place of each file in the queue; 0 for what is being analysed."""
        return self._due.places()

    def _results(self) -> list[tuple[Task, Analysed | AnalyzerError]]:
        try:
            return self.warm().results(wait=True, longest=TICK)
        except NoWorkersError:
            self.close()
            raise

    def _finish(self, job: Job, found: Analysed | AnalyzerError) -> None:
        try:
            self._due.finish(job, found)
        except Exception as error:
            self._due.give_back(job, error)
            raise
        self._unsettled = True

    def _saved(self) -> tuple[SavedTrack, ...]:
        try:
            return () if self._tracks is None else shelf.load(self._tracks)
        except AnalyzerError as error:
            LOG.warning("the saved tracks are not used: %s", error)
            return ()

    def _heard(self, athlete: Athlete, added: Added) -> None:
        if added.problem is not None:
            LOG.info("a file of %s: %s", athlete.name, added.problem)
        if self._tracks is None or added.status is not Status.NEW:
            return
        try:
            shelf.refine(self._tracks, added.track, added.sha256)
        except AnalyzerError as error:
            LOG.warning("the saved track is not refined: %s", error)


def queue_of(settings: Settings, store: Store) -> Queue:
    """Give the queue of a log."""
    return Queue(Bench(settings, store))
