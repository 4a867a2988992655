"""The page of the balance: the checks, the weeks, the calendar; and what a day was."""

from datetime import date, timedelta
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analyzer.units import paces_per
from analyzer.web.asked import day_of, form_of
from analyzer.web.pages.session import EPOCH
from analyzer.web.site import athlete_of, athlete_or_none, per_of, show, site_of
from analyzer.web.training import Weighed, asked_of, day_named, day_said, weighed
from analyzer.web.views.balance_view import balance_view, day_view

CHOICES = (4, 8, 12, 26, 52)
"""Weeks that can be chosen; an address can ask for others."""


def balance(request: Request) -> Response:
    """Show the balance of training, and one day of it where one is asked for."""
    words = request.query_params
    asked = asked_of(words)
    athlete, chosen = athlete_or_none(request), day_of(words, "day")
    values = {
        "weeks": asked.weeks,
        "choices": sorted({*CHOICES, asked.weeks}),
        "until": "" if asked.until is None else f"{asked.until}",
        "kept": _kept(asked),
        "logged": False,
        "day": None,
    }
    if athlete is not None:
        log = site_of(request).store
        with paces_per(per_of(request)):
            found = weighed(log, athlete, asked)
            since = found.weeks[0].monday if found.weeks else found.until
            days = log.days(athlete, since, found.until)
            values |= balance_view(found, days, chosen=chosen, last=_last(request, found.until))
        values["day"] = None if chosen is None else _day(request, chosen)
    return show(request, "balance.html.j2", values)


def day_part(request: Request) -> Response:
    """Give a day alone, for a page that is open."""
    day = day_named(request.path_params["day"])
    return show(
        request, "balance_day.html.j2", {"day": _day(request, day), "kept": _kept(asked_of(request.query_params))}
    )


async def write_day(request: Request) -> Response:
    """Write what a day was, and show it."""
    words = await form_of(request)
    said = day_said(day_named(request.path_params["day"]), words)
    kept = _kept(Weighed(asked_of(words).weeks, asked_of(words).until))
    await run_in_threadpool(lambda: site_of(request).store.write_day(athlete_of(request), said))
    return RedirectResponse(f"/balance?{urlencode({'day': said.day.isoformat(), **dict(kept)})}#day", 303)


def _day(request: Request, day: date) -> dict[str, object]:
    log, athlete = site_of(request).store, athlete_of(request)
    written = next(iter(log.days(athlete, day, day)), None)
    return day_view(day, written, log.sessions(athlete, since=day, until=day), today=athlete.today())


def _last(request: Request, until: date) -> date | None:
    """Give the last day that has a session."""
    last = site_of(request).store.sessions(athlete_of(request), until=until, limit=1)["day"].tolist()
    return EPOCH + timedelta(days=last[-1]) if last else None


def _kept(asked: Weighed) -> tuple[tuple[str, str], ...]:
    """Give the words of an address that go on to the next one."""
    until = () if asked.until is None else (("until", f"{asked.until}"),)
    return (("weeks", f"{asked.weeks}"), *until)


routes = [
    Route("/balance", balance),
    Route("/days/{day}", day_part),
    Route("/days/{day}", write_day, methods=["POST"]),
]
