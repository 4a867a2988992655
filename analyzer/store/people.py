"""The athletes of a log, and what they write of days."""

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from analyzer.errors import OptionError
from analyzer.model import Athlete, Day, Form, Sex
from analyzer.store import clock
from analyzer.store.engine import lock_athlete
from analyzer.store.schema import athletes, days, sessions

_LONGEST_NAME = 100
"""Letters."""
_HOURS = 24


def everyone(connection: Connection) -> tuple[Athlete, ...]:
    """Give all athletes, by name."""
    rows = connection.execute(select(athletes).order_by(athletes.c.name_key))
    return tuple(_athlete(row) for row in rows)


def by_name(connection: Connection, name: str) -> Athlete:
    """Give the athlete of a name, or the only one for "". Raises OptionError that lists who there is."""
    people = everyone(connection)
    found = [one for one in people if _key(one.name) == _key(name)] if name.strip() else list(people)
    if len(found) == 1:
        return found[0]
    if not people:
        raise OptionError("there is no athlete in the log yet; add one with a name")
    names = ", ".join(one.name for one in people)
    if not name.strip():
        raise OptionError(f"there are several athletes in the log; say which: {names}")
    raise OptionError(f"{name}: no such athlete in the log; there {'is' if len(people) == 1 else 'are'} {names}")


def by_id(connection: Connection, number: int) -> Athlete:
    """Give an athlete by the number in the log. Raises OptionError."""
    row = connection.execute(select(athletes).where(athletes.c.id == number)).one_or_none()
    if row is None:
        raise OptionError("this athlete is not in the log; add the athlete first")
    return _athlete(row)


def put(connection: Connection, athlete: Athlete) -> Athlete:
    """Add an athlete (id 0) or change one; days are counted again where the time zone changed. Raises OptionError."""
    name = " ".join(athlete.name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise OptionError(f"'{name[:_LONGEST_NAME]}': an athlete needs a name of 1 to {_LONGEST_NAME} letters")
    clock.zone(athlete.timezone)
    if athlete.id:
        lock_athlete(connection, athlete.id)
    taken = connection.execute(select(athletes.c.id).where(athletes.c.name_key == _key(name))).scalar_one_or_none()
    if taken is not None and taken != athlete.id:
        raise OptionError(f"{name}: there is an athlete of that name in the log already; choose another name")
    values = _values(athlete, name)
    if not athlete.id:
        number = connection.execute(insert(athletes).values(values).returning(athletes.c.id)).scalar_one()
        return by_id(connection, number)
    before = by_id(connection, athlete.id)
    connection.execute(update(athletes).where(athletes.c.id == athlete.id).values(values))
    if before.timezone != athlete.timezone:
        _count_days(connection, athlete)
    return by_id(connection, athlete.id)


def _count_days(connection: Connection, athlete: Athlete) -> None:
    """Count the days of the sessions where the athlete lives now."""
    own = sessions.c.athlete == athlete.id
    for number, start, day in connection.execute(
        select(sessions.c.number, sessions.c.start, sessions.c.day).where(own)
    ).all():
        now = clock.local_day(start, athlete.timezone)
        if now != day:
            connection.execute(update(sessions).where(sessions.c.number == number).values(day=now))


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _values(athlete: Athlete, name: str) -> dict[str, Any]:
    forms = sorted(athlete.forms, key=lambda form: form.since)
    texts = [{"since": form.since.isoformat(), "five_k": form.five_k, "goal": form.goal} for form in forms]
    return {
        "name": name,
        "name_key": _key(name),
        "birth_year": athlete.birth_year,
        "sex": athlete.sex.value if athlete.sex else "",
        "timezone": athlete.timezone,
        "forms": json.dumps(texts),
    }


def _athlete(row: Row[Any]) -> Athlete:
    forms = tuple(
        Form(date.fromisoformat(form["since"]), five_k=form["five_k"], goal=form["goal"])
        for form in json.loads(row.forms)
    )
    sex = Sex(row.sex) if row.sex else None
    return Athlete(row.name, birth_year=row.birth_year, sex=sex, timezone=row.timezone, forms=forms, id=row.id)


def write_day(connection: Connection, athlete: Athlete, day: Day) -> None:
    """Write what was said of a day over what was there; nothing said forgets it."""
    by_id(connection, athlete.id)
    if day.sleep is not None and not 0.0 <= day.sleep <= _HOURS:
        raise OptionError(f"{day.sleep} h of sleep: a day has 0 to {_HOURS} h")
    if day.strength is not None and not 0.0 <= day.strength <= 60 * _HOURS:
        raise OptionError(f"{day.strength} min of strength training: a day has 0 to {60 * _HOURS} min")
    number = clock.day_number(day.day)
    if day.sleep is None and day.strength is None and not day.notes:
        connection.execute(delete(days).where(days.c.athlete == athlete.id, days.c.day == number))
        return
    said = {"sleep": day.sleep, "strength": day.strength, "notes": day.notes}
    either = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = either(days).values(athlete=athlete.id, day=number, **said)
    connection.execute(new.on_conflict_do_update(index_elements=["athlete", "day"], set_=said))


def written_days(connection: Connection, athlete: Athlete, since: date | None, until: date | None) -> tuple[Day, ...]:
    """Give what was written of days, the earliest first; since and until are within."""
    query = select(days.c.day, days.c.sleep, days.c.strength, days.c.notes).where(days.c.athlete == athlete.id)
    if since is not None:
        query = query.where(days.c.day >= clock.day_number(since))
    if until is not None:
        query = query.where(days.c.day <= clock.day_number(until))
    rows = connection.execute(query.order_by(days.c.day))
    return tuple(
        Day(clock.day_of(day), sleep=sleep, strength=strength, notes=notes) for day, sleep, strength, notes in rows
    )
