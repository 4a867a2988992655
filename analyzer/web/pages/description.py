"""The API described for people, from the description that it gives to programs."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from analyzer.web.api.openapi import ABOUT, document
from analyzer.web.site import show


def description(request: Request) -> Response:
    """Show what there is under /api."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document()["paths"].items():
        for method, told in methods.items():
            groups.setdefault(path.split("/")[2].removesuffix(".json"), []).append(_told(path, method, told))
    return show(request, "description.html.j2", {"groups": groups, "about": ABOUT})


def _told(path: str, method: str, told: dict[str, Any]) -> dict[str, Any]:
    words = [one for one in told["parameters"] if one["in"] == "query"]
    body: dict[str, Any] = told.get("requestBody", {}).get("content", {})
    fields = {name: one for kind in body.values() for name, one in kind["schema"].get("properties", {}).items()}
    return {
        "path": path,
        "method": method.upper(),
        "summary": told["summary"],
        "words": [(one["name"], _words(one)) for one in words],
        "fields": [(name, _words({"schema": schema})) for name, schema in fields.items()],
        "as_form": "multipart/form-data" in body,
    }


def _words(one: dict[str, Any]) -> str:
    """Say what a word can be."""
    schema = one.get("schema", {})
    kinds = schema.get("anyOf", [schema])
    choices = ", ".join(str(name) or "empty" for kind in kinds for name in kind.get("enum", ()))
    lines = [one.get("description", ""), schema.get("description", ""), f"One of {choices}." if choices else ""]
    return " ".join(dict.fromkeys(filter(None, lines)))


routes = [Route("/api", description)]
