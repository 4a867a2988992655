"""`analyzer convert` from a recording to a file for another program, and what it never does."""

import gzip
import io
import shutil
import subprocess
import sys
from pathlib import Path

import gpxpy
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from analyzer import readers, simulate
from analyzer.cli import commands

SAMPLE = Path(__file__).parent.parent / "sample_data" / "mile_trial.fit"
ROWS = len(readers.read(SAMPLE.read_bytes()).samples)


@pytest.fixture
def mile(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path / "mile.fit"))


def convert(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, ["convert", *(str(argument) for argument in arguments)], prog_name="analyzer")


def test_the_table_lies_beside_the_recording(mile: Path) -> None:
    told = convert(mile, "--to", "csv")
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout == f"Converted: {mile}.csv ({ROWS} samples)\n"
    assert len(pd.read_csv(f"{mile}.csv")) == ROWS


@pytest.mark.parametrize("ending", ["fit", "gpx.gz", "tcx"])
def test_each_format_becomes_a_gpx(tmp_path: Path, ending: str) -> None:
    recording = simulate.session(seed=3).recording
    data = {
        "fit": simulate.write_fit,
        "gpx.gz": lambda given: gzip.compress(simulate.write_gpx(given)),
        "tcx": simulate.write_tcx,
    }[ending](recording)
    path = tmp_path / f"run.{ending}"
    path.write_bytes(data)
    assert convert(path, "--to", "gpx").exit_code == 0
    found = gpxpy.parse(Path(f"{path}.gpx").read_text(encoding="utf-8"))
    assert found.get_points_no() == len(recording.samples)


def test_a_parquet_is_written_where_pyarrow_is(mile: Path) -> None:
    pytest.importorskip("pyarrow")
    assert convert(mile, "--to", "parquet").exit_code == 0
    assert len(pd.read_parquet(f"{mile}.parquet")) == ROWS
    assert convert(mile, "--to", "parquet").exit_code == 0


def test_without_pyarrow_one_line_names_the_extra(mile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    told = convert(mile, "--to", "parquet")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.count("\n") == 1
    assert "track-analyzer[parquet]" in told.stderr
    assert list(mile.parent.iterdir()) == [mile]


def test_a_table_goes_to_standard_output_and_nothing_else(mile: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "analyzer", "convert", mile, "--to", "csv", "--out", "-"],
        capture_output=True,
        check=True,
    )
    assert told.stderr == b""
    assert len(pd.read_csv(io.BytesIO(told.stdout))) == ROWS
    assert list(mile.parent.iterdir()) == [mile]


def test_a_file_a_folder_and_a_folder_to_be_made(mile: Path) -> None:
    other = Path(shutil.copy(mile, mile.with_name("other.fit")))
    there = mile.parent / "tables"
    assert convert(mile, "--to", "csv", "--out", mile.with_name("mine.csv")).exit_code == 0
    assert convert(mile, other, "--to", "csv", "--out", there).exit_code == 0
    assert convert(mile, "--to", "gpx", "--out", there).exit_code == 0
    assert sorted(path.name for path in there.iterdir()) == ["mile.fit.csv", "mile.fit.gpx", "other.fit.csv"]
    assert mile.with_name("mine.csv").exists()


def test_what_was_converted_is_replaced_and_no_other_file_is(mile: Path) -> None:
    table = Path(f"{mile}.csv")
    table.write_text("my splits\n", encoding="utf-8")
    told = convert(mile, "--to", "csv")
    assert (told.exit_code, told.stdout) == (1, "")
    assert f"{table} exists and was not converted from a recording" in told.stderr
    assert table.read_text(encoding="utf-8") == "my splits\n"
    assert convert(mile, "--to", "csv", "--force").exit_code == 0
    assert convert(mile, "--to", "csv").exit_code == 0
    assert len(pd.read_csv(table)) == ROWS


def test_no_recording_is_overwritten_even_by_its_own_format(tmp_path: Path, mile: Path) -> None:
    run = tmp_path / "run.gpx"
    run.write_bytes(simulate.write_gpx(simulate.session(seed=3).recording))
    before = run.read_bytes(), mile.read_bytes()
    assert convert(mile, "--to", "gpx", "--out", run).exit_code == 1
    for force in ((), ("--force",)):
        told = convert(run, "--to", "gpx", "--out", run, *force)
        assert (told.exit_code, told.stderr.count("\n")) == (1, 1)
        assert "is the recording itself" in told.stderr
    assert convert(mile, "--to", "csv", "--out", mile, "--force").exit_code == 1
    assert (run.read_bytes(), mile.read_bytes()) == before


def test_two_recordings_of_one_name_do_not_share_a_table(mile: Path) -> None:
    (mile.parent / "b").mkdir()
    other = Path(shutil.copy(mile, mile.parent / "b" / "mile.fit"))
    told = convert(mile, other, "--to", "csv", "--out", mile.parent / "out")
    assert told.exit_code == 1
    assert told.stdout.count("Converted: ") == 1
    assert "was just written for another file" in told.stderr


def test_a_bad_file_is_named_and_does_not_stop_the_others(mile: Path) -> None:
    bad = mile.with_name("bad.fit")
    bad.write_bytes(bytes(500))
    told = convert(bad, mile, mile.with_name("gone.fit"), "--to", "csv")
    assert told.exit_code == 1
    assert [line.split(": ")[1] for line in told.stderr.splitlines()] == [str(bad), str(mile.with_name("gone.fit"))]
    assert told.stdout == f"Converted: {mile}.csv ({ROWS} samples)\n"


def test_a_run_without_places_is_no_gpx_but_a_table(tmp_path: Path) -> None:
    recording = simulate.session(seed=3).recording
    path = tmp_path / "indoor.tcx"
    text = simulate.write_tcx(recording).decode()
    path.write_text(text.replace("<LatitudeDegrees>", "<Lost>").replace("</LatitudeDegrees>", "</Lost>"), "utf-8")
    told = convert(path, "--to", "gpx")
    assert told.exit_code == 1
    assert told.stderr == (
        f"Error: {path}: no sample has a position, and GPX is a list of positions; convert to csv or parquet\n"
    )
    assert convert(path, "--to", "csv").exit_code == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ("run.fit",),
        ("run.fit", "--to", "xls"),
        ("--to", "csv"),
        ("run.fit", "other.fit", "--to", "csv", "--out", "-"),
    ],
)
def test_wrong_use_is_exit_code_two(wrong: tuple[str, ...]) -> None:
    told = convert(*wrong)
    assert (told.exit_code, told.stdout) == (2, "")
