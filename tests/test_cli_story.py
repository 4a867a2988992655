"""How a command tells a story: on the screen, as JSON, and in files."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from story_example import bare, whole

from analyzer.cli.guard import GuardedCommand
from analyzer.cli.story import Wishes, story_options, tell
from analyzer.report.story import Story


def run(story: Story, *arguments: str | Path) -> Result:
    @click.command(cls=GuardedCommand)
    @click.option("--weeks", type=int, default=4)
    @story_options
    def command(*, weeks: int, wishes: Wishes) -> None:
        """Tell."""
        assert weeks == 4
        tell(story, wishes)

    return CliRunner().invoke(command, [str(one) for one in arguments])


def test_the_story_is_printed_and_nothing_is_written_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = run(whole())
    assert told.exit_code == 0
    assert told.stdout.startswith("Trials  5:35.5 ± 0.4 s\n")
    assert not list(tmp_path.iterdir())


def test_json_is_the_document_and_nothing_else(tmp_path: Path) -> None:
    told = run(whole(), "--json", "--html", tmp_path / "page.html")
    assert json.loads(told.stdout) == whole().document
    assert told.stderr == f"Report: {tmp_path / 'page.html'}\n"


def test_pages_are_written_where_they_are_wanted_and_it_is_said_where(tmp_path: Path) -> None:
    told = run(whole(), "--html", tmp_path / "a.html", "--pdf", tmp_path / "a.pdf", "--png", tmp_path / "a.png")
    assert told.exit_code == 0
    names = ["a.html", "a.pdf", "a-times.png", "a-times-2.png", "a-third.png"]
    assert told.stdout.splitlines()[-5:] == [f"Report: {tmp_path / name}" for name in names]
    assert {path.name for path in tmp_path.iterdir()} == set(names)
    assert (tmp_path / "a.html").read_bytes().startswith(b"<!doctype html>")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_in_a_folder_pages_are_named_after_the_story(tmp_path: Path) -> None:
    run(bare(), "--html", tmp_path, "--pdf", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"balance_of_training.html", "balance_of_training.pdf"}


def test_a_story_without_charts_says_that_there_is_none_to_write(tmp_path: Path) -> None:
    told = run(bare(), "--png", tmp_path / "a.png")
    assert told.exit_code == 0
    assert "there is no chart" in told.stdout
    assert not list(tmp_path.iterdir())


def test_a_file_of_another_kind_is_left_alone_and_the_others_are_written(tmp_path: Path) -> None:
    run_file = tmp_path / "run.fit"
    run_file.write_bytes(b"my run")
    told = run(whole(), "--html", run_file, "--pdf", tmp_path / "a.pdf")
    assert told.exit_code == 1
    assert "run.fit exists and is no report" in told.stderr
    assert run_file.read_bytes() == b"my run"
    assert (tmp_path / "a.pdf").exists()
