"""A link is a selection: it goes there and back, and what is not offered is dropped in a word."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.database import Release, Releases
from survey.errors import SelectionError
from survey.selection import Selection, choices, demand, parse, within_choices


def test_without_a_link_everybody_is_shown_by_the_first_dimension(small: Release) -> None:
    assert parse(small, {}) == (Selection("small", by="sector"), ())


def test_a_study_without_dimensions_is_shown_whole(releases) -> None:  # type: ignore[no-untyped-def]
    selection, dropped = parse(releases.open("participation-2021"), {"by": "sector"})
    assert selection.by == "all" and [one.name for one in dropped] == ["by"]
    assert selection.to_query() == {"study": "participation-2021"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_selection_survives_its_link(executives: Release, data: st.DataObject) -> None:
    by = data.draw(st.sampled_from(choices(executives, "all")["by"]))
    offered = choices(executives, by)
    groups = data.draw(st.sets(st.sampled_from(offered["groups"]), max_size=len(offered["groups"]) - 1))
    narrower = [one for some in within_choices(executives, by).values() for one in some]
    within = data.draw(st.sampled_from(((), *((one,) for one in narrower))))
    selection = Selection(
        executives.study.id,
        by,
        tuple(group for group in offered["groups"] if group in groups),
        data.draw(st.sampled_from((None, *(group for group in offered["against"] if group not in groups)))),
        within,
        data.draw(st.sampled_from((None, *offered["family"]))),
        data.draw(st.sampled_from((None, *offered["item"]))),
        data.draw(st.sampled_from(offered["measure"])),
        data.draw(st.sampled_from(offered["view"])),
    )
    assert parse(executives, selection.to_query()) == (selection, ())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(["by", "groups", "family", "item", "measure", "view", "x"]), st.text())
)
def test_no_link_is_an_error(executives: Release, given_: dict[str, str]) -> None:
    selection, _ = parse(executives, given_)
    assert selection.by in executives.groups


def test_what_is_not_offered_is_dropped_with_the_nearest(small: Release) -> None:
    selection, dropped = parse(small, {"groups": "trade,arst", "measure": "tops"})
    assert selection.groups == ("trade",) and selection.measure == "top"
    assert [(one.name, one.value) for one in dropped] == [("groups", "arst"), ("measure", "tops")]


def test_every_group_is_everybody(small: Release) -> None:
    assert parse(small, {"groups": "other_groups,trade"})[0].groups == ()


def test_a_merged_group_cannot_be_asked_for_by_its_members(small: Release) -> None:
    with pytest.raises(SelectionError, match='groups "arts" is not shown'):
        demand(small, {"groups": "arts"})


def test_another_dimension_starts_with_no_groups() -> None:
    one = Selection("s", "sector", ("trade",), "industry", ("size.1-9",), "marketing", "web")
    assert one.with_(by="size") == Selection("s", "size", family="marketing", item="web")
    given = {"groups": ("1-9",), "against": "50", "within": ("sector.trade",)}
    assert one.with_(by="size", **given) == Selection(
        "s", "size", ("1-9",), "50", ("sector.trade",), "marketing", "web"
    )
    assert one.with_(by="sector") == one


def test_nothing_is_compared_with_itself(executives: Release) -> None:
    one = Selection("s", "sector", ("trade",), "industry")
    assert one.with_(against="trade").against is None
    assert one.with_(groups=("finance", "industry")).against is None
    assert one.with_(groups=("finance",)).against == "industry"
    selection, dropped = parse(executives, {"groups": "trade,finance", "against": "trade"})
    assert selection.against is None and dropped == (("against", "trade", ""),)


def test_a_link_names_only_what_is_not_as_usual() -> None:
    assert Selection("s").by == "all" and Selection("s").to_query() == {"study": "s"}
    one = Selection("s", "size", ("1-9", "50"), within=("sector.trade", "role.boss"), measure="mean")
    assert one.to_query() == {
        "study": "s",
        "by": "size",
        "groups": "1-9,50",
        "within": "sector.trade,role.boss",
        "measure": "mean",
    }


def test_a_release_offers_its_groups_families_and_items(small: Release, releases: Releases) -> None:
    assert choices(small, "sector") == {
        "by": ("sector", "size"),
        "groups": ("trade", "other_groups"),
        "against": ("trade", "other_groups"),
        "family": ("personal", "remote"),
        "item": ("all", "meeting", "web", "letter"),
        "measure": ("top", "highest", "mean", "use"),
        "view": ("aligned", "stacked"),
    }
    without = choices(releases.open("participation-2021"), "all")
    assert without["by"] == ("all",) and without["groups"] == without["against"] == ()
    assert without["measure"] == ("top", "highest", "mean")


def test_only_dimensions_that_are_published_crossed_narrow_each_other(executives: Release) -> None:
    """Sectors are crossed with sizes and sizes with roles, but never all three."""
    assert list(within_choices(executives, "sector")) == ["size"]
    assert list(within_choices(executives, "size")) == ["sector", "role"]
    assert list(within_choices(executives, "size", ("sector.trade",))) == ["sector"]
    selection, dropped = parse(executives, {"by": "size", "within": "sector.trade,role.specialists"})
    assert selection.within == ("sector.trade",) and dropped == (("within", "role.specialists", ""),)


def test_of_each_dimension_one_group_narrows(executives: Release) -> None:
    selection, dropped = parse(executives, {"groups": "moon", "within": "size.1-9,size.10-49,size.50-249,,"})
    assert selection.within == ("size.1-9",)
    assert dropped == (("groups", "moon", ""), ("within", "size.10-49", ""), ("within", "size.50-249", ""))


def test_every_choice_that_is_dropped_is_told_with_what_is_near(executives: Release) -> None:
    given = {
        "by": "secto",
        "groups": "trad,finanse",
        "within": "size.50-24",
        "item": "twiter",
        "view": "stackd",
    }
    assert [(one.name, one.value, one.hint) for one in parse(executives, given)[1]] == [
        ("by", "secto", '; did you mean "sector"?'),
        ("groups", "trad", '; did you mean "trade"?'),
        ("groups", "finanse", '; did you mean "finance"?'),
        ("within", "size.50-24", '; did you mean "size.50-249"?'),
        ("item", "twiter", '; did you mean "twitter"?'),
        ("view", "stackd", '; did you mean "stacked"?'),
    ]


def test_all_that_is_not_offered_is_an_error_at_once(executives: Release) -> None:
    with pytest.raises(SelectionError) as raised:
        demand(executives, {"item": "twiter", "view": "tall"})
    assert str(raised.value).splitlines() == [
        "study executives-2015: 2 problems",
        '  item "twiter" is not shown; did you mean "twitter"?',
        '  view "tall" is not shown',
    ]
    assert demand(executives, {"item": "twitter"}).item == "twitter"
