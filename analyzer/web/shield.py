"""What stands before every page: who asks, from where, and what the browser is told to forbid."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""No script, style, picture or request but the app's own; nothing inline."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""A response that has one of its own keeps it."""


class Hosts:
    """Answers only to the names that it was given, so that no other site can pose as this one (DNS rebinding)."""

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self.app, self.names = app, frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request for another host."""
        if scope["type"] == "http" and host_name(Headers(scope=scope).get("host", "")) not in self.names:
            refusal = PlainTextResponse("This address is not served here; start the app with --allow-host NAME.\n", 400)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


class Origins:
    """Refuses what changes something and was sent from another site (cross-site request forgery).

    Browsers say where a request comes from in Sec-Fetch-Site and Origin, and no page can change either. What says
    neither comes from a program, not from a browser; with a cookie it is refused all the same.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request from elsewhere."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not _from_here(Headers(scope=scope)):
            refusal = PlainTextResponse("This was sent from another site and is refused; use the app itself.\n", 403)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


class Forbids:
    """Tells the browser, with every response, what it must not do with it."""

    def __init__(self, app: ASGIApp, *, secure: bool = False) -> None:
        self.app = app
        self.headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def host_name(host: str) -> str:
    """Give the name of a Host header without its port.

    >>> host_name("localhost:8400"), host_name("[::1]:8400"), host_name("LOCALHOST")
    ('localhost', '[::1]', 'localhost')
    """
    name = host.lower().strip()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def _from_here(headers: Headers) -> bool:
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    if origin is not None:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    return site is not None or "cookie" not in headers
