"""Signing in and out, where everybody signs in."""

import logging
import math
import secrets
from functools import partial

from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analyzer.model import Athlete
from analyzer.store import Store
from analyzer.web.asked import form_of
from analyzer.web.passwords import fits
from analyzer.web.site import athlete_or_none, show, site_of
from analyzer.web.visits import LASTING, address_of, forget, own_path, remember, token_of

LOG = logging.getLogger("analyzer.web")
WRONG = "That name and that password do not go together."
TOO_OFTEN = "Too many tries; wait {minutes} min and try again."
_NOBODY = Athlete("nobody")


def page(request: Request) -> Response:
    """Show the form; who is signed in, or need not sign in, goes on."""
    back = own_path(request.query_params.get("back", ""))
    if not site_of(request).settings.locked or athlete_or_none(request) is not None:
        return RedirectResponse(back, 303)
    return show(request, "sign_in.html.j2", {"back": back, "name": "", "problem": ""})


async def sign_in(request: Request) -> Response:
    """Begin a visit. A wrong name is answered like a wrong password, and takes as long."""
    site, words = site_of(request), await form_of(request)
    if not site.settings.locked:
        return RedirectResponse("/", 303)
    name, back = words.get("name", "")[:200], own_path(words.get("back", ""))
    address = address_of(request, site.settings)
    wait = site.guesses.ask(name, address)
    if wait > 0:
        return await _again(request, name, back, wait)
    looked = partial(known, site.store, name, words.get("password", ""))
    athlete = await to_thread.run_sync(looked, limiter=site.hashing)
    if athlete is None:
        LOG.warning("wrong name or password of %r from %r", name, address)
        return await _again(request, name, back, 0.0)
    site.guesses.right(name, address)
    answer = RedirectResponse(back, 303)
    await run_in_threadpool(begin, request, answer, athlete)
    return answer


async def sign_out(request: Request) -> Response:
    """End the visit."""
    site = site_of(request)
    if site.settings.locked:
        await run_in_threadpool(site.store.end_visit, token_of(request, site.settings))
    answer = RedirectResponse("/sign-in", 303)
    forget(answer, site.settings)
    return answer


def known(store: Store, name: str, password: str) -> Athlete | None:
    """Give the athlete of a name and a password; None takes as long, whichever of them is wrong."""
    wanted = " ".join(name.split()).casefold()
    found = next((one for one in store.athletes() if one.name.casefold() == wanted), None)
    right = fits(password, store.password(found or _NOBODY))
    return found if right else None


def begin(request: Request, answer: Response, athlete: Athlete) -> None:
    """Begin a visit with an answer: a new token every time, and the one before ends."""
    site = site_of(request)
    before, token = token_of(request, site.settings), secrets.token_urlsafe(32)
    if before:
        site.store.end_visit(before)
    site.store.begin_visit(athlete, token, LASTING)
    remember(answer, site.settings, token)


async def _again(request: Request, name: str, back: str, wait: float) -> Response:
    """Show the form with what was wrong. wait : Till the next try; 0 for none. [s]"""
    problem = TOO_OFTEN.format(minutes=math.ceil(wait / 60)) if wait > 0 else WRONG
    values = {"back": back, "name": name[:100], "problem": problem}
    answer = await run_in_threadpool(show, request, "sign_in.html.j2", values, status=429 if wait > 0 else 403)
    if wait > 0:
        answer.headers["Retry-After"] = str(math.ceil(wait))
    return answer


routes = [
    Route("/sign-in", page),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
