"""What the queue does: analyses what waits in the log, in processes of their own."""

from collections.abc import Callable

from analyzer.store import Store
from analyzer.web.queue import Progress, Queue
from analyzer.web.settings import Settings


def queue_of(settings: Settings, store: Store) -> Queue:
    """Give the queue of a log."""

    def work(report: Callable[[Progress], None], stopped: Callable[[], bool]) -> None:
        for waiting in store.waiting():
            if stopped():
                return
            report(Progress(0, settings.jobs, waiting.name))

    return Queue(work)
