import math

import numpy as np
import pytest

from analyzer import plane, units
from analyzer.errors import OptionError
from analyzer.model import Direction, Placement
from analyzer.oval import SHAPES, STANDARD, lap_length, line_at, stagger, turn_length

PUBLISHED = {  # lane: turn, lap, stagger of 400 m (World Athletics, Track and Field Facilities Manual)
    1: (115.61, 400.00, 0.00),
    2: (119.13, 407.04, 7.04),
    3: (122.96, 414.70, 14.70),
    4: (126.79, 422.37, 22.37),
    5: (130.63, 430.03, 30.03),
    6: (134.46, 437.70, 37.70),
    7: (138.29, 445.37, 45.36),
    8: (142.13, 453.03, 53.03),
    9: (145.96, 460.70, 60.70),
}


@pytest.mark.parametrize("lane", PUBLISHED)
def test_turns_laps_and_staggers_are_the_published_ones(lane: int) -> None:
    turn, lap, ahead = PUBLISHED[lane]
    assert turn_length(lane) == pytest.approx(turn, abs=0.006)
    assert lap_length(lane) == pytest.approx(lap, abs=0.006)
    assert stagger(lane) == pytest.approx(ahead, abs=0.011)


@pytest.mark.parametrize(
    ("shape", "lap"),
    [(name, {"yards_440": 402.336, "m300": 300.0, "m200": 200.0}.get(name, 400.0)) for name in SHAPES],
)
def test_every_shape_closes_at_its_lap(shape: str, lap: float) -> None:
    line = SHAPES[shape].line()
    assert line.lap == pytest.approx(lap, abs=0.02)
    before, after = (np.array(line.at(arc)) for arc in (-1e-7, 1e-7))
    assert np.hypot(*(after - before)) < 1e-6


@pytest.mark.parametrize("shape", SHAPES)
def test_a_point_is_projected_back_to_where_it_came_from(shape: str) -> None:
    line = SHAPES[shape].line(3)
    arc = np.linspace(0.0, line.lap, 700, endpoint=False)
    for outward in (-1.5, 0.0, 4.0):
        found, out = line.project(*line.at(arc, outward))
        miss = (found - arc + line.lap / 2) % line.lap - line.lap / 2
        np.testing.assert_allclose(miss, 0.0, atol=1e-9)
        np.testing.assert_allclose(out, outward, atol=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
def test_running_a_metre_wider_adds_two_pi_metres_a_lap(shape: str) -> None:
    oval = SHAPES[shape]
    assert line_at(oval, 2.0).lap - line_at(oval, 1.0).lap == pytest.approx(2 * math.pi)


def test_the_heading_is_the_direction_of_the_next_metre() -> None:
    line = STANDARD.line()
    arc = np.arange(0.5, 400.0, 3.0)
    x0, y0 = line.at(arc - 0.01)
    x1, y1 = line.at(arc + 0.01)
    turned = np.arctan2(y1 - y0, x1 - x0) - line.heading(arc)
    np.testing.assert_allclose(np.abs((turned + np.pi) % (2 * np.pi) - np.pi), 0.0, atol=1e-3)


def test_a_lane_that_does_not_exist_is_refused() -> None:
    with pytest.raises(OptionError, match="lane 10 does not exist"):
        lap_length(10)


@pytest.mark.parametrize("direction", Direction)
def test_the_frame_of_the_track_leads_there_and_back(direction: Direction) -> None:
    placement = Placement(STANDARD, -33.9, 179.9999, 250.0, direction)
    x, y = placement.to_track(*placement.to_geographic([10.0, -60.0], [35.0, 2.0]))
    np.testing.assert_allclose(x, [10.0, -60.0], atol=1e-6)
    np.testing.assert_allclose(y, [35.0, 2.0], atol=1e-6)


def test_a_degree_at_the_equator_has_the_length_of_the_ellipsoid() -> None:
    north, east = plane.metres_per_degree(0.0)
    assert north == pytest.approx(110_574.3, abs=0.5)
    assert east == pytest.approx(111_319.5, abs=0.5)


@pytest.mark.parametrize("text", ["", "abc", "5:75", "0", "1:60:00", "-3"])
def test_what_is_no_time_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(OptionError, match="write it as"):
        units.parse_time(text)
