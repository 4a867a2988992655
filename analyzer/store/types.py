"""The column types of the log, alike on both databases; the migrations use them too, so they never change."""

from sqlalchemy import BigInteger, Double, Integer, LargeBinary, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

WHOLE = Integer()
LONG = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
REAL: TypeEngine[float] = Double().with_variant(sqlite.REAL(), "sqlite")
TEXT = Text()
BYTES = LargeBinary()
"""A STRICT table of SQLite knows INTEGER, REAL, TEXT and BLOB, nothing else."""
