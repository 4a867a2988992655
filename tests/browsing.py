"""A real browser on a real server: Debian's Chromium, and the app in a process of its own with some sessions in it.

The fixtures are for all tests, so nothing heavy is imported before one is asked for.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60_000.0
"""For whatever is waited for; a busy machine analyses slowly. [ms]"""
DRAWN = "() => !document.querySelector('[data-series]:not([data-ready])')"
"""Whatever a page draws of numbers that come later is there."""
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass(frozen=True)
class Served:
    """Where the apps are: with sessions in the log, with nothing, to bring files to, and where everybody signs in."""

    full: str
    empty: str
    fresh: str
    locked: str


@dataclass(eq=False)
class Visit:
    """A page of a browser, what went wrong on it, and what it asked the server for."""

    page: "Page"
    home: str
    problems: list[str]
    answers: "list[Response]" = field(default_factory=list)

    def open(self, path: str) -> "Page":
        """Go to a page, and wait until all of it is drawn."""
        self.answers.clear()
        self.page.goto(f"{self.home}{path}")
        self.drawn()
        return self.page

    def drawn(self) -> None:
        """Wait until all of the page is drawn."""
        self.page.wait_for_load_state()
        self.page.wait_for_function(DRAWN)

    def weight(self) -> int:
        """Give how much the page and all that it loads weigh before compression. [bytes]"""
        return sum(len(answer.body()) for answer in self.answers if answer.ok)

    def forgive(self, *words: str) -> None:
        """Take what a test means to go wrong for no problem."""
        until = time.monotonic() + PATIENCE / 1000
        while not any(word in one for one in self.problems for word in words):
            assert time.monotonic() < until, f"nothing went wrong with {words}: {self.problems}"
            self.page.wait_for_timeout(20)
        self.problems[:] = [one for one in self.problems if not any(word in one for word in words)]


Visiting = Callable[..., Visit]
"""Begins a visit: `home` of a server (else the one with sessions), `width` [px], `theme`."""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The apps, in a process of their own."""
    _wanted()
    import browsed_log  # noqa: PLC0415 - a second that most tests do without
    import signed_in  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("served")
    browsed_log.fill(folder / "full.db")
    signed_in.fill(str(folder / "locked.db"))
    places = [f"{folder}/full.db", f"{folder}/empty.db", f"{folder}/fresh.db", f"{folder}/locked.db,locked"]
    command = [sys.executable, str(Path(__file__).with_name("served_app.py")), *places]
    with (folder / "log.txt").open("wb") as output, ExitStack() as ending:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=output, cwd=folder)
        assert process.stdin is not None
        assert process.stdout is not None
        ending.callback(process.wait, PATIENCE / 1000)
        ending.callback(process.stdin.close)
        ports = [process.stdout.readline().decode().strip() for _ in places]
        assert all(ports), (folder / "log.txt").read_text()
        yield Served(*(f"http://127.0.0.1:{port}" for port in ports))
        assert process.poll() is None
    process.stdout.close()
    # what the server could not do it says in its output
    assert "Traceback" not in (folder / "log.txt").read_text()


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """A browser for the tests of a file: while it is there, no other loop can run in this thread."""
    _wanted()
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415

    expect.set_options(timeout=PATIENCE)

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def visiting(browser: "Browser", served: Served) -> Iterator[Visiting]:
    """Open pages, each visit with cookies of its own; whatever goes wrong on one of them fails the test."""
    with ExitStack() as ending:
        problems: list[str] = []

        def begin(home: str = "", *, width: int = 1440, theme: str = "light", **options: Any) -> Visit:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if theme == "dark" else "light",
                accept_downloads=True,
                **options,
            )
            ending.callback(context.close)
            return _watched(context, home or served.full, problems)

        yield begin
        assert problems == []


@pytest.fixture
def visit(visiting: Visiting) -> Visit:
    """A page at a desk, by day."""
    return visiting()


def _watched(context: "BrowserContext", home: str, problems: list[str]) -> Visit:
    context.set_default_timeout(PATIENCE)
    context.add_init_script(SHIFTS)
    made = Visit(context.new_page(), home, problems)

    def came(answer: "Response") -> None:
        if answer.status >= 400:
            problems.append(f"{answer.status} {answer.request.method} {answer.url}")
        made.answers.append(answer)

    # a page that is left ends what it still waits for: that is no failure
    def failed(asked: Any) -> None:
        if asked.failure != "net::ERR_ABORTED":
            problems.append(f"{asked.failure} {asked.url}")

    made.page.on("console", lambda said: problems.append(f"{said.type}: {said.text}") if said.type in LOUD else None)
    made.page.on("pageerror", lambda error: problems.append(f"{error}"))
    made.page.on("response", came)
    made.page.on("requestfailed", failed)
    return made


LOUD = {"error", "warning", "assert"}
"""What the console says of a page that is not as it should be; forbidden styles and scripts are errors."""


def _wanted() -> None:
    """Skip where there is no browser, but fail where all checks are to be made."""
    if CHROMIUM.exists():
        return
    reason = f"no Chromium at {CHROMIUM}; apt-get install chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
