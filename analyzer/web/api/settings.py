"""/api/settings: what the log is, having sessions analysed again, and a new password."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer import __version__
from analyzer.pipeline import METHOD
from analyzer.web.api.describing import DAY, TEXT, WHOLE, YES_NO, Described, object_of, operation, or_null
from analyzer.web.asked import body_of, day_of
from analyzer.web.pages.password import changed
from analyzer.web.pages.sign_in import begin
from analyzer.web.people import FieldsError
from analyzer.web.site import athlete_of, athlete_or_none, site_of


def settings(request: Request) -> Response:
    """Give what the log is; where it lies only to whoever runs it alone."""
    site, athlete = site_of(request), athlete_or_none(request)
    locked = site.settings.locked
    return JSONResponse(
        {
            "version": __version__,
            "method": METHOD,
            "locked": locked,
            "log": None if locked else site.store.place,
            "size": None if locked else site.store.size(),
            "outdated": 0 if athlete is None else len(site.store.outdated(METHOD, athlete)),
        }
    )


async def again(request: Request) -> Response:
    """Have sessions analysed again: since, until; outdated for those only that an earlier version analysed."""
    words = await body_of(request)

    def ordered() -> Response:
        site, athlete = site_of(request), athlete_of(request)
        method = METHOD if words.get("outdated") is True else None
        days = {name: day_of(words, name) for name in ("since", "until")}
        count = site.store.order_all(athlete, **days, method=method)
        site.queue.wake()
        return JSONResponse({"sessions": count}, 202)

    return await run_in_threadpool(ordered)


async def password(request: Request) -> Response:
    """Change the password of who is signed in: current, new. Every visit ends; the answer begins a new one."""
    words = await body_of(request)
    if not site_of(request).settings.locked:
        raise HTTPException(404)
    try:
        athlete = await changed(request, words)
    except FieldsError as error:
        return JSONResponse({"error": str(error)}, 400)
    answer = JSONResponse({"changed": True})
    await run_in_threadpool(begin, request, answer, athlete)
    return answer


def describe() -> Described:
    """Describe the settings."""
    told = object_of(
        {
            "version": TEXT,
            "method": WHOLE,
            "locked": YES_NO,
            "log": or_null(TEXT),
            "size": or_null(WHOLE),
            "outdated": WHOLE,
        }
    )
    days = object_of({"since": or_null(DAY), "until": or_null(DAY), "outdated": YES_NO}, required=())
    both = object_of({"current": TEXT, "new": TEXT})
    return {
        "/api/settings": {"get": operation("What the log is", told)},
        "/api/again": {
            "post": operation(
                "Have all sessions of some days analysed again", object_of({"sessions": WHOLE}), body=days, status=202
            )
        },
        "/api/password": {
            "put": operation("Change your password, where you sign in", object_of({"changed": YES_NO}), body=both)
        },
    }


routes = [
    Route("/api/settings", settings),
    Route("/api/again", again, methods=["POST"]),
    Route("/api/password", password, methods=["PUT"]),
]
