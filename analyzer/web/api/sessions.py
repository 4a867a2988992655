"""/api/sessions: the sessions of the log, what is said and written of them."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer import logbook
from analyzer.model import Athlete, Direction, WorkoutKind
from analyzer.oval import LANES, SHAPES
from analyzer.pipeline import METHOD
from analyzer.report.log_story import LIST, sessions_part
from analyzer.web.api.describing import (
    DAY,
    NUMBERED,
    TEXT,
    TIME,
    WHOLE,
    Described,
    named,
    object_of,
    one_of,
    operation,
    word,
)
from analyzer.web.asked import body_of, choice_of, day_of, text_of, whole_of
from analyzer.web.kept import analysis_of
from analyzer.web.saying import order, state_of, write
from analyzer.web.site import athlete_of, athlete_or_none, site_of
from analyzer.web.views.series import series

MOST = 100_000
"""Sessions that can be asked for at once."""
SORTS = ("start", "distance_m", "duration_s", "running_s", "kind", "track", "rpe")


def every(request: Request) -> Response:
    """Give the list of the log, log/1: since, until, kind, track, limit; sort, from the last with a minus before it."""
    words = request.query_params
    site, athlete = site_of(request), athlete_or_none(request)
    sort = choice_of(words, "sort", (*SORTS, *(f"-{name}" for name in SORTS)), "start")
    kind, track = choice_of(words, "kind", ("", *WorkoutKind), ""), text_of(words, "track")
    days = {"since": day_of(words, "since"), "until": day_of(words, "until")}
    limit = whole_of(words, "limit", 0, MOST)
    if athlete is None:
        return JSONResponse({"schema": LIST, "athlete": "", "method": METHOD, "sessions": [], "waiting": []})
    found = site.store.sessions(
        athlete, **days, kinds=(kind,) if kind else (), tracks=(track,) if track else (), limit=limit
    )
    waiting = [{"name": one.name, "problem": one.problem} for one in site.store.waiting(athlete)]
    rows = _sorted(sessions_part(found), sort)
    return JSONResponse(
        {"schema": LIST, "athlete": athlete.name, "method": METHOD, "sessions": rows, "waiting": waiting}
    )


def one(request: Request) -> Response:
    """Give a session, logged/1, as `analyzer log show --json` does."""
    athlete, number = _which(request)
    return JSONResponse(logbook.logged(site_of(request).store, athlete, number))


def lines(request: Request) -> Response:
    """Give the lines, the map and the pieces of a session, for its charts."""
    athlete, number = _which(request)
    store = site_of(request).store
    return JSONResponse(series(analysis_of(store, athlete, store.session(athlete, number))))


async def say(request: Request) -> Response:
    """Say something of a session, which is analysed again then; an empty text is as the analyser finds it."""
    words = await body_of(request)
    return await run_in_threadpool(_say, request, words)


def _say(request: Request, words: dict[str, Any]) -> Response:
    site, (athlete, number) = site_of(request), _which(request)
    order(site, athlete, number, words)
    return JSONResponse(state_of(site.store, athlete, number).document(), 202)


def state(request: Request) -> Response:
    """Tell whether a session is being analysed again."""
    athlete, number = _which(request)
    return JSONResponse(state_of(site_of(request).store, athlete, number).document())


async def keep_diary(request: Request) -> Response:
    """Write the diary of a session, and the sleep and the strength training of its day; what is not named stays."""
    words = await body_of(request)
    return await run_in_threadpool(_keep_diary, request, words)


def _keep_diary(request: Request, words: dict[str, Any]) -> Response:
    store, (athlete, number) = site_of(request).store, _which(request)
    write(store, athlete, number, words)
    return JSONResponse(logbook.logged(store, athlete, number))


def remove(request: Request) -> Response:
    """Take a session out of the log, with its recordings."""
    athlete, number = _which(request)
    site_of(request).store.remove(athlete, number)
    return JSONResponse({"removed": number})


def describe() -> Described:
    """Describe sessions."""
    sides = (word("since", DAY, "The first day."), word("until", DAY, "The last day."))
    chosen = (
        word("kind", one_of(WorkoutKind)),
        word("track", TEXT, "The name of a saved track."),
        word("limit", {"type": "integer", "minimum": 0, "maximum": MOST}, "The last so many."),
        word("sort", one_of((*SORTS, *(f"-{name}" for name in SORTS))), "start where it is not said."),
    )
    state_now = object_of({"state": one_of(("waiting", "done")), "problem": TEXT})
    said = object_of(
        {
            "lane": _or_empty({"type": "integer", "minimum": 1, "maximum": LANES}),
            "shape": one_of(("", *SHAPES)),
            "direction": one_of(("", *Direction)),
            "finish": {"type": "string", "description": "Latitude,longitude of the finish line, in degrees."},
            "five_k": TIME,
            "goal": TIME,
            "plan": {"type": "string", "description": "Such as 8x400@90 r60."},
            "workout": {"type": "string", "description": "The name of one of /api/workouts."},
        },
        required=(),
    )
    diary = object_of(
        {
            **dict.fromkeys(("notes", "weather", "shoes"), TEXT),
            "rpe": _or_empty({"type": "integer", "minimum": 1, "maximum": 10}),
            "sleep": {"type": "string", "description": "Of the night before: 7:30 or 7.5 hours."},
            "strength": {"type": "string", "description": "Minutes of strength training that day."},
        },
        required=(),
    )
    removed = object_of({"removed": WHOLE})
    lines_of = {"type": "object", "required": ["lines", "map", "pieces"]}
    own = (NUMBERED,)
    logged = named("Logged")
    return {
        "/api/sessions": {"get": operation("The sessions of the log", named("Log"), words=(*sides, *chosen))},
        "/api/sessions/{number}": {
            "get": operation(
                "A session, as it was analysed and with what was said and written of it", logged, words=own
            ),
            "delete": operation("Take a session out, with its recordings", removed, words=own),
        },
        "/api/sessions/{number}/series": {"get": operation("What its charts are drawn from", lines_of, words=own)},
        "/api/sessions/{number}/said": {
            "put": operation(
                "Say something of it; it is analysed again. An empty text is as found, what is not named stays",
                state_now,
                words=own,
                body=said,
                status=202,
            )
        },
        "/api/sessions/{number}/state": {"get": operation("Whether it is being analysed again", state_now, words=own)},
        "/api/sessions/{number}/diary": {
            "put": operation("Write its diary; what is not named stays", logged, words=own, body=diary)
        },
    }


def _which(request: Request) -> tuple[Athlete, int]:
    return athlete_of(request), int(request.path_params["number"])


def _or_empty(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "string"}, {"type": "null"}]}


def _sorted(rows: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """Sort the rows of a log, which come by their start; what is not known is last."""
    name = sort.removeprefix("-")
    if name == "start":
        return rows[::-1] if sort.startswith("-") else rows
    known = sorted((row for row in rows if row[name] is not None), key=lambda row: row[name])
    return (known[::-1] if sort.startswith("-") else known) + [row for row in rows if row[name] is None]


routes = [
    Route("/api/sessions", every),
    Route("/api/sessions/{number:int}", one),
    Route("/api/sessions/{number:int}", remove, methods=["DELETE"]),
    Route("/api/sessions/{number:int}/series", lines),
    Route("/api/sessions/{number:int}/said", say, methods=["PUT"]),
    Route("/api/sessions/{number:int}/state", state),
    Route("/api/sessions/{number:int}/diary", keep_diary, methods=["PUT"]),
]
