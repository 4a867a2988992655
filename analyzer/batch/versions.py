"""What software runs here and on the machines of a cluster: results are the same only where it is the same."""

import hashlib
import platform
from collections.abc import Callable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

import analyzer
from analyzer.pipeline import METHOD

PACKAGES = ("numpy", "scipy", "pandas", "pyarrow", "distributed")
"""Those whose numbers or files end up in the tables, and the one that carries them."""
MISSING = "missing"
Versions = Mapping[str, str]


@cache
def here() -> Versions:
    """Give the versions of what runs in this process, by name; as they were when first asked for."""
    code = hashlib.sha256()
    for path in sorted(Path(analyzer.__file__).parent.rglob("*.py")):
        code.update(path.read_bytes())
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        "analyzer": analyzer.__version__,
        "method": str(METHOD),
        "code": code.hexdigest()[:8],
        **{name: _version(name) for name in PACKAGES},
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return MISSING


def asked() -> Callable[[], Versions]:
    """Give a function that tells the versions of the process that it runs in, also where this package is missing."""

    def told() -> Versions:
        # it travels as code, not by name
        try:
            from analyzer.batch import versions  # noqa: PLC0415, PLW0406
        except ImportError as error:
            return {"analyzer": f"missing ({error})"}
        return versions.here()

    return told


def difference(mine: Versions, theirs: object) -> str:
    """Say in what another process differs; "" where it runs the same.

    >>> difference({"numpy": "2.1", "python": "3.11"}, {"numpy": "2.0", "python": "3.11"})
    'numpy 2.0'
    """
    if not isinstance(theirs, Mapping):
        return "does not say what it runs (" + " ".join(f"{type(theirs).__name__}: {theirs}".split())[:200] + ")"
    return ", ".join(f"{name} {theirs[name]}" for name in theirs if theirs[name] != mine.get(name, MISSING))


def written(versions: Versions) -> str:
    """Write versions."""
    return ", ".join(f"{name} {version}" for name, version in versions.items())
