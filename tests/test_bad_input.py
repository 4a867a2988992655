"""Files that are no run on a track: one clear line each and exit code 1, or a report of what can be said."""

import gzip
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import analyzer
from analyzer import simulate
from analyzer.cli import commands
from analyzer.model import Recording

MILE = simulate.session(seed=2)
FIT = simulate.write_fit(MILE.recording)
GPX_WITHOUT_TIMES = b"""<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>
<trkpt lat="47.0" lon="15.0"/><trkpt lat="47.001" lon="15.0"/><trkpt lat="47.002" lon="15.0"/></trkseg></trk></gpx>"""
ENTITY_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "' + b"lap " * 50 + b'">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
    b'<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">]>'
    b"<gpx><trk><name>&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;</name></trk></gpx>"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb0043") + bytes(range(256)) * 8


def archive(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in names:
            file.writestr(name, FIT)
    return packed.getvalue()


UNREADABLE = {
    "empty.fit": b"",
    "header only.fit": FIT[:14],
    "broken off in the header.fit": FIT[:7],
    "random.fit": np.random.default_rng(1).bytes(5000),
    "zeros.fit": bytes(5000),
    "holiday.fit": JPEG,
    "page.gpx": b"<html><body>Sign in to export your activity</body></html>",
    "settings.xml": b'<?xml version="1.0"?><settings><unit>km</unit></settings>',
    "no times.gpx": GPX_WITHOUT_TIMES,
    "no points.gpx": b'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg/></trk></gpx>',
    "not even xml.gpx": b"<gpx><trk><trkseg><trkpt",
    "bomb.gpx": ENTITY_BOMB,
    "notes.txt": b"Mile in 5:40, felt good\n",
    "export.json": json.dumps({"activity": [1, 2, 3]}).encode(),
    "broken.fit.gz": gzip.compress(FIT)[:9],
    "empty.zip": archive(),
    "season.zip": archive("may.fit", "june.fit"),
}


def report(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, ["report", *(str(argument) for argument in arguments)], prog_name="analyzer")


def document(recording: Recording, folder: Path) -> dict[str, object]:
    """Give the JSON of the report on a recording, which must be made without a word on standard error."""
    path = folder / "run.fit"
    path.write_bytes(simulate.write_fit(recording))
    told = report(path, "--json")
    assert told.exit_code == 0, told.output
    assert told.stderr == ""
    found: dict[str, object] = json.loads(told.stdout)
    assert report(path).exit_code == 0
    assert path.with_name("run.fit.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    return found


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_recording_gives_one_line_and_no_report(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(UNREADABLE[name])
    told = report(path)
    assert told.exit_code == 1
    assert told.stdout == ""
    lines = told.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"Error: {path}: ")
    assert "unexpected" not in lines[0]
    # what is wrong, then the remedy after a semicolon
    assert re.fullmatch(r"Error: .+: .{10,}; .{5,}", lines[0])
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    told = report(tmp_path / "gone.fit")
    assert (told.exit_code, told.stderr) == (
        1,
        f"Error: {tmp_path / 'gone.fit'}: there is no such file; check the path\n",
    )


def test_a_folder_without_recordings_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(UNREADABLE["notes.txt"])
    told = report(tmp_path)
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == (
        f"Error: {tmp_path}: this is a folder without recordings; give one with FIT, GPX or TCX files, or the files\n"
    )


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.999])
def test_of_a_recording_that_breaks_off_the_rest_is_reported_with_a_note(share: float, tmp_path: Path) -> None:
    path = tmp_path / "half.fit"
    path.write_bytes(FIT[: int(share * len(FIT))])
    told = report(path, "--json")
    assert told.exit_code == 0, told.output
    recording = json.loads(told.stdout)["recording"]
    assert 0.8 * share < recording["samples"] / len(MILE.recording.samples) <= 1.0
    assert recording["notes"]


def test_ten_samples_are_a_run_without_a_track(tmp_path: Path) -> None:
    found = document(replace(MILE.recording, samples=MILE.recording.samples.iloc[:10]), tmp_path)
    assert found["track"] is None
    assert found["efforts"] == []


def test_one_sample_is_a_line_or_a_report(tmp_path: Path) -> None:
    path = tmp_path / "one.fit"
    path.write_bytes(simulate.write_fit(replace(MILE.recording, samples=MILE.recording.samples.iloc[:1])))
    told = report(path)
    assert told.exit_code in {0, 1}
    assert "Traceback" not in told.output
    assert "unexpected" not in told.output


def test_an_indoor_run_without_positions_is_told_as_one(tmp_path: Path) -> None:
    nowhere = MILE.recording.samples.assign(latitude=np.nan, longitude=np.nan)
    found = document(replace(MILE.recording, samples=nowhere, sub_sport="treadmill"), tmp_path)
    assert found["track"] is None
    assert "position" in report(tmp_path / "run.fit").stdout


def test_a_ride_has_no_track(tmp_path: Path) -> None:
    road = simulate.session(kind="road", seed=3, minutes=12.0).recording
    first = road.samples[["latitude", "longitude"]].iloc[0]
    # the same way at three times the speed
    faster = road.samples.assign(
        speed=3 * road.samples["speed"],
        distance=3 * road.samples["distance"],
        **{name: first[name] + 3 * (road.samples[name] - first[name]) for name in ("latitude", "longitude")},
    )
    path = tmp_path / "ride.tcx"
    path.write_bytes(simulate.write_tcx(replace(road, samples=faster)).replace(b'Sport="Running"', b'Sport="Biking"'))
    told = report(path, "--json")
    assert (told.exit_code, told.stderr) == (0, "")
    found = json.loads(told.stdout)
    assert found["track"] is None
    assert found["recording"]["sport"] in {"biking", "cycling"}
    assert found["recording"]["duration_s"] == pytest.approx(720.0, rel=0.2)
    assert "no track" in report(path).stdout.lower()


def test_a_run_that_stands_still_has_no_track(tmp_path: Path) -> None:
    first = MILE.recording.samples.iloc[0]
    still = MILE.recording.samples.assign(
        latitude=first["latitude"], longitude=first["longitude"], speed=0.0, distance=0.0
    )
    assert document(replace(MILE.recording, samples=still), tmp_path)["track"] is None


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    good, bad, other = tmp_path / "good.fit", tmp_path / "bad.fit", tmp_path / "other.gpx"
    good.write_bytes(FIT)
    bad.write_bytes(JPEG)
    other.write_bytes(simulate.write_gpx(simulate.session(seed=3).recording))
    told = report(good, bad, other)
    assert told.exit_code == 1
    assert told.stderr.count("\n") == 1
    assert str(bad) in told.stderr
    assert (tmp_path / "good.fit.html").exists()
    assert (tmp_path / "other.gpx.html").exists()
    assert not (tmp_path / "bad.fit.html").exists()


def test_the_whole_program_says_it_in_one_line_too(tmp_path: Path) -> None:
    path = tmp_path / "noise.fit"
    path.write_bytes(UNREADABLE["random.fit"])
    told = subprocess.run(
        [sys.executable, "-m", "analyzer", "report", path], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout) == (1, "")
    assert re.fullmatch(r"Error: .*noise\.fit: .*\n", told.stderr)


def test_a_name_that_is_no_text_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"r\xff[red]n\n.fit")
    path.write_bytes(FIT)
    told = subprocess.run([sys.executable, "-m", "analyzer", "report", path], capture_output=True, check=False)
    assert (told.returncode, told.stderr) == (0, b"")
    assert path.with_name(path.name + ".html").exists()


def test_a_path_that_cannot_be_one_is_told() -> None:
    with pytest.raises(analyzer.ReadError, match="cannot be opened"):
        analyzer.read("run\0.fit")
