"""What is due in a log, for all its athletes: orders first, since somebody looks at the page, then files as they came.

Everything stands in the log: who is killed finds it again. Several processes can work on one log: what one has done
meanwhile the other passes over, and what both have begun gets in once.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from analyzer import workers
from analyzer.errors import AnalyzerError, OptionError
from analyzer.logbook.added import Added, Item, Saved, Status
from analyzer.logbook.analysing import Analysed, Task, apart
from analyzer.logbook.desk import Desk
from analyzer.logbook.redoing import finish, ordered
from analyzer.logbook.settling import unsettled
from analyzer.model import Athlete
from analyzer.store import Kept, Order, Store, Waiting

Key = tuple[int, str]
"""Of a file: its athlete's number and its SHA-256. Of an order: the same with "session 12"."""
Hear = Callable[[Athlete, Added], None]
"""Hears what became of each file."""
TRIES = 3
"""What cannot be put into the log so often is left alone."""


@dataclass(frozen=True, eq=False)
class Job:
    """A piece of work that was handed out. order : Where it is one."""

    athlete: Athlete
    name: str
    task: Task
    order: Order | None = None

    @property
    def key(self) -> Key:
        """What tells it from others."""
        return self.athlete.id, _named(self.order) if self.order is not None else self.task.sha256


class Due:
    """What is to be done. `look` sees what is new, `take` hands it out, `finish` puts it into the log."""

    def __init__(self, store: Store, saved: Saved, heard: Hear) -> None:
        self._store, self._saved, self._heard = store, saved, heard
        self._files: deque[tuple[Athlete, Waiting]] = deque()
        self._desks: dict[int, Desk] = {}
        self._at_hand: dict[Key, Job] = {}
        self._new: defaultdict[int, dict[int, float | None]] = defaultdict(dict)
        self._tries: Counter[Key] = Counter()

    def look(self) -> None:
        """See what waits; athletes take turns, so that none waits for all that another one has brought."""
        people = {one.name: one for one in self._store.athletes()}
        turns: defaultdict[str, int] = defaultdict(int)
        found = []
        for place, one in enumerate(self._store.waiting()):
            if not one.problem and one.athlete in people:
                found.append(((turns[one.athlete], place), (people[one.athlete], one)))
                turns[one.athlete] += 1
        self._files = deque(item for _, item in sorted(found, key=lambda pair: pair[0]))

    def take(self) -> Job | None:
        """Hand out what is next; None where there is nothing."""
        job = next(self._orders(), None) or next(self._waiting(), None)
        if job is not None:
            self._at_hand[job.key] = job
        return job

    def finish(self, job: Job, found: Analysed | AnalyzerError) -> None:
        """Put what came of it into the log. Raises LogError; `give_back` says then that it is due again."""
        if job.order is None:
            self._desks[job.athlete.id].finish(job.task, found)
        else:
            # where the session was removed meanwhile, what was said of it went with it
            with suppress(OptionError):
                finish(self._store, job.athlete, job.order, job.task, found)
        del self._at_hand[job.key]

    def give_back(self, job: Job, why: Exception | None = None) -> None:
        """Leave what was handed out to be done later; what has failed so several times waits with the reason."""
        del self._at_hand[job.key]
        if job.order is None:
            self._desks[job.athlete.id].open.pop(job.task.sha256, None)
        self._tries[job.key] += why is not None
        if why is None or self._tries[job.key] < TRIES:
            return
        problem = str(why if isinstance(why, AnalyzerError) else workers.UnexpectedError.of(why))
        with suppress(OptionError):
            if job.order is not None:
                self._store.ordered(job.athlete, job.order, problem)
            else:
                self._store.failed(job.athlete, job.task.sha256, problem)

    def settle(self) -> None:
        """Order again the sessions that were held against a log without sessions before them; when all is done."""
        people = {one.id: one for one in self._store.athletes()}
        new, self._new, self._desks = self._new, defaultdict(dict), {}
        for number, added in new.items():
            athlete = people[number]
            open_ones = {order.session for order in self._store.orders(athlete)}
            for session in unsettled(self._store, athlete, added):
                if session not in open_ones:
                    self._store.order(athlete, session, self._store.session(athlete, session).said)

    def places(self) -> dict[Key, int]:
        """Give the place of each file in the queue: 0 for what is at hand."""
        waiting = [key for athlete, one in tuple(self._files) if (key := (athlete.id, one.sha256)) not in self._at_hand]
        return {**{key: place for place, key in enumerate(waiting, start=1)}, **dict.fromkeys(self._at_hand, 0)}

    def _orders(self) -> Iterator[Job]:
        people = {one.name: one for one in self._store.athletes()}
        for order in self._store.orders():
            athlete = people.get(order.athlete)
            if order.problem or athlete is None or (athlete.id, _named(order)) in self._at_hand:
                continue
            try:
                task = ordered(self._store, athlete, order, self._saved())
            except AnalyzerError as error:
                self._store.ordered(athlete, order, str(error))
                continue
            yield Job(athlete, _named(order), task, order)

    def _waiting(self) -> Iterator[Job]:
        while self._files:
            athlete, one = self._files.popleft()
            if (athlete.id, one.sha256) in self._at_hand:
                continue
            # others may have dropped it or put it into the log since it was seen
            (claim,) = self._store.claims(athlete, (one.sha256,)) or (None,)
            if claim is None or claim.state != "waiting" or claim.problem:
                continue
            desk = self._desk(athlete)
            item = Item(b"", one.name, one.name, one.said, one.diary)
            try:
                data = self._store.data(one.sha256)
            except AnalyzerError as error:
                self._store.failed(athlete, one.sha256, str(error))
                continue
            task = desk.task(item, Kept(one.sha256, new=False, session=None), data)
            yield Job(athlete, one.name, task)

    def _desk(self, athlete: Athlete) -> Desk:
        if athlete.id not in self._desks:

            def told(_item: Item, added: Added) -> None:
                if added.status is Status.NEW:
                    self._new[athlete.id][added.number] = added.longest
                self._heard(athlete, added)

            self._desks[athlete.id] = Desk(self._store, athlete, self._saved, told, forget=False, analyse=apart)
        return self._desks[athlete.id]


def _named(order: Order) -> str:
    return f"session {order.session}"
