"""Hold that what is in a folder was made with the options of this run: two ways of timing are never in one table."""

import hashlib
import json
from pathlib import Path
from typing import Any

from analyzer.batch.columns import TABLES, VERSION
from analyzer.batch.parts import whole
from analyzer.batch.tables import ENDINGS
from analyzer.errors import AnalyzerError
from analyzer.pipeline import METHOD, Options
from analyzer.units import format_time

NAME = "batch.json"


class OtherRunError(AnalyzerError):
    """A folder that holds something else than results of the same options."""


def told(options: Options, *, corrections: bool) -> dict[str, Any]:
    """Give what the results depend on, each by the name that the runner knows it by; null where it was not said."""
    saved = hashlib.sha256(repr(options.saved).encode()).hexdigest()[:12] if options.saved else None
    return {
        "method": METHOD,
        "columns": VERSION,
        "--five-k": None if options.five_k is None else format_time(options.five_k),
        "--goal": None if options.goal is None else format_time(options.goal),
        "--lane": options.lane,
        "--shape": options.shape,
        "--direction": options.direction,
        "--finish": None if options.finish is None else f"{options.finish[0]},{options.finish[1]}",
        "--plan": repr(options.plan) if options.plan is not None else None,
        "--workout": options.template or None,
        "--saved-tracks": saved,
        "--no-corrections": None if corrections else "given",
    }


def check(folder: Path, wanted: dict[str, Any], *, fresh: bool) -> None:
    """Hold that a folder has results of the same options, or is free; then write down the options of this run.

    Raises OtherRunError.
    """
    path = folder / NAME
    try:
        before = json.loads(path.read_bytes())
    except FileNotFoundError:
        _check_free(folder)
        before = None
    except (OSError, ValueError) as error:
        raise OtherRunError(f"{path} cannot be read ({error}); choose another --out, or remove the folder") from error
    if isinstance(before, dict) and not fresh:
        other = next((name for name in wanted if before.get(name) != wanted[name]), None)
        if other is not None:
            raise OtherRunError(
                f"{folder} holds results with {_said(other, before.get(other))}, and this run is with "
                f"{_said(other, wanted[other])}; give the same, choose another --out, or do all again with --fresh"
            )
    text = json.dumps(wanted, indent=1).encode() + b"\n"
    whole(path, lambda half: _put(half, text))


def _put(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _check_free(folder: Path) -> None:
    for name in TABLES:
        for ending in ENDINGS:
            path = folder / f"{name}.{ending}"
            if path.exists():
                raise OtherRunError(f"{path} is there already and is no table of a batch; choose another --out")


def _said(name: str, value: Any) -> str:
    if not name.startswith("--"):
        return f"version {value} of the {name}"
    if value is None:
        return f"no {name}"
    return name if name == "--no-corrections" else f"{name} {value}"
