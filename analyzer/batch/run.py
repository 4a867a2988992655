"""A whole batch: what is named is listed, what is not done yet is worked on, and the tables are written."""

import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from analyzer import pipeline, workers
from analyzer.batch import index, inputs, reading, same, storage, tables, where_words, work
from analyzer.batch.items import Item, Unlisted
from analyzer.batch.parts import HALF, Parts, whole
from analyzer.batch.schema import DONE, EMPTY, FAILED, LEFT_OUT, NO_PAGE, arrow
from analyzer.batch.spool import Spool
from analyzer.batch.summary import Counts, Summary
from analyzer.batch.where import Compares, Every
from analyzer.batch.work import Limits, Outcome, Task
from analyzer.errors import AnalyzerError, ReadError

PARTS = "parts"
_LOCK = ".lock"
_FIRST_TABLES, _SHARE = 60.0, 0.02
"""Tables are written again during a run: first after so long [s], then so that it takes this share of the time."""
Crew = Callable[[Iterable[Item], Task, Limits], Generator[Outcome, None, None]]
"""Who works on items: processes of this machine, or a cluster."""


class BusyError(AnalyzerError):
    """A folder that another run writes to."""


@dataclass(frozen=True)
class Settings:
    """What the runner asks for.

    paths : Files, folders, archives, patterns, URLs.   out : The folder of the tables.   where : A condition.
    fresh : Do all again.   retry : Do again what failed.
    """

    paths: tuple[str, ...]
    out: Path
    options: pipeline.Options = field(default_factory=pipeline.Options)
    where: str = ""
    only_track: bool = False
    reports: bool = False
    charts: bool = False
    corrections: bool = True
    limits: Limits = field(default_factory=Limits)
    fresh: bool = False
    retry: bool = False

    def task(self) -> Task:
        """Give what is to be done with each item. Raises WhereError."""
        condition, where = where_words.condition(self.where), self.where.strip()
        if self.only_track:
            condition, where = Every((Compares("on_track", "=", low=True), condition)), f"on_track and ({where})"
        return Task(self.options, self.corrections, condition, where, self.reports, self.charts)


@dataclass(frozen=True)
class Progress:
    """How far a run is. total : Files to do; None while they are listed.   before : Done by an earlier run."""

    listed: int = 0
    before: int = 0
    total: int | None = None
    done: int = 0
    failed: int = 0


Tell = Callable[[Progress], None]


def local(jobs: int) -> Crew:
    """Give processes of this machine."""

    def crew(items: Iterable[Item], task: Task, limits: Limits) -> Generator[Outcome, None, None]:
        done = workers.run(items, partial(work.one, task), jobs=jobs, seconds=limits.seconds, memory=limits.memory)
        with closing(done):
            for item, found in done:
                yield work.outcome(task, item, found)

    return crew


def run(settings: Settings, crew: Crew, tell: Tell = lambda _: None) -> Summary:
    """Do a batch: whatever an earlier run has done stays done.

    Raises OtherRunError where that had other options, BusyError where it still goes on, WhereError, MissingExtraError.
    """
    arrow()
    task = settings.task()
    began = time.monotonic()
    with ExitStack() as stack:
        stack.callback(_locked(settings.out).release)
        same.check(settings.out, same.told(settings.options, corrections=settings.corrections), fresh=settings.fresh)
        stack.callback(reading.close)
        for left in settings.out.glob(f"{HALF}*"):
            left.unlink()
        parts = stack.enter_context(closing(Parts(settings.out / PARTS)))
        if settings.fresh:
            parts.clear()
        todo: Spool[Item] = stack.enter_context(closing(Spool[Item]()))
        state = _list(settings, task, parts, todo, tell)
        counts = _work(settings, task, crew, parts, todo, state, tell)
        took = time.monotonic() - began
        found = counts.summary(state.statuses, before=state.before, done=len(todo), seconds=took)
        index.write(settings.out, found)
        return found


@dataclass
class _State:
    """What is known of all that the paths name. wanted : Keys.   statuses : Of those that are done."""

    wanted: set[bytes] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    before: int = 0


def _list(settings: Settings, task: Task, parts: Parts, todo: Spool[Item], tell: Tell) -> _State:
    """List what is named; spool what is to be done."""
    known = {key: (status, where, page) for key, status, where, page in parts.ledger()}
    state = _State()
    for found in inputs.items(settings.paths):
        state.wanted.add(found.key)
        if isinstance(found, Unlisted):
            state.statuses[FAILED] += 1
            if found.key not in known:
                _take(settings.out, parts, work.failed(task, found, ReadError(found.error)))
        elif found.key in known and _is_done(*known[found.key], task, retry=settings.retry):
            state.statuses[known[found.key][0]] += 1
            state.before += 1
        else:
            todo.put(found)
        tell(Progress(listed=len(state.wanted), before=state.before))
    return state


def _is_done(status: str, where: str, page: str, task: Task, *, retry: bool) -> bool:
    if status == FAILED:
        return not retry
    if status == LEFT_OUT:
        return where == task.where
    if status == DONE and task.reports:
        return where == task.where if page == NO_PAGE else bool(page)
    return status in {DONE, EMPTY}


def _work(
    settings: Settings, task: Task, crew: Crew, parts: Parts, todo: Spool[Item], state: _State, tell: Tell
) -> Counts:
    """Work on what is to be done; give the counts of the tables at the end."""
    told = Progress(listed=len(state.wanted), before=state.before, total=len(todo), failed=0)
    tell(told)
    last, pause = time.monotonic(), _FIRST_TABLES
    with closing(crew(map(_with_data, todo.take()), task, settings.limits)) as outcomes:
        for outcome in outcomes:
            _take(settings.out, parts, outcome)
            state.statuses.update(outcome.statuses)
            failed = told.failed + outcome.statuses.count(FAILED)
            told = replace(told, done=told.done + len(outcome.statuses), failed=failed)
            tell(told)
            if time.monotonic() - last > pause:
                before = time.monotonic()
                _write_tables(settings.out, task, parts, state)
                last = time.monotonic()
                pause = max(_FIRST_TABLES, (last - before) / _SHARE)
    return _write_tables(settings.out, task, parts, state)


def _with_data(item: Item) -> Item:
    """Read an item here, where no other process can."""
    if not storage.is_own(item.path):
        return item
    try:
        return replace(item, data=reading.data(item))
    except AnalyzerError:
        return item


def _take(folder: Path, parts: Parts, outcome: Outcome) -> None:
    """Keep what came of items: their pages first, so that no row names a page that is not there."""
    for name, data in outcome.pages:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        whole(path, partial(_put, data))
    for row in outcome.rows:
        parts.add(row)
    if outcome.part:
        parts.put(outcome.part)


def _put(data: bytes, path: Path) -> None:
    path.write_bytes(data)


def _write_tables(folder: Path, task: Task, parts: Parts, state: _State) -> Counts:
    counts = Counts()
    tables.write(folder, parts.streams(), keep=state.wanted.__contains__, condition=task.condition, see=counts.see)
    return counts


def _locked(folder: Path) -> FileLock:
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise BusyError(
            f"another batch is writing to {folder}; wait until it is done, or choose another --out"
        ) from None
    return lock
