"""`analyzer batch` as a runner uses it: the command, killed at any moment, and who reads its tables meanwhile."""

import io
import json
import os
import pty
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from watch_files import gpx, point

from analyzer.batch.columns import TABLES
from analyzer.cli import commands

pytest.importorskip("pyarrow")

SAMPLE = Path(__file__).parent.parent / "sample_data" / "mile_trial.fit"
NAMES = [f"{name}.{ending}" for name in TABLES for ending in ("csv", "parquet")]


def analyzer(*arguments: str | Path) -> Result:
    told = CliRunner().invoke(commands, [str(argument) for argument in arguments], prog_name="analyzer")
    assert "unexpected" not in told.stderr
    return told


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    folder = tmp_path / "runs"
    folder.mkdir()
    for number in range(12):
        text = gpx([point(second) for second in range(300 + number)])
        (folder / f"{number:02d}.gpx").write_text(text, encoding="utf-8")
    (folder / "broken.fit").write_bytes(SAMPLE.read_bytes()[:20])
    return folder


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "analyzer", "batch", *(str(argument) for argument in arguments)]


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in NAMES}


def test_the_summary_says_what_was_found_and_a_failure_makes_the_exit_code_one(runs: Path, tmp_path: Path) -> None:
    told = analyzer("batch", runs, SAMPLE, "--out", tmp_path / "out")
    assert told.exit_code == 1
    assert told.stderr == ""
    lines = told.stdout.splitlines()
    assert lines[0] == "Sessions: 13 (12 easy, 1 mile trial)"
    assert lines[1] == "On a track: 1; tracks: 1; trials: 1; efforts: 1"
    # long paths are broken over lines
    assert f"Failed: 1; {tmp_path}/out/failures.csv says why".replace(" ", "") in "".join(told.stdout.split())
    assert "14 files in" in lines[-1]
    assert "1 mile" in told.stdout


def test_json_is_all_there_is_on_standard_output(runs: Path, tmp_path: Path) -> None:
    (runs / "broken.fit").unlink()
    told = analyzer("batch", runs, "--out", tmp_path / "out", "--json")
    assert told.exit_code == 0
    assert json.loads(told.stdout)["sessions"] == 12


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (("--where", "knd = trial"), "Error: \"knd = trial\": at character 1: 'knd' is no column of the sessions"),
        (("--plan", "8xx"), 'Error: "8xx": at character 3'),
        (("--workout", "none"), "Error: "),
        (("--charts",), "--charts are charts in the pages, which are made with --reports"),
        (("--memory", "lots"), "'lots' is not an amount of memory; write it as 2GB or 500MB"),
        (("--jobs", "0"), "0 is not in the range"),
        (("--seconds", "0"), "0.0 is not in the range"),
    ],
)
def test_wrong_use_is_said_in_one_line(runs: Path, tmp_path: Path, wrong: tuple[str, ...], line: str) -> None:
    told = analyzer("batch", runs, "--out", tmp_path / "out", *wrong)
    assert told.exit_code == 2
    assert line in told.stderr
    assert not (tmp_path / "out" / "sessions.csv").exists()


def test_a_condition_that_is_wrong_is_pointed_at(runs: Path, tmp_path: Path) -> None:
    told = analyzer("batch", runs, "--out", tmp_path / "out", "--where", "kind = trail")
    assert told.stderr.splitlines()[1:] == ["kind = trail", "       ^"]


def test_without_pyarrow_one_line_says_what_to_install(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analyzer.batch import schema  # noqa: PLC0415

    schema.arrow.cache_clear()
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "pyarrow", None)
        told = analyzer("batch", runs, "--out", tmp_path / "out")
    schema.arrow.cache_clear()
    assert told.exit_code == 1
    assert told.stderr == (
        "Error: a batch writes Parquet, which needs pyarrow; install it with: pip install 'track-analyzer[batch]'\n"
    )


def test_a_bar_is_shown_in_a_terminal_alone(runs: Path, tmp_path: Path) -> None:
    above, below = pty.openpty()
    with subprocess.Popen(
        command(runs, "--out", tmp_path / "out"), stdout=subprocess.PIPE, stderr=below, text=True
    ) as process:
        os.close(below)
        shown = b""
        try:
            while piece := os.read(above, 4096):
                shown += piece
        except OSError:
            pass  # the other end is closed
        told = process.communicate()[0]
    os.close(above)
    assert b"Analysing" in shown
    assert "Analysing" not in told


def test_a_batch_killed_at_any_moment_and_started_again_ends_as_one_that_was_not(runs: Path, tmp_path: Path) -> None:
    subprocess.run(command(runs, "--out", tmp_path / "plain"), check=False, capture_output=True)
    out, chance, killed = tmp_path / "out", random.Random(4), 0
    for kill in range(8):
        before = state(out)
        process = subprocess.Popen(command(runs, "--out", out, "--jobs", "2"), stdout=subprocess.DEVNULL)
        # every second time as soon as something was kept, else whatever it is about
        while kill % 2 and process.poll() is None and state(out) == before:
            time.sleep(0.002)
        time.sleep(chance.uniform(0.0, 0.05 if kill % 2 else 1.0))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    last = subprocess.run(command(runs, "--out", out), check=False, capture_output=True)
    assert killed >= 4
    assert last.returncode == 1
    assert contents(out) == contents(tmp_path / "plain")


def state(out: Path) -> dict[str, int]:
    """Give the sizes of what is kept."""
    kept = out / "parts"
    return {path.name: path.stat().st_size for path in kept.iterdir()} if kept.is_dir() else {}


def test_a_killed_batch_keeps_each_result_that_it_had(runs: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(command(runs, "--out", tmp_path / "out", "--jobs", "1"), stdout=subprocess.DEVNULL)
    journal = tmp_path / "out" / "parts" / "journal"
    while not (journal.exists() and journal.stat().st_size > 0):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    told = json.loads(analyzer("batch", runs, "--out", tmp_path / "out", "--json").stdout)
    assert told["before"] >= 1
    assert told["before"] + told["done"] == 13


def test_ctrl_c_ends_a_batch_in_good_order(runs: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(runs, "--out", tmp_path / "out"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    journal = tmp_path / "out" / "parts" / "journal"
    while not (journal.exists() and journal.stat().st_size > 0) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 1
    assert told == "Stopped. What is done is kept; the same command goes on from here.\n"


def test_who_reads_a_table_while_it_is_written_sees_a_whole_one(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analyzer.batch import run  # noqa: PLC0415

    monkeypatch.setattr(run, "_FIRST_TABLES", 0.0)
    monkeypatch.setattr(run, "_SHARE", 1e9)
    seen: set[int] = set()
    halves: list[str] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            for name in ("sessions.csv", "sessions.parquet"):
                path = tmp_path / "out" / name
                if path.exists():
                    try:
                        # opened once: what opens it twice may see two of them
                        data = io.BytesIO(path.read_bytes())
                        table = pd.read_csv(data) if name.endswith("csv") else pd.read_parquet(data)
                    except Exception as error:  # noqa: BLE001 - whatever a half gives
                        halves.append(str(error))
                        continue
                    rows = len(table)
                    seen.add(rows)
                    if rows and int(table["duration_s"].isna().sum()):
                        halves.append(f"{rows} rows, and gaps")

    reader = threading.Thread(target=read)
    reader.start()
    analyzer("batch", runs, "--out", tmp_path / "out", "--jobs", "1")
    over.set()
    reader.join()
    assert halves == []
    assert len(seen) > 2
    assert len(pd.read_csv(tmp_path / "out" / "sessions.csv")) == 12
