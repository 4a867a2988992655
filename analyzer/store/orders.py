"""What is to be done: files that wait, and sessions that are to be analysed again since more was said of them."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from analyzer.model import Athlete, Said
from analyzer.store import writing
from analyzer.store.diaries import read_said, said_text
from analyzer.store.engine import lock_athlete
from analyzer.store.listing import Days, of_days
from analyzer.store.records import Claim, Order
from analyzer.store.schema import athletes, claims, orders, sessions


def order(connection: Connection, athlete: Athlete, number: int, said: Said, now: int) -> None:
    """Ask for a session to be analysed again with what is said of it now; the last word counts. Raises OptionError."""
    lock_athlete(connection, athlete.id)
    writing.own(connection, athlete, number)
    connection.execute(delete(orders).where(orders.c.session == number))
    connection.execute(insert(orders).values(session=number, said=said_text(said), received=now))


def order_all(connection: Connection, athlete: Athlete, days: Days, method: int | None, now: int) -> int:
    """Ask for sessions of some days to be analysed again with what was said of them; give how many these are.

    method : Only those that an earlier version analysed. What was said anew of a session and still waits stays.
    """
    lock_athlete(connection, athlete.id)
    chosen = of_days(select(sessions.c.number), athlete, days)
    if method is not None:
        chosen = chosen.where(sessions.c.method < method)
    connection.execute(
        update(orders).where(orders.c.session.in_(chosen), orders.c.problem != "").values(received=now, problem="")
    )
    waits = select(orders.c.session)
    new = chosen.where(sessions.c.number.not_in(waits)).add_columns(sessions.c.said, literal(now), literal(""))
    connection.execute(insert(orders).from_select(["session", "said", "received", "problem"], new))
    return int(connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one())


def open_orders(connection: Connection, athlete: Athlete | None) -> tuple[Order, ...]:
    """Give what is to be analysed again, and what could not be, the first that was asked for first."""
    query = (
        select(orders, athletes.c.name.label("whose"))
        .join(sessions, sessions.c.number == orders.c.session)
        .join(athletes, athletes.c.id == sessions.c.athlete)
    )
    if athlete is not None:
        query = query.where(sessions.c.athlete == athlete.id)
    return tuple(
        Order(row.session, row.whose, read_said(row.said), row.problem, row.received)
        for row in connection.execute(query.order_by(orders.c.received, orders.c.session))
    )


def done(connection: Connection, athlete: Athlete, found: Order, problem: str) -> None:
    """Strike an order out, or write down why it could not be done; one that was asked for anew since stays."""
    lock_athlete(connection, athlete.id)
    own = (orders.c.session == found.session) & (orders.c.received == found.received)
    if problem:
        connection.execute(update(orders).where(own).values(problem=problem))
    else:
        connection.execute(delete(orders).where(own))


def claims_of(connection: Connection, athlete: Athlete, digests: Collection[str]) -> tuple[Claim, ...]:
    """Give where an athlete's files stand."""
    own = (claims.c.athlete == athlete.id) & claims.c.sha256.in_(list(digests))
    query = (
        select(claims, sessions.c.headline)
        .join(sessions, sessions.c.number == claims.c.session, isouter=True)
        .where(own)
        .order_by(claims.c.id)
    )
    return tuple(
        Claim(row.sha256, row.name, row.state, row.problem, row.session, row.headline or "")
        for row in connection.execute(query)
    )
