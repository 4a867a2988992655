"""/api/plan and /api/workouts: the plan of a mile, the workouts of the training, and any plan of one's own."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer import report, strategy, workouts
from analyzer.errors import OptionError
from analyzer.oval import LANES
from analyzer.report import workout as told
from analyzer.web.api.describing import TEXT, TIME, Described, list_of, object_of, operation, word
from analyzer.web.asked import lane_of, text_of, time_of
from analyzer.web.views import plan_view

LANE: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": LANES}


def plan(request: Request) -> Response:
    """Give the plan of a mile, plan/1, as `analyzer plan --json` does."""
    words = request.query_params
    made = strategy.mile_plan(five_k=time_of(words, "five_k"), goal=time_of(words, "goal"), lane=lane_of(words) or 1)
    return JSONResponse(report.plan_dict(made))


def every(_: Request) -> Response:
    """Give the workouts, workouts/1, as `analyzer workouts --json` does."""
    return JSONResponse({"schema": "workouts/1", "workouts": [told.template_dict(one) for one in workouts.templates()]})


def one(request: Request) -> Response:
    """Give a workout with its targets, workout/1, as `analyzer workouts PLAN --json` does."""
    words = request.query_params
    text = text_of(words, "plan")
    if not text:
        raise OptionError("plan: say which, the name of a workout or a plan such as 10x400@90 r60")
    found, template = plan_view.found(text)
    paces = plan_view.paces_of(time_of(words, "five_k"), time_of(words, "goal"))
    return JSONResponse(told.workout_dict(found, template, paces))


def describe() -> Described:
    """Describe the plans."""
    times = (word("five_k", TIME, "Your time over 5 km now."), word("goal", TIME, "The mile that you want to run."))
    a_plan = object_of({"schema": {"const": "plan/1"}, "zones": list_of({"type": "object"})}, closed=False)
    a_workout = object_of({"schema": {"const": "workout/1"}, "plan": TEXT}, closed=False)
    a_list = object_of({"schema": {"const": "workouts/1"}, "workouts": list_of({"type": "object"})})
    own = word("plan", TEXT, "The name of a workout, or a plan such as 10x400@90 r60.", required=True)
    return {
        "/api/plan": {"get": operation("The plan of a mile", a_plan, words=(*times, word("lane", LANE)))},
        "/api/workouts": {"get": operation("The workouts of the training", a_list)},
        "/api/workout": {"get": operation("A workout with its targets", a_workout, words=(own, *times))},
    }


routes = [Route("/api/plan", plan), Route("/api/workouts", every), Route("/api/workout", one)]
