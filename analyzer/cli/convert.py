"""`analyzer convert`: recordings as tables and tracks for other programs."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli import sources
from analyzer.cli.choices import EXPORTS
from analyzer.cli.files import WriteError, write
from analyzer.cli.guard import GuardedCommand, complain
from analyzer.errors import AnalyzerError

if TYPE_CHECKING:
    from analyzer.model import Recording

_MODULES = dict(zip(EXPORTS, ("csv_table", "parquet", "gpx"), strict=True))
STREAM = Path("-")
_ENDS = 65536
"""Bytes at each end of a file in which a converted one bears its mark."""


@dataclass(frozen=True)
class Kind:
    """What is written: its ending, how, and the mark by which a file is known as one that was written so."""

    suffix: str
    write: "Callable[[Recording], bytes]"
    mark: bytes
    force: bool


@click.command(cls=GuardedCommand, name="convert")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..")
@click.option("--to", "form", required=True, type=click.Choice(EXPORTS), help="The format to write.")
@click.option("--out", type=click.Path(path_type=Path), help="A file or a folder, or - for standard output.")
@click.option("--force", is_flag=True, help="Replace files that were not converted from a recording.")
def command(files: tuple[Path, ...], *, form: str, out: Path | None, force: bool) -> None:
    """Write the samples of each recording FILE in another format, as FILE.csv, FILE.parquet or FILE.gpx.

    FILE is FIT, GPX or TCX, plain, gzipped or in a ZIP archive. Nothing is cleaned or corrected. Several files are
    taken one after another: one that cannot be read is named, the others go on, and the exit code is 1. FILE can be a
    folder, or an archive of many recordings, or - for standard input, which goes to standard output. Of several
    recordings --out is a folder, made where it is missing; of an archive of several it must be given.
    """
    sources.check(files)
    many = sources.several(files)
    if many and out is not None and (out == STREAM or out.is_file()):
        raise click.UsageError(f"--out {out} takes one recording; with several, give a folder.")
    room = import_module(f"analyzer.export.{_MODULES[form]}")
    kind = Kind(f".{form}", room.write, room.MARK, force)
    written: set[Path] = set()
    code = 0
    for source, found in sources.recordings(files, placed=out is not None):
        alone = not many and out is not None and not out.is_dir()
        place = out if alone else sources.target(source, kind.suffix, out)
        code = max(code, _one(source, found, place or STREAM, kind, written))
    sys.exit(code)


def _one(source: sources.Source, found: "Recording | Exception", place: Path, kind: Kind, written: set[Path]) -> int:
    """Convert one recording; give the exit code."""
    if isinstance(found, Exception):
        return complain(found, where="" if isinstance(found, AnalyzerError) else source.place)
    try:
        data = kind.write(found)
    except Exception as error:  # noqa: BLE001 - one file must not end the others
        return complain(error, where=source.place)
    if place == STREAM:
        _print(data)
        return 0
    try:
        _check(place, source, kind, written)
        write(place, data)
    except WriteError as error:
        return complain(error)
    written.add(place)
    click.echo(f"Converted: {place} ({len(found.samples)} samples)")
    return 0


def _print(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _check(place: Path, source: sources.Source, kind: Kind, written: set[Path]) -> None:
    """Hold that nothing is lost: no recording, no file of another kind, nothing written in this run."""
    if place in written:
        raise WriteError(
            f"{source.place}: {place} was just written for another file; convert this one into another folder"
        )
    if not place.is_file():
        return
    if source.path is not None and place.samefile(source.path):
        raise WriteError(f"{place} is the recording itself; choose another name")
    if not kind.force and not _is_converted(place, kind.mark):
        raise WriteError(
            f"{place} exists and was not converted from a recording; choose another name, or replace it with --force"
        )


def _is_converted(place: Path, mark: bytes) -> bool:
    with place.open("rb") as file:
        head = file.read(_ENDS)
        file.seek(max(0, place.stat().st_size - _ENDS))
        return mark in head or mark in file.read(_ENDS)
