"""Workouts for the watch: written whole, and never in place of a file that is no workout written here."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.files import WriteError, write

if TYPE_CHECKING:
    from analyzer.model import MilePlan, Paces, SessionPlan, Template

FOLDER = "GARMIN/NewFiles"
_HEAD = 256
"""Bytes at the start of a file in which a workout bears its mark."""


def check_fit(fit: Path | None, *given: object) -> None:
    """Hold that what says how a workout is written comes with the place to write it to."""
    if fit is None and any(given):
        raise click.UsageError("the options --fit-.. say how a workout is written; say where with --fit PATH.")


def mile_to_watch(plan: "MilePlan", path: Path, *, steps: str, lap_shown: float | None, err: bool) -> None:
    """Write a mile plan as a workout. err : Say so on standard error. lap_shown : For a lap of 400 m. [m]"""
    from analyzer.export.fit_workout import MARK, mile_workout
    from analyzer.export.mile_steps import MileSteps
    from analyzer.export.watch_workout import LAP

    _write(path, mile_workout(plan, steps=MileSteps(steps), lap_shown=lap_shown or LAP), MARK, err=err)


def session_to_watch(
    plan: "SessionPlan",
    path: Path,
    *,
    name: str,
    template: "Template | None",
    paces: "Paces | None",
    button: bool,
    lap_shown: float | None,
    err: bool,
) -> None:
    """Write a session as a workout, in the ranges that its check allows; tell what the watch cannot be given."""
    from analyzer.export.fit_workout import MARK, write
    from analyzer.export.session_steps import session_steps
    from analyzer.export.watch_workout import LAP
    from analyzer.model import WorkoutKind
    from analyzer.workouts.targets import band

    workout = session_steps(
        plan,
        name=name,
        speeds=lambda rep: band(rep, template, paces),
        button=button,
        lap_shown=lap_shown or LAP,
    )
    _write(path, write(workout), MARK, err=err)
    told = list(workout.told)
    if paces is None and template is not None and template.slowest and template.kind is not WorkoutKind.HILLS:
        told.append("its steps have no paces; give --five-k 20:00 or --goal 5:40 for yours")
    for line in told:
        click.echo(f"  {line[:1].upper()}{line[1:]}.", err=err)


def _write(path: Path, data: bytes, mark: bytes, *, err: bool) -> None:
    if path.is_file():
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD)
        except OSError as error:
            raise WriteError(f"{path} cannot be looked into ({error.strerror}); choose another name") from error
        if mark not in head:
            raise WriteError(f"{path} exists and is no workout written here; it is left as it is: choose another name")
    write(path, data)
    click.echo(f"Workout: {path} (copy it into the folder {FOLDER} of the watch)", err=err)
