"""A session's way into the log: keep its file, analyse it, put it where it belongs.

The raw file is safe in the log before it is analysed. A process that is killed leaves it waiting, and the next one
takes it up: the session gets into the log in one transaction, or not at all.
"""

from collections.abc import Iterable, Sequence

from analyzer.logbook.added import EMPTY, NOTHING_SAID, Added, Item, Saved, Tell
from analyzer.logbook.analysing import analysed
from analyzer.logbook.desk import Desk
from analyzer.model import Athlete, Diary, Said, SavedTrack
from analyzer.store import Store


def add(
    store: Store,
    athlete: Athlete,
    data: bytes,
    *,
    name: str = "",
    said: Said = NOTHING_SAID,
    diary: Diary = EMPTY,
    saved_tracks: Sequence[SavedTrack] = (),
) -> Added:
    """Take a recording into the log; nothing that is wrong with it is raised, but told in what is given.

    data : The file as it came, packed or not.
    """
    given: list[Added] = []
    add_all(
        store,
        athlete,
        [Item(data, name, said=said, diary=diary)],
        saved=lambda: saved_tracks,
        told=lambda _, added: given.append(added),
    )
    return given[0]


def add_all(
    store: Store,
    athlete: Athlete,
    items: Iterable[Item],
    *,
    saved: Saved,
    told: Tell,
    jobs: int = 1,
) -> None:
    """Take recordings into the log one after another, as `items` gives them; `told` hears of each when it is done.

    What was ended in the midst of leaves the log sound: the files that were taken wait in it.
    """
    desk = Desk(store, athlete, saved, told)
    for task, found in analysed(desk.tasks(items), jobs=jobs):
        desk.finish(task, found)


def resume(store: Store, athlete: Athlete, *, saved: Saved, told: Tell, jobs: int = 1, failed: bool) -> None:
    """Take up the files that wait; with `failed` those too that could not be analysed before."""
    desk = Desk(store, athlete, saved, told)
    for task, found in analysed(desk.waiting(failed=failed), jobs=jobs):
        desk.finish(task, found)
