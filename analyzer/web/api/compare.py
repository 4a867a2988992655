"""/api/compare: trials beside each other, as `analyzer compare --json` tells them."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

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


routes = [Route("/api/compare", comparison), Route("/api/compare/series", series)]
