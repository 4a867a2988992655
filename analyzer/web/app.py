"""The app, put together: what guards the door, the pages, the API, the queue."""

import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from analyzer import store
from analyzer.web import api, pages
from analyzer.web.answers import HANDLERS
from analyzer.web.render import STATIC, static
from analyzer.web.settings import MEGABYTE, Settings
from analyzer.web.shield import Forbids, Hosts, Origins
from analyzer.web.site import Site
from analyzer.web.visits import Visits
from analyzer.web.work import queue_of

LARGEST_BODY = MEGABYTE
"""Of a request that is no upload. [bytes]"""
FOR_EVER = "public, max-age=31536000, immutable"


def create(settings: Settings) -> Starlette:
    """Make the app of some settings. Raises AnalyzerError where the log cannot be opened."""
    log = store.open(settings.log)
    site = Site(settings, log, queue_of(settings, log))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        site.queue.start()
        yield
        site.queue.close()
        log.close()

    app = Starlette(
        routes=[Route("/static/{version}/{name:path}", file), *pages.routes(), *api.routes()],
        middleware=[
            Middleware(Forbids, secure=settings.secure),
            Middleware(Hosts, names=settings.hosts),
            Middleware(Origins),
            Middleware(Visits),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
        exception_handlers=HANDLERS,
        max_body_size=LARGEST_BODY,
        lifespan=lifespan,
    )
    app.state.site = site
    return app


def file(request: Request) -> Response:
    """Give a file of the app; its address names its content."""
    name = request.path_params["name"]
    parts = name.split("/")
    place = STATIC.joinpath(*parts)
    if any(part in {"", ".", ".."} for part in parts) or not place.is_file():
        raise HTTPException(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    current = static(name) == request.url.path
    return Response(place.read_bytes(), media_type=kind, headers={"Cache-Control": FOR_EVER if current else "no-cache"})
