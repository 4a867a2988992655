"""/api/predict: what trials and reps foretell, as `analyzer predict --json` tells it."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer.web.api.describing import DAY, TEXT, Described, named, operation, word
from analyzer.web.asked import day_of, distance_of
from analyzer.web.site import athlete_of, site_of
from analyzer.web.trials import Asked, compared


def prediction(request: Request) -> Response:
    """Give the predictions, prediction/1: since, until; distance for that one only, such as 1500 or 1 mile."""
    words = request.query_params
    asked = Asked(day_of(words, "since"), day_of(words, "until"))
    told = compared(site_of(request).store, athlete_of(request), asked)
    return JSONResponse(told.predictions(distance_of(words, "distance")).document)


def describe() -> Described:
    """Describe the predictions."""
    asked = (
        word("since", DAY, "The first day."),
        word("until", DAY, "The last day."),
        word("distance", TEXT, "The only one that is foretold, such as 1500 or 1 mile."),
    )
    return {"/api/predict": {"get": operation("What trials and reps foretell", named("Prediction"), words=asked)}}


routes = [Route("/api/predict", prediction)]
