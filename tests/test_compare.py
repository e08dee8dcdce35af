"""One group against the rest, or against another: shares and gaps as counted by hand in the file."""

from collections import Counter

import pytest

from survey.charts import CHARTS, compare
from survey.charts.chart import Answer, answer
from survey.charts.marks import difference
from survey.database import Release, Releases
from survey.selection import Selection
from tests.test_bundled_studies import top
from tests.test_charts import ask, row, voice


@pytest.fixture
def waves(releases: Releases) -> Release:
    return releases.open("waves")


def said(made: Answer, release: Release) -> str:
    return CHARTS["compare"].headline(made, voice(release))


@pytest.mark.parametrize("item", ["linkedin", "phone_campaign"])
@pytest.mark.parametrize(
    ("against", "others"), [("", "sector IS DISTINCT FROM 'finance'"), ("trade", "sector = 'trade'")]
)
def test_both_sides_are_those_counted_by_hand(
    executives: Release, item: str, against: str, others: str
) -> None:
    found = row(ask("compare", executives, groups="finance", against=against), item, "finance")
    assert found.share == pytest.approx(top(item, "sector = 'finance'"))
    assert found.rest == pytest.approx(top(item, others))
    assert found.difference == pytest.approx(top(item, "sector = 'finance'") - top(item, others))
    assert (found.difference_low or 0) < (found.difference or 0) < (found.difference_high or 0)


def test_two_groups_together_are_compared_with_everybody_else(executives: Release) -> None:
    found = row(ask("compare", executives, groups="trade,finance"), "web_shop", "trade,finance")
    assert found.share == pytest.approx(top("web_shop", "sector IN ('trade', 'finance')"))
    assert found.rest == pytest.approx(top("web_shop", "sector NOT IN ('trade', 'finance')"))


def test_the_widest_gap_stands_first(executives: Release) -> None:
    gaps = [abs(one.difference or 0) for one in ask("compare", executives, groups="finance").rows]
    assert gaps == sorted(gaps, reverse=True) and len(gaps) == 14 and gaps[0] > gaps[-1]


def test_the_finding_names_what_differs_for_certain_and_by_how_much(waves: Release) -> None:
    """Of 40 eight rated social media important in 2015 and 30 in 2023; with letters it is turned."""
    title = said(ask("compare", waves, by="wave", groups="2023", against="2015"), waves)
    assert title == "2023 and 2015 differ for certain: Social media +55 and Letter −55"
    title = said(ask("compare", waves, by="wave", groups="2015", against="2023"), waves)
    assert title == "2015 and 2023 differ for certain: Social media −55 and Letter +55"


def test_where_nothing_is_certain_the_finding_says_so(waves: Release) -> None:
    assert "no certain differences" in said(ask("compare", waves, by="sector", groups="trade"), waves)
    means = ask("compare", waves, by="wave", groups="2015", measure="mean")
    assert "not tested" in said(means, waves)


def test_of_many_certain_differences_the_largest_are_named_and_the_others_counted(
    executives: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ask("compare", executives, groups="finance")
    certain = [one for one in made.rows if one.certain]
    assert len(certain) == 3
    tell = voice(executives)
    named = [f"{tell.item(one.item, short=True)} {difference(one, 'top', tell)}" for one in certain]
    assert said(made, executives).endswith(tell.listed(named))
    monkeypatch.setattr(compare, "MOST", 2)
    assert said(made, executives).endswith(f"{named[0]}, {named[1]} and 1 more")


def test_the_group_that_stands_out_most_is_taken_where_none_is_chosen(executives: Release) -> None:
    every = [one for one in ask("heatmap", executives).rows if one.certain]
    [(most, count), (_, second), *_] = Counter(one.group for one in every).most_common()
    assert count > second
    for given in ({}, {"item": "linkedin"}):
        assert ask("compare", executives, **given).selection.groups == (most,)


def test_of_equals_the_group_with_the_widest_gap_is_taken(executives: Release) -> None:
    """No mean is certain."""
    widest = max(ask("heatmap", executives, measure="mean").rows, key=lambda one: abs(one.difference or 0))
    assert widest.group != next(iter(executives.groups["sector"]))
    assert ask("compare", executives, measure="mean").selection.groups == (widest.group,)


def test_no_group_is_compared_with_itself(executives: Release) -> None:
    [most] = ask("compare", executives).selection.groups
    for groups in ((), (most,), (most, "trade")):
        wanted = Selection("executives-2015", "sector", groups, against=most)
        made = answer(CHARTS["compare"], wanted, executives)
        assert made.selection.against is None and made == answer(
            CHARTS["compare"], wanted.with_(against=None), executives
        )


def test_the_picked_item_is_marked_and_the_others_stay(executives: Release) -> None:
    made = ask("compare", executives, groups="finance", item="web_shop")
    figure = CHARTS["compare"].figure(made, voice(executives))
    place = [one.item for one in made.rows].index("web_shop")
    assert isinstance(figure, dict) and len(made.rows) == 14
    assert [shape["y0"] for shape in figure["layout"]["shapes"]] == [place - 0.5]
    assert figure["layout"]["meta"]["picks"][place] == {"item": "web_shop"}
