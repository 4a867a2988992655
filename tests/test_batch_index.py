"""The index of many sessions: what it says of them, that no name of a file can break it, and what its script does."""

import json
import math
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_report import Page

from analyzer.batch.index import write
from analyzer.batch.schema import arrow, table_schema
from analyzer.batch.summary import Best, Summary
from analyzer.report import index_page
from analyzer.report.index_rows import LONGEST_TEXT, bests, fastest, folder_of, grouped, listed, places, readable

HOSTILE = "</script><script>alert(1)</script>\"'&<img src=x onerror=alert(1)>\u202e\n\udcff.fit"
METRE = 1 / 111_195.0
"""Of latitude, on a globe of 6371 km. [deg]"""


def sessions(*rows: dict[str, Any]) -> pd.DataFrame:
    """Give the table of sessions; what is not said of one is as in an easy run off the track."""
    usual: dict[str, Any] = {
        "file": "run.fit",
        "start": pd.Timestamp("2026-05-16 07:30", tz="UTC"),
        "kind": "easy",
        "title": "40 min easy",
        "headline": "Easy 40:00",
        "duration_s": 2400.0,
        "distance_m": 8000.0,
        "on_track": 0,
        "track": "",
        "latitude_deg": math.nan,
        "longitude_deg": math.nan,
        "report": "",
        "trial": None,
    }
    return pd.DataFrame([{**usual, **row} for row in rows], columns=list(usual), dtype=object)


def efforts(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"file": "run.fit", "kind": "rep", "nominal": "400 m", "on_track": 1, "time_s": 80.0, "time_sd_s": 0.2}
    return pd.DataFrame([{**usual, **row} for row in rows], columns=list(usual), dtype=object)


def failures(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["file", "error"], dtype=object)


def page(of: pd.DataFrame, run: pd.DataFrame | None = None, wrong: pd.DataFrame | None = None, **settings: Any) -> str:
    return index_page.html(
        of, efforts() if run is None else run, failures() if wrong is None else wrong, title="A year", **settings
    )


def data(text: str) -> dict[str, Any]:
    """Give what the script of a page is handed."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    values: dict[str, Any] = json.loads(found[1])
    return values


def tiles(text: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", text))


def many(number: int) -> pd.DataFrame:
    """Give sessions a day apart, every second one on a track, every fourth one a trial of a mile."""
    first = pd.Timestamp("2000-01-01 12:00", tz="UTC")
    return sessions(
        *(
            {
                "file": f"{at % 100:02d}/run{at}.fit",
                "start": first + pd.Timedelta(days=at),
                "kind": "mile_trial" if at % 4 == 0 else "easy",
                "trial": "1 mile" if at % 4 == 0 else None,
                "title": "1 mile" if at % 4 == 0 else "40 min easy and 5 strides of 20 s",
                "on_track": int(at % 2 == 0),
                "latitude_deg": 50.0 + at % 40 if at % 2 == 0 else math.nan,
                "longitude_deg": 8.0 if at % 2 == 0 else math.nan,
                "distance_m": 5000.0 + at,
                "report": f"reports/{at % 100:02d}/run{at}.fit.html",
            }
            for at in range(number)
        )
    )


def trials_of(every: pd.DataFrame) -> pd.DataFrame:
    return efforts(
        *(
            {"file": file, "kind": "trial", "nominal": "1 mile", "time_s": 330.0 + at}
            for at, file in enumerate(every.loc[every["kind"] == "mile_trial", "file"])
        )
    )


def test_the_tiles_count_sessions_tracks_trials_and_failures() -> None:
    every = many(8)
    told = tiles(page(every, trials_of(every), failures(("bad.fit", "it is empty"))))
    assert told == {"sessions": "8", "on a track": "4", "tracks": "4", "trials": "2", "file not read": "1"}


def test_two_sessions_at_one_stadium_are_on_one_track_and_a_neighbour_is_another() -> None:
    north = np.array([52.0, 52.0 + 20 * METRE, 52.0 + 400 * METRE, 52.0 - 100 * METRE])
    numbers = grouped(north, np.full(4, 13.0))
    assert numbers[0] == numbers[1] == numbers[3]
    assert numbers[2] != numbers[0]


def test_a_track_on_the_date_line_is_one_track() -> None:
    numbers = grouped(np.array([-17.0, -17.0]), np.array([179.9999, -179.9999]))
    assert numbers[0] == numbers[1]


def test_a_track_is_called_what_most_of_its_sessions_call_it_or_by_where_it_is() -> None:
    here = {"on_track": 1, "latitude_deg": 52.5163, "longitude_deg": 13.3777}
    found, group = places(
        sessions({**here, "track": "Stadium"}, here, {}, {"on_track": 1, "latitude_deg": -33.9, "longitude_deg": -70.5})
    )
    assert places(sessions({**here, "track": None}))[0][0].name == "52.516°\u00a0N, 13.378°\u00a0E"
    assert [place.name for place in found] == ["Stadium", "33.900°\u00a0S, 70.500°\u00a0W"]
    assert group.tolist() == [0, 0, -1, 1]


def test_the_best_at_a_distance_is_the_fastest_on_the_track_and_names_its_session() -> None:
    every = sessions({"file": "a.fit", "title": "8 x 400 m"}, {"file": "b.fit", "title": "6 x 400 m"})
    run = efforts(
        {"file": "a.fit", "time_s": 80.04, "time_sd_s": 0.21},
        {"file": "b.fit", "time_s": 78.52, "time_sd_s": 0.18},
        {"file": "a.fit", "time_s": 70.0, "on_track": 0},
        {"file": "a.fit", "time_s": 60.0, "kind": "hill"},
        {"file": "b.fit", "time_s": 240.0, "nominal": "4 min"},
        {"file": "b.fit", "time_s": 300.0, "nominal": "1500 m", "on_track": 0},
    )
    found = bests(run, listed(every, np.full(2, -1)), ["a.fit", "b.fit"])
    assert [(best.distance, best.time, best.session.title, best.off_track) for best in found] == [
        ("400 m", "1:18.5 ± 0.2 s", "6 x 400 m", False),
        ("1500 m", "5:00.0 ± 0.2 s", "6 x 400 m", True),
    ]


def test_what_is_faster_than_the_world_record_is_no_best() -> None:
    assert fastest(np.array([400.0, 1609.344])) == pytest.approx([43.03, 223.13])
    run = efforts({"time_s": 42.9}, {"time_s": 43.1})
    found = bests(run, listed(sessions({}), np.array([-1])), ["run.fit"])
    assert [best.time for best in found] == ["43.1 ± 0.2 s"]


def test_a_session_is_listed_in_the_formats_of_the_house_and_sorted_by_plain_numbers() -> None:
    text = page(
        sessions(
            {"kind": "mile_trial", "title": "fits 1mile@M", "headline": "Mile 5:53.5 ± 0.3 s", "duration_s": 1611.4}
        )
    )
    assert data(text)["rows"] == [
        [
            1778916600,
            "2026-05-16",
            "07:30",
            0,
            "Mile 5:53.5 ± 0.3 s",
            "fits 1mile@M",
            8000,
            "8.00 km",
            1611,
            "26:51",
            -1,
            0,
            "run.fit",
            "",
        ]
    ]
    said = " ".join(Page(text).words)
    for words in (
        "2026-05-16",
        "07:30",
        "Mile 5:53.5 ± 0.3 s",
        "fits 1mile@M",
        "mile trial",
        "8.00 km",
        "26:51",
        "run.fit",
    ):
        assert words in said


def test_what_is_not_known_is_a_dash_and_goes_to_the_end() -> None:
    unknown = dict.fromkeys(("title", "headline", "report", "track"))
    text = page(
        sessions({"file": "b.fit", "start": pd.NaT, "distance_m": math.nan, **unknown}, {"file": "a.fit"}),
        efforts({"nominal": None}),
    )
    rows = data(text)["rows"]
    assert [row[12] for row in rows] == ["a.fit", "b.fit"]
    assert rows[1][:2] == [None, ""]
    assert rows[1][6:8] == [None, "–"]
    assert not {"nan", "nat", "none"} & {word.lower() for said in Page(text).words for word in said.split()}


@pytest.mark.parametrize("where", ["file", "title", "headline", "track"])
def test_no_text_of_a_session_can_break_out_of_the_page(where: str) -> None:
    text = page(
        sessions({"on_track": 1, "latitude_deg": 1.0, "longitude_deg": 1.0, where: HOSTILE}, {"file": "other.fit"}),
        efforts({"file": HOSTILE if where == "file" else "run.fit"}),
        failures((HOSTILE, HOSTILE)),
        lines=(HOSTILE.encode("utf-8", "replace").decode(),),
    )
    plain = page(
        sessions({"on_track": 1, "latitude_deg": 1.0, "longitude_deg": 1.0}),
        efforts({}),
        failures(("a", "b")),
        lines=("",),
    )
    assert text.count("<script") == plain.count("<script") == 2
    assert text.count("<img") == 0
    shown = readable(HOSTILE)
    assert shown in json.dumps(data(text), ensure_ascii=False).replace('\\"', '"')
    assert shown in "".join(Page(text).words)
    assert "\u202e" not in shown
    assert text.encode()


def test_a_name_that_is_a_script_links_to_a_file_of_that_name() -> None:
    text = page(sessions({"report": "javascript:alert(1)//50% <x>#y?z.html"}))
    assert data(text)["rows"][0][13] == "javascript%3Aalert%281%29//50%25%20%3Cx%3E%23y%3Fz.html"


def test_what_all_files_begin_with_is_said_once() -> None:
    every = sessions({"file": "/data/runs/2025/a.fit"}, {"file": "/data/runs/2026/b.fit"})
    text = page(every, efforts({"file": "/data/runs/2026/b.fit"}), failures(("/data/runs/bad/c.fit", "empty")))
    assert [row[12] for row in data(text)["rows"]] == ["2025/a.fit", "2026/b.fit"]
    assert "All files are below <bdi>/data/runs/</bdi>" in text
    assert '<td role="cell">bad/c.fit</td>' in text
    assert folder_of([]) == folder_of(["run.fit"]) == folder_of(["a/x.fit", "b/x.fit"]) == ""
    assert folder_of(["a/b/x.fit", "a/b/x.fit"]) == "a/b/"


def test_a_very_long_name_is_cut_in_the_middle() -> None:
    shown = readable("a" * 3000 + ".fit")
    assert len(shown) < LONGEST_TEXT + 5
    assert shown.endswith(".fit")
    assert readable("Läufe/跑步 №1.fit") == "Läufe/跑步 №1.fit"


def test_only_the_script_of_the_package_may_run() -> None:
    text = page(sessions({}))
    assert "default-src 'none'" in text
    assert not re.findall(r'\son\w+="', text)
    script = (Path(index_page.__file__).parent / "templates" / "index.js").read_text(encoding="utf-8")
    assert f"<script>{script}</script>" in text
    assert not re.findall(r"innerHTML|eval\(|Function\(|fetch\(|import ", script)


def test_without_scripts_the_newest_hundred_are_a_plain_table() -> None:
    every = many(301)
    text = page(every, trials_of(every))
    body = re.search(r'<table id="sessions".*?<tbody[^>]*>(.*?)</tbody>', text, re.DOTALL)
    assert body
    assert body[1].count("<tr") == index_page.PAGE == 100
    assert "run300.fit" in body[1].split("</tr>")[0]
    assert "The newest 100 of 301 sessions" in text
    assert 'href="reports/00/run300.fit.html"' in body[1]


def test_ten_thousand_sessions_make_a_page_below_five_megabytes() -> None:
    every = many(10_000)
    text = page(
        every, trials_of(every), failures(*((f"bad{at}.fit", "it is empty; copy it again") for at in range(500)))
    )
    assert len(text.encode()) < 5_000_000
    assert len(data(text)["rows"]) == 10_000


def test_a_page_of_more_sessions_than_it_can_list_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_page, "MOST", 5)
    text = page(many(9), wrong=failures(*((f"{at}.fit", "empty") for at in range(7))))
    assert len(data(text)["rows"]) == 5
    assert "The newest 5 are listed here; the tables hold all." in text
    assert tiles(text)["sessions"] == "9"
    assert "2 more are in the table of failures" in text


def test_the_index_of_a_large_batch_lists_the_newest_and_the_sessions_of_the_bests(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    tables, parquet = arrow().Table, arrow("parquet")
    first = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        {"file": f"/runs/{at}.fit", "start": first + timedelta(days=at), "kind": "easy", "on_track": False}
        for at in range(20)
    ]
    rows[7]["start"] = None
    parquet.write_table(tables.from_pylist(rows, schema=table_schema("sessions")), tmp_path / "sessions.parquet")
    wrong = [{"file": f"/runs/bad{at}.fit", "reason": "unreadable", "error": "empty"} for at in range(8)]
    parquet.write_table(tables.from_pylist(wrong, schema=table_schema("failures")), tmp_path / "failures.parquet")
    best = Best("400 m", 400.0, 71.2, 0.3, on_track=True, file="/runs/2.fit")
    counts = {"sessions": 20, "on_track": 0, "tracks": 0, "trials": 3, "efforts": 9, "failures": 8}
    found = Summary(**counts, kinds={"easy": 20}, bests=(best,), left_out=4, empty=0, before=0, done=28, seconds=1.0)
    text = write(tmp_path, found, most=5).read_text(encoding="utf-8")
    assert [row[12] for row in data(text)["rows"]] == ["19.fit", "18.fit", "17.fit", "16.fit", "15.fit", "2.fit"]
    assert tiles(text) == {"sessions": "20", "on a track": "0", "tracks": "0", "trials": "3", "files not read": "8"}
    assert "1:11.2 ± 0.3 s" in text
    assert "Sessions left out by the condition: 4" in text
    assert "The newest 6 are listed here; the tables hold all." in text
    assert text.count('<td role="cell">empty</td>') == 5
    assert "3 more are in the table of failures" in text


def test_failures_stand_in_a_table_of_their_own_each_with_its_line() -> None:
    text = page(sessions({}), wrong=failures(("a.fit", "it breaks off after 12 bytes"), ("b.gpx", "no points in it")))
    body = re.search(r'<table id="failures".*?<tbody[^>]*>(.*?)</tbody>', text, re.DOTALL)
    assert body
    assert re.findall(r"<td[^>]*>([^<]*)</td>", body[1]) == [
        "a.fit",
        "it breaks off after 12 bytes",
        "b.gpx",
        "no points in it",
    ]


def test_a_batch_of_nothing_and_one_of_failures_only_say_so() -> None:
    assert "No sessions: none of the files was a recording." in page(sessions())
    text = page(sessions(), wrong=failures(("a.fit", "empty")))
    assert "No file could be read: see below." in text
    assert "<script" not in text


def test_every_element_is_closed_and_every_name_stands_once() -> None:
    every = many(120)
    found = Page(
        page(every, trials_of(every), failures(*((f"{at}.fit", "empty") for at in range(60))), footer="analyzer")
    )
    assert not found.open
    assert len(set(found.ids)) == len(found.ids)


def dumped(path: Path, hash_: str) -> str:
    """Give the page as headless Chromium holds it after its script has run."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium is not installed; .ci/run is to install it")
        pytest.skip("chromium is not installed")
    done = subprocess.run(
        [
            browser,
            *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
            *("--disable-component-update", "--disable-sync", f"--user-data-dir={path.parent / 'profile'}"),
            *("--disable-dev-shm-usage", "--dump-dom", f"{path.as_uri()}{hash_}"),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def shown(text: str) -> list[str]:
    """Give the files of the rows that are shown."""
    body = re.search(r'<table id="sessions".*?<tbody[^>]*>(.*?)</tbody>', text, re.DOTALL)
    assert body
    return re.findall(r'<td class="file"[^>]*>([^<]*)</td>', body[1])


@pytest.mark.parametrize(
    ("hash_", "first", "count"),
    [
        ("", "00/run300.fit", "301 of 301 sessions; 1 to 100 shown"),
        ("#kind=mile_trial", "00/run300.fit", "76 of 301 sessions"),
        ("#kind=easy&on=1&sort=date", "02/run2.fit", "75 of 301 sessions"),
        ("#trial=1&sort=distance", "00/run0.fit", "76 of 301 sessions"),
        ("#q=run29+strides", "99/run299.fit", "9 of 301 sessions"),
        ("#from=2000-02-01&to=2000-02-03&sort=date", "31/run31.fit", "3 of 301 sessions"),
        ("#track=52.000,8.000&sort=date", "02/run2.fit", "8 of 301 sessions"),
        ("#page=4", "00/run0.fit", "301 of 301 sessions; 301 to 301 shown"),
        ("#sort=file&kind=gone&page=x", "00/run0.fit", "301 of 301 sessions; 1 to 100 shown"),
        ("#q=nowhere", "", "No session fits these filters."),
    ],
)
def test_the_address_tells_the_script_what_to_show(tmp_path: Path, hash_: str, first: str, count: str) -> None:
    every = many(301)
    path = tmp_path / "index.html"
    path.write_text(page(every, trials_of(every)), encoding="utf-8")
    text = dumped(path, hash_)
    assert shown(text)[:1] == ([first] if first else [])
    assert re.findall(r'<p id="count"[^>]*>([^<]*)</p>', text) == [count]


def test_the_script_shows_hostile_names_as_texts(tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    text = page(sessions({"file": HOSTILE, "title": HOSTILE, "report": "x<y>.html"}, {"file": "other.fit"}))
    path.write_text(text, encoding="utf-8")
    after = dumped(path, "#sort=session")
    assert Page(after).words.count(readable(HOSTILE)) >= 2
    assert "<img" not in after
    assert 'aria-sort="ascending"' in after
