"""The tables as Arrow has them: explicit types, the same for empty ones; and how rows travel and rest."""

import importlib
from functools import cache
from typing import Any

from analyzer.batch.columns import TABLES
from analyzer.errors import AnalyzerError

DONE, FAILED, EMPTY, LEFT_OUT = "done", "failed", "empty", "left out"
"""What became of an item: analysed; an error; a file without a run in it; told by --where before it was analysed."""


NO_PAGE = "-"


class MissingExtraError(AnalyzerError):
    """What a batch needs is not installed."""


@cache
def arrow(part: str = "") -> Any:
    """Give pyarrow, or one of its modules. Raises MissingExtraError."""
    try:
        return importlib.import_module(f"pyarrow.{part}" if part else "pyarrow")
    except ImportError as error:
        raise MissingExtraError(
            "a batch writes Parquet, which needs pyarrow; install it with: pip install 'track-analyzer[batch]'"
        ) from error


@cache
def table_schema(name: str) -> Any:
    """Give the schema of a table, with the unit and the meaning of each column."""
    pa = arrow()
    types = {
        "str": pa.string(),
        "float64": pa.float64(),
        "int64": pa.int64(),
        "bool": pa.bool_(),
        "time": pa.timestamp("us", tz="UTC"),
        "date": pa.date32(),
    }
    return pa.schema(
        [
            pa.field(
                column.name,
                types[column.dtype],
                nullable=column.name not in {"file", "effort"},
                metadata={"unit": column.unit, "meaning": column.meaning},
            )
            for column in TABLES[name]
        ]
    )


@cache
def part_schema() -> Any:
    """Give the schema of the parts: a row for each item, with all that came of it.

    key : Of the item.   where : The condition that it was held against.
    page : Of its report, below the folder; "" where none was asked for, NO_PAGE where the condition left it out.
    """
    pa = arrow()
    rows = {name: pa.struct([field.remove_metadata() for field in table_schema(name)]) for name in TABLES}
    return pa.schema(
        [
            pa.field("key", pa.binary(16), nullable=False),
            pa.field("file", pa.string(), nullable=False),
            pa.field("status", pa.string(), nullable=False),
            pa.field("where", pa.string(), nullable=False),
            pa.field("page", pa.string(), nullable=False),
            pa.field("session", rows["sessions"]),
            pa.field("efforts", pa.list_(rows["efforts"])),
            pa.field("zones", pa.list_(rows["zones"])),
            pa.field("failure", rows["failures"]),
        ]
    )


def packed(rows: list[dict[str, Any]]) -> bytes:
    """Give rows of a part as an Arrow message, sorted by file."""
    every = sorted(rows, key=lambda row: (row["file"], row["key"]))
    made: bytes = arrow().RecordBatch.from_pylist(every, schema=part_schema()).serialize().to_pybytes()
    return made


def unpacked(data: bytes) -> Any:
    """Give the rows of an Arrow message, as a record batch."""
    return arrow().ipc.read_record_batch(arrow().py_buffer(data), part_schema())
