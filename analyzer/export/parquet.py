"""Write the samples of a recording as Parquet, with the unit and the meaning of each column in its schema."""

import importlib
import io
from typing import Any

from analyzer import frames
from analyzer.errors import AnalyzerError
from analyzer.model import Recording

MARK = b"analyzer.recording"
"""The key of the schema's metadata under which `write` tells what was recorded."""


class MissingExtraError(AnalyzerError):
    """What a format needs is not installed."""


def write(recording: Recording) -> bytes:
    """Give the samples as Parquet: `time` in UTC to the microsecond, then the columns of frames.SAMPLES and others.

    Raises MissingExtraError where pyarrow is not installed.
    """
    arrow, parquet = _arrow()
    samples = recording.samples
    about = {column.name: column for column in frames.SAMPLES}
    fields = [arrow.field("time", arrow.timestamp("us", tz="UTC"), nullable=False)]
    arrays = [arrow.array(samples.index, type=fields[0].type)]
    for name in samples.columns:
        known = about.get(name)
        notes = {"unit": known.unit, "meaning": known.meaning} if known else None
        # a missing value is null, as in other programs, and not the NaN of pandas
        arrays.append(arrow.array(samples[name], from_pandas=True))
        fields.append(arrow.field(name, arrays[-1].type, metadata=notes))
    told = {
        MARK: recording.file,
        "sport": recording.sport,
        "sub_sport": recording.sub_sport,
        "device": recording.device,
    }
    table = arrow.Table.from_arrays(arrays, schema=arrow.schema(fields, metadata=told))
    target = io.BytesIO()
    parquet.write_table(table, target)
    return target.getvalue()


def _arrow() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingExtraError(
            "Parquet needs pyarrow, which is not installed; install it with: pip install 'track-analyzer[parquet]'"
        ) from error
