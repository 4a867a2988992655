"""What pages show: an analysis, or what the log tells, as texts, numbers and shapes that a template or a script draws."""
