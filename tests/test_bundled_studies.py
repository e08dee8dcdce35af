"""The samples that ship can be made again, and what was published is true of them, counted by hand."""

import runpy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from survey.study import Study

DATA = Path(__file__).resolve().parent.parent / "data"
STUDIES = ("executives-2015", "participation-2021")
SHOWN_ALONE = ("public", "industry", "trade", "health", "information", "finance", "other_services")
PUBLIC_TO_HEALTH = "sector IN ('public', 'industry', 'trade', 'health')"
SOCIAL = ("linkedin", "twitter", "other_social")
ITEMS = [item.id for item in Study.read(DATA / "executives-2015/codebook.toml").items]


@cache
def answers() -> duckdb.DuckDBPyConnection:
    """A database of the three files that ship: `executives`, `customers` and `interviews`, all as text."""
    database = duckdb.connect()
    for name, file in (
        ("executives", "executives-2015/answers.csv"),
        ("customers", "participation-2021/answers.csv"),
        ("interviews", "participation-2021/interviews.csv"),
    ):
        source = database.read_csv((DATA / file).as_posix(), all_varchar=True)
        source.create(name)
    return database


def rows(query: str) -> list[tuple[Any, ...]]:
    return answers().execute(query).fetchall()


def number(query: str) -> float:
    [[value]] = rows(query)
    return float(value)


def top(item: str, where: str = "true") -> float:
    """Of the executives who gave a level, the share to whom the item is important or essential."""
    return number(
        f"SELECT avg(({item} IN ('4', '5'))::INTEGER) FROM executives "
        f"WHERE {item} IN ('1', '2', '3', '4', '5') AND {where}"
    )


def lowest(item: str) -> float:
    return number(
        f"SELECT avg(({item} = '1')::INTEGER) FROM executives WHERE {item} IN ('1', '2', '3', '4', '5')"
    )


def customers_top(item: str) -> float:
    return number(
        "SELECT avg((level IN ('4', '5'))::INTEGER) FROM customers "
        f"WHERE level IN ('1', '2', '3', '4', '5') AND item = '{item}'"
    )


@pytest.mark.parametrize(
    ("study", "made", "file"),
    [
        ("executives-2015", "answers", "answers.csv"),
        ("participation-2021", "answers", "answers.csv"),
        ("participation-2021", "interviews", "interviews.csv"),
    ],
)
def test_the_generator_makes_the_shipped_file_byte_for_byte(study: str, made: str, file: str) -> None:
    again: str = runpy.run_path(str(DATA / study / "generate.py"))[made]()
    assert again.encode() == (DATA / study / file).read_bytes()


def labels(part: Any) -> Iterator[dict[str, str]]:
    """Every label below a part of a codebook: words by language."""
    if isinstance(part, dict) and set(part) <= {"fi", "sv", "en", "*"}:
        yield part
    elif isinstance(part, dict | list | tuple):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from labels(inner)


@pytest.mark.parametrize("study", STUDIES)
def test_every_label_speaks_finnish_swedish_and_english(study: str) -> None:
    found = list(labels(Study.read(DATA / study / "codebook.toml").model_dump()))
    assert len(found) > 30
    assert not [label for label in found if set(label) != {"fi", "sv", "en"}]


@pytest.mark.parametrize("study", STUDIES)
def test_a_bundled_study_says_that_it_is_synthetic(study: str) -> None:
    codebook = Study.read(DATA / study / "codebook.toml")
    assert codebook.synthetic
    assert codebook.provenance.synthetic


def test_360_executives_of_269_organisations_answered_and_84_percent_are_top_management() -> None:
    assert number("SELECT count(DISTINCT respondent) FROM executives") == 360
    assert number("SELECT count(*) FROM executives") == 360
    assert number("SELECT count(DISTINCT organisation) FROM executives") == 269
    assert round(number("SELECT avg((role = 'top_management')::INTEGER) FROM executives"), 2) == 0.84


def test_an_organisation_has_one_sector_and_one_size() -> None:
    assert not rows(
        "SELECT organisation FROM executives GROUP BY ALL "
        "HAVING count(DISTINCT sector) > 1 OR count(DISTINCT size) > 1"
    )


def test_only_seven_sectors_are_large_enough_to_be_shown_alone() -> None:
    large = rows(
        "SELECT sector FROM executives GROUP BY ALL"
        " HAVING count(*) >= 10 AND count(DISTINCT organisation) >= 5"
    )
    assert {sector for (sector,) in large} == set(SHOWN_ALONE)
    assert 60 <= number(f"SELECT count(*) FROM executives WHERE sector NOT IN {SHOWN_ALONE}") <= 80


@pytest.mark.parametrize("by", ["size", "role"])
def test_every_size_and_role_is_large_enough_to_be_shown(by: str) -> None:
    smallest = rows(f"SELECT count(*), count(DISTINCT organisation) FROM executives GROUP BY {by}")
    assert min(smallest) >= (10, 5)


@pytest.mark.parametrize("item", ITEMS)
def test_an_executive_leaves_a_level_blank_as_often_as_people_do(item: str) -> None:
    assert 0.03 <= number(f"SELECT avg(({item} IS NULL)::INTEGER) FROM executives") <= 0.08
    assert (
        0.01 <= number(f"SELECT avg(coalesce({item} = 'dont_know', false)::INTEGER) FROM executives") <= 0.03
    )


@pytest.mark.parametrize("item", ITEMS)
def test_whoever_gave_a_level_also_said_whether_it_is_in_use(item: str) -> None:
    assert not rows(f"SELECT respondent FROM executives WHERE {item} IS NOT NULL AND {item}_in_use IS NULL")


@pytest.mark.parametrize("item", ITEMS)
def test_users_find_a_channel_important_more_often_but_not_always(item: str) -> None:
    users, others = top(item, f"{item}_in_use = 'yes'"), top(item, f"{item}_in_use = 'no'")
    assert others < users < 1
    assert others > 0


def test_use_stays_within_what_was_published_for_finland() -> None:
    any_social = " OR ".join(f"{item}_in_use = 'yes'" for item in SOCIAL)

    def social(where: str) -> float:
        return number(f"SELECT avg(coalesce({any_social}, false)::INTEGER) FROM executives WHERE {where}")

    assert number("SELECT avg((website_in_use = 'yes')::INTEGER) FROM executives") <= 0.94
    assert 0.40 <= social("size <> '1-9'") <= 0.46
    assert social("size <> '1-9' AND sector = 'information'") <= 0.80
    assert social("sector IN ('construction', 'transport')") <= 0.25
    assert social("size = '250-plus'") - social("size = '10-49'") >= 0.15


def test_nothing_beats_meeting_the_customer_in_any_sector() -> None:
    small = f"sector NOT IN {SHOWN_ALONE}"
    for where in ("true", small, *(f"sector = '{sector}'" for sector in SHOWN_ALONE)):
        assert max(ITEMS, key=lambda item: top(item, where)) == "face_to_face"
    assert top("face_to_face") - top("website") >= 0.10


def test_the_website_is_a_must_and_active_content_matters() -> None:
    assert top("website") >= 0.80
    assert 0.57 <= top("web_content") <= 0.63


@pytest.mark.parametrize("item", ["email_campaign", "email_bulletin", "events"])
def test_e_mail_and_events_matter_to_more_than_half(item: str) -> None:
    assert 0.50 <= top(item) <= 0.60


def test_service_is_rated_by_two_camps_and_physical_equals_electronic() -> None:
    for item in ("service_point", "e_service", "web_shop"):
        assert lowest(item) >= 0.25
        assert top(item) >= 0.35
        assert 1 - lowest(item) - top(item) <= 0.27
    assert abs(top("service_point") - top("e_service")) <= 0.05
    assert top("e_service", "service_point IN ('4', '5')") >= 0.60


def test_print_is_important_to_few() -> None:
    assert top("print") <= 0.22


@pytest.mark.parametrize("item", [*SOCIAL, "phone_campaign"])
def test_the_other_sectors_rate_social_media_and_phone_campaigns_higher(item: str) -> None:
    assert top(item, f"NOT {PUBLIC_TO_HEALTH}") - top(item, PUBLIC_TO_HEALTH) >= 0.15


@pytest.mark.parametrize("item", ["linkedin", "twitter"])
@pytest.mark.parametrize("sector", ["information", "finance", "other_services"])
def test_three_sectors_stand_out_on_linkedin_and_twitter(item: str, sector: str) -> None:
    three = ("information", "finance", "other_services")
    others = max(top(item, f"sector = '{other}'") for other in set(SHOWN_ALONE) - set(three))
    small = top(item, f"sector NOT IN {SHOWN_ALONE}")
    assert top(item, f"sector = '{sector}'") - max(others, small) >= 0.20
    assert top(item, f"sector = '{sector}'") - top(item, f"sector <> '{sector}'") >= 0.20


def test_finance_stands_out_on_phone_campaigns() -> None:
    finance = top("phone_campaign", "sector = 'finance'")
    assert finance - top("phone_campaign", "sector <> 'finance'") >= 0.25
    assert finance > max(
        top("phone_campaign", f"sector = '{other}'") for other in SHOWN_ALONE if other != "finance"
    )
    assert finance > top("phone_campaign", f"sector NOT IN {SHOWN_ALONE}")


@pytest.mark.parametrize("item", sorted({*ITEMS} - {*SOCIAL, "phone_campaign"}))
def test_no_sector_stands_out_where_nothing_was_published(item: str) -> None:
    shares = [top(item, f"sector = '{sector}'") for sector in SHOWN_ALONE]
    assert max(shares) - min(shares) <= 0.10


def test_42_customers_answered_and_rated_every_aspect_or_left_it_blank() -> None:
    assert number("SELECT count(DISTINCT respondent) FROM customers") == 42
    assert number("SELECT count(*) FROM customers") == 42 * 9


def test_influence_information_interaction_and_feedback_matter_most_to_customers() -> None:
    codebook = Study.read(DATA / "participation-2021/codebook.toml")
    ranked = sorted((item.id for item in codebook.items), key=customers_top, reverse=True)
    assert ranked[0] == "influence"
    assert set(ranked[:4]) == {"influence", "information", "interaction", "feedback"}
    assert customers_top(ranked[3]) >= 0.70
    assert customers_top(ranked[0]) - customers_top(ranked[1]) >= 0.20


def test_taking_part_brought_customers_closer_to_the_company_and_helped_others() -> None:
    for item in ("personal_relationship", "identification", "benefit_to_others"):
        assert customers_top(item) >= 0.60


def test_the_group_mattered_but_the_tie_to_it_stayed_distant() -> None:
    assert customers_top("the_group") >= 0.50
    assert customers_top("ties_to_the_group") <= 0.25


def test_every_theme_of_the_codebook_was_asked_after_in_five_interviews() -> None:
    codebook = Study.read(DATA / "participation-2021/codebook.toml")
    asked = rows("SELECT theme, count(DISTINCT interview), count(*) FROM interviews GROUP BY theme")
    assert sorted(asked) == sorted((item.id, 5, 5) for item in codebook.items)
    assert rows("SELECT DISTINCT raised FROM interviews ORDER BY raised") == [("no",), ("yes",)]
