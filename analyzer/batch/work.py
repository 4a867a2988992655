"""The work on an item: read it, analyse it, give its rows; a pure function that any process or machine can do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from typing import Any

from analyzer import pipeline, readers, workers
from analyzer.batch import reading, rows
from analyzer.batch.items import Item, Unlisted
from analyzer.batch.schema import DONE, EMPTY, FAILED, LEFT_OUT, NO_PAGE, packed
from analyzer.batch.where import Always, Condition
from analyzer.errors import AnalyzerError, CorrectionError, EmptyRecordingError, ReadError, UnknownFormatError
from analyzer.model import Analysis

REPORTS = "reports"
"""The folder of the pages, below that of the tables."""
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Limits:
    """What one item may take. seconds : [s]   memory : [bytes]"""

    seconds: float = 120.0
    memory: int = 2 * 2**30


@dataclass(frozen=True)
class Task:
    """What is to be done with each item.

    options : What the runner says, the same of every session.   corrections : Whether those beside a file are used.
    condition, where : Which sessions are wanted, and the same as text.   reports, charts : Whether to make pages, and
        charts in them.
    """

    options: pipeline.Options = field(default_factory=pipeline.Options)
    corrections: bool = True
    condition: Condition = field(default_factory=Always)
    where: str = ""
    reports: bool = False
    charts: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of items.

    rows : Their rows, as Arrow messages of the schema of the parts.   statuses : What became of each.
    pages : Reports: where they go below the folder, and their bytes.
    part : Rows as the bytes of a whole part, which is a Parquet file sorted by file; b"" for none.
    """

    rows: tuple[bytes, ...]
    statuses: tuple[str, ...]
    pages: tuple[tuple[str, bytes], ...] = ()
    part: bytes = b""


def one(task: Task, item: Item) -> Outcome:
    """Work on one item. Raises AnalyzerError where it cannot be analysed."""
    data = reading.data(item)
    try:
        recording = readers.read(data, name=item.name)
    except (EmptyRecordingError, UnknownFormatError) as error:
        if item.named or (isinstance(error, UnknownFormatError) and not data.startswith(b"PK")):
            raise
        return _outcome(task, item, EMPTY)
    known = rows.facts(item.place, recording)
    if task.condition.holds(known) is False:
        return _outcome(task, item, LEFT_OUT)
    right = reading.corrections_of(item) if task.corrections else None
    options = task.options if right is None else replace(task.options, corrections=right)
    analysis = pipeline.analyze(recording, options)
    session, efforts, zones = rows.rows(known, analysis)
    page = ""
    pages: tuple[tuple[str, bytes], ...] = ()
    if task.reports:
        page = NO_PAGE
        if task.condition.holds(session) is True:
            page = session["report"] = page_of(item)
            pages = ((page, _page(analysis, charts=task.charts)),)
    return _outcome(task, item, DONE, pages, page=page, session=session, efforts=efforts, zones=zones)


def chunk(task: Task, limits: Limits, items: Sequence[Item]) -> Outcome:
    """Work on items one after another in a process of their own; what fails is a row, whatever it did.

    The rows come in the order of the files, however the items are ordered or shared out.
    """
    done = workers.run(items, partial(one, task), jobs=1, seconds=limits.seconds, memory=limits.memory)
    return together([outcome(task, item, found) for item, found in done])


def outcome(task: Task, item: Item | Unlisted, found: Outcome | AnalyzerError) -> Outcome:
    """Give what came of an item; an error becomes a row of the failures."""
    return failed(task, item, found) if isinstance(found, AnalyzerError) else found


def failed(task: Task, item: Item | Unlisted, error: AnalyzerError) -> Outcome:
    """Give the row of an item that failed."""
    line = " ".join(str(error).split())
    failure = {"file": item.place, "reason": _reason(error), "error": line}
    return _outcome(task, item, FAILED, failure=failure)


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """Join outcomes to one."""
    return Outcome(
        tuple(row for one in outcomes for row in one.rows),
        tuple(status for one in outcomes for status in one.statuses),
        tuple(page for one in outcomes for page in one.pages),
    )


def page_of(item: Item) -> str:
    """Give where the report of an item goes: named after the file, and told apart by where that lies."""
    place = blake2b(item.place.encode(), digest_size=6).hexdigest()
    name = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in item.name)
    return f"{REPORTS}/{place[:2]}/{name[:_LONGEST_NAME]}-{place}.html"


def _page(analysis: Analysis, *, charts: bool) -> bytes:
    # the page needs jinja2 and perhaps matplotlib, which the tables do without
    from analyzer import report  # noqa: PLC0415

    make: Callable[..., str] = report.html
    return make(analysis, charts=charts).encode()


def _outcome(
    task: Task,
    item: Item | Unlisted,
    status: str,
    pages: tuple[tuple[str, bytes], ...] = (),
    *,
    page: str = "",
    **tables: Any,
) -> Outcome:
    row = {"key": item.key, "file": item.place, "status": status, "where": task.where, "page": page, **tables}
    return Outcome((packed([row]),), (status,), pages)


def _reason(error: AnalyzerError) -> str:
    reasons: dict[type[AnalyzerError], str] = {
        workers.TimeLimitError: "time",
        workers.TooMuchMemoryError: "memory",
        workers.DiedError: "died",
        CorrectionError: "corrections",
        ReadError: "unreadable",
    }
    return next((reason for kind, reason in reasons.items() if isinstance(error, kind)), "unexpected")
