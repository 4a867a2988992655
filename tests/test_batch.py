"""A whole batch: tables of what is named, one bad file beside good ones, and what a second run does."""

import functools
import io
import json
import os
import time
import zipfile
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from watch_files import RECORDINGS, activity, gpx, point, run

from analyzer import report, workers
from analyzer.batch import columns, work
from analyzer.batch import run as batch
from analyzer.batch.items import Item
from analyzer.batch.schema import arrow
from analyzer.batch.summary import Summary
from analyzer.batch.where_scan import WhereError
from analyzer.errors import AnalyzerError
from analyzer.model import WorkoutKind
from analyzer.pipeline import Options

pytest.importorskip("pyarrow")

SAMPLE = Path(__file__).parent.parent / "sample_data" / "mile_trial.fit"
TABLES = [f"{name}.{ending}" for name in columns.TABLES for ending in ("csv", "parquet")]
PLENTY = work.Limits(seconds=60.0, memory=2**31)


def short(seconds: int) -> bytes:
    """Give a GPX file of a jog straight north at 4 m/s, of its own length."""
    return gpx([point(second) for second in range(seconds)]).encode()


def mischief(task: work.Task, item: Item) -> work.Outcome:
    """Work on an item as its name says."""
    if item.name == "hang.gpx":
        time.sleep(1000.0)
    if item.name == "die.gpx":
        os._exit(9)
    if item.name == "eat.gpx":
        eaten = []
        while True:
            eaten.append(bytearray(b"x") * 2**22)
    return work.one(task, item)


class Crew:
    """Processes of this machine that note what they work on, and may be up to mischief."""

    def __init__(self, how: Any = work.one, jobs: int = 2) -> None:
        self.how, self.jobs = how, jobs
        self.given: list[str] = []

    def __call__(
        self, items: Iterable[Item], task: work.Task, limits: work.Limits
    ) -> Generator[work.Outcome, None, None]:
        made = functools.partial(self.how, task)
        for item, found in workers.run(items, made, jobs=self.jobs, seconds=limits.seconds, memory=limits.memory):
            self.given.append(item.name)
            yield work.outcome(task, item, found)


def done(paths: Path | list[str], out: Path, crew: Any = None, **settings: Any) -> Summary:
    named = tuple(paths) if isinstance(paths, list) else (str(paths),)
    settings = {"limits": PLENTY} | settings
    return batch.run(batch.Settings(named, out, **settings), crew or Crew())


def table(out: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(out / f"{name}.parquet")


def names(out: Path, name: str = "sessions") -> list[str]:
    return [file.rpartition("/")[2] for file in table(out, name)["file"]]


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in TABLES}


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    folder = tmp_path / "runs"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.gpx").write_bytes(short(300 + number))
    return folder


def test_a_batch_gives_a_row_for_each_session(runs: Path, tmp_path: Path) -> None:
    (runs / "settings.fit").write_bytes(activity().file())
    (runs / "broken.fit").write_bytes(run(60).file()[:14])
    found = done(runs, tmp_path / "out")
    assert names(tmp_path / "out") == ["0.gpx", "1.gpx", "2.gpx", "3.gpx", "4.gpx"]
    sessions = table(tmp_path / "out", "sessions")
    assert list(sessions["duration_s"]) == [299.0, 300.0, 301.0, 302.0, 303.0]
    assert list(sessions["start"].unique()) == [pd.Timestamp("2024-05-01T12:00:00Z")]
    assert names(tmp_path / "out", "failures") == ["broken.fit"]
    assert (found.sessions, found.failures, found.empty, found.done, found.before) == (5, 1, 1, 7, 0)


def test_the_rows_of_a_trial_are_those_of_its_report(tmp_path: Path) -> None:
    import analyzer  # noqa: PLC0415

    found = done(SAMPLE, tmp_path / "out", options=Options(five_k=1200.0, goal=340.0))
    document = analyzer.analyze(analyzer.read(SAMPLE), five_k=1200.0, goal=340.0).to_dict()
    (trial,) = [effort for effort in document["efforts"] if effort["kind"] == "trial"]
    (session,) = table(tmp_path / "out", "sessions").to_dict("records")
    assert session["kind"] == WorkoutKind.MILE_TRIAL
    assert session["sha256"] == document["recording"]["sha256"]
    assert (session["trial_time_s"], session["trial_time_sd_s"]) == (trial["time_s"], trial["time_sd"])
    assert (session["lap_m"], session["lane"]) == (document["track"]["lap_m"], document["track"]["lane"])
    assert session["score"] == document["strategy"]["score"]
    zones = table(tmp_path / "out", "zones")
    assert list(zones["time_s"]) == [zone["time_s"] for zone in trial["zones"]]
    assert list(zones["target_s"]) == [zone["target_s"] for zone in document["strategy"]["zones"]]
    assert found.trials == 1
    assert [(best.nominal, best.time) for best in found.bests] == [("1 mile", trial["time_s"])]


def test_the_csv_has_what_the_parquet_has(tmp_path: Path) -> None:
    done(SAMPLE, tmp_path / "out")
    for name in columns.TABLES:
        exact = table(tmp_path / "out", name)
        text = pd.read_csv(tmp_path / "out" / f"{name}.csv")
        assert list(text) == list(exact) == [column.name for column in columns.TABLES[name]]
        for column in columns.TABLES[name]:
            if column.dtype == "time":
                assert list(pd.to_datetime(text[column.name], utc=True)) == list(exact[column.name])
            if column.dtype in {"float64", "int64"}:
                assert list(text[column.name].dropna()) == list(exact[column.name].dropna())


def test_empty_tables_have_every_column_and_the_same_types(runs: Path, tmp_path: Path) -> None:
    done(SAMPLE, tmp_path / "some")
    done(runs, tmp_path / "none", where="kind = trial")
    for name in columns.TABLES:
        empty = arrow("parquet").read_table(tmp_path / "none" / f"{name}.parquet")
        assert empty.num_rows == 0
        assert empty.schema.equals(
            arrow("parquet").read_schema(tmp_path / "some" / f"{name}.parquet"), check_metadata=True
        )


def test_what_hangs_eats_memory_or_dies_is_a_failure_with_one_line_and_stops_no_other(
    runs: Path, tmp_path: Path
) -> None:
    for name in ("hang", "eat", "die"):
        (runs / f"{name}.gpx").write_bytes(short(200))
    found = done(runs, tmp_path / "out", Crew(mischief), limits=work.Limits(seconds=3.0, memory=500 * 2**20))
    failures = table(tmp_path / "out", "failures")
    assert dict(zip(failures["reason"], failures["error"], strict=True)) == {
        "died": "its process ended by itself (exit code 9); please report the file",
        "memory": "needed more than 500 MB of memory; given up",
        "time": "took more than 3 s; given up",
    }
    assert (found.sessions, found.failures) == (5, 3)


def test_a_second_run_does_nothing_again(runs: Path, tmp_path: Path) -> None:
    (runs / "broken.fit").write_bytes(run(60).file()[:14])
    done(runs, tmp_path / "out")
    before = contents(tmp_path / "out")
    crew = Crew()
    found = done(runs, tmp_path / "out", crew)
    assert crew.given == []
    assert (found.before, found.done, found.sessions, found.failures) == (6, 0, 5, 1)
    assert contents(tmp_path / "out") == before


def test_a_file_that_changed_is_done_again_and_its_old_rows_are_gone(runs: Path, tmp_path: Path) -> None:
    done(runs, tmp_path / "out")
    (runs / "2.gpx").write_bytes(short(450))
    crew = Crew()
    done(runs, tmp_path / "out", crew)
    assert crew.given == ["2.gpx"]
    assert list(table(tmp_path / "out", "sessions")["duration_s"]) == [299.0, 300.0, 449.0, 302.0, 303.0]


def test_a_file_that_vanished_is_in_the_tables_no_more_and_comes_back_without_work(runs: Path, tmp_path: Path) -> None:
    done(runs, tmp_path / "out")
    before = contents(tmp_path / "out")
    (runs / "2.gpx").rename(tmp_path / "elsewhere.gpx")
    done(runs, tmp_path / "out")
    assert names(tmp_path / "out") == ["0.gpx", "1.gpx", "3.gpx", "4.gpx"]
    (tmp_path / "elsewhere.gpx").rename(runs / "2.gpx")
    crew = Crew()
    done(runs, tmp_path / "out", crew)
    assert crew.given == []
    assert contents(tmp_path / "out") == before


def test_failures_are_done_again_only_where_that_is_asked_for(runs: Path, tmp_path: Path) -> None:
    (runs / "hang.gpx").write_bytes(short(200))
    limits = work.Limits(seconds=2.0)
    assert done(runs, tmp_path / "out", Crew(mischief), limits=limits).failures == 1
    assert done(runs, tmp_path / "out", crew := Crew()).failures == 1
    assert crew.given == []
    assert done(runs, tmp_path / "out", crew, retry=True).failures == 0
    assert crew.given == ["hang.gpx"]
    assert names(tmp_path / "out")[-1] == "hang.gpx"


def test_other_options_are_refused_in_one_line_and_fresh_does_all_again(runs: Path, tmp_path: Path) -> None:
    done(runs, tmp_path / "out")
    with pytest.raises(AnalyzerError) as caught:
        done(runs, tmp_path / "out", options=Options(goal=340.0))
    assert str(caught.value) == (
        f"{tmp_path}/out holds results with no --goal, and this run is with --goal 5:40.0; "
        "give the same, choose another --out, or do all again with --fresh"
    )
    crew = Crew()
    done(runs, tmp_path / "out", crew, options=Options(goal=340.0), fresh=True)
    assert len(crew.given) == 5


def test_another_method_is_refused(runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done(runs, tmp_path / "out")
    monkeypatch.setattr("analyzer.batch.same.METHOD", 99)
    with pytest.raises(AnalyzerError, match="and this run is with version 99 of the method"):
        done(runs, tmp_path / "out")


def test_a_table_of_somebody_else_is_not_written_over(runs: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sessions.csv").write_text("mine\n", encoding="utf-8")
    with pytest.raises(AnalyzerError, match=r"sessions\.csv is there already and is no table of a batch"):
        done(runs, tmp_path / "out")
    assert (tmp_path / "out" / "sessions.csv").read_text(encoding="utf-8") == "mine\n"


def test_two_runs_in_one_folder_are_refused(runs: Path, tmp_path: Path) -> None:
    def crew(items: Iterable[Item], *_: Any) -> Generator[work.Outcome, None, None]:
        with pytest.raises(AnalyzerError, match=r"another batch is writing to .*out; wait until it is done"):
            done(runs, tmp_path / "out")
        list(items)
        yield from ()

    done(runs, tmp_path / "out", crew)
    done(runs, tmp_path / "out")
    assert len(names(tmp_path / "out")) == 5


def test_a_condition_chooses_rows_and_what_is_told_early_is_not_analysed(runs: Path, tmp_path: Path) -> None:
    (runs / "mile.fit").write_bytes(SAMPLE.read_bytes())
    found = done(runs, tmp_path / "out", where="kind = trial")
    assert names(tmp_path / "out") == ["mile.fit"]
    assert set(names(tmp_path / "out", "efforts")) == set(names(tmp_path / "out", "zones")) == {"mile.fit"}
    assert (found.left_out, found.failures) == (5, 0)
    # all were analysed: another condition needs no work
    crew = Crew()
    done(runs, tmp_path / "out", crew, where="duration < 301")
    assert crew.given == []
    assert names(tmp_path / "out") == ["0.gpx", "1.gpx"]


def test_what_a_condition_skipped_is_done_when_another_wants_it(runs: Path, tmp_path: Path) -> None:
    found = done(runs, tmp_path / "out", where="duration >= 302")
    assert names(tmp_path / "out") == ["3.gpx", "4.gpx"]
    assert (found.left_out, found.done) == (3, 5)
    crew = Crew()
    assert done(runs, tmp_path / "out", crew, where="duration >= 302").before == 5
    assert crew.given == []
    done(runs, tmp_path / "out", crew)
    assert sorted(crew.given) == ["0.gpx", "1.gpx", "2.gpx"]
    done(runs, tmp_path / "plain")
    assert contents(tmp_path / "out") == contents(tmp_path / "plain")


def test_a_wrong_condition_is_an_error_before_anything_is_done(runs: Path, tmp_path: Path) -> None:
    with pytest.raises(WhereError):
        done(runs, tmp_path / "out", where="knd = trial")
    assert not (tmp_path / "out").exists()


def test_only_sessions_on_a_track_where_that_is_asked_for(runs: Path, tmp_path: Path) -> None:
    (runs / "mile.fit").write_bytes(SAMPLE.read_bytes())
    found = done(runs, tmp_path / "out", only_track=True)
    assert names(tmp_path / "out") == ["mile.fit"]
    assert (found.sessions, found.on_track, found.tracks, found.left_out) == (1, 1, 1, 5)


def test_each_session_that_is_wanted_gets_its_page_and_the_row_tells_where(runs: Path, tmp_path: Path) -> None:
    import analyzer  # noqa: PLC0415

    done(runs, tmp_path / "out", where="duration >= 302")
    done(runs, tmp_path / "out", reports=True, where="duration >= 302")
    sessions = table(tmp_path / "out", "sessions")
    pages = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.html"))
    reports = [page for page in pages if page.startswith("reports/")]
    assert sorted(sessions["report"]) == reports
    assert len(reports) == 2
    analysis = analyzer.analyze(analyzer.read(runs / "3.gpx"))
    page = (tmp_path / "out" / sessions["report"][0]).read_text(encoding="utf-8")
    assert page == report.html(analysis, charts=False)
    crew = Crew()
    done(runs, tmp_path / "out", crew, reports=True, where="duration >= 302")
    assert crew.given == []


def test_corrections_beside_a_recording_are_used_unless_they_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "mile.fit").write_bytes(SAMPLE.read_bytes())
    (tmp_path / "runs" / "mile.fit.corrections.toml").write_text("lane = 3\n", encoding="utf-8")
    done(tmp_path / "runs", tmp_path / "with")
    done(tmp_path / "runs", tmp_path / "without", corrections=False)
    assert list(table(tmp_path / "with", "sessions")[["lane", "corrected"]].iloc[0]) == [3, True]
    assert list(table(tmp_path / "without", "sessions")[["lane", "corrected"]].iloc[0]) == [1, False]
    (tmp_path / "runs" / "mile.fit.corrections.toml").write_text("lane = 99\n", encoding="utf-8")
    assert done(tmp_path / "runs", tmp_path / "with").failures == 1
    assert list(table(tmp_path / "with", "failures")["reason"]) == ["corrections"]


def test_an_archive_gives_the_rows_of_its_recordings(runs: Path, tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for number in range(3):
            written.writestr(f"activities/{number}.gpx", short(100 + number))
    (runs / "export.zip").write_bytes(target.getvalue())
    done(runs, tmp_path / "out")
    sessions = table(tmp_path / "out", "sessions")
    inside = sessions[sessions["file"].str.contains("export.zip")]
    assert list(inside["duration_s"]) == [99.0, 100.0, 101.0]
    assert inside["file"].iloc[0] == f"{runs}/export.zip/activities/0.gpx"


def test_recordings_of_a_storage_are_read_for_the_processes_that_cannot(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    system.pipe("/batch/a.gpx", short(120))
    system.pipe("/batch/b.gpx", short(121))
    found = done(["memory://batch"], tmp_path / "out")
    assert (found.sessions, found.failures) == (2, 0)
    assert list(table(tmp_path / "out", "sessions")["duration_s"]) == [119.0, 120.0]
    system.rm("/batch", recursive=True)


def test_a_path_that_is_not_there_is_a_failure_until_it_is(runs: Path, tmp_path: Path) -> None:
    named = [str(runs), str(tmp_path / "more")]
    assert done(named, tmp_path / "out").failures == 1
    assert list(table(tmp_path / "out", "failures")["file"]) == [str(tmp_path / "more")]
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "5.gpx").write_bytes(short(305))
    found = done(named, tmp_path / "out")
    assert (found.sessions, found.failures) == (6, 0)


def test_tables_are_the_same_however_the_work_is_shared_out(runs: Path, tmp_path: Path) -> None:
    (runs / "broken.fit").write_bytes(run(60).file()[:14])
    (runs / "mile.fit").write_bytes(SAMPLE.read_bytes())

    def chunks(items: Iterable[Item], task: work.Task, limits: work.Limits) -> Generator[work.Outcome, None, None]:
        every = list(items)[::-1]
        for at in range(0, len(every), 3):
            yield work.chunk(task, limits, every[at : at + 3])

    done(runs, tmp_path / "one", Crew(jobs=1))
    done(runs, tmp_path / "two", Crew(jobs=2))
    done(runs, tmp_path / "chunks", chunks)
    assert contents(tmp_path / "one") == contents(tmp_path / "two") == contents(tmp_path / "chunks")


def test_the_summary_is_json(runs: Path, tmp_path: Path) -> None:
    told = json.loads(json.dumps(done(runs, tmp_path / "out").to_dict(), allow_nan=False))
    assert told["schema"] == "batch/1"
    assert told["kinds"] == {"easy": 5}
    assert told["files_per_second"] > 0


def test_real_recordings_fill_the_tables_and_the_damaged_ones_fail_with_a_clear_line(tmp_path: Path) -> None:
    real = sorted((RECORDINGS / "fit").glob("*.fit"), key=lambda path: path.stat().st_size)[:3]
    damaged = sorted((RECORDINGS / "malformed").glob("*"))
    if not real:
        pytest.skip("no real recordings here")
    (tmp_path / "runs").mkdir()
    for path in [*real, *damaged]:
        (tmp_path / "runs" / path.name).write_bytes(path.read_bytes())
    for path in real:
        data = path.read_bytes()
        (tmp_path / "runs" / f"half-{path.name}").write_bytes(data[: len(data) // 2])
        (tmp_path / "runs" / f"holes-{path.name}").write_bytes(data[:200] + bytes(500) + data[700:])
    found = done(tmp_path / "runs", tmp_path / "out")
    assert {path.name for path in real} <= set(names(tmp_path / "out"))
    failures = table(tmp_path / "out", "failures")
    assert found.failures == len(failures) > 0
    assert not [error for error in failures["error"] if "unexpected" in error or "\n" in error]


@pytest.mark.parametrize("name", columns.TABLES)
def test_the_page_on_batches_tells_of_each_column(name: str) -> None:
    text = (Path(__file__).parent.parent / "docs" / "batch.md").read_text(encoding="utf-8")
    section = text.partition(f"### `{name}`")[2].partition("\n#")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{one.name}` | {one.unit} | {one.meaning} |" for one in columns.TABLES[name]]


def test_the_columns_name_every_kind_of_session() -> None:
    (told,) = [column.meaning for column in columns.SESSIONS if column.name == "kind"]
    assert set(told.replace(" or ", ", ").split(", ")) == set(WorkoutKind)
