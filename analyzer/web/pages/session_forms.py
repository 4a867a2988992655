"""The forms of the page of a session, for browsers without script: they do what the API does, and lead back."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analyzer.errors import AnalyzerError
from analyzer.model import Athlete
from analyzer.web.asked import form_of
from analyzer.web.saying import order, state_of, write
from analyzer.web.site import athlete_of, show, site_of

SOON = "1"
"""When the page that waits looks again. [s]"""


async def say(request: Request) -> Response:
    """Have a session analysed again with what is said of it now."""
    words = await form_of(request)
    athlete, number = await run_in_threadpool(_which, request)
    await run_in_threadpool(order, site_of(request), athlete, number, words)
    return RedirectResponse(f"/sessions/{number}/again", 303)


def again(request: Request) -> Response:
    """Wait for the new analysis, and show it."""
    athlete, number = _which(request)
    state = state_of(site_of(request).store, athlete, number)
    if state.problem:
        raise AnalyzerError(f"session {number} could not be analysed so ({state.problem}); say it otherwise")
    if not state.waiting:
        return RedirectResponse(f"/sessions/{number}", 303)
    page = show(request, "again.html.j2", {"number": number, "here": "/log"})
    page.headers["Refresh"] = SOON
    return page


async def keep_diary(request: Request) -> Response:
    """Write the diary."""
    words = await form_of(request)
    athlete, number = await run_in_threadpool(_which, request)
    await run_in_threadpool(write, site_of(request).store, athlete, number, words)
    return RedirectResponse(f"/sessions/{number}#diary", 303)


def remove(request: Request) -> Response:
    """Take a session out of the log."""
    athlete, number = _which(request)
    site_of(request).store.remove(athlete, number)
    return RedirectResponse("/log", 303)


def _which(request: Request) -> tuple[Athlete, int]:
    return athlete_of(request), int(request.path_params["number"])


routes = [
    Route("/sessions/{number:int}/said", say, methods=["POST"]),
    Route("/sessions/{number:int}/again", again),
    Route("/sessions/{number:int}/diary", keep_diary, methods=["POST"]),
    Route("/sessions/{number:int}/remove", remove, methods=["POST"]),
]
