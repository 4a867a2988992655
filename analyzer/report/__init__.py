"""What people see of an analysis or a story: terminal, one HTML page, PDF, PNG and JSON; and the card of a plan.

Each is made by a module that is imported when it is first asked for, since rich, jinja2 and matplotlib take their time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.report.balance_story import balance_schema, training_story
    from analyzer.report.card import plan_card_html, plan_dict, plan_terminal
    from analyzer.report.compare_document import comparison_schema, prediction_schema
    from analyzer.report.compare_story import trials_story
    from analyzer.report.document import json_text, schema
    from analyzer.report.drawing import figures, png
    from analyzer.report.page import html
    from analyzer.report.predict_story import predictions_story
    from analyzer.report.screen import terminal
    from analyzer.report.sheets import pdf, plan_card_pdf
    from analyzer.report.story import story_json, story_png
    from analyzer.report.story_page import story_html
    from analyzer.report.story_screen import story_terminal
    from analyzer.report.story_sheets import story_pdf

__all__ = [
    "balance_schema",
    "comparison_schema",
    "figures",
    "html",
    "json_text",
    "pdf",
    "plan_card_html",
    "plan_card_pdf",
    "plan_dict",
    "plan_terminal",
    "png",
    "prediction_schema",
    "predictions_story",
    "schema",
    "story_html",
    "story_json",
    "story_pdf",
    "story_png",
    "story_terminal",
    "terminal",
    "training_story",
    "trials_story",
]

_MADE_BY = {
    "balance_schema": "balance_story",
    "comparison_schema": "compare_document",
    "figures": "drawing",
    "html": "page",
    "json_text": "document",
    "pdf": "sheets",
    "plan_card_html": "card",
    "plan_card_pdf": "sheets",
    "plan_dict": "card",
    "plan_terminal": "card",
    "png": "drawing",
    "prediction_schema": "compare_document",
    "predictions_story": "predict_story",
    "schema": "document",
    "story_html": "story_page",
    "story_json": "story",
    "story_pdf": "story_sheets",
    "story_png": "story",
    "story_terminal": "story_screen",
    "terminal": "screen",
    "training_story": "balance_story",
    "trials_story": "compare_story",
}


def __getattr__(name: str) -> Any:
    if name not in _MADE_BY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    made = getattr(import_module(f"{__name__}.{_MADE_BY[name]}"), name)
    globals()[name] = made
    return made
