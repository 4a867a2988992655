"""Sessions of the log analysed again: with this version of the method, or since more was said of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from analyzer.errors import AnalyzerError
from analyzer.logbook.analysing import Analyse, Analysed, Task, analysed, day_of, here, history_before
from analyzer.model import Athlete, Diary, Said, SavedTrack
from analyzer.store import LoggedSession, Order, Store


@dataclass(frozen=True)
class Redone:
    """A session that was analysed again. before, after : Its headline; `after` is "" where it could not be.

    problem : Why not; the analysis that was there stays then.
    """

    number: int
    day: str
    before: str
    after: str = ""
    problem: AnalyzerError | None = None


def again(
    store: Store,
    athlete: Athlete,
    number: int,
    *,
    said: Said,
    diary: Diary | None = None,
    saved: Sequence[SavedTrack] = (),
    analyse: Analyse = here,
) -> Redone:
    """Analyse a session again with what is said of it now, which the log takes in the same moment.

    Raises the error of the analysis; everything is as it was then.
    """
    before = store.session(athlete, number)
    task = _task(store, athlete, before, tuple(saved), said)
    found = analyse(task)
    if isinstance(found, AnalyzerError):
        raise found
    store.put(athlete, found.entry, sha256=task.sha256, session=number, said=said, diary=diary)
    return Redone(number, day_of(found.entry.start, athlete).isoformat(), before.headline, found.entry.headline)


def redo(
    store: Store,
    athlete: Athlete,
    numbers: Iterable[int],
    *,
    saved: Callable[[], Sequence[SavedTrack]],
    jobs: int = 1,
) -> Iterator[Redone]:
    """Analyse sessions again; give what became of each. One that fails keeps the analysis that it has."""
    given: dict[int, str] = {}

    def tasks() -> Iterator[Task]:
        for number in numbers:
            session = store.session(athlete, number)
            given[number] = session.headline
            yield _task(store, athlete, session, tuple(saved()), session.said)

    for task, found in analysed(tasks(), jobs=jobs):
        before = given.pop(task.number)
        if isinstance(found, AnalyzerError):
            yield Redone(task.number, "", before, problem=found)
            continue
        day = day_of(found.entry.start, athlete).isoformat()
        store.put(athlete, found.entry, sha256=task.sha256, session=task.number)
        yield Redone(task.number, day, before, found.entry.headline)


def ordered(store: Store, athlete: Athlete, order: Order, saved: Sequence[SavedTrack]) -> Task:
    """Give the work of an order. Raises OptionError where the session is gone, LogError where its file is damaged."""
    return _task(store, athlete, store.session(athlete, order.session), tuple(saved), order.said)


def finish(store: Store, athlete: Athlete, order: Order, task: Task, found: Analysed | AnalyzerError) -> str:
    """Do what was ordered, with what the analysis gave; give the headline that the session has now.

    What cannot be done is written down with the order; the analysis that was there stays then. Raises OptionError where
    the session is gone.
    """
    if isinstance(found, AnalyzerError):
        store.ordered(athlete, order, str(found))
        return store.session(athlete, order.session).headline
    store.put(athlete, found.entry, sha256=task.sha256, session=order.session, said=order.said)
    store.ordered(athlete, order)
    return found.entry.headline


def _task(store: Store, athlete: Athlete, session: LoggedSession, saved: tuple[SavedTrack, ...], said: Said) -> Task:
    """Make the work of a session: the file that was analysed, with what is said of it."""
    primary = session.files[0]
    history = history_before(store, athlete, session.start)
    data = store.data(primary.sha256)
    return Task(athlete, primary.sha256, primary.name, data, said, saved, history, session.session)
