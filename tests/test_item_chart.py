"""One item in depth: by group, and among those who have it in use and those who have not."""

from pathlib import Path

import pytest

from survey.charts import CHARTS
from survey.codebook import ALL
from survey.database import Release, Releases
from tests.test_bundled_studies import top
from tests.test_charts import ask, voice
from tests.test_similar import published


def test_everybody_comes_first_then_every_group_of_the_one_item(executives: Release) -> None:
    made = ask("item", executives, item="linkedin", groups="trade")
    assert {one.item for one in made.rows} == {"linkedin"}
    assert [one.group for one in made.rows] == [ALL, *executives.groups["sector"]]
    shares = {one.group: one.share for one in made.rows}
    assert shares[ALL] == pytest.approx(top("linkedin"))
    assert shares["finance"] == pytest.approx(top("linkedin", "sector = 'finance'"))


def test_the_item_on_which_a_group_differs_most_is_taken_where_none_is_chosen(small: Release) -> None:
    """In the small study only the web divides: 15 of 18 in trade, 9 of 24 of the others."""
    for given in ({}, {"item": "all"}, {"groups": "trade"}):
        assert ask("item", small, **given).selection.item == "web"
    assert ask("item", small, item="letter").selection.item == "letter"


def test_of_several_it_is_the_widest_certain_difference_not_the_highest_value(tmp_path: Path) -> None:
    """In services all rate the web, elsewhere half; meetings none of them, elsewhere four of five."""
    release = published(tmp_path, lambda rows: None)
    certain = {one.item for one in ask("heatmap", release, by="sector").rows if one.certain}
    assert certain >= {"web", "meeting"}
    assert ask("item", release, by="sector", groups="trade").selection.item == "meeting"


def test_where_nothing_differs_it_is_the_highest(releases: Releases) -> None:
    assert ask("item", releases.open("waves"), by="sector").selection.item == "meeting"
    assert ask("item", releases.open("participation-2021")).selection.item


def test_the_finding_names_who_rates_it_higher_else_lower_else_what_all_say(
    small: Release, releases: Releases
) -> None:
    def said(release: Release, **given: str) -> str:
        return CHARTS["item"].headline(ask("item", release, **given), voice(release))

    waves = releases.open("waves")
    assert said(small, item="web") == "Web: a larger share than among the rest – Trade"
    assert said(waves, by="wave", item="social") == "Social media: a larger share than among the rest – 2023"
    assert said(waves, by="wave", item="letter") == "Letter: a larger share than among the rest – 2015"
    assert said(waves, by="sector", item="meeting") == "Meeting: 80% overall, no certain differences"


@pytest.mark.parametrize("item", ["linkedin", "events"])
def test_importance_among_users_and_others_is_counted_by_hand(executives: Release, item: str) -> None:
    for group, where in (("", "true"), ("trade", "sector = 'trade'")):
        made = ask("users", executives, item=item, groups=group)
        assert [one.among for one in made.rows] == ["users", "others"]
        for one, use in zip(made.rows, ("yes", "no"), strict=True):
            assert one.share == pytest.approx(top(item, f"{item}_in_use = '{use}' AND {where}"))
            assert one.rest is None and one.certain is None


def test_the_finding_of_users_says_both_shares(executives: Release) -> None:
    title = CHARTS["users"].headline(ask("users", executives, item="linkedin"), voice(executives))
    users, others = (top("linkedin", f"linkedin_in_use = '{use}'") for use in ("yes", "no"))
    assert title.startswith(f"{users:.0%} of users and {others:.0%} of the others")


def test_what_is_measured_of_users_is_importance(executives: Release) -> None:
    assert ask("users", executives, measure="use").selection.measure == "top"
    assert ask("users", executives, measure="highest").selection.measure == "highest"


def test_everybody_uses_the_web_so_nobody_is_left(small: Release) -> None:
    made = ask("users", small, item="web")
    assert [(one.base, one.share is None) for one in made.rows] == [(42, False), (0, True)]
    assert "Too few" in CHARTS["users"].headline(made, voice(small))
    figure = CHARTS["users"].figure(made, voice(small))
    assert isinstance(figure, dict) and figure["data"][-1]["text"][-1] == "<b>[x]</b>"
    assert "0 in 0" in figure["layout"]["yaxis"]["categoryarray"][-1]
