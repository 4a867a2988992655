"""Which files of a folder are new and settled, and whether a file is all there."""

import gzip
import io
import zipfile

import pytest

from analyzer import simulate
from analyzer.logbook.following import FIRST_RETRY, LAST_RETRY, PATIENCE, SETTLE, Following, Stamp
from analyzer.readers.endings import whole

WALL = 1_800_000_000.0
RUN = simulate.session(seed=2, kind="intervals", reps=1)
FIT = simulate.write_fit(RUN.recording)
GPX = simulate.write_gpx(RUN.recording)
TCX = simulate.write_tcx(RUN.recording)
GZIP = gzip.compress(FIT)


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("run.fit", FIT)
    return packed.getvalue()


def stamp(size: int = 100, *, age: float = 0.0) -> Stamp:
    return Stamp(size, WALL - age)


def look(following: Following[str], now: float, **files: Stamp) -> list[str]:
    following.look(files, now=now, wall=WALL + now)
    return list(following.ready(now))


def test_what_has_lain_there_is_taken_at_once_the_oldest_first() -> None:
    following = Following[str]()
    assert look(following, 0.0, new=stamp(age=10.0), old=stamp(age=5000.0)) == ["old", "new"]


def test_a_file_that_was_just_written_waits_until_it_has_settled() -> None:
    following = Following[str]()
    assert not look(following, 0.0, run=stamp())
    assert following.soonest(0.0) == SETTLE
    assert look(following, SETTLE, run=stamp()) == ["run"]


def test_a_file_that_grows_waits_on() -> None:
    following = Following[str]()
    for second in range(20):
        assert not look(following, float(second), run=Stamp(100 + second, WALL + second))
    assert look(following, 19.0 + SETTLE, run=Stamp(119, WALL + 19)) == ["run"]


def test_a_folder_whose_clock_is_ahead_is_waited_for_by_our_own() -> None:
    following = Following[str]()
    assert not look(following, 0.0, run=stamp(age=-600.0))
    assert look(following, SETTLE, run=stamp(age=-600.0)) == ["run"]


def test_what_is_done_is_done_until_it_changes() -> None:
    following = Following[str]()
    look(following, 0.0, run=stamp(age=60.0))
    following.done("run")
    assert not look(following, 100.0, run=stamp(age=60.0))
    assert following.soonest(100.0) is None
    assert look(following, 101.0, run=stamp(101, age=60.0)) == ["run"]


def test_another_file_of_the_same_name_size_and_time_is_another() -> None:
    following = Following[str]()
    look(following, 0.0, run=Stamp(100, WALL - 60.0, (1, 1)))
    following.done("run")
    assert look(following, 1.0, run=Stamp(100, WALL - 60.0, (1, 2))) == ["run"]


def test_what_was_gone_and_came_back_is_new() -> None:
    following = Following[str]()
    look(following, 0.0, run=stamp(age=60.0))
    following.done("run")
    assert not look(following, 1.0)
    assert look(following, 2.0, run=stamp(age=60.0)) == ["run"]


def test_a_file_that_is_cut_short_is_given_time_and_then_taken_as_it_is() -> None:
    following = Following[str]()
    look(following, 0.0)
    assert look(following, 10.0, run=Stamp(100, WALL - 3600.0)) == ["run"]
    assert not following.finished("run", 10.0)
    following.short("run")
    assert not look(following, 11.0, run=Stamp(100, WALL - 3600.0))
    assert look(following, 10.0 + PATIENCE, run=Stamp(100, WALL - 3600.0)) == ["run"]
    assert following.finished("run", 10.0 + PATIENCE)


def test_a_file_that_is_cut_short_and_grows_is_taken_when_it_has_settled_again() -> None:
    following = Following[str]()
    look(following, 0.0, run=stamp())
    look(following, SETTLE, run=stamp())
    following.short("run")
    assert not look(following, 5.0, run=Stamp(200, WALL + 5.0))
    assert look(following, 5.0 + SETTLE, run=Stamp(200, WALL + 5.0)) == ["run"]


def test_what_was_cut_short_long_before_is_given_no_more_time() -> None:
    following = Following[str]()
    assert look(following, 0.0, run=stamp(age=PATIENCE + 1.0)) == ["run"]
    assert following.finished("run", 0.0)


def test_what_could_not_be_opened_is_tried_again_after_longer_and_longer() -> None:
    following = Following[str]()
    look(following, 0.0, run=stamp(age=60.0))
    now, waits = 0.0, []
    for _ in range(8):
        following.later(["run"], now)
        wait = following.soonest(now)
        assert wait is not None
        assert not list(following.ready(now + wait - 0.01))
        waits.append(wait)
        now += wait
        assert list(following.ready(now)) == ["run"]
    assert waits[0] == FIRST_RETRY
    assert waits[-1] == LAST_RETRY
    assert waits == sorted(waits)


def test_what_is_dealt_with_while_others_are_given_is_not_given() -> None:
    following = Following[str]()
    following.look({"one": stamp(age=60.0), "two": stamp(age=50.0)}, now=0.0, wall=WALL)
    given = following.ready(0.0)
    assert next(given) == "one"
    following.done("two")
    assert not list(given)
    assert following.waiting() == ("one",)


@pytest.mark.parametrize("data", [FIT, GPX, TCX, GZIP, zipped(), FIT + FIT, gzip.compress(GPX), GZIP + GZIP])
def test_a_file_is_all_there_only_at_its_end(data: bytes) -> None:
    assert whole(data)
    for cut in (0, 5, 20, len(data) // 3, len(data) // 2 + 7, len(data) - 12):
        assert not whole(data[:cut])


@pytest.mark.parametrize("data", [b"Mile in 5:40, felt good\n", b"\xff\xd8\xff" + bytes(500), FIT + bytes(100)])
def test_what_is_no_recording_or_has_more_after_it_is_whole(data: bytes) -> None:
    assert whole(data)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b" ", b"\x00\x00", b"<!-- exported -->\n"])
def test_spaces_and_words_after_the_end_do_not_matter(end: bytes) -> None:
    assert whole(GPX.rstrip() + end)


def test_a_chained_fit_file_that_breaks_off_in_its_second_part_is_not_whole() -> None:
    assert not whole(FIT + FIT[:-50])


def test_damage_is_not_a_cut() -> None:
    middle = len(GZIP) // 2
    assert whole(GZIP[:middle] + bytes(64) + GZIP[middle + 64 :])
