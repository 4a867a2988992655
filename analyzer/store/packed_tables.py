"""Small frames as one value each, and many of those as one frame: efforts of sessions, laps and zones of trials.

A line of JSON with the columns and the words in them, then numbers of eight bytes, row by row; a word is its place
among the words. The number and the day of the session are left out, since they are known from elsewhere.
"""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer import frames
from analyzer.errors import LogError

_OF_SESSION = {"session", "day"}
_NUMBER = np.dtype("<f8")
_Head = tuple[list[str], list[str]]


def pack(frame: pd.DataFrame, table: frames.Table) -> bytes:
    """Pack the rows of a frame."""
    whole = frames.conform(frame, table)
    chosen = _columns(table)
    words: dict[str, int] = {}
    numbers = np.empty((len(frame), len(chosen)), dtype=_NUMBER)
    for place, column in enumerate(chosen):
        values = whole[column.name].tolist()
        named = column.dtype == "str"
        numbers[:, place] = [words.setdefault(str(word), len(words)) for word in values] if named else values
    return json.dumps([[column.name for column in chosen], list(words)]).encode() + b"\n" + numbers.tobytes()


def unpack(packed: Sequence[bytes], table: frames.Table) -> tuple[dict[str, NDArray[Any]], NDArray[np.intp]]:
    """Unpack the rows of many frames below each other: the columns, and how many rows each frame has. Raises LogError.

    What was not packed is NaN, 0 or "", as in every frame.
    """
    parts = [one.partition(b"\n") for one in packed]
    try:
        heads: dict[bytes, _Head] = {head: json.loads(head) for head in {head for head, _, _ in parts}}
        counts = np.array([len(body) // (8 * len(heads[head][0])) for head, _, body in parts], dtype=np.intp)
        numbers = _numbers(parts, heads, counts)
    except (ValueError, TypeError, ZeroDivisionError) as error:
        raise LogError(f"an analysis kept in the log is damaged ({error}); analyse the sessions again") from error
    words, first = [""], {}
    for head, (_, own) in heads.items():
        first[head] = len(words)
        words += own
    offsets = np.repeat(np.array([first[head] for head, _, _ in parts], dtype=np.intp), counts)
    letters = np.array(words, dtype=object)
    columns: dict[str, NDArray[Any]] = {}
    for column in _columns(table):
        values = numbers.get(column.name, np.full(int(counts.sum()), np.nan))
        if column.dtype == "str":
            known = np.isfinite(values)
            columns[column.name] = letters[np.where(known, np.where(known, values, 0).astype(np.intp) + offsets, 0)]
        else:
            columns[column.name] = values if column.dtype == "float64" else np.nan_to_num(values).astype(np.int64)
    return columns, counts


def _columns(table: frames.Table) -> list[frames.Column]:
    return [column for column in table if column.name not in _OF_SESSION]


def _numbers(
    parts: "list[tuple[bytes, bytes, bytes]]", heads: dict[bytes, _Head], counts: NDArray[np.intp]
) -> dict[str, NDArray[np.float64]]:
    """Give each column that was packed; NaN in the rows of the frames that were packed without it."""
    found: dict[str, NDArray[np.float64]] = {}
    for names in {tuple(names) for names, _ in heads.values()}:
        own = [tuple(heads[head][0]) == names for head, _, _ in parts]
        bodies = [body for (_, _, body), one in zip(parts, own, strict=True) if one]
        rows = np.frombuffer(b"".join(bodies), _NUMBER).reshape(-1, len(names))
        for place, name in enumerate(names):
            values = found.setdefault(name, np.full(int(counts.sum()), np.nan))
            values[np.repeat(own, counts)] = rows[:, place]
    return found
