"""The runner's log: athletes, raw files by their SHA-256, analyses, diaries; SQLite or PostgreSQL."""
