"""/api/openapi.json: the API described, put together from what each of its parts says of itself."""

import json
from functools import cache
from importlib import resources
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analyzer import __version__
from analyzer.web import api
from analyzer.web.api.describing import TEXT, Described, object_of, operation

DOCUMENTS = ("analysis", "balance", "comparison", "log", "logged", "prediction")
"""The schemas of report/ that answers are of; public interfaces."""
ABOUT = (
    "All that the pages do. Lengths in metres, times in seconds, speeds in m/s; what is not known is null. An error is "
    'one line: {"error": ".."}. Uploads and corrections are analysed beside: they are answered with 202 when they are '
    "safe in the log, and the queue tells how far they are."
)


@cache
def document() -> dict[str, Any]:
    """Give the description, OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Track Analyzer", "version": __version__, "description": ABOUT},
        "paths": {path: _with_ids(path, methods) for path, methods in sorted(api.described().items())},
        "components": {"schemas": _schemas()},
    }


def openapi(_: Request) -> Response:
    """Give the description."""
    return JSONResponse(document(), headers={"Cache-Control": "no-cache"})


def describe() -> Described:
    """Describe the description."""
    anything = {"type": "object", "required": ["openapi", "paths"]}
    return {"/api/openapi.json": {"get": operation("This description", anything)}}


def _with_ids(path: str, methods: dict[str, Any]) -> dict[str, Any]:
    words = "_".join(part.strip("{}").replace(".", "_") for part in path.split("/")[2:])
    return {method: {"operationId": f"{method}_{words}", **told} for method, told in methods.items()}


def _schemas() -> dict[str, Any]:
    found: dict[str, Any] = {"Error": object_of({"error": TEXT})}
    for name in DOCUMENTS:
        text = resources.files("analyzer.report").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
        schema = json.loads(text)
        for key in ("$schema", "$id"):
            schema.pop(key, None)
        found[name.capitalize()] = _moved(schema, f"#/components/schemas/{name.capitalize()}")
    found["Logged"]["properties"]["analysis"] = {"$ref": "#/components/schemas/Analysis"}
    return found


def _moved(part: Any, to: str) -> Any:
    """Let what refers to a place in its own file refer to where that is now."""
    if isinstance(part, dict):
        return {
            key: value.replace("#", to, 1) if key == "$ref" and isinstance(value, str) else _moved(value, to)
            for key, value in part.items()
        }
    return [_moved(one, to) for one in part] if isinstance(part, list) else part


routes = [Route("/api/openapi.json", openapi)]
