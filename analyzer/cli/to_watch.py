"""Where a workout for the watch goes: never in place of a file that is no workout of ours."""

from pathlib import Path

import click

from analyzer.cli.files import WriteError, write

_HEAD = 256
"""Bytes at the start of a file in which a workout bears its mark."""


def write_workout(path: Path, data: bytes, mark: bytes, *, err: bool) -> None:
    """Write a workout and say where it lies. Raises WriteError where that fails or another file is there already.

    err : Say it on standard error, where standard output is for JSON alone.
    """
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if head and mark not in head:
            raise WriteError(
                f"{path} exists and is no workout of the analyser; it is left as it is: choose another name"
            )
    write(path, data)
    click.echo(f"Workout: {path} (copy it into the folder GARMIN/NewFiles of the watch)", err=err)
