"""`analyzer report` and the file of corrections beside the recording: found, used, written, never written over."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from corrected_example import session

from analyzer import report as paper
from analyzer import simulate
from analyzer.cli import commands


@pytest.fixture(scope="module")
def recorded() -> bytes:
    return simulate.write_fit(session().recording)


@pytest.fixture
def run(tmp_path: Path, recorded: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANALYZER_DATA", str(tmp_path / "data"))
    path = tmp_path / "run.fit"
    path.write_bytes(recorded)
    return path


def report(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    words = ["report", "--no-charts", *(str(argument) for argument in arguments)]
    return CliRunner().invoke(commands, words, prog_name="analyzer", input=stdin)


def beside(run: Path) -> Path:
    return run.with_name("run.fit.corrections.toml")


def names(told: Result) -> list[str]:
    return [effort["nominal"] for effort in json.loads(told.stdout)["efforts"]]


def test_the_file_to_edit_is_written_edited_and_used(run: Path) -> None:
    told = report(run, "--write-corrections")
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.endswith(f"Corrections to edit: {beside(run)}\n")
    beside(run).write_text(beside(run).read_text() + "[[split]]\nrep = 3\nat_m = 200\n")
    again = report(run)
    assert again.exit_code == 0
    assert f"Corrected by: {beside(run)}\n" in again.stdout
    page = Path(f"{run}.html").read_text()
    assert "Corrected, as you said: rep 3 parted at 200 m." in page
    found = report(run, "--json")
    assert names(found) == ["400 m", "400 m", "200 m", "200 m", "400 m", "400 m", "400 m", "400 m", "400 m"]
    assert json.loads(found.stdout)["workout"]["corrections"] == ["rep 3 parted at 200 m"]
    assert found.stderr == f"Corrected by: {beside(run)}\n"


def test_a_file_in_which_nothing_is_corrected_yet_changes_nothing(run: Path) -> None:
    before = json.loads(report(run, "--json").stdout)
    report(run, "--write-corrections")
    told = report(run, "--json")
    assert json.loads(told.stdout) == before
    assert told.stderr == ""


def test_an_edited_file_is_never_written_over(run: Path) -> None:
    beside(run).write_text("lane = 2 # as I know\n")
    told = report(run, "--write-corrections")
    assert told.exit_code == 1
    assert told.stderr == (
        f"Error: {beside(run)} is there already and is left as it is; edit it, or move it away to have a new one\n"
    )
    assert beside(run).read_text() == "lane = 2 # as I know\n"


def test_a_file_with_a_note_of_the_runner_is_not_written_over_either(run: Path) -> None:
    report(run, "--write-corrections")
    text = beside(run).read_text() + "# windy on the back straight\n"
    beside(run).write_text(text)
    assert report(run, "--write-corrections", "--no-corrections").exit_code == 1
    assert beside(run).read_text() == text


def test_writing_twice_writes_once(run: Path) -> None:
    report(run, "--write-corrections")
    text = beside(run).read_text()
    told = report(run, "--write-corrections")
    assert told.exit_code == 0
    assert told.stdout.endswith(f"Corrections: {beside(run)} (nothing is corrected in it yet)\n")
    assert beside(run).read_text() == text


def test_corrections_can_be_left_alone_or_taken_from_elsewhere(run: Path) -> None:
    beside(run).write_text("[[drop]]\nrep = 1\n")
    other = run.with_name("mine.toml")
    other.write_text("[[drop]]\nrep = 1\n[[drop]]\nrep = 2\n")
    assert len(names(report(run, "--json"))) == 7
    assert len(names(report(run, "--json", "--no-corrections"))) == 8
    assert len(names(report(run, "--json", "--corrections", other))) == 6


def test_corrections_can_be_written_elsewhere_and_from_standard_input(run: Path, recorded: bytes) -> None:
    there = run.with_name("there.toml")
    told = report("-", "--write-corrections", "--corrections", there, stdin=recorded)
    assert told.exit_code == 0
    assert there.read_text().startswith("# Corrections of stdin\n")
    nowhere = report("-", "--write-corrections", stdin=recorded)
    assert nowhere.exit_code == 1
    assert nowhere.stderr.startswith("Error: a recording from standard input or an archive has no place")


def test_an_option_overrules_the_file_beside(run: Path) -> None:
    beside(run).write_text('plan = "8x400 r75"\nworkout = "4x400"\n')
    found = json.loads(report(run, "--json").stdout)["workout"]
    assert (found["plan"], found["template"]) == ("8x400 r1:15", "4x400")
    found = json.loads(report(run, "--json", "--plan", "8x400@90 r60", "--workout", "8-12x400").stdout)["workout"]
    assert (found["plan"], found["template"], found["corrections"]) == ("8x400@90 r1min", "8-12x400", [])


def test_a_plan_that_cannot_be_read_is_pointed_at(run: Path) -> None:
    told = report(run, "--plan", "8x4OO")
    assert told.exit_code == 2
    assert told.stderr.splitlines()[1:] == ["8x4OO", "   ^"]
    beside(run).write_text('plan = "8x4OO"\n')
    told = report(run)
    assert told.exit_code == 1
    first, *pointed = told.stderr.splitlines()
    assert first.startswith(f"Error: {run}: {beside(run)}: plan: at character 4: 'OO' is no unit: write a distance")
    assert pointed == ["8x4OO", "   ^"]


def test_a_workout_of_no_such_name_is_wrong_use(run: Path) -> None:
    told = report(run, "--workout", "intervls")
    assert told.exit_code == 2
    assert told.stderr.startswith("Error: 'intervls' is no workout;")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[drop]]\nrep = 9\n", "drop 1: rep: 9: there is no such rep; before any correction there are 1 to 8"),
        (f'sha256 = "{"0" * 64}"\n', "sha256: '000000000000..': these corrections are for another recording"),
        ("lane = 0\n", "lane: '0': lanes go from 1 to 9"),
        ("lane = \n", "no TOML ("),
        ("\udcff", "no text in UTF-8: save it as UTF-8"),
        ("#" * 1_000_001, "too large: a file of corrections has at most 1000000 bytes"),
    ],
)
def test_corrections_that_cannot_be_used_are_told_in_one_line_and_nothing_is_written(
    run: Path, text: str, why: str
) -> None:
    beside(run).write_bytes(text.encode(errors="surrogateescape"))
    told = report(run)
    assert told.exit_code == 1
    assert told.stderr.startswith(f"Error: {run}: {beside(run)}: {why}")
    assert told.stderr.count("\n") == 1
    assert not Path(f"{run}.html").exists()


def test_options_that_do_not_go_together_are_wrong_use(run: Path) -> None:
    both = report(run, "--corrections", "a.toml", "--no-corrections")
    assert (both.exit_code, "give one of them" in both.stderr) == (2, True)
    several = report(run, run, "--corrections", "a.toml")
    assert (several.exit_code, "corrections are for one recording" in several.stderr) == (2, True)
    gone = report(run, "--corrections", run.with_name("gone.toml"))
    assert gone.exit_code == 1
    assert "gone.toml: cannot be opened (No such file or directory): check the path" in gone.stderr


def test_a_folder_is_reported_with_the_corrections_beside_each_recording(run: Path, recorded: bytes) -> None:
    (run.parent / "other.fit").write_bytes(recorded)
    beside(run).write_text("[[drop]]\nrep = 1\n")
    lines = report(run.parent, "--json").stdout.splitlines()
    told = {json.loads(line)["recording"]["file"]: json.loads(line)["efforts"] for line in lines}
    assert {name: len(efforts) for name, efforts in told.items()} == {"other.fit": 8, "run.fit": 7}


def test_the_turns_and_straights_of_each_rep_are_told_where_they_are_asked_for(run: Path) -> None:
    title = "Turns and straights of each rep"
    assert title not in report(run).stdout
    told = report(run, "--rep-zones")
    assert told.exit_code == 0
    assert title in told.stdout
    assert title in Path(f"{run}.html").read_text()


def test_the_json_with_corrections_fits_its_schema(run: Path) -> None:
    beside(run).write_text('wrong_presses = []\nlane = 1\n[[move]]\nrep = 2\nend = "10:40"\n')
    jsonschema.validate(json.loads(report(run, "--json").stdout), paper.schema())
