"""A group against the rest or another group: numbers counted by hand in the file, and a family that no
choice changes."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations, permutations, product

import numpy as np
import pytest
from scipy.stats import chi2, chi2_contingency
from statsmodels.stats.proportion import confint_proportions_2indep

from survey import stats
from survey.charts import CHARTS
from survey.charts.chart import Answer, Row, answer
from survey.codebook import ALL
from survey.counts import Counts
from survey.database import Release
from survey.measure import Measured, icc_of, measured
from survey.published import read_counts
from survey.selection import parse
from tests.builders import ROOT

People = list[dict[str, str]]


def people(item: str) -> People:
    """The executives who rated an item."""
    with (ROOT / "data" / "executives-2015" / "answers.csv").open(encoding="utf-8") as file:
        return [one for one in csv.DictReader(file) if one[item] in tuple("12345")]


def share(some: People, item: str) -> float:
    return sum(one[item] in "45" for one in some) / len(some)


def worth(some: People, icc: float) -> float:
    """Effective base: n / (1 + (Σm²/n − 1)·ρ)."""
    sizes = Counter(one["organisation"] for one in some).values()
    return len(some) / (1 + (sum(m * m for m in sizes) / len(some) - 1) * icc)


def ask(release: Release, chart: str = "ranking", **given: str) -> Answer:
    return answer(CHARTS[chart], parse(release, given)[0], release)


def row(made: Answer, item: str, group: str) -> Row:
    return next(one for one in made.rows if (one.item, one.group) == (item, group))


def of(release: Release, by: str, item: str, name: str, group: str = ALL, test: bool = False) -> float:
    """The ICC of a group's item, as published."""
    counts = read_counts(release, by)
    at = counts.groups.index(group), counts.items.index(item)
    return float(icc_of(counts, name, test)[at])


CELLS = list(product(("finance", "public", "other_services"), ("linkedin", "print", "face_to_face")))


@pytest.mark.parametrize(("group", "item"), CELLS)
def test_a_sector_against_the_rest_is_as_counted_by_hand(executives: Release, group: str, item: str) -> None:
    asked = people(item)
    inside = [one for one in asked if one["sector"] == group]
    rest = [one for one in asked if one["sector"] != group]
    found = row(ask(executives, "heatmap"), item, group)
    assert (found.share, found.rest) == pytest.approx((share(inside, item), share(rest, item)))
    icc = of(executives, "sector", item, "top", group)
    bases = worth(inside, icc), worth(rest, icc)
    assert found.n_eff == pytest.approx(bases[0]) and found.deff == pytest.approx(len(inside) / bases[0])
    low, high = stats.newcombe(found.share or 0, bases[0], found.rest or 0, bases[1])
    assert (found.difference_low, found.difference_high) == pytest.approx((float(low), float(high)))
    icc = of(executives, "sector", item, "top", group, test=True)
    p = stats.difference_p(
        share(inside, item),
        worth(inside, icc),
        share(rest, item),
        worth(rest, icc),
        share(asked, item),
        len(asked),
    )
    assert found.p == pytest.approx(float(p), rel=1e-6)


@pytest.mark.parametrize("roles", [("middle_management",), ("middle_management", "specialists")])
@pytest.mark.parametrize("item", ["linkedin", "web_shop"])
def test_groups_that_organisations_straddle_are_exact_too(
    executives: Release, roles: tuple[str, ...], item: str
) -> None:
    """Who shares an organisation with the rest makes the difference surer, not less sure."""
    asked = people(item)
    inside = [one for one in asked if one["role"] in roles]
    rest = [one for one in asked if one["role"] not in roles]
    found = row(ask(executives, by="role", groups=",".join(roles)), item, ",".join(roles))
    icc = of(executives, "all", item, "top")
    bases = worth(inside, icc), worth(rest, icc)
    assert found.n_eff == pytest.approx(bases[0])
    sizes = [Counter(one["organisation"] for one in some) for some in (inside, rest)]
    crossing = sum(m * sizes[1][name] for name, m in sizes[0].items())
    covariance = icc * crossing / (len(inside) * len(rest))
    assert covariance > 0
    correlation = covariance * np.sqrt(bases[0] * bases[1])
    low, high = stats.newcombe(found.share or 0, bases[0], found.rest or 0, bases[1], correlation)
    assert (found.difference_low, found.difference_high) == pytest.approx((float(low), float(high)))


def test_q_is_the_same_whatever_the_reader_chooses(executives: Release) -> None:
    everything = ask(executives, "heatmap")
    for given in ({"groups": "finance"}, {"groups": "finance", "family": "marketing"}):
        for found in ask(executives, **given).rows:
            assert found.q == row(everything, found.item, "finance").q
    for found in ask(executives, "heatmap", groups="finance,trade").rows:
        assert found.q == row(everything, found.item, found.group).q


def test_q_is_benjamini_hochbergs_over_every_group_and_item(executives: Release) -> None:
    rows = [one for one in ask(executives, "heatmap").rows if one.group != ALL]
    assert len(rows) == 8 * 14
    assert [one.q for one in rows] == pytest.approx(stats.benjamini_hochberg([one.p or 0 for one in rows]))


def test_groups_added_up_are_one_more_group_of_the_family(executives: Release) -> None:
    grid = [one.p or 0 for one in ask(executives, "heatmap").rows if one.group != ALL]
    both = ask(executives, groups="information,finance").rows
    assert [one.q for one in both] == pytest.approx(
        stats.benjamini_hochberg([*grid, *(one.p or 0 for one in both)])[-14:]
    )


def marked(made: Answer) -> set[tuple[str, str]]:
    return {(one.item, one.group) for one in made.rows if one.certain}


def test_a_mark_needs_both_certainty_and_size(executives: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    certain = marked(ask(executives, "heatmap"))
    assert len(certain) == 7
    monkeypatch.setenv("SURVEY_GAP", "0.45")
    large = marked(ask(executives, "heatmap"))
    assert large == {("linkedin", "finance"), ("linkedin", "other_services")}
    monkeypatch.setenv("SURVEY_GAP", "0")
    monkeypatch.setenv("SURVEY_Q", "1e-9")
    assert not marked(ask(executives, "heatmap"))


def test_everybody_has_no_rest_and_a_mean_no_p(executives: Release) -> None:
    assert all(one.rest is None and one.certain is None for one in ask(executives).rows)
    mean = row(ask(executives, "heatmap", measure="mean"), "linkedin", "finance")
    assert mean.p is None and mean.certain is None
    assert mean.delta and 0 < (mean.delta_low or 0) < mean.delta < (mean.delta_high or 0)
    assert mean.consensus and 0 < mean.consensus < 1


def test_cliffs_delta_counts_pairs_of_people(executives: Release) -> None:
    levels = {
        side: [int(one["linkedin"]) for one in people("linkedin") if (one["sector"] == "finance") == side]
        for side in (True, False)
    }
    pairs = [np.sign(a - b) for a, b in product(levels[True], levels[False])]
    found = row(ask(executives, "heatmap", measure="mean"), "linkedin", "finance")
    assert found.delta == pytest.approx(sum(pairs) / len(pairs))
    assert found.rest == pytest.approx(sum(levels[False]) / len(levels[False]))


def test_few_answers_or_a_wide_interval_are_of_low_reliability(executives: Release) -> None:
    for found in ask(executives, "heatmap").shown():
        wide = (found.high or 0) - (found.low or 0) > 0.3
        assert (found.reliability == "low") == (wide or (found.n_eff or 0) < 30)


def test_users_alone_are_counted_by_hand(executives: Release) -> None:
    counts = read_counts(executives, "sector", "users")
    asked = [one for one in people("website") if one["website_in_use"] == "yes"]
    at = 0, counts.items.index("website")
    assert counts.base.n[at] == len(asked)
    found = measured(counts, counts.apart([ALL]), "top", executives.study.scale)
    assert found.value[at] == pytest.approx(share(asked, "website"))
    assert found.effective[at] == pytest.approx(worth(asked, of(executives, "all", "website", "top")))


def test_without_the_correction_every_answer_counts_in_full(executives: Release) -> None:
    counts = read_counts(executives, "sector").unclustered()
    found = measured(counts, counts.apart(counts.groups[1:]), "top", executives.study.scale)
    assert found.effective == pytest.approx(found.base)


def every(release: Release, change: Callable[[Counts], Counts]) -> Iterator[tuple[Measured, Measured]]:
    """The measures of the sectors before and after a change."""
    counts = read_counts(release, "sector")
    for measure in ("top", "highest", "mean", "use"):
        groups = counts.groups[1:]
        yield tuple(  # type: ignore[misc]
            measured(some, some.apart(groups), measure, release.study.scale)
            for some in (counts, change(counts))
        )


def test_the_order_of_items_does_not_matter(executives: Release) -> None:
    order = list(reversed(range(14)))
    for before, after in every(executives, lambda counts: counts.of_items(counts.items[::-1])):
        for name in ("value", "low", "difference", "p", "q", "effective"):
            assert getattr(after, name) == pytest.approx(getattr(before, name)[:, order], nan_ok=True)


def test_all_groups_together_are_everybody(executives: Release) -> None:
    counts = read_counts(executives, "size")
    groups = counts.groups[1:]
    together = counts.apart(groups)
    joined = together.base.joined()
    everybody = counts.apart([ALL]).base
    assert joined.n == pytest.approx(everybody.n)
    assert joined.size_sq == pytest.approx(everybody.size_sq)
    roles = read_counts(executives, "role")
    assert roles.apart(roles.groups[1:]).base.joined().size_sq == pytest.approx(everybody.size_sq)


def test_group_and_rest_are_symmetric(executives: Release) -> None:
    """Small organisations against the others, and the others against them."""
    counts = read_counts(executives, "size")
    small, others = counts.groups[1], list(counts.groups[2:])
    one = measured(counts, counts.pooled([small]), "top", executives.study.scale)
    two = measured(counts, counts.pooled(others), "top", executives.study.scale)
    assert one.difference == pytest.approx(-two.difference)
    assert one.difference_low == pytest.approx(-two.difference_high)
    assert one.p == pytest.approx(two.p)


# A group against another group


def against(release: Release, counts: Counts, groups: str, other: str, measure: str = "top") -> Measured:
    """Groups, added up if several, against others."""
    return measured(counts, counts.pooled(groups.split(",")), measure, release.study.scale, other)


def every_group(release: Release, counts: Counts, other: str) -> Measured:
    return measured(counts, counts.apart(counts.groups[1:]), "top", release.study.scale, other)


COMPARED = ("rest", "difference", "difference_low", "difference_high", "p", "q")


@pytest.mark.parametrize(
    ("groups", "one", "other", "two"),
    [
        ("finance", (18, 25), "public", (8, 58)),
        ("finance,information", (18 + 22, 25 + 33), "public", (8, 58)),
        ("finance", (18, 25), "public,trade", (8 + 6, 58 + 42)),
    ],
)
def test_two_groups_of_strangers_differ_as_scipy_and_statsmodels_find(
    executives: Release, groups: str, one: tuple[int, int], other: str, two: tuple[int, int]
) -> None:
    """Of LinkedIn. Campbell's N−1 χ², and Newcombe's interval."""
    counts = read_counts(executives, "sector").unclustered().of_items(["linkedin"])
    found = against(executives, counts, groups, other)
    assert (found.base.item(), found.top.item()) == one[::-1]
    assert found.rest.item() == pytest.approx(two[0] / two[1])
    pearson = chi2_contingency([[yes, n - yes] for yes, n in (one, two)], correction=False).statistic
    n = one[1] + two[1]
    assert found.p == pytest.approx(chi2.sf(pearson * (n - 1) / n, 1))
    interval = confint_proportions_2indep(*one, *two, method="newcomb")
    assert (found.difference_low, found.difference_high) == pytest.approx(interval)


@pytest.mark.parametrize("item", ["linkedin", "print"])
def test_colleagues_in_two_roles_make_their_difference_surer(executives: Release, item: str) -> None:
    counts = read_counts(executives, "role").of_items([item])
    found = against(executives, counts, "middle_management", "top_management")
    one, two = (
        [each for each in people(item) if each["role"] == role]
        for role in ("middle_management", "top_management")
    )
    sizes = [Counter(each["organisation"] for each in some) for some in (one, two)]
    crossing = sum(m * sizes[1][name] for name, m in sizes[0].items())
    icc, cautious = (of(executives, "all", item, "top", test=test) for test in (False, True))
    covariance = icc * crossing / (len(one) * len(two))
    bases = worth(one, icc), worth(two, icc)
    shares = share(one, item), share(two, item)
    known = shares[0], bases[0], shares[1], bases[1]
    low, high = stats.newcombe(*known, covariance * np.sqrt(bases[0] * bases[1]))
    assert (found.difference_low, found.difference_high) == pytest.approx((float(low), float(high)))
    strangers = stats.newcombe(*known)
    assert strangers[0] < low and high < strangers[1]
    together = share(one + two, item), len(one + two)
    p = stats.difference_p(
        shares[0], worth(one, cautious), shares[1], worth(two, cautious), *together, covariance
    )
    assert found.p == pytest.approx(float(p))


@pytest.mark.parametrize("by", ["sector", "role"])
@pytest.mark.parametrize("measure", ["top", "use", "mean"])
def test_a_group_differs_from_another_as_the_other_from_it(
    executives: Release, by: str, measure: str
) -> None:
    counts = read_counts(executives, by)
    for pair in combinations(counts.groups[1:], 2):
        one, two = (against(executives, counts, *some, measure) for some in (pair, pair[::-1]))
        assert np.isfinite(one.difference).any()
        for name, turned in (
            *(("value", one.rest), ("difference", -one.difference), ("delta", -one.delta)),
            *(("difference_low", -one.difference_high), ("delta_low", -one.delta_high)),
            *(("p", one.p), ("q", one.q)),
        ):
            assert getattr(two, name) == pytest.approx(turned, nan_ok=True)


@pytest.mark.parametrize(
    ("by", "groups", "other"),
    [
        ("role", "middle_management,specialists", "top_management"),
        ("role", "top_management", "specialists,middle_management"),
        ("size", "1-9,10-49", "50-249,250-plus"),
    ],
)
def test_against_all_others_is_against_the_rest(
    executives: Release, by: str, groups: str, other: str
) -> None:
    counts = read_counts(executives, by)
    for measure in ("top", "mean"):
        rest = measured(counts, counts.pooled(groups.split(",")), measure, executives.study.scale)
        others = against(executives, counts, groups, other, measure)
        for name in (*COMPARED[:5], "delta", "delta_low", "delta_high"):
            assert getattr(others, name) == pytest.approx(getattr(rest, name), nan_ok=True)


def test_of_two_groups_each_is_the_rest_of_the_other(small: Release) -> None:
    counts = read_counts(small, "sector")
    one, two = counts.groups[1:]
    rest = measured(counts, counts.apart([one]), "top", small.study.scale)
    other = against(small, counts, one, two)
    for name in COMPARED:
        assert getattr(other, name) == pytest.approx(getattr(rest, name), nan_ok=True)


def test_nothing_is_compared_with_a_part_of_itself(executives: Release) -> None:
    counts = read_counts(executives, "sector")
    every = ",".join(counts.groups[1:])
    for groups, other in (
        ("finance", "finance"),
        ("finance,trade", "finance"),
        ("finance", "trade,finance"),
        ("finance,trade", "health,finance"),
        ("finance", every),
        (every, "finance"),
        (ALL, "finance"),
    ):
        for measure in ("top", "mean"):
            found = against(executives, counts, groups, other, measure)
            assert np.isfinite(found.value).all()
            for name in (*COMPARED, "delta", "delta_low", "delta_high"):
                assert np.isnan(getattr(found, name)).all()
    itself = counts.groups[1:].index("finance")
    p = every_group(executives, counts, "finance").p
    assert np.isnan(p[itself]).all() and np.isfinite(np.delete(p, itself, 0)).all()


@pytest.mark.parametrize("other", [ALL, "finance,all", "nobody", ""])
def test_nobody_but_a_published_group_can_be_compared_with(executives: Release, other: str) -> None:
    with pytest.raises(ValueError, match=f"'{other}' is not a group"):
        against(executives, read_counts(executives, "sector"), "trade", other)


def pairs(release: Release, counts: Counts) -> list[list[float]]:
    """The p-values of every pair of groups, each of which is one test whichever comes first."""
    return [against(release, counts, *some).p[0].tolist() for some in combinations(counts.groups[1:], 2)]


def test_q_against_another_group_counts_every_pair_and_item(executives: Release) -> None:
    counts = read_counts(executives, "sector")
    q = stats.benjamini_hochberg(pairs(executives, counts))
    assert q.shape == (8 * 7 // 2, 14)
    for expected, (one, two) in zip(q, combinations(counts.groups[1:], 2), strict=True):
        assert against(executives, counts, one, two).q[0] == pytest.approx(expected)


def test_a_choice_of_groups_changes_no_q_against_another(executives: Release) -> None:
    counts = read_counts(executives, "sector")
    every = every_group(executives, counts, "public")
    for groups in permutations(("finance", "trade", "public"), 2):
        some = measured(counts, counts.apart(groups), "top", executives.study.scale, "public")
        for place, group in enumerate(groups):
            at = counts.groups[1:].index(group)
            assert some.q[place].tolist() == pytest.approx(every.q[at].tolist(), rel=0, abs=0, nan_ok=True)


@pytest.mark.parametrize(("groups", "other"), [("finance,trade", "public"), ("public", "finance,trade")])
def test_groups_added_up_are_one_more_pair_of_the_family(
    executives: Release, groups: str, other: str
) -> None:
    counts = read_counts(executives, "sector")
    found = against(executives, counts, groups, other)
    expected = stats.benjamini_hochberg([*pairs(executives, counts), found.p[0].tolist()])[-1]
    assert found.q[0] == pytest.approx(expected)


def test_the_pairs_of_a_crossed_table_are_one_family(executives: Release) -> None:
    parts = [
        read_counts(executives, "sector", within=(f"size.{size}",)) for size in executives.groups["size"]
    ]
    q = stats.benjamini_hochberg([pairs(executives, one) for one in parts])
    shown = 0
    for one, expected in zip(parts, q, strict=True):
        for row, some in zip(expected, combinations(one.groups[1:], 2), strict=True):
            assert against(executives, one, *some).q[0] == pytest.approx(row, nan_ok=True)
            shown += np.isfinite(row).sum()
    assert shown
