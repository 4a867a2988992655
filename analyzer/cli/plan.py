"""`analyzer plan`: the target of each zone of a mile."""

import json
from pathlib import Path

import click

from analyzer.cli.choices import FIT_STEPS, LANES, Distance, Time
from analyzer.cli.files import write_report
from analyzer.cli.guard import GuardedCommand
from analyzer.cli.screen import console
from analyzer.cli.to_watch import check_fit, mile_to_watch

_PATH = click.Path(path_type=Path, dir_okay=False)


@click.command(cls=GuardedCommand, name="plan")
@click.option("--five-k", type=Time(), help="Your time over 5 km now, such as 20:00.")
@click.option("--goal", type=Time(), help="The mile that you want to run, such as 5:40.")
@click.option("--lane", type=click.IntRange(1, LANES), default=1, show_default=True, help="The lane to run in.")
@click.option("--html", type=_PATH, help="Write the plan as a card to print, one page.")
@click.option("--pdf", type=_PATH, help="Write the card as PDF.")
@click.option("--fit", type=_PATH, help="Write the plan as a workout for the watch, to copy into its GARMIN/NewFiles.")
@click.option(
    "--fit-steps",
    type=click.Choice(FIT_STEPS),
    default=FIT_STEPS[0],
    show_default=True,
    help="What ends a step of the workout: the lap button each lap (laps), the watch's own distance at each turn and "
    "straight (zones; watches over-read a track), or the planned time of each turn and straight (times).",
)
@click.option(
    "--fit-lap",
    type=Distance(),
    help="What your watch shows for a lap of 400 m, such as 410 (the report says it): the workout allows for it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON and nothing else.")
def command(
    *,
    five_k: float | None,
    goal: float | None,
    lane: int,
    html: Path | None,
    pdf: Path | None,
    fit: Path | None,
    fit_steps: str,
    fit_lap: float | None,
    as_json: bool,
) -> None:
    """Plan a mile: a target for each turn and straight, from a 5 km time and a goal.

    Without a 5 km time it is estimated from the goal; without a goal the surges are 17 % faster than 5 km pace.
    """
    from analyzer import report, strategy

    check_fit(fit, fit_lap, fit_steps != FIT_STEPS[0])
    plan = strategy.mile_plan(five_k=five_k, goal=goal, lane=lane)
    if as_json:
        click.echo(json.dumps(report.plan_dict(plan), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        report.plan_terminal(plan, console())
    for path, make in ((html, report.plan_card_html), (pdf, report.plan_card_pdf)):
        if path is not None:
            card = make(plan)
            write_report(path, card.encode() if isinstance(card, str) else card)
            click.echo(f"Card: {path}", err=as_json)
    if fit is not None:
        mile_to_watch(plan, fit, steps=fit_steps, lap_shown=fit_lap, err=as_json)
