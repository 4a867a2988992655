"""How the pages look and sound: every one on a phone, for a screen reader, in light and in dark, and what it weighs."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browsed_log import HILLS, LANE_EIGHT, REPS, ROAD, STRIDES, TREADMILL, TRIAL
from browsing import Served, Visit, Visiting
from playwright.sync_api import Page

PAGES = (
    *(f"/sessions/{number}" for number in (TRIAL, REPS, ROAD, HILLS, LANE_EIGHT, STRIDES, TREADMILL)),
    "/",
    "/log",
    "/compare",
    "/balance?until=2026-06-02&weeks=4",
    "/plan",
    "/tracks",
    "/settings",
    "/nowhere",
)
EMPTY = {
    "/": "Choose files",
    "/log": "Bring the first file",
    "/compare": "Add a recording",
    "/balance": "Add recordings",
    "/plan": "How fast is your 5K?",
}
"""What a page says to do where nothing is in the log."""
PHONE, TABLET, DESK = 390, 820, 1440
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LEAST_TARGET = 44.0
"""Of what a finger touches. [px]"""
MOST_SHIFT = 0.02
"""Of the layout while a page loads; 0.1 counts as good in general (web.dev/cls)."""
HEAVIEST = 1_500_000
"""Of a page with all that it loads, before compression. [bytes]"""
TARGETS = "a, button, input:not([type=hidden]), select, textarea, summary"
SMALL_TARGETS = """([targets, least]) => [...document.querySelectorAll(targets)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.offsetWidth > 1)
    .map((one) => {
        // the label round a box is as good to touch as the box itself
        const touched = one.matches("input[type=checkbox], input[type=radio]") && one.closest("label") || one;
        const { width, height, bottom } = touched.getBoundingClientRect();
        const inline = one.tagName === "A" && getComputedStyle(one).display === "inline";
        if (bottom < 0 || inline || (width >= least && height >= least)) return "";
        const told = one.textContent.trim().slice(0, 30) || one.name;
        return `${one.tagName} '${told}' ${Math.round(width)} x ${Math.round(height)}`;
    }).filter(Boolean)"""
TOO_WIDE = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_the_page_without_scrolling_sideways_and_with_room_for_fingers(
    visiting: Visiting, path: str
) -> None:
    visit = visiting(width=PHONE, has_touch=True, is_mobile=True)
    page = _open(visit, path)
    assert page.evaluate(TOO_WIDE) <= 0
    assert page.evaluate(SMALL_TARGETS, [TARGETS, LEAST_TARGET]) == []
    assert page.evaluate("window.shifted") < MOST_SHIFT
    assert 0 < visit.weight() < HEAVIEST


@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_to_wcag_aa(visiting: Visiting, path: str) -> None:
    page = _open(visiting(), path)
    assert _violations(page, {"runOnly": {"type": "tag", "values": STANDARDS}}) == []
    assert page.evaluate("window.shifted") < MOST_SHIFT


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_contrast_in_the_dark(visiting: Visiting, path: str) -> None:
    page = _open(visiting(width=TABLET, theme="dark"), path)
    assert page.evaluate(TOO_WIDE) <= 0
    assert _violations(page, {"runOnly": ["color-contrast", "link-in-text-block"]}) == []


@pytest.mark.parametrize("path", list(EMPTY))
def test_a_log_with_nothing_in_it_says_what_to_do(visiting: Visiting, served: Served, path: str) -> None:
    visit = visiting(served.empty, width=PHONE)
    page = _open(visit, path)
    page.locator("main").get_by_text(EMPTY[path]).wait_for()
    assert page.evaluate(TOO_WIDE) <= 0
    assert _violations(page, {"runOnly": {"type": "tag", "values": STANDARDS}}) == []


def _open(visit: Visit, path: str) -> Page:
    page = visit.open(path)
    if path == "/nowhere":
        visit.forgive("404")
    return page


def _violations(page: Page, options: dict[str, Any]) -> list[str]:
    """Give what axe finds, a line each; the browser's debugger takes its script where the page would not."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(options) => axe.run(document, options)", {**options, "resultTypes": ["violations"]})
    assert found["passes"], "axe looked at nothing"
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"][:4]
    ]
