"""What the pages do, for programs: JSON under /api, described in /api/openapi.json."""

from importlib import import_module

from starlette.routing import BaseRoute

PARTS = (
    "compare",
    "predict",
    "balance",
    "sessions",
)
"""A new part is a module of this name with `routes` in it, and its name here."""


def routes() -> list[BaseRoute]:
    """Give the routes of the API."""
    return [route for name in PARTS for route in import_module(f"{__name__}.{name}").routes]
