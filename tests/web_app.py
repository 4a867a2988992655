"""An app to test, recordings to bring to it, and waiting for what it makes of them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from analyzer import simulate
from analyzer.web.app import create
from analyzer.web.settings import Settings

ADDRESS = "http://localhost:8400"
PATIENCE = 100.0
"""However busy the machine is, a short run is analysed by then. [s]"""


@cache
def run(number: int) -> bytes:
    """Give the FIT file of a short run, one a day."""
    started = datetime(2026, 5, 1, 7, tzinfo=UTC) + timedelta(days=number)
    made = simulate.session(kind="road", seed=number, minutes=4.0, latitude=47.0, longitude=15.0, start_time=started)
    return simulate.write_fit(made.recording)


@contextmanager
def client_of(place: Path | str, **settings: Any) -> Iterator[TestClient]:
    """Run the app on a log."""
    where = str(place / "log.db") if isinstance(place, Path) else place
    with TestClient(create(Settings(log=where, **settings)), base_url=ADDRESS) as made:
        yield made


def bring(client: TestClient, *files: tuple[str, bytes]) -> list[dict[str, Any]]:
    """Upload files; give what is said of each."""
    answer = client.post("/api/uploads", files=[("files", file) for file in files])
    assert answer.status_code == 202, answer.text
    found: list[dict[str, Any]] = answer.json()["files"]
    return found


def stands(client: TestClient, sha256: str) -> dict[str, Any]:
    """Give where a file stands."""
    (found,) = client.get("/api/uploads", params={"sha256": sha256}).json()["files"]
    return dict(found)


def settled(client: TestClient, sha256: str) -> dict[str, Any]:
    """Wait until a file waits no more; give where it stands."""
    until = time.monotonic() + PATIENCE
    while (found := stands(client, sha256))["state"] == "waiting":
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


def done(client: TestClient, number: int) -> str:
    """Wait until a session is analysed again; give what was wrong, "" for nothing."""
    until = time.monotonic() + PATIENCE
    while (found := client.get(f"/api/sessions/{number}/state").json())["state"] == "waiting":
        assert time.monotonic() < until
        time.sleep(0.05)
    return str(found["problem"])


def idle(client: TestClient) -> None:
    """Wait until nothing is to be done any more; what came early may be looked at again in the light of the rest."""
    until, quiet = time.monotonic() + PATIENCE, 0
    while quiet < 3:
        told = client.get("/api/queue").json()
        quiet = 0 if told["waiting"] or any(not order["problem"] for order in told["orders"]) else quiet + 1
        assert time.monotonic() < until
        time.sleep(0.3)
