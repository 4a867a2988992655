"""What became of each file that was given to the log: a line each, a count of all, or JSON."""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from analyzer.cli.guard import UNREAD, complain
from analyzer.cli.logs import print_json
from analyzer.cli.screen import console
from analyzer.errors import AnalyzerError, EmptyRecordingError, OptionError

if TYPE_CHECKING:
    from analyzer.logbook import Added, Item
    from analyzer.logbook.added import Saved
    from analyzer.model import Athlete
    from analyzer.store import Store

SCHEMA = "log_add/1"
NOTHING = "no recording of a run"
MOST = 8
"""Sessions that are named one by one."""
ORDER = {
    "new": "added",
    "joined": "another export of a session",
    "known": "already in the log",
    "waits": "kept until they can be analysed",
    "unread": "could not be read",
    "wrong": "not taken as you said",
    NOTHING: NOTHING,
}
"""How the outcomes are counted, in this order."""


@dataclass
class Telling:
    """Tells what becomes of files, as it happens; at its end how many there were of each.

    An interruption is told too: the log is sound, and what was kept waits in it.
    """

    log: "Store"
    athlete: "Athlete"
    as_json: bool
    several: bool
    code: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    files: list[dict[str, Any]] = field(default_factory=list)
    added: dict[int, float | None] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)
    _beat: Callable[[], None] | None = None
    _say: Callable[[str], None] = click.echo

    def __enter__(self) -> Self:
        screen = console()
        if screen.is_terminal and self.several and not self.as_json:
            from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
            from rich.text import Text

            columns = (SpinnerColumn(), TextColumn("{task.completed} files"), TimeElapsedColumn())
            progress = self._stack.enter_context(Progress(*columns, console=screen, transient=True))
            task = progress.add_task("", total=None)
            self._beat = lambda: progress.advance(task)
            self._say = lambda line: progress.console.print(Text(line), soft_wrap=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        self._stack.close()
        if kind not in {None, KeyboardInterrupt}:
            return False
        waiting = len(self.log.waiting(self.athlete))
        if self.as_json:
            counts = {name: self.counts[name] for name in ORDER if name != NOTHING}
            print_json({"schema": SCHEMA, "athlete": self.athlete.name, "files": self.files, "counts": counts})
        elif self.several or kind is KeyboardInterrupt:
            click.echo(self._counted())
        if kind is KeyboardInterrupt:
            rest = (
                f"; {waiting} kept and not analysed yet: analyzer log redo --waiting takes them up" if waiting else ""
            )
            click.echo(f"Stopped before the end. The log is sound{rest}. The same command goes on.", err=True)
            self.code = UNREAD
        return kind is KeyboardInterrupt

    def settle(self, saved: "Saved", jobs: int) -> None:
        """Look again at the sessions that were held against a log without the sessions before them, and say so."""
        from analyzer import logbook

        numbers = logbook.unsettled(self.log, self.athlete, self.added)
        for one in logbook.redo(self.log, self.athlete, numbers, saved=saved, jobs=jobs):
            if one.problem is not None:
                self.code = max(self.code, complain(one.problem, where=f"session {one.number}"))
        if numbers and not self.as_json:
            named = ", ".join(map(str, numbers[:MOST])) + (" .." if len(numbers) > MOST else "")
            self._say(f"Looked again at the jump in length of {named}: sessions before were added after.")

    def hear(self, item: "Item", added: "Added") -> None:
        """Tell what became of a file."""
        kind = kind_of(item, added)
        self.counts[kind] += 1
        if self._beat is not None:
            self._beat()
        if kind == NOTHING:
            return
        if kind == "new":
            self.added[added.number] = added.longest
        self.files.append(document_of(item, added))
        if added.problem is not None:
            self.code = max(self.code, complain(problem_of(item, added), where=place_of(item, added)))
        elif not self.as_json:
            self._say(f"{f'{item.place or item.name}: ' if self.several else ''}{line_of(added)}")

    def _counted(self) -> str:
        parts = [f"{self.counts[kind]} {words}" for kind, words in ORDER.items() if self.counts[kind]]
        return f"{'; '.join(parts) or 'No file was taken'}."


def kind_of(item: "Item", added: "Added") -> str:
    """Tell which of ORDER became of a file."""
    if added.problem is None:
        return added.status.value
    if item.found and isinstance(added.problem, EmptyRecordingError):
        return NOTHING
    if added.kept and not added.number:
        return "waits"
    return "wrong" if isinstance(added.problem, OptionError) or added.number else "unread"


def line_of(added: "Added") -> str:
    """Say in a line what became of a file."""
    from analyzer.logbook import Status

    silent = f" (its {' and '.join(added.silent)} stay; analyzer log edit {added.number} changes them)"
    kept = silent if added.silent else ""
    if added.status is Status.NEW:
        return f"added {added.number}: {added.day} {added.headline}{_beside(added.beside)}"
    if added.status is Status.KNOWN:
        taken = ", and now with what you said of it" if added.filled else ""
        return f"already in the log: {added.number}{taken}{kept}" if added.number else "the same file as one before it"
    clock = f", its clock {_hours(added.ahead)}" if added.ahead else ""
    now = f"analysed from the {added.format.upper()} file now" if added.primary else "analysed as before"
    return f"the same session as {added.number}, from another export{clock}: kept with it, {now}{kept}"


def _beside(sessions: tuple[int, ...]) -> str:
    """Say which sessions were run at the same time elsewhere.

    >>> _beside((3, 4, 8))
    ', at the same time as 3 and 2 more but elsewhere'
    """
    more = f" and {len(sessions) - 1} more" if len(sessions) > 1 else ""
    return f", at the same time as {sessions[0]}{more} but elsewhere" if sessions else ""


def _hours(ahead: float) -> str:
    """Say how far a clock is off.

    >>> _hours(7200.0), _hours(-20700.0)
    ('2:00 h ahead', '5:45 h behind')
    """
    hours, minutes = divmod(round(abs(ahead) / 60), 60)
    return f"{hours}:{minutes:02d} h {'ahead' if ahead > 0 else 'behind'}"


def place_of(item: "Item", added: "Added") -> str:
    """Give what an error is about; those of files that could not be opened name it themselves."""
    place = item.place or item.name
    return "" if str(added.problem).startswith(place) else place


def problem_of(item: "Item", added: "Added") -> AnalyzerError:
    """Give what is wrong with a file, with what that means for it."""
    problem = added.problem
    assert problem is not None  # noqa: S101 - asked for only then
    kind = kind_of(item, added)
    if kind == "waits":
        return AnalyzerError(f"could not be analysed ({problem}); it is kept in the log and waits for a newer version")
    if kind == "unread" and not str(problem).startswith(item.place or item.name):
        return AnalyzerError(f"could not be read: {problem}")
    return problem


def document_of(item: "Item", added: "Added") -> dict[str, Any]:
    """Give what became of a file as JSON."""
    own = ("sha256", "day", "headline", "format", "primary", "ahead", "filled")
    values = {name: getattr(added, name) for name in own}
    told = {
        "status": added.status.value,
        "number": added.number or None,
        "waits": added.kept and not added.number,
        "beside": list(added.beside),
        "silent": list(added.silent),
        "problem": None if added.problem is None else str(added.problem),
    }
    return {"place": item.place or item.name, **values, **told}
