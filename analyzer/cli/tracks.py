"""`analyzer tracks`: the tracks that were saved after earlier sessions."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.choices import DIRECTIONS, LANES, SHAPES, Place
from analyzer.cli.guard import GuardedCommand, GuardedGroup
from analyzer.cli.screen import console
from analyzer.cli.shelf import change, load, shelf, tracks_option

if TYPE_CHECKING:
    from analyzer.model import Analysis, Placement, SavedTrack

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")


@click.group(cls=GuardedGroup, name="tracks", invoke_without_command=True)
@tracks_option
@_json
@click.pass_context
def command(ctx: click.Context, *, tracks_path: Path | None, as_json: bool) -> None:
    """List, name and forget the tracks that were saved after earlier sessions.

    A session on a saved track takes its name, shape and finish line from it, and its place in part; each session makes
    the saved place more exact. Without a command the saved tracks are listed.
    """
    ctx.obj = tracks_path, as_json
    if ctx.invoked_subcommand is None:
        path = shelf(tracks_path)
        found = load(path)
        if as_json:
            _print_json([_part(track) for track in found])
        elif not found:
            click.echo(f"No tracks are saved yet in {path}; save one with analyzer report FILE --save-track NAME")
        else:
            _table(found)


@command.command("show", cls=GuardedCommand)
@click.argument("name")
@tracks_option
@_json
@click.pass_obj
def show(above: tuple[Path | None, bool], /, name: str, **said: Any) -> None:
    """Show the saved track NAME: its place, shape and finish line, each with its error."""
    from analyzer import tracks

    path, as_json = _said(above, said)
    _tell(tracks.one(load(path), name), as_json=as_json)


@command.command("name", cls=GuardedCommand)
@click.argument("old")
@click.argument("new")
@tracks_option
@_json
@click.pass_obj
def name(above: tuple[Path | None, bool], /, old: str, new: str, **said: Any) -> None:
    """Give the saved track OLD the name NEW."""
    from analyzer import tracks

    path, as_json = _said(above, said)
    _tell(tracks.one(change(path, lambda kept: tracks.renamed(kept, old, new)), tracks.checked(new)), as_json=as_json)


@command.command("finish", cls=GuardedCommand, context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("place", type=Place(), metavar="LAT,LON")
@tracks_option
@_json
@click.pass_obj
def finish(above: tuple[Path | None, bool], /, name: str, place: tuple[float, float], **said: Any) -> None:
    """Say where the finish line of the saved track NAME is, in degrees."""
    from analyzer import tracks

    path, as_json = _said(above, said)
    _tell(tracks.one(change(path, lambda kept: tracks.with_finish(kept, name, place)), name), as_json=as_json)


@command.command("forget", cls=GuardedCommand)
@click.argument("name")
@tracks_option
@_json
@click.pass_obj
def forget(above: tuple[Path | None, bool], /, name: str, **said: Any) -> None:
    """Forget the saved track NAME."""
    from analyzer import tracks

    path, as_json = _said(above, said)
    track = tracks.one(load(path), name)
    change(path, lambda kept: tracks.forgotten(kept, name))
    if as_json:
        _print_json(_part(track))
    else:
        click.echo(f"Forgotten: {track.name}")


@command.command("add", cls=GuardedCommand)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="The name of the track.")
@click.option("--lane", type=click.IntRange(1, LANES), help="The lane that you ran in, where the guess is wrong.")
@click.option("--shape", type=click.Choice(SHAPES), help="The shape of the track, where it is known.")
@click.option("--direction", type=click.Choice(DIRECTIONS), help="The direction of running.")
@click.option("--finish", type=Place(), help="Where the finish line is: latitude,longitude in degrees.")
@tracks_option
@_json
@click.pass_obj
def add(
    above: tuple[Path | None, bool],
    /,
    file: Path,
    name: str,
    *,
    tracks_path: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Save the track that the session in FILE was run on, or refine it with one more session."""
    import analyzer

    path, as_json = _said(above, {"tracks_path": tracks_path, "as_json": as_json})
    kept = load(path)
    analysis = analyzer.analyze(analyzer.read(file), saved=kept, **options)
    _tell(save(path, name, analysis, where=str(file)), as_json=as_json)


def save(path: Path, name: str, analysis: "Analysis", *, where: str) -> "SavedTrack":
    """Save the track of an analysis under a name. Raises OptionError where that cannot be."""
    from analyzer import shelf as kept

    return kept.save(path, name, analysis.track, analysis.recording.sha256, where=where)


def refine(path: Path, analysis: "Analysis") -> "SavedTrack | None":
    """Take a session into the saved track that it was run on; give the track where that made a difference."""
    return refine_with(path, analysis.track, analysis.recording.sha256)


def refine_with(path: Path, track: "Placement | None", sha256: str) -> "SavedTrack | None":
    """Take where a session of a recording was run into the saved track; give that where it made a difference."""
    from analyzer import shelf as kept

    return kept.refine(path, track, sha256)


def told(track: "SavedTrack") -> str:
    """Say in a line what is known of a saved track."""
    sessions = f"{len(track.sessions)} session{'' if len(track.sessions) == 1 else 's'}"
    return f"{track.name}, {sessions}, its place known within {track.centre_sd:.1f} m"


def _said(above: tuple[Path | None, bool], /, said: dict[str, Any]) -> tuple[Path, bool]:
    """Give the file and whether JSON is wanted, as said after the command or before it."""
    return shelf(said["tracks_path"] or above[0]), said["as_json"] or above[1]


def _part(track: "SavedTrack") -> dict[str, Any]:
    from analyzer import tracks

    latitude, longitude = tracks.finish_of(track)
    return {
        **tracks.part(track),
        "lap_m": round(track.oval.lap(), 2),
        "finish_latitude": round(latitude, 7),
        "finish_longitude": round(longitude, 7),
    }


def _print_json(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))


def _table(found: "tuple[SavedTrack, ...]") -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Track")
    for column in ("Place", "Lap", "Finish line"):
        table.add_column(column, no_wrap=column != "Finish line")
    table.add_column("Sessions", justify="right")
    table.add_column("Known within", justify="right", no_wrap=True)
    for track in found:
        table.add_row(
            Text(track.name),
            f"{track.latitude:.5f}, {track.longitude:.5f}",
            f"{track.oval.lap():.1f} m, {track.oval.shape}",
            _finish(track),
            str(len(track.sessions)),
            f"{track.centre_sd:.1f} m",
        )
    console().print(table, highlight=False)


def _finish(track: "SavedTrack") -> str:
    if track.finish_probability <= 0.5:
        return "not known"
    return f"from {track.finish_from.value}, {min(100 * track.finish_probability, 100):.0f} %"


def _tell(track: "SavedTrack", *, as_json: bool) -> None:
    if as_json:
        _print_json(_part(track))
        return
    from analyzer import tracks

    latitude, longitude = tracks.finish_of(track)
    click.echo(f"Track:   {told(track)}")
    click.echo(f"Centre:  {track.latitude:.6f}, {track.longitude:.6f} ± {track.centre_sd:.1f} m")
    click.echo(f"Bearing: {track.bearing:.1f} ± {track.bearing_sd:.1f} degrees, of the home straight anticlockwise")
    click.echo(
        f"Shape:   {track.oval.shape}, lap {track.oval.lap():.2f} m, straights {track.oval.straight:.1f} m, "
        f"kerb radius {track.oval.radius:.1f} m"
    )
    click.echo(f"Finish:  {_finish(track)}; at {latitude:.6f}, {longitude:.6f}")
