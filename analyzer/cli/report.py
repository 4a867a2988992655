"""`analyzer report`: a summary in the terminal and a report beside the file."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli import corrections, sources
from analyzer.cli.choices import DIRECTIONS, LANES, SHAPES, Place, Time
from analyzer.cli.files import WriteError, write_report
from analyzer.cli.guard import GuardedCommand, complain
from analyzer.cli.screen import console
from analyzer.cli.shelf import load, shelf, tracks_option
from analyzer.errors import AnalyzerError, ReadError

if TYPE_CHECKING:
    from analyzer.model import Analysis, Recording, SavedTrack

_PATH = click.Path(path_type=Path)


@dataclass(frozen=True)
class Wishes:
    """Where the reports go and how they are made; None for those that are not wanted.

    shelf : The file of saved tracks; None where none is to be used. save_track : The name to save the track under.
    rep_zones : The turns and straights of each rep too.
    """

    html: Path | None
    pdf: Path | None
    png: Path | None
    out: Path | None
    as_json: bool
    charts: bool
    shelf: Path | None
    save_track: str | None
    corrections: corrections.Wanted
    rep_zones: bool


@click.command(cls=GuardedCommand, name="report")
@click.argument("files", nargs=-1, required=True, type=_PATH, metavar="FILE..")
@click.option("--html", type=_PATH, help="Write the page here instead of beside the file (a file, or a folder).")
@click.option("--pdf", type=_PATH, help="Write the report as PDF too (a file, or a folder).")
@click.option("--png", type=_PATH, help="Write each chart as PNG: run.png gives run-track.png .. (or a folder).")
@click.option("--out", type=_PATH, help="Folder for the pages, instead of beside each file; made where it is missing.")
@click.option("--json", "as_json", is_flag=True, help="Print the analysis as JSON and nothing else.")
@click.option("--five-k", type=Time(), help="Your time over 5 km now, such as 20:00, for the plan of the mile.")
@click.option("--goal", type=Time(), help="What you wanted to run, such as 5:40.")
@click.option("--lane", type=click.IntRange(1, LANES), help="The lane that you ran in, where the guess is wrong.")
@click.option("--shape", type=click.Choice(SHAPES), help="The shape of the track, where it is known.")
@click.option("--direction", type=click.Choice(DIRECTIONS), help="The direction of running.")
@click.option("--finish", type=Place(), help="Where the finish line is: latitude,longitude in degrees.")
@click.option("--plan", metavar="PLAN", default="", help='What was planned, such as "8x400@90 r60".')
@click.option("--workout", metavar="NAME", default="", help="Which workout it was, of those of `analyzer workouts`.")
@corrections.options
@click.option("--save-track", metavar="NAME", help="Keep where this track lies, under this name, for the next session.")
@click.option("--saved-tracks/--no-saved-tracks", default=True, help="Use the saved tracks and refine them, or not.")
@tracks_option
@click.option("--rep-zones", is_flag=True, help="The turns and straights of each rep too.")
@click.option("--charts/--no-charts", default=True, help="Charts in the page; without them it is made faster.")
def command(
    files: tuple[Path, ...],
    *,
    html: Path | None,
    pdf: Path | None,
    png: Path | None,
    out: Path | None,
    as_json: bool,
    charts: bool,
    save_track: str | None,
    saved_tracks: bool,
    tracks_path: Path | None,
    corrections_path: Path | None,
    no_corrections: bool,
    write_corrections: bool,
    rep_zones: bool,
    **said: Any,
) -> None:
    """Time the laps, turns and straights of a run, and write a report beside its FILE.

    FILE is FIT, GPX or TCX, plain, gzipped or in a ZIP archive. The page is written as FILE.html; a file that is there
    already is replaced only by one of its own kind. Several files are taken one after another: one that cannot be
    read is named, the others go on, and the exit code is 1. FILE can be a folder, or an archive of many recordings (say
    with --out where their pages go), or - for standard input (no page without --html or --out).
    """
    places = shelf(tracks_path) if saved_tracks else None
    right = corrections.Wanted(corrections_path, not no_corrections, write_corrections)
    wishes = Wishes(html, pdf, png, out, as_json, charts, places, save_track, right, rep_zones)
    _check(files, wishes)
    _check_said(said)
    code = 0
    many = sources.several(files)
    somewhere = bool(as_json or out or html or pdf or png)
    for number, (source, found) in enumerate(sources.recordings(files, placed=somewhere)):
        if number and not as_json:
            click.echo()
        code = max(code, _one(source, found, wishes, said, many=many))
    sys.exit(code)


def _check_said(said: dict[str, Any]) -> None:
    """Hold that the plan can be read and the workout is known, before any file is taken."""
    from analyzer import workouts

    if said["plan"]:
        workouts.parse(said["plan"])
    if said["workout"]:
        workouts.template(said["workout"])


def _check(files: tuple[Path, ...], wishes: Wishes) -> None:
    sources.check(files)
    corrections.check(wishes.corrections, several=sources.several(files))
    if wishes.html is not None and wishes.out is not None:
        raise click.UsageError("--html and --out both say where the page goes; give one of them.")
    for name, path in (("--html", wishes.html), ("--pdf", wishes.pdf), ("--png", wishes.png)):
        if path is not None and not path.is_dir() and sources.several(files):
            raise click.UsageError(f"{name} {path}: with several files this must be a folder that exists.")
    if wishes.save_track is not None and wishes.shelf is None:
        raise click.UsageError("--save-track keeps the track that --no-saved-tracks leaves alone; give one of them.")
    names = [path.name for path in files]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice and len(set(files)) > len(set(names)) and (wishes.out or wishes.html or wishes.pdf or wishes.png):
        raise click.UsageError(f"two files are called {twice}, and so would be their reports; give them one at a time.")


def _one(
    source: sources.Source, found: "Recording | Exception", wishes: Wishes, said: dict[str, Any], *, many: bool
) -> int:
    """Report on one recording; give the exit code."""
    import analyzer

    if isinstance(found, Exception):
        return complain(found, where="" if isinstance(found, AnalyzerError) else source.place)
    saved, unread = _saved(wishes)
    try:
        right = corrections.load(source, wishes.corrections)
        analysis = analyzer.analyze(found, saved=saved, corrections=right, **said)
        if wishes.as_json:
            _print_json(analysis, many=many)
        else:
            _print_summary(analysis, wishes, heading=source.place if many else "")
        if right is not None and not right.are_none:
            click.echo(f"Corrected by: {right.file}", err=wishes.as_json)
        code = max(_write_all(source, analysis, wishes), _to_correct(source, analysis, wishes))
        return max(unread, code, 0 if unread else _keep(source, analysis, wishes))
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - one file must not end the others
        return complain(error, where=source.place)


def _to_correct(source: sources.Source, analysis: "Analysis", wishes: Wishes) -> int:
    """Write the file of corrections to edit, where that is wanted; give the exit code."""
    if not wishes.corrections.write:
        return 0
    try:
        click.echo(corrections.write_new(source, wishes.corrections, analysis), err=wishes.as_json)
    except WriteError as error:
        return complain(error)
    return 0


def _saved(wishes: Wishes) -> "tuple[tuple[SavedTrack, ...], int]":
    """Give the saved tracks; where they cannot be read the report goes on without them, and the exit code is not 0."""
    try:
        return (() if wishes.shelf is None else load(wishes.shelf)), 0
    except ReadError as error:
        return (), complain(error)


def _keep(source: sources.Source, analysis: "Analysis", wishes: Wishes) -> int:
    """Save the track of a session, or take the session into the saved track that it was run on."""
    from analyzer.cli import tracks

    if wishes.shelf is None:
        return 0
    kept: SavedTrack | None
    try:
        if wishes.save_track is None:
            kept = tracks.refine(wishes.shelf, analysis)
        else:
            kept = tracks.save(wishes.shelf, wishes.save_track, analysis, where=source.place)
    except AnalyzerError as error:
        return complain(error)
    if kept is not None:
        click.echo(f"Saved track: {tracks.told(kept)}", err=wishes.as_json)
    return 0


def _print_json(analysis: "Analysis", *, many: bool) -> None:
    """Print the JSON; one line for each of several files."""
    from analyzer import report

    if many:
        click.echo(json.dumps(analysis.to_dict(), ensure_ascii=False, allow_nan=False))
    else:
        click.echo(report.json_text(analysis), nl=False)


def _print_summary(analysis: "Analysis", wishes: Wishes, *, heading: str) -> None:
    from rich.text import Text

    from analyzer import report

    screen = console()
    if heading:
        screen.print(Text(heading, style="bold underline"))
    report.terminal(analysis, screen, zones_in_reps=wishes.rep_zones)


def _write_all(source: sources.Source, analysis: "Analysis", wishes: Wishes) -> int:
    """Write the reports and say where; one that cannot be written does not stop the others."""
    code = 0
    for target, data in _pages(source, analysis, wishes):
        try:
            write_report(target, data)
        except WriteError as error:
            code = complain(error)
        else:
            click.echo(f"Report: {target}", err=wishes.as_json)
    return code


def _pages(source: sources.Source, analysis: "Analysis", wishes: Wishes) -> Iterator[tuple[Path, bytes]]:
    """Make each report that is wanted, with its place."""
    from analyzer import report

    page = sources.placed(source, ".html", wishes.html) or sources.target(source, ".html", wishes.out)
    if page is not None and (wishes.html is not None or wishes.out is not None or not wishes.as_json):
        yield page, report.html(analysis, charts=wishes.charts, zones_in_reps=wishes.rep_zones).encode()
    sheet = sources.placed(source, ".pdf", wishes.pdf)
    if sheet is not None:
        yield sheet, report.pdf(analysis, zones_in_reps=wishes.rep_zones)
    target = sources.placed(source, ".png", wishes.png)
    if target is not None:
        for name, image in report.png(analysis, zones_in_reps=wishes.rep_zones).items():
            yield target.with_name(f"{target.name.removesuffix('.png')}-{name}.png"), image
