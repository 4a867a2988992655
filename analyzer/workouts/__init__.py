"""Workouts: the plan language, the templates, and what was run held against what was planned."""
