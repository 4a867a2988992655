"""The column types of the log, alike on both databases; the migrations use them too, so they never change."""

from typing import Any

from sqlalchemy import BigInteger, Double, Integer, LargeBinary, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine


class Words(TypeDecorator[str]):
    """A text that both databases take: file names may hold bytes that are no letters, and notes the letter NUL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002 - alike on all
        """Put a mark for what is no letter."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "").encode("utf-8", "surrogateescape").decode("utf-8", "replace")


WHOLE = Integer()
LONG = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
REAL: TypeEngine[float] = Double().with_variant(sqlite.REAL(), "sqlite")
TEXT = Words()
BYTES = LargeBinary()
"""A STRICT table of SQLite knows INTEGER, REAL, TEXT and BLOB, nothing else."""
