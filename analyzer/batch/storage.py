"""Recordings in object storage and other places that fsspec reaches: listing them, and opening them."""

import contextlib
import importlib
import shutil
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from analyzer import archive
from analyzer.batch.items import Item, Unlisted, readable
from analyzer.batch.members import members
from analyzer.errors import AnalyzerError, ReadError

OWN = {"memory"}
"""Storages of one process alone: it reads for the others."""
_STAMPS = ("ETag", "etag", "mtime", "LastModified", "last_modified", "md5", "created")


class MissingExtraError(AnalyzerError):
    """What a storage needs is not installed."""


def items(url: str) -> Iterator[Item | Unlisted]:
    """List the recordings below a URL, or of a pattern; an error takes the place of what cannot be listed."""
    try:
        system, path = _system(url)
        named, found = _found(system, path)
        for name, about in found:
            if about.get("type") == "directory" or not (named or _may_be(system, name)):
                continue
            whole = _url(system, name, url if named else "")
            if name.lower().endswith(".zip"):
                with _whole_or_ranges(system, name) as file:
                    yield from members(whole, file, file.seek(0, 2))
            else:
                yield Item(readable(whole), whole, about.get("size") or 0, _stamp(about), named=named)
    except AnalyzerError as error:
        yield Unlisted(readable(url), str(error))
    except Exception as error:  # noqa: BLE001 - every storage has errors of its own
        yield Unlisted(readable(url), _reason(error, "listed"))


def open_archive(url: str) -> IO[bytes]:
    """Open an archive in a storage, to be read at any place. Raises ReadError."""
    try:
        return _whole_or_ranges(*_system(url))
    except AnalyzerError:
        raise
    except Exception as error:
        raise ReadError(_reason(error, "read")) from error


def read_url(url: str, most: int) -> bytes:
    """Read a file in a storage, `most` bytes of it at most. Raises ReadError."""
    try:
        system, path = _system(url)
        with _open(system, path) as file:
            return file.read(most)
    except AnalyzerError:
        raise
    except Exception as error:
        raise ReadError(_reason(error, "read")) from error


def is_own(url: str) -> bool:
    """Tell whether only this process can read the URL."""
    return url.partition("://")[0] in OWN


def _system(url: str) -> tuple[Any, str]:
    try:
        core = importlib.import_module("fsspec.core")
    except ImportError as error:
        raise MissingExtraError(
            "a URL needs fsspec, which is not installed; install it with: pip install 'track-analyzer[batch]'"
        ) from error
    try:
        system, path = core.url_to_fs(url)
    except ImportError as error:
        protocol = url.partition("://")[0]
        extra = "; install it with: pip install 'track-analyzer[s3]'" if protocol in {"s3", "s3a"} else ""
        raise MissingExtraError(f"storage at {protocol}:// needs a package that is not installed{extra}") from error
    except ValueError as error:
        raise ReadError(f"{_short(error)}; give s3://, https://, memory:// or another that fsspec knows") from error
    return system, str(path)


def _found(system: Any, path: str) -> tuple[bool, list[tuple[str, dict[str, Any]]]]:
    """Give the files below a path with what is told of them, by name; and whether the path is one file."""
    if any(letter in path for letter in "*?["):
        told = system.glob(path, detail=True)
        if not told:
            raise ReadError("no file is of this pattern; check the folders in it")
        return False, sorted(told.items())
    if not path.endswith("/"):  # a page that lists files is a file to some storages
        with contextlib.suppress(FileNotFoundError):
            about = system.info(path)
            if about.get("type") != "directory":
                return True, [(path, about)]
    told = system.find(path, detail=True)
    if not told:
        raise ReadError("there is no such file or folder, or it is empty; check the URL and the network")
    return False, sorted(told.items())


def _may_be(system: Any, name: str) -> bool:
    """Tell a recording or an archive by its name; only what has no ending is looked into, since each look costs."""
    last = name.rsplit("/", 1)[-1]
    if last.startswith("."):
        return False
    if archive.is_recording(last, b"") or last.lower().endswith(".zip"):
        return True
    if "." in last:
        return False
    with _open(system, name) as file:
        return archive.is_recording(last, file.read(archive.HEAD))


def _open(system: Any, path: str) -> IO[bytes]:
    opened: IO[bytes] = system.open(path, "rb")
    return opened


def _whole_or_ranges(system: Any, path: str) -> IO[bytes]:
    """Open a file to be read at any place; where the storage gives it only from its beginning, take a copy."""
    file = _open(system, path)
    try:
        file.seek(-1, 2)
        file.read(1)
        file.seek(0)
    except (ValueError, OSError):
        file.close()
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - closed by who asked for it
        with system.open(path, "rb", block_size=0) as stream:
            shutil.copyfileobj(stream, copy)
        copy.seek(0)
        return copy
    return file


def _url(system: Any, name: str, given: str) -> str:
    return given or str(system.unstrip_protocol(name))


def _stamp(about: dict[str, Any]) -> str:
    return next((str(about[name]) for name in _STAMPS if about.get(name)), "")


def _reason(error: Exception, what: str) -> str:
    return f"it cannot be {what} ({_short(error)}); check the URL, the permissions and the network"


def _short(error: Exception) -> str:
    text = " ".join(readable(str(error)).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__
