"""The file of saved tracks is changed by one process at a time."""

import multiprocessing
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from analyzer import shelf
from analyzer.files import WriteError
from analyzer.model import SavedTrack
from analyzer.oval import STANDARD

PROCESSES = 8


def track(number: int) -> SavedTrack:
    return SavedTrack(f"Track {number}", STANDARD, 47.0 + number, 15.0, 30.0, 0.5, 0.1, 0.2)


def add(path: Path, number: int, barrier: Any) -> None:
    """Add a track, slowly enough that the others are in the middle of it too."""

    def slowly(kept: Sequence[SavedTrack]) -> tuple[SavedTrack, ...]:
        time.sleep(0.02)
        return (*kept, track(number))

    barrier.wait()
    shelf.change(path, slowly)


def test_eight_processes_that_each_add_a_track_at_once_lose_none(tmp_path: Path) -> None:
    own = multiprocessing.get_context("spawn")
    barrier, path = own.Barrier(PROCESSES), tmp_path / "data" / "tracks.json"
    started = [own.Process(target=add, args=(path, number, barrier)) for number in range(PROCESSES)]
    for process in started:
        process.start()
    for process in started:
        process.join()
    assert [process.exitcode for process in started] == [0] * PROCESSES
    assert sorted(one.name for one in shelf.load(path)) == [f"Track {number}" for number in range(PROCESSES)]


def test_where_nothing_changes_nothing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "data" / "tracks.json"
    assert shelf.change(path, tuple) == ()
    assert not path.parent.exists()


def test_a_file_that_another_process_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tracks.json"
    monkeypatch.setattr(shelf, "PATIENCE", 0.05)
    with (
        FileLock(tmp_path / ".tracks.json.lock"),
        pytest.raises(WriteError, match=r"tracks\.json: another analyzer has held it"),
    ):
        shelf.change(path, lambda kept: (*kept, track(1)))
    assert not path.exists()


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(WriteError, match=r"tracks\.json could not be written \(No space left on device\)"):
        shelf.change(tmp_path / "data" / "tracks.json", lambda kept: (*kept, track(1)))
