"""The file of corrections beside a recording: which one is used, how it is read, and a new one to edit."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.files import WriteError, beside, write
from analyzer.cli.sources import Source
from analyzer.errors import CorrectionError

if TYPE_CHECKING:
    from analyzer.model import Analysis, Corrections

SUFFIX = ".corrections.toml"
LARGEST = 1_000_000
"""More is no file of corrections. [bytes]"""


@dataclass(frozen=True)
class Wanted:
    """What the runner says of corrections: which file, whether one is used, whether one is written."""

    path: Path | None
    use: bool
    write: bool

    def place(self, source: Source) -> Path | None:
        """Give where the corrections of a recording are; None where it has no place of its own."""
        if self.path is not None:
            return self.path
        return None if source.path is None else beside(source.path, SUFFIX)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --corrections, --no-corrections and --write-corrections to a command."""
    for option in (
        click.option(
            "--write-corrections", is_flag=True, help="Write the file of corrections to edit, with all that was found."
        ),
        click.option("--no-corrections", is_flag=True, help="Leave the file of corrections alone."),
        click.option(
            "--corrections",
            "corrections_path",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Your corrections (TOML); else FILE.corrections.toml, where it is there.",
        ),
    ):
        command = option(command)
    return command


def check(wanted: Wanted, *, several: bool) -> None:
    """Hold that the options go together."""
    if wanted.path is not None and not wanted.use:
        raise click.UsageError("--corrections names the file that --no-corrections leaves alone; give one of them.")
    if wanted.path is not None and several:
        raise click.UsageError(f"--corrections {wanted.path}: corrections are for one recording; give one FILE.")


def load(source: Source, wanted: Wanted) -> "Corrections | None":
    """Give the corrections of a recording; None where there are none. Raises CorrectionError."""
    from analyzer import corrections

    text = text_of(source, wanted)
    return None if text is None else corrections.read(text, file=str(wanted.place(source)))


def text_of(source: Source, wanted: Wanted) -> str | None:
    """Give the text of the corrections of a recording; None where there are none. Raises CorrectionError."""
    path = wanted.place(source)
    if path is None or not wanted.use or (not path.exists() and (wanted.path is None or wanted.write)):
        return None
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise CorrectionError(str(path), "", "too large", f"a file of corrections has at most {LARGEST} bytes")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorrectionError(str(path), "", "no text in UTF-8", "save it as UTF-8") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise CorrectionError(str(path), "", f"cannot be opened ({reason})", "check the path") from error


def write_new(source: Source, wanted: Wanted, analysis: "Analysis") -> str:
    """Write the corrections to edit; give what is to be said of it. Raises WriteError; a file is never overwritten."""
    from analyzer import corrections
    from analyzer.charts.numbers import numbered

    path = wanted.place(source)
    if path is None:
        raise WriteError("a recording from standard input or an archive has no place; say it with --corrections PATH")
    corrected = analysis.workout is not None and analysis.workout.corrections
    text = corrections.to_edit(analysis, numbered(analysis))
    if path.exists():
        if not corrected and path.is_file() and path.read_bytes() == text.encode():
            return f"Corrections: {path} (nothing is corrected in it yet)"
        raise WriteError(f"{path} is there already and is left as it is; edit it, or move it away to have a new one")
    write(path, text.encode())
    return f"Corrections to edit: {path}"
