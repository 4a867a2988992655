"""`analyzer log add`: recordings into the log."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli import corrections, sources
from analyzer.cli.guard import GuardedCommand, complain
from analyzer.cli.log.outcomes import Telling
from analyzer.cli.log.saying import diary_of, diary_options, said_of, said_options
from analyzer.cli.logs import athlete_named, json_option, log_options, opened_log
from analyzer.cli.shelf import load, shelf, tracks_option
from analyzer.errors import AnalyzerError, OptionError, ReadError

if TYPE_CHECKING:
    from analyzer.logbook import Added, Item
    from analyzer.model import Athlete, Diary, SavedTrack
    from analyzer.store import Store

FIRST = "me"
"""The name of the athlete whose log it is, until it is given another."""


@dataclass
class Tracks:
    """The saved tracks that the sessions are run on, refined by each. path : None where none is to be used."""

    path: Path | None
    code: int = 0

    def __call__(self) -> "tuple[SavedTrack, ...]":
        """Give the saved tracks; where they cannot be read it goes on without them."""
        try:
            return () if self.path is None else load(self.path)
        except ReadError as error:
            self.code = complain(error)
            self.path = None
            return ()

    def refine(self, added: "Added") -> None:
        """Take a new session into the saved track that it was run on."""
        from analyzer.cli.tracks import refine_with
        from analyzer.logbook import Status

        if self.path is None or added.status is not Status.NEW:
            return
        try:
            refine_with(self.path, added.track, added.sha256)
        except AnalyzerError as error:
            self.code = complain(error)
            self.path = None


def jobs_option(command: Any) -> Any:
    """Add --jobs to a command."""
    return click.option(
        "--jobs",
        type=click.IntRange(1, 256),
        default=lambda: len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        show_default="processors",
        help="Recordings that are analysed at once.",
    )(command)


@click.command("add", cls=GuardedCommand)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..")
@diary_options
@said_options
@click.option("--no-corrections", is_flag=True, help="Leave the file of corrections alone.")
@click.option(
    "--corrections",
    "corrections_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Your corrections (TOML); else FILE.corrections.toml, where it is there.",
)
@click.option("--saved-tracks/--no-saved-tracks", default=True, help="Use the saved tracks and refine them, or not.")
@tracks_option
@jobs_option
@log_options
@json_option
def add(
    files: tuple[Path, ...],
    *,
    corrections_path: Path | None,
    no_corrections: bool,
    saved_tracks: bool,
    tracks_path: Path | None,
    jobs: int,
    log_place: str,
    athlete: str,
    as_json: bool,
    **options: Any,
) -> None:
    """Keep each recording FILE in the log, and analyse it.

    FILE is FIT, GPX or TCX, plain, gzipped or in a ZIP archive, a folder or an archive of many, or - for standard
    input. The same file twice, or another export of the same session, is one session. A file that cannot be read is
    named, the others go on, and the exit code is 1. What you say and write is of the new sessions; what a session has
    already stays.
    """
    from analyzer import logbook

    sources.check(files)
    wanted = corrections.Wanted(corrections_path, not no_corrections, write=False)
    corrections.check(wanted, several=sources.several(files))
    said_of(options)
    tracks = Tracks(shelf(tracks_path) if saved_tracks else None)
    with opened_log(log_place) as log:
        who = athlete_of(log, athlete)
        with Telling(log, who, as_json=as_json, several=sources.several(files)) as telling:

            def told(item: "Item", added: "Added") -> None:
                telling.hear(item, added)
                tracks.refine(added)

            logbook.resume(log, who, saved=tracks, told=told, jobs=jobs, failed=False)
            items = _items(files, wanted, options, diary_of(options))
            logbook.add_all(log, who, items, saved=tracks, told=told, jobs=jobs)
            telling.settle(tracks, jobs)
    sys.exit(max(telling.code, tracks.code))


def athlete_of(log: "Store", name: str) -> "Athlete":
    """Give the athlete; a log without any becomes that of whoever adds first."""
    from analyzer.model import Athlete

    named = athlete_named(name)
    if not log.athletes():
        # another process may add the same athlete at this moment
        with suppress(OptionError):
            return log.put_athlete(Athlete(named or FIRST))
    return log.athlete(named)


def _items(
    files: tuple[Path, ...], wanted: corrections.Wanted, options: dict[str, Any], diary: "Diary"
) -> "Iterator[Item]":
    """Give the files with what is said of each."""
    from analyzer.errors import CorrectionError
    from analyzer.logbook import Item

    for source, data in sources.contents(files):
        given = data
        text = ""
        try:
            text = _corrections(source, wanted)
        except CorrectionError as error:
            given = error
        if isinstance(given, Exception) and not isinstance(given, AnalyzerError):
            given = ReadError(f"{source.place}: {given}")
        yield Item(given, source.name, source.place, said_of(options, corrections=text), diary, source.found)


def _corrections(source: sources.Source, wanted: corrections.Wanted) -> str:
    """Give the corrections of a recording, "" where nothing is corrected in them."""
    from analyzer.corrections import read

    text = corrections.text_of(source, wanted)
    if text is None or read(text, file=str(wanted.place(source))).are_none:
        return ""
    return text


COMMANDS = (add,)
