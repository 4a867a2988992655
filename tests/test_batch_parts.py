"""What is done, on disk: a journal that survives a kill anywhere, parts that are joined, streams that are merged."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")

from analyzer.batch import parts as rooms
from analyzer.batch.merging import merged
from analyzer.batch.parts import Parts, whole
from analyzer.batch.schema import DONE, packed, unpacked
from analyzer.errors import AnalyzerError


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def row(number: int, headline: str = "") -> dict[str, Any]:
    file = f"/runs/{number:05d}.fit"
    session = {"file": file, "headline": headline or f"run {number}", "efforts": 2}
    efforts = [{"file": file, "effort": count, "time_s": number + count / 10} for count in (1, 2)]
    return {"key": key(number), "file": file, "status": DONE, "where": "", "page": "", "session": session} | {
        "efforts": efforts,
        "zones": [],
        "failure": None,
    }


def told(parts: Parts, keep: Callable[[bytes], bool] = lambda _: True) -> list[tuple[str, str, list[float]]]:
    """Give file, headline and times of what is kept."""
    return [
        (one["file"], one["session"]["headline"], [effort["time_s"] for effort in one["efforts"]])
        for batch in merged(parts.streams(), keep=keep)
        for one in batch.to_pylist()
    ]


def wanted(*numbers: int) -> list[tuple[str, str, list[float]]]:
    return [(f"/runs/{n:05d}.fit", f"run {n}", [n + 0.1, n + 0.2]) for n in numbers]


def shuffled(count: int) -> list[int]:
    numbers = list(range(count))
    random.Random(1).shuffle(numbers)
    return numbers


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make parts of three items, and join two of a size."""
    monkeypatch.setattr(rooms, "MOST_ROWS", 3)
    monkeypatch.setattr(rooms, "FAN", 2)


def test_what_was_added_is_told_sorted_by_file(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    for number in shuffled(700):
        parts.add(packed([row(number)]))
    assert told(parts) == wanted(*range(700))
    assert sorted(one for one, *_ in parts.ledger()) == [key(number) for number in range(700)]
    parts.close()


@pytest.mark.usefixtures("small")
def test_many_parts_are_joined_and_nothing_is_lost(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    for number in shuffled(100):
        parts.add(packed([row(number)]))
        spans = [(first, last) for first, last, _ in parts.names()]
        assert [first for first, _ in spans] == [0, *(last + 1 for _, last in spans)][: len(spans)]
        assert len(spans) <= 6
    assert told(parts) == wanted(*range(100))
    parts.close()


def test_of_two_rows_for_one_item_the_later_counts(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    parts.add(packed([row(1, "first"), row(2)]))
    parts.close_part()
    parts.add(packed([row(1, "second")]))
    parts.add(packed([row(1, "third")]))
    assert [headline for _, headline, _ in told(parts)] == ["third", "run 2"]
    parts.close()


def test_only_what_is_kept_is_told(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    parts.add(packed([row(number) for number in range(9)]))
    assert told(parts, keep={key(2), key(7)}.__contains__) == wanted(2, 7)
    parts.close()


@pytest.mark.usefixtures("small")
def test_a_journal_that_breaks_off_anywhere_keeps_what_is_whole_in_it(tmp_path: Path) -> None:
    parts = Parts(tmp_path / "one")
    sizes = []
    for number in range(2):
        parts.add(packed([row(number)]))
        sizes.append((tmp_path / "one" / "journal").stat().st_size)
    parts.close()
    journal = (tmp_path / "one" / "journal").read_bytes()
    for length in [*range(0, len(journal), 37), *(size + by for size in sizes for by in (-1, 0))]:
        (tmp_path / f"{length}").mkdir(exist_ok=True)
        (tmp_path / f"{length}" / "journal").write_bytes(journal[:length])
        again = Parts(tmp_path / f"{length}")
        intact = sum(size <= length for size in sizes)
        again.add(packed([row(9)]))
        assert told(again) == wanted(*range(intact), 9)
        again.close()


def test_a_journal_with_damaged_bytes_keeps_what_lies_before_them(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    for number in range(3):
        parts.add(packed([row(number)]))
    parts.close()
    journal = bytearray((tmp_path / "journal").read_bytes())
    journal[len(journal) // 2] ^= 0xFF
    (tmp_path / "journal").write_bytes(journal)
    again = Parts(tmp_path)
    assert told(again) == wanted(0)
    again.close()


@pytest.mark.usefixtures("small")
def test_a_kill_between_a_part_and_its_journal_makes_no_row_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = Parts(tmp_path)
    for number in range(2):
        parts.add(packed([row(number)]))
    journal = (tmp_path / "journal").read_bytes()
    parts.close_part()
    parts.close()
    (tmp_path / "journal").write_bytes(journal)
    again = Parts(tmp_path)
    assert told(again) == wanted(0, 1)
    again.close()


@pytest.mark.usefixtures("small")
def test_a_kill_between_a_joined_part_and_its_pieces_makes_no_row_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(Exception):
        """Where the process is killed."""

    def killed(_: Path) -> None:
        raise KilledError

    parts = Parts(tmp_path)
    for number in range(5):
        parts.add(packed([row(number)]))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", killed)
        with pytest.raises(KilledError):
            parts.add(packed([row(5)]))
    parts.close()
    (tmp_path / ".half-x.parquet").write_bytes(b"half a part")
    again = Parts(tmp_path)
    assert told(again) == wanted(*range(6))
    assert len(again.names()) == len(list(tmp_path.glob("*.parquet"))) == 1
    assert not list(tmp_path.glob(".half-*"))
    again.close()


@pytest.mark.parametrize("place", [10, 400, -2])
def test_a_part_that_the_disk_has_damaged_is_named_in_one_line(tmp_path: Path, place: int) -> None:
    parts = Parts(tmp_path)
    parts.add(packed([row(1)]))
    parts.close_part()
    parts.close()
    (path,) = tmp_path.glob("*.parquet")
    data = bytearray(path.read_bytes())
    data[place : place + 400] = bytes(400)
    path.write_bytes(data)
    again = Parts(tmp_path)
    with pytest.raises(AnalyzerError, match=r"0\.parquet is damaged; remove it, and run again"):
        told(again)
    again.close()


def test_what_is_cleared_is_gone(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    parts.add(packed([row(1)]))
    parts.close_part()
    parts.add(packed([row(2)]))
    parts.clear()
    assert told(parts) == []
    parts.close()


def test_streams_are_merged_as_sorting_would(tmp_path: Path) -> None:
    chance = random.Random(2)
    streams: list[list[Any]] = []
    for _ in range(7):
        numbers = sorted(chance.sample(range(60), 20))
        batches = [numbers[at : at + 6] for at in range(0, 20, 6)]
        streams.append([unpacked(packed([row(number, f"of {len(streams)}") for number in some])) for some in batches])
    latest = {
        one["file"]: one["session"]["headline"] for stream in streams for batch in stream for one in batch.to_pylist()
    }

    def each() -> list[Iterator[Any]]:
        return [iter(stream) for stream in streams]

    found = [one for batch in merged(each()) for one in batch.to_pylist()]
    assert [(one["file"], one["session"]["headline"]) for one in found] == sorted(latest.items())


def test_a_file_is_written_whole_or_the_old_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"

    def sound(half: Path) -> None:
        half.write_text("old", encoding="utf-8")

    whole(path, sound)

    def broken(half: Path) -> None:
        half.write_text("ne", encoding="utf-8")
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        whole(path, broken)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
