"""The page of the saved tracks: their names, finish lines, and forgetting them; and saving that of a session."""

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analyzer.errors import AnalyzerError, OptionError
from analyzer.model import SavedTrack
from analyzer.store import Choice
from analyzer.web import places
from analyzer.web.asked import form_of, text_of
from analyzer.web.site import athlete_of, athlete_or_none, show, site_of
from analyzer.web.views.tracks_view import shown

SAVED = {
    "name": "The track has its new name. Sessions bear the old one until they are analysed again.",
    "finish": "Saved. The finish line counts for sessions from now on, and for those that are analysed again.",
    "forget": "Forgotten. Sessions keep their times; a new one there finds the track by itself.",
}
Words = Mapping[str, str]


def tracks(request: Request) -> Response:
    """Show the saved tracks."""
    return page(request)


def page(request: Request, words: Words | None = None, problems: Words | None = None) -> Response:
    """Show the saved tracks; with what was typed for one of them and was wrong."""
    site, athlete = site_of(request), athlete_or_none(request)
    damaged = ""
    found: tuple[SavedTrack, ...] = ()
    try:
        found = places.saved(site)
    except AnalyzerError as error:
        damaged = "The file of the saved tracks cannot be read." if site.settings.locked else str(error)
    own = {
        track.name: 0 if athlete is None else site.store.chosen(athlete, Choice(tracks=(track.name,)), most=0).count
        for track in found
    }
    values = {
        "tracks": [shown(track, own[track.name]) for track in sorted(found, key=lambda one: one.name.casefold())],
        "used": site.settings.tracks is not None,
        "damaged": damaged,
        "saved": SAVED.get(request.query_params.get("saved", ""), ""),
        "typed": words or {},
        "problems": problems or {},
        "here": "/tracks",
    }
    return show(request, "tracks.html.j2", values, status=400 if problems else 200)


async def rename(request: Request) -> Response:
    """Give a track another name."""
    words = await form_of(request)

    def done() -> Response:
        try:
            places.rename(site_of(request), text_of(words, "track"), text_of(words, "name"))
        except OptionError as error:
            return page(request, words, {"name": str(error)})
        return RedirectResponse("/tracks?saved=name", 303)

    return await run_in_threadpool(done)


async def finish(request: Request) -> Response:
    """Say at which end of a track its finish line is."""
    words = await form_of(request)
    await run_in_threadpool(places.set_finish, site_of(request), text_of(words, "track"), words)
    return RedirectResponse("/tracks?saved=finish", 303)


async def forget(request: Request) -> Response:
    """Forget a track."""
    words = await form_of(request)
    await run_in_threadpool(places.forget, site_of(request), text_of(words, "track"))
    return RedirectResponse("/tracks?saved=forget", 303)


async def save(request: Request) -> Response:
    """Save the track of a session, which is analysed again with it."""
    words = await form_of(request)
    number = int(request.path_params["number"])

    def saved() -> Response:
        places.save(site_of(request), athlete_of(request), number, words)
        return RedirectResponse(f"/sessions/{number}/again", 303)

    return await run_in_threadpool(saved)


routes = [
    Route("/tracks", tracks),
    Route("/tracks/name", rename, methods=["POST"]),
    Route("/tracks/finish", finish, methods=["POST"]),
    Route("/tracks/forget", forget, methods=["POST"]),
    Route("/sessions/{number:int}/track", save, methods=["POST"]),
]
