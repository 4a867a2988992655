"""A recording for other programs: one format a module, with `write(recording)` and the `MARK` that it leaves."""
