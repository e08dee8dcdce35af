"""Important and in use, of the same people: four groups as counted by hand in the file."""

from itertools import pairwise

import pytest

from survey.charts import CHARTS
from survey.database import Release
from tests.test_bundled_studies import number, top
from tests.test_charts import ask, row, voice

PARTS = {
    "both": "{0} IN ('4', '5') AND {0}_in_use = 'yes'",
    "important": "{0} IN ('4', '5') AND {0}_in_use = 'no'",
    "used": "{0} IN ('1', '2', '3') AND {0}_in_use = 'yes'",
    "neither": "{0} IN ('1', '2', '3') AND {0}_in_use = 'no'",
}
TOLD_BOTH = "{0} IN ('1', '2', '3', '4', '5') AND {0}_in_use IN ('yes', 'no')"


def part(item: str, which: str, where: str) -> float:
    told = TOLD_BOTH.format(item)
    return number(
        f"SELECT avg(({PARTS[which].format(item)})::INTEGER) FROM executives WHERE {told} AND {where}"
    )


@pytest.mark.parametrize("item", ["events", "web_content"])
@pytest.mark.parametrize(("group", "where"), [("", "true"), ("trade", "sector = 'trade'")])
def test_the_four_groups_are_those_counted_by_hand(
    executives: Release, item: str, group: str, where: str
) -> None:
    base = number(f"SELECT count(*) FROM executives WHERE {TOLD_BOTH.format(item)} AND {where}")
    four = {which: part(item, which, where) for which in PARTS}
    found = row(ask("adoption", executives, groups=group), item, group or "all")
    assert found.base == base
    assert {which: getattr(found, which) for which in PARTS} == pytest.approx(four)
    mapped = row(ask("use", executives, groups=group), item, group or "all")
    assert mapped.n == base and mapped.share == pytest.approx(top(item, where))
    gap = four["important"] - four["used"]
    assert mapped.difference == pytest.approx(gap) and mapped.rest is None
    assert (mapped.difference_low or 0) < gap < (mapped.difference_high or 0)


@pytest.mark.parametrize("item", ["linkedin", "web_shop"])
def test_the_share_in_use_is_counted_of_all_who_told(executives: Release, item: str) -> None:
    of = f"FROM executives WHERE {item}_in_use IN ('yes', 'no')"
    found = row(ask("use", executives), item)
    assert found.use == pytest.approx(number(f"SELECT avg(({item}_in_use = 'yes')::INTEGER) {of}"))
    assert (found.use_low or 0) < (found.use or 0) < (found.use_high or 0)


def test_what_most_want_without_having_it_stands_first_and_hidden_ones_last(executives: Release) -> None:
    rows = ask("adoption", executives, groups="trade").rows
    wanted = [-1 if one.hidden else one.important or 0 for one in rows]
    assert all(one >= two for one, two in pairwise(wanted)) and wanted[0] > wanted[-1] == -1
    title = CHARTS["adoption"].headline(ask("adoption", executives, groups="trade"), voice(executives))
    first = voice(executives).item(rows[0].item, short=True)
    assert title == f"Most often important but not in use: {first}, {rows[0].important:.0%}"


def test_only_those_who_are_not_by_use_are_hidden(executives: Release) -> None:
    for one in ask("adoption", executives, groups="trade").rows:
        assert one.hidden == (one.important is None) and one.share is None


def test_the_finding_names_what_more_want_than_have_else_what_more_have(
    executives: Release, small: Release
) -> None:
    """In the small study all have the web, which 24 of 42 rate; ten have letters, which nobody rates."""
    title = CHARTS["use"].headline(ask("use", small), voice(small))
    assert title == "More use it than rate it “important”: Web and Letter"
    made = ask("use", executives)
    wanted = max((one for one in made.rows if one.certain), key=lambda one: one.difference or 0)
    assert (wanted.difference or 0) > 0
    title = CHARTS["use"].headline(made, voice(executives))
    assert title.startswith("More rate it") and voice(executives).item(wanted.item, short=True) in title


def test_a_gap_is_certain_only_if_it_is_both_sure_and_wide(executives: Release) -> None:
    rows = [one for one in ask("use", executives).rows if one.q is not None]
    assert {one.certain for one in rows} == {True, False}
    for one in rows:
        assert one.certain == ((one.q or 0) <= 0.05 and abs(one.difference or 0) >= 0.1)
