"""The settings: who runs, how fast and what for; how it looks; whose log, its password, and where it lies."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analyzer import __version__
from analyzer.errors import OptionError
from analyzer.model import Athlete
from analyzer.pipeline import METHOD
from analyzer.store import Choice
from analyzer.web.asked import choice_of, day_of, form_of, text_of
from analyzer.web.people import FieldsError, changed_days, said_of, with_form, without_form, zones
from analyzer.web.site import (
    ATHLETE,
    THEME,
    THEMES,
    UNIT_NAMES,
    UNITS,
    Site,
    athlete_of,
    athlete_or_none,
    show,
    site_of,
)
from analyzer.web.views import settings_view as told
from analyzer.web.visits import own_path

YEAR = 365 * 86400
"""How long the browser remembers how the pages look. [s]"""
Words = Mapping[str, str]
Change = Callable[[Request, Words], Response]


def settings(request: Request) -> Response:
    """Show the settings."""
    return page(request)


def page(request: Request, form: str = "", words: Words | None = None, problems: Words | None = None) -> Response:
    """Show the settings; of a form that was sent with what was typed and what was wrong, by field."""
    site, athlete, asked = site_of(request), athlete_or_none(request), request.query_params
    units, theme = request.cookies.get(UNITS, "km"), request.cookies.get(THEME, "")
    someone = athlete or Athlete("")
    today = someone.today()
    values: dict[str, Any] = {
        "sent": {form: words or {}},
        "problems": {form: problems or {}},
        "saved": "" if problems else told.saved(asked, athlete, units=units, theme=theme),
        "times": told.times(someone, today),
        "today": today.isoformat(),
        "zones": zones(),
        "units": units,
        "looks": told.LOOKS,
        "version": __version__,
        "offer": None,
        "here": "/settings",
    }
    if athlete is not None:
        values |= {"offer": _offer(request, athlete), "asked_again": _asked_again(request, athlete)}
    return show(request, "settings.html.j2", {**values, **_log(site, athlete)}, status=400 if problems else 200)


def _offer(request: Request, athlete: Athlete) -> dict[str, Any] | None:
    """Give which sessions were analysed with the times that held before, where times were changed just now."""
    asked = request.query_params
    if asked.get("saved") not in {"times", "removed"} or asked.get("changed") != "yes":
        return None
    try:
        since, until = day_of(asked, "since"), day_of(asked, "until")
    except OptionError:
        return None
    count = site_of(request).store.chosen(athlete, Choice(since=since, until=until), most=0).count
    days = {"since": since or "", "until": until or "", "words": told.span_words(since, until)}
    return {"count": count, **days} if count else None


def _asked_again(request: Request, athlete: Athlete) -> int:
    if request.query_params.get("saved") != "again":
        return 0
    return sum(not order.problem for order in site_of(request).store.orders(athlete))


def _log(site: Site, athlete: Athlete | None) -> dict[str, Any]:
    """Give what is told of the log; where it lies only to whoever runs it alone."""
    own = {} if site.settings.locked else {"place": site.store.place, "size": told.size_words(site.store.size())}
    if athlete is None:
        return {**own, "count": 0, "outdated": 0}
    count = site.store.chosen(athlete, Choice(), most=0).count
    return {**own, "count": count, "outdated": len(site.store.outdated(METHOD, athlete))}


def handled(form: str, change: Change) -> Callable[[Request], Awaitable[Response]]:
    """Give what does as a form asks; where a field is wrong the page comes again and says so beside it."""

    async def endpoint(request: Request) -> Response:
        words = await form_of(request)
        return await run_in_threadpool(done, request, words)

    def done(request: Request, words: Words) -> Response:
        try:
            return change(request, words)
        except FieldsError as error:
            return page(request, form, words, error.problems)

    return endpoint


def to(what: str, part: str = "", **words: str) -> RedirectResponse:
    """Lead back to the settings and say what was saved."""
    return RedirectResponse(told.saved_address(what, **words) + (f"#{part}" if part else ""), 303)


def change_athlete(request: Request, words: Words) -> Response:
    """Save who the athlete is."""
    site, before = site_of(request), athlete_or_none(request) or Athlete("")
    after = put(site, said_of(before, words))
    fields = [name for name in told.FIELDS if getattr(before, name) != getattr(after, name)]
    return chosen(request, to("athlete", fields=",".join(fields)), after)


def put(site: Site, athlete: Athlete) -> Athlete:
    """Save an athlete. Raises FieldsError."""
    try:
        return site.store.put_athlete(athlete)
    except OptionError as error:
        raise FieldsError({"name": str(error)}) from error


def add_times(request: Request, words: Words) -> Response:
    """Save times that hold from a day on."""
    before = athlete_of(request)
    after = site_of(request).store.put_athlete(with_form(before, words))
    day = day_of(words, "since") or before.today()
    return to("times", "times", day=day.isoformat(), **changed_days(before, after))


def remove_times(request: Request, words: Words) -> Response:
    """Take times away."""
    before = athlete_of(request)
    day = day_of(words, "since")
    if day is None:
        raise OptionError("since: say which times, by the day from which they hold")
    after = site_of(request).store.put_athlete(without_form(before, day))
    return to("removed", "times", **changed_days(before, after))


def analyse_again(request: Request, words: Words) -> Response:
    """Have sessions of some days analysed again, or those that an earlier version analysed."""
    site, athlete = site_of(request), athlete_of(request)
    method = METHOD if text_of(words, "outdated") == "yes" else None
    site.store.order_all(athlete, since=day_of(words, "since"), until=day_of(words, "until"), method=method)
    site.queue.wake()
    return to("again")


def change_look(request: Request, words: Words) -> Response:
    """Save how the pages look, in this browser."""
    units = choice_of(words, "units", UNIT_NAMES, "km")
    theme = choice_of(words, "theme", THEMES, "")
    answer = to("look")
    for name, value in ((UNITS, units), (THEME, theme)):
        remember(request, answer, name, value)
    return answer


def add_athlete(request: Request, words: Words) -> Response:
    """Add another athlete, whose pages are shown then."""
    site = only_unlocked(request)
    return chosen(request, to("added"), put(site, said_of(Athlete(""), {"name": words.get("name", "")})))


def choose_athlete(request: Request, words: Words) -> Response:
    """Show the pages of another athlete."""
    athlete = only_unlocked(request).store.athlete(text_of(words, "name"))
    return chosen(request, RedirectResponse(own_path(words.get("back", "")), 303), athlete)


def only_unlocked(request: Request) -> Site:
    """Give the app where everybody may see all. Raises HTTPException where each signs in."""
    site = site_of(request)
    if site.settings.locked:
        raise HTTPException(404)
    return site


def chosen(request: Request, answer: Response, athlete: Athlete) -> Response:
    """Let the browser show an athlete's pages from now on."""
    if not site_of(request).settings.locked:
        remember(request, answer, ATHLETE, quote(athlete.name))
    return answer


def remember(request: Request, answer: Response, name: str, value: str) -> None:
    """Let the browser remember something for a year; no script needs to read it."""
    secure = site_of(request).settings.secure
    answer.set_cookie(name, value, max_age=YEAR, path="/", httponly=True, secure=secure, samesite="lax")


routes = [
    Route("/settings", settings),
    Route("/settings/athlete", handled("athlete", change_athlete), methods=["POST"]),
    Route("/settings/times", handled("times", add_times), methods=["POST"]),
    Route("/settings/times/remove", handled("times", remove_times), methods=["POST"]),
    Route("/settings/look", handled("look", change_look), methods=["POST"]),
    Route("/settings/again", handled("log", analyse_again), methods=["POST"]),
    Route("/settings/athletes", handled("another", add_athlete), methods=["POST"]),
    Route("/athlete", handled("another", choose_athlete), methods=["POST"]),
]
