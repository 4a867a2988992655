"""What is to be analysed, beside the pages; what it is stands in the log, so that a restart finds it again."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from analyzer.errors import AnalyzerError

LOG = logging.getLogger("analyzer.web")
IDLE = 30.0
"""So often the log is looked at where nobody says that there is something to do: others may write into it. [s]"""


@dataclass(frozen=True)
class Progress:
    """How far a round is: files done and to do, and the one at hand."""

    done: int = 0
    total: int = 0
    at: str = ""


class Queue:
    """One thread that analyses whatever waits in the log, whenever it is told that there is something.

    work : Analyses all that waits; it is given a function to report its progress to, and one that says when to stop.
    """

    def __init__(self, work: "Callable[[Callable[[Progress], None], Callable[[], bool]], None]") -> None:
        self._work = work
        self._wake, self._stop = threading.Event(), threading.Event()
        self._progress = Progress()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, with what was left by whoever was killed."""
        self._wake.set()
        self._thread = threading.Thread(target=self._run, name="analyses", daemon=True)
        self._thread.start()

    def close(self, *, wait: float = 10.0) -> None:
        """End after what is at hand. [wait: s]"""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(wait)

    def wake(self) -> None:
        """Say that something waits."""
        self._wake.set()

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return self._progress

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.wait(IDLE)
            self._wake.clear()
            if self._stop.is_set():
                return
            try:
                self._work(self._report, self._stop.is_set)
            except AnalyzerError as error:
                LOG.warning("the log cannot be worked on: %s", error)
            except Exception:  # the thread must outlive any single file
                LOG.exception("an analysis ended unexpectedly")
            self._progress = Progress()

    def _report(self, progress: Progress) -> None:
        self._progress = progress
