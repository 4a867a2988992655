"""What goes wrong, as a page for a reader and as JSON for a program: one line, and nothing of the inside."""

import logging
import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from analyzer.errors import AnalyzerError, LogError, OptionError
from analyzer.web.shield import HEADERS
from analyzer.web.site import show

LOG = logging.getLogger("analyzer.web")
MISSING = re.compile(r"no session \d|no such file|no track is saved as")
"""What the log says where an address names what is not in it."""
WORDS = {
    400: "That could not be read.",
    401: "Sign in first.",
    403: "That is not yours to do.",
    404: "There is nothing here.",
    405: "That cannot be done here.",
    413: "That is too large.",
    415: "That form is not taken.",
    429: "Too many tries; wait a while.",
    503: "The log is not there for now.",
}


def on_error(request: Request, error: Exception) -> Response:
    """Answer to what was asked wrongly."""
    if isinstance(error, HTTPException):
        return answer(request, error.status_code, error.detail, headers=dict(error.headers or {}))
    if isinstance(error, LogError):
        LOG.error("%s %r: %s", request.method, request.url.path, error)
        # where many sign in, the place of the log is not for all of them
        locked = request.app.state.site.settings.locked
        return answer(request, 503, "it cannot be read or written; try again in a while" if locked else str(error))
    missing = isinstance(error, OptionError) and MISSING.search(str(error))
    return answer(request, 404 if missing else 400, str(error))


def on_crash(request: Request, error: Exception) -> Response:
    """Answer to what nobody foresaw; the log of the server has the traceback."""
    LOG.error("%s %r failed", request.method, request.url.path, exc_info=error)
    made = answer(request, 500, "Something went wrong here, and nothing was lost; the server's output says what.")
    # this answer goes past whatever stands before the pages
    made.headers.update(HEADERS | {"Cache-Control": "no-store"})
    return made


def answer(request: Request, status: int, line: str, *, headers: dict[str, str] | None = None) -> Response:
    """Give an error as JSON under /api, else as a page."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": line or WORDS.get(status, "")}, status, headers)
    words = WORDS.get(status, "")
    made: Response
    try:
        made = show(request, "error.html.j2", {"status": status, "words": words, "line": line}, status=status)
    except AnalyzerError:
        # a page says whose it is, and there is no log to ask
        made = PlainTextResponse(f"{words} {line}\n", status)
    made.headers.update(headers or {})
    return made


HANDLERS = {AnalyzerError: on_error, HTTPException: on_error, Exception: on_crash}
