"""Standard input, folders and the exports of services: every recording inside, one after another, and no bombs."""

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from watch_files import activity, gpx, point, run

from analyzer import archive
from analyzer.cli import commands
from analyzer.errors import AnalyzerError

FIT = run(60).file()
GPX = gpx([point(s) for s in range(60)]).encode()
ROUTE = b'<gpx><rte><rtept lat="1" lon="2"/></rte></gpx>'
SAMPLE = Path(__file__).parent.parent / "sample_data" / "mile_trial.fit"
SETTINGS = activity().file()
"""A FIT file without samples, as exports hold many."""


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Give a ZIP archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as written:
        for name, data in files.items():
            written.writestr(name, data)
    return target.getvalue()


EXPORT = {
    "activities.csv": b"Activity ID,Filename\n1,activities/1.fit.gz\n",
    "activities/1.fit.gz": gzip.compress(FIT),
    "activities/2.gpx": GPX,
    "activities/3.gpx.gz": gzip.compress(GPX),
    "activities/4.fit.gz": gzip.compress(bytes(600)),
    "activities/5.fit.gz": gzip.compress(FIT)[:20],
    "activities/6.fit": FIT[:14],
    "media/a.jpg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 30,
    "media/b.csv.gz": gzip.compress(b"a,b\n"),
    "routes/1.gpx": ROUTE,
    "settings.fit": SETTINGS,
    "__MACOSX/activities/._2.gpx": b"\0\5\x16\7 of a Mac",
    ".hidden.fit": FIT,
}
READ = ["activities/1.fit.gz", "activities/2.gpx", "activities/3.gpx.gz"]
DAMAGED = ["activities/4.fit.gz", "activities/5.fit.gz", "activities/6.fit"]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.zip"
    path.write_bytes(packed(EXPORT))
    return path


def analyzer(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    told = CliRunner().invoke(commands, [str(argument) for argument in arguments], input=stdin, prog_name="analyzer")
    assert "unexpected" not in told.stderr
    return told


def places(told: Result) -> list[str]:
    """Give what the errors are about."""
    return [line.removeprefix("Error: ").split(": ")[0] for line in told.stderr.splitlines()]


def written(folder: Path, suffix: str) -> list[str]:
    return sorted(path.relative_to(folder).as_posix().removesuffix(suffix) for path in folder.rglob(f"*{suffix}"))


def test_every_recording_of_an_export_is_reported_and_what_is_damaged_is_named_by_its_place(export: Path) -> None:
    pages = export.parent / "pages"
    told = analyzer("report", export, "--out", pages, "--no-charts")
    assert told.exit_code == 1
    assert places(told) == [f"{export}/{name}" for name in DAMAGED]
    assert written(pages, ".html") == READ
    # long paths are broken over lines
    assert [f"{export}/{name}" in "".join(told.stdout.split()) for name in READ] == [True] * 3
    assert told.stdout.count("Report: ") == 3


def test_the_json_of_an_export_is_a_line_a_recording(export: Path) -> None:
    told = analyzer("report", export, "--json")
    assert [json.loads(line)["recording"]["file"] for line in told.stdout.splitlines()] == [
        Path(name).name for name in READ
    ]
    assert list(export.parent.iterdir()) == [export]


@pytest.mark.parametrize("command", [("report",), ("convert", "--to", "csv")])
def test_an_export_needs_a_folder_for_what_is_made_of_it(export: Path, command: tuple[str, ...]) -> None:
    told = analyzer(*command, export)
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == (
        f"Error: {export}: the archive holds several recordings; "
        "say with --out FOLDER where what is made of them goes\n"
    )
    assert list(export.parent.iterdir()) == [export]


def test_an_export_is_converted_into_a_folder(export: Path) -> None:
    tables = export.parent / "tables"
    told = analyzer("convert", export, "--to", "csv", "--out", tables)
    assert told.exit_code == 1
    assert places(told) == [f"{export}/{name}" for name in DAMAGED]
    assert written(tables, ".csv") == READ
    assert len(pd.read_csv(tables / "activities" / "3.gpx.gz.csv")) == 60


def test_a_folder_is_read_like_its_archive_with_a_page_beside_each(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    for name, data in EXPORT.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "one.zip").write_bytes(packed({"run.fit": FIT}))
    (folder / "notes.zip").write_bytes(packed({"notes.txt": b"felt good"}))
    for _ in range(2):
        told = analyzer("report", folder, "--no-charts")
        assert told.exit_code == 1
        assert places(told) == [f"{folder}/{name}" for name in DAMAGED]
        assert written(folder, ".html") == [*READ, "one.zip"]
    assert analyzer("report", folder, "--out", tmp_path / "pages", "--no-charts").exit_code == 1
    assert written(tmp_path / "pages", ".html") == [*READ, "one.zip"]


def test_what_was_converted_from_its_neighbour_is_no_second_recording(tmp_path: Path) -> None:
    (tmp_path / "run.fit").write_bytes(SAMPLE.read_bytes())
    for _ in range(2):
        assert analyzer("convert", tmp_path, "--to", "gpx").exit_code == 0
        assert written(tmp_path, ".gpx") == ["run.fit"]


def test_archives_in_an_archive_are_read(tmp_path: Path) -> None:
    inner = packed({"UploadedFiles/1.fit": FIT, "UploadedFiles/2.fit": FIT}, zipfile.ZIP_STORED)
    path = tmp_path / "all.zip"
    path.write_bytes(packed({"Uploads/part1.zip": inner, "Uploads/part2.zip": inner, "notes.docx": packed({"a": b""})}))
    told = analyzer("report", path, "--out", tmp_path / "pages", "--no-charts")
    assert (told.exit_code, told.stderr) == (0, "")
    assert written(tmp_path / "pages", ".html") == [
        f"Uploads/part{part}.zip/UploadedFiles/{run}.fit" for part in (1, 2) for run in (1, 2)
    ]


def test_an_archive_of_one_run_has_its_page_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "run.zip"
    path.write_bytes(packed({"run.fit": SAMPLE.read_bytes(), "notes.txt": b"felt good"}))
    told = analyzer("report", path, "--no-charts")
    assert (told.exit_code, told.stderr) == (0, "")
    assert written(tmp_path, ".html") == ["run.zip"]


def test_two_archives_with_the_same_names_keep_their_pages_apart(export: Path) -> None:
    other = Path(shutil.copy(export, export.with_name("other.zip")))
    assert analyzer("report", export, other, "--out", export.parent / "pages", "--no-charts").exit_code == 1
    assert written(export.parent / "pages", ".html") == [
        f"{name}/{run}" for name in ("export.zip", "other.zip") for run in READ
    ]


def test_no_member_is_written_outside_of_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "in" / "evil.zip"
    path.parent.mkdir()
    path.write_bytes(
        packed({"../../up.fit": FIT, "/etc/root.fit": FIT, "C:\\windows\\x.fit": FIT, "n" * 300 + ".fit": FIT})
    )
    assert analyzer("convert", path, "--to", "csv", "--out", tmp_path / "in" / "out").exit_code == 0
    outside = [place for place in tmp_path.rglob("*.csv") if (tmp_path / "in" / "out") not in place.parents]
    assert outside == []
    assert len(list(tmp_path.rglob("*.csv"))) == 4


def test_one_name_twice_in_an_archive_gives_two_pages(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("run.fit", FIT)
        with pytest.warns(UserWarning, match="Duplicate name"):
            target.writestr("run.fit", run(30).file())
    assert analyzer("convert", path, "--to", "csv", "--out", tmp_path / "out").exit_code == 0
    assert sorted(len(pd.read_csv(table)) for table in (tmp_path / "out").iterdir()) == [30, 60]


def bomb_of(size: int) -> bytes:
    """Give a member that packs a thousand times."""
    return b"<gpx>" + bytes(size)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"a.fit": FIT, "bomb.gpx": bomb_of(8 * 2**20)}, "more than 200 times its size"),
        ({"a.fit": FIT, "bomb.gpx.gz": gzip.compress(bomb_of(8 * 2**20))}, "more than 200 times its size"),
        ({"a.fit": FIT, "bomb.zip": packed({"b.fit": bomb_of(8 * 2**20)})}, "more than 200 times its size"),
        ({"a.fit": FIT, "b.zip": packed({"c.zip": packed({"d.zip": packed({"e.fit": FIT})})})}, "archives deep"),
    ],
)
def test_a_bomb_is_refused_by_its_place_and_the_rest_is_read(
    tmp_path: Path, files: dict[str, bytes], told: str
) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(packed(files))
    result = analyzer("convert", path, "--to", "csv", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert told in result.stderr
    assert places(result)[0].startswith(f"{path}/b")
    assert written(tmp_path / "out", ".csv") == ["a.fit"]


def test_an_archive_whose_members_overlap_is_stopped_at_a_hundred_times_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_TOTAL_SLACK", 2**20)
    path = tmp_path / "bomb.zip"
    # no member is packed 200 times, all of them together are
    path.write_bytes(packed({f"{number}.gpx": b"<gpx>" + os.urandom(4000) + bytes(700_000) for number in range(8)}))
    result = analyzer("convert", path, "--to", "csv", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "unpacks to more than can be true" in result.stderr.splitlines()[-1]


def test_an_archive_with_too_many_entries_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MOST_ENTRIES", 5)
    path = tmp_path / "many.zip"
    path.write_bytes(packed({f"{number}.fit": FIT for number in range(6)}))
    with path.open("rb") as file, pytest.raises(AnalyzerError, match="6 entries"):
        list(archive.members(file, path.stat().st_size))


def test_a_member_that_was_damaged_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(packed({"a.fit": FIT, "b.fit": FIT, "c.fit": FIT}, zipfile.ZIP_STORED))
    middle = bytes(data).index(FIT, bytes(data).index(FIT) + 1)
    data[middle + 100] ^= 0xFF
    path = tmp_path / "export.zip"
    path.write_bytes(data)
    told = analyzer("convert", path, "--to", "csv", "--out", tmp_path / "out")
    assert told.exit_code == 1
    assert places(told) == [f"{path}/b.fit"]
    assert "CRC" in told.stderr
    assert written(tmp_path / "out", ".csv") == ["a.fit", "c.fit"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from Linux")
def test_a_large_archive_is_read_a_member_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        target.writestr("run.fit", FIT)
        for number in range(3):
            target.writestr(f"film{number}.mp4", b"\0\0\0\x20ftypisom" + os.urandom(2**10) * 50_000)
    told = subprocess.run(
        [sys.executable, "-c", _MEASURED, "report", path, "--no-charts", "--out", tmp_path / "out"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert written(tmp_path / "out", ".html") == ["run.fit"]
    # the films alone have 150 MB
    assert int(told.stderr.splitlines()[-1]) < 250_000


_MEASURED = """
import sys
from analyzer.cli import commands
try:
    commands(sys.argv[1:])
finally:
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
"""


def test_the_run_on_standard_input_is_summed_up_and_no_page_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = analyzer("report", "-", stdin=gzip.compress(SAMPLE.read_bytes()))
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.startswith("Mile  5:")
    assert "Report: " not in told.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_page_of_standard_input_goes_where_the_runner_says(tmp_path: Path) -> None:
    page, out = tmp_path / "mile.html", tmp_path / "out"
    assert analyzer("report", "-", "--html", page, "--no-charts", stdin=FIT).exit_code == 0
    assert analyzer("report", "-", "--out", out, "--pdf", tmp_path, "--no-charts", stdin=FIT).exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert written(tmp_path, ".html") == ["mile", "out/stdin"]
    assert (tmp_path / "stdin.pdf").exists()


def test_standard_input_is_converted_to_standard_output(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "analyzer", "convert", "-", "--to", "csv"], input=FIT, capture_output=True, check=True
    )
    assert told.stderr == b""
    assert len(pd.read_csv(io.BytesIO(told.stdout))) == 60


@pytest.mark.parametrize("data", [b"", b"no recording", ROUTE])
def test_what_is_no_recording_on_standard_input_is_one_line(data: bytes) -> None:
    told = analyzer("report", "-", stdin=data)
    assert (told.exit_code, told.stdout, told.stderr.count("\n")) == (1, "", 1)
    assert told.stderr.startswith("Error: standard input: ")


def test_standard_input_is_given_once() -> None:
    assert analyzer("report", "-", "-", stdin=FIT).exit_code == 2
