"""Walk a folder as a runner has it: by name, without what is hidden or was made here."""

import os
from collections.abc import Iterator
from pathlib import Path


def files(folder: Path) -> Iterator[Path]:
    """Give the files in a folder and its folders by name, no hidden ones, nor what was converted from a neighbour."""
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        there = set(names)
        for name in sorted(names):
            path = Path(above, name)
            converted = path.suffix == ".gpx" and path.stem in there
            if not name.startswith(".") and not converted and path.is_file():
                yield path
