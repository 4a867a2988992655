"""A session of the log as JSON: what the log keeps of it, and its analysis."""

from dataclasses import asdict
from typing import Any

from analyzer.model import Athlete
from analyzer.report.log_story import LOGGED, logged_part, sessions_part
from analyzer.store import Store, clock


def logged(store: Store, athlete: Athlete, number: int) -> dict[str, Any]:
    """Give the JSON of a session, logged/1. Raises OptionError where there is no such session."""
    session = store.session(athlete, number)
    day = clock.day_of(session.day)
    rows = store.sessions(athlete, since=day, until=day)
    (row,) = sessions_part(rows[rows["session"] == number])
    written = next(iter(store.days(athlete, day, day)), None)
    files = [asdict(file) for file in session.files]
    return {
        "schema": LOGGED,
        "athlete": athlete.name,
        "session": logged_part(row, session.said, session.diary, written, files),
        "analysis": session.document,
    }
