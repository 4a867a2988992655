"""/api/balance and /api/days: the balance of training as `analyzer balance --json` tells it, and what days were."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer import report
from analyzer.model import Day
from analyzer.report.log_story import day_part
from analyzer.web.api.describing import (
    DAY,
    NUMBER,
    TEXT,
    Described,
    in_path,
    named,
    object_of,
    operation,
    or_null,
    word,
)
from analyzer.web.asked import body_of
from analyzer.web.site import athlete_of, site_of
from analyzer.web.training import MOST_WEEKS, WEEKS, asked_of, day_named, day_said, weighed


def balance(request: Request) -> Response:
    """Give the balance, balance/1: weeks, until."""
    found = weighed(site_of(request).store, athlete_of(request), asked_of(request.query_params))
    return JSONResponse(report.training_story(found).document)


def day(request: Request) -> Response:
    """Give what was written of a day."""
    asked = day_named(request.path_params["day"])
    written = next(iter(site_of(request).store.days(athlete_of(request), asked, asked)), Day(asked))
    return JSONResponse(day_part(written))


async def write_day(request: Request) -> Response:
    """Write what was of a day over what was there: {sleep: "7:30", strength: 30, notes: ""}; nothing forgets it."""
    said = day_said(day_named(request.path_params["day"]), await body_of(request))
    await run_in_threadpool(lambda: site_of(request).store.write_day(athlete_of(request), said))
    return JSONResponse(day_part(said))


def describe() -> Described:
    """Describe the balance and the days."""
    known = object_of({"date": DAY, "sleep_h": or_null(NUMBER), "strength_min": or_null(NUMBER), "notes": TEXT})
    said = object_of({"sleep": TEXT, "strength": TEXT, "notes": TEXT}, required=())
    which = (in_path("day", DAY, "A day such as 2026-04-12."),)
    weeks = word("weeks", {"type": "integer", "minimum": 1, "maximum": MOST_WEEKS}, f"{WEEKS} where it is not said.")
    asked = (weeks, word("until", DAY, "The last day; today where it is not said."))
    return {
        "/api/balance": {"get": operation("The balance of the training", named("Balance"), words=asked)},
        "/api/days/{day}": {
            "get": operation("What was written of a day", known, words=which),
            "put": operation("Write what was of a day over what was there", known, words=which, body=said),
        },
    }


routes = [
    Route("/api/balance", balance),
    Route("/api/days/{day}", day),
    Route("/api/days/{day}", write_day, methods=["PUT"]),
]
