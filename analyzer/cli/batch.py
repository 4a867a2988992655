"""`analyzer batch`: thousands of files to tables, and a page each where that is wanted."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.choices import DIRECTIONS, LANES, SHAPES, Place, Time
from analyzer.cli.guard import UNREAD, GuardedCommand
from analyzer.cli.shelf import load, shelf, tracks_option

if TYPE_CHECKING:
    from analyzer.batch.run import Crew, Progress, Settings
    from analyzer.batch.summary import Summary

_UNITS = {"": 2**20, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}


class Size(click.ParamType):  # type: ignore[type-arg]  # generic in new versions of click only
    """An amount of memory: 2GB, 500 MB; a bare number is megabytes. [bytes]"""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the size."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?", value.strip().lower())
        size = int(float(match[1]) * _UNITS[match[2]]) if match else 0
        if size <= 0:
            self.fail(f"'{value}' is not an amount of memory; write it as 2GB or 500MB", param, ctx)
        return size


@click.command(cls=GuardedCommand, name="batch")
@click.argument("paths", nargs=-1, required=True, metavar="PATH..")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the tables.")
@click.option("--where", default="", metavar="CONDITION", help='Only sessions such as "kind = trial and date >= 2026".')
@click.option("--only-track", is_flag=True, help="Only sessions on a track.")
@click.option("--reports", is_flag=True, help="A page for each session too.")
@click.option("--charts", is_flag=True, help="Charts in the pages; each takes half a second more.")
@click.option("--jobs", type=click.IntRange(1), help="How many files at once; else one for each core.")
@click.option(
    "--cluster", metavar="ADDRESS", help="Work on the Dask cluster whose scheduler is there: tcp://HOST:8786."
)
@click.option("--seconds", type=click.FloatRange(0, min_open=True), default=120.0, help="The longest for one file.")
@click.option("--memory", type=Size(), default="2GB", help="The most memory for one file.", show_default=True)
@click.option("--retry", is_flag=True, help="Do again what failed.")
@click.option("--fresh", is_flag=True, help="Do all again.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON and nothing else.")
@click.option("--five-k", type=Time(), help="Your time over 5 km, for the plans of all miles.")
@click.option("--goal", type=Time(), help="What you wanted to run, for the plans of all miles.")
@click.option("--lane", type=click.IntRange(1, LANES), help="The lane of every session.")
@click.option("--shape", type=click.Choice(SHAPES), help="The shape of every track.")
@click.option("--direction", type=click.Choice(DIRECTIONS), help="The direction of every session.")
@click.option("--finish", type=Place(), help="Where the finish line is: latitude,longitude in degrees.")
@click.option("--plan", metavar="PLAN", default="", help="What was planned in every session.")
@click.option("--workout", metavar="NAME", default="", help="Which workout every session was.")
@click.option("--no-corrections", is_flag=True, help="Leave the files of corrections beside the recordings alone.")
@click.option("--saved-tracks/--no-saved-tracks", default=False, help="Use the saved tracks (they are not refined).")
@tracks_option
def command(
    paths: tuple[str, ...],
    *,
    jobs: int | None,
    cluster: str | None,
    as_json: bool,
    saved_tracks: bool,
    tracks_path: Path | None,
    **asked: Any,
) -> None:
    """Analyse thousands of files: a row for each session, effort and zone in tables in the folder --out.

    PATH is a file, a folder, a ZIP archive, a pattern in quotes ("2026*.fit"), or a URL of a storage (s3://bucket/runs).
    The tables are sessions, efforts, zones and failures, each as CSV and as Parquet. Kill it whenever you like: the
    same command goes on where it was. A file that cannot be read, hangs or needs too much memory is a row of the
    failures, stops no other, and makes the exit code 1.
    """
    from analyzer.batch import run

    if asked["charts"] and not asked["reports"]:
        raise click.UsageError("--charts are charts in the pages, which are made with --reports; give both.")
    saved = load(shelf(tracks_path)) if saved_tracks or tracks_path is not None else ()
    settings = _settings(paths, asked, saved)
    if cluster is not None and jobs is not None:
        raise click.UsageError("--jobs is for this machine; with --cluster its workers say how many files at once.")
    try:
        with _crew(jobs, cluster) as crew, _shown() as tell:
            found = run.run(settings, crew, tell)
    except KeyboardInterrupt:
        click.echo("Stopped. What is done is kept; the same command goes on from here.", err=True)
        sys.exit(UNREAD)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        _print(found, settings.out)
    sys.exit(UNREAD if found.failures else 0)


@contextmanager
def _crew(jobs: int | None, address: str | None) -> "Iterator[Crew]":
    """Give who does the work: processes of this machine, or the workers of a cluster."""
    from analyzer.batch import run

    if address is None:
        yield run.local(jobs or _cores())
        return
    from analyzer.batch.cluster import Cluster
    from analyzer.batch.remote import crew

    with Cluster(address) as cluster:
        yield crew(cluster)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _settings(paths: tuple[str, ...], asked: dict[str, Any], saved: tuple[Any, ...]) -> "Settings":
    from analyzer import pipeline, workouts
    from analyzer.batch import run, work
    from analyzer.model import Direction

    options = pipeline.Options(
        five_k=asked["five_k"],
        goal=asked["goal"],
        lane=asked["lane"],
        shape=asked["shape"],
        direction=None if asked["direction"] is None else Direction(asked["direction"]),
        finish=asked["finish"],
        saved=saved,
        plan=workouts.parse(asked["plan"]) if asked["plan"] else None,
        template=workouts.template(asked["workout"]).name if asked["workout"] else "",
    )
    names = ("out", "where", "only_track", "reports", "charts", "fresh", "retry")
    return run.Settings(
        paths,
        options=options,
        corrections=not asked["no_corrections"],
        limits=work.Limits(asked["seconds"], asked["memory"]),
        **{name: asked[name] for name in names},
    )


@contextmanager
def _shown() -> "Iterator[Callable[[Progress], None]]":
    """Show how far a run is: a bar with the rate and the time left in a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[rate]}"),
        progress.TimeRemainingColumn(elapsed_when_finished=True),
        progress.TextColumn("{task.fields[failed]}"),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Listing", total=None, rate="", failed="")

        def tell(now: "Progress") -> None:
            if now.total is None:
                bar.update(task, completed=now.listed)
                return
            speed = bar.tasks[0].speed if now.done else None
            bar.update(
                task,
                description="Analysing" if now.done < now.total else "Writing tables",
                total=now.total,
                completed=now.done,
                rate=f"{speed:.1f}/s" if speed else "",
                failed=f"{now.failed} failed" if now.failed else "",
            )

        yield tell


def _print(found: "Summary", out: Path) -> None:
    """Print the summary."""
    from rich.table import Table
    from rich.text import Text

    from analyzer.cli.screen import console
    from analyzer.report.words import with_error
    from analyzer.units import format_time

    screen = console()
    for line in _lines(found, out):
        screen.print(Text(line))
    if found.bests:
        table = Table("Distance", "Best", "", box=None, pad_edge=False, header_style="bold")
        table.add_column("File", overflow="fold")
        for best in found.bests:
            time = with_error(best.time, float("nan") if best.time_sd is None else best.time_sd, unit=True)
            table.add_row(best.nominal, time, "" if best.on_track else "off the track", Text(best.file))
        screen.print(table)
    took = format_time(found.seconds, decimals=0) if found.seconds >= 1 else "0:01"
    before = f", {found.before} done before" if found.before else ""
    screen.print(Text(f"{found.done} files in {took} ({found.rate:.1f} a second){before}"))


def _lines(found: "Summary", out: Path) -> Iterator[str]:
    kinds = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in found.kinds.items())
    yield f"Sessions: {found.sessions}{f' ({kinds})' if kinds else ''}"
    yield f"On a track: {found.on_track}; tracks: {found.tracks}; trials: {found.trials}; efforts: {found.efforts}"
    if found.left_out:
        yield f"Left out by the condition: {found.left_out}"
    if found.empty:
        yield f"Without a run in them: {found.empty}"
    if found.failures:
        yield f"Failed: {found.failures}; {out / 'failures.csv'} says why"
    yield f"Tables: {out / 'sessions.csv'}, efforts, zones and failures, each as Parquet too"
    yield f"Index: {out / 'index.html'}"
