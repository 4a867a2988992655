"""The notebooks run from top to bottom; all but the articles with pictures lie in the project without outputs."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
ARTICLES = [FOLDER / "intervals.ipynb", FOLDER / "trials_over_time.ipynb"]
"""Read where nothing runs them, so that their outputs are kept."""
DOORS = {
    ("analyzer", ""),
    ("analyzer", "corrections"),
    ("analyzer", "logbook"),
    ("analyzer", "report"),
    ("analyzer", "simulate"),
    ("analyzer.model", "Athlete"),
}
RUN = """
import sys, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
place = {"metadata": {"path": sys.argv[2]}}
nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place).execute()
nbformat.write(notebook, sys.argv[3])
"""


def cells(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.name)
def executed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = request.param
    done = tmp_path_factory.mktemp("notebooks") / path.name
    told = subprocess.run([sys.executable, "-c", RUN, path, FOLDER, done], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return done


def test_there_is_a_notebook_on_the_mile() -> None:
    assert FOLDER / "mile_trial.ipynb" in NOTEBOOKS


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path not in ARTICLES], ids=lambda path: path.name)
def test_notebooks_lie_here_without_outputs(path: Path) -> None:
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    assert code
    assert not any(cell["outputs"] or cell["execution_count"] for cell in code)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_an_article_lies_here_as_it_ran_from_top_to_bottom(path: Path) -> None:
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert all(cell["outputs"] for cell in code[1:])
    assert path.stat().st_size < 800_000


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_use_the_public_doors_alone(path: Path) -> None:
    source = "\n".join("".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "code")
    imports = set(re.findall(r"^(?:from|import) (\w+(?:\.\w+)*)(?: import (\w+))?", source, re.MULTILINE))
    assert {found for found in imports if found[0].startswith("analyzer")} <= DOORS


def test_a_notebook_runs_to_its_charts_without_a_warning(executed: Path) -> None:
    outputs = [output for cell in cells(executed) if cell["cell_type"] == "code" for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] in {"stream", "error"}]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 2


def test_a_notebook_shows_no_path_of_the_machine(executed: Path) -> None:
    texts = [
        str(output.get("data", {}).get("text/plain", ""))
        for cell in cells(executed)
        if cell["cell_type"] == "code"
        for output in cell["outputs"]
    ]
    assert not [text for text in texts if str(FOLDER.parent) in text or "/home/" in text]


def test_the_laps_in_the_notebook_are_within_three_errors_of_the_truth(executed: Path) -> None:
    shown = next(
        "".join(output["data"]["text/plain"])
        for cell in cells(executed)
        if cell["cell_type"] == "code" and "in its own errors" in "".join(cell["source"])
        for output in cell["outputs"]
    )
    rows = [line.split() for line in shown.splitlines()[1:]]
    assert len(rows) >= 4
    assert all(abs(float(row[4])) < 3 for row in rows)
