"""Shares, means and their intervals, against published values, other libraries and the laws they obey."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import statsmodels
import svy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import chi2, chi2_contingency, kruskal, mannwhitneyu, norm, t
from statsmodels.miscmodels.ordinal_model import OrderedModel
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from survey import stats
from survey.stats import Array

pytestmark = pytest.mark.filterwarnings("error")

LAW = settings(deadline=None, max_examples=60)

Organisations = Sequence[tuple[int, int]]

# The worked example of two sectors: of each organisation how many answered, and how many said yes.
A: Organisations = ((4, 4), (3, 3), (2, 0), (1, 1), (1, 0), (1, 1))
B: Organisations = ((5, 0), (3, 1), (2, 2), (2, 0), (1, 0), (1, 1), (1, 0), (1, 0))

SHARES = st.floats(0, 1)
BASES = st.floats(0.5, 5000)
LEVELS = st.lists(st.integers(0, 40), min_size=5, max_size=5).filter(any)
ORGANISATION = st.integers(1, 6).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size)))
STUDIES = st.lists(st.lists(ORGANISATION, max_size=6), min_size=1, max_size=4)
# An organisation, a weight and one of two groups of each.
PEOPLE = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4), st.booleans()), min_size=1, max_size=15)


def test_nothing_is_known_of_nobody() -> None:
    assert np.isnan(stats.ratio([1, np.nan, 1], [0, 3, np.nan])).all()


# How much answers are worth


@pytest.mark.parametrize(
    ("weights", "worth"),
    [
        ([1] * 7, 7),
        ([3] * 7, 7),
        # Harmoni's documentation of weighting
        ([5] * 100 + [5 / 9] * 900, 360),
        # R survey's apistrat: 100 of 4421 elementary, 50 of 1018 middle and 50 of 755 high schools. It keeps
        # the weights in single precision.
        (np.repeat(np.array([44.21, 20.36, 15.10], np.float32), [100, 50, 50]).astype(float), 168.5813313),
    ],
)
def test_weights_are_worth_what_kish_says(weights: Sequence[float], worth: float) -> None:
    found = stats.effective_base(np.sum(weights), np.square(weights).sum())
    assert found == pytest.approx(worth, abs=5e-8)


@pytest.mark.parametrize(
    ("sizes", "worth"),
    [
        ([2] * 91 + [1] * 178, (360, 342.7, 312.6, 287.4)),
        ([21] + [11] * 3 + [4] * 8 + [2] * 17 + [1] * 240, (360, 289.3, 207.7, 162.0)),
    ],
)
def test_360_people_of_269_organisations_are_worth_less(sizes: list[int], worth: tuple[float, ...]) -> None:
    assert (len(sizes), sum(sizes)) == (269, 360)
    found = stats.effective_base(360, 360, np.square(sizes).sum(), [0, 0.1, 0.3, 0.5])
    assert found == pytest.approx(worth, abs=0.05)


def test_colleagues_who_always_agree_are_worth_one() -> None:
    assert stats.effective_base(12, 12, 3 * 4**2, 1) == pytest.approx(3)


def test_where_organisations_are_not_known_answers_are_worth_their_number() -> None:
    assert stats.effective_base(12, 12, np.nan) == 12


def sums(weight: Array, organisation: Array) -> tuple[float, float, float]:
    """Σw, Σw² and ΣW² of some people."""
    of_organisations = [weight[organisation == one].sum() for one in np.unique(organisation)]
    return weight.sum(), np.square(weight).sum(), np.square(of_organisations).sum()


def worth_of(weight: Array, organisation: Array, icc: float) -> float:
    """The variance of one answer over that of the weighted mean: (Σw)² / wᵀRw."""
    alike = np.where(np.equal.outer(organisation, organisation), icc, 0.0)
    np.fill_diagonal(alike, 1)
    return float(weight.sum() ** 2 / (weight @ alike @ weight))


@LAW
@given(PEOPLE, SHARES)
def test_answers_are_worth_what_their_correlations_leave(
    some: list[tuple[int, int, bool]], icc: float
) -> None:
    organisation, weight, _ = np.array(some, float).T
    assert stats.effective_base(*sums(weight, organisation), icc) == pytest.approx(
        worth_of(weight, organisation, icc)
    )


@LAW
@given(PEOPLE, SHARES, st.booleans())
def test_a_union_is_worth_what_its_groups_add_up_to(
    some: list[tuple[int, int, bool]], icc: float, nested: bool
) -> None:
    organisation, weight, second = np.array(some, float).T
    organisation += 10 * second * nested
    one, two = second == 0, second == 1
    overlap = sum(
        weight[one & (organisation == each)].sum() * weight[two & (organisation == each)].sum()
        for each in np.unique(organisation)
    )
    assert overlap == 0 or not nested
    total, total_sq, size_sq = np.add(
        sums(weight[one], organisation[one]), sums(weight[two], organisation[two])
    )
    assert stats.effective_base(total, total_sq, size_sq + 2 * overlap, icc) == pytest.approx(
        worth_of(weight, organisation, icc)
    )


def squares(*groups: Organisations, unit: float = 1.0) -> tuple[Array, ...]:
    """What `anova` takes of groups in which yes is `unit` and no is 0."""
    rows = []
    for group in groups:
        size, yes = np.array(group, float).reshape(-1, 2).T
        total = unit * yes.sum()
        rows.append(
            (size.sum(), len(size), (size**2).sum(), total, unit * total, unit**2 * (yes**2 / size).sum())
        )
    return tuple(np.transpose(rows))


def analysed(*groups: Organisations, unit: float = 1.0) -> stats.Anova:
    return stats.anova(*squares(*groups, unit=unit))


def test_two_sectors_have_the_variances_of_the_worked_example() -> None:
    found = analysed(A, B)
    msb, msw, size = 0.3819444444, 0.0476190476, 1.8715277778
    assert found == pytest.approx((msb - msw, msb + (size - 1) * msw), abs=1e-9)
    assert found.icc() == pytest.approx(0.7895353378, abs=5e-11)


def test_two_sectors_are_worth_and_differ_by_what_the_worked_example_says() -> None:
    n = np.array([12, 16])
    worth = stats.effective_base(n, n, [4**2 + 3**2 + 2**2 + 3, 5**2 + 3**2 + 2 * 2**2 + 4], 0.7895353378)
    assert n / worth == pytest.approx([2.3158922296, 2.4803787583], abs=1e-9)
    assert worth == pytest.approx([5.1815882650, 6.4506277303], abs=1e-9)
    shares = 9 / 12, 4 / 16
    naive, fair = (12, 16), (worth[0], worth[1])
    for (one, two), p, interval in (
        (naive, 0.0099370102, (0.1262179065, 0.7188536008)),
        (fair, 0.0951490119, (-0.0536239856, 0.7706658224)),
    ):
        found = stats.difference_p(shares[0], one, shares[1], two, 13 / 28, 28)
        assert found == pytest.approx(p, abs=1e-10)
        assert stats.newcombe(shares[0], one, shares[1], two) == pytest.approx(interval, abs=1e-9)


def test_one_colleague_is_enough_to_tell_how_alike_they_are() -> None:
    """Two colleagues disagree, a third person says yes: between 3/2 − 4/3 = 1/6, within 1/2, each with one
    degree of freedom; organisations of 3 − 5/3 = 4/3 people."""
    assert analysed(((2, 1), (1, 1))) == pytest.approx((1 / 6 - 1 / 2, 1 / 6 + (4 / 3 - 1) / 2))


@pytest.mark.parametrize(
    ("groups", "icc"),
    [
        ([((2, 2), (2, 0), (2, 2))], 1),
        ([((2, 1), (2, 1), (2, 1))], 0),
        ([((2, 2), (2, 2))], 0),
        ([((1, 1), (1, 0))], 0),
        ([((3, 1),), ((4, 4),)], 0),
        # a group of one organisation says how people differ, not how organisations do
        ([((2, 2), (2, 0)), ((2, 1),)], 5 / 7),
    ],
)
def test_colleagues_are_as_alike_as_their_answers(groups: list[Organisations], icc: float) -> None:
    assert analysed(*groups).icc() == pytest.approx(icc)


@LAW
@given(STUDIES, st.data())
def test_how_alike_colleagues_are_is_0_to_1_and_not_a_matter_of_order_or_unit(
    some: list[Organisations], data: st.DataObject
) -> None:
    found = analysed(*some)
    assert 0 <= found.icc() <= 1
    assert found.between <= found.total + 1e-12
    again = data.draw(st.permutations([*some, ()]))
    assert_allclose(analysed(*again), found, atol=1e-12)
    assert_allclose(analysed(*some, unit=5).icc(), found.icc(), atol=1e-12)


def test_without_colleagues_an_item_adds_nothing_to_the_others() -> None:
    for strangers in ((((1, 1), (1, 0)),), (((3, 1),), ((4, 4),))):
        assert_allclose(analysed(*strangers), (0, 0))


def test_the_cautious_take_the_larger_of_one_items_and_all_items() -> None:
    found = stats.Anova(np.array([1.0, -1.0, 2.0]), np.array([2.0, 2.0, 4.0]))
    assert found.icc().tolist() == [0.5, 0, 0.5]
    assert found.pooled().tolist() == [0.25, 0.25, 0.25]
    assert found.cautious().tolist() == [0.5, 0.25, 0.5]


# One share


@pytest.mark.parametrize(
    ("count", "base", "low", "high", "digits"),
    [
        # Newcombe (1998), Statistics in Medicine 17:857–872, table I
        (81, 263, 0.255289, 0.366210, 6),
        (15, 148, 0.062386, 0.160487, 6),
        (0, 20, 0.0, 0.161125, 6),
        (1, 29, 0.006113, 0.171755, 6),
        # R's binom, as statsmodels keeps it
        (18, 20, 0.6989663548, 0.9721335188, 10),
        (4, 20, 0.0806576626, 0.4160174323, 10),
        (4, 200, 0.0078044264, 0.0502870869, 10),
        # a base that is not whole
        (9 / 2.3, 12 / 2.3, 0.3427395425, 0.9452325087, 10),
    ],
)
def test_wilson_agrees_with_newcombe_1998_and_r_binom(
    count: float, base: float, low: float, high: float, digits: int
) -> None:
    found = stats.wilson(count / base, base)
    assert found == pytest.approx((low, high), abs=0.51 * 10**-digits)


def test_wilson_takes_the_confidence_that_svy_takes() -> None:
    # svy's Wilson interval of ell = 0 in R survey's apiclus1: t with 14 degrees of freedom for z.
    confidence = 2 * norm.cdf(t.ppf(0.975, 14)) - 1
    found = stats.wilson(4 / 183, 35.355299, confidence)
    assert found == pytest.approx((0.0027994864, 0.1510144024), abs=1e-8)


@LAW
@given(SHARES, BASES)
def test_the_interval_holds_the_share_and_stays_within_0_and_1(share: float, base: float) -> None:
    low, high = stats.wilson(share, base)
    assert -1e-12 <= low <= share + 1e-12 and share - 1e-12 <= high <= 1 + 1e-12
    assert stats.wilson(1 - share, base) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(("base", "width"), [(30, 0.337), (50, 0.267), (100, 0.192)])
def test_half_of_few_is_wide(base: int, width: float) -> None:
    low, high = stats.wilson(0.5, base)
    assert high - low == pytest.approx(width, abs=5e-4)


def test_a_share_is_reliable_from_a_base_of_30_and_a_width_of_30_points() -> None:
    found = stats.reliable([30, 29.9, 30, np.nan], [0.0, 0.0, 0.0, 0.0], [0.3, 0.3, 0.31, 0.3])
    assert found.tolist() == [True, False, False, False]


# Two shares


@pytest.mark.parametrize(
    ("one", "two", "low", "high", "digits"),
    [
        # Newcombe (1998), Statistics in Medicine 17:873–890, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339, 4),
        ((9, 10), (3, 10), 0.1705, 0.8090, 4),
        ((6, 7), (2, 7), 0.0582, 0.8062, 4),
        ((5, 56), (0, 29), -0.0381, 0.1926, 4),
        ((0, 10), (0, 20), -0.1611, 0.2775, 4),
        ((0, 10), (0, 10), -0.2775, 0.2775, 4),
        ((10, 10), (0, 20), 0.6791, 1, 4),
        ((10, 10), (0, 10), 0.6075, 1, 4),
        # Fagerland, Lydersen & Laake (2015), Statistical Methods in Medical Research 24:224–254
        ((7, 34), (1, 34), 0.0189214, 0.3403687, 7),
    ],
)
def test_newcombe_agrees_with_newcombe_1998_and_fagerland_2015(
    one: tuple[int, int], two: tuple[int, int], low: float, high: float, digits: int
) -> None:
    found = stats.newcombe(one[0] / one[1], one[1], two[0] / two[1], two[1])
    assert found == pytest.approx((low, high), abs=0.51 * 10**-digits)


def test_shares_that_move_together_differ_more_surely() -> None:
    free = stats.newcombe(0.6, 50, 0.4, 50)
    low, high = stats.newcombe(0.6, 50, 0.4, 50, 0.5)
    assert free[0] < low < 0.2 < high < free[1]


def test_shares_that_move_as_one_differ_for_certain() -> None:
    one = np.linspace(0, 1, 101)
    low, high = stats.newcombe(one, 20, 1 - one, 20, 1)
    assert_allclose(low, 2 * one - 1, atol=1e-7)
    assert_allclose(high, 2 * one - 1, atol=1e-7)


@pytest.mark.parametrize(
    ("one", "two", "p"),
    [
        # Fisher's tea: χ² 2, with N−1 1.75
        ((3, 4), (1, 4), 0.1858767),
        # Fisher's convictions of twins, in R's fisher.test: χ² 13.0316742, with N−1 12.5972851
        ((2, 12), (15, 18), 0.000386307),
        # Pepsi Max in Displayr's post on weighting: Pearson's χ² is 3.0020355, p .083
        ((7, 67), (58, 299), chi2.sf(3.0020355 * 365 / 366, 1)),
    ],
)
def test_difference_agrees_with_campbell_2007(one: tuple[int, int], two: tuple[int, int], p: float) -> None:
    n = one[1] + two[1]
    found = stats.difference_p(one[0] / one[1], one[1], two[0] / two[1], two[1], (one[0] + two[0]) / n, n)
    assert found == pytest.approx(p, abs=6e-8)


@pytest.mark.parametrize(
    ("counts", "p"),
    [
        ((3, 4, 1, 4), 0.4857142857),
        ((2, 12, 15, 18), 0.0005367241),
        ((1.5, 12.4, 14.6, 17.5), 0.0005367241),
    ],
)
def test_fisher_agrees_with_tea_and_convictions(counts: tuple[float, ...], p: float) -> None:
    assert stats.fisher_p(*counts) == pytest.approx(p, abs=1e-10)


@pytest.mark.parametrize(
    ("other", "worth", "p"),
    [
        (2 / 10, 10, chi2.sf(20 / 9 * 19 / 20, 1)),  # one yes is expected in each
        (1 / 10, 10, 1),  # a half, and one yes may as well be the other's
        (2 / 10, 5, 1),  # the same, each answer being worth a half
        (7 / 10, 1.3, 1),  # one yes of one against none of one
        (0, 10, 1),
    ],
)
def test_where_less_than_one_yes_is_expected_the_test_is_fishers(
    other: float, worth: float, p: float
) -> None:
    assert stats.difference_p(0, worth, other, worth, other / 2, 20) == pytest.approx(p)


def test_where_less_than_one_no_is_expected_or_one_side_is_small_the_test_is_fishers() -> None:
    assert stats.difference_p(0, 4, 2 / 20, 20, 2 / 24, 24) == pytest.approx(1)
    assert stats.difference_p(1, 10, 9 / 10, 10, 19 / 20, 20) == pytest.approx(1)
    assert stats.difference_p(1, 10, 1, 20, 1, 30) == 1


@pytest.mark.parametrize(
    ("n", "ratio", "size"),
    [(30, 0.9199, 0.0331), (60, 0.8452, 0.0204), (100, 0.7518, 0.0091), (150, 0.6417, 0.0023)],
)
def test_a_group_against_a_total_that_holds_it_needs_their_covariance(
    n: int, ratio: float, size: float
) -> None:
    everyone = 360
    edge = 0.5 + norm.ppf(0.975) * np.sqrt(0.25 * (1 / n + 1 / everyone))
    naive, fair = stats.difference_p(edge, n, 0.5, everyone, 0.5, 1e12, [0, 1 / everyone])
    assert (naive, fair) == pytest.approx((0.05, size), abs=5e-5)
    assert np.sqrt(chi2.isf(naive, 1) / chi2.isf(fair, 1)) == pytest.approx(ratio, abs=5e-5)


def test_a_group_differs_from_the_rest_as_surely_as_from_the_total() -> None:
    rest = stats.difference_p(40 / 100, 100, 70 / 260, 260, 110 / 360, 360)
    total = stats.difference_p(40 / 100, 100, 110 / 360, 360, 110 / 360, 360, 1 / 360)
    assert total == pytest.approx(float(rest))
    assert np.sqrt(chi2.isf(rest, 1) * 360 / 359) == pytest.approx(2.412555, abs=5e-7)


def test_colleagues_on_both_sides_make_a_difference_surer() -> None:
    # Twenty organisations with one in either group, and half of a colleague's answer is one's own:
    # 1/20 + 1/20 − 2·½/20 = 1/40 + 1/40.
    found = stats.difference_p(0.6, 20, 0.4, 20, 0.5, 40, 0.5 / 20)
    assert found == pytest.approx(float(stats.difference_p(0.6, 40, 0.4, 40, 0.5, 40)))


@LAW
@given(st.integers(1, 60), st.integers(1, 60), st.floats(1, 3), st.data())
def test_a_group_differs_from_the_rest_as_the_rest_from_the_group(
    n: int, m: int, deff: float, data: st.DataObject
) -> None:
    one, two = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    group, rest, together = (one / n, n / deff), (two / m, m), ((one + two) / (n + m), n + m)
    p = stats.difference_p(*group, *rest, *together)
    assert 0 <= p <= 1 + 1e-12
    assert stats.difference_p(*rest, *group, *together) == pytest.approx(float(p))
    low, high = stats.newcombe(*group, *rest)
    assert -1 - 1e-12 <= low <= one / n - two / m <= high <= 1 + 1e-12
    assert stats.newcombe(*rest, *group) == pytest.approx((-high, -low))


# The example of Benjamini & Hochberg (1995), and its p-values adjusted.
P_1995 = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]
Q_1995 = [
    *(0.0015, 0.0030, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645),
    *(0.0765, 0.486, 0.581182, 0.714875, 0.753231, 0.813214, 1.0),
]


def test_four_of_fifteen_are_found_as_in_benjamini_and_hochberg_1995() -> None:
    q = stats.benjamini_hochberg(P_1995)
    assert q == pytest.approx(Q_1995, abs=5e-7)
    assert (q <= 0.05).sum() == 4


def test_what_is_unknown_does_not_count_in_the_family() -> None:
    found = stats.benjamini_hochberg([[0.01, np.nan], [0.04, np.nan]])
    assert_allclose(found, [[0.02, np.nan], [0.04, np.nan]])


@LAW
@given(st.lists(SHARES, min_size=1, max_size=30), st.data())
def test_q_is_at_least_p_and_keeps_its_order_whatever_the_order(p: list[float], data: st.DataObject) -> None:
    q = stats.benjamini_hochberg(p)
    assert (np.array(p) <= q).all() and (q <= 1).all()
    assert (np.diff(q[np.argsort(p)]) >= 0).all()
    order = data.draw(st.permutations(range(len(p))))
    assert stats.benjamini_hochberg(np.array(p)[order]) == pytest.approx(q[order])


# One item, two questions


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [
        # Bentur et al. in Fagerland, Lydersen & Laake (2013)
        (1, 7, 0.0390625),
        (0.5, 7.4, 0.0390625),
        # Approval ratings: Agresti (1990), in R's mcnemar.test
        (86, 150, 2.8934e-5),
        (5, 5, 1),
        (0, 0, 1),
    ],
)
def test_mcnemar_agrees_with_fagerland_2013(first: float, second: float, p: float) -> None:
    assert stats.mcnemar_p(first, second) == pytest.approx(p, rel=2e-5)


@LAW
@given(st.floats(0, 500), st.floats(0, 500))
def test_mcnemar_does_not_mind_which_question_comes_first(first: float, second: float) -> None:
    p = stats.mcnemar_p(first, second)
    assert 0 <= p <= 1 and stats.mcnemar_p(second, first) == p


def test_a_paired_difference_agrees_with_newcombe_1998() -> None:
    # Statistics in Medicine 17:2635–2650, method 10
    assert stats.paired_newcombe(36, 12, 2, 0) == pytest.approx((0.056930, 0.340428), abs=5e-7)


@pytest.mark.parametrize(
    ("table", "deff", "product"),
    [
        ((36, 12, 2, 0), 2, 36 * 0 - 12 * 2),
        ((20, 12, 2, 16), 1, 20 * 16 - 12 * 2 - 25),
        ((20, 12, 2, 16), 2.5, 20 * 16 - 12 * 2 - 25),
        ((3, 2, 2, 2), 1, 0),
    ],
)
def test_answers_of_the_same_people_move_together(
    table: tuple[int, int, int, int], deff: float, product: float
) -> None:
    both, first, second, neither = table
    n = sum(table)
    margins = (both + first) * (second + neither) * (both + second) * (first + neither)
    found = stats.paired_newcombe(*table, deff)
    assert found == pytest.approx(
        stats.newcombe(
            (both + first) / n, n / deff, (both + second) / n, n / deff, product / np.sqrt(margins)
        )
    )


# Levels


def test_the_mean_of_levels_is_the_mean_of_the_answers() -> None:
    answers = np.repeat([1, 2, 3, 4, 5], [3, 0, 2, 4, 1])
    mean, variance = stats.mean_of_levels([3, 0, 2, 4, 1])
    assert mean == pytest.approx(answers.mean()) and variance == pytest.approx(answers.var())
    half = 1.959964 * answers.std(ddof=1) / np.sqrt(len(answers))
    found = stats.mean_interval(mean, variance, len(answers))
    assert found == pytest.approx((answers.mean() - half, answers.mean() + half), rel=1e-6)


@pytest.mark.parametrize(
    ("weight", "consensus"),
    [
        # R's agrmt
        ((30, 40, 210, 130, 530, 50, 10), 0.7256876140),
        # Tastle & Wierman (2007), in R's consr
        ((19, 16, 26, 29, 10), 0.518414),
        ((0.5, 0, 0, 0, 0.5), 0),
        ((0, 0, 3, 0, 0), 1),
        ((7, 0, 0, 0, 0), 1),
        ((1, 1, 1, 1, 1), 0.4339850),
        ((0.25, 0.25, 0, 0.25, 0.25), 0.2924813),
        ((10, 20, 40, 20, 10), 0.6339850),
    ],
)
def test_consensus_agrees_with_r_agrmt_and_consr(weight: tuple[float, ...], consensus: float) -> None:
    assert stats.consensus(weight) == pytest.approx(consensus, abs=5e-7)


@LAW
@given(LEVELS)
def test_consensus_is_0_to_1_and_the_same_from_either_end(weight: list[int]) -> None:
    found = stats.consensus(weight)
    assert -1e-12 <= found <= 1
    assert stats.consensus(weight[::-1]) == pytest.approx(float(found), abs=1e-12)


def test_cliffs_delta_agrees_with_r_effsize() -> None:
    # The example of effsize's cliff.delta: 10 10 20 20 20 30 30 30 40 50 and 10 20 30 40 40 50
    found = stats.cliffs_delta([2, 3, 3, 1, 1], [1, 1, 1, 2, 1], 10, 6)
    assert found == pytest.approx((-0.25, -0.7016466, 0.3449593), abs=5e-8)


def test_where_all_are_at_one_level_delta_is_as_sure_as_cliffs_smallest_variance() -> None:
    variance = 1 / (4 * 5 - 1)
    edge = np.sqrt(1.959964**2 * variance / (1 + 1.959964**2 * variance))
    assert stats.cliffs_delta([0, 4], [0, 5], 4, 5) == pytest.approx((0, -edge, edge), rel=1e-6)


def test_cliffs_smallest_variance_holds_for_any_delta() -> None:
    """Two at the middle and two above against two at the middle: δ = ½, s² = 1/12 < (1 − δ²) / (mn − 1)."""
    variance, z, rest = 0.75 / 7, 1.959964, 0.75
    half = z * np.sqrt(variance * (rest**2 + z**2 * variance))
    low, high = ((0.5 - 0.125 + side * half) / (rest + z**2 * variance) for side in (-1, 1))
    assert stats.cliffs_delta([0, 2, 2], [0, 2, 0], 4, 2) == pytest.approx((0.5, low, high), rel=1e-6)


@LAW
@given(LEVELS, LEVELS)
def test_cliffs_delta_is_mann_whitneys_u_and_turns_its_sign_with_the_groups(
    one: list[int], two: list[int]
) -> None:
    n, m = sum(one), sum(two)
    assume(n > 1 and m > 1)
    u = mannwhitneyu(np.repeat(range(5), one), np.repeat(range(5), two)).statistic
    assume(0 < u < n * m)
    found = stats.cliffs_delta(one, two, n, m)
    assert found.value == pytest.approx(2 * u / (n * m) - 1)
    assert -1 <= found.low <= found.value <= found.high <= 1
    turned = stats.cliffs_delta(two, one, m, n)
    assert turned == pytest.approx((-found.value, -found.high, -found.low))


# Do groups differ at all?


def independence(tables: Array, n: float | None = None) -> stats.RaoScott:
    """The Rao–Scott test of organisations' tables: organisations × rows × columns."""
    cells = tables.reshape(len(tables), -1)
    total = cells.sum(axis=0)
    covariance = stats.cell_covariance(total, cells.T @ cells, len(cells))
    shares = (total / total.sum()).reshape(tables.shape[1:])
    return stats.rao_scott(shares, covariance, total.sum() if n is None else n, len(cells))


def test_among_strangers_rao_and_scott_find_what_campbell_finds() -> None:
    # Fisher's convictions, everyone an organisation of one: χ² 13.0316742, with N−1 12.5972851.
    strangers = np.repeat(np.eye(4), [2, 10, 15, 3], axis=0).reshape(-1, 2, 2)
    found = independence(strangers)
    assert (found.chi_sq, found.f) == pytest.approx((13.0316742, 12.5972851), abs=5e-8)
    assert (found.df, found.denominator_df) == pytest.approx((1, 29))
    twice = independence(2 * strangers)
    assert twice.chi_sq == pytest.approx(2 * found.chi_sq)
    assert twice[1:] == pytest.approx(found[1:])


def drawn(straddling: bool) -> pl.DataFrame:
    """Answers of forty organisations; the groups hold organisations, or cut across them and weigh."""
    rng = np.random.default_rng(20)
    size = rng.integers(1, 6, 40)
    organisation = np.repeat(np.arange(40), size)
    leaning = rng.beta(1, 1, 40)[organisation]
    group = rng.integers(0, 3, len(organisation)) if straddling else organisation % 3
    level = rng.binomial(2, 0.7 * leaning)
    weight = rng.choice([0.5, 1.0, 2.0], len(organisation)) if straddling else np.ones(len(organisation))
    return pl.DataFrame({"organisation": organisation, "group": group, "level": level, "weight": weight})


def tables(answers: pl.DataFrame) -> Array:
    """Sums of weights, organisations × groups × levels."""
    found = np.zeros((40, 3, 3))
    at = tuple(answers[name].to_numpy() for name in ("organisation", "group", "level"))
    np.add.at(found, at, answers["weight"].to_numpy())
    return found


def designed(answers: pl.DataFrame, psu: str | None = "organisation") -> svy.Sample:
    return svy.Sample(answers, svy.Design(psu=psu, wgt="weight"))


ONE_CELL_EMPTY = (pl.col("group") > 0) | (pl.col("level") < 2)


@pytest.mark.parametrize("straddling", [False, True])
@pytest.mark.parametrize("kept", [pl.lit(True), ONE_CELL_EMPTY], ids=["every cell", "one cell empty"])
def test_rao_and_scott_agree_with_svy(straddling: bool, kept: pl.Expr) -> None:
    answers = drawn(straddling).filter(kept)
    organisations = answers["organisation"].n_unique()
    of_each = tables(answers)
    found = independence(of_each[of_each.sum(axis=(1, 2)) > 0], len(answers))
    table = designed(answers).categorical.tabulate("group", "level")
    assert table.stats is not None and table.stats.f is not None
    oracle = table.stats.f
    assert found.chi_sq == pytest.approx(table.stats.chisq.value)
    assert found[1:] == pytest.approx((oracle.value, oracle.df_num, oracle.df_den, oracle.p_value), rel=1e-8)
    assert found.denominator_df == pytest.approx(found.df * (organisations - 1))


def test_the_covariance_of_cells_has_the_standard_errors_of_svy() -> None:
    answers = drawn(straddling=True)
    cells = tables(answers).reshape(40, 9)
    found = np.sqrt(np.diag(stats.cell_covariance(cells.sum(axis=0), cells.T @ cells, 40)))
    oracle = designed(answers).categorical.tabulate("group", "level").estimates
    assert oracle is not None and found == pytest.approx([cell.se for cell in oracle])


@pytest.mark.parametrize("shape", [(1, 3), (3, 1), (1, 1)])
def test_with_one_row_or_one_column_there_is_nothing_to_test(shape: tuple[int, int]) -> None:
    assert np.isnan(independence(np.ones((5, *shape)))).all()


def test_rao_and_scott_do_not_mind_the_order_of_groups_and_levels() -> None:
    of_each = tables(drawn(straddling=True))
    found = independence(of_each)
    assert independence(of_each[::-1, [2, 0, 1]][:, :, [1, 2, 0]]) == pytest.approx(found)
    assert independence(of_each.swapaxes(1, 2)) == pytest.approx(found)


def test_weights_are_worth_what_svy_says() -> None:
    answers = drawn(straddling=True)
    weight = answers["weight"].to_numpy()
    effective = stats.effective_base(weight.sum(), (weight**2).sum())
    assert designed(answers).deff_w == pytest.approx(len(weight) / effective)


def estimated(answers: pl.DataFrame, psu: str | None) -> list[dict[str, Any]]:
    """svy's share of level "1": per group, with its design effect."""
    sample = designed(answers.with_columns(pl.col("level").cast(pl.String)), psu)
    found = sample.estimation.prop("level", by="group", deff="wr")
    assert isinstance(found, svy.Estimate)
    return found.to_polars().filter(pl.col("level") == "1").sort("group").to_dicts()


def test_weighted_shares_are_those_of_svy() -> None:
    answers = drawn(straddling=True)
    counted = tables(answers).sum(axis=0)
    found = stats.ratio(counted[:, 1], counted.sum(axis=1))
    assert found == pytest.approx([row["est"] for row in estimated(answers, "organisation")])


def test_weights_that_say_nothing_of_the_answer_cost_what_svy_finds() -> None:
    # Half of every weight says yes: then, and only then, Kish's design effect is the linearised one.
    weight = np.repeat([5, 5 / 9], [100, 900])
    answers = pl.DataFrame({"group": [0] * 1000, "level": [0, 1] * 500, "weight": weight})
    (oracle,) = estimated(answers, None)
    assert oracle["deff"] == pytest.approx(1000 / stats.effective_base(weight.sum(), (weight**2).sum()))


def test_organisations_of_one_size_cost_what_svy_finds() -> None:
    # Then svy's design effect is that of the ICC but for (n − 1) / (n − deff): svy divides by the variance
    # of all answers, the ICC by that of organisations and of people, each with its degrees of freedom.
    yes = np.random.default_rng(3).binomial(4, np.random.default_rng(4).beta(1, 1, 30))
    level = np.concatenate([[1] * count + [0] * (4 - count) for count in yes])
    answers = pl.DataFrame(
        {
            "organisation": np.repeat(np.arange(30), 4),
            "group": [0] * 120,
            "level": level,
            "weight": [1.0] * 120,
        }
    )
    (oracle,) = estimated(answers, "organisation")
    icc = analysed([(4, int(count)) for count in yes]).icc()
    deff = 120 / stats.effective_base(120, 120, 30 * 4**2, icc)
    assert deff > 1.5
    assert oracle["deff"] == pytest.approx(deff * 119 / (120 - deff))


# Whole grids, and what is not known

COUNTS = np.random.default_rng(5).integers(0, 9, (6, 4, 5))
BASE = COUNTS.sum(axis=-1) + 2.5
SHARE = (COUNTS[..., 0] + 0.5) / BASE
SHARE[1, 2], BASE[3, 1] = np.nan, 0
OTHERS = np.random.default_rng(6).integers(1, 9, (6, 4, 5))
OTHER = OTHERS[..., 0] / 40
FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "effective_base": (stats.effective_base, (BASE, BASE, 3 * BASE, SHARE)),
    "wilson": (stats.wilson, (SHARE, BASE)),
    "reliable": (stats.reliable, (BASE + 12, SHARE, SHARE + 0.3 * OTHER)),
    "newcombe": (stats.newcombe, (SHARE, BASE, OTHER, BASE[::-1], OTHER)),
    "difference_p": (stats.difference_p, (SHARE, BASE, OTHER, BASE[::-1], SHARE / 2, BASE + 20, OTHER / 99)),
    "mcnemar_p": (stats.mcnemar_p, (COUNTS[..., 0], COUNTS[..., 1])),
    "paired_newcombe": (stats.paired_newcombe, (*np.moveaxis(COUNTS, -1, 0)[:4], 1 + OTHER)),
    "mean_of_levels": (stats.mean_of_levels, (COUNTS,)),
    "mean_interval": (stats.mean_interval, (SHARE, OTHER, BASE)),
    "consensus": (stats.consensus, (COUNTS,)),
    "cliffs_delta": (stats.cliffs_delta, (COUNTS, OTHERS, BASE, BASE[::-1])),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_grid_gives_what_its_cells_give_one_by_one(name: str) -> None:
    function, arrays = FUNCTIONS[name]
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        found = np.asarray(function(*arrays))
    assert found.shape[-2:] == (6, 4)
    for at in np.ndindex(6, 4):
        assert_allclose(found[(..., *at)], function(*(one[at] for one in arrays)), rtol=1e-12, atol=1e-15)


def test_the_grid_asks_for_both_tests_of_a_difference() -> None:
    _, (_, base, _, other, pooled, *_) = FUNCTIONS["difference_p"]
    fisher = np.minimum(base, other) * pooled < stats.SMALLEST_EXPECTED
    assert 3 < fisher.sum() < 21


def test_one_group_is_compared_with_every_other_at_once() -> None:
    found = stats.newcombe(0.5, 20, SHARE, BASE)
    assert_allclose(found[0][2, 3], stats.newcombe(0.5, 20, SHARE[2, 3], BASE[2, 3])[0])


def test_items_are_analysed_side_by_side() -> None:
    items = [(A, B), (B, A[1:]), ((), A), (((2, 1),), ((1, 1), (1, 0)))]
    arguments = zip(*(squares(*groups) for groups in items), strict=True)
    found = stats.anova(*(np.array(one) for one in arguments))
    assert_allclose(np.transpose(found), [analysed(*groups) for groups in items])


UNKNOWN: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (stats.effective_base, (0, 0)),
    (stats.effective_base, (np.nan, 4)),
    (stats.effective_base, (4, 4, 8, np.nan)),
    (stats.wilson, (0.5, 0)),
    (stats.wilson, (0.5, np.nan)),
    (stats.wilson, (np.nan, 10)),
    (stats.newcombe, (np.nan, 10, 0.5, 10)),
    (stats.newcombe, (0.5, 10, 0.5, 0)),
    (stats.difference_p, (np.nan, 10, 0.5, 10, 0.5, 20)),
    (stats.difference_p, (0.5, 10, 0.4, 0, 0.5, 10)),
    (stats.difference_p, (0.5, 10, 0.4, 10, np.nan, 20)),
    (stats.difference_p, (0.5, 10, np.nan, 10, 0.01, 20)),
    (stats.difference_p, (0, 10, np.nan, 0, 0, 10)),
    (stats.benjamini_hochberg, ([np.nan, np.nan],)),
    (stats.mcnemar_p, (np.nan, 1)),
    (stats.paired_newcombe, (0, 0, 0, 0)),
    (stats.paired_newcombe, (1, 1, np.nan, 1)),
    (stats.mean_of_levels, ([0, 0, 0],)),
    (stats.mean_of_levels, ([1, np.nan, 1],)),
    (stats.mean_interval, (2, 1, 1)),
    (stats.mean_interval, (np.nan, np.nan, 10)),
    (stats.consensus, ([0, 0, 0],)),
    (stats.consensus, ([1, np.nan, 1],)),
    (stats.cliffs_delta, ([0, 0], [1, 2], 0, 3)),
    (stats.cliffs_delta, ([1, np.nan], [1, 2], 3, 3)),
]


@pytest.mark.parametrize(("function", "given"), UNKNOWN)
def test_what_is_not_known_stays_unknown_without_a_warning(
    function: Callable[..., Any], given: tuple[Any, ...]
) -> None:
    with np.errstate(all="raise"):
        found = function(*given)
    assert np.isnan(found).all()


def test_one_answer_or_less_has_a_delta_and_no_interval() -> None:
    value, low, high = stats.cliffs_delta([1, 0], [1, 1], [1, 0.9], 2)
    assert value == -0.5 and np.isnan([low, high]).all()


# What else the reference values come with: that the libraries they are compared with agree


@pytest.mark.parametrize(
    ("method", "count", "base", "low", "high", "digits"),
    [
        ("normal", 81, 263, 0.252190, 0.363779, 6),
        ("normal", 15, 148, 0.052730, 0.149973, 6),
        ("normal", 0, 20, 0, 0, 6),
        ("normal", 1, 29, 0, 0.100892, 6),
        ("agresti_coull", 81, 263, 0.255221, 0.366277, 6),
        ("agresti_coull", 15, 148, 0.061386, 0.161488, 6),
        ("agresti_coull", 0, 20, 0, 0.189810, 6),
        ("agresti_coull", 1, 29, 0, 0.186287, 6),
        ("agresti_coull", 18, 20, 0.6867561126, 0.9843437610, 10),
        ("agresti_coull", 4, 20, 0.0749115103, 0.4217635846, 10),
        ("agresti_coull", 4, 200, 0.0059919545, 0.0520995588, 10),
        ("beta", 81, 263, 0.252737, 0.367622, 6),
        ("beta", 15, 148, 0.057844, 0.161650, 6),
        ("beta", 0, 20, 0, 0.168433, 6),
        ("beta", 1, 29, 0.000873, 0.177644, 6),
        ("beta", 18, 20, 0.6830172860, 0.9876514728, 10),
        ("beta", 4, 20, 0.0573339971, 0.4366140030, 10),
        ("beta", 4, 200, 0.0054755659, 0.0504136091, 10),
    ],
)
def test_statsmodels_agrees_on_wald_agresti_coull_and_clopper_pearson(
    method: str, count: int, base: int, low: float, high: float, digits: int
) -> None:
    found = proportion_confint(count, base, method=method)
    assert found == pytest.approx((low, high), abs=0.51 * 10**-digits)


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        ("newcomb", 0.0189214, 0.3403687),
        ("wald", 0.0291694, 0.3237718),
        ("agresti-caffo", 0.0116117, 0.3217217),
        ("score", 0.0273246, 0.3434287),
    ],
)
def test_statsmodels_agrees_on_fagerland_2015(method: str, low: float, high: float) -> None:
    found = confint_proportions_2indep(7, 34, 1, 34, method=method)
    assert found == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize(("method", "found"), [("fdr_bh", 4), ("bonferroni", 3), ("holm", 3), ("fdr_by", 3)])
def test_statsmodels_agrees_on_how_many_of_fifteen_are_found(method: str, found: int) -> None:
    assert multipletests(P_1995, 0.05, method)[0].sum() == found


@pytest.mark.parametrize(
    ("first", "second", "asymptotic", "corrected", "exact"),
    [(1, 7, 0.0338949, 0.0770999, 0.0703125), (86, 150, 3.0993e-5, 4.1146e-5, 3.7159e-5)],
)
def test_statsmodels_agrees_on_the_other_mcnemar_tests(
    first: int, second: int, asymptotic: float, corrected: float, exact: float
) -> None:
    found = [
        mcnemar([[0, first], [second, 0]], exact=of_counts, correction=continuous).pvalue
        for of_counts, continuous in ((False, False), (False, True), (True, False))
    ]
    assert found == pytest.approx([asymptotic, corrected, exact], rel=2e-5)


LIKERT = [np.repeat(range(5), count) for count in ([5, 10, 20, 10, 5], [2, 6, 15, 18, 9])]


@pytest.mark.parametrize(
    ("test", "samples", "statistic", "p"),
    [
        # Hollander & Wolfe (1973) on mucociliary efficiency and permeability, as in R's help pages
        (
            kruskal,
            ((2.9, 3.0, 2.5, 2.6, 3.2), (3.8, 2.7, 4.0, 2.4), (2.8, 3.4, 3.7, 2.2, 2.0)),
            0.7714286,
            0.6799648,
        ),
        (
            partial(mannwhitneyu, alternative="greater"),
            (
                (0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46),
                (1.15, 0.88, 0.90, 0.74, 1.21),
            ),
            35,
            0.1272061,
        ),
        (kruskal, LIKERT, 5.8328484, 0.0157296),
        (mannwhitneyu, LIKERT, 912.5, 0.0158848),
        (partial(mannwhitneyu, use_continuity=False), LIKERT, 912.5, 0.0157296),
        (partial(chi2_contingency, correction=False), [((2, 10), (15, 3))], 13.0316742, 0.0003062666),
        (chi2_contingency, [((2, 10), (15, 3))], 10.4581448, 0.0012211),
    ],
)
def test_scipy_agrees_on_ranks_and_tables(
    test: Callable[..., Any], samples: Sequence[Any], statistic: float, p: float
) -> None:
    assert test(*samples)[:2] == pytest.approx((statistic, p), abs=6e-8)


def test_statsmodels_agrees_with_r_polr_on_ordered_logit() -> None:
    # UCLA's example of applying to graduate school, as statsmodels ships it.
    path = Path(statsmodels.__file__).parent / "miscmodels" / "tests" / "results" / "ologit_ucla.csv"
    answers = pl.read_csv(path)
    likely = [("unlikely", "somewhat likely", "very likely").index(one) for one in answers["apply"]]
    model = OrderedModel(likely, answers["pared", "public", "gpa"].to_numpy(), distr="logit")
    found = model.fit(method="bfgs", disp=False)
    assert found.params[:3] == pytest.approx([1.04769011, -0.05878572, 0.61594057], abs=5e-4)
    thresholds = model.transform_threshold_params(found.params)[1:3]
    assert thresholds == pytest.approx([2.203915, 4.299363], abs=5e-4)
    assert -2 * found.llf == pytest.approx(717.024872, abs=5e-4)
