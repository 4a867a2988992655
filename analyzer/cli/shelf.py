"""Where the file of saved tracks is; what it holds is read and written by `analyzer.shelf`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analyzer.model import SavedTrack

NAME = "tracks.json"
FOLDER = "ANALYZER_DATA"
"""The variable that names the folder for what is kept, instead of the user's own."""


def tracks_option(function: "Callable[..., Any]") -> "Callable[..., Any]":
    """Add --tracks to a command."""
    return click.option(
        "--tracks",
        "tracks_path",
        type=click.Path(path_type=Path),
        help=f"File of the saved tracks (or its folder), instead of {NAME} in your data folder or in ${FOLDER}.",
    )(function)


def shelf(given: Path | None) -> Path:
    """Give where the saved tracks are: as given, else in the data folder."""
    if given is not None:
        return given / NAME if given.is_dir() else given
    return folder() / NAME


def folder() -> Path:
    """Give the folder of what is kept from session to session: that of ANALYZER_DATA, else the user's data folder."""
    named = os.environ.get(FOLDER)
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("track-analyzer", appauthor=False))


def load(path: Path) -> "tuple[SavedTrack, ...]":
    """Read the saved tracks, as `analyzer.shelf` does; it is loaded when it is needed."""
    from analyzer import shelf as kept

    return kept.load(path)


def change(path: Path, how: "Callable[[Sequence[SavedTrack]], Sequence[SavedTrack]]") -> "tuple[SavedTrack, ...]":
    """Read, change and write the saved tracks, as `analyzer.shelf` does; it is loaded when it is needed."""
    from analyzer import shelf as kept

    return kept.change(path, how)
