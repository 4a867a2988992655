"""Who is signed in: the middleware that finds out, the cookie that says it, the addresses that guesses come from."""

import ipaddress
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analyzer.web.answers import WORDS
from analyzer.web.settings import Settings
from analyzer.web.shield import SAFE_METHODS

LASTING = 30 * 86400
"""A visit ends after so long, used or not. [s]"""
COOKIE = "visit"
STATIC, SIGN_IN = "/static/", "/sign-in"
LONGEST_BACK = 2000
"""Letters of an address to go back to."""


class Visits:
    """Lets nobody through who is not signed in, where that is asked for; puts who it is into the scope as "athlete".

    The files of the app and the page to sign in are for everybody. What anybody sees is kept by no cache on the way,
    and where many sign in by no browser either.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find who it is, or refuse."""
        if scope["type"] != "http" or scope["path"].startswith(STATIC):
            await self.app(scope, receive, send)
            return
        site, request = scope["app"].state.site, Request(scope)
        answering = _private(send, "no-store" if site.settings.locked else "private, no-cache")
        if site.settings.locked:
            token = token_of(request, site.settings)
            scope["athlete"] = await run_in_threadpool(site.store.visitor, token) if token else None
            if scope["athlete"] is None and scope["path"] != SIGN_IN:
                await _refusal(request)(scope, receive, answering)
                return
        await self.app(scope, receive, answering)


def cookie_name(settings: Settings) -> str:
    """Give the name of the cookie; over HTTPS the browser itself holds that no other host has set it."""
    return f"__Host-{COOKIE}" if settings.secure else COOKIE


def token_of(request: Request, settings: Settings) -> str:
    """Give the token that a browser shows; "" for none."""
    return request.cookies.get(cookie_name(settings), "")


def remember(response: Response, settings: Settings, token: str) -> None:
    """Let the browser keep the token of a visit, where no script can read it.

    SameSite is lax, not strict: the link to a session in a message opens it. That gives nothing away: no GET changes
    anything, and whatever else comes from another site is refused by its origin.
    """
    response.set_cookie(
        cookie_name(settings), token, max_age=LASTING, path="/", httponly=True, secure=settings.secure, samesite="lax"
    )


def forget(response: Response, settings: Settings) -> None:
    """Let the browser forget the token."""
    response.delete_cookie(cookie_name(settings), path="/", httponly=True, secure=settings.secure, samesite="lax")


def own_path(text: str) -> str:
    """Give an address to go back to if it is within the app, else that of the first page.

    >>> [own_path(text) for text in ("/log?kind=easy", "https://evil.example", "//evil.example", "/sign-in?back=/log")]
    ['/log?kind=easy', '/', '/', '/']
    """
    plain = text.startswith("/") and text.isprintable() and "\\" not in text and len(text) <= LONGEST_BACK
    if not plain or text.startswith(("//", "/api/", SIGN_IN, "/sign-out")):
        return "/"
    return text


def address_of(request: Request, settings: Settings) -> str:
    """Give where a request comes from, for counting: the peer, or what the proxy before the app says of it.

    Of the hops that a request names only the last one is written by that proxy; the others are what anybody says. An
    IPv6 address counts with its neighbours, since whoever has one has 2^64 of them.
    """
    text = request.client.host if request.client is not None else ""
    if settings.secure:
        text = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or text
    try:
        found = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return text[:64]
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((int(found), 64), strict=False))
    return str(found)


def _refusal(request: Request) -> Response:
    path = request.url.path
    if path.startswith("/api/"):
        return JSONResponse({"error": WORDS[401]}, 401, {"WWW-Authenticate": "Cookie"})
    if request.headers.get("sec-fetch-dest") == "empty":
        # a script asks, of a page that was open when the visit ended: it must not take the form for its answer
        return PlainTextResponse(WORDS[401], 401, {"WWW-Authenticate": "Cookie"})
    if request.method not in SAFE_METHODS or path == "/":
        return RedirectResponse(SIGN_IN, 303)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{SIGN_IN}?back={quote(path + query, safe='')}", 303)


def _private(send: Send, said: str) -> Send:
    async def answering(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("Cache-Control", said)
        await send(message)

    return answering
