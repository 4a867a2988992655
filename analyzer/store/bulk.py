"""Tens of thousands of rows at once, by column, past the objects that a database layer makes of each row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Select

from analyzer import frames
from analyzer.store import clock


def columns(connection: Connection, query: Select[Any]) -> dict[str, Any]:
    """Read all rows, by column."""
    names = [str(column.key) for column in query.selected_columns]
    rows = _rows(connection, query)
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())


def _rows(connection: Connection, query: Select[Any]) -> Sequence[tuple[Any, ...]]:
    if connection.dialect.name != "postgresql":
        with connection.execute(query) as result:
            return _all(result.cursor)
    # numbers and bytes come as they are, not as texts
    compiled = query.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    driver: Any = connection.connection.driver_connection
    with driver.cursor(binary=True) as cursor:
        cursor.execute(str(compiled), compiled.params)
        return _all(cursor)


def _all(cursor: Any) -> Sequence[tuple[Any, ...]]:
    found: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return found


def frame(found: dict[str, Any], table: frames.Table) -> pd.DataFrame:
    """Make a frame of a table; with a column `start` that is no column of it, by that as the index."""
    own = {column.name: column.dtype for column in table}
    index: pd.Index[Any] = pd.RangeIndex(len(next(iter(found.values()))))
    if "start" in found and "start" not in own:
        index = clock.moments(np.array(found["start"], dtype=np.int64))
    arrays = {
        name: np.array(values, dtype=object if own[name] == "str" else own[name])
        for name, values in found.items()
        if name in own
    }
    return frames.build(arrays, table, index)
