"""What a request asks for: its words as numbers and names, each error naming the field, the value and the remedy."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from analyzer.errors import AnalyzerError, OptionError
from analyzer.oval import LANES
from analyzer.units import parse_distance, parse_time

LONGEST_TEXT = 20_000
"""Letters of a field; notes of a session are no books."""
MOST_FIELDS = 50
"""Of a form."""
NORTH, EAST = 90.0, 180.0
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def time_of(words: Mapping[str, Any], name: str) -> float | None:
    """Read a time such as 5:40; None where the field is empty. [s]"""
    text = text_of(words, name)
    if not text:
        return None
    try:
        return parse_time(text)
    except AnalyzerError as error:
        raise OptionError(f"{name}: {error}") from error


def distance_of(words: Mapping[str, Any], name: str) -> float | None:
    """Read a distance such as 410 or 1 mile; None where the field is empty. [m]"""
    text = text_of(words, name)
    if not text:
        return None
    try:
        return parse_distance(text)
    except AnalyzerError as error:
        raise OptionError(f"{name}: {error}") from error


def whole_of(words: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    """Read a whole number between two; None where the field is empty."""
    text = text_of(words, name)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
        raise OptionError(f"{name}: '{text[:40]}' is no whole number from {least} to {most}")
    return int(text)


def lane_of(words: Mapping[str, Any]) -> int | None:
    """Read a lane; None where the field is empty."""
    return whole_of(words, "lane", 1, LANES)


def day_of(words: Mapping[str, Any], name: str) -> date | None:
    """Read a day such as 2026-04-12; None where the field is empty."""
    text = text_of(words, name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise OptionError(f"{name}: '{text[:40]}' is no day; write it as 2026-04-12") from error


def place_of(words: Mapping[str, Any], name: str) -> tuple[float, float] | None:
    """Read a place such as 47.0712,15.4383; None where the field is empty. [deg]"""
    text = text_of(words, name)
    if not text:
        return None
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        raise OptionError(f"{name}: '{text[:40]}' is no place; write latitude,longitude as 47.0712,15.4383") from None
    if not (abs(latitude) <= NORTH and abs(longitude) <= EAST):
        raise OptionError(f"{name}: '{text[:40]}' is not on the earth; latitude goes to 90, longitude to 180 degrees")
    return latitude, longitude


def digest_of(text: str) -> str:
    """Read the SHA-256 of a file."""
    if not _DIGEST.fullmatch(text):
        raise OptionError(f"sha256: '{text[:40]}' is none; it has 64 digits, 0 to 9 and a to f")
    return text


def choice_of(words: Mapping[str, Any], name: str, choices: tuple[str, ...], usual: str) -> str:
    """Read one of some names."""
    text = text_of(words, name) or usual
    if text not in choices:
        raise OptionError(f"{name}: '{text[:40]}' is not known; choose one of {', '.join(filter(None, choices))}")
    return text


def text_of(words: Mapping[str, Any], name: str) -> str:
    """Read a text without the blanks around it; "" where there is none."""
    value = words.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise OptionError(f"{name}: give a text or a number")
    text = str(value).strip()
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise OptionError(f"{name}: half of a letter is in it, which nobody can write; leave it out")
    if len(text) > LONGEST_TEXT:
        raise OptionError(f"{name}: {len(text)} letters are too many; up to {LONGEST_TEXT} are kept")
    return text


async def form_of(request: Request) -> dict[str, str]:
    """Read the fields of a form; files in it are left out. Raises OptionError."""
    try:
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}
    except HTTPException as error:
        raise OptionError(f"the form cannot be read ({error.detail}); send it again from the page") from error


async def body_of(request: Request) -> dict[str, Any]:
    """Read the JSON object that a request brings. Raises OptionError."""
    try:
        found = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError) as error:
        raise OptionError(f"the body is no JSON ({type(error).__name__}); send an object") from error
    if not isinstance(found, dict):
        raise OptionError("the body is no JSON object; send one such as {}")
    return found
