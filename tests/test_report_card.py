"""The card of a mile plan."""

import io
import json

import pytest
from rich.console import Console

from analyzer import report
from analyzer.strategy import mile_plan

PLAN = mile_plan(five_k=1200.0, goal=348.65)
"""The worked example A' of the strategy: laps 95.2, 87.6, 84.5, 81.4."""
LANE_EIGHT = mile_plan(five_k=1200.0, goal=345.0, lane=8)


def printed(width: int = 100) -> str:
    """Print the card, and give what is on the screen."""
    page = io.StringIO()
    report.plan_terminal(PLAN, Console(file=page, width=width))
    return page.getvalue()


def test_the_card_has_the_published_lap_times() -> None:
    laps = "1:35.2  1:27.6  1:24.5  1:21.4"
    assert f"Laps: {laps}" in printed()
    text = report.plan_card_html(PLAN)
    for lap in laps.split():
        assert lap in text


def test_each_zone_says_what_to_do_and_when_to_pass_its_end() -> None:
    lines = [line.split() for line in printed().splitlines()]
    first = next(line for line in lines if line[:3] == ["1", "first", "turn"])
    assert first[-3:] == ["30.0", "30.0", "1:36.0"]
    last = next(line for line in lines if line[:3] == ["4", "home", "straight"])
    assert last[-2] in {"5:48.6", "5:48.7"}


def test_the_zones_of_the_json_add_up_to_the_goal() -> None:
    document = json.loads(json.dumps(report.plan_dict(PLAN), allow_nan=False))
    assert document["schema"] == "plan/1"
    assert document["zones"][-1]["passed_s"] == pytest.approx(348.65, abs=0.01)
    assert document["zones"][-1]["to_m"] == pytest.approx(1609.344, abs=0.01)
    assert document["attainable_s"] is None
    assert sorted({zone["per_400_s"] for zone in document["zones"]}) == pytest.approx([81.4, 96.0], abs=0.05)


def test_a_goal_out_of_reach_is_warned_of_on_every_card() -> None:
    plan = mile_plan(five_k=1200.0, goal=340.0)
    assert plan.warning
    page = io.StringIO()
    report.plan_terminal(plan, Console(file=page, width=300))
    assert plan.warning in page.getvalue()
    assert "5K time stale or goal too fast" in report.plan_card_html(plan)
    assert report.plan_dict(plan)["attainable_s"] == pytest.approx(plan.attainable, abs=0.001)


def test_lane_eight_ends_with_the_run_off() -> None:
    text = report.plan_card_html(LANE_EIGHT)
    assert "run-off" in text
    assert "lane 8" in text
    zones = report.plan_dict(LANE_EIGHT)["zones"]
    assert zones[0]["zone"] == "back turn"
    assert zones[0]["what"] == "run fast"
    assert zones[-1]["run_off"]
    assert zones[-1]["to_m"] - zones[-1]["from_m"] == pytest.approx(23.73, abs=0.01)


def test_the_paper_card_is_one_sheet_and_always_the_same() -> None:
    for plan in (PLAN, LANE_EIGHT):
        made = report.plan_card_pdf(plan)
        assert made.startswith(b"%PDF")
        assert made.count(b"/Type /Page ") == 1
        assert made == report.plan_card_pdf(plan)
