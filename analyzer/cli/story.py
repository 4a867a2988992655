"""What the commands share that tell a story: where its pages go, and the telling."""

import functools
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.files import WriteError, write_report
from analyzer.cli.guard import complain
from analyzer.cli.screen import console

if TYPE_CHECKING:
    from analyzer.report.story import Story


@dataclass(frozen=True)
class Wishes:
    """Where the pages of a story go, None for those that are not wanted; and whether JSON is all that is printed."""

    html: Path | None = None
    pdf: Path | None = None
    png: Path | None = None
    as_json: bool = False


def story_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --html, --pdf, --png and --json to a command, which gets them as `wishes`."""
    path = click.Path(path_type=Path)

    @click.option("--html", type=path, help="Write it as a page here (a file, or a folder).")
    @click.option("--pdf", type=path, help="Write it as PDF here (a file, or a folder).")
    @click.option("--png", type=path, help="Write each chart as PNG: run.png gives run-NAME.png .. (or a folder).")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
    @functools.wraps(command)
    def wishing(
        *arguments: Any, html: Path | None, pdf: Path | None, png: Path | None, as_json: bool, **options: Any
    ) -> Any:
        return command(*arguments, wishes=Wishes(html, pdf, png, as_json), **options)

    return wishing


def tell(story: "Story", wishes: Wishes) -> None:
    """Print a story, write the pages that are wanted and say where.

    One that cannot be written does not stop the others; then the command ends with exit code 1.
    """
    from analyzer import report

    if wishes.as_json:
        click.echo(report.story_json(story), nl=False)
    else:
        report.story_terminal(story, console())
    code = 0
    for path, data in _pages(story, wishes):
        try:
            write_report(path, data)
        except WriteError as error:
            code = complain(error)
        else:
            click.echo(f"Report: {path}", err=wishes.as_json)
    if wishes.png is not None and not story.drawings:
        click.echo("Report: there is no chart to write as PNG", err=wishes.as_json)
    if code:
        sys.exit(code)


def _pages(story: "Story", wishes: Wishes) -> Iterator[tuple[Path, bytes]]:
    """Make each page that is wanted, with its place."""
    from analyzer import report

    if wishes.html is not None:
        yield _placed(wishes.html, story, ".html"), report.story_html(story).encode()
    if wishes.pdf is not None:
        yield _placed(wishes.pdf, story, ".pdf"), report.story_pdf(story)
    if wishes.png is not None:
        target = _placed(wishes.png, story, ".png")
        for name, image in report.story_png(story).items():
            yield target.with_name(f"{target.name.removesuffix('.png')}-{name}.png"), image


def _placed(path: Path, story: "Story", suffix: str) -> Path:
    """Name a page after its story where only a folder is given."""
    name = re.sub(r"[^a-z0-9]+", "_", story.name.lower()).strip("_") or "story"
    return path / f"{name}{suffix}" if path.is_dir() else path
