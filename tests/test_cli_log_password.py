"""`analyzer log athlete set NAME --password`: asked for twice on a terminal, one line of standard input else."""

import io
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer import store
from analyzer.cli import commands
from analyzer.model import Athlete
from analyzer.web.passwords import fits

GOOD = "four laps and a bell"


@pytest.fixture
def place(tmp_path: Path) -> str:
    with store.open(tmp_path / "log.db") as log:
        log.put_athlete(Athlete("Jo"))
        log.put_athlete(Athlete("Ann"))
    return str(tmp_path / "log.db")


def set_(place: str, *options: str, stdin: str | None = None) -> Result:
    told = CliRunner().invoke(commands, ["log", "athlete", "set", *options, "--log", place], input=stdin)
    assert "unexpected" not in told.stderr, told.stderr
    return told


def password(place: str, name: str) -> str | None:
    with store.open(place) as log:
        return log.password(log.athlete(name))


def test_a_line_of_standard_input_is_the_password(place: str) -> None:
    told = set_(place, "jo", "--password", stdin=f"{GOOD}\r\nmore")
    assert told.exit_code == 0, told.output
    assert GOOD not in told.output
    known = password(place, "Jo")
    assert known is not None
    assert GOOD not in known
    assert fits(GOOD, known)
    assert password(place, "Ann") is None


def test_a_blank_belongs_to_the_password(place: str) -> None:
    set_(place, "Jo", "--password", stdin=f" {GOOD} \n")
    assert fits(f" {GOOD} ", password(place, "Jo"))


@pytest.mark.parametrize("stdin", ["short\n", "\n", ""])
def test_a_password_that_is_too_short_changes_nothing(place: str, stdin: str) -> None:
    told = set_(place, "Jo", "--password", "--rename", "Joan", stdin=stdin)
    assert told.exit_code == 2
    assert "take 10 or more" in told.stderr
    assert password(place, "Jo") is None


def test_it_can_be_taken_away_again_and_whoever_is_signed_in_is_out(place: str) -> None:
    set_(place, "Jo", "--password", stdin=GOOD)
    with store.open(place) as log:
        log.begin_visit(log.athlete("Jo"), "a secret", 60.0)
    told = set_(place, "Jo", "--no-password")
    assert "Password: none" in told.stdout
    assert password(place, "Jo") is None
    with store.open(place) as log:
        assert log.visitor("a secret") is None


def test_other_changes_leave_the_password(place: str) -> None:
    set_(place, "Jo", "--password", stdin=GOOD)
    known = password(place, "Jo")
    set_(place, "Jo", "--birth-year", "1990")
    assert password(place, "Jo") == known


def test_with_json_nothing_else_is_printed(place: str) -> None:
    told = set_(place, "Jo", "--password", "--json", stdin=GOOD)
    assert json.loads(told.stdout)["athletes"][0]["name"] == "Jo"


def test_on_a_terminal_it_is_asked_for_twice_and_not_shown(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    typed = iter([GOOD, "something else", GOOD, GOOD])
    prompts: list[str] = []

    def unseen(prompt: str) -> str:
        prompts.append(prompt)
        return next(typed)

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("click.termui.hidden_prompt_func", unseen)
    with pytest.raises(SystemExit) as ended:
        commands(["log", "athlete", "set", "Jo", "--password", "--log", place])
    assert ended.value.code == 0
    assert len(prompts) == 4
    assert fits(GOOD, password(place, "Jo"))
