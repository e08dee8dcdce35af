"""A link is a selection: it goes there and back, and what is not offered is dropped in a word."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.database import Release
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
    assert Selection("s", "sector", ("trade",)).with_(by="size").groups == ()
