"""The JSON of an analysis as text, and its schema."""

import json
from importlib import resources
from typing import Any

from analyzer.model import Analysis


def json_text(analysis: Analysis) -> str:
    """Give the JSON of an analysis; its schema is in `schema`."""
    return json.dumps(analysis.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of the JSON of an analysis."""
    text = (resources.files("analyzer.report") / "analysis.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
