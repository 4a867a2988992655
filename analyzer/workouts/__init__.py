"""Workouts: the plan language, the templates, and what was run held against what was planned."""

from analyzer.workouts.carried import session_plan
from analyzer.workouts.language import parse
from analyzer.workouts.session import workout
from analyzer.workouts.templates import template, templates
from analyzer.workouts.written import format_plan, format_rep

__all__ = ["format_plan", "format_rep", "parse", "session_plan", "template", "templates", "workout"]
