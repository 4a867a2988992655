"""What is to be analysed, beside the pages; what it is stands in the log, so that a restart finds it again."""

import logging
import threading
from typing import Protocol

from analyzer.errors import AnalyzerError
from analyzer.logbook.due import Key

LOG = logging.getLogger("analyzer.web")
IDLE = 30.0
"""So often the log is looked at where nobody says that there is something to do: others may write into it. [s]"""
PAUSE = 2.0
"""After something went wrong that may pass, such as a log that another program holds. [s]"""


class Work(Protocol):
    """What is done: see `work.Bench`."""

    def look(self) -> None:
        """See what is new."""

    def turn(self) -> bool:
        """Do some of it; False where there is nothing to do."""

    def warm(self) -> object:
        """Have the processes ready."""

    def rest(self) -> None:
        """Let go of what is not needed."""

    def close(self) -> None:
        """End what is at hand."""

    def places(self) -> dict[Key, int]:
        """Give the place of each file; 0 for what is at hand."""


class Queue:
    """One thread that has whatever waits in the log analysed, whenever it is told that there is something."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._wake, self._stop, self._warm = threading.Event(), threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, with what was left by whoever was killed."""
        self._wake.set()
        self._thread = threading.Thread(target=self._run, name="analyses", daemon=True)
        self._thread.start()

    def close(self, *, wait: float = 10.0) -> None:
        """End; what is at hand is left for the next start. [wait: s]"""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(wait)

    def wake(self) -> None:
        """Say that something waits."""
        self._wake.set()

    def warm(self) -> None:
        """Say that something may come soon."""
        self._warm.set()
        self._wake.set()

    def places(self, athlete: int) -> dict[str, int]:
        """Give the place of each file of an athlete, by its SHA-256; 0 for what is being analysed."""
        return {name: place for (whose, name), place in self._work.places().items() if whose == athlete}

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._once()
            except AnalyzerError as error:
                LOG.warning("the log cannot be worked on for now: %s", error)
                self._stop.wait(PAUSE)
                self._wake.set()
            except Exception:  # the thread must outlive any single file
                LOG.exception("an analysis ended unexpectedly")
                self._stop.wait(PAUSE)
                self._wake.set()
        self._work.close()

    def _once(self) -> None:
        if self._warm.is_set():
            self._warm.clear()
            self._work.warm()
        if self._wake.is_set():
            self._wake.clear()
            self._work.look()
        if self._work.turn():
            return
        self._work.rest()
        if not self._wake.wait(IDLE):
            self._wake.set()
