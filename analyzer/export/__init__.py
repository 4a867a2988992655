"""What goes out: recordings as CSV, Parquet or GPX, each with `write` and its `MARK`; plans as FIT workouts."""
