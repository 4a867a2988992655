"""The pages as a runner meets them: a real browser, pointing, typing, and going on."""

import io
import re
from typing import Any

import fitdecode
from browsed_log import HILLS, REPS, ROAD, TREADMILL, TRIAL
from browsing import Visit
from playwright.sync_api import Page, expect

REST = re.compile("^Point at")


def test_pointing_at_a_chart_moves_the_dot_on_the_map_and_lights_the_row(visit: Visit) -> None:
    page = visit.open(f"/sessions/{TRIAL}")
    lines, pieces = _series(page, TRIAL)
    _point_at_chart(page, "pace", 0.5)
    lap, zone, clock = _read(page)
    # the runner is where the series says that he was then
    start = pieces[0]["from"]
    at = min(range(len(lines["t"])), key=lambda index: abs(lines["t"][index] - start - clock))
    x, y = _dot(page)
    near = [(lines["x"][index], lines["y"][index]) for index in (at - 1, at, at + 1)]
    assert min((x - a) ** 2 + (y - b) ** 2 for a, b in near) < 6.0**2
    assert _lit(page, "zones") == [(lap, zone)]
    # a point of every chart is under one cursor
    places = _cursors(page)
    assert len(places) == 3
    assert max(places) - min(places) <= 1.0
    # and it goes where the pointer goes
    _point_at_chart(page, "heart", 0.2)
    assert _read(page)[2] < clock
    assert _dot(page) != (x, y)


def test_leaving_a_chart_puts_all_of_it_out(visit: Visit) -> None:
    page = visit.open(f"/sessions/{TRIAL}")
    _point_at_chart(page, "pace", 0.5)
    expect(page.locator("#reading")).not_to_have_text(REST)
    page.mouse.move(5, 5)
    expect(page.locator("#reading")).to_have_text(REST)
    assert page.locator("tr.lit").count() == 0
    expect(page.locator("#map circle.dot").last).to_have_attribute("visibility", "hidden")


def test_pointing_at_the_map_moves_the_cursor_in_the_charts(visit: Visit) -> None:
    page = visit.open(f"/sessions/{TRIAL}")
    lines, pieces = _series(page, TRIAL)
    # the middle of the back straight of lap 2 and of lap 4: laps lie side by side, so each is told from the others
    seen = []
    for wanted in ("Lap 2, back straight", "Lap 4, back straight"):
        piece = next(one for one in pieces if one["name"] == wanted)
        middle = (piece["from"] + piece["to"]) / 2
        at = min(range(len(lines["t"])), key=lambda index: abs(lines["t"][index] - middle))
        _point_at_map(page, lines["x"][at], lines["y"][at])
        expect(page.locator("#reading")).to_contain_text(f"{wanted} ·")
        places = _cursors(page)
        assert len(places) == 3
        assert max(places) - min(places) <= 1.0
        seen.append(places[0])
    assert seen[0] + 50 < seen[1]


def test_pointing_at_a_row_lights_the_piece_on_the_map_and_moves_the_cursor(visit: Visit) -> None:
    page = visit.open(f"/sessions/{TRIAL}")
    row = page.locator("#zones tbody tr").filter(has_text="hold").first
    lap, zone = row.locator("td").nth(0).inner_text(), row.locator("td").nth(1).inner_text()
    row.hover()
    expect(page.locator("#reading")).to_contain_text(f"Lap {lap}, {zone} ·")
    assert page.locator("#map path.lit").get_attribute("d")
    # the bar of the same piece is lit with it
    assert (
        page.locator("#zones-chart g.lit title").text_content()
        == (page.locator("#zones-chart g", has=page.locator("title", has_text=f"Lap {lap}, {zone}:")).first)
        .locator("title")
        .text_content()
    )
    assert len(set(map(round, _cursors(page)))) == 1


def test_the_arrow_keys_move_the_cursor_and_escape_puts_it_out(visit: Visit) -> None:
    page = visit.open(f"/sessions/{TRIAL}")
    page.locator("#charts").focus()
    page.keyboard.press("ArrowRight")
    first = page.locator("#reading").inner_text()
    for _ in range(4):
        page.keyboard.press("PageDown")
    expect(page.locator("#reading")).not_to_have_text(first)
    lap, zone, clock = _read(page)
    page.keyboard.press("ArrowRight")
    assert _read(page)[2] - clock in {0, 1, 2}
    assert _lit(page, "zones") == [(lap, zone)]
    page.keyboard.press("Escape")
    expect(page.locator("#reading")).to_have_text(REST)


def test_the_whole_session_is_shown_when_it_is_asked_for(visit: Visit) -> None:
    page = visit.open(f"/sessions/{TRIAL}")
    whole = page.get_by_role("button", name="Whole session")
    whole.click()
    expect(whole).to_have_attribute("aria-pressed", "true")
    _point_at_chart(page, "pace", 0.02)
    # the recording begins long before the trial: its clock counts down to it
    expect(page.locator("#reading")).to_contain_text("−")


def test_intervals_and_hills_light_their_reps(visit: Visit) -> None:
    for number in (REPS, HILLS):
        page = visit.open(f"/sessions/{number}")
        row = page.locator("#reps tbody tr").nth(3)
        row.hover()
        expect(page.locator("#reading")).to_contain_text("Rep 4:")
        assert page.locator("#reps tr.lit").count() == 1


def test_a_run_without_positions_has_charts_and_says_why_there_is_no_map(visit: Visit) -> None:
    page = visit.open(f"/sessions/{TREADMILL}")
    expect(page.locator("#map")).to_have_text("No positions in this recording, so there is no map.")
    _point_at_chart(page, "heart", 0.5)
    expect(page.locator("#reading")).to_contain_text("bpm")


def test_a_run_on_the_road_is_drawn_north_up(visit: Visit) -> None:
    page = visit.open(f"/sessions/{ROAD}")
    _point_at_chart(page, "pace", 0.5)
    expect(page.locator("#map circle.dot").last).to_have_attribute("visibility", "visible")


def test_what_is_typed_into_the_plan_is_planned_at_once(visit: Visit) -> None:
    page = visit.open("/plan")
    last = page.locator("#mile table tbody tr").last.locator("td").nth(4)
    expect(last).to_have_text("5:40.0")
    page.get_by_label("Goal for the mile").fill("5:52")
    # the targets of all turns and straights end on the goal
    expect(last).to_have_text("5:52.0")
    page.get_by_label("Your own plan").fill("6x800@2:56 r90")
    expect(page.locator("#workout")).to_contain_text("2:56")
    # what is half typed says what is missing, and the rest of the page stays
    page.get_by_label("Your own plan").fill("6x800@")
    expect(page.locator("#workout [role=alert]")).to_be_visible()
    expect(last).to_have_text("5:52.0")


def test_the_plan_is_kept_in_the_address(visit: Visit) -> None:
    page = visit.open("/plan")
    page.get_by_label("Goal for the mile").fill("5:52")
    page.wait_for_url(re.compile("goal=5"))
    page.reload()
    expect(page.get_by_label("Goal for the mile")).to_have_value("5:52")


def test_the_workout_for_the_watch_is_a_fit_file_with_a_step_for_each_lap(visit: Visit) -> None:
    page = visit.open("/plan?five_k=20:00&goal=5:40")
    with page.expect_download() as waiting:
        page.locator("#mile").get_by_role("button", name="FIT file for the watch").click()
    assert waiting.value.suggested_filename == "mile-plan.fit"
    workout, steps = _workout(waiting.value.path().read_bytes())
    assert workout["sport"] == "running"
    assert workout["num_valid_steps"] == len(steps)
    with page.expect_download() as waiting:
        page.get_by_label("On the watch, a step ends").select_option("zones")
        page.locator("#mile").get_by_role("button", name="FIT file for the watch").click()
    # 4 laps of 4 zones and the run-off, each with a target of speed
    _, zones = _workout(waiting.value.path().read_bytes())
    assert len(zones) >= 16
    assert len(zones) > len(steps)


def test_a_workout_of_reps_comes_as_a_fit_file(visit: Visit) -> None:
    page = visit.open("/plan")
    page.get_by_label("Your own plan").fill("5x400@90 r60")
    expect(page.locator("#workout code").first).to_contain_text("5x400")
    with page.expect_download() as waiting:
        page.locator("#workout").get_by_role("button", name="FIT file for the watch").click()
    _, steps = _workout(waiting.value.path().read_bytes())
    distances = [step["duration_distance"] for step in steps if step.get("duration_type") == "distance"]
    # the watch shows 400 m as they are, where nothing else is said
    assert 400.0 in distances


def test_the_card_opens_to_be_printed(visit: Visit) -> None:
    page = visit.open("/plan?five_k=20:00&goal=5:40")
    page.get_by_role("link", name="Card to print").click()
    expect(page.locator("body")).to_contain_text("5:40")


def _series(page: Page, number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    found = page.evaluate("(path) => fetch(path).then((answer) => answer.json())", f"/api/sessions/{number}/series")
    return found["lines"], found["pieces"]


def _point_at_chart(page: Page, name: str, share: float) -> None:
    over = page.locator(f"#chart-{name} .u-over")
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + share * box["width"] - 3, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
    expect(page.locator("#reading")).not_to_have_text(REST)


def _point_at_map(page: Page, x: float, y: float) -> None:
    page.locator("#map svg").scroll_into_view_if_needed()
    left, top = page.evaluate(
        """([x, y]) => {
            const place = new DOMPoint(x, y).matrixTransform(document.querySelector("#map svg").getScreenCTM());
            return [place.x, place.y];
        }""",
        [x, y],
    )
    page.mouse.move(left, top)


def _read(page: Page) -> tuple[str, str, int]:
    """Give lap, zone and clock of what is pointed at. [s]"""
    text = page.locator("#reading").inner_text()
    found = re.match(r"Lap (\d), ([a-z ]+) · (\d+):(\d\d)", text)
    assert found is not None, text
    return found[1], found[2], 60 * int(found[3]) + int(found[4])


def _lit(page: Page, table: str) -> list[tuple[str, str]]:
    rows = page.locator(f"#{table} tbody tr.lit").all()
    return [(row.locator("td").nth(0).inner_text(), row.locator("td").nth(1).inner_text()) for row in rows]


def _dot(page: Page) -> tuple[float, float]:
    dot = page.locator("#map circle.dot").last
    expect(dot).to_have_attribute("visibility", "visible")
    return float(dot.get_attribute("cx") or "nan"), float(dot.get_attribute("cy") or "nan")


def _cursors(page: Page) -> list[float]:
    """Give how far right the cursor is in each chart. [px]"""
    found: list[float] = page.evaluate(
        """() => [...document.querySelectorAll("#charts .u-cursor-x")]
            .filter((line) => line.offsetParent)
            .map((line) => new DOMMatrix(getComputedStyle(line).transform).m41)"""
    )
    return found


def _workout(data: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read the workout and its steps from a FIT file with a reader that did not write it."""
    with fitdecode.FitReader(io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        messages = [frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]
    told = [(one.name, {field.name: field.value for field in one.fields}) for one in messages]
    workouts = [values for name, values in told if name == "workout"]
    assert len(workouts) == 1
    return workouts[0], [values for name, values in told if name == "workout_step"]
