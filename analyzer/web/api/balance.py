"""/api/balance and /api/days: the balance of training as `analyzer balance --json` tells it, and what days were."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer import report
from analyzer.model import Day
from analyzer.report.log_story import day_part
from analyzer.web.asked import body_of
from analyzer.web.site import athlete_of, site_of
from analyzer.web.training import asked_of, day_named, day_said, weighed


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


routes = [
    Route("/api/balance", balance),
    Route("/api/days/{day}", day),
    Route("/api/days/{day}", write_day, methods=["PUT"]),
]
