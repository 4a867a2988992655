"""Changing one's password, where everybody signs in."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from analyzer.errors import OptionError
from analyzer.model import Athlete
from analyzer.store import Store
from analyzer.web.asked import form_of
from analyzer.web.pages.settings import page, to
from analyzer.web.pages.sign_in import TOO_OFTEN, begin
from analyzer.web.passwords import fits, hashed
from analyzer.web.people import FieldsError
from analyzer.web.site import athlete_of, site_of
from analyzer.web.visits import address_of


async def change(request: Request) -> Response:
    """Change the password of who is signed in; every visit ends, and this browser begins a new one."""
    if not site_of(request).settings.locked:
        raise HTTPException(404)
    words = await form_of(request)
    try:
        athlete = await changed(request, {"again": ""} | words)
    except FieldsError as error:
        return await run_in_threadpool(page, request, "password", {}, error.problems)
    answer = to("password")
    await run_in_threadpool(begin, request, answer, athlete)
    return answer


async def changed(request: Request, words: Mapping[str, Any]) -> Athlete:
    """Set a new password for who knows the one before. Raises FieldsError."""
    site, athlete = site_of(request), athlete_of(request)
    current, new = (str(words.get(name) or "") for name in ("current", "new"))
    if words.get("again", new) != new:
        raise FieldsError({"again": "the two are not the same; type the new one twice"})
    address = address_of(request, site.settings)
    wait = site.guesses.ask(athlete.name, address)
    if wait > 0:
        raise FieldsError({"current": TOO_OFTEN.format(minutes=round(wait / 60 + 0.5))})
    await to_thread.run_sync(partial(_set, site.store, athlete, current, new), limiter=site.hashing)
    site.guesses.right(athlete.name, address)
    return athlete


def _set(store: Store, athlete: Athlete, current: str, new: str) -> None:
    if not fits(current, store.password(athlete)):
        raise FieldsError({"current": "this is not the password that you have now"})
    try:
        store.set_password(athlete, hashed(new))
    except OptionError as error:
        raise FieldsError({"new": str(error)}) from error


routes = [Route("/settings/password", change, methods=["POST"])]
