"""What the pages do, for programs: JSON under /api, described in /api/openapi.json."""

from importlib import import_module
from typing import Any

from starlette.routing import BaseRoute

PARTS = (
    "compare",
    "predict",
    "balance",
    "sessions",
    "uploads",
    "plan",
    "athletes",
    "tracks",
    "settings",
    "openapi",
)
"""A new part is a module of this name with `routes` in it, `describe` that describes them (see `describing`), and its
name here."""


def routes() -> list[BaseRoute]:
    """Give the routes of the API."""
    return [route for name in PARTS for route in import_module(f"{__name__}.{name}").routes]


def described() -> dict[str, dict[str, Any]]:
    """Give what the parts say of their operations, by path and method."""
    found: dict[str, dict[str, Any]] = {}
    for name in PARTS:
        part = import_module(f"{__name__}.{name}")
        for path, methods in part.describe().items() if hasattr(part, "describe") else ():
            found.setdefault(path, {}).update(methods)
    return found
