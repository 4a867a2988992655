"""The desk at which files are taken into the log, one after another."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from analyzer import readers
from analyzer.errors import AnalyzerError, CorrectionError, OptionError, ReadError
from analyzer.logbook.added import Added, Item, Saved, Status, Tell
from analyzer.logbook.analysing import Analyse, Analysed, Task, day_of, here, history_of
from analyzer.logbook.filling import filled, written
from analyzer.logbook.joining import fill, join
from analyzer.logbook.twins import Twin, is_twin, twin_of
from analyzer.logbook.way import from_traces
from analyzer.model import Athlete, Diary
from analyzer.store import Kept, Overlap, Store


class Desk:
    """The files that are being taken into a log.

    forget : What is no recording is thrown away, since who gave it hears of it; else it waits with what is wrong.
    analyse : Does what has to be analysed once more, where a file joins a session.
    """

    def __init__(
        self,
        store: Store,
        athlete: Athlete,
        saved: Saved,
        told: Tell,
        *,
        forget: bool = True,
        analyse: Analyse = here,
    ) -> None:
        self.store, self.athlete, self.saved, self.told = store, athlete, saved, told
        self.forget, self.analyse = forget, analyse
        self.history = history_of(store, athlete)
        self.open: dict[str, tuple[Item, Kept]] = {}

    def tasks(self, items: Iterable[Item]) -> Iterator[Task]:
        """Keep the files, and give those that are to be analysed."""
        for item in items:
            try:
                if isinstance(item.data, AnalyzerError):
                    raise item.data
                data = readers.plain(item.data)
            except AnalyzerError as error:
                self.told(item, Added(Status.FAILED, problem=error))
                continue
            kept = self.store.keep(self.athlete, data, name=item.name, said=item.said, diary=item.diary)
            if kept.session is not None:
                self.told(item, self._known(item, kept.session, kept.sha256))
            elif kept.sha256 in self.open:
                self.told(item, Added(Status.KNOWN, sha256=kept.sha256))
            else:
                yield self.task(self._with_what_was_said(item, kept), kept, data)

    def waiting(self, *, failed: bool) -> Iterator[Task]:
        """Give the files that wait."""
        for one in self.store.waiting(self.athlete):
            if failed or not one.problem:
                item = Item(b"", one.name, one.name, one.said, one.diary)
                try:
                    data = self.store.data(one.sha256)
                except OptionError:
                    # another process has taken it, and thrown it away
                    continue
                yield self.task(item, Kept(one.sha256, new=False, session=None), data)

    def task(self, item: Item, kept: Kept, data: bytes) -> Task:
        """Make the work of a file."""
        # the bytes are not kept twice
        self.open[kept.sha256] = replace(item, data=b""), kept
        saved = tuple(self.saved())
        return Task(self.athlete, kept.sha256, item.name, data, item.said, saved, self.history)

    def _with_what_was_said(self, item: Item, kept: Kept) -> Item:
        """Add to what is said of a file that waits what was said of it before."""
        if kept.new:
            return item
        before = next((one for one in self.store.waiting(self.athlete) if one.sha256 == kept.sha256), None)
        if before is None:
            return item
        return replace(item, said=filled(item.said, before.said), diary=written(item.diary, before.diary))

    def finish(self, task: Task, found: Analysed | AnalyzerError) -> None:
        """Put a file where it belongs, and tell."""
        item, kept = self.open.pop(task.sha256)
        if isinstance(found, AnalyzerError):
            added = self._failed(task, found, kept)
        else:
            try:
                added = self._placed(task, found, kept, item.diary)
            except (OptionError, CorrectionError) as error:
                added = Added(Status.FAILED, sha256=task.sha256, problem=error, kept=True)
            if added.status is Status.NEW:
                self.history = self.history.with_session(found.entry.start.timestamp(), found.entry.distance)
        self.told(item, added)

    def _failed(self, task: Task, error: AnalyzerError, kept: Kept) -> Added:
        """Leave a file waiting for a newer method; forget what is no recording, and what came with a wrong option."""
        unread = self.forget and isinstance(error, ReadError)
        wrong = unread or (kept.new and isinstance(error, OptionError | CorrectionError))
        with suppress(OptionError):
            if wrong:
                self.store.drop(self.athlete, task.sha256)
            else:
                self.store.failed(self.athlete, task.sha256, str(error))
        return Added(Status.FAILED, sha256=task.sha256, problem=error, kept=not wrong)

    def _placed(self, task: Task, found: Analysed, kept: Kept, diary: Diary) -> Added:
        """Put an analysed file into the log: as a new session, or as another export of one that is in it."""
        entry = found.entry
        way = from_traces(entry.traces)
        assert way is not None  # noqa: S101 - an entry that was just made has it
        twin, beside = twin_of(self.store, self.athlete, way, found.format)
        if twin is None:
            raced: list[int] = []

            def same(other: Overlap) -> bool:
                """Tell the session that another process has put in by now."""
                known = is_twin(self.store, self.athlete, way, other)
                raced.extend([other.session] if known else [])
                return known

            number = self.store.put(self.athlete, entry, sha256=task.sha256, same=same)
            if not raced:
                if not kept.new:
                    self.store.edit(self.athlete, number, said=task.said, diary=diary)
                return self._told(Status.NEW, number, found, task, beside=beside)
            twin = Twin(number, 0.0)
        joined = join(self.store, self.athlete, twin.session, task, found, diary, self.analyse)
        return self._told(
            Status.JOINED,
            twin.session,
            found,
            task,
            headline=joined.headline,
            primary=joined.primary,
            silent=joined.silent,
            ahead=twin.ahead,
        )

    def _told(self, status: Status, number: int, found: Analysed, task: Task, **more: Any) -> Added:
        entry = found.entry
        return Added(
            status,
            number,
            task.sha256,
            **{
                "day": day_of(entry.start, self.athlete).isoformat(),
                "headline": entry.headline,
                "format": found.format,
                "track": found.track,
                "longest": found.longest,
                **more,
            },
        )

    def _known(self, item: Item, number: int, sha256: str) -> Added:
        """Tell of a file that is in the log already; what is said of it now fills what the session is silent of."""
        try:
            filled_in, silent = fill(self.store, self.athlete, number, item.said, item.diary, tuple(self.saved()))
        except (OptionError, CorrectionError) as error:
            return Added(Status.FAILED, number, sha256, problem=error, kept=True)
        return Added(Status.KNOWN, number, sha256, silent=silent, filled=filled_in)
