"""Pages from their templates: what is filled in is escaped, and files of the app are named with their content."""

import hashlib
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader

from analyzer.units import format_distance, format_pace, format_time, pace_unit

STATIC = resources.files("analyzer.web").joinpath("static")


@cache
def environment() -> Environment:
    """Give the templates of the app."""
    made = Environment(loader=FunctionLoader(_source), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(
        static=static,
        pace_unit=pace_unit,
        format_time=format_time,
        format_pace=format_pace,
        format_distance=format_distance,
    )
    return made


def page(name: str, values: dict[str, Any]) -> str:
    """Fill in a template."""
    return environment().get_template(name).render(values)


@cache
def static(name: str) -> str:
    """Give the address of a file of the app: it changes with the content, so that browsers may keep it for ever."""
    content = STATIC.joinpath(name).read_bytes()
    return f"/static/{hashlib.sha256(content).hexdigest()[:12]}/{name}"


def _source(name: str) -> str:
    return resources.files("analyzer.web").joinpath("templates", name).read_text(encoding="utf-8")
