"""How soon the pages of the app are there in a browser, and what they weigh: `python benchmarks/pages.py`.

Debian's Chromium, driven by Playwright, on a server of its own with the samples and a summer of simulated trials. Each
visit has an empty cache. With --pictures it also takes the README's pictures of the app.
"""

import argparse
import io
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, Response, sync_playwright

from analyzer import logbook, simulate, store
from analyzer.model import Athlete, Form

SAMPLES = Path(__file__).parent.parent / "sample_data"
SESSIONS = ("mile_trial.fit", "intervals_10x400.tcx.gz", "road_run.fit", "hills_8x45s.fit.gz", "easy_strides.fit.gz")
SUMMER = ((10, 25, 1210.0, 354.0), (11, 46, 1200.0, 351.0), (12, 67, 1190.0, 348.0), (13, 88, 1185.0, 347.0))
"""Trials after the samples: seed, days later, 5K time and goal. [s]"""
DAY_0 = date(2026, 5, 16)
PAGES = ("/", "/log", "/sessions/1", "/sessions/2", "/sessions/3", "/compare", "/balance?until=2026-08-12", "/plan")
FLAGS = ("--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync")
DRAWN = "() => !document.querySelector('[data-series]:not([data-ready])')"
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
COLOURS = 256
"""Of a picture; more are not told apart."""


def fill(place: Path) -> None:
    """Make the log."""
    trial = partial(simulate.session, kind="mile", buttons="laps", latitude=47.0712, longitude=15.4383, bearing=28.0)
    with store.open(place) as log:
        jo = log.put_athlete(Athlete("Jo", birth_year=1991, forms=(Form(date(2026, 1, 1), 1200.0, 340.0),)))
        for name in SESSIONS:
            logbook.add(log, jo, (SAMPLES / name).read_bytes(), name=name)
        for seed, later, five_k, goal in SUMMER:
            begun = datetime.fromordinal(DAY_0.toordinal() + later).replace(hour=17, tzinfo=UTC)
            run = trial(seed=seed, five_k=five_k, goal=goal, start_time=begun)
            logbook.add(log, jo, simulate.write_fit(run.recording), name=f"mile_{begun:%B}.fit")


@contextmanager
def served(place: Path) -> Iterator[str]:
    """Serve a log as a runner does."""
    command = [sys.executable, "-m", "analyzer", "serve", "--log", str(place), "--port", "0", "--no-open"]
    with subprocess.Popen([*command, "--no-saved-tracks"], stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield next(word for word in line.split() if word.startswith("http")).rstrip("/")
        finally:
            process.terminate()


def measured(browser: Browser, address: str, rounds: int) -> tuple[float, float, int]:
    """Give when something is first seen, when all is drawn [ms, the median], and the weight of all [bytes]."""
    seen = [_visited(browser, address) for _ in range(rounds)]
    paints, drawn, weights = zip(*seen, strict=True)
    return statistics.median(paints), statistics.median(drawn), max(weights)


def _visited(browser: Browser, address: str) -> tuple[float, float, int]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, answers = context.new_page(), []

    def came(answer: Response) -> None:
        answers.append(answer)

    page.on("response", came)
    page.goto(address)
    page.wait_for_function(DRAWN)
    drawn, paint = page.evaluate("() => performance.now()"), page.evaluate(PAINT)
    weight = sum(len(answer.body()) for answer in answers if answer.ok)
    context.close()
    return paint, drawn, weight


def pictures(browser: Browser, address: str, folder: Path) -> None:
    """Take the README's pictures: what a screen and a phone show of a session, of comparing, of the plan."""
    for name, path, width, height in (
        ("web_session", "/sessions/1", 1440, 1560),
        ("web_compare", "/compare", 1440, 1240),
        ("web_plan", "/plan?five_k=20:00&goal=5:45", 1440, 1100),
        ("web_phone", "/sessions/1", 390, 1180),
    ):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"{address}{path}")
        page.wait_for_function(DRAWN)
        top = 0.0
        if width > 400:
            top = _point(page)
        clip: FloatRect = {"x": 0, "y": top, "width": width, "height": height}
        image = Image.open(io.BytesIO(page.screenshot(clip=clip, full_page=True)))
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)
        page.close()


def _point(page: Page) -> float:
    """Point at a chart, where the page has one; give where the part of the page begins that is to be shown. [px]"""
    for chart, part in (("#chart-pace", "body"), ("#along-chart", "#along")):
        over = page.locator(f"{chart} .u-over")
        if over.count():
            over.hover(position={"x": 0.445 * (over.bounding_box() or {"width": 100.0})["width"], "y": 60})
            top: float = page.locator(part).evaluate("(one) => one.getBoundingClientRect().top + scrollY")
            return top
    return 0.0


def main() -> None:
    """Measure, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--pictures", type=Path, help="folder for the pictures of the README")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder) / "log.db"
        fill(place)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", chromium_sandbox=False, args=FLAGS)
        with served(place) as address:
            print(f"{'page':<28} {'first paint':>12} {'drawn':>10} {'weight':>10}")
            for path in PAGES:
                paint, drawn, weight = measured(browser, f"{address}{path}", options.rounds)
                print(f"{path:<28} {paint:>9.0f} ms {drawn:>7.0f} ms {weight / 1000:>7.0f} kB")
            if options.pictures:
                pictures(browser, address, options.pictures)
        browser.close()


if __name__ == "__main__":
    main()
