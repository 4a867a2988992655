"""`analyzer compare`: trials beside each other, and two of them along the race."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.choices import Distance
from analyzer.cli.guard import GuardedCommand
from analyzer.cli.logged_trials import day_options, logged_trials
from analyzer.cli.logs import log_options
from analyzer.cli.story import Wishes, story_options, tell

if TYPE_CHECKING:
    from analyzer.model import Athlete, Comparison, TrialLog
    from analyzer.report.story import Story
    from analyzer.store import Store

LARGEST_VARIATION = 20.0
"""Nobody varies more from trial to trial. [%]"""


@click.command(cls=GuardedCommand, name="compare")
@click.argument("which", nargs=-1, metavar="[SESSION|FILE]..")
@click.option("--two", nargs=2, type=int, metavar="SESSION SESSION", help="Lay these two along the race.")
@day_options
@click.option("--distance", type=Distance(), help="Only trials over this distance, such as 1500 or 1mile.")
@click.option(
    "--variation",
    type=click.FloatRange(0.0, LARGEST_VARIATION),
    metavar="PERCENT",
    help="How much your time varies from trial to trial at one form, instead of what the log or experience tells.",
)
@log_options
@story_options
def command(
    *,
    which: tuple[str, ...],
    two: tuple[int, int] | None,
    since: date | None,
    until: date | None,
    distance: float | None,
    variation: float | None,
    log_place: str,
    athlete: str,
    wishes: Wishes,
) -> None:
    """Compare trials: what changed and how likely that is form, the trend, the best, and where the seconds came from.

    Without SESSION all trials of the log; with numbers of sessions (`analyzer log list`) those. Two of them, or --two,
    are laid beside each other metre by metre. FILE FILE compares recordings that are in no log.
    """
    chosen: dict[str, Any] = {
        "nominal": None if distance is None else _nominal(distance),
        "te": None if variation is None else variation / 100,
    }
    if which and not any(text.isdigit() for text in which):
        if two is not None or since is not None or until is not None:
            raise click.UsageError("--two, --since and --until are for sessions of the log, not for files.")
        tell(_of_files([Path(text) for text in which], chosen), wishes)
        return
    sessions = _numbers(which)
    with logged_trials(log_place, athlete, since=since, until=until) as (log, who, kept):
        story = _of_log(log, who, kept, sessions, two=two, chosen=chosen)
    tell(story, wishes)


def _numbers(which: Sequence[str]) -> tuple[int, ...]:
    for text in which:
        if not text.isdigit():
            raise click.UsageError(f"'{text}' is no number of a session; give numbers or files, not both.")
    return tuple(dict.fromkeys(int(text) for text in which))


def _nominal(metres: float) -> str:
    """Give the name of a distance over which trials are timed."""
    from analyzer.units import TRIAL_DISTANCES

    for name, known in TRIAL_DISTANCES.items():
        if abs(metres - known) < 0.5:
            return name
    raise click.UsageError(f"--distance: no trials are timed over {metres:g} m; it is {', '.join(TRIAL_DISTANCES)}.")


def _of_log(
    log: "Store",
    who: "Athlete",
    kept: "TrialLog",
    sessions: tuple[int, ...],
    *,
    two: tuple[int, int] | None,
    chosen: dict[str, Any],
) -> "Story":
    """Compare the trials of the log, or those of some sessions; two of them along the race."""
    from analyzer import trials

    if not len(kept.trials):
        chosen = {**chosen, "nominal": None}
    comparison = trials.compare(kept, sessions=sessions, **chosen)
    pair = two if two is not None else sessions if len(sessions) == 2 else ()
    if pair:
        pair_of = comparison if set(pair) <= set(comparison.trials["session"]) else trials.compare(kept, sessions=pair)
        return _story(log, who, kept, comparison, _rows_of(pair_of, pair), asked=True)
    return _story(log, who, kept, comparison, trials.last_two(comparison), asked=False)


def _rows_of(comparison: "Comparison", pair: Sequence[int]) -> list[tuple[int, int]]:
    """Find the trials of two sessions, or the two trials of one; the earlier first."""
    from analyzer import trials

    rows = trials.places(comparison)
    missing = [number for number in pair if number not in {session for session, _ in rows}]
    if missing:
        raise click.UsageError(f"session {missing[0]} has no trial here; `analyzer compare` lists those that have.")
    if pair[0] == pair[1]:
        return [row for row in rows if row[0] == pair[0]][:2]
    firsts = [next(row for row in rows if row[0] == number) for number in pair]
    return sorted(firsts, key=rows.index)


def _story(
    log: "Store",
    who: "Athlete",
    kept: "TrialLog",
    comparison: "Comparison",
    pair: Sequence[tuple[int, int]],
    *,
    asked: bool,
    of_log: bool = True,
) -> "Story":
    """Tell a comparison. pair : Two trials by session and effort, the earlier first.   asked : They were asked for."""
    from analyzer import report, trials

    delta = None
    if len(pair) == 2:
        first, second = (log.trial(who, *place) for place in pair)
        delta = trials.along(first, second, te=comparison.typical.value)
    elif asked:
        raise click.UsageError(f"session {pair[0][0]} has one trial only; give the numbers of two sessions.")
    return report.trials_story(
        comparison, mile=trials.best_of(kept, comparison), delta=delta, delta_zones=asked, of_log=of_log
    )


def _of_files(files: Sequence[Path], chosen: dict[str, Any]) -> "Story":
    """Compare the trials in files, by way of a log that is gone afterwards."""
    from analyzer import store, trials
    from analyzer.model import Athlete

    with tempfile.TemporaryDirectory() as folder, store.open(Path(folder) / "log.db") as log:
        who = log.put_athlete(Athlete("You"))
        numbers = [_added(log, who, path) for path in files]
        kept = log.trials(who)
        comparison = trials.compare(kept, sessions=tuple(dict.fromkeys(numbers)), **chosen)
        named = "; ".join(f"no. {number} is {path.name}" for number, path in zip(numbers, files, strict=True))
        told = replace(comparison, notes=(named, *comparison.notes))
        places = trials.places(told)
        pair = places if len(places) == 2 else trials.last_two(told)
        return _story(log, who, kept, told, pair, asked=len(places) == 2, of_log=False)


def _added(log: "Store", who: "Athlete", path: Path) -> int:
    """Take a file into the log; give the number of its session. Raises ReadError where no trial is in it."""
    from analyzer import logbook
    from analyzer.cli.shelf import load, shelf
    from analyzer.errors import ReadError

    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: the file cannot be opened ({error.strerror or error}); check the path") from error
    added = logbook.add(log, who, data, name=path.name, saved_tracks=load(shelf(None)))
    if added.problem is not None:
        raise ReadError(f"{path}: {added.problem}") from added.problem
    if added.number not in set(log.trials(who).trials["session"]):
        raise ReadError(f"{path}: no trial in it; compare runs of a mile, 1500 m, 1600 m, 3000 m or 5000 m")
    return added.number
