"""The recordings inside an archive, as pieces of work."""

from collections.abc import Iterator
from typing import IO

from analyzer import archive
from analyzer.batch.items import Item, Unlisted, numbered, readable
from analyzer.errors import AnalyzerError


def members(path: str, file: IO[bytes], size: int) -> Iterator[Item | Unlisted]:
    """List the recordings in an archive: each is known by its own size and checksum, whatever else is added."""
    taken: set[str] = set()
    place = readable(path)
    try:
        for found in archive.listing(file, size):
            own = numbered(readable(f"{place}/{found.inside}"), taken)
            if found.wrong is not None:
                yield Unlisted(own, str(found.wrong))
            else:
                yield Item(own, path, found.size, f"crc {found.crc:08x}", found.at)
    except AnalyzerError as error:
        yield Unlisted(place, str(error))
