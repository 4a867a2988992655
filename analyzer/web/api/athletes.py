"""/api/athlete and /api/athletes: whose pages these are, the times that hold, and the other athletes of the log."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer.errors import OptionError
from analyzer.logbook.leaving import athlete_part
from analyzer.model import Athlete, Sex
from analyzer.web.api.describing import (
    DAY,
    NUMBER,
    TEXT,
    TIME,
    WHOLE,
    Described,
    in_path,
    list_of,
    object_of,
    one_of,
    operation,
    or_null,
)
from analyzer.web.asked import body_of, day_of
from analyzer.web.pages.settings import only_unlocked
from analyzer.web.people import said_of, with_form, without_form
from analyzer.web.site import athlete_of, site_of


def one(request: Request) -> Response:
    """Give the athlete whose pages these are."""
    return JSONResponse(athlete_part(athlete_of(request)))


async def change(request: Request) -> Response:
    """Change what is known of the athlete: name, birth_year, sex, timezone; what is not named stays."""
    words = await body_of(request)
    return await run_in_threadpool(lambda: _put(request, said_of(athlete_of(request), words)))


async def add_times(request: Request) -> Response:
    """Say which times hold from a day on: since, five_k, goal."""
    words = await body_of(request)
    return await run_in_threadpool(lambda: _put(request, with_form(athlete_of(request), words)))


def remove_times(request: Request) -> Response:
    """Take times away, by the day from which they hold."""
    day = day_of({"since": request.path_params["day"]}, "since")
    if day is None:
        raise OptionError("since: no day is named; write it as 2026-04-12")
    return _put(request, without_form(athlete_of(request), day))


def everybody(request: Request) -> Response:
    """Give the athletes of the log; where each signs in, only who asks."""
    site = site_of(request)
    people = (athlete_of(request),) if site.settings.locked else site.store.athletes()
    return JSONResponse({"athletes": [athlete_part(person) for person in people]})


async def add(request: Request) -> Response:
    """Add an athlete to a log where nobody signs in."""
    words = await body_of(request)

    def added() -> Response:
        only_unlocked(request)
        return _put(request, said_of(Athlete(""), {"name": "", **words}), status=201)

    return await run_in_threadpool(added)


def _put(request: Request, athlete: Athlete, *, status: int = 200) -> Response:
    return JSONResponse(athlete_part(site_of(request).store.put_athlete(athlete)), status)


def describe() -> Described:
    """Describe the athletes."""
    times = object_of({"since": DAY, "five_k_s": or_null(NUMBER), "goal_s": or_null(NUMBER)})
    athlete = object_of(
        {
            "name": TEXT,
            "birth_year": or_null(WHOLE),
            "sex": or_null(one_of(Sex)),
            "timezone": TEXT,
            "forms": list_of(times),
        }
    )
    name = {"type": "string", "minLength": 1, "maxLength": 100}
    zone = {**TEXT, "description": "An IANA name such as Europe/Vienna; empty for that of the machine."}
    said: dict[str, Any] = {"name": name, "birth_year": or_null(WHOLE), "sex": or_null(one_of(Sex)), "timezone": zone}
    held = object_of({"since": DAY, "five_k": or_null(TIME), "goal": or_null(TIME)}, required=())
    day = in_path("day", DAY, "From which the times hold.")
    return {
        "/api/athlete": {
            "get": operation("Whose pages these are", athlete),
            "patch": operation(
                "Change what is known; what is not named stays", athlete, body=object_of(said, required=())
            ),
        },
        "/api/athlete/times": {
            "post": operation("Say which times hold from a day on; what is empty stays as it was", athlete, body=held)
        },
        "/api/athlete/times/{day}": {"delete": operation("Remove the times from a day on", athlete, words=(day,))},
        "/api/athletes": {
            "get": operation("The athletes of the log", object_of({"athletes": list_of(athlete)})),
            "post": operation(
                "Add an athlete, where nobody signs in", athlete, body=object_of(said, required=("name",)), status=201
            ),
        },
    }


routes = [
    Route("/api/athlete", one),
    Route("/api/athlete", change, methods=["PATCH"]),
    Route("/api/athlete/times", add_times, methods=["POST"]),
    Route("/api/athlete/times/{day}", remove_times, methods=["DELETE"]),
    Route("/api/athletes", everybody),
    Route("/api/athletes", add, methods=["POST"]),
]
