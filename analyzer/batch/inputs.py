"""What the runner named: files, folders, archives and patterns on this machine; URLs go to `storage`."""

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from analyzer import archive, folder
from analyzer.batch import storage
from analyzer.batch.items import Item, Unlisted, is_url, readable
from analyzer.batch.members import members
from analyzer.readers.unwrap import LARGEST

CORRECTIONS = ".corrections.toml"


def items(paths: Sequence[str]) -> Iterator[Item | Unlisted]:
    """List the recordings that the paths name, each once, in an order that stays."""
    seen: set[bytes] = set()
    for path in paths:
        for found in storage.items(path) if is_url(path) else _local(path):
            if found.key not in seen:
                seen.add(found.key)
                yield found


def _local(given: str) -> Iterator[Item | Unlisted]:
    # the whole path: the same file has the same name from whichever folder the batch is started
    path = Path(os.path.abspath(given))  # noqa: PTH100 - resolve() would follow links, which change
    try:
        if path.is_dir():
            yield from _folder(path)
        elif path.exists():
            yield from _file(path, path.stat(), named=True)
        elif glob.has_magic(given):
            yield from _pattern(str(path))
        else:
            yield Unlisted(readable(str(path)), "there is no such file or folder; check the path")
    except OSError as error:
        yield _unlisted(str(path), error)


def _pattern(pattern: str) -> Iterator[Item | Unlisted]:
    empty = True
    for name in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 - patterns may be whole paths
        path = Path(name)
        empty = False
        if path.is_dir():
            yield from _folder(path)
        elif not path.name.endswith(CORRECTIONS):
            yield from _guarded(path)
    if empty:
        yield Unlisted(readable(pattern), "no file is of this pattern; quote it, and check the folders in it")


def _folder(above: Path) -> Iterator[Item | Unlisted]:
    for path in folder.files(above):
        yield from _guarded(path)


def _guarded(path: Path) -> Iterator[Item | Unlisted]:
    """List a file that was found; pass over what is no recording."""
    try:
        with path.open("rb") as file:
            known = archive.is_recording(path.name, b"")
            head = file.read(len(archive.ZIP) if known else archive.HEAD)
            state = os.fstat(file.fileno())
        if head.startswith(archive.ZIP) or known or archive.is_recording(path.name, head):
            yield from _file(path, state, named=False)
    except OSError as error:
        yield _unlisted(str(path), error)


def _file(path: Path, state: os.stat_result, *, named: bool) -> Iterator[Item | Unlisted]:
    with path.open("rb") as file:
        if file.read(len(archive.ZIP)) == archive.ZIP and (state.st_size > LARGEST or archive.several(file)):
            yield from members(str(path), file, state.st_size)
            return
    stamp = str(state.st_mtime_ns)
    try:
        corrected = path.with_name(path.name + CORRECTIONS).stat()
        stamp += f" corrected {corrected.st_mtime_ns} {corrected.st_size}"
    except OSError:
        pass  # there are none
    yield Item(readable(str(path)), str(path), state.st_size, stamp, named=named)


def _unlisted(path: str, error: OSError) -> Unlisted:
    return Unlisted(readable(path), f"it cannot be opened ({error.strerror or error}); check its path and permissions")
