"""What came up in the interviews, as counted by hand in the file, beside what the answers say."""

import pytest

from survey.charts import CHARTS
from survey.database import Release, Releases
from tests.builders import open_study
from tests.test_bundled_studies import customers_top, rows
from tests.test_charts import ask, voice


@pytest.fixture
def participation(releases: Releases) -> Release:
    return releases.open("participation-2021")


def test_how_many_raised_a_theme_is_counted_by_hand(participation: Release) -> None:
    by_hand = rows("SELECT theme, count(*) FILTER (raised = 'yes') FROM interviews GROUP BY theme")
    made = ask("themes", participation)
    assert {one.item: one.n for one in made.rows if one.n is not None} == dict(by_hand)
    single = {(one.item, one.group): one.raised for one in made.rows if one.raised is not None}
    wanted = rows(
        "SELECT theme, dense_rank() OVER (ORDER BY interview)::VARCHAR, raised = 'yes' FROM interviews"
    )
    assert single == {(theme, interview): raised for theme, interview, raised in wanted}


def test_the_themes_that_most_raised_come_first(participation: Release) -> None:
    counts = [one.n for one in ask("themes", participation).rows if one.n is not None]
    assert counts == sorted(counts, key=lambda n: -(n or 0)) and counts[0] == 5 and counts[-1] == 2


def test_beside_a_theme_stands_what_everybody_said_of_it(participation: Release) -> None:
    found = {one.item: one for one in ask("themes", participation).rows if one.n is not None}
    for item in ("influence", "feedback"):
        assert found[item].share == pytest.approx(customers_top(item))
        assert (found[item].low or 0) < (found[item].share or 0) < (found[item].high or 0)


def test_the_finding_names_what_came_up_most(
    participation: Release, tmp_path_factory: pytest.TempPathFactory
) -> None:
    title = CHARTS["themes"].headline(ask("themes", participation), voice(participation))
    tell = voice(participation)
    every = [one for one in ask("themes", participation).rows if one.n == 5]
    assert (
        title
        == f"Came up in every interview: {tell.listed(tell.theme(one.item, short=True) for one in every)}"
    )
    release = open_study(tmp_path_factory.mktemp("open")).open("small")
    assert (
        CHARTS["themes"].headline(ask("themes", release), voice(release)) == "Came up in every interview: Web"
    )
