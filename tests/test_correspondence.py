"""Rows and columns of a table as places, against Greenacre's published map and the laws they obey."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import chi2_contingency

from survey.correspondence import correspondence
from survey.stats import Array

pytestmark = pytest.mark.filterwarnings("error")

LAW = settings(deadline=None, max_examples=60)

# Staff of five ranks by how much they smoke: Greenacre (1984)
SMOKERS = np.array([[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]])
TABLES = st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=1, max_size=6)


def distances(places: Array) -> Array:
    return np.asarray(np.linalg.norm(places[:, np.newaxis] - places, axis=-1))


def test_smokers_stand_where_greenacre_1984_puts_them() -> None:
    found = correspondence(SMOKERS)
    assert found.inertia == pytest.approx([0.074759, 0.010017, 0.000414], abs=5e-7)
    assert found.inertia.sum() == pytest.approx(0.085190, abs=5e-7)
    assert found.share == pytest.approx([0.8776, 0.1176, 0.0049], abs=5e-5)
    published = [
        *((-0.065768, -0.193737), (0.258958, -0.243305), (-0.380595, -0.010660)),
        *((0.232952, 0.057744), (-0.201089, 0.078911)),
    ]
    assert_allclose(found.rows, -np.array(published), atol=1e-6)


def test_a_column_stands_where_its_rows_pull_it() -> None:
    # The transition formula: the mean of the rows, stretched by the axis.
    found = correspondence(SMOKERS)
    mean = SMOKERS.T @ found.rows / SMOKERS.sum(axis=0)[:, np.newaxis]
    assert_allclose(found.columns, mean / np.sqrt(found.inertia[:2]), rtol=1e-9)


@LAW
@given(TABLES)
def test_all_inertia_is_chi_square_per_answer(some: list[list[int]]) -> None:
    table = np.array(some)
    filled = table[table.any(axis=1)][:, table.any(axis=0)]
    assume(filled.size)
    found = correspondence(table)
    oracle = chi2_contingency(filled, correction=False).statistic / table.sum()
    assert found.inertia.sum() == pytest.approx(oracle, abs=1e-12)
    assert (np.diff(found.inertia) <= 1e-15).all() and len(found.inertia) == min(filled.shape) - 1
    assert found.inertia.sum() == 0 or found.share.sum() == pytest.approx(1)
    assert np.isnan(found.rows[~table.any(axis=1)]).all()
    assert np.isnan(found.columns[~table.any(axis=0)]).all()


def test_places_do_not_mind_weights_order_or_which_is_which() -> None:
    found = correspondence(SMOKERS)
    scaled = correspondence(0.37 * SMOKERS)
    order = [3, 0, 4, 2, 1]
    turned = correspondence(SMOKERS[order])
    for one, other in ((scaled.rows, found.rows), (turned.rows, found.rows[order])):
        assert_allclose(one, other, rtol=1e-9)
    for one, other in ((scaled.columns, found.columns), (turned.columns, found.columns)):
        assert_allclose(one, other, rtol=1e-9)
    across = correspondence(SMOKERS.T)
    assert_allclose(np.abs(across.columns), np.abs(found.rows), rtol=1e-9)


def test_two_rows_or_columns_lie_on_one_axis_and_one_on_none() -> None:
    for table in (SMOKERS[:2], SMOKERS[:, :2]):
        found = correspondence(table)
        for places in (found.rows, found.columns):
            assert np.isfinite(places[:, 0]).all() and np.isnan(places[:, 1]).all()
        assert found.share == pytest.approx([1])
    alone = correspondence(SMOKERS[:1])
    assert np.isnan(alone.rows).all() and not alone.inertia.size


def test_who_is_nobody_or_unknown_has_no_place_and_moves_nobody() -> None:
    found = correspondence(SMOKERS)
    more = np.zeros((7, 5))
    more[:5, :4] = SMOKERS
    more[6] = [1, np.nan, 2, 3, 4]
    again = correspondence(more)
    assert_allclose(again.rows[:5], found.rows, rtol=1e-9)
    assert_allclose(again.columns[:4], found.columns, rtol=1e-9)
    assert np.isnan(again.rows[5:]).all() and np.isnan(again.columns[4]).all()
    nobody = correspondence(np.zeros((3, 2)))
    assert np.isnan(nobody.rows).all() and np.isnan(nobody.columns).all()


def test_rows_that_do_not_differ_stand_together() -> None:
    found = correspondence(np.outer([1.5, 2, 7], [3, 0.1, 5, 2]))
    assert not found.rows.any() and not found.columns.any() and not found.inertia.any()
    assert np.isnan(found.share).all()


def test_of_rows_as_far_out_the_first_is_positive() -> None:
    for table in ([[5.1, 0.3], [0.3, 5.1]], [[0.3, 5.1], [5.1, 0.3]]):
        rows = correspondence(table).rows[:, 0]
        assert rows[0] > 0 and rows[1] == pytest.approx(-rows[0])


def test_far_apart_is_far_apart_in_profiles() -> None:
    # Three rows need no more than two axes.
    table = SMOKERS[:3]
    profiles = table / table.sum(axis=1, keepdims=True)
    expected = distances(profiles / np.sqrt(table.sum(axis=0) / table.sum()))
    assert_allclose(distances(correspondence(table).rows), expected, atol=1e-12)
    assert_allclose(distances(correspondence(table.T).columns), expected, atol=1e-12)
