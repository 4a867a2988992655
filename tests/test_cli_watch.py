"""`analyzer watch`: files that appear in a folder get into the log, each once, whatever happens meanwhile."""

import gzip
import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from analyzer import logbook, simulate, store
from analyzer.cli import commands, evening
from analyzer.cli.evening import Evening
from analyzer.cli.followed_folder import listing
from analyzer.cli.teller import Teller
from analyzer.cli.whose import Whose
from analyzer.errors import LogError
from analyzer.logbook.following import PATIENCE, SETTLE, Following
from analyzer.model import Athlete
from analyzer.simulate.worn import START_TIME
from analyzer.store import Store

LIMIT = 150.0
"""Only a process that hangs takes longer. [s]"""
RUNS = [
    simulate.session(
        kind="mile", seed=seed, start_time=START_TIME + timedelta(days=seed), latitude=47.0, longitude=15.0
    )
    for seed in range(6)
]
FITS = [simulate.write_fit(run.recording) for run in RUNS]
HEEDS_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""A job in the background is started so that it does not; and so are its children."""
PROGRAM = f"{HEEDS_CTRL_C}; from analyzer.cli import main; main()"
WITHOUT_WATCHFILES = f"import sys; sys.modules['watchfiles'] = None; {PROGRAM}"
AGO = 3600.0


class Watching:
    """A process that watches."""

    def __init__(self, folder: Path, log: Path, *options: str, program: str = PROGRAM) -> None:
        self._out = log.with_suffix(f".{time.monotonic_ns()}.out")
        with self._out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, "watch", str(folder), "--log", str(log), *options],
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, "ANALYZER_DATA": str(log.parent), "PYTHONUNBUFFERED": "1"},
            )

    @property
    def told(self) -> str:
        return self._out.read_text(encoding="utf-8")

    def wait_for(self, *words: str) -> None:
        wait_until(lambda: self.process.poll() is not None or all(word in self.told for word in words))
        assert all(word in self.told for word in words), self.told

    def end(self, by: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(by)
        return self.process.wait(LIMIT)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(LIMIT)


def wait_until(met: Callable[[], bool]) -> None:
    until = time.monotonic() + LIMIT
    while not met():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drop"
    made.mkdir()
    return made


@pytest.fixture
def log(tmp_path: Path) -> Path:
    place = tmp_path / "log" / "log.db"
    with store.open(place) as made:
        made.put_athlete(Athlete("Jo"))
    return place


@pytest.fixture
def start(folder: Path, log: Path) -> Iterator[Callable[..., Watching]]:
    started: list[Watching] = []

    def start_one(*options: str, **more: str) -> Watching:
        started.append(Watching(folder, log, *options, **more))
        return started[-1]

    yield start_one
    for one in started:
        one.kill()


def drop(path: Path, data: bytes, *, ago: float = AGO) -> Path:
    """Put a file there as a finished copy: under another name first, and dated back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_bytes(data)
    os.utime(beside, (time.time() - ago,) * 2)
    return beside.rename(path)


def once(folder: Path, log: Path, *options: str) -> Result:
    return CliRunner().invoke(commands, ["watch", str(folder), "--once", "--log", str(log), *options])


def files_of(log: Path, name: str = "") -> list[list[str]]:
    """Give the SHA-256 of the files of each session."""
    with store.open(log) as opened:
        athlete = opened.athlete(name)
        numbers = [int(number) for number in opened.sessions(athlete)["session"]]
        assert not opened.waiting(athlete)
        return [sorted(file.sha256 for file in opened.files(athlete, number)) for number in numbers]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"activities/{name}.fit", data)
    return packed.getvalue()


def test_an_evening(folder: Path, log: Path, start: Callable[..., Watching]) -> None:
    drop(folder / "early.fit", FITS[0])
    watching = start()
    watching.wait_for("Watching", "early.fit: added")

    with (folder / "slow.fit").open("wb", buffering=0) as slow:
        for place in range(0, len(FITS[1]), 4000):
            slow.write(FITS[1][place : place + 4000])
            time.sleep(0.3)
    part = folder / "renamed.fit.crdownload"
    part.write_bytes(FITS[2])
    drop(folder / "inside" / "copy.fit", FITS[0])
    drop(folder / "export.gpx.gz", gzip.compress(simulate.write_gpx(RUNS[0].recording)))
    drop(folder / "all.zip", zipped(three=FITS[3], four=FITS[4]))
    drop(folder / "broken.fit", b"\x0e\x20 no recording .FIT")
    drop(folder / "notes.txt", b"felt good")
    watching.wait_for("slow.fit: added", "copy.fit: already in the log", "export.gpx.gz: the same session as")
    watching.wait_for("three.fit: added", "four.fit: added", "Error: ", "broken.fit")
    assert "renamed" not in watching.told

    part.rename(folder / "renamed.fit")
    drop(folder / "broken.fit", FITS[5])
    watching.wait_for("renamed.fit: added", "broken.fit: added")
    assert watching.end() == 0

    told = watching.told
    assert told.count("broken.fit") == 2
    assert "notes.txt" not in told
    assert (
        told.splitlines()[-1]
        == "Done: 6 added; 1 another export of a session; 1 already in the log; 1 could not be read."
    )
    gpx = simulate.write_gpx(RUNS[0].recording)
    expected = [sorted([sha256(FITS[0]), sha256(gpx)]), *([sha256(data)] for data in FITS[1:])]
    assert sorted(files_of(log)) == sorted(expected)


@pytest.mark.parametrize("options", [(), ("--poll", "0.2")])
def test_a_process_that_is_killed_at_any_moment_loses_nothing_and_doubles_nothing(
    folder: Path, log: Path, start: Callable[..., Watching], options: tuple[str, ...]
) -> None:
    chance = np.random.default_rng(len(options))
    left = list(enumerate(FITS))
    while left:
        watching = start(*options)
        # a start takes about a second: the kill meets it in starting, reading, analysing or writing
        ends = time.monotonic() + chance.uniform(0.6, 3.0)
        while left and time.monotonic() < ends:
            number, data = left.pop(0)
            drop(folder / f"{number}.fit", data)
            drop(folder / f"again {number}.fit", data)
            time.sleep(chance.uniform(0.0, 0.6))
        time.sleep(max(0.0, ends - time.monotonic()))
        watching.kill()
    watching = start(*options)
    watching.wait_for("Watching")
    wait_until(lambda: len(_sessions(log)) == len(FITS))
    assert watching.end(signal.SIGTERM) == 0
    assert once(folder, log).exit_code == 0
    assert sorted(files_of(log)) == sorted([sha256(data)] for data in FITS)


def _sessions(log: Path) -> list[int]:
    with store.open(log) as opened:
        return list(opened.sessions(opened.athlete("Jo"))["session"])


def test_what_was_kept_and_then_taken_away_is_analysed_all_the_same(folder: Path, log: Path) -> None:
    with store.open(log) as opened:
        opened.keep(opened.athlete(), FITS[0], name="gone.fit")
    told = once(folder, log)
    assert told.exit_code == 0
    assert "gone.fit: added 1" in told.output
    assert files_of(log) == [[sha256(FITS[0])]]


@pytest.mark.parametrize("options", [(), ("--poll", "0.3")])
def test_without_watchfiles_it_looks_from_time_to_time(
    folder: Path, log: Path, start: Callable[..., Watching], options: tuple[str, ...]
) -> None:
    watching = start(*options, program=WITHOUT_WATCHFILES)
    watching.wait_for("Watching")
    drop(folder / "run.fit", FITS[0])
    watching.wait_for("run.fit: added")
    assert watching.end() == 0


def test_a_folder_that_goes_and_comes_back_is_watched_on(
    folder: Path, log: Path, start: Callable[..., Watching]
) -> None:
    watching = start()
    drop(folder / "one.fit", FITS[0])
    watching.wait_for("one.fit: added")
    away = folder.with_name("away")
    folder.rename(away)
    watching.wait_for("cannot be opened")
    folder.mkdir()
    drop(folder / "two.fit", FITS[1])
    watching.wait_for("two.fit: added")
    drop(folder / "three.fit", FITS[2])
    watching.wait_for("three.fit: added")
    shutil.rmtree(folder)
    away.rename(folder)
    watching.wait_for("one.fit: already in the log")
    assert watching.end() == 0
    assert watching.told.count("cannot be opened") <= 2
    assert len(files_of(log)) == 3


def test_each_folder_is_an_athletes(folder: Path, log: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Zoë Müller")
    with store.open(log) as opened:
        opened.put_athlete(Athlete("Zoë Müller"))
    drop(folder / decomposed / "run.fit", FITS[0])
    drop(folder / "jo" / "may" / "run.fit", FITS[1])
    drop(folder / "Ann" / "run.fit", FITS[0])
    drop(folder / "loose.fit", FITS[2])
    (folder / "Nobody").mkdir()
    drop(folder / "Papers" / "list.txt", b"no athlete")
    told = once(folder, log, "--by-folder")
    assert told.exit_code == 1
    assert "loose.fit: the file lies in no athlete's folder" in told.stderr
    with store.open(log) as opened:
        assert [one.name for one in opened.athletes()] == ["Ann", "Jo", "Zoë Müller"]
    assert files_of(log, "Ann") == files_of(log, "Zoë Müller") == [[sha256(FITS[0])]]
    assert files_of(log, "Jo") == [[sha256(FITS[1])]]

    assert once(folder, log, "--by-folder", "--athlete", "Ann").exit_code == 0
    assert sorted(files_of(log, "Ann")) == sorted([[sha256(FITS[0])], [sha256(FITS[2])]])


def test_a_folder_whose_name_no_athlete_can_have_is_named_once(folder: Path, log: Path) -> None:
    for number in range(3):
        drop(folder / ("x" * 150) / f"{number}.fit", FITS[0])
    told = once(folder, log, "--by-folder")
    assert told.exit_code == 1
    assert told.stderr.count("Error: ") == 1
    assert "an athlete needs a name" in told.stderr


def test_several_athletes_and_none_said_is_wrong_use(folder: Path, log: Path) -> None:
    with store.open(log) as opened:
        opened.put_athlete(Athlete("Ann"))
    told = once(folder, log)
    assert told.exit_code == 2
    assert "Ann, Jo" in told.stderr


def test_a_folder_that_is_not_there_is_wrong_use(folder: Path, log: Path) -> None:
    assert once(folder / "missing", log).exit_code == 2


def test_nothing_in_the_folder_is_changed(folder: Path, log: Path) -> None:
    drop(folder / "a" / "run.fit", FITS[0])
    drop(folder / "all.zip", zipped(one=FITS[1]))
    drop(folder / "broken.gpx", b"<gpx>")
    drop(folder / ".hidden.fit", FITS[2])
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in sorted(folder.rglob("*"))}
    assert once(folder, log).exit_code == 1
    assert {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in sorted(folder.rglob("*"))} == before
    assert (folder / "a" / "run.fit").read_bytes() == FITS[0]
    assert len(files_of(log)) == 2


def test_many_copies_at_once_are_one_session(folder: Path, log: Path) -> None:
    for number in range(300):
        drop(folder / str(number % 7) / f"{number}.fit", FITS[0], ago=AGO + number)
    told = once(folder, log)
    assert told.exit_code == 0
    assert "299 files are already in the log" in told.output
    assert files_of(log) == [[sha256(FITS[0])]]


def test_a_name_in_other_letters_is_a_name(folder: Path, log: Path, start: Callable[..., Watching]) -> None:
    with suppress(OSError):
        drop(Path(os.fsdecode(os.fsencode(folder) + b"/l\xe4ufe.fit")), FITS[0])
    drop(folder / "läufe 🏃.fit", FITS[1])
    assert start("--once").process.wait(LIMIT) == 0
    assert len(files_of(log)) == len(list(folder.iterdir()))


def test_json_is_a_line_for_each_recording(folder: Path, log: Path) -> None:
    drop(folder / "a.fit", FITS[0])
    drop(folder / "b.fit", FITS[0])
    drop(folder / "c.fit", b"\x0e\x20 no recording .FIT")
    told = once(folder, log, "--json")
    lines = {Path(line["place"]).name: line for line in map(json.loads, told.stdout.splitlines())}
    assert {name: line["status"] for name, line in lines.items()} == {
        "a.fit": "new",
        "b.fit": "known",
        "c.fit": "failed",
    }
    assert lines["a.fit"]["number"] == 1
    assert lines["c.fit"]["problem"]
    assert lines["a.fit"]["sha256"] == sha256(FITS[0])


def test_a_second_look_takes_nothing_again(folder: Path, log: Path) -> None:
    drop(folder / "run.fit", FITS[0])
    assert "Done: 1 added." in once(folder, log).output
    assert once(folder, log).output.splitlines()[-1] == "Done: 1 already in the log."


@pytest.fixture
def opened(log: Path) -> Iterator[Store]:
    with store.open(log) as found:
        yield found


class Hand:
    """An evening in this process, whose clock is moved by hand."""

    def __init__(self, folder: Path, opened: Store) -> None:
        self.clock, self.stop, self.folder = 0.0, threading.Event(), folder
        self.began = time.time()
        self.teller = Teller(as_json=True)
        self.evening = Evening(
            store=opened,
            following=Following(),
            whose=Whose(folder, opened.athlete("Jo"), by_folder=False),
            saved=tuple,
            told=self.teller.told,
            complain=self.teller.complain,
            jobs=1,
            stop=self.stop,
            now=lambda: self.clock,
        )

    def look(self, *, after: float = 0.0) -> dict[str, int]:
        self.clock += after
        files, _ = listing(self.folder)
        self.evening.following.look(files, now=self.clock, wall=self.began + self.clock)
        self.evening.take(list(self.evening.following.ready(self.clock)))
        return dict(self.teller.counts)


def test_a_file_that_is_cut_short_is_taken_as_it_is_in_the_end(folder: Path, opened: Store) -> None:
    hand = Hand(folder, opened)
    hand.look()
    drop(folder / "run.fit", FITS[0][:9000], ago=0.0)
    assert hand.look(after=SETTLE + 5.0) == {}
    assert hand.look(after=PATIENCE / 2) == {}
    assert hand.look(after=PATIENCE) == {"new": 1}
    drop(folder / "run.fit", FITS[0])
    assert hand.look(after=1.0) == {"new": 1, "joined": 1}
    assert len(opened.sessions(opened.athlete())) == 1


def test_an_archive_that_is_still_copied_waits_for_its_end(folder: Path, opened: Store) -> None:
    whole = zipped(one=FITS[0], two=FITS[1])
    hand = Hand(folder, opened)
    hand.look()
    drop(folder / "all.zip", whole[: len(whole) // 2], ago=AGO)
    assert hand.look(after=1.0) == {}
    drop(folder / "all.zip", whole, ago=AGO)
    assert hand.look(after=1.0) == {"new": 2}


def test_a_file_that_changes_while_it_is_taken_is_taken_as_it_is_then(
    folder: Path, opened: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = drop(folder / "run.fit", FITS[0])
    recording = evening._is_recording

    def meanwhile(file: Path) -> bool:
        told = recording(file)
        drop(path, FITS[1])
        return told

    hand = Hand(folder, opened)
    with monkeypatch.context() as patched:
        patched.setattr(evening, "_is_recording", meanwhile)
        assert hand.look() == {}
    assert hand.look(after=1.0) == {"new": 1}
    (file,) = opened.files(opened.athlete(), 1)
    assert file.sha256 == sha256(FITS[1])


def test_a_file_that_cannot_be_opened_is_named_once_and_tried_again(
    folder: Path, opened: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(folder / "run.fit", FITS[0])

    def closed(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    hand = Hand(folder, opened)
    with monkeypatch.context() as patched:
        patched.setattr(evening, "_is_recording", closed)
        for _ in range(4):
            assert hand.look(after=30.0) == {}
    assert hand.look(after=60.0) == {"new": 1}
    assert capsys.readouterr().err.count("Permission denied") == 1


def test_a_log_that_cannot_be_written_for_a_while_is_no_fault_of_the_file(
    folder: Path, opened: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(folder / "run.fit", FITS[0])
    drop(folder / "other.fit", FITS[1])

    def full(*_: object, **__: object) -> None:
        raise LogError("the disk is full; make room and try again")

    hand = Hand(folder, opened)
    with monkeypatch.context() as patched:
        patched.setattr(logbook, "add_all", full)
        for _ in range(3):
            assert hand.look(after=100.0) == {}
    assert capsys.readouterr().err.count("the disk is full") == 1
    assert hand.look(after=100.0) == {"new": 2}


def test_a_stop_ends_it_between_two_files(folder: Path, opened: Store) -> None:
    for number, data in enumerate(FITS):
        drop(folder / f"{number}.fit", data, ago=AGO - number)
    hand = Hand(folder, opened)
    told = hand.evening.told

    def stopping(item: logbook.Item, added: logbook.Added) -> None:
        told(item, added)
        hand.stop.set()

    hand.evening.told = stopping
    assert 1 <= hand.look()["new"] < len(FITS)
    hand.stop.clear()
    hand.evening.told = told
    assert hand.look(after=1.0) == {"new": len(FITS)}


def test_hidden_and_unfinished_files_are_not_listed(folder: Path) -> None:
    names = [
        ".run.fit",
        "run.fit.part",
        "run.fit.crdownload",
        "run.fit.download",
        "run.fit~",
        "run.tmp",
        "run.FIT.PART",
    ]
    for name in names:
        (folder / name).write_bytes(FITS[0])
    (folder / ".trash").mkdir()
    (folder / ".trash" / "run.fit").write_bytes(FITS[0])
    (folder / "run.fit").write_bytes(FITS[0])
    (folder / "run.fit.gpx").write_bytes(b"<gpx/>")
    with suppress(OSError):
        (folder / "nowhere.fit").symlink_to(folder / "missing.fit")
    assert [path.name for path in listing(folder)[0]] == ["run.fit"]
