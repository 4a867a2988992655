"""The page of the log: all sessions, chosen and in order, a hundred at a time."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analyzer.errors import OptionError
from analyzer.model import Athlete, WorkoutKind
from analyzer.pipeline import METHOD
from analyzer.store import By, Choice
from analyzer.units import MILE, pace_per, paces_per
from analyzer.web.asked import choice_of, day_of, text_of, whole_of
from analyzer.web.site import athlete_or_none, per_of, show, site_of
from analyzer.web.views import log_view

MOST = 100
"""Sessions of a page."""
LAST_PAGE = 1_000_000
LONGEST_TEXT = 100
"""Letters that are looked for; nobody types more words of a session."""


def log(request: Request) -> Response:
    """Show the log."""
    athlete = athlete_or_none(request)
    if athlete is None:
        return show(request, "log.html.j2", {"filled": False, "files": log_view.files((), ()), "outdated": 0})
    choice, page, problems = asked_of(request.query_params)
    found = site_of(request).store.chosen(athlete, choice, first=(page - 1) * MOST, most=MOST)
    last = max(-(-found.count // MOST), 1)
    if page > last:
        return RedirectResponse(log_view.address(choice, page=last), 303)
    with paces_per(per_of(request)):
        values = {
            "groups": log_view.rows(found.sessions, years=choice.by is not By.DATE),
            "far": whole_distance(found.distance),
            "heads": log_view.heads(choice),
            "place": log_view.pages(choice, found, page, MOST),
        }
    kinds = [(kind, log_view.kind_word(kind)) for kind in dict.fromkeys((*found.kinds, *choice.kinds))]
    tracks = list(dict.fromkeys((*found.tracks, *choice.tracks)))
    told = {"choice": choice, "found": found, "kinds": kinds, "tracks": tracks, "problems": problems}
    return show(request, "log.html.j2", {**values, **told, **_beside(request, athlete, found.kinds)})


def _beside(request: Request, athlete: Athlete, kinds: tuple[str, ...]) -> dict[str, Any]:
    """Give what stands above the list, whatever is chosen."""
    store = site_of(request).store
    return {
        "filled": bool(kinds),
        "files": log_view.files(store.waiting(athlete), store.orders(athlete)),
        "outdated": len(store.outdated(METHOD, athlete)) if kinds else 0,
    }


def asked_of(words: Mapping[str, str]) -> tuple[Choice, int, dict[str, str]]:
    """Read what is asked for: the choice, the page, and what was wrong by field; that is left out of the choice."""
    problems: dict[str, str] = {}

    def read(name: str, how: Callable[[], Any]) -> Any:
        try:
            return how()
        except OptionError as error:
            problems[name] = str(error).removeprefix(f"{name}: ")
            return None

    kind: str = read("kind", lambda: choice_of(words, "kind", ("", *WorkoutKind), "")) or ""
    since: date | None = read("since", lambda: day_of(words, "since"))
    until: date | None = read("until", lambda: day_of(words, "until"))
    if since is not None and until is not None and since > until:
        problems["until"] = f"{until} is before {since}; swap them"
    by: str = read("sort", lambda: choice_of(words, "sort", tuple(By), By.DATE)) or By.DATE
    page: int = read("page", lambda: whole_of(words, "page", 1, LAST_PAGE)) or 1
    track = plain(words.get("track", ""))
    choice = Choice(
        kinds=(kind,) if kind else (),
        tracks=(track,) if track else (),
        text=plain(words.get("q", "")),
        since=since,
        until=until,
        trial=text_of(words, "trial") == "yes",
        by=By(by),
        up=text_of(words, "way") == "up",
    )
    return choice, page, problems


def whole_distance(metres: float) -> str:
    """Write how far all sessions were together, in whole km or miles."""
    return f"{metres / pace_per():,.0f} {'mi' if pace_per() == MILE else 'km'}"


def plain(text: str) -> str:
    """Give a text without what nobody types, and not too much of it."""
    return " ".join("".join(letter for letter in text if letter.isprintable()).split())[:LONGEST_TEXT]


routes = [Route("/log", log)]
