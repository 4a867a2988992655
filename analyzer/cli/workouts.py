"""`analyzer workouts`: the workouts of the training, and what each asks of the runner."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.choices import Distance, Time
from analyzer.cli.guard import GuardedCommand
from analyzer.cli.screen import console
from analyzer.cli.to_watch import check_fit, session_to_watch

if TYPE_CHECKING:
    from analyzer.model import SessionPlan, Template

_LIKE_A_PLAN = re.compile(r"[@+(]|^\s*[0-9].*[x×* ]|^\s*[0-9]+\s*(?:m|k|s|h)", re.IGNORECASE)
"""What is meant as a plan and not as a name."""


@click.command(cls=GuardedCommand, name="workouts")
@click.argument("workout", metavar="[NAME or PLAN]", required=False)
@click.option("--five-k", type=Time(), help="Your time over 5 km now, such as 20:00.")
@click.option("--goal", type=Time(), help="The mile that you want to run, such as 5:40.")
@click.option(
    "--fit",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it as a workout for the watch, to copy into its GARMIN/NewFiles.",
)
@click.option(
    "--fit-button",
    is_flag=True,
    help="On the watch the lap button ends what is run over a distance, not its own distance, which over-reads.",
)
@click.option(
    "--fit-lap",
    type=Distance(),
    help="What your watch shows for a lap of 400 m, such as 410 (the report says it): the workout allows for it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def command(
    *,
    workout: str | None,
    five_k: float | None,
    goal: float | None,
    fit: Path | None,
    fit_button: bool,
    fit_lap: float | None,
    as_json: bool,
) -> None:
    """List the workouts of the training, or explain one: how to run it, your targets, what will be checked.

    In place of a NAME goes a PLAN of your own, such as "10x400@90 r60" or "5x(600@M r200 + 200@M r2min)".
    """
    from analyzer import strategy
    from analyzer.report import workout as told
    from analyzer.workouts.templates import templates

    check_fit(fit, fit_lap, fit_button)
    paces = None if five_k is None and goal is None else strategy.paces(five_k=five_k, goal=goal)
    if workout is None:
        if fit is not None:
            raise click.UsageError('--fit needs the NAME of a workout or a PLAN, such as "10x400@90 r60".')
        if as_json:
            _print_json({"schema": "workouts/1", "workouts": [told.template_dict(one) for one in templates()]})
        else:
            told.workout_list(templates(), console())
        return
    plan, template = found(workout)
    if as_json:
        _print_json(told.workout_dict(plan, template, paces))
    else:
        told.workout(plan, template, paces, console())
    if fit is not None:
        session_to_watch(
            plan,
            fit,
            name=template.title if template else workout,
            template=template,
            paces=paces,
            button=fit_button,
            lap_shown=fit_lap,
            err=as_json,
        )


def found(text: str) -> "tuple[SessionPlan, Template | None]":
    """Give the plan that a name or a plan stands for. Raises OptionError where it is neither."""
    from analyzer.errors import OptionError, PlanError
    from analyzer.workouts.language import parse
    from analyzer.workouts.templates import template

    try:
        one = template(text)
    except OptionError as unknown:
        try:
            return parse(text), None
        except PlanError:
            if _LIKE_A_PLAN.search(text):
                raise
            raise unknown from None
    return parse(one.plan), one


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
