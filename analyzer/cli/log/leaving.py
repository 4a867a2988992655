"""`analyzer log export` and `analyzer log restore`: the whole log as files, and back."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.files import WriteError, write
from analyzer.cli.guard import GuardedCommand
from analyzer.cli.log.add import Tracks, jobs_option
from analyzer.cli.log.outcomes import Telling
from analyzer.cli.logs import athlete_named, json_option, log_options, opened, opened_log, print_json
from analyzer.cli.shelf import shelf, tracks_option
from analyzer.errors import LogError, ReadError

if TYPE_CHECKING:
    from analyzer.logbook.leaving import Piece


@click.command("export", cls=GuardedCommand)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@log_options
@json_option
def export(*, folder: Path, log_place: str, athlete: str, as_json: bool) -> None:
    """Write the whole log of an athlete into the folder DIR.

    The recordings as they came, numbered; sessions.csv, efforts.csv, zones.csv and days.csv; and log.json with all that
    was said, written and analysed, from which analyzer log restore DIR makes the log again. An earlier export in the
    folder is brought up to date; nothing else is overwritten.
    """
    from analyzer import logbook

    _hold_own(folder)
    recordings = 0
    with opened(log_place, athlete) as (log, who):
        for piece in logbook.export(log, who):
            recordings += _write(folder, piece)
        sessions = len(log.sessions(who))
    if as_json:
        print_json({"schema": "log_exported/1", "athlete": who.name, "folder": str(folder), "sessions": sessions})
    else:
        click.echo(f"Exported: {folder} ({sessions} sessions of {who.name}, {recordings} recordings)")


def _hold_own(folder: Path) -> None:
    """Hold that a folder is new, empty, or an export made before."""
    from analyzer.logbook.leaving import FILES, HEAD, INDEX

    try:
        inside = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        index = folder / INDEX
        if index.is_file():
            with index.open("rb") as file:
                own = file.read(len(HEAD)) == HEAD
        else:
            # ended before its last file
            own = inside <= {FILES, *(f"{name}.csv" for name in ("sessions", "efforts", "zones", "days"))}
    except OSError as error:
        raise WriteError(f"{folder} cannot be looked into ({error.strerror or error}); choose another") from error
    if not own:
        raise WriteError(f"{folder} holds other files, which are left as they are; choose a new folder")


def _write(folder: Path, piece: "Piece") -> bool:
    """Write a file of an export; tell whether it is a recording. One that is there must be the same."""
    from analyzer.logbook.leaving import FILES

    path = folder / piece.path
    if piece.path.parts[0] != FILES:
        write(path, piece.data)
        return False
    try:
        if path.exists() and path.read_bytes() == piece.data:
            return True
    except OSError as error:
        raise WriteError(f"{path} cannot be looked into ({error.strerror or error})") from error
    if path.exists():
        raise WriteError(f"{path} is another recording, which is left as it is; export into a new folder")
    write(path, piece.data)
    return True


@click.command("restore", cls=GuardedCommand)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR")
@click.option("--saved-tracks/--no-saved-tracks", default=True, help="Use the saved tracks and refine them, or not.")
@tracks_option
@jobs_option
@log_options
@json_option
def restore(
    *,
    folder: Path,
    saved_tracks: bool,
    tracks_path: Path | None,
    jobs: int,
    log_place: str,
    athlete: str,
    as_json: bool,
) -> None:
    """Put the export in the folder DIR into the log, with all that was said and written.

    The athlete is that of the export unless --athlete names another. Recordings are analysed again, with this version.
    What is in the log already stays as it is.
    """
    from analyzer import logbook
    from analyzer.logbook.leaving import INDEX

    tracks = Tracks(shelf(tracks_path) if saved_tracks else None)

    def read(path: str) -> bytes:
        inside = (folder / path).resolve()
        if not inside.is_relative_to(folder.resolve()):
            raise LogError(f"{folder / INDEX}: {path} lies outside of the folder; export the log again")
        try:
            return inside.read_bytes()
        except OSError as error:
            raise ReadError(f"{inside} cannot be opened ({error.strerror or error}); export the log again") from error

    try:
        lines = (folder / INDEX).open(encoding="utf-8")
    except OSError as error:
        raise ReadError(
            f"{folder / INDEX} cannot be opened ({error.strerror or error}); it makes an export whole"
        ) from error
    with lines, opened_log(log_place) as log:
        found, sessions = logbook.read_index(lines)
        who = logbook.athlete_for(log, found, athlete_named(athlete))
        with Telling(log, who, as_json=as_json, several=True) as telling:

            def told(item: Any, added: Any) -> None:
                telling.hear(item, added)
                tracks.refine(added)

            logbook.restore(log, who, found, sessions, read, saved=tracks, told=told, jobs=jobs)
            telling.settle(tracks, jobs)
    sys.exit(max(telling.code, tracks.code))


COMMANDS = (export, restore)
