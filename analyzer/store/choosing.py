"""A page of the log: sessions chosen and put in order by the database, however many there are."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from analyzer import frames
from analyzer.model import Athlete, WorkoutKind
from analyzer.store import listing
from analyzer.store.schema import sessions, trials


class By(StrEnum):
    """What sessions are put in order by."""

    DATE = "date"
    KIND = "kind"
    RESULT = "result"
    DISTANCE = "distance"
    TIME = "time"
    RPE = "rpe"


_COLUMNS: dict[By, ColumnElement[Any]] = {
    By.DATE: sessions.c.start,
    By.KIND: sessions.c.kind,
    By.RESULT: sessions.c.headline,
    By.DISTANCE: sessions.c.distance,
    By.TIME: sessions.c.duration,
    By.RPE: sessions.c.rpe,
}
_WORDS = ("title", "headline", "track", "notes", "weather", "shoes")
"""Where a text is looked for."""


@dataclass(frozen=True)
class Choice:
    """Which sessions, in which order. text : All of its words are in what is said of the session.

    since, until : Days, both within.   trial : Only those with a trial.   by, up : In order of this, the least first.
    """

    kinds: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    text: str = ""
    since: date | None = None
    until: date | None = None
    trial: bool = False
    by: By = By.DATE
    up: bool = False

    @property
    def everything(self) -> bool:
        """Tell whether nothing is left out."""
        return not (self.kinds or self.tracks or self.text.split() or self.since or self.until or self.trial)


@dataclass(frozen=True, eq=False)
class Chosen:
    """A page of the sessions that were chosen. sessions : frames.SESSIONS, in the order asked for.

    count, distance : Of all that were chosen. [distance: m]   kinds, tracks : Those in the whole log of the athlete.
    """

    sessions: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.SESSIONS))
    count: int = 0
    distance: float = 0.0
    kinds: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()


def chosen(connection: Connection, athlete: Athlete, choice: Choice, first: int, most: int) -> Chosen:
    """Give a page of the sessions that are chosen. first : How many are left out before it.   most : On it."""
    own = sessions.c.athlete == athlete.id
    counted = _choose(select(func.count(), func.coalesce(func.sum(sessions.c.distance), 0.0)), athlete, choice)
    count, distance = connection.execute(counted).one()
    kinds = connection.execute(select(sessions.c.kind).where(own).distinct()).scalars()
    tracks = connection.execute(select(sessions.c.track).where(own, sessions.c.track != "").distinct()).scalars()
    in_order = {str(kind): place for place, kind in enumerate(WorkoutKind)}
    query = _ordered(_choose(select(sessions.c.number), athlete, choice), choice).offset(first).limit(most)
    numbers = list(connection.execute(query).scalars())
    return Chosen(
        listing.of_numbers(connection, athlete, numbers),
        int(count),
        float(distance),
        tuple(sorted(kinds, key=lambda kind: in_order.get(kind, len(in_order)))),
        tuple(sorted(tracks, key=str.casefold)),
    )


def _choose(query: Select[Any], athlete: Athlete, choice: Choice) -> Select[Any]:
    query = listing.of_days(query, athlete, (choice.since, choice.until))
    if choice.kinds:
        query = query.where(sessions.c.kind.in_(choice.kinds))
    if choice.tracks:
        query = query.where(sessions.c.track.in_(choice.tracks))
    if choice.trial:
        query = query.where(sessions.c.number.in_(select(trials.c.session)))
    for word in choice.text.split():
        query = query.where(or_(*(sessions.c[name].icontains(word, autoescape=True) for name in _WORDS)))
    return query


def _ordered(query: Select[Any], choice: Choice) -> Select[Any]:
    """Put in order; what has no value comes last, and of two alike the later one comes first."""
    column = _COLUMNS[choice.by]
    way = column.asc() if choice.up else column.desc()
    later = sessions.c.start.asc() if choice.by is By.DATE and choice.up else sessions.c.start.desc()
    return query.order_by(way.nulls_last(), later, sessions.c.number.desc())
