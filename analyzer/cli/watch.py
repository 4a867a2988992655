"""`analyzer watch`: a folder is followed, and what appears in it gets into the log."""

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.guard import UNREAD, GuardedCommand
from analyzer.cli.log.add import Tracks, athlete_of, jobs_option
from analyzer.cli.logs import athlete_named, log_options, opened_log
from analyzer.cli.shelf import shelf, tracks_option
from analyzer.errors import LogError, OptionError, ReadError

if TYPE_CHECKING:
    from analyzer.cli.evening import Evening
    from analyzer.cli.followed_folder import Wakes
    from analyzer.cli.teller import Teller
    from analyzer.cli.whose import Whose
    from analyzer.logbook import Added, Item
    from analyzer.model import Athlete
    from analyzer.store import Store

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""What ends it: Ctrl-C, a service that is stopped, a terminal that is closed."""
GROWING = 10.0
"""With --once, a file that still grows after so long is left for the next time. [s]"""


@click.command(cls=GuardedCommand, name="watch")
@click.argument("folder", type=click.Path(path_type=Path))
@log_options
@click.option("--by-folder", is_flag=True, help="A folder in FOLDER is an athlete's: FOLDER/Jo/run.fit is of Jo.")
@click.option("--once", is_flag=True, help="Take what is there, and end.")
@click.option(
    "--poll",
    type=click.FloatRange(0.1, 3600),
    metavar="SECONDS",
    help="Look every so many seconds, for network folders; else the system tells of changes.",
)
@tracks_option
@jobs_option
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each recording and nothing else.")
def command(
    folder: Path,
    *,
    log_place: str,
    athlete: str,
    by_folder: bool,
    once: bool,
    poll: float | None,
    jobs: int,
    tracks_path: Path | None,
    as_json: bool,
) -> None:
    """Take recordings into the log as they appear in FOLDER and its folders, until Ctrl-C.

    What is there already is taken first. Nothing in FOLDER is changed. A file that is still being written waits.
    """
    from analyzer.cli.evening import Evening
    from analyzer.cli.followed_folder import Wakes
    from analyzer.cli.teller import Teller
    from analyzer.cli.whose import Whose
    from analyzer.logbook.following import Following

    if not folder.is_dir():
        raise OptionError(f"{folder}: there is no such folder; give one that is there")
    stop, teller, tracks = threading.Event(), Teller(as_json=as_json), Tracks(shelf(tracks_path))

    def told(item: "Item", added: "Added") -> None:
        teller.told(item, added)
        tracks.refine(added)

    with opened_log(log_place) as log, _ended_by(stop):
        whose = Whose(folder, _one(log, athlete, by_folder=by_folder), by_folder)
        evening = Evening(
            store=log,
            following=Following(),
            whose=whose,
            saved=tracks,
            told=told,
            complain=teller.complain,
            jobs=jobs,
            stop=stop,
            now=time.monotonic,
        )
        if once:
            _once(folder, evening, teller)
        else:
            teller.say(f"Watching {folder} for {_names(whose)}; Ctrl-C ends it")
            _follow(folder, evening, teller, Wakes(folder, stop, poll))
    teller.sum_up(len(evening.following.waiting()))
    if once and teller.complaints:
        sys.exit(UNREAD)


def _follow(folder: Path, evening: "Evening", teller: "Teller", wakes: "Wakes") -> None:
    """Take what is there and what comes, until it is stopped."""
    _resume(evening, teller)
    while not evening.stop.is_set():
        _look(folder, evening, teller)
        wakes.wait(evening.following.soonest(evening.now()))


def _once(folder: Path, evening: "Evening", teller: "Teller") -> None:
    """Take what is there; wait for what has only just been written, but not for what is cut short or grows on."""
    _resume(evening, teller)
    until = evening.now() + GROWING
    while not evening.stop.is_set():
        _look(folder, evening, teller)
        soonest = evening.following.soonest(evening.now())
        if soonest is None or evening.now() + soonest > until:
            return
        evening.stop.wait(soonest)


def _resume(evening: "Evening", teller: "Teller") -> None:
    try:
        evening.resume()
    except LogError as error:
        teller.complain("", error)
    teller.rest()


def _look(folder: Path, evening: "Evening", teller: "Teller") -> None:
    """Look once what is in the folder, and take what has settled."""
    from analyzer.cli.followed_folder import listing

    try:
        files, errors = listing(folder)
    except ReadError as error:
        evening.complain_once(str(folder), error)
        return
    evening.complain_once(str(folder), None)
    for closed in errors:
        evening.complain_once(str(closed.filename), closed)
    evening.following.look(files, now=evening.now(), wall=time.time())
    evening.take(list(evening.following.ready(evening.now())))
    teller.rest()


def _one(log: "Store", athlete: str, *, by_folder: bool) -> "Athlete | None":
    """Give the athlete whose the files are; None where their folders tell. Raises OptionError."""
    return None if by_folder and not athlete_named(athlete) else athlete_of(log, athlete)


def _names(whose: "Whose") -> str:
    if not whose.by_folder:
        return whose.athlete.name if whose.athlete else ""
    return "the athletes that its folders are named after"


@contextmanager
def _ended_by(stop: threading.Event) -> Iterator[None]:
    """Let the first signal end it when the recording that is being taken is in the log, the second at once."""

    def end(*_: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield  # signals are of the main thread
        return
    heeded = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    # what is to be ignored (nohup, a job in the background) stays so
    before = {one: signal.signal(one, end) for one in heeded if signal.getsignal(one) is not signal.SIG_IGN}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
