"""/api/sessions: the sessions of the log."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer.web.kept import analysis_of
from analyzer.web.site import athlete_of, site_of
from analyzer.web.views.series import series


def lines(request: Request) -> Response:
    """Give the lines, the map and the pieces of a session, for its charts."""
    site, athlete = site_of(request), athlete_of(request)
    logged = site.store.session(athlete, int(request.path_params["number"]))
    return JSONResponse(series(analysis_of(site.store, athlete, logged)))


routes = [Route("/api/sessions/{number:int}/series", lines)]
