"""The page that lists what a batch found, written beside its tables."""

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from analyzer import __version__
from analyzer.batch.parts import whole
from analyzer.batch.schema import arrow
from analyzer.batch.summary import Summary
from analyzer.model import EffortKind
from analyzer.pipeline import METHOD
from analyzer.report import index_page

NAME = "index.html"
_SESSIONS = (
    *("file", "start", "kind", "title", "headline", "duration_s", "distance_m", "trial", "on_track", "track"),
    *("latitude_deg", "longitude_deg", "report"),
)


def write(folder: Path, found: Summary, *, most: int = index_page.MOST) -> Path:
    """Write the page of the tables in a folder, whole or not at all; it lists `most` sessions, the newest."""
    best = [(one.file, EffortKind.REP.value, one.nominal, one.on_track, one.time, one.time_sd) for one in found.bests]
    text = index_page.html(
        _newest(folder / "sessions.parquet", [one.file for one in found.bests], most),
        pd.DataFrame(best, columns=["file", "kind", "nominal", "on_track", "time_s", "time_sd_s"], dtype=object),
        _frame(arrow("parquet").read_table(folder / "failures.parquet", columns=["file", "error"]).slice(0, most)),
        totals=index_page.Totals(found.sessions, found.on_track, found.tracks, found.trials, found.failures),
        title=f"Sessions: {folder.absolute().name}",
        lines=[
            line
            for number, line in (
                (found.left_out, f"Sessions left out by the condition: {found.left_out:,}"),
                (found.empty, f"Files without a run in them: {found.empty:,}"),
            )
            if number
        ],
        tables=[f"{name}.{ending}" for name in ("sessions", "efforts", "zones", "failures") for ending in ("csv",)],
        footer=f"analyzer {__version__}, method {METHOD}",
    )
    path = folder / NAME
    whole(path, partial(_put, text.encode()))
    return path


def _newest(path: Path, also: list[str], most: int) -> pd.DataFrame:
    """Give the newest sessions of the table, and those of some files."""
    pa, compute, parquet = arrow(), arrow("compute"), arrow("parquet")
    keys = parquet.read_table(path, columns=["file", "start"])
    order = compute.sort_indices(keys, sort_keys=[("start", "descending")])
    asked = compute.indices_nonzero(compute.is_in(keys.column("file"), value_set=pa.array(also, pa.string())))
    rows = compute.unique(pa.concat_arrays([order.slice(0, most), asked.cast(pa.uint64())]))
    return _frame(parquet.read_table(path, columns=list(_SESSIONS)).take(rows))


def _frame(table: Any) -> pd.DataFrame:
    """Give a table as a frame of plain objects: None for what is not there."""
    return pd.DataFrame({name: pd.Series(table.column(name).to_pylist(), dtype=object) for name in table.column_names})


def _put(data: bytes, path: Path) -> None:
    path.write_bytes(data)
