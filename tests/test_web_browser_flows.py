"""What a runner does from page to page: bring files, put a session right, compare, look back, sign in."""

import base64
import re

from browsed_log import SAMPLES, SECOND_TRIAL, TO_CORRECT, TRIAL
from browsing import Served, Visit, Visiting
from playwright.sync_api import Locator, Page, expect
from signed_in import PASSWORD

BROKEN = b"no recording of a watch at all"


def test_a_file_that_is_chosen_becomes_a_session(visiting: Visiting, served: Served) -> None:
    visit = visiting(served.fresh)
    page = visit.open("/")
    with page.expect_file_chooser() as waiting:
        page.get_by_text("Choose files").click()
    waiting.value.set_files(SAMPLES / "mile_lane8.fit")
    link = page.get_by_role("link", name="See the session")
    link.wait_for()
    told = page.locator("#single .big").inner_text()
    # nobody points at anything: the keyboard goes on to the session
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sessions/"))
    visit.drawn()
    assert re.sub(r"\s+", " ", told).endswith(_headline(page))
    assert _assumed(page, "Lane").startswith("8 ")


def test_of_several_files_that_are_dropped_each_is_told_of(visiting: Visiting, served: Served) -> None:
    visit = visiting(served.fresh)
    page = visit.open("/")
    road, strides = (SAMPLES / name for name in ("road_run.fit", "easy_strides.fit.gz"))
    _drop(page, [(road.name, road.read_bytes()), (strides.name, strides.read_bytes()), ("notes.fit", BROKEN)])
    rows = page.locator("#rows li")
    expect(rows).to_have_count(3)
    expect(page.locator("#summary")).to_contain_text("All 3 files are done")
    expect(page.locator("#summary")).to_contain_text("1 could not be taken")
    for name in (road.name, strides.name):
        expect(rows.filter(has_text=name).get_by_role("link")).to_be_visible()
    broken = rows.filter(has_text="notes.fit")
    expect(broken.get_by_role("link")).to_have_count(0)
    # the same bytes again are no second session
    first = rows.filter(has_text=road.name).get_by_role("link").get_attribute("href")
    page.reload()
    _drop(page, [("the_same_run.fit", road.read_bytes())])
    expect(page.locator("#single")).to_contain_text("in the log already")
    assert page.get_by_role("link", name="See the session").get_attribute("href") == first
    # and what could not be read can be sent away
    bad = page.locator("#rows li").filter(has_text="notes.fit")
    if bad.count():
        bad.get_by_role("button", name="Remove").click()
        expect(bad).to_have_count(0)


def test_a_session_that_is_put_into_another_lane_is_timed_anew(visit: Visit) -> None:
    page = visit.open(f"/sessions/{TO_CORRECT}")
    before, splits = _headline(page), _splits(page)
    page.get_by_label("Lane").select_option("2")
    _analyse_again(visit)
    after, notice = _headline(page), page.locator(".notice.good")
    assert after != before
    expect(notice).to_have_text(f"Analysed again: was {before}, now {after}.")
    # a lap of lane 2 is longer by 2 pi times the 1.22 m that a lane is wide; IAAF/WA measures it 20 cm from the line
    assert "a lap is 407.04 m" in _assumed(page, "Lane")
    assert _splits(page) != splits
    # as found gives what was there before
    page.get_by_label("Lane").select_option("")
    _analyse_again(visit)
    expect(notice).to_have_text(f"Analysed again: was {after}, now {before}.")
    assert _splits(page) == splits


def test_a_finish_at_the_other_end_turns_the_track_round(visit: Visit) -> None:
    page = visit.open(f"/sessions/{TO_CORRECT}")
    begun = page.locator("#zones tbody tr").first.inner_text()
    page.get_by_label("Finish line", exact=True).select_option(label="at the other end of the track")
    _analyse_again(visit)
    assert "as you gave it" in _assumed(page, "Finish")
    assert page.locator("#zones tbody tr").first.inner_text() != begun
    page.get_by_label("Finish line", exact=True).select_option("")
    _analyse_again(visit)
    assert page.locator("#zones tbody tr").first.inner_text() == begun


def test_what_cannot_be_so_is_said_beside_the_button(visit: Visit) -> None:
    page = visit.open(f"/sessions/{TO_CORRECT}")
    before = _headline(page)
    page.get_by_label("Goal").fill("soon")
    page.get_by_role("button", name="Analyse again").click()
    expect(page.locator("[data-status]")).to_contain_text("soon")
    expect(page.get_by_role("button", name="Analyse again")).to_be_enabled()
    assert _headline(page) == before
    visit.forgive("400")


def test_notes_are_kept_with_the_session(visit: Visit) -> None:
    page = visit.open(f"/sessions/{TO_CORRECT}")
    page.get_by_label("Notes").fill("spikes, <b>wind</b> on the back straight")
    page.get_by_label("Sleep before").fill("7:30")
    page.get_by_role("button", name="Keep the notes").click()
    page.wait_for_load_state()
    expect(page.get_by_label("Notes")).to_have_value("spikes, <b>wind</b> on the back straight")
    page = visit.open("/log")
    expect(page.locator("tbody tr", has_text="spikes")).to_contain_text("<b>wind</b>")


def test_two_trials_are_laid_along_the_race_and_point_at_each_other(visit: Visit) -> None:
    page = visit.open("/compare")
    for session in (TRIAL, SECOND_TRIAL):
        row = page.locator("#trials tbody tr", has=page.locator(f'a[href="/sessions/{session}"]')).first
        box = row.locator("input[type=checkbox]")
        if not box.is_checked():
            box.check()
    page.get_by_role("button", name="Lay these two").click()
    page.wait_for_url(re.compile("a=.*b="))
    visit.drawn()
    assert {link.get_attribute("href") for link in page.locator("#along > p a").all()} == {
        f"/sessions/{TRIAL}",
        f"/sessions/{SECOND_TRIAL}",
    }
    reading = page.locator("#along-reading")
    rest = reading.inner_text()
    # the line by metre points at the map and at the rows ..
    _point(page, page.locator("#along-chart .u-over"), 0.5)
    expect(reading).to_contain_text(re.compile(r"^\d+ m · "))
    metre = int(re.match(r"\d+", reading.inner_text())[0])  # type: ignore[index]
    assert abs(metre - 1609 / 2) < 40
    expect(page.locator("#along-map circle.dot").last).to_have_attribute("visibility", "visible")
    assert page.locator("#along tr.lit").count() >= 1
    # .. the map at the line ..
    page.mouse.move(5, 5)
    expect(reading).to_have_text(rest)
    way = page.locator("#along-map path.way").nth(6)
    left, top = way.evaluate(
        """(way) => {
            const place = way.getPointAtLength(way.getTotalLength() / 2).matrixTransform(way.getScreenCTM());
            return [place.x, place.y];
        }"""
    )
    page.mouse.move(left, top)
    expect(reading).not_to_have_text(rest)
    assert (
        page.locator("#along-chart .u-cursor-x").evaluate(
            "(line) => new DOMMatrix(getComputedStyle(line).transform).m41"
        )
        > 0
    )
    # .. and a row at both
    page.locator("#along .zones tbody tr").nth(2).hover()
    expect(reading).not_to_have_text(rest)
    assert page.locator("#along-map path.lit").get_attribute("d")


def test_a_third_tick_takes_the_first_one_back(visit: Visit) -> None:
    page = visit.open("/compare")
    boxes = page.locator("#trials input[type=checkbox]")
    assert boxes.count() >= 3
    for box in boxes.all():
        box.set_checked(False)
    for number in range(3):
        boxes.nth(number).check()
    assert [box.is_checked() for box in boxes.all()][:3] == [False, True, True]


def test_a_week_of_the_balance_is_read_under_the_pointer_and_by_keys(visit: Visit) -> None:
    page = visit.open("/balance?until=2026-06-02&weeks=4")
    reading = page.locator("#weeks-reading")
    rest = reading.inner_text()
    _point(page, page.locator("#weeks-chart .u-over"), 0.9)
    expect(reading).not_to_have_text(rest)
    assert page.locator("#weeks-table tr.lit").count() == 1
    page.mouse.move(5, 5)
    page.locator("#weeks-frame").focus()
    page.keyboard.press("ArrowLeft")
    expect(reading).not_to_have_text(rest)


def test_a_day_of_the_calendar_opens_beside_it(visit: Visit) -> None:
    page = visit.open("/balance?until=2026-06-02&weeks=4")
    page.locator('#days a[data-day="2026-05-24"]').click()
    expect(page.locator("#day")).to_contain_text("24 May")
    expect(page.locator(f'#day a[href="/sessions/{SECOND_TRIAL}"]')).to_be_visible()


def test_the_log_is_chosen_from_and_sorted_without_loading_anew(visit: Visit) -> None:
    page = visit.open("/log")
    rows = page.locator("table.sessions tr[data-opens]")
    everything = rows.count()
    page.evaluate("window.stayed = true")
    page.get_by_label("With a trial").check()
    page.wait_for_url(re.compile("trial=yes"))
    expect(page.locator("#count")).to_contain_text("all of them")
    assert 0 < rows.count() < everything
    page.get_by_role("columnheader").get_by_role("link", name="Distance").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("Distance")
    assert page.evaluate("window.stayed") is True
    rows.first.locator(".what").click()
    page.wait_for_url(re.compile(r"/sessions/\d+$"))
    visit.drawn()


def test_who_runs_in_miles_reads_paces_per_mile(visit: Visit) -> None:
    visit.page.context.add_cookies([{"name": "units", "value": "mile", "url": visit.home}])
    page = visit.open(f"/sessions/{TRIAL}")
    expect(page.locator("#charts h3").first).to_have_text("Pace, min/mile")
    _point(page, page.locator("#chart-pace .u-over"), 0.5)
    expect(page.locator("#reading")).to_contain_text("min/mile")


def test_nobody_gets_in_without_the_password_and_who_does_gets_out_again(visiting: Visiting, served: Served) -> None:
    visit = visiting(served.locked)
    page = visit.open("/sessions/1")
    assert "/sign-in" in page.url
    page.get_by_label("Name").fill("Jo")
    page.get_by_label("Password").fill("not this one at all")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    visit.forgive("403")
    page.get_by_label("Password").fill(PASSWORD["Jo"])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sessions/1$"))
    visit.drawn()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in"))
    assert "/sign-in" in visit.open("/sessions/1").url


def test_whatever_goes_wrong_on_a_page_is_noticed(visit: Visit) -> None:
    page = visit.open("/plan")
    page.evaluate("console.error('said aloud')")
    page.evaluate("fetch('/nowhere')")
    page.evaluate("fetch('https://elsewhere.example/').catch(() => null)")
    page.evaluate("document.body.setAttribute('onclick', 'x()')")
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    for words in ("said aloud", "404", "elsewhere.example", "inline", "thrown"):
        visit.forgive(words)


def _drop(page: Page, files: list[tuple[str, bytes]]) -> None:
    """Drag files over the page and let go of them."""
    given = [[name, base64.b64encode(data).decode()] for name, data in files]
    page.evaluate(
        """(given) => {
            const dataTransfer = new DataTransfer();
            for (const [name, text] of given) {
                dataTransfer.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], name));
            }
            for (const kind of ["dragenter", "dragover", "drop"]) {
                const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer });
                document.getElementById("upload").dispatchEvent(event);
            }
        }""",
        given,
    )


def _point(page: Page, chart: Locator, share: float) -> None:
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    for aside in (-3, 0):
        page.mouse.move(box["x"] + share * box["width"] + aside, box["y"] + box["height"] / 2)


def _analyse_again(visit: Visit) -> None:
    with visit.page.expect_navigation(url=re.compile("was=")):
        visit.page.get_by_role("button", name="Analyse again").click()
    visit.drawn()
    expect(visit.page.locator(".notice.good")).to_contain_text("Analysed again")


def _headline(page: Page) -> str:
    return re.sub(r"\s+", " ", page.locator("#headline").inner_text()).strip()


def _splits(page: Page) -> list[str]:
    return page.locator("#splits tbody tr").all_inner_texts()


def _assumed(page: Page, what: str) -> str:
    """Give what was assumed of something, and why."""
    term = page.locator("#assumed dt", has_text=re.compile(f"^{what}$"))
    return re.sub(r"\s+", " ", term.locator("xpath=following-sibling::dd[1]").inner_text())
