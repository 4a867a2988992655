"""The pages, one module each: what is shown, and what its forms do."""

from importlib import import_module

from starlette.routing import BaseRoute

PAGES = (
    "upload",
    "balance",
    "compare",
    "session",
    "session_forms",
    "plan",
    "log",
    "tracks",
    "settings",
    "password",
    "description",
    "sign_in",
)
"""A new page is a module of this name with `routes` in it, and its name here."""


def routes() -> list[BaseRoute]:
    """Give the routes of all pages."""
    return [route for name in PAGES for route in import_module(f"{__name__}.{name}").routes]
