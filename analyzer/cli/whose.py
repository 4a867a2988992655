"""Whose the files of a followed folder are."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import OptionError

if TYPE_CHECKING:
    from analyzer.model import Athlete
    from analyzer.store import Store


@dataclass(frozen=True)
class Whose:
    """Whose the files of a folder are: of one athlete, or of those whose names its folders have.

    athlete : None where every file must lie in the folder of an athlete.
    """

    folder: Path
    athlete: "Athlete | None"
    by_folder: bool

    def name(self, path: Path) -> str:
        """Give the name of the folder that tells whose a file is; "" for the one athlete. Raises OptionError."""
        inside = path.relative_to(self.folder).parts
        if self.by_folder and len(inside) > 1:
            return unicodedata.normalize("NFC", inside[0])
        if self.athlete is None:
            raise OptionError(
                f"{path}: the file lies in no athlete's folder; move it into {self.folder / 'NAME'}, or add --athlete"
            )
        return ""

    def find(self, store: "Store", name: str) -> "Athlete":
        """Give the athlete of a folder, who is added to the log where he is not in it yet. Raises OptionError."""
        from analyzer.model import Athlete

        if not name:
            assert self.athlete is not None  # noqa: S101 - `name` saw to it
            return self.athlete
        try:
            return _called(store, name) or store.put_athlete(Athlete(name))
        except OptionError as error:
            # another process may have added him meanwhile
            found = _called(store, name)
            if found is None:
                raise OptionError(f"{self.folder / name}: {error}") from error
            return found


def _called(store: "Store", name: str) -> "Athlete | None":
    wanted = " ".join(name.split()).casefold()
    for one in store.athletes():
        if unicodedata.normalize("NFC", one.name).casefold() == wanted:
            return one
    return None
