"""What the program runs with is mended of what is known: as it is asked for, and as it is installed."""

import importlib.util
import tomllib
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
ADVISORIES: dict[str, dict[str, str]] = tomllib.loads((ROOT / ".ci" / "advisories.toml").read_text(encoding="utf-8"))


@pytest.fixture
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def asked_for() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


@pytest.mark.parametrize("name", ADVISORIES)
def test_what_is_installed_is_mended(name: str) -> None:
    assert Version(metadata.version(name)) >= Version(ADVISORIES[name]["fixed"]), ADVISORIES[name]["why"]


@pytest.mark.parametrize("name", sorted(ADVISORIES.keys() - {"mako"}))
def test_no_version_that_is_not_mended_can_be_installed(name: str) -> None:
    least = [one.version for one in asked_for()[name].specifier if one.operator == ">="]
    assert max(map(Version, least)) >= Version(ADVISORIES[name]["fixed"]), ADVISORIES[name]["why"]


def test_all_that_the_program_runs_with_is_audited(audit: ModuleType) -> None:
    found = audit.runs_with()
    assert {"starlette", "uvicorn", "h11", "python-multipart", "argon2-cffi", "jinja2", "sqlalchemy", "numpy"} <= set(
        found
    )
    assert not {"track-analyzer", "pytest", "mypy", "ruff"} & set(found)
    assert found["starlette"] == metadata.version("starlette")
    assert set(ADVISORIES) <= set(found)


KNOWN: dict[str, Any] = {"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
CLEAN: dict[str, Any] = {"name": "b", "version": "1", "vulns": []}
SKIPPED: dict[str, Any] = {"name": "c", "skip_reason": "Dependency not found on PyPI"}


def test_an_advisory_fails_the_audit(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "asked", lambda _: {"dependencies": [KNOWN, CLEAN, SKIPPED]})
    assert audit.main() == 1
    assert "a 1: CVE-1, mended in 2" in capsys.readouterr().out


def test_where_nothing_could_be_looked_up_it_is_not_called_clean(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[dict[str, str]] = []

    def asked(packages: dict[str, str]) -> dict[str, Any]:
        tried.append(packages)
        return {"dependencies": [SKIPPED]}

    monkeypatch.setattr(audit, "asked", asked)
    assert audit.main() == 0
    assert [list(packages) for packages in tried] == [["starlette"]]
    assert "nothing here tells of vulnerabilities" in capsys.readouterr().out


def test_what_is_clean_passes(audit: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "asked", lambda _: {"dependencies": [CLEAN]})
    assert audit.main() == 0
