"""/api/uploads and /api/queue: recordings into the log, and how far they are."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer.errors import OptionError
from analyzer.web.api.describing import (
    DIGEST,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Described,
    in_path,
    list_of,
    object_of,
    one_of,
    operation,
    or_null,
    word,
)
from analyzer.web.asked import digest_of
from analyzer.web.receiving import ANY_SIZE
from analyzer.web.site import athlete_of, athlete_or_none, site_of
from analyzer.web.uploading import FAILED, GONE, LOGGED, REFUSED, WAITING, open_uploads, standing, take

MOST = 100
"""Files that are asked for at once."""


async def upload(request: Request) -> Response:
    """Keep files in the log, to be analysed."""
    taken = await take(request)
    return JSONResponse({"files": [one.document() for one in taken]}, 202)


def standings(request: Request) -> Response:
    """Tell where files stand: those of `sha256`, several with commas between them; without it all that are not done."""
    site = site_of(request)
    text = ",".join(request.query_params.getlist("sha256"))
    if not text:
        athlete = athlete_or_none(request)
        return JSONResponse({"files": [one.document() for one in (open_uploads(site, athlete) if athlete else ())]})
    digests = tuple(dict.fromkeys(digest_of(one) for one in text.split(",") if one))
    if len(digests) > MOST:
        raise OptionError(f"sha256: {len(digests)} files are too many to ask for at once; ask for up to {MOST}")
    return JSONResponse({"files": [one.document() for one in standing(site, athlete_of(request), digests)]})


def drop(request: Request) -> Response:
    """Forget a file that is in no session."""
    digest = digest_of(request.path_params["sha256"])
    site_of(request).store.drop(athlete_of(request), digest)
    return JSONResponse({"dropped": digest})


def again(request: Request) -> Response:
    """Try a file again that could not be analysed."""
    digest = digest_of(request.path_params["sha256"])
    site, athlete = site_of(request), athlete_of(request)
    site.store.failed(athlete, digest, "")
    site.queue.wake()
    (stands,) = standing(site, athlete, (digest,))
    return JSONResponse(stands.document(), 202)


def queue(request: Request) -> Response:
    """Tell how far all that was given is: files and sessions that are analysed again."""
    site, athlete = site_of(request), athlete_or_none(request)
    if athlete is None:
        return JSONResponse({"waiting": 0, "analysing": [], "failed": 0, "orders": []})
    files = open_uploads(site, athlete)
    orders = site.store.orders(athlete)
    return JSONResponse(
        {
            "waiting": sum(one.state == WAITING for one in files),
            "analysing": [one.name for one in files if one.place == 0],
            "failed": sum(one.state == FAILED for one in files),
            "orders": [{"session": order.session, "problem": order.problem} for order in orders],
        }
    )


def describe() -> Described:
    """Describe uploads and the queue."""
    file = object_of(
        {
            "name": {"type": "string", "description": "As it is shown."},
            "sha256": or_null(DIGEST),
            "state": one_of((WAITING, LOGGED, FAILED, REFUSED, GONE)),
            "session": or_null(WHOLE),
            "headline": TEXT,
            "problem": TEXT,
            "known": {**YES_NO, "description": "It was in the log before."},
            "place": {**or_null(WHOLE), "description": "In the queue; 0 while it is analysed."},
            "score": {**or_null(NUMBER), "description": "How the plan was kept, of 100."},
            "aside": {**YES_NO, "description": "Another export of its session, which is analysed from a better one."},
            "told": {"type": "string", "description": "All of it in a line."},
        }
    )
    files = object_of({"files": list_of(file)})
    order = object_of({"session": WHOLE, "problem": TEXT})
    told = object_of({"waiting": WHOLE, "analysing": list_of(TEXT), "failed": WHOLE, "orders": list_of(order)})
    given = operation("Keep recordings in the log: FIT, GPX, TCX, packed or not", files, status=202, also=(415,))
    several = object_of({"files": list_of({"type": "string", "format": "binary"})})
    given["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": several}}}
    which = in_path("sha256", DIGEST, "Of the recording, unpacked.")
    asked = word("sha256", TEXT, f"One or, with commas between them, up to {MOST}.")
    return {
        "/api/uploads": {
            "post": given,
            "get": operation("Where files stand; those that are not done without sha256", files, words=(asked,)),
        },
        "/api/uploads/{sha256}": {
            "delete": operation("Forget a file that is in no session", object_of({"dropped": DIGEST}), words=(which,))
        },
        "/api/uploads/{sha256}/again": {
            "post": operation("Try a file again that could not be analysed", file, words=(which,), status=202)
        },
        "/api/queue": {"get": operation("How far all that was given is", told)},
    }


routes = [
    Route("/api/uploads", upload, methods=["POST"], max_body_size=ANY_SIZE),
    Route("/api/uploads", standings),
    Route("/api/uploads/{sha256}", drop, methods=["DELETE"]),
    Route("/api/uploads/{sha256}/again", again, methods=["POST"]),
    Route("/api/queue", queue),
]
