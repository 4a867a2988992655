"""What every request works on: the log, the queue of what is to be analysed, whose pages they are."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from analyzer.errors import OptionError
from analyzer.model import Athlete, Sex
from analyzer.store import Store
from analyzer.units import KILOMETRE, MILE, paces_per
from analyzer.web.passwords import AT_ONCE, Guesses
from analyzer.web.queue import Queue
from analyzer.web.render import page
from analyzer.web.settings import Settings
from analyzer.web.slips import Slips

ATHLETE, THEME, UNITS = "athlete", "theme", "units"
"""Cookies: whose pages are shown where nobody signs in; light, dark or as the screen is; km or mile."""
UNPACKED_AT_ONCE = 4
THEMES, UNIT_NAMES = ("", "light", "dark"), ("km", "mile")


@dataclass(eq=False)
class Site:
    """The app that is being served.

    hashing, unpacking : Room for passwords to be looked at, and for uploads; who waits for it takes no thread from the
    pages. An upload may need 200 MB while it is unpacked.   slips : What the next page is to tell.
    """

    settings: Settings
    store: Store
    queue: Queue
    guesses: Guesses = field(default_factory=Guesses)
    hashing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(AT_ONCE))
    unpacking: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(UNPACKED_AT_ONCE))
    slips: Slips[Any] = field(default_factory=Slips)


def site_of(request: Request) -> Site:
    """Give the app that a request came to."""
    found: Site = request.app.state.site
    return found


def athlete_of(request: Request) -> Athlete:
    """Give whose pages a request is for. Raises OptionError where the log has no athlete yet."""
    found = athlete_or_none(request)
    if found is None:
        raise OptionError("nobody is in the log yet; upload a watch file, or say who you are in the settings")
    return found


def athlete_or_none(request: Request) -> Athlete | None:
    """Give whose pages a request is for: who signed in, else who was chosen, else the first."""
    site = site_of(request)
    if site.settings.locked:
        signed_in: Athlete | None = request.scope.get("athlete")
        return signed_in
    everyone = site.store.athletes()
    chosen = unquote(request.cookies.get(ATHLETE, ""))
    return next((one for one in everyone if one.name == chosen), everyone[0] if everyone else None)


def per_of(request: Request) -> float:
    """Give the distance that paces are shown over. [m]"""
    return MILE if request.cookies.get(UNITS) == "mile" else KILOMETRE


def show(request: Request, name: str, values: dict[str, Any] | None = None, *, status: int = 200) -> HTMLResponse:
    """Fill in a template with what every page needs and its own values."""
    site = site_of(request)
    theme = request.cookies.get(THEME, "")
    per = per_of(request)
    with paces_per(per):
        text = page(
            name,
            {
                "athlete": athlete_or_none(request),
                "athletes": () if site.settings.locked else site.store.athletes(),
                "locked": site.settings.locked,
                "here": "/" + request.url.path.split("/")[1],
                "theme": theme if theme in THEMES else "",
                "per": per,
                "sexes": tuple(Sex),
                **(values or {}),
            },
        )
    return HTMLResponse(text, status_code=status)
