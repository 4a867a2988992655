"""The tables: written from the parts as one pass over them, each whole or not at all."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from analyzer.batch.columns import TABLES
from analyzer.batch.merging import merged
from analyzer.batch.parts import whole
from analyzer.batch.schema import DONE, FAILED, arrow, table_schema
from analyzer.batch.where import Condition

GROUP = 16_384
"""Rows of a group in the Parquet files; how they were gathered leaves no trace in them."""
_ISO = "%Y-%m-%dT%H:%M:%SZ"
ENDINGS = ("csv", "parquet")


def write(
    folder: Path,
    streams: list[Iterator[Any]],
    *,
    keep: Callable[[bytes], bool],
    condition: Condition,
    see: Callable[[dict[str, Any]], None] = lambda _: None,
) -> None:
    """Write every table as CSV and as Parquet, sorted by file.

    keep : Keys of the items that are told of.   condition : Which sessions are.
    see : Gets each piece of the tables, by their names, as it is written.
    """
    jobs = [(name, ending) for name in TABLES for ending in ENDINGS]

    def fill(at: int, sinks: dict[tuple[str, str], Path]) -> None:
        if at < len(jobs):
            name, ending = jobs[at]
            whole(folder / f"{name}.{ending}", lambda path: fill(at + 1, sinks | {jobs[at]: path}))
        else:
            _fill(sinks, _rows(streams, keep, condition), see)

    # one inside the other: none is put in its place before all are written
    fill(0, {})


def _fill(
    sinks: dict[tuple[str, str], Path], rows: Iterator[dict[str, Any]], see: Callable[[dict[str, Any]], None]
) -> None:
    with ExitStack() as stack:
        writers = {
            name: (
                _Grouped(stack.enter_context(_parquet(sinks[name, "parquet"], name))),
                stack.enter_context(_csv(sinks[name, "csv"], name)),
            )
            for name in TABLES
        }
        for pieces in rows:
            for name, piece in pieces.items():
                grouped, text = writers[name]
                grouped.write(piece)
                text.write_batch(_as_text(piece))
            see(pieces)
        for grouped, _ in writers.values():
            grouped.finish()


def _rows(
    streams: list[Iterator[Any]], keep: Callable[[bytes], bool], condition: Condition
) -> Iterator[dict[str, Any]]:
    """Give pieces of every table, by their names."""
    pa, compute = arrow(), arrow("compute")
    for batch in merged(streams, keep=keep):
        failed = batch.filter(compute.equal(batch.column("status"), FAILED))
        done = batch.filter(compute.equal(batch.column("status"), DONE))
        sessions = done.column("session").to_pylist()
        told = done.filter(pa.array([condition.holds(row) is True for row in sessions], type=pa.bool_()))
        yield {
            "sessions": _table("sessions", told.column("session")),
            "efforts": _table("efforts", told.column("efforts").flatten()),
            "zones": _table("zones", told.column("zones").flatten()),
            "failures": _table("failures", failed.column("failure")),
        }


def _table(name: str, rows: Any) -> Any:
    pa = arrow()
    return pa.RecordBatch.from_arrays(rows.flatten(), schema=table_schema(name))


class _Grouped:
    """A Parquet file whose groups are of the same rows, however many come at a time."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._waiting: list[Any] = []
        self._rows = 0

    def write(self, batch: Any) -> None:
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= GROUP:
            table = arrow().Table.from_batches(self._waiting)
            whole_groups = self._rows - self._rows % GROUP
            self._writer.write_table(table.slice(0, whole_groups).combine_chunks(), row_group_size=GROUP)
            self._waiting = table.slice(whole_groups).to_batches()
            self._rows -= whole_groups

    def finish(self) -> None:
        if self._rows:
            self._writer.write_table(arrow().Table.from_batches(self._waiting).combine_chunks(), row_group_size=GROUP)


def _parquet(path: Path, name: str) -> Any:
    return arrow("parquet").ParquetWriter(path, table_schema(name), compression="zstd")


def _csv(path: Path, name: str) -> Any:
    pa = arrow()
    schema = pa.schema([_text_field(field) for field in table_schema(name)])
    return arrow("csv").CSVWriter(path, schema)


def _text_field(field: Any) -> Any:
    pa = arrow()
    return pa.field(field.name, pa.string() if pa.types.is_timestamp(field.type) else field.type)


def _as_text(batch: Any) -> Any:
    """Write the moments of a piece as ISO 8601; everything else CSV can hold."""
    pa, compute = arrow(), arrow("compute")
    columns = [
        compute.strftime(column, format=_ISO) if pa.types.is_timestamp(column.type) else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema([_text_field(field) for field in batch.schema]))
