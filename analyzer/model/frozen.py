"""An analysis as plain data and arrays, and back: what a log keeps of it, so that a page needs no second analysis.

Dataclasses become lists of their fields, frames and arrays are kept apart under the path at which they stand. The
recording is left out, since its file is kept and read in milliseconds, and so is the covariance of the motion, which is
a function: what needs it (crossings at other marks) analyses the recording again.
"""

import dataclasses
import json
import types
import zlib
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from analyzer.errors import AnalyzerError
from analyzer.model.analysis import Analysis
from analyzer.model.recording import Recording
from analyzer.model.track import Floats

Plain = Any
Arrays = dict[str, np.ndarray[Any, Any]]

LONG, DECIMALS = 500, 4
"""Columns of more rows keep so many decimals: a tenth of a millimetre; what is finer is noise and does not compress."""
_LEFT_OUT = {"recording", "covariance"}


class FrozenError(AnalyzerError):
    """A kept analysis that this version cannot read; it is to be analysed again."""


def freeze(analysis: Analysis) -> tuple[Plain, Arrays]:
    """Give an analysis as plain data (lists, texts, numbers; NaN stays NaN) and arrays by their path."""
    arrays: Arrays = {}
    return _freeze(analysis, "", arrays), arrays


def pack(analysis: Analysis) -> bytes:
    """Give an analysis as compressed bytes."""
    plain, arrays = freeze(analysis)
    places = [[path, values.dtype.str, list(values.shape)] for path, values in arrays.items()]
    head = json.dumps([plain, places]).encode()
    # bytes of like weight side by side compress twice as well
    parts = [np.ascontiguousarray(values).view(np.uint8).reshape(-1, values.itemsize).T for values in arrays.values()]
    body = b"".join(part.tobytes() for part in parts)
    return zlib.compress(len(head).to_bytes(8, "little") + head + body, level=3)


def unpack(data: bytes, recording: Recording) -> Analysis:
    """Give the analysis back from `pack`, of this recording, cleaned as it was. Raises FrozenError."""
    try:
        whole = zlib.decompress(data)
        size = 8 + int.from_bytes(whole[:8], "little")
        plain, places = json.loads(whole[8:size])
        arrays: Arrays = {}
        for path, kind, shape in places:
            width, count = np.dtype(kind).itemsize, int(np.prod(shape))
            block = np.frombuffer(whole, np.uint8, width * count, size).reshape(width, count)
            arrays[path] = np.ascontiguousarray(block.T).view(kind).reshape(shape)
            size += width * count
    except (zlib.error, ValueError, TypeError) as error:
        raise FrozenError(f"the kept analysis cannot be read ({error}); analyse the session again") from error
    return thaw(plain, arrays, recording)


def thaw(plain: Plain, arrays: Arrays, recording: Recording) -> Analysis:
    """Give the analysis back, of this recording, cleaned as it was. Raises FrozenError where the shape has changed."""
    try:
        made: Analysis = _thaw(Analysis, plain, "", arrays, recording)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise FrozenError(f"the kept analysis is of another version ({error}); analyse the session again") from error
    return made


def _freeze(value: Any, path: str, arrays: Arrays) -> Plain:
    plain: Plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, pd.DataFrame):
        plain = _freeze_frame(value, path, arrays)
    elif dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value) if field.name not in _LEFT_OUT]
        plain = {name: _freeze(getattr(value, name), f"{path}/{name}", arrays) for name in names}
    elif isinstance(value, np.ndarray):
        plain, arrays[path] = path, value
    elif isinstance(value, dict):
        plain = [[_freeze(key, path, arrays), _freeze(one, f"{path}/{key}", arrays)] for key, one in value.items()]
    elif isinstance(value, tuple):
        plain = [_freeze(one, f"{path}/{place}", arrays) for place, one in enumerate(value)]
    elif isinstance(value, StrEnum):
        plain = value.value
    return plain


def _freeze_frame(frame: pd.DataFrame, path: str, arrays: Arrays) -> Plain:
    texts: dict[str, list[str]] = {}
    for name in frame.columns:
        values = frame[name].to_numpy()
        if values.dtype == np.float64:
            arrays[f"{path}/{name}"] = np.round(values, DECIMALS) if len(values) > LONG else values
        elif values.dtype.kind in "iub":
            arrays[f"{path}/{name}"] = values
        else:
            texts[str(name)] = [str(one) for one in values]
    own = isinstance(frame.index, pd.RangeIndex) and frame.index.start == 0 and frame.index.step == 1
    if not own:
        arrays[f"{path}/"] = frame.index.to_numpy()
    return {"columns": [str(name) for name in frame.columns], "texts": texts, "rows": len(frame), "own_index": own}


def _thaw_frame(plain: Plain, path: str, arrays: Arrays) -> pd.DataFrame:
    index = pd.RangeIndex(plain["rows"]) if plain["own_index"] else pd.Index(arrays[f"{path}/"])
    columns = {
        name: np.array(plain["texts"][name], dtype=object) if name in plain["texts"] else arrays[f"{path}/{name}"]
        for name in plain["columns"]
    }
    return pd.DataFrame(columns, index=index)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _thaw(kind: Any, plain: Plain, path: str, arrays: Arrays, recording: Recording) -> Any:
    """Make a value of a type from plain data."""

    def inner(one: Any, value: Plain, name: str) -> Any:
        return _thaw(one, value, f"{path}/{name}", arrays, recording)

    origin, made = get_origin(kind), plain
    if origin in {Union, types.UnionType}:
        (own,) = (one for one in get_args(kind) if one is not type(None))
        made = None if plain is None else _thaw(own, plain, path, arrays, recording)
    elif kind is Recording:
        made = recording
    elif kind is pd.DataFrame:
        made = _thaw_frame(plain, path, arrays)
    elif dataclasses.is_dataclass(kind):
        made = _thaw_fields(kind, plain, inner)
    elif origin is tuple:
        made = _thaw_tuple(get_args(kind), plain, inner)
    elif origin is dict:
        of_key, of_value = get_args(kind)
        made = {of_key(key): inner(of_value, one, str(key)) for key, one in plain}
    elif origin is np.ndarray:
        made = arrays[plain]
    elif kind is not Any:
        made = kind(plain)
    return made


def _thaw_fields(kind: Any, plain: Plain, inner: Callable[[Any, Plain, str], Any]) -> Any:
    made = {}
    for field in dataclasses.fields(kind):
        if field.name == "covariance":
            made[field.name] = _not_kept
        elif field.name == "recording":
            made[field.name] = inner(Recording, None, field.name)
        else:
            made[field.name] = inner(_hints(kind)[field.name], plain[field.name], field.name)
    return kind(**made)


def _thaw_tuple(kinds: tuple[Any, ...], plain: Plain, inner: Callable[[Any, Plain, str], Any]) -> tuple[Any, ...]:
    each = [kinds[0]] * len(plain) if kinds[-1] is Ellipsis else kinds
    return tuple(inner(one, value, str(place)) for place, (one, value) in enumerate(zip(each, plain, strict=True)))


def _not_kept(_times: Floats, _onsets: tuple[int, ...] = ()) -> Floats:
    raise FrozenError("the covariance of the motion is not kept; analyse the session again")
