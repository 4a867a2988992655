"""Ask for advisories of all that the program runs with: pip-audit, and no praise where it could look nothing up.

PyPI tells of vulnerabilities by version. Mirrors and proxies often do not have that, and pip-audit then skips every
package and ends well. Here one package is asked for first; where nothing is known of it, that is said.
"""

import json
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROGRAM, FIRST = "track-analyzer", "starlette"
EXTRAS = ("web", "batch", "cluster", "s3", "parquet", "follow", "postgres")
PATIENCE = 300.0
"""For the answers. [s]"""


def runs_with(extras: tuple[str, ...] = EXTRAS) -> dict[str, str]:
    """Give what the program runs with, name and version, as far as it is installed."""
    todo, found = [(PROGRAM, extra) for extra in ("", *extras)], dict[tuple[str, str], str]()
    while todo:
        name, extra = todo.pop()
        if (name, extra) in found:
            continue
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        found[name, extra] = package.version
        for needed in map(Requirement, package.requires or ()):
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                todo += [(canonicalize_name(needed.name), one) for one in ("", *needed.extras)]
    return {name: version for (name, _), version in sorted(found.items()) if name != PROGRAM}


def asked(packages: dict[str, str]) -> dict[str, Any]:
    """Ask pip-audit; nothing where it could not ask."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("".join(f"{name}=={version}\n" for name, version in packages.items()))
        file.flush()
        command = [sys.executable, "-m", "pip_audit", "--requirement", file.name, "--no-deps", "--disable-pip"]
        command += ["--format", "json", "--progress-spinner", "off"]
        try:
            told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)  # noqa: S603
            found: dict[str, Any] = json.loads(told.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            return {"dependencies": []}
    return found


def judged(report: dict[str, Any]) -> tuple[int, list[str]]:
    """Give how many packages something is known of, and a line for each advisory."""
    known = [one for one in report["dependencies"] if "vulns" in one]
    return len(known), [
        f"{one['name']} {one['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'none yet'}"
        for one in known
        for found in one["vulns"]
    ]


def main() -> int:
    """Audit; 1 where an advisory speaks of what is installed."""
    packages = runs_with()
    if judged(asked({FIRST: packages[FIRST]}))[0] == 0:
        print("audit: nothing here tells of vulnerabilities by version; only .ci/advisories.toml was held, by its test")  # noqa: T201
        return 0
    count, advisories = judged(asked(packages))
    print(f"audit: {count} of {len(packages)} packages looked up, {len(advisories)} advisories")  # noqa: T201
    for line in advisories:
        print(f"  {line}")  # noqa: T201
    return 1 if advisories else 0


if __name__ == "__main__":
    sys.exit(main())
