"""/api/compare: trials beside each other, as `analyzer compare --json` tells them."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer.units import TRIAL_DISTANCES
from analyzer.web.api.describing import DAY, Described, named, one_of, operation, word
from analyzer.web.site import athlete_of, site_of
from analyzer.web.trials import Compared, asked_of, compared
from analyzer.web.views.along import along_series
from analyzer.web.views.trend import trend_series


def found(request: Request) -> Compared:
    """Give the trials that a request asks for: since, until, distance; a and b for two along the race."""
    return compared(site_of(request).store, athlete_of(request), asked_of(request.query_params))


def comparison(request: Request) -> Response:
    """Give the comparison, comparison/1."""
    return JSONResponse(found(request).story(along=True).document)


def series(request: Request) -> Response:
    """Give what the charts of the page are drawn from: the trials over time, and two of them along the race."""
    told = found(request)
    return JSONResponse({"trend": trend_series(told.comparison), "along": along_series(told)})


def describe() -> Described:
    """Describe the comparisons."""
    which = {"type": "string", "pattern": r"^\d{1,9}(\.\d{1,4})?$", "examples": ["12"]}
    asked = (
        word("since", DAY, "The first day."),
        word("until", DAY, "The last day."),
        word("distance", one_of(TRIAL_DISTANCES), "Only trials over it."),
        word("a", which, "The session of one trial that is laid along the race, with b."),
        word("b", which, "The session of the other one."),
    )
    drawn = {"type": "object", "required": ["trend", "along"]}
    return {
        "/api/compare": {"get": operation("Trials beside each other", named("Comparison"), words=asked)},
        "/api/compare/series": {"get": operation("What the charts of trials are drawn from", drawn, words=asked)},
    }


routes = [Route("/api/compare", comparison), Route("/api/compare/series", series)]
