"""The plan builder: a mile from a 5K time and a goal, or any workout; its card, and its file for the watch."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from analyzer import report, strategy, workouts
from analyzer.errors import AnalyzerError
from analyzer.export.fit_workout import mile_workout, write
from analyzer.export.mile_steps import MileSteps
from analyzer.export.session_steps import session_steps
from analyzer.export.watch_workout import LAP
from analyzer.model import MilePlan
from analyzer.units import format_time, paces_per
from analyzer.web.asked import choice_of, distance_of, lane_of, text_of, time_of
from analyzer.web.pages.session import REPORT_POLICY, named
from analyzer.web.site import athlete_or_none, per_of, show
from analyzer.web.views import plan_view
from analyzer.workouts.targets import band

FIT = "application/vnd.ant.fit"
EXAMPLE = "10x400@90 r60"


def plan(request: Request) -> Response:
    """Show the builder, with the runner's own times in it."""
    words = _with_form(request)
    return show(request, "plan.html.j2", {"words": words, **_mile(words), "session": _session(request, words)})


def mile_part(request: Request) -> Response:
    """Give the plan of the mile alone, for a page that is open."""
    words = dict(request.query_params)
    return show(request, "plan_mile.html.j2", {"words": words, **_mile(words)})


def session_part(request: Request) -> Response:
    """Give the workout alone, for a page that is open."""
    words = dict(request.query_params)
    return show(request, "plan_session.html.j2", {"words": words, "session": _session(request, words)})


def card(request: Request) -> Response:
    """Give the card of the mile, to print."""
    return HTMLResponse(
        report.plan_card_html(_asked(request.query_params)), headers={"Content-Security-Policy": REPORT_POLICY}
    )


def card_pdf(request: Request) -> Response:
    """Give the card as a sheet of A5."""
    data = report.plan_card_pdf(_asked(request.query_params))
    return Response(data, media_type="application/pdf", headers=named("mile-plan.pdf"))


def mile_fit(request: Request) -> Response:
    """Give the mile as a workout for the watch."""
    words = request.query_params
    steps = MileSteps(choice_of(words, "steps", tuple(MileSteps), MileSteps.LAPS))
    data = mile_workout(_asked(words), steps=steps, lap_shown=distance_of(words, "lap_shown") or LAP)
    return Response(data, media_type=FIT, headers=named("mile-plan.fit"))


def session_fit(request: Request) -> Response:
    """Give a workout for the watch."""
    words = request.query_params
    plan, template = plan_view.found(text_of(words, "plan") or EXAMPLE)
    paces = plan_view.paces_of(time_of(words, "five_k"), time_of(words, "goal"))
    made = session_steps(
        plan,
        name=template.title if template else text_of(words, "plan"),
        speeds=lambda rep: band(rep, template, paces),
        button=text_of(words, "button") == "yes",
        lap_shown=distance_of(words, "lap_shown") or LAP,
    )
    return Response(write(made), media_type=FIT, headers=named("workout.fit"))


def _with_form(request: Request) -> dict[str, str]:
    """Give the words of the request, else the athlete's own times."""
    words = dict(request.query_params)
    athlete = athlete_or_none(request)
    if athlete is not None and "five_k" not in words and "goal" not in words:
        form = athlete.form(date.today())  # noqa: DTZ011 - the runner's own day
        words["five_k"] = format_time(form.five_k, decimals=0) if form.five_k else ""
        words["goal"] = format_time(form.goal) if form.goal else ""
    return {"lane": "1", "plan": EXAMPLE} | words


def _asked(words: Mapping[str, str]) -> MilePlan:
    return strategy.mile_plan(five_k=time_of(words, "five_k"), goal=time_of(words, "goal"), lane=lane_of(words) or 1)


def _mile(words: Mapping[str, str]) -> dict[str, Any]:
    """Give the plan of the mile, or the one line that says why there is none."""
    if not text_of(words, "five_k") and not text_of(words, "goal"):
        return {"plan": None, "problem": ""}
    try:
        return plan_view.mile(time_of(words, "five_k"), time_of(words, "goal"), lane_of(words))
    except AnalyzerError as error:
        return {"plan": None, "problem": str(error)}


def _session(request: Request, words: Mapping[str, str]) -> dict[str, Any]:
    text = text_of(words, "plan") or EXAMPLE
    try:
        with paces_per(per_of(request)):
            shown = plan_view.workout(text, time_of(words, "five_k"), time_of(words, "goal"))
    except AnalyzerError as error:
        shown = {"problem": str(error)}
    return {"text": text, "templates": workouts.templates(), **shown}


routes = [
    Route("/plan", plan),
    Route("/plan/mile", mile_part),
    Route("/plan/session", session_part),
    Route("/plan/card.html", card),
    Route("/plan/card.pdf", card_pdf),
    Route("/plan/mile.fit", mile_fit),
    Route("/plan/workout.fit", session_fit),
]
