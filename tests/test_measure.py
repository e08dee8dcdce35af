"""A group against the rest: numbers counted by hand in the file, and a family that no choice changes."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import pytest

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
