"""The first page: drop a watch file, see what became of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analyzer.model import Athlete
from analyzer.units import paces_per
from analyzer.web.asked import digest_of, text_of
from analyzer.web.receiving import ANY_SIZE
from analyzer.web.settings import MEGABYTE
from analyzer.web.site import Site, athlete_of, athlete_or_none, per_of, show, site_of
from analyzer.web.uploading import LOGGED, WAITING, Upload, open_uploads, standing, take
from analyzer.web.views.log_view import rows

LAST = 5
"""Sessions that are shown below."""
MOST_ROWS = 200
"""Files that are shown one by one; of more it is said how many there are."""
SOON = "2"
"""When the page without script looks again. [s]"""


def upload(request: Request) -> Response:
    """Show where files come in, those that wait, and the last sessions."""
    site, athlete = site_of(request), athlete_or_none(request)
    site.queue.warm()
    name = text_of(request.query_params, "told")[:40]
    uploads = _uploads(site, athlete, name)
    page = show(
        request,
        "upload.html.j2",
        {
            "uploads": uploads[:MOST_ROWS],
            "more": max(len(uploads) - MOST_ROWS, 0),
            "sessions": _last(request, site, athlete),
            "largest": site.settings.largest,
            "largest_words": f"{site.settings.largest // MEGABYTE} MB",
        },
    )
    if name and any(one.state == WAITING for one in uploads):
        page.headers["Refresh"] = SOON
    return page


async def bring(request: Request) -> Response:
    """Take the files of the form, and lead to what became of them."""
    taken = await take(request)
    athlete = await run_in_threadpool(athlete_of, request)
    return RedirectResponse(f"/?told={site_of(request).slips.put(athlete.id, taken)}", 303)


def drop(request: Request) -> Response:
    """Forget a file that could not be analysed, or try it again."""
    site, athlete = site_of(request), athlete_of(request)
    digest = digest_of(request.path_params["sha256"])
    if request.url.path.endswith("/again"):
        site.store.failed(athlete, digest, "")
        site.queue.wake()
    else:
        site.store.drop(athlete, digest)
    return RedirectResponse("/", 303)


def _uploads(site: Site, athlete: Athlete | None, name: str) -> list[Upload]:
    """Give what is to be told: what the form has just brought, then all else that is not done."""
    if athlete is None:
        return []
    told: Sequence[Upload] = (site.slips.get(athlete.id, name) if name else None) or ()
    now = {one.sha256: one for one in standing(site, athlete, [one.sha256 for one in told if one.sha256])}
    brought = [_now(one, now.get(one.sha256)) for one in told]
    rest = [one for one in open_uploads(site, athlete) if one.sha256 not in now]
    return brought + sorted(rest, key=lambda one: one.state != WAITING)


def _now(then: Upload, now: Upload | None) -> Upload:
    """Give where a file stands now, as the runner called it; that it was known before stays."""
    known = then.known and (then.state == LOGGED or now is None or now.state != LOGGED)
    return then if now is None else replace(now, name=then.name, known=known)


def _last(request: Request, site: Site, athlete: Athlete | None) -> list[Any]:
    if athlete is None:
        return []
    sessions = site.store.sessions(athlete, limit=LAST)
    with paces_per(per_of(request)):
        return [row for _, group in rows(sessions.iloc[::-1], years=True) for row in group]


routes = [
    Route("/", upload),
    Route("/", bring, methods=["POST"], max_body_size=ANY_SIZE),
    Route("/uploads/{sha256}/drop", drop, methods=["POST"]),
    Route("/uploads/{sha256}/again", drop, methods=["POST"]),
]
