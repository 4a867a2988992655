"""What pages show: an analysis, or what the log tells, as texts, numbers and shapes for a template or a script."""
