"""The house: five storeys, rooms that do not know each other, one word for each thing."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "analyzer"
MODULES = sorted(PACKAGE.rglob("*.py"))
LARGEST = 400
"""Lines of a file; beyond that a second thing has crept in."""
OTHER_WORDS = re.compile(r"(?<![a-z])(bends?|curves?|corners?)(?![a-z])")
"""A turn is a turn. Curvature is a quantity, and the double bends are the names of shapes."""
SHAPE_NAMES = re.compile(r"double_?bend(_[abc])?")


def words(path: Path) -> Iterator[tuple[int, str]]:
    """Give each name, docstring and text of a module with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        line = getattr(node, "lineno", 0)
        for name in ("id", "attr", "arg", "name"):
            value = getattr(node, name, None)
            if isinstance(value, str):
                yield line, value
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield line, node.value


def test_the_storeys_hold() -> None:
    told = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_room_stands_on_a_storey() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    storeys = next(rule for rule in rules if rule["type"] == "layers")
    placed = {room.strip() for storey in storeys["layers"] for room in storey.split("|")}
    assert storeys["exhaustive"]
    assert placed >= {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" and path.stem != "__init__"}
    assert placed >= {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}


def test_the_rooms_open_nothing() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    closed = next(rule for rule in rules if "pathlib" in rule.get("forbidden_modules", ()))
    rooms = {"readers", "clean", "survey", "motion", "segment", "efforts", "strategy", "score"}
    assert {name.removeprefix("analyzer.") for name in closed["source_modules"]} >= rooms
    assert set(closed["forbidden_modules"]) >= {"matplotlib", "pathlib", "os", "socket", "sqlite3", "sqlalchemy"}


def test_pyplot_is_banned(tmp_path: Path) -> None:
    drawn = tmp_path / "drawn.py"
    drawn.write_text('"""Draw."""\n\nimport matplotlib.pyplot as plt\n\nplt.figure()\n', encoding="utf-8")
    told = subprocess.run(
        [Path(sys.executable).with_name("ruff"), "check", "--config", ROOT / "pyproject.toml", "--no-cache", drawn],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert "TID251" in told.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_turn_is_called_a_turn(path: Path) -> None:
    found = [
        f"{path.name}:{line}: {text.strip().splitlines()[0][:80]}"
        for line, text in words(path)
        if OTHER_WORDS.search(SHAPE_NAMES.sub("", text.lower()).replace("_", " "))
    ]
    assert not found


def test_no_file_holds_a_second_thing() -> None:
    assert not [path.name for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > LARGEST]


def test_nothing_is_called_utils_or_helpers() -> None:
    assert not [path.name for path in MODULES if path.stem in {"utils", "util", "helpers", "common", "misc"}]


def test_the_readme_has_the_two_commands_and_the_checks_run_the_second() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    venv = "    python3 -m venv .venv && .venv/bin/pip install -q -e"
    assert f"{venv} '.[web]' && .venv/bin/analyzer report sample_data/mile_trial.fit\n" in readme
    assert readme.count("\n    python3 -m venv") == 2
    assert f"{venv} '.[dev]' && .venv/bin/pytest -q\n" in readme
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert r"grep -m1 -E '^ *python3 -m venv .*pytest' README.md" in script
    assert "pip install" not in script


def test_what_the_readme_links_to_is_there() -> None:
    for page in (ROOT / "README.md", ROOT / "docs" / "design.md"):
        links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        assert not [link for link in links if not (page.parent / link).exists()]


def test_every_room_is_told_of_in_the_design() -> None:
    design = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    rooms = {path.name for path in PACKAGE.iterdir() if path.suffix == ".py"}
    rooms |= {f"{path.name}/" for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert not [room for room in rooms - {"__main__.py"} if f"`{room}`" not in design]
