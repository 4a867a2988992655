"""The page of a session, its report in other forms, and its forms."""

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from analyzer import report
from analyzer.model import Analysis, Athlete
from analyzer.store import LoggedSession
from analyzer.units import paces_per
from analyzer.web.kept import analysis_of
from analyzer.web.places import savable
from analyzer.web.site import athlete_of, per_of, show, site_of
from analyzer.web.views.session_view import view

EPOCH = date(1970, 1, 1)
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""A report is one page with its styles in it, and has no script."""


def found(request: Request) -> tuple[Athlete, LoggedSession, Analysis]:
    """Give the session that a request is for."""
    site, athlete = site_of(request), athlete_of(request)
    logged = site.store.session(athlete, int(request.path_params["number"]))
    return athlete, logged, analysis_of(site.store, athlete, logged)


def session(request: Request) -> Response:
    """Show a session."""
    athlete, logged, analysis = found(request)
    day = EPOCH + timedelta(days=logged.day)
    written = next(iter(site_of(request).store.days(athlete, day, day)), None)
    with paces_per(per_of(request)):
        values = view(analysis, logged.said)
    return show(
        request,
        "session.html.j2",
        {
            **values,
            "here": "/log",
            "logged": logged,
            "save_track": savable(site_of(request), analysis),
            "day": f"{day:%A, %-d %B %Y}",
            "sleep": "" if written is None or written.sleep is None else f"{written.sleep:g}",
            "strength": "" if written is None or written.strength is None else f"{written.strength:g}",
        },
    )


def page_report(request: Request) -> Response:
    """Give the report as one page."""
    _, _, analysis = found(request)
    with paces_per(per_of(request)):
        return HTMLResponse(report.html(analysis), headers={"Content-Security-Policy": REPORT_POLICY})


def pdf_report(request: Request) -> Response:
    """Give the report as PDF."""
    _, logged, analysis = found(request)
    with paces_per(per_of(request)):
        data = report.pdf(analysis)
    return Response(data, media_type="application/pdf", headers=named(f"session-{logged.session}.pdf"))


def recording(request: Request) -> Response:
    """Give the recording as it came."""
    site, athlete = site_of(request), athlete_of(request)
    logged = site.store.session(athlete, int(request.path_params["number"]))
    primary = next(file for file in logged.files if file.primary)
    name = f"session-{logged.session}.{primary.format}"
    return Response(site.store.data(primary.sha256), media_type="application/octet-stream", headers=named(name))


def named(name: str) -> dict[str, str]:
    """Let a response be kept as a file of that name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


routes = [
    Route("/sessions/{number:int}", session),
    Route("/sessions/{number:int}/report.html", page_report),
    Route("/sessions/{number:int}/report.pdf", pdf_report),
    Route("/sessions/{number:int}/file", recording),
]
