"""Trials beside each other: what changed, where on the lap, is it real, and what they foretell."""
