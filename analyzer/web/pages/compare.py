"""The page of comparing: trials over time, and two of them along the race."""

from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analyzer.units import paces_per
from analyzer.web.asked import text_of
from analyzer.web.site import athlete_or_none, per_of, show, site_of
from analyzer.web.trials import asked_of, compared
from analyzer.web.views.compare_view import compare_view

KEPT = ("since", "until", "distance", "all")
"""The words of an address that go on to the next one."""
PAIR = 2


def compare(request: Request) -> Response:
    """Show the trials beside each other; two boxes that are ticked lead to these two along the race."""
    words = {name: text_of(request.query_params, name) for name in KEPT}
    kept = {name: value for name, value in words.items() if value}
    ticked = list(dict.fromkeys(request.query_params.getlist("pick")))
    if len(ticked) == PAIR:
        pair = dict(zip("ab", ticked, strict=True))
        return RedirectResponse(f"/compare?{urlencode({**kept, **pair})}#along", 303)
    athlete = athlete_or_none(request)
    values = {"words": words, "kept": urlencode(kept), "count": 0, "ticked": len(ticked), "distances": ()}
    if athlete is not None:
        told = compared(site_of(request).store, athlete, asked_of(request.query_params))
        with paces_per(per_of(request)):
            values |= compare_view(told, everything=words["all"] == "yes")
        values["distances"] = sorted(set(told.log.trials["nominal"]))
    query = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "pick"])
    everything = urlencode({**dict(parse_qsl(query)), "all": "yes"})
    return show(request, "compare.html.j2", {**values, "query": query, "everything": everything})


routes = [Route("/compare", compare)]
