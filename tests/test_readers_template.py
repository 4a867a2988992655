"""The fast way to read GPX and TCX gives what the careful one gives, to the last bit, and is taken where it can be."""

import gzip
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watch_files import RECORDINGS, extension, gpx, lap, point, tcx

from analyzer import readers, simulate
from analyzer.errors import AnalyzerError
from analyzer.model import Floats, Recording
from analyzer.readers import spans, template, values
from analyzer.readers.spans import Places

READ = template.read
SAMPLES = Path(__file__).parents[1] / "sample_data"


def both_ways(data: bytes) -> tuple[Recording | str, int]:
    """Read both ways, hold them to each other, and give the recording and the number of points read the fast way."""
    taken = []

    def seen(*given: object) -> template.Runs | None:
        taken.append(READ(*given))  # type: ignore[arg-type]
        return taken[-1]

    with patch.object(template, "read", seen):
        fast = outcome(data)
    with patch.object(template, "read", lambda *_: None):
        careful = outcome(data)
    if isinstance(fast, str) or isinstance(careful, str):
        assert fast == careful
    else:
        for frame in ("samples", "device_laps", "pauses"):
            pd.testing.assert_frame_equal(getattr(fast, frame), getattr(careful, frame), check_exact=True)
        for text in ("device", "sport", "sub_sport", "notes"):
            assert getattr(fast, text) == getattr(careful, text)
    return fast, sum(sum(runs.lengths) for runs in taken if runs)


def outcome(data: bytes) -> Recording | str:
    try:
        return readers.read(data)
    except AnalyzerError as error:
        return str(error)


def test_both_ways_agree_on_every_real_file() -> None:
    paths = sorted(path for form in ("gpx", "tcx") for path in RECORDINGS.glob(f"*/*.{form}"))
    if not paths:
        pytest.skip("the real recordings are not here")
    fast = [both_ways(path.read_bytes())[1] for path in paths]
    assert sum(count > 0 for count in fast) >= 52
    assert sum(fast) >= 87_400


@pytest.mark.parametrize("name", ["mile_trial.gpx.gz", "intervals_10x400.tcx.gz"])
def test_both_ways_agree_on_the_samples(name: str) -> None:
    data = gzip.decompress((SAMPLES / name).read_bytes())
    recording, fast = both_ways(data)
    assert isinstance(recording, Recording)
    assert fast > 0.99 * len(recording.samples)


@pytest.mark.parametrize("write", [simulate.write_gpx, simulate.write_tcx])
def test_nearly_all_points_of_our_own_files_are_read_the_fast_way(write: object) -> None:
    made = simulate.session(seed=3, kind="intervals", buttons="laps").recording
    recording, fast = both_ways(write(made))  # type: ignore[operator]
    assert isinstance(recording, Recording)
    assert fast > 0.99 * len(recording.samples)


TEXTS = st.sampled_from(
    ["7", "-1.25", "7.123456789012345678", "", " ", " 7\n", "1e3", "nan", "7,5", "&#55;", "x", "\x01"]
)
SPACES = st.sampled_from(["", " ", "\n    ", "\r\n\t"])
ELEMENTS = """
<hr/> <hr>150</hr> <x:hr>150</x:hr> <hr\ta='1'>151</hr> <hr\t>152</hr\t> <o><hr>153</hr>154</o> <cad>88</cad>
<speed>3.5</speed> <time>2024-05-01T13:00:00+01:00</time> <power>\0</power> <name>Ä&amp;B</name>
<!--\t<trkpt>\t--> <![CDATA[</trkpt>]]> ]]> <?a\tb?>
<trkseg/> <wpt\tlat='1'\tlon='2'/> <a </hr>
"""
INSIDES = st.sampled_from(ELEMENTS.replace("\n", " ").split(" "))


@st.composite
def odd_points(draw: st.DrawFn) -> str:
    """Give a point with its attributes, quotes, spaces and elements in any order, sound or not."""
    quote = draw(st.sampled_from(["'", '"']))
    known = {"lat": "52.1", "lon": draw(st.sampled_from(["13.4", " 13.4", "13.40000000000000001", "", "a"])), "id": "3"}
    names = draw(st.permutations(["lat", "lon"])) + draw(st.sampled_from([[], ["id"]]))
    attributes = "".join(f" {draw(SPACES)}{name}{draw(SPACES)}={quote}{known[name]}{quote}" for name in names)
    second = draw(st.integers(0, 59))
    inside = [
        f"<time>2024-05-01T12:00:{second:02d}Z</time>",
        f"<ele>{draw(TEXTS)}</ele>",
        *draw(st.lists(INSIDES, max_size=2)),
    ]
    between = "".join(draw(SPACES) + part for part in draw(st.permutations(inside)))
    return f"<trkpt{attributes}>{between}{draw(SPACES)}</trkpt>"


@settings(deadline=None)
@given(st.lists(odd_points(), min_size=1, max_size=6), st.integers(0, 30), st.lists(SPACES, min_size=3, max_size=3))
def test_both_ways_agree_on_points_of_any_shape(odd: list[str], place: int, spaces: list[str]) -> None:
    usual = [point(s, extension("x:", hr=150)) for s in range(30)]
    points = [*usual[:place], *odd, *usual[place:]]
    both_ways(gpx([spaces[0].join(points) + spaces[1]], [spaces[2].join(usual)]).encode())


@settings(deadline=None)
@given(st.binary(max_size=12), st.integers(200, 5000), st.integers(0, 40))
def test_both_ways_agree_on_damage(junk: bytes, place: int, lost: int) -> None:
    whole = gpx([point(s, extension("x:", hr=150)) for s in range(30)]).encode()
    both_ways(whole[:place] + junk + whole[place + lost :])


@settings(deadline=None)
@given(st.binary(max_size=12), st.integers(200, 8000), st.integers(0, 40))
def test_both_ways_agree_on_damaged_laps(junk: bytes, place: int, lost: int) -> None:
    whole = tcx(*(lap(30 * n, 30, "Manual", range(30 * n, 30 * n + 30)) for n in range(2)))
    both_ways(whole[:place] + junk + whole[place + lost :])


@pytest.mark.parametrize(
    ("before", "behind"),
    [("<!-- ", " -->"), ("<name><![CDATA[", "]]></name>"), ("<?a ", "?>"), ("<trkpt lat='1' lon='2'>", "")],
)
def test_points_that_stand_in_no_place_for_points_are_not_taken(before: str, behind: str) -> None:
    hidden = "".join(point(s) for s in range(100, 120))
    data = gpx([*(point(s) for s in range(30)), before + hidden + behind, point(40)]).encode()
    recording, _ = both_ways(data)
    assert isinstance(recording, Recording)


def test_points_without_some_values_are_read_the_fast_way_too() -> None:
    points = [point(s, extension("", **({"hr": 150.0 + s} if s % 3 else {}))) for s in range(120)]
    recording, fast = both_ways(gpx(points).encode())
    assert isinstance(recording, Recording)
    assert recording.samples["heart_rate"].isna().to_numpy().nonzero()[0].tolist() == list(range(0, 120, 3))
    assert fast > 100


DECIMALS = st.one_of(
    st.floats(-1e7, 1e7).map(repr),
    st.floats(-180, 180).map(lambda value: f"{Decimal(value):f}"[:29]),
    st.decimals(-200, 200, allow_nan=False, places=18).map(str),
    st.floats(0.01, 9000).map(lambda value: f"{(Decimal(value) + Decimal(float(np.nextafter(value, 1e9)))) / 2:f}"),
    st.text("0123456789.-+e, _", max_size=14),
)


@settings(deadline=None)
@given(st.lists(DECIMALS, min_size=1, max_size=40))
def test_numbers_read_together_are_those_read_one_by_one(texts: list[str]) -> None:
    text, starts, ends = laid_out(texts)
    np.testing.assert_array_equal(bits(spans.numbers(text, starts, ends)), bits(values.numbers(texts)))


STAMPS = st.builds(
    "{}{}{}".format,
    st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}".rjust(19, "0")),
    st.sampled_from(["", ".5", ".25", ".123456", ".1234567", ",5", "."]),
    st.sampled_from(["Z", "", "+02:00", "-03:30", "+0200", "z", " ", "+2"]),
)


@settings(deadline=None)
@given(st.lists(st.one_of(STAMPS, st.text("0123456789-:TZ.+ ", max_size=26)), min_size=1, max_size=40))
def test_times_read_together_are_those_read_one_by_one(texts: list[str]) -> None:
    text, starts, ends = laid_out(texts)
    np.testing.assert_array_equal(bits(spans.unix_times(text, starts, ends)), bits(values.unix_times(texts)))


def test_times_may_have_fractions_and_zones() -> None:
    stamps = ["2024-05-01T12:00:00.25Z", "2024-05-01T14:00:01+02:00", "2024-5-1 12:00:02.123456789Z", "soon", ""]
    noon = 1714564800
    expected = [noon + 0.25, noon + 1, noon + 2.123457]
    np.testing.assert_array_equal(values.unix_times(stamps), [*expected, np.nan, np.nan])


def laid_out(texts: list[str]) -> tuple[bytes, Places, Places]:
    lengths = np.array([len(text) + 1 for text in texts])
    starts = 64 + np.cumsum(lengths) - lengths
    return b"x" * 64 + "<".join([*texts, ""]).encode() + b" " * spans.REACH, starts, starts + lengths - 1


def bits(found: Floats) -> Places:
    return np.where(np.isnan(found), np.nan, found).view(np.int64)
