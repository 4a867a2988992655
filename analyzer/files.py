"""Files that are written whole or not at all."""

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from analyzer.errors import AnalyzerError


class WriteError(AnalyzerError):
    """A file that could not be written."""


def write(path: Path, data: bytes | Iterable[bytes]) -> Path:
    """Write a file, whole or not at all; its folder is made where it is missing. Raises WriteError.

    data : Or the pieces of it, one after another.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _replace(path, (data,) if isinstance(data, bytes) else data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(f"{path} could not be written ({reason}); choose another folder") from error


def _replace(path: Path, pieces: Iterable[bytes]) -> Path:
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            file.writelines(pieces)
        return path

    def fill(half: Path) -> None:
        with half.open("wb") as file:
            file.writelines(pieces)

    return whole(path, fill, prefix=f".{path.name[:80]}.")


def whole(path: Path, fill: Callable[[Path], None], *, prefix: str, durable: bool = False) -> Path:
    """Let `fill` write a file beside, and put that in the place of this one; who reads it meanwhile sees the old one.

    prefix : How the name of the file beside begins.   durable : It is on the disk before it takes the place.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=path.suffix)
    try:
        os.close(handle)
        fill(Path(name))
        if durable:
            with Path(name).open("rb") as file:
                os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
