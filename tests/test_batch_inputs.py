"""What a batch takes from what is named: folders, archives in them, patterns, storages; and what it passes over."""

import gzip
import io
import os
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from watch_files import activity, gpx, point, run

from analyzer import archive
from analyzer.batch import inputs, reading
from analyzer.batch.items import Item, Unlisted, readable
from analyzer.errors import DamagedFileError, ReadError

FIT = run(60).file()
GPX = gpx([point(s) for s in range(60)]).encode()
SETTINGS = activity().file()


@pytest.fixture(autouse=True)
def _archives_closed() -> Iterator[None]:
    yield
    reading.close()


def packed(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in files.items():
            written.writestr(name, data)
    return target.getvalue()


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def listed(*paths: Path | str) -> list[Item]:
    found = list(inputs.items([str(path) for path in paths]))
    assert not [one for one in found if isinstance(one, Unlisted)]
    return [one for one in found if isinstance(one, Item)]


def places(folder: Path, *paths: Path | str) -> list[str]:
    return [item.place.removeprefix(f"{folder}/") for item in listed(*paths)]


def wrong(*paths: Path | str) -> list[tuple[str, str]]:
    return [(one.place, one.error) for one in inputs.items([str(p) for p in paths]) if isinstance(one, Unlisted)]


def test_a_folder_gives_its_recordings_by_name_and_no_other_files(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "b.fit": FIT,
            "2026/a.gpx": GPX,
            "2026/c.fit.gz": gzip.compress(FIT),
            "without ending": FIT,
            "notes.txt": b"ran well",
            "picture.jpg": b"\xff\xd8\xff\xe0" * 30,
            ".hidden.fit": FIT,
            ".git/d.fit": FIT,
            "b.fit.gpx": GPX,
        },
    )
    assert places(tmp_path, tmp_path) == ["b.fit", "without ending", "2026/a.gpx", "2026/c.fit.gz"]


def test_an_archive_in_a_folder_gives_what_is_inside_and_inside_that(tmp_path: Path) -> None:
    inner = packed({"x/e.fit": FIT, "f.gpx": GPX, "g.txt": b"no"})
    put(tmp_path, {"export.zip": packed({"a.fit": FIT, "b.csv": b"1,2", "c/inner.zip": inner}), "z.fit": FIT})
    found = listed(tmp_path)
    assert [item.place.removeprefix(f"{tmp_path}/") for item in found] == [
        "export.zip/a.fit",
        "export.zip/c/inner.zip/f.gpx",
        "export.zip/c/inner.zip/x/e.fit",
        "z.fit",
    ]
    assert [reading.data(item) for item in found] == [FIT, GPX, FIT, FIT]
    assert [reading.data(item) for item in reversed(found)] == [FIT, FIT, GPX, FIT]


def test_an_archive_of_one_recording_is_that_recording(tmp_path: Path) -> None:
    put(tmp_path, {"one.zip": packed({"a.fit": FIT})})
    assert places(tmp_path, tmp_path / "one.zip") == ["one.zip"]


def test_two_files_of_one_name_in_an_archive_have_places_of_their_own(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as written:
        written.writestr("a.fit", FIT)
        with pytest.warns(UserWarning, match="Duplicate name"):
            written.writestr("a.fit", GPX)
    put(tmp_path, {"export.zip": target.getvalue()})
    found = listed(tmp_path)
    assert [item.place.rpartition("/")[2] for item in found] == ["a.fit", "a.fit (2)"]
    assert sorted(reading.data(item) for item in found) == sorted([FIT, GPX])


def test_a_pattern_gives_what_fits_it(tmp_path: Path) -> None:
    put(tmp_path, {"2025-1.fit": FIT, "2026-1.fit": FIT, "2026-2.fit": FIT, "x/2026-3.fit": FIT, "2026.txt": b"no"})
    assert places(tmp_path, f"{tmp_path}/2026*") == ["2026-1.fit", "2026-2.fit"]
    assert places(tmp_path, f"{tmp_path}/**/2026*") == ["2026-1.fit", "2026-2.fit", "x/2026-3.fit"]
    assert places(tmp_path, f"{tmp_path}/*") == ["2025-1.fit", "2026-1.fit", "2026-2.fit", "x/2026-3.fit"]


def test_a_file_with_the_letters_of_a_pattern_in_its_name_is_that_file(tmp_path: Path) -> None:
    put(tmp_path, {"run [1].fit": FIT})
    assert places(tmp_path, tmp_path / "run [1].fit") == ["run [1].fit"]


def test_what_is_named_twice_is_taken_once(tmp_path: Path) -> None:
    put(tmp_path, {"a.fit": FIT, "b.fit": FIT})
    assert places(tmp_path, tmp_path / "b.fit", tmp_path, f"{tmp_path}/*.fit") == ["b.fit", "a.fit"]


def test_a_file_is_the_same_from_whichever_folder_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"runs/a.fit": FIT})
    whole = listed(tmp_path / "runs")
    monkeypatch.chdir(tmp_path)
    near = listed("runs")
    monkeypatch.chdir(tmp_path / "runs")
    assert [item.key for item in whole] == [item.key for item in near] == [item.key for item in listed(".")]


def test_what_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(packed({"a.fit": FIT, "b.fit": FIT})[:-40])
    assert wrong(tmp_path / "none.fit") == [(f"{tmp_path}/none.fit", "there is no such file or folder; check the path")]
    assert wrong(f"{tmp_path}/*.gpx") == [
        (f"{tmp_path}/*.gpx", "no file is of this pattern; quote it, and check the folders in it")
    ]


def test_a_file_has_another_key_when_it_or_its_corrections_change(tmp_path: Path) -> None:
    put(tmp_path, {"a.fit": FIT, "b.fit": FIT})
    first, other = listed(tmp_path)
    assert first.key != other.key
    assert listed(tmp_path)[0].key == first.key
    os.utime(tmp_path / "a.fit", ns=(0, 10**18))
    touched = listed(tmp_path)[0]
    assert touched.key != first.key
    put(tmp_path, {"a.fit.corrections.toml": b"lane = 2\n"})
    corrected = listed(tmp_path)[0]
    assert corrected.key != touched.key
    assert places(tmp_path, tmp_path) == ["a.fit", "b.fit"]


def test_a_newer_export_changes_only_what_is_new_in_it(tmp_path: Path) -> None:
    put(tmp_path, {"export.zip": packed({"a.fit": FIT, "b.fit": GPX})})
    before = {item.place: item.key for item in listed(tmp_path)}
    put(tmp_path, {"export.zip": packed({"0.fit": FIT, "a.fit": FIT, "b.fit": FIT})})
    after = {item.place: item.key for item in listed(tmp_path)}
    assert [place.rpartition("/")[2] for place in after if after[place] == before.get(place)] == ["a.fit"]


def test_a_file_that_is_gone_since_it_was_listed_is_an_error_of_one_line(tmp_path: Path) -> None:
    put(tmp_path, {"a.fit": FIT})
    (item,) = listed(tmp_path)
    (tmp_path / "a.fit").unlink()
    with pytest.raises(ReadError, match="the file is gone since it was listed; run it again"):
        reading.data(item)


def test_an_archive_that_changed_since_it_was_listed_is_an_error_of_one_line(tmp_path: Path) -> None:
    opened = archive.Opened(io.BytesIO(packed({"a.fit": FIT})), 1000)
    with pytest.raises(DamagedFileError, match="the archive has changed since it was listed"):
        opened.read((12345,))
    opened.close()


def test_a_storage_gives_files_folders_patterns_and_archives() -> None:
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    files = {"a.fit": FIT, "2026/b.gpx": GPX, "2026/export.zip": packed({"c.fit": FIT, "d.gpx": GPX}), "e.txt": b"no"}
    for name, data in files.items():
        system.pipe(f"/storage/{name}", data)
    whole = listed("memory://storage")
    assert [item.place for item in whole] == [
        "memory:///storage/2026/b.gpx",
        "memory:///storage/2026/export.zip/c.fit",
        "memory:///storage/2026/export.zip/d.gpx",
        "memory:///storage/a.fit",
    ]
    assert [reading.data(item) for item in whole] == [GPX, FIT, GPX, FIT]
    assert [item.place for item in listed("memory://storage/a.fit")] == ["memory://storage/a.fit"]
    assert [item.name for item in listed("memory://storage/2026/*.gpx")] == ["b.gpx"]
    ((place, error),) = wrong("memory://storage/none")
    assert (place, error) == (
        "memory://storage/none",
        "there is no such file or folder, or it is empty; check the URL and the network",
    )
    system.rm("/storage", recursive=True)


class Quiet(SimpleHTTPRequestHandler):
    """A server without ranges that says nothing."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    pytest.importorskip("aiohttp")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_web_server_gives_files_its_lists_and_archives_though_it_knows_no_ranges(server: str, tmp_path: Path) -> None:
    put(tmp_path, {"runs/a.fit": FIT, "runs/b.txt": b"no", "export.zip": packed({"c.fit": FIT, "d.gpx": GPX})})
    assert [item.place for item in listed(f"{server}/runs/")] == [f"{server}/runs/a.fit"]
    assert [item.place for item in listed(f"{server}/runs/a.fit")] == [f"{server}/runs/a.fit"]
    inside = listed(f"{server}/export.zip")
    assert [item.place for item in inside] == [f"{server}/export.zip/c.fit", f"{server}/export.zip/d.gpx"]
    assert [reading.data(item) for item in (*listed(f"{server}/runs/"), *inside)] == [FIT, FIT, GPX]
    assert wrong(f"{server}/none.fit") == [
        (f"{server}/none.fit", "there is no such file or folder, or it is empty; check the URL and the network")
    ]
    ((_, error),) = wrong("http://127.0.0.1:9/a.fit")
    assert error.endswith("and the network")


def test_an_unknown_storage_is_said_in_one_line() -> None:
    pytest.importorskip("fsspec")
    ((_, error),) = wrong("nowhere://bucket/runs")
    assert "Protocol not known: nowhere" in error
    assert "\n" not in error


def test_without_fsspec_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    monkeypatch.setitem(sys.modules, "fsspec", None)
    ((_, error),) = wrong("s3://bucket/runs")
    assert error == "a URL needs fsspec, which is not installed; install it with: pip install 'track-analyzer[batch]'"


def test_secrets_of_a_url_are_told_to_nobody() -> None:
    told = readable("https://jo:secret@runs.example/a.fit?X-Amz-Credential=abc&sig=xyz&page=2")
    assert told == "https://runs.example/a.fit?X-Amz-Credential=..&sig=..&page=2"


def test_a_path_that_is_no_text_has_a_place_that_is() -> None:
    assert readable("/runs/\udcff.fit") == "/runs/\\udcff.fit"
