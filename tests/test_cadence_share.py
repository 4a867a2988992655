"""The share of cadence in a change of speed, against the words and the error of the sport's own formula."""

import math

import numpy as np
import pytest

from analyzer.model.cadence import is_clear, share_sd, word


@pytest.mark.parametrize(
    ("share", "called"), [(0.05, "reaching"), (0.14, "usual"), (0.3, "quicker"), (0.5, "faster, shorter, quicker")]
)
def test_a_share_is_named_as_a_runner_would(share: float, called: str) -> None:
    assert word(share) == called


def test_the_error_of_a_share_is_that_of_both_cadences_and_both_speeds() -> None:
    # two cadences to 1 % and two speeds to 2 % each, a change of 17 %: sqrt(2 * .01^2 + 2 * .15^2 * .02^2) / ln 1.17
    expected = math.sqrt(2 * 0.01**2 + 2 * 0.15**2 * 0.02**2) / math.log(1.17)
    both = math.hypot(0.02, 0.02)
    assert share_sd(np.array([0.15]), np.array([math.log(1.17)]), np.array([both]))[0] == pytest.approx(expected)


def test_a_change_of_speed_is_clear_from_five_per_cent_and_three_of_its_errors() -> None:
    faster, error = np.array([0.04, 0.06, 0.06, -0.06]), np.array([0.001, 0.01, 0.03, 0.01])
    assert list(is_clear(faster, error)) == [False, True, False, True]
