"""/api/tracks: the saved tracks."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer import tracks
from analyzer.errors import OptionError
from analyzer.web import places
from analyzer.web.api.describing import (
    NUMBER,
    NUMBERED,
    TEXT,
    WHOLE,
    YES_NO,
    Described,
    in_path,
    list_of,
    object_of,
    operation,
)
from analyzer.web.asked import body_of, text_of
from analyzer.web.site import athlete_of, site_of


def every(request: Request) -> Response:
    """Give the saved tracks."""
    return JSONResponse({"tracks": [places.part(track) for track in places.saved(site_of(request))]})


def one(request: Request) -> Response:
    """Give a saved track."""
    return JSONResponse(places.part(tracks.one(places.saved(site_of(request)), request.path_params["name"])))


async def change(request: Request) -> Response:
    """Change a saved track: name; finish, a latitude and a longitude on it."""
    words = await body_of(request)

    def changed() -> Response:
        site, name = site_of(request), request.path_params["name"]
        if not {"name", "finish"} & set(words):
            raise OptionError("say what is to be changed: name, or finish with its latitude and longitude")
        made = tracks.one(places.saved(site), name)
        if "finish" in words:
            made = places.set_finish(site, name, words)
        if "name" in words:
            made = places.rename(site, made.name, text_of(words, "name"))
        return JSONResponse(places.part(made))

    return await run_in_threadpool(changed)


def forget(request: Request) -> Response:
    """Forget a saved track."""
    places.forget(site_of(request), request.path_params["name"])
    return JSONResponse({"forgotten": True})


async def save(request: Request) -> Response:
    """Save the track of a session: name; it is analysed again with it."""
    words = await body_of(request)

    def saved() -> Response:
        number = int(request.path_params["number"])
        return JSONResponse(places.part(places.save(site_of(request), athlete_of(request), number, words)), 202)

    return await run_in_threadpool(saved)


def describe() -> Described:
    """Describe the saved tracks."""
    numbers = ("latitude", "longitude", "bearing_deg", "straight_m", "radius_m", "lap_m")
    places_of_finish = ("finish_latitude", "finish_longitude")
    finish = object_of({"known_from": TEXT, "probability": NUMBER})
    errors = object_of({"centre_m": NUMBER, "bearing_deg": NUMBER, "straight_m": NUMBER})
    track = object_of(
        dict.fromkeys((*numbers, *places_of_finish), NUMBER)
        | {"name": TEXT, "shape": TEXT, "sessions": WHOLE, "finish": finish, "errors": errors}
    )
    name = {"type": "string", "minLength": 1, "maxLength": tracks.LONGEST_NAME}
    where = {"type": "string", "description": "Latitude and longitude in degrees.", "examples": ["47.0711,15.4383"]}
    said = object_of({"name": name, "finish": where}, required=())
    own = (in_path("name", name, "Of the track."),)
    return {
        "/api/tracks": {"get": operation("The saved tracks", object_of({"tracks": list_of(track)}))},
        "/api/tracks/{name}": {
            "get": operation("A saved track", track, words=own),
            "patch": operation("Rename it, or say where its finish line is", track, words=own, body=said),
            "delete": operation("Forget it", object_of({"forgotten": YES_NO}), words=own),
        },
        "/api/sessions/{number}/track": {
            "post": operation(
                "Save the track of a session, which is analysed again with it",
                track,
                words=(NUMBERED,),
                body=object_of({"name": name}),
                status=202,
            )
        },
    }


routes = [
    Route("/api/tracks", every),
    Route("/api/tracks/{name:path}", one),
    Route("/api/tracks/{name:path}", change, methods=["PATCH"]),
    Route("/api/tracks/{name:path}", forget, methods=["DELETE"]),
    Route("/api/sessions/{number:int}/track", save, methods=["POST"]),
]
