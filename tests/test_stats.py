"""Shares, means and their intervals, against published values and the laws they obey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import stats


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [
        (81, 263, 0.255289, 0.366210),
        (15, 148, 0.062386, 0.160487),
        (0, 20, 0.0, 0.161125),
        (1, 29, 0.006113, 0.171755),
        (18, 20, 0.6989663548, 0.9721335188),
        (4, 200, 0.0078044264, 0.0502870869),
    ],
)
def test_wilson_agrees_with_newcombe_1998_and_r_binom(count: int, base: int, low: float, high: float) -> None:
    found = stats.wilson(count / base, base)
    assert [float(one) for one in found] == pytest.approx([low, high], abs=1e-6)


def test_wilson_takes_a_base_that_is_not_whole() -> None:
    low, high = stats.wilson(9 / 12, 12 / 2.3)
    assert [float(low), float(high)] == pytest.approx([0.3427395425, 0.9452325087])


def test_nothing_is_known_of_nobody() -> None:
    low, high = stats.wilson([0.5, np.nan, 0.5], [0, 10, np.nan])
    assert np.isnan(low).all() and np.isnan(high).all()
    assert np.isnan(stats.ratio([1, np.nan], [0, 3])).all()


@given(st.integers(1, 5000), st.data())
def test_the_interval_holds_the_share_and_stays_within_0_and_1(base: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, base))
    low, high = stats.wilson(count / base, base)
    assert -1e-12 <= low <= count / base + 1e-12 and count / base - 1e-12 <= high <= 1 + 1e-12


def test_a_hundred_at_five_and_nine_hundred_at_five_ninths_are_worth_360() -> None:
    # The example of Harmoni's weighting documentation.
    weights = np.array([5.0] * 100 + [5 / 9] * 900)
    assert stats.effective_base(weights.sum(), (weights**2).sum()) == pytest.approx(360)


def test_equal_weights_are_worth_their_number() -> None:
    assert stats.effective_base(7 * 3.0, 7 * 9.0) == pytest.approx(7)


def test_the_mean_of_levels_is_the_mean_of_the_answers() -> None:
    answers = np.repeat([1, 2, 3, 4, 5], [3, 0, 2, 4, 1])
    mean, variance = stats.mean_of_levels([3, 0, 2, 4, 1])
    assert mean == pytest.approx(answers.mean()) and variance == pytest.approx(answers.var())
    low, high = stats.mean_interval(mean, variance, len(answers))
    half = 1.959964 * answers.std(ddof=1) / np.sqrt(len(answers))
    assert high - low == pytest.approx(2 * half, rel=1e-6)
