"""`analyzer predict`: what the trials and reps of the log foretell."""

from datetime import date

import click

from analyzer.cli.choices import FORETOLD, Distance
from analyzer.cli.guard import GuardedCommand
from analyzer.cli.logged_trials import day_options, logged_trials
from analyzer.cli.logs import log_options
from analyzer.cli.story import Wishes, story_options, tell


@click.command(cls=GuardedCommand, name="predict")
@click.option("--distance", type=Distance(), help="Only this distance: 1mile, 1500, 3000 or 5000.")
@day_options
@log_options
@story_options
def command(
    *,
    distance: float | None,
    since: date | None,
    until: date | None,
    log_place: str,
    athlete: str,
    wishes: Wishes,
) -> None:
    """Predict race times from your trials and reps: each with its error, its method and the sessions behind it.

    By critical speed (trials over two distances), by 4 x 400 m, and by the times that are worth your best trial. What
    cannot be told says why, and what would make it possible.
    """
    from analyzer import report, trials

    if distance is not None:
        _check(distance)
    with logged_trials(log_place, athlete, since=since, until=until) as (_, who, kept):
        variation = trials.compare(kept).typical.value
        days = {
            session: day
            for frame in (kept.reps, kept.trials)
            for session, day in zip(frame["session"].tolist(), frame["day"].tolist(), strict=True)
        }
        tell(
            report.predictions_story(who, trials.predictions(kept, te=variation), days=days, distance=distance), wishes
        )


def _check(distance: float) -> None:
    """Hold that something is foretold over a distance."""
    from analyzer.units import TRIAL_DISTANCES

    if not any(abs(TRIAL_DISTANCES[name] - distance) < 0.5 for name in FORETOLD):
        raise click.UsageError(f"--distance: nothing is foretold over {distance:g} m; it is {', '.join(FORETOLD)}.")
