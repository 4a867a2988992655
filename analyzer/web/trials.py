"""The trials of an athlete as pages and API compare them: which are asked for, and which two along the race."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analyzer import report, trials
from analyzer.errors import OptionError
from analyzer.model import Athlete, BestMile, Comparison, Delta, Trial, TrialLog
from analyzer.report.story import Story
from analyzer.store import Store
from analyzer.web.asked import day_of, text_of

_NUMBER = re.compile(r"(\d{1,9})(?:\.(\d{1,4}))?")
Which = tuple[int, int | None]
"""The session of a trial, and the effort in it; None for the one trial that it has."""


@dataclass(frozen=True)
class Asked:
    """What a request asks for: the days, the distance by its name ("" for all), two trials or none."""

    since: date | None = None
    until: date | None = None
    distance: str = ""
    pair: tuple[Which, Which] | tuple[()] = ()


@dataclass(frozen=True, eq=False)
class Compared:
    """Trials beside each other, and two of them along the race.

    log : Those of the days that are asked for.   pair, delta : The earlier one first; the last two where none are
    asked for, () and None where there are no two.
    """

    asked: Asked
    log: TrialLog
    comparison: Comparison
    mile: BestMile | None = None
    pair: tuple[Trial, Trial] | tuple[()] = ()
    delta: Delta | None = None

    def story(self, *, along: bool = False) -> Story:
        """Tell it as the command does. along : With the two along the race."""
        delta = self.delta if along else None
        return report.trials_story(self.comparison, mile=self.mile, delta=delta, of_log=False)

    def predictions(self, distance: float | None = None) -> Story:
        """Tell what these trials foretell. distance : The only one that is asked for. [m]"""
        frames = (self.log.reps, self.log.trials)
        days = {
            session: day
            for frame in frames
            for session, day in zip(frame["session"].tolist(), frame["day"].tolist(), strict=True)
        }
        foretold = trials.predictions(self.log, te=self.comparison.typical.value)
        return report.predictions_story(self.log.athlete, foretold, days=days, distance=distance)


def asked_of(words: Mapping[str, Any]) -> Asked:
    """Read what a request asks for. Raises OptionError."""
    since, until = day_of(words, "since"), day_of(words, "until")
    if since is not None and until is not None and since > until:
        raise OptionError(f"since {since} is after until {until}; swap them")
    one, other = which_of(words, "a"), which_of(words, "b")
    if (one is None) != (other is None):
        raise OptionError("two trials are laid along the race; give the numbers of both sessions, a and b")
    pair = () if one is None or other is None else (one, other)
    return Asked(since, until, text_of(words, "distance"), pair)


def which_of(words: Mapping[str, Any], name: str) -> Which | None:
    """Read which trial: 12, or 12.1 for the second effort of a session with more than one trial; None where empty."""
    text = text_of(words, name)
    if not text:
        return None
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise OptionError(f"{name}: '{text[:40]}' is no trial; give the number of its session, such as 12")
    return int(found[1]), None if found[2] is None else int(found[2])


def compared(store: Store, athlete: Athlete, asked: Asked) -> Compared:
    """Compare the trials that are asked for. Raises OptionError where one is not there."""
    log = store.trials(athlete, since=asked.since, until=asked.until)
    nominal = asked.distance if asked.distance and len(log.trials) else None
    comparison = trials.compare(log, nominal=nominal)
    places = asked.pair or trials.last_two(comparison)
    pair = tuple(sorted((store.trial(athlete, *place) for place in places), key=lambda trial: trial.start))
    if len(pair) != 2:
        return Compared(asked, log, comparison, trials.best_of(log, comparison))
    first, second = pair
    if all(first.row[name] == second.row[name] for name in ("session", "effort")):
        raise OptionError(f"a and b are both the trial of session {first.row['session']}; give two")
    delta = trials.along(first, second, te=comparison.typical.value)
    return Compared(asked, log, comparison, trials.best_of(log, comparison), (first, second), delta)
