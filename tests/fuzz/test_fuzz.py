"""Any bytes are a recording or one line, soon and in little memory: a short run of what campaign.py does for long."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from corpus import Change, damaged, drawn, seeds, written
from hostile import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st
from target import hold, outcome
from watch_files import BEGIN, gpx, lap, point, run, tcx

KINDS = ("fit", "gpx", "tcx", "unwrap")
CHANGES = st.lists(
    st.tuples(st.integers(0, 255), st.integers(0, 2**20), st.integers(0, 2**20)), min_size=1, max_size=12
)
DRAWN = 700
"""Files of each kind that are drawn, the same in each run."""
HOSTILE_SIZE = 1_000_000


def test_every_seed_is_read_but_a_file_without_records() -> None:
    unread = [(kind, len(data)) for kind, sound in seeds().items() for data in sound if outcome(data).samples < 1]
    assert not unread


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, deadline=None)
@given(pick=st.integers(0, 99), changes=CHANGES)
def test_damage_gives_one_line_or_a_recording(kind: str, pick: int, changes: list[Change]) -> None:
    sound = seeds()[kind]
    hold(damaged(sound[pick % len(sound)], changes, other=sound[0]))


@settings(max_examples=200, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_a_fit_file_of_any_definitions_gives_one_line_or_a_recording(chance: random.Random) -> None:
    hold(written(chance))


@pytest.mark.parametrize("kind", KINDS)
def test_drawn_files_give_one_line_or_a_recording(kind: str) -> None:
    for number in range(DRAWN):
        hold(drawn(kind, random.Random(f"{kind} {number}")))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_takes_neither_long_nor_much(name: str) -> None:
    hold(HOSTILE[name](HOSTILE_SIZE))


def test_the_corpus_is_written_alike_each_time(tmp_path: Path) -> None:
    for name in "ab":
        script = Path(__file__).with_name("corpus.py")
        subprocess.run([sys.executable, script, tmp_path / name, "--count", "12"], check=True)
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert len(files) == 12 * len(KINDS)
    assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)


@pytest.mark.parametrize("kind", ["text:8", "f4", "u4", "i1"])
def test_stored_beats_of_another_type_are_no_beats(kind: str) -> None:
    writer = run(3)
    value = b"nonsense" if kind == "text:8" else 1
    writer.define(7, 132, {253: "u4", 9: "u4", 6: kind, 10: "text:9"})
    writer.put(7, BEGIN, 1024, value, b"nonsense")
    writer.define(8, 132, {6: "u1", 10: kind})
    writer.put(8, 80, value)
    assert outcome(writer.file()).samples == 3


def test_points_outside_of_any_track_and_laps_of_no_activity_are_read() -> None:
    loose = gpx([point(0), point(1)]).replace("<trk>", "").replace("</trk>", "")
    assert outcome(loose.encode()).samples == 2
    nested = tcx(lap(0, 3, "Manual", range(3))).replace(b"<TriggerMethod>", b"<Activity/><TriggerMethod>")
    assert outcome(nested).samples == 3
